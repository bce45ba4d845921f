"""Packs of templates: everybody's templates as a file, and a file read and held against them before anything is written.

JSON is a list of objects, CSV a table with a heading; both have the fields of `FIELDS`. Pure but for `write`.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.knowledge import library
from qingfeng.modules.knowledge.library import Place
from qingfeng.modules.knowledge.model import Template, TemplateDraft

Format = Literal["json", "csv"]
FIELDS = ("code", "category", "category_en", "title", "title_en", "shortcut", "body", "body_en")
MOST_LINES = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A template of a file, counted from 1. `what`: would become of it; `changed`: which fields; for one that is wrong
    the field, the code of the fault and a sentence."""

    line: int
    code: str
    title: str
    what: Literal["new", "changed", "same", "wrong"]
    changed: list[str] = []
    field: str | None = None
    error: str | None = None
    message: str | None = None
    draft: TemplateDraft | None = None


class Plan(msgspec.Struct, frozen=True):
    """What importing a file would do. `digest` names exactly this."""

    lines: list[Line]

    @property
    def digest(self) -> str:
        return hashlib.sha256(msgspec.json.encode(self.lines)).hexdigest()[:16]

    @property
    def good(self) -> bool:
        return all(line.what != "wrong" for line in self.lines)


def export(templates: list[Template], format_: Format) -> bytes:
    """Templates as a file that `plan` reads back as they are; CSV begins with the mark by which Excel knows UTF-8."""
    rows = [{name: getattr(one, name) or "" for name in FIELDS} for one in templates]
    if format_ == "json":
        return msgspec.json.format(msgspec.json.encode(rows), indent=2)
    out = io.StringIO()
    table = csv.DictWriter(out, FIELDS, lineterminator="\r\n")
    table.writeheader()
    # A spreadsheet would take such a cell for a formula; `plan` takes the apostrophe away again.
    table.writerows({k: f"'{v}" if v.startswith(_FORMULA) else v for k, v in row.items()} for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def plan(format_: Format, words: str, known: Mapping[str, Template]) -> Plan:
    """Read a file line by line and hold it against the templates there are, by code. Raises Invalid for what is no such
    file at all; a line that is wrong is told of in its place."""
    lines: list[Line] = []
    seen: set[str] = set()
    for number, cells in enumerate(_rows(format_, words.lstrip("\ufeff")), 1):
        if len(lines) >= MOST_LINES:
            raise Invalid("too_many_lines", f"At most {MOST_LINES} templates.", field="text", max=MOST_LINES)
        line = _line(number, cells, known, seen)
        seen.add(line.code)
        lines.append(line)
    if not lines:
        raise Invalid("empty_file", "There is no template in this file.", field="text")
    return Plan(lines)


async def write(tx: Tx, made: Plan, known: Mapping[str, Template]) -> None:
    """Do what a plan without faults says, all of it."""
    assert made.good
    for line in made.lines:
        assert line.draft is not None
        if line.what == "new":
            await library.make_template(tx, line.draft, Place())
        elif line.what == "changed":
            await library.change_template(tx, known[line.code], line.draft, Place())


def _rows(format_: Format, words: str) -> Iterator[dict[str, Any]]:
    if format_ == "json":
        try:
            yield from msgspec.json.decode(words.encode(), type=list[dict[str, Any]])
        except msgspec.DecodeError as error:
            raise Invalid("bad_file", f"This is no list of templates: {error}", field="text") from error
        return
    try:
        yield from _table(words)
    except csv.Error as error:
        raise Invalid("bad_table", f"This is no table: {error}.", field="text") from None


def _table(words: str) -> Iterator[dict[str, Any]]:
    table = csv.DictReader(io.StringIO(words, newline=""))
    missing = [name for name in ("code", "category", "title", "body") if name not in (table.fieldnames or [])]
    if missing:
        raise Invalid(
            "no_heading",
            f"The first line names the columns; there is no {missing[0]}.",
            field="text",
            names=", ".join(missing),
        )
    for row in table:
        yield {name: _plain(value) for name, value in row.items() if name in FIELDS}


def _plain(cell: str | None) -> str:
    text = cell or ""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _line(number: int, cells: dict[str, Any], known: Mapping[str, Template], seen: set[str]) -> Line:
    code, title = str(cells.get("code", ""))[:80], str(cells.get("title", ""))[:120]
    try:
        given = {name: cells.get(name) or "" for name in FIELDS}
        draft = library.tidy(msgspec.convert(given, TemplateDraft))
        if code in seen:
            raise Invalid("code_twice", "This code stands in the file twice.", field="code")
        old = known.get(code)
        if old is not None and library.place_of(old) != Place():
            raise Invalid("code_taken", "A team's or somebody's own template has this code.", field="code")
    except msgspec.ValidationError as error:
        return Line(line=number, code=code, title=title, what="wrong", error="bad_shape", message=str(error))
    except Invalid as error:
        wrong = {"field": error.field, "error": error.code, "message": error.message}
        return Line(line=number, code=code, title=title, what="wrong", **wrong)  # type: ignore[arg-type]
    if old is None:
        return Line(line=number, code=code, title=draft.title, what="new", draft=draft)
    changed = [name for name in FIELDS if (getattr(old, name) or "") != (getattr(draft, name) or "")]
    what: Literal["changed", "same"] = "changed" if changed else "same"
    return Line(line=number, code=code, title=draft.title, what=what, changed=changed, draft=draft)
