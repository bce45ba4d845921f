"""A board as a file for spreadsheets: CSV, or a workbook (Office Open XML, ECMA-376) written part by part. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from qingfeng.kernel.workbook import MEDIA_TYPE, Cell, Sheet, safe, workbook
from qingfeng.modules.insight.boards import Board, BoardRow
from qingfeng.modules.insight.kpi import Kpi, Unit

Locale = Literal["zh-CN", "en"]

_WORDS = {
    "zh-CN": ("键", "名称", "合计", "指标", "定义", "口径", "单位", "运营指标", "指标定义"),
    "en": ("key", "name", "Total", "Figure", "Definition", "Formula", "Unit", "Figures", "Definitions"),
}
_STYLE: dict[Unit, int] = {"count": 1, "ratio": 2, "seconds": 1, "score": 3}
"""Which of the cell formats of the workbook a unit is shown by; 0 is plain, 4 a heading."""


def csv(made: Board, kpis: Sequence[Kpi], locale: Locale) -> bytes:
    """A table in UTF-8 with a mark by which Excel knows it. Ratios from 0 to 1, times in seconds."""
    words = _WORDS[locale]
    lines = [[*words[:2], *(_name(kpi, locale) for kpi in kpis)]]
    for row in made.rows:
        figures = [row.values.get(kpi.code) for kpi in kpis]
        lines.append([row.key, _label(made, row, locale), *("" if v is None else f"{v:.6g}" if v % 1 else f"{v:.0f}" for v in figures)])  # fmt: skip
    return ("\ufeff" + "".join(",".join(map(safe, line)) + "\r\n" for line in lines)).encode()


def _name(kpi: Kpi, locale: Locale) -> str:
    return kpi.zh if locale == "zh-CN" else kpi.en


def _label(made: Board, row: BoardRow, locale: Locale) -> str:
    """What a row is called: its interval by the house's clocks, or its name."""
    if made.by in ("hour", "day"):
        at = datetime.fromisoformat(row.key).astimezone(ZoneInfo(made.zone))
        return f"{at:%Y-%m-%d}" if made.by == "day" else f"{at:%Y-%m-%d %H:%M}"
    return row.name if locale == "zh-CN" else row.name_en or row.name


def xlsx(made: Board, kpis: Sequence[Kpi], locale: Locale) -> bytes:
    """A workbook of two sheets: the board with its total, and what each figure means. Ratios are shown in percent, times
    in seconds. Text is kept as text, so that no name can be taken for a formula."""
    words = _WORDS[locale]
    plain = [0, *(_STYLE[kpi.unit] for kpi in kpis)]
    rows: list[list[Cell]] = [[words[1], *(_name(kpi, locale) for kpi in kpis)]]
    rows += [[_label(made, row, locale), *(row.values.get(kpi.code) for kpi in kpis)] for row in made.rows]
    rows.append([words[2], *(made.total.get(kpi.code) for kpi in kpis)])
    meant: list[list[Cell]] = [[words[3], words[6], words[5], words[4]]]
    meant += [[_name(k, locale), k.unit, k.formula, k.zh_definition if locale == "zh-CN" else k.en_definition] for k in kpis]  # fmt: skip
    widths = [22, *(14.0 for _ in kpis)]
    return workbook([Sheet(words[7], rows, plain, widths), Sheet(words[8], meant, [0, 0, 0, 0], [26, 10, 44, 100])])


Write = Callable[[Board, Sequence[Kpi], Locale], bytes]
FORMATS: dict[str, tuple[Write, str]] = {
    "csv": (csv, "text/csv; charset=utf-8"),
    "xlsx": (xlsx, MEDIA_TYPE),
}
"""How each kind of file is written, and what it is called on the wire."""
