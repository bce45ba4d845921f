"""Examples from a table (CSV), and as one. Reading is pure; what a file would do is told line by line before it is done."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.kernel.workbook import BOM, FORMULA, line
from qingfeng.modules.access import public as access
from qingfeng.modules.understanding import actions, store, taxonomy
from qingfeng.modules.understanding.model import OUT_OF_SCOPE
from qingfeng.modules.understanding.schemas import IntentImportOut, IntentImportProblem
from qingfeng.modules.understanding.store import NewExample
from qingfeng.modules.understanding.taxonomy import MOST_EXAMPLES, Intent, IntentDraft, example_text, likeness

SHOWN = 100
"""Problems that are told."""
HEAD = ("text", "intent", "name", "origin", "held_out")
_NAMES = {
    "text": ("text", "sentence", "example", "文本", "句子", "样本", "例句", "问法"),
    "intent": ("intent", "label", "category", "code", "意图", "标签", "类别"),
    "name": ("name", "名称", "意图名称"),
}
_FIELD = {name: field for field, names in _NAMES.items() for name in names}


class Line(msgspec.Struct, frozen=True):
    """`row`: counts lines of the file from 1. `places`: the column, from 1, of each field."""

    row: int
    text: str
    intent: str
    name: str


class Table(msgspec.Struct, frozen=True):
    head: list[str]
    places: dict[str, int]
    lines: list[Line]
    short: list[int]
    """Lines that have not all the cells that are needed."""


class _Plan(msgspec.Struct):
    rows: int = 0
    known: int = 0
    masked: int = 0
    made: dict[str, str] = {}
    """Names of intents that are not there yet, by how they are compared."""
    new: list[tuple[str, bytes, str]] = []
    """Text, likeness and intent (its code, or the name of one to be made; `oos`)."""
    problems: list[IntentImportProblem] = []
    wrong: int = 0


def read(text: str) -> Table:
    """Raises Invalid (field `text`): intent_columns_missing, broken_line, no_examples, too_many_rows."""
    text = text.removeprefix(BOM)
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    lines: list[Line] = []
    short: list[int] = []
    try:
        head = [cell.strip() for cell in next(rows, [])]
        fields = [_FIELD.get(cell.lower()) for cell in head]
        if "text" not in fields or "intent" not in fields:
            raise Invalid("intent_columns_missing", "The first line needs the columns text and intent.", field="text")
        places = {field: at for at, field in reversed(list(enumerate(fields))) if field}
        begun = rows.line_num + 1
        for row in rows:
            at, begun = begun, rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if len(row) <= max(places["text"], places["intent"]):
                short.append(at)
                continue
            cells = {field: _plain(row[place]) if place < len(row) else "" for field, place in places.items()}
            lines.append(Line(at, cells["text"], cells["intent"].strip(), cells.get("name", "").strip()))
            if len(lines) > MOST_EXAMPLES:
                raise Invalid("too_many_rows", f"At most {MOST_EXAMPLES:,} rows; divide the file.", field="text", max=MOST_EXAMPLES)  # fmt: skip
    except csv.Error as error:
        raise Invalid("broken_line", f"Line {rows.line_num} is no line of a table: {error}.", field="text", line=rows.line_num) from None  # fmt: skip
    if not lines and not short:
        raise Invalid("no_examples", "There is no example in this table.", field="text")
    return Table(head, {field: place + 1 for field, place in places.items()}, lines, short)


def _plain(cell: str) -> str:
    """Without the mark that keeps a text from being taken for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


async def planned(conn: Connection, text: str) -> IntentImportOut:
    """What an import would do; changes nothing. Raises Invalid as `read`."""
    return _told(await _plan(conn, text), applied=False)


async def take_in(tx: Tx, text: str, by: Actor) -> IntentImportOut:
    """Do what `planned` says, all of it or nothing. Raises Invalid `import_refused`, Conflict (too_many_examples,
    too_many_intents)."""
    await store.lock(tx)
    plan = await _plan(tx.conn, text)
    if plan.wrong:
        raise Invalid("import_refused", "Some lines cannot be taken; mend them first.", field="text", lines=plan.wrong)
    ids: dict[str, UUID | None] = {OUT_OF_SCOPE: None}
    for one in await store.intents(tx.conn):
        ids[one.code] = one.id
    for key, name in plan.made.items():
        ids[key] = (await actions.make_intent(tx, IntentDraft(name_zh=name, name_en=name), by)).id
    drafts = [
        NewExample(intent_id=ids[intent], text=words, likeness=key, origin="imported", held_out=False)
        for words, key, intent in plan.new
    ]
    held = await actions.put_examples(tx, drafts, by)
    await access.audit(tx, by, "intents.imported", "examples", count=len(drafts), made=len(plan.made), held_out=held)
    return _told(plan, applied=True)


