"""Tables for people, and the last line for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


def show(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table, the first column to the left and the others to the right."""
    text = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(line[i]) for line in [list(head), *text]) for i in range(len(head))]
    for line in [list(head), *text]:
        first, *others = [
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join([first, *others]), flush=True)
    print(flush=True)


def last(bench: str, figures: dict[str, Any]) -> None:
    """The one line of JSON that ends a bench."""
    print(json.dumps({"bench": bench, **figures}, ensure_ascii=False), flush=True)


def ratio(a: float, b: float) -> float:
    return round(a / b, 2) if b else 0.0
