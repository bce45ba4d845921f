#!/usr/bin/env python3
"""Set up, run, test and check Qingfeng on this machine: what `make` calls.

It needs Python >= 3.11 and nothing else. This file stays readable to older Pythons, so that they can say what
is wrong instead of showing a syntax error.
"""

import os
import shutil
import sys

MINIMUM = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def hand_over_to_newer_python() -> None:
    """Continue under a new enough Python from PATH, or say that there is none."""
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    sys.stderr.write(
        "\n  Python {0}.{1} is too old: Qingfeng needs Python {2}.{3} or newer, and none is on PATH.\n"
        "  Install one (Debian 12, Ubuntu 24.04: `sudo apt install python3 python3-venv`; macOS:\n"
        "  `brew install python`), then run the same command again. PYTHON=/path/to/python chooses one.\n"
        "  Python 版本过低：清风需要 {2}.{3} 或更新版本。请安装后重试，也可用 PYTHON= 指定。\n\n".format(
            *sys.version_info[:2], *MINIMUM
        )
    )
    sys.exit(1)


if __name__ == "__main__":
    if sys.version_info < MINIMUM:
        hand_over_to_newer_python()
    from tools.tasks import main

    sys.exit(main(sys.argv[1:]))
