"""Tables that people bring, read: CSV in UTF-8 or GB 18030, or the first sheet of a workbook. Pure.

Nothing in them is ever reckoned: of a formula its last result is read, as text. What a file may weigh is bounded before
it is unpacked.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.etree import ElementTree

from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.workbook import FORMULA

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_COLUMNS = 100
MOST_CELL = 20_000
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"([A-Z]{1,3})\d+")
_WHOLE = re.compile(r"-?\d+\.0+")


def read(data: bytes, *, most: int) -> list[list[str]]:
    """Rows of cells as text, trimmed, without the empty ones at the end; at most `most` below the heading.

    Raises Invalid (field `file`).
    """
    if len(data) > MOST_BYTES:
        raise Invalid("file_too_large", f"A table has at most {MOST_BYTES // 1024 // 1024} MB.", field="file", max=10)
    lines = _workbook(data) if data.startswith(b"PK") else _csv(data)
    rows: list[list[str]] = []
    blank = 0
    for cells in lines:
        row = [cell.strip()[:MOST_CELL] for cell in cells[:MOST_COLUMNS]]
        if not any(row):
            blank += 1
            continue
        rows += [[] for _ in range(blank)] if rows else []
        blank = 0
        rows.append(row)
        if len(rows) > most + 1:
            raise Invalid("too_many_rows", f"At most {most} rows; divide the file.", field="file", max=most)
    if not rows:
        raise Invalid("empty_table", "There is nothing in this table.", field="file")
    return rows


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    if "\x00" in text:
        raise Invalid("bad_table", "This is no table: it holds a NUL character.", field="file")
    first = text.partition("\n")[0]
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True):
            yield [_plain(cell) for cell in row]
    except csv.Error as error:
        raise Invalid("bad_table", f"This is no table: {error}.", field="file") from None


def _decoded(data: bytes) -> str:
    """UTF-8, with a mark or without, else what Excel writes in China."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("bad_encoding", "This is neither UTF-8 nor GBK; save it as CSV UTF-8.", field="file")


def _plain(cell: str) -> str:
    """Without the mark that keeps a text from being taken for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _workbook(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(one.file_size for one in parts.infolist()) > MOST_UNPACKED:
                raise Invalid("file_too_large", "Unpacked, this table is too large.", field="file", max=100)
            words = _shared(parts)
            with parts.open(_first_sheet(parts)) as part:
                for row in _elements(part, "row"):
                    yield list(_cells(row, words))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Invalid("bad_table", f"This is no workbook: {error}.", field="file") from None


def _first_sheet(parts: zipfile.ZipFile) -> str:
    names = sorted(n for n in parts.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n))
    if not names:
        raise KeyError("no sheet")
    return min(names, key=lambda name: int(re.sub(r"\D", "", name.rpartition("/")[2])))


def _elements(part: IO[bytes], name: str) -> Iterator[ElementTree.Element]:
    """Each in its turn, and then forgotten. A document that declares entities is refused: no spreadsheet writes one."""
    parser: Any = ElementTree.XMLPullParser(("end",))  # its events are typed for all kinds of them together
    begun = False
    while piece := part.read(65_536):
        if not begun and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
            raise KeyError("it declares entities")
        parser.feed(piece)
        for _, element in parser.read_events():
            begun = True
            if element.tag == _NS + name:
                yield element
                element.clear()
    parser.close()


def _shared(parts: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in parts.namelist():
        return []
    with parts.open("xl/sharedStrings.xml") as part:
        return [_said(one) for one in _elements(part, "si")]


def _said(element: ElementTree.Element) -> str:
    """The words of it, without those that say how to pronounce them."""
    runs = [element, *element.findall(_NS + "r")]
    return "".join(text.text or "" for run in runs for text in run.findall(_NS + "t"))


def _cells(row: ElementTree.Element, words: list[str]) -> Iterator[str]:
    at = 0
    for cell in row.findall(_NS + "c"):
        place = _REFERENCE.fullmatch(cell.get("r", ""))
        column = _number(place[1]) if place else at
        if column >= MOST_COLUMNS:
            return
        yield from [""] * (column - at)
        yield _value(cell, words)
        at = max(column, at) + 1


def _number(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1


def _value(cell: ElementTree.Element, words: list[str]) -> str:
    kind, inline = cell.get("t", "n"), cell.find(_NS + "is")
    if inline is not None:
        return _said(inline)
    value = cell.findtext(_NS + "v") or ""
    if kind == "s":
        at = int(value) if value.isascii() and value.isdigit() else -1
        return words[at] if 0 <= at < len(words) else ""
    return _as_written(value) if kind == "n" else value


def _as_written(value: str) -> str:
    """A number without what spreadsheets add: a phone is no 1.38E10."""
    if "E" in value.upper():
        try:
            number = float(value)
        except ValueError:
            return value
        return f"{number:.0f}" if number.is_integer() and abs(number) < 1e17 else value
    return value.partition(".")[0] if _WHOLE.fullmatch(value) else value
