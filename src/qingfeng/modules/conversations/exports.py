"""Exports of conversations: asked for, made piece by piece under a cursor, handed out, and taken away again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.conversations.listing import View
from qingfeng.modules.conversations.narrow import Only

STEP = "conversation_export"
AT_ONCE = 2
"""So many exports of a house are made at a time."""
KEPT_HOURS = 24
"""So long is a file kept that was made."""
LISTED = 50
COUNTED = 10_000_000
Format = Literal["csv", "xlsx", "jsonl"]
State = Literal["waiting", "running", "done", "failed", "cancelled", "over"]
_GOING = ("waiting", "running")


MOST_CHOSEN = 2_000
"""So many conversations are named one by one at most."""
Origin = Literal["search", "view", "figure", "chosen"]


class ExportFilter(Only, frozen=True, kw_only=True):
    """Which conversations are meant, None: any. `since` (included) and `before` (not included): when they were opened;
    `agent`: who has one or had it last. `ids`: none but these. `view`: as the list of the desk shows it to whoever asks,
    who is `me` with `team`: the house says who that is. `origin`: from where they were asked for."""

    state: Literal["open", "closed"] | None = None
    since: datetime | None = None
    before: datetime | None = None
    ids: Annotated[list[UUID], msgspec.Meta(max_length=MOST_CHOSEN)] | None = None
    view: View | None = None
    me: UUID | None = None
    team: tuple[UUID, ...] = ()
    origin: Origin | None = None


class ExportDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An export as somebody wants it. `masked`: what names customers is not readable in it."""

    format: Format
    locale: Literal["zh-CN", "en"]
    filter: ExportFilter
    masked: bool


class Export(ExportDraft, frozen=True, kw_only=True):
    """As it is kept. `done` of `total` conversations; `bytes` before anything is packed; `cursor`: the last conversation
    that is in it. `over`: the file is kept no longer."""

    id: UUID
    state: State
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    total: int
    done: int
    messages: int
    bytes: int
    parts: int
    cursor: tuple[datetime, UUID] | None
    error: str | None
    ended_at: datetime | None
    expires_at: datetime | None


_FIELDS = (
    "id, state, format, locale, filter, masked, asked_by, asked_by_name, asked_at, total, done, messages, bytes, parts,"
    " error, ended_at, expires_at"
)
_EXPORT = f"SELECT {_FIELDS}, cursor_at, cursor_id FROM conversations.exports"


def _export(row: Record) -> Export:
    found: dict[str, Any] = dict(row)
    at, id_ = found.pop("cursor_at"), found.pop("cursor_id")
    found["filter"] = msgspec.convert(found["filter"], ExportFilter)
    return Export(**found, cursor=None if id_ is None else (at, id_))


def check_filter(wanted: ExportFilter) -> None:
    """Raises Invalid (field `before`)."""
    if wanted.since is not None and wanted.before is not None and wanted.since >= wanted.before:
        raise Invalid("period_backwards", "The period ends before it begins.", field="before")


async def ask(tx: Tx, draft: ExportDraft, by: Actor) -> Export:
    """Begin to make one. Raises Invalid, Conflict when too many of this house are being made."""
    check_filter(draft.filter)
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('conversations.exports'), hashtext($1))", str(tx.tenant))
    going = await tx.value("SELECT count(*) FROM conversations.exports WHERE state = ANY($1)", list(_GOING))
    if going >= AT_ONCE:
        message = f"{going} exports are being made; wait for one to end, or cancel it."
        raise Conflict("too_many_exports", message, max=AT_ONCE)
    # What begins from now on is not in it, or it would never end.
    before = min(draft.filter.before or tx.now, tx.now)
    row = await tx.row(
        "INSERT INTO conversations.exports (tenant_id, id, format, locale, filter, masked, asked_by, asked_by_name, asked_at)"
        f" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING {_FIELDS}, cursor_at, cursor_id",
        tx.tenant,
        tx.new_id(),
        draft.format,
        draft.locale,
        msgspec.to_builtins(msgspec.structs.replace(draft.filter, before=before)),
        draft.masked,
        str(by),
        by.name,
        tx.now,
    )
    assert row is not None
    tx.at(Step(STEP, str(row["id"]), tx.now))
    return _export(row)


