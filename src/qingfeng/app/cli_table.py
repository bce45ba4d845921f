"""Tables of figures at the terminal, in columns that also stand straight with Chinese in them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from qingfeng.twin.statistics import Interval


def show(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, the first column to the left and the others to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        cells = [" " * (w - _width(cell)) + cell if i else cell + " " * (w - _width(cell)) for i, (cell, w) in enumerate(zip(line, widths, strict=True))]  # fmt: skip
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
    sys.stdout.write("\n")


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def share(found: Interval, *, signed: bool = False) -> str:
    """A share in per cent with its interval; a dash where there is none."""
    return _text(found.mean * 100, found.half * 100, "%", signed)


def span(found: Interval) -> str:
    """Seconds with their interval."""
    return _text(found.mean, found.half, "s", False)


def plain(value: float, unit: str) -> str:
    """A number with its unit; a dash where there is none."""
    return f"{value:.1f} {unit}" if isfinite(value) else "–"


def _text(mean: float, half: float, unit: str, signed: bool) -> str:
    if not isfinite(mean):
        return "–"
    sign = "+" if signed else ""
    return f"{mean:{sign}.1f} ± {half:.1f} {unit}" if isfinite(half) else f"{mean:{sign}.1f} {unit}"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
