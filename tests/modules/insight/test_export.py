"""Files for spreadsheets: what is in them, and that no name in them is a formula."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from qingfeng.modules.insight.boards import Board, BoardRow, By
from qingfeng.modules.insight.export import Locale, csv, xlsx
from qingfeng.modules.insight.kpi import KPIS

CHOSEN = [KPIS[code] for code in ("offered", "service_level", "speed_of_answer")]
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def board(by: By, rows: list[BoardRow]) -> Board:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    total = {"offered": 5.0, "service_level": None, "speed_of_answer": 12.5}
    return Board(
        since=now,
        until=now,
        zone="Asia/Shanghai",
        by=by,
        kpis=[],
        rows=rows,
        total=total,
        before={},
        samples={},
        known_until=None,
    )


def row(key: str, name: str, *values: float | None) -> BoardRow:
    return BoardRow(key=key, name=name, name_en="", values=dict(zip((k.code for k in CHOSEN), values, strict=True)))


def sheet(file: bytes, n: int) -> list[list[str | float | None]]:
    """The cells of a sheet, text as text."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            ElementTree.fromstring(parts.read(name))  # every part is well formed
        root = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{n}.xml"))
    found: list[list[str | float | None]] = []
    for line in root.iterfind("m:sheetData/m:row", NS):
        cells: list[str | float | None] = []
        for cell in line.iterfind("m:c", NS):
            assert cell.find("m:f", NS) is None
            text, number = cell.find("m:is/m:t", NS), cell.find("m:v", NS)
            cells.append(float(number.text or "") if number is not None else text.text if text is not None else None)
        found.append(cells)
    return found


def test_a_name_is_no_formula_in_csv() -> None:
    rows = [row("k", '=HYPERLINK("x")', 3.0, 0.123456789, None), row("-1+2", "@x, 甲", None, -0.5, 1.0)]
    text = csv(board("agent", rows), CHOSEN, "zh-CN").decode()
    assert text.startswith("\ufeff键,名称,人工呼入量,服务水平,平均接起时长\r\n")
    assert text.splitlines()[1:] == ['k,"\'=HYPERLINK(""x"")",3,0.123457,', "'-1+2,\"'@x, 甲\",,-0.5,1"]


@pytest.mark.parametrize(("locale", "total"), [("zh-CN", "合计"), ("en", "Total")])
def test_a_workbook_holds_the_board_its_total_and_the_definitions(locale: Locale, total: str) -> None:
    file = xlsx(board("agent", [row("k", "=1+1 <甲> & 乙\x00", 3.0, 0.5, None)]), CHOSEN, locale)
    heading, first, last = sheet(file, 1)
    assert heading[1:] == [k.zh if locale == "zh-CN" else k.en for k in CHOSEN]
    assert first == ["=1+1 <甲> & 乙", 3.0, 0.5, None]
    assert last == [total, 5.0, None, 12.5]
    meant = sheet(file, 2)
    assert [line[2] for line in meant[1:]] == [k.formula for k in CHOSEN]


def test_intervals_are_named_by_the_clocks_of_the_house() -> None:
    rows = [row("2026-06-30T16:00:00Z", "", 1.0, None, None)]
    assert sheet(xlsx(board("day", rows), CHOSEN, "en"), 1)[1][0] == "2026-07-01"
    assert (
        csv(board("hour", rows), CHOSEN, "en").decode().splitlines()[1] == "2026-06-30T16:00:00Z,2026-07-01 00:00,1,,"
    )
