"""Tables that people bring: whatever wrote them, they are read as text, and nothing in them is reckoned."""

from __future__ import annotations

import io
import zipfile

import pytest

from qingfeng.kernel import table
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.workbook import BOM, Sheet, line, workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROWS = [["姓名", "手机"], ["欧阳静怡", "13800138000"]]


def book(sheet: str, shared: str = "", **more: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", sheet)
        if shared:
            parts.writestr("xl/sharedStrings.xml", shared)
        for name, text in more.items():
            parts.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_read_in_every_spelling_that_is_met(encoding: str, mark: str) -> None:
    text = "\r\n".join(mark.join(row) for row in ROWS)
    assert table.read(text.encode(encoding), most=10) == ROWS


def test_what_is_written_is_read_back_and_no_cell_is_a_formula() -> None:
    words = ["=cmd|' /C calc'!A0", "@SUM(1)", "-1+2", "+86 138", "\t=1", 'a,"b"\nc', "-5", "'quoted"]
    written = BOM.encode() + line(["x"] * len(words)) + line(words)
    cells = written.decode("utf-8-sig").splitlines()[1]
    assert cells.startswith("'=cmd"), "a spreadsheet reads it as text"
    assert ",'@SUM(1),'-1+2,'+86 138,'\t=1," in cells
    assert table.read(written, most=10)[1] == [word.strip() for word in words]


def test_a_workbook_is_read_as_it_was_written() -> None:
    made = workbook([Sheet("客户", [*ROWS, ["=1+1", None], ["a\x07b", "<&>"]], [0, 0], [10, 10])])
    assert table.read(made, most=10) == [*ROWS, ["=1+1", ""], ["ab", "<&>"]]


def test_a_workbook_of_others_is_read_as_people_see_it() -> None:
    sheet = (
        f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>'
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>1.3800138E10</v></c><c r="B2"><f>HYPERLINK("http://x")</f><v>42</v></c>'
        '<c r="C2" t="str"><f>A1&amp;"x"</f><v>算好的</v></c><c r="D2"><v>3.50</v></c><c r="E2"><v>7.0</v></c></row>'
        '<row r="4"><c r="A4" t="s"><v>99</v></c><c r="B4" t="s"><v>-1</v></c><c r="XFD4" t="s"><v>0</v></c><c r="C4"><v>x</v></c></row>'
        "</sheetData></worksheet>"
    )
    shared = f"<sst {MAIN}><si><t>手机</t></si><si><r><t>姓</t></r><r><t>名</t></r><rPh><t>xing</t></rPh></si></sst>"
    rows = table.read(book(sheet, shared), most=10)
    assert rows[0] == ["手机", "", "姓名"]
    assert rows[1] == ["13800138000", "42", "算好的", "3.50", "7"]


BOMB = book("<a/>", big="0" * (table.MOST_UNPACKED + 1))
ENTITIES = f'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet {MAIN}><sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>'  # fmt: skip
WRONG: list[tuple[bytes, str]] = [
    (b"", "empty_table"),
    (b"\n\n,,\n", "empty_table"),
    ("列\n".encode("utf-16"), "bad_encoding"),
    (b"a\x00b,c", "bad_table"),
    (b'a,b\n"c,d', "bad_table"),
    (b"PK\x03\x04 and then nothing", "bad_table"),
    (book("<not closed"), "bad_table"),
    (book(ENTITIES), "bad_table"),
    (BOMB, "file_too_large"),
    (b"x" * (table.MOST_BYTES + 1), "file_too_large"),
    (b"h\n" + b"x\n" * 11, "too_many_rows"),
]


@pytest.mark.parametrize(("data", "code"), WRONG, ids=[f"{n}-{w[1]}" for n, w in enumerate(WRONG)])
def test_what_is_no_table_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        table.read(data, most=10)
    assert (refused.value.code, refused.value.field) == (code, "file")
