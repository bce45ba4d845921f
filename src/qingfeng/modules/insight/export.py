"""A board as a file for spreadsheets: CSV, or a workbook (Office Open XML, ECMA-376) written part by part. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from qingfeng.modules.insight.boards import Board, BoardRow
from qingfeng.modules.insight.kpi import Kpi, Unit

Locale = Literal["zh-CN", "en"]
Cell = str | float | None

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
    return ("\ufeff" + "".join(",".join(map(_safe, line)) + "\r\n" for line in lines)).encode()


def _name(kpi: Kpi, locale: Locale) -> str:
    return kpi.zh if locale == "zh-CN" else kpi.en


def _label(made: Board, row: BoardRow, locale: Locale) -> str:
    """What a row is called: its interval by the house's clocks, or its name."""
    if made.by in ("hour", "day"):
        at = datetime.fromisoformat(row.key).astimezone(ZoneInfo(made.zone))
        return f"{at:%Y-%m-%d}" if made.by == "day" else f"{at:%Y-%m-%d %H:%M}"
    return row.name if locale == "zh-CN" else row.name_en or row.name


def _safe(text: str) -> str:
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _number(text):
        text = "'" + text  # else a spreadsheet would take a name for a formula
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


# ------------------------------------------------------------------ a workbook
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_TYPES = f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>
<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_KIND}.worksheet+xml"/>
</Types>"""
_ROOT = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
_PARTS = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_LINKS}/worksheet" Target="worksheets/sheet2.xml"/>
<Relationship Id="rId3" Type="{_LINKS}/styles" Target="styles.xml"/>
</Relationships>"""
_STYLES = f"""<styleSheet xmlns="{_MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.##"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="5">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="10" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
</cellXfs>
</styleSheet>"""


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
    names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(words[7:], 1))
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{names}</sheets></workbook>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        for path, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _ROOT),
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", _PARTS),
            ("xl/styles.xml", _STYLES),
            ("xl/worksheets/sheet1.xml", _sheet(rows, plain, [22, *(14 for _ in kpis)])),
            ("xl/worksheets/sheet2.xml", _sheet(meant, [0, 0, 0, 0], [26, 10, 44, 100])),
        ):
            parts.writestr(zipfile.ZipInfo(path), _HEAD + text)
    return file.getvalue()


def _sheet(rows: Iterable[Sequence[Cell]], styles: Sequence[int], widths: Sequence[int]) -> str:
    """A sheet whose first row and column stay in sight."""
    columns = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(widths, 1))
    lines = "".join(f"<row>{''.join(_cells(row, styles, heading=n == 0))}</row>" for n, row in enumerate(rows))
    pane = '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    return f'<worksheet xmlns="{_MAIN}">{view}<cols>{columns}</cols><sheetData>{lines}</sheetData></worksheet>'


def _cells(row: Sequence[Cell], styles: Sequence[int], *, heading: bool) -> Iterator[str]:
    for cell, style in zip(row, styles, strict=True):
        if cell is None:
            yield "<c/>"
        elif isinstance(cell, str):
            text = escape("".join(c for c in cell if c >= " " or c in "\t\n\r"))
            yield f'<c t="inlineStr" s="{4 if heading else 0}"><is><t xml:space="preserve">{text}</t></is></c>'
        else:
            yield f'<c s="{style}"><v>{cell!r}</v></c>'


Write = Callable[[Board, Sequence[Kpi], Locale], bytes]
FORMATS: dict[str, tuple[Write, str]] = {
    "csv": (csv, "text/csv; charset=utf-8"),
    "xlsx": (xlsx, f"{_KIND}.sheet"),
}
"""How each kind of file is written, and what it is called on the wire."""
