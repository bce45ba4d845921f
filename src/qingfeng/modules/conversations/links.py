"""Conversations about the same thing, linked by people: a second message about one order, the neighbour's same fault."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.contracts.messages import Row
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations.model import Conversation
from qingfeng.modules.conversations.store import FIELDS, conversation_of

MOST = 20
_FIELDS = ", ".join(f"c.{name}" for name in FIELDS)


class Linked(msgspec.Struct, frozen=True):
    """The other conversation, and who linked it when."""

    row: Row
    by: str
    at: datetime


async def linked(conn: Connection, conversation: UUID) -> list[Linked]:
    """What a conversation is linked with, the latest link first."""
    rows = await conn.fetch(
        f"SELECT {_FIELDS}, l.by_name, l.at FROM conversations.links l"
        " JOIN conversations.conversations c ON c.id = CASE WHEN l.a = $1 THEN l.b ELSE l.a END"
        f" WHERE l.a = $1 OR l.b = $1 ORDER BY l.at DESC, c.id LIMIT {2 * MOST}",
        conversation,
    )
    return [Linked(conversation_of(row).row(), row["by_name"], row["at"]) for row in rows]


async def link(tx: Tx, conv: Conversation, other: Conversation, by: Actor) -> bool:
    """Link two locked conversations; False when they were. Raises Invalid."""
    for one in (conv, other):
        if await tx.value("SELECT count(*) FROM conversations.links WHERE a = $1 OR b = $1", one.id) >= MOST:
            raise Invalid("too_many", f"A conversation has at most {MOST} links.", field="other_id", max=MOST)
    a, b = sorted((conv.id, other.id))
    done = await tx.execute(
        "INSERT INTO conversations.links (tenant_id, a, b, by_id, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT DO NOTHING",
        *(tx.tenant, a, b, by.id, by.name, tx.now),
    )
    return done == "INSERT 0 1"


async def unlink(tx: Tx, one: UUID, other: UUID) -> bool:
    """Take a link away; False when there was none."""
    a, b = sorted((one, other))
    return await tx.execute("DELETE FROM conversations.links WHERE a = $1 AND b = $2", a, b) == "DELETE 1"
