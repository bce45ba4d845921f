"""Every write of rooms, and the locks on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.cocreation.model import (
    PARTS,
    CocreationRules,
    Member,
    MemberRole,
    PartName,
    Question,
    Room,
    Text,
    Yes,
)

KEPT = 50
"""Versions of a part that are kept; older ones go."""
ROOM = ", ".join(Room.__struct_fields__)


async def rules(conn: Connection) -> CocreationRules:
    row = await conn.fetchrow("SELECT sides, minutes, version FROM cocreation.rules")
    return CocreationRules() if row is None else CocreationRules(**dict(row))


async def put_rules(tx: Tx, new: CocreationRules) -> None:
    await tx.execute(
        "INSERT INTO cocreation.rules (tenant_id, sides, minutes, version) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id) DO UPDATE SET sides = excluded.sides, minutes = excluded.minutes, version = excluded.version",
        *(tx.tenant, new.sides, new.minutes, new.version),
    )


async def room(conn: Connection, id_: UUID, *, hold: bool = False) -> Room:
    """Raises NotFound."""
    row = await conn.fetchrow(f"SELECT {ROOM} FROM cocreation.rooms WHERE id = $1{' FOR UPDATE' if hold else ''}", id_)
    if row is None:
        raise NotFound("not_found", "There is no such room.", field="room_id")
    return Room(**dict(row))


async def open_of(conn: Connection, source: str, source_id: UUID) -> UUID | None:
    """The room that is open for a gap, topic or conversation."""
    found: UUID | None = await conn.fetchval(
        "SELECT id FROM cocreation.rooms WHERE source = $1 AND source_id = $2 AND archived_at IS NULL AND published_at IS NULL",
        source,
        source_id,
    )
    return found


async def insert(tx: Tx, new: Room) -> None:
    fields = Room.__struct_fields__
    marks = ", ".join(f"${n}" for n in range(2, len(fields) + 2))
    await tx.execute(
        f"INSERT INTO cocreation.rooms (tenant_id, {ROOM}) VALUES ($1, {marks})",
        tx.tenant,
        *(getattr(new, field) for field in fields),
    )


async def change(tx: Tx, id_: UUID, **columns: Any) -> None:
    """Other values of some columns of a room, and a later version of it."""
    sets = "".join(f"{name} = ${n}, " for n, name in enumerate(columns, 2))
    await tx.execute(f"UPDATE cocreation.rooms SET {sets}version = version + 1 WHERE id = $1", id_, *columns.values())


# ------------------------------------------------------------------ who
async def members(conn: Connection, id_: UUID) -> list[Member]:
    rows = await conn.fetch(
        "SELECT user_id, name, role, side FROM cocreation.members WHERE room_id = $1 ORDER BY role = 'owner' DESC, name",
        id_,
    )
    return [Member(**dict(row)) for row in rows]


async def put_member(tx: Tx, id_: UUID, user: UUID, name: str, role: MemberRole, side: str) -> None:
    await tx.execute(
        "INSERT INTO cocreation.members (tenant_id, room_id, user_id, name, role, side) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (tenant_id, room_id, user_id) DO UPDATE SET name = excluded.name, role = excluded.role, side = excluded.side",
        *(tx.tenant, id_, user, name, role, side),
    )


async def drop_member(tx: Tx, id_: UUID, user: UUID) -> None:
    await tx.execute("DELETE FROM cocreation.members WHERE room_id = $1 AND user_id = $2", id_, user)


async def be_here(tx: Tx, id_: UUID, by: Actor, writes: str) -> None:
    await tx.execute(
        "INSERT INTO cocreation.here (tenant_id, room_id, user_id, name, seen_at, writes) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (tenant_id, room_id, user_id) DO UPDATE SET seen_at = excluded.seen_at, writes = excluded.writes,"
        " name = excluded.name",
        *(tx.tenant, id_, by.id, by.name, tx.now, writes),
    )


# ------------------------------------------------------------------ what
async def put_questions(tx: Tx, id_: UUID, asked: Sequence[Question]) -> None:
    await tx.many(
        "INSERT INTO cocreation.questions (tenant_id, id, room_id, conversation_id, at, text) VALUES ($1, $2, $3, $4, $5, $6)",
        [(tx.tenant, tx.new_id(), id_, one.conversation_id, one.at, one.text) for one in asked],
    )


async def texts(conn: Connection, id_: UUID) -> dict[PartName, Text]:
    """The draft as it is, part by part."""
    rows = await conn.fetch(
        "SELECT DISTINCT ON (part) part, text, version, by_id, by_name, at FROM cocreation.texts WHERE room_id = $1"
        " ORDER BY part, version DESC",
        id_,
    )
    found = {row["part"]: Text(**dict(row)) for row in rows}
    empty = {part: Text(part=part, text="", version=0, by_id=None, by_name="", at=None) for part in PARTS}
    return {**empty, **found}


async def put_text(tx: Tx, id_: UUID, new: Text) -> None:
    await tx.execute(
        "INSERT INTO cocreation.texts (tenant_id, room_id, part, version, text, by_id, by_name, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(tx.tenant, id_, new.part, new.version, new.text, new.by_id, new.by_name, new.at),
    )
    await tx.execute(
        "DELETE FROM cocreation.texts WHERE room_id = $1 AND part = $2 AND version <= $3",
        id_,
        new.part,
        new.version - KEPT,
    )


async def yeses(conn: Connection, id_: UUID) -> list[Yes]:
    """The last of each side."""
    rows = await conn.fetch(
        "SELECT DISTINCT ON (side) side, draft_version, by_id, by_name, at FROM cocreation.yeses WHERE room_id = $1"
        " ORDER BY side, draft_version DESC",
        id_,
    )
    return [Yes(**dict(row)) for row in rows]


async def put_yes(tx: Tx, id_: UUID, side: str, draft_version: int, by: Actor) -> None:
    await tx.execute(
        "INSERT INTO cocreation.yeses (tenant_id, room_id, side, draft_version, by_id, by_name, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        *(tx.tenant, id_, side, draft_version, by.id, by.name, tx.now),
    )


async def drop_yes(tx: Tx, id_: UUID, side: str, draft_version: int) -> None:
    await tx.execute(
        "DELETE FROM cocreation.yeses WHERE room_id = $1 AND side = $2 AND draft_version = $3", id_, side, draft_version
    )


async def put_message(tx: Tx, id_: UUID, by: Actor, text: str, mentions: list[UUID]) -> None:
    await tx.execute(
        "INSERT INTO cocreation.messages (tenant_id, id, room_id, by_id, by_name, at, text, mentions)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(tx.tenant, tx.new_id(), id_, by.id, by.name, tx.now, text, mentions),
    )


# ------------------------------------------------------------------ what is forgotten
async def forget(tx: Tx, conversations: Sequence[UUID]) -> None:
    """What was asked in these conversations is deleted, also where a room is called by it or its draft lists it."""
    talks = list(conversations)
    await tx.execute(
        "UPDATE cocreation.rooms SET source_id = NULL WHERE source = 'conversation' AND source_id = ANY($1)", talks
    )
    rows = await tx.fetch(
        "DELETE FROM cocreation.questions WHERE conversation_id = ANY($1) RETURNING room_id, text", talks
    )
    said: dict[UUID, set[str]] = {}
    for row in rows:
        said.setdefault(row["room_id"], set()).add(row["text"])
    for id_, gone in said.items():
        await _forget_in(tx, id_, gone)


async def _forget_in(tx: Tx, id_: UUID, gone: set[str]) -> None:
    for row in await tx.fetch(
        "SELECT version, text FROM cocreation.texts WHERE room_id = $1 AND part = 'questions'", id_
    ):
        left = "\n".join(line for line in row["text"].split("\n") if line not in gone)
        if left != row["text"]:
            await tx.execute(
                "UPDATE cocreation.texts SET text = $3 WHERE room_id = $1 AND part = 'questions' AND version = $2",
                *(id_, row["version"], left),
            )
    await tx.execute(
        "UPDATE cocreation.rooms r SET version = version + 1, title = CASE WHEN title = ANY($2) THEN coalesce("
        " (SELECT q.text FROM cocreation.questions q WHERE q.tenant_id = r.tenant_id AND q.room_id = r.id ORDER BY q.at LIMIT 1),"
        " (SELECT t.text FROM cocreation.texts t WHERE t.tenant_id = r.tenant_id AND t.room_id = r.id AND t.part = 'title'"
        " AND t.text <> '' AND t.text <> ALL($2) ORDER BY t.version DESC LIMIT 1), '') ELSE title END WHERE id = $1",
        *(id_, list(gone)),
    )


async def forget_before(tx: Tx, until: datetime) -> None:
    """Of rooms that were closed before: what was asked and what was talked about; the times and the draft stay."""
    for table in ("messages", "questions"):
        await tx.execute(
            f"DELETE FROM cocreation.{table} WHERE room_id IN (SELECT id FROM cocreation.rooms"
            " WHERE least(published_at, archived_at) < $1)",
            until,
        )
