"""What all checks share: where the checkout is, which files are tracked, how faults are told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tell(name: str, faults: Iterable[str]) -> int:
    """Print one line per fault; gives the exit code."""
    found = list(faults)
    for fault in found:
        print(fault, flush=True)
    if found:
        print(f"{name}: {len(found)} to mend")
    return 1 if found else 0


def tracked(root: Path, *endings: str) -> Iterator[Path]:
    """The checkout's tracked (and new, not ignored) files with these endings; all when none are given."""
    asked = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(asked, capture_output=True, check=True)
    for name in done.stdout.decode().split("\0"):
        path = root / name
        if name and (not endings or name.endswith(endings)) and path.is_file() and not path.is_symlink():
            yield path


def line_of(text: str, position: int) -> int:
    """The number of the line that holds a position, from 1."""
    return text.count("\n", 0, position) + 1


def run(name: str, faults: Iterable[str]) -> None:
    """Tell the faults and leave with the exit code: the end of every check's `__main__`."""
    sys.exit(tell(name, faults))