def _told(plan: _Plan, *, applied: bool) -> IntentImportOut:
    return IntentImportOut(
        rows=plan.rows,
        added=len(plan.new),
        known=plan.known,
        masked=plan.masked,
        made=list(plan.made.values()),
        problems=sorted(plan.problems, key=lambda one: one.row)[:SHOWN],
        wrong=plan.wrong,
        applied=applied,
    )


async def _plan(conn: Connection, text: str) -> _Plan:
    table = read(text)
    kept = await store.intents(conn)
    by_name = {name.casefold(): one.code for one in kept for name in (one.name_zh, one.name_en)}
    by_name |= {one.code.casefold(): one.code for one in kept} | {OUT_OF_SCOPE: OUT_OF_SCOPE}
    plan = _Plan(rows=len(table.lines) + len(table.short), made={}, new=[], problems=[])

    def refuse(row: int, field: str, code: str, words: str, intent: str | None = None) -> None:
        plan.wrong += 1
        if len(plan.problems) < SHOWN:
            place = table.places[field]
            found = {"row": row, "column": place, "name": table.head[place - 1], "code": code, "text": words[:80], "intent": intent}  # fmt: skip
            plan.problems.append(msgspec.convert(found, IntentImportProblem))

    for row in table.short:
        refuse(row, "intent", "cells_missing", "")
    seen: dict[bytes, tuple[str, int]] = {}
    for one in table.lines:
        try:
            words = example_text(one.text)
        except Invalid as error:
            refuse(one.row, "text", error.code, one.text)
            continue
        code = _intent_of(plan, by_name, one)
        if code is None:
            refuse(one.row, "intent", "bad_title" if one.intent else "no_intent", one.text)
            continue
        key = likeness(words)
        before = seen.get(key)
        if before is not None and before[0] != code:
            refuse(one.row, "text", "other_intent", words, before[0])
        elif before is not None:
            plan.known += 1
        else:
            seen[key] = (code, one.row)
            plan.masked += words != taxonomy.cleaned(one.text)
            plan.new.append((words, key, code))
    await _without_known(conn, kept, plan, seen, refuse)
    return plan


def _intent_of(plan: _Plan, by_name: dict[str, str], one: Line) -> str | None:
    """The code of its intent, or what one that is to be made goes by; None: there is no such name."""
    said = one.intent.casefold()
    if said in by_name:
        return by_name[said]
    name = taxonomy.cleaned(one.name or one.intent)
    if not said or not name or len(name) > taxonomy.LONGEST_NAME:
        return None
    if name.casefold() in by_name:
        return by_name[name.casefold()]
    plan.made[said] = name
    by_name[said] = by_name[name.casefold()] = said
    return said


async def _without_known(
    conn: Connection, kept: Sequence[Intent], plan: _Plan, seen: dict[bytes, tuple[str, int]], refuse: object
) -> None:
    """What is there already is passed over; what is there of another intent is refused."""
    codes: dict[UUID | None, str] = {one.id: one.code for one in kept} | {None: OUT_OF_SCOPE}
    there = await store.alike(conn, [key for _, key, _ in plan.new])
    left = []
    for words, key, intent in plan.new:
        if key not in there:
            left.append((words, key, intent))
        elif codes[there[key][1]] == intent:
            plan.known += 1
        else:
            refuse(seen[key][1], "text", "other_intent", words, codes[there[key][1]])  # type: ignore[operator]
    plan.new = left


async def written(conn: Connection) -> Iterator[bytes]:
    """All examples as CSV, by intent. `qingfeng eval intent` reads it, and so does `read`."""
    rows = await conn.fetch(
        "SELECT e.text, coalesce(i.code, 'oos') AS code, coalesce(i.name_zh, '') AS name, e.origin, e.held_out"
        " FROM understanding.examples e LEFT JOIN understanding.intents i ON i.id = e.intent_id"
        " WHERE e.dropped_at IS NULL ORDER BY i.id NULLS LAST, e.id"
    )

    def lines() -> Iterator[bytes]:
        yield BOM.encode() + line(HEAD)
        for row in rows:
            yield line([row["text"], row["code"], row["name"], row["origin"], "1" if row["held_out"] else "0"])

    return lines()