async def exports(conn: Connection) -> list[Export]:
    """The latest first."""
    return [_export(row) for row in await conn.fetch(f"{_EXPORT} ORDER BY id DESC LIMIT {LISTED}")]


async def export(conn: Connection, id_: UUID) -> Export:
    """Raises NotFound."""
    row = await conn.fetchrow(f"{_EXPORT} WHERE id = $1", id_)
    if row is None:
        raise NotFound("not_found", "There is no such export.", field="export_id")
    return _export(row)


async def hold(tx: Tx, id_: UUID) -> Export:
    """The same, locked until commit."""
    row = await tx.row(f"{_EXPORT} WHERE id = $1 FOR UPDATE", id_)
    if row is None:
        raise NotFound("not_found", "There is no such export.", field="export_id")
    return _export(row)


def is_going(one: Export) -> bool:
    return one.state in _GOING


async def begin(tx: Tx, id_: UUID, total: int) -> None:
    await tx.execute("UPDATE conversations.exports SET state = 'running', total = $2 WHERE id = $1", id_, total)


class Piece(msgspec.Struct, frozen=True):
    """What one round has made. `last`: the conversation with which it ends."""

    data: bytes
    conversations: int
    messages: int
    last: tuple[datetime, UUID]


async def keep(tx: Tx, one: Export, piece: Piece) -> None:
    """Another piece, and with it how far the export has come."""
    await tx.execute(
        "INSERT INTO conversations.export_parts (tenant_id, export_id, n, data) VALUES ($1, $2, $3, $4)",
        tx.tenant,
        one.id,
        one.parts,
        piece.data,
    )
    await tx.execute(
        "UPDATE conversations.exports SET done = done + $2, messages = messages + $3, bytes = bytes + $4,"
        " parts = parts + 1, cursor_at = $5, cursor_id = $6, total = greatest(total, done + $2) WHERE id = $1",
        one.id,
        piece.conversations,
        piece.messages,
        len(piece.data),
        *piece.last,
    )


async def finish(tx: Tx, id_: UUID) -> Export:
    """It is whole. Its end is set as a step."""
    expires = tx.now + timedelta(hours=KEPT_HOURS)
    await tx.execute(
        "UPDATE conversations.exports SET state = 'done', total = done, ended_at = $2, expires_at = $3 WHERE id = $1",
        id_,
        tx.now,
        expires,
    )
    tx.at(Step(STEP, str(id_), expires))
    return await export(tx.conn, id_)


async def end(tx: Tx, id_: UUID, state: Literal["failed", "cancelled", "over"], error: str | None = None) -> None:
    """It is not made any further, or was kept long enough: what there is of it goes."""
    await tx.execute("DELETE FROM conversations.export_parts WHERE export_id = $1", id_)
    await tx.execute(
        "UPDATE conversations.exports SET state = $2, error = $3, ended_at = coalesce(ended_at, $4) WHERE id = $1",
        id_,
        state,
        error,
        tx.now,
    )


async def withdraw(tx: Tx) -> int:
    """Somebody's words have to go: whatever holds or may come to hold them. Gives how many exports went."""
    rows = await tx.fetch("SELECT id, state FROM conversations.exports WHERE state IN ('waiting', 'running', 'done')")
    for row in rows:
        await end(tx, row["id"], "over" if row["state"] == "done" else "failed", "erased")
    return len(rows)


async def part(conn: Connection, id_: UUID, n: int) -> bytes | None:
    """None when it is there no longer."""
    found: bytes | None = await conn.fetchval(
        "SELECT data FROM conversations.export_parts WHERE export_id = $1 AND n = $2", id_, n
    )
    return found
