"""Nothing tracked names a package registry's host or a folder of somebody's machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from checks.report import ROOT, line_of, run, tracked

# Written in pieces, so that this file does not name them either.
HOSTS = (
    *("pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com"),
    *("npmmirror" + ".com", "deb.debian" + ".org", "archive.ubuntu" + ".com", "pypi" + ".tuna", "mirrors" + "."),
)
FOLDERS = ("wo" + "rk", "ro" + "ot", "ho" + "me/[a-z]+", "Us" + "ers/[A-Za-z]+")
REFUSED = re.compile(
    "|".join(
        (
            *(rf"\b{re.escape(host)}" for host in HOSTS),
            rf"(?<![A-Za-z0-9_.\-/}}])/(?:{'|'.join(FOLDERS)})(?:/|\b)",
            r'"resolved":\s*"(?:https?|file):',
        )
    )
)


def find(root: Path) -> Iterator[str]:
    """One line for each place, with what stands there."""
    for path in tracked(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # not text: pictures, sounds
        for found in REFUSED.finditer(text):
            yield f"{path.relative_to(root)}:{line_of(text, found.start())}: names {found[0]!r}"


if __name__ == "__main__":
    run("machine_names", find(ROOT))
