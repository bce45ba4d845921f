"""Imports go down only: runs import-linter on `checks/importlinter.ini`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from checks.report import ROOT


def command(config: Path) -> list[str]:
    """The command line of import-linter under this Python."""
    program = Path(sys.executable).with_name("lint-imports")
    return [str(program), "--config", str(config), "--no-cache"]


if __name__ == "__main__":
    done = subprocess.run(
        command(ROOT / "checks" / "importlinter.ini"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = done.stdout + done.stderr
        print(said[max(said.find("Broken contracts"), 0) :].strip())
    sys.exit(done.returncode)
