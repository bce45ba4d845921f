"""Files for spreadsheets, written: a line of CSV, or a workbook (Office Open XML, ECMA-376) part by part. Pure.

Text is kept as text in both, so that nothing a stranger has written can be taken for a formula.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

Cell = str | float | None
BOM = "\ufeff"
"""By which Excel knows UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """A cell of CSV."""
    if text.startswith(FORMULA) and not _number(text):
        text = "'" + text  # else a spreadsheet would take a name for a formula
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def line(cells: Iterable[str]) -> bytes:
    """A line of CSV in UTF-8."""
    return (",".join(map(safe, cells)) + "\r\n").encode()


@dataclass(frozen=True)
class Sheet:
    """Its first row and column stay in sight. `styles` by column: 0 plain, 1 a count, 2 percent, 3 two decimals. `widths`
    in characters, 0: as it comes."""

    name: str
    rows: Iterable[Sequence[Cell]]
    styles: Sequence[int]
    widths: Sequence[float]


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MEDIA_TYPE = f"{_KIND}.sheet"

_TYPES = f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>
"""
_PART = f'<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="{_KIND}.worksheet+xml"/>'
_ROOT = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
_LINK = f'<Relationship Id="rId%d" Type="{_LINKS}/%s" Target="%s"/>'
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


class _Pipe(io.RawIOBase):
    """Takes what is written to it, to be handed on; nobody can go back in it."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        waiting, self._waiting = self._waiting, []
        return b"".join(waiting)


async def streamed(
    name: str, heading: Sequence[str], widths: Sequence[float], rows: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    """A workbook of one sheet, handed on as its rows come (each piece: `row_xml` of some). Holds no more than a piece."""
    pipe = _Pipe()
    head, foot = _around(Sheet(name, (), [0] * len(widths), widths))
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as parts:
        _write_frame(parts, [name])
        with parts.open(zipfile.ZipInfo("xl/worksheets/sheet1.xml"), "w") as part:
            part.write((head + row_xml(heading, heading=True)).encode())
            yield pipe.taken()
            async for piece in rows:
                part.write(piece)
                yield pipe.taken()
            part.write(foot.encode())
    yield pipe.taken()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        _write_frame(parts, [sheet.name for sheet in sheets])
        for n, sheet in enumerate(sheets, 1):
            with parts.open(zipfile.ZipInfo(f"xl/worksheets/sheet{n}.xml"), "w", force_zip64=True) as part:
                for piece in _sheet(sheet):
                    part.write(piece.encode())
    return file.getvalue()


def _write_frame(parts: zipfile.ZipFile, titles: Sequence[str]) -> None:
    """All but the sheets."""
    numbers = range(1, len(titles) + 1)
    names = "".join(
        f'<sheet name="{escape(title)}" sheetId="{n}" r:id="rId{n}"/>' for n, title in zip(numbers, titles, strict=True)
    )
    links = [_LINK % (n, "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    links.append(_LINK % (len(titles) + 1, "styles", "styles.xml"))
    for path, text in (
        ("[Content_Types].xml", _TYPES + "".join(_PART % n for n in numbers) + "</Types>"),
        ("_rels/.rels", _ROOT),
        ("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{names}</sheets></workbook>'),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>',
        ),
        ("xl/styles.xml", _STYLES),
    ):
        parts.writestr(zipfile.ZipInfo(path), _HEAD + text, zipfile.ZIP_DEFLATED)


def _around(sheet: Sheet) -> tuple[str, str]:
    """What stands before and after the rows."""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{w:g}" customWidth="1"/>' for n, w in enumerate(sheet.widths, 1) if w
    )
    pane = '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    head = f'{_HEAD}<worksheet xmlns="{_MAIN}">{view}{f"<cols>{columns}</cols>" if columns else ""}<sheetData>'
    return head, "</sheetData></worksheet>"


def _sheet(sheet: Sheet) -> Iterator[str]:
    """Written as it is read, row by row."""
    head, foot = _around(sheet)
    yield head
    for n, row in enumerate(sheet.rows):
        yield row_xml(row, sheet.styles, heading=n == 0)
    yield foot


def row_xml(row: Sequence[Cell], styles: Sequence[int] | None = None, *, heading: bool = False) -> str:
    """A row of a sheet; `styles` as in `Sheet`, None: all plain."""
    return f"<row>{''.join(_cells(row, styles or [0] * len(row), heading=heading))}</row>"


def _cells(row: Sequence[Cell], styles: Sequence[int], *, heading: bool) -> Iterator[str]:
    for cell, style in zip(row, styles, strict=True):
        if cell is None:
            yield "<c/>"
        elif isinstance(cell, str):
            text = escape("".join(c for c in cell if c >= " " or c in "\t\n\r"))
            yield f'<c t="inlineStr" s="{4 if heading else 0}"><is><t xml:space="preserve">{text}</t></is></c>'
        else:
            yield f'<c s="{style}"><v>{cell!r}</v></c>'
