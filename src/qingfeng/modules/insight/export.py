"""A board as a table for spreadsheets. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from qingfeng.modules.insight.boards import Board


def csv(made: Board, names: Sequence[tuple[str, str]]) -> str:
    """A board as a table for spreadsheets (`names`: code and heading); with a mark by which Excel knows UTF-8."""
    lines = [["key", "name", *(heading for _, heading in names)]]
    for row in made.rows:
        figures = [row.values.get(code) for code, _ in names]
        lines.append([row.key, row.name, *("" if v is None else f"{v:.6g}" if v % 1 else f"{v:.0f}" for v in figures)])
    return "\ufeff" + "".join(",".join(map(_cell, line)) + "\r\n" for line in lines)


def _cell(text: str) -> str:
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _number(text):
        text = "'" + text  # else a spreadsheet would take a name for a formula
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
