"""Handing out and erasing what was said. An erased conversation keeps its times, phases and codes, and no words."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations import exports, store
from qingfeng.modules.conversations.actions import change
from qingfeng.modules.conversations.model import Conversation
from qingfeng.modules.conversations.notices import REMIND

_OF_ONE = " WHERE conversation_id = $1"


async def of_customers(conn: Connection, customers: list[UUID]) -> list[UUID]:
    """Every conversation of these records, the oldest first."""
    rows = await conn.fetch(
        "SELECT id FROM conversations.conversations WHERE customer_id = ANY($1) ORDER BY opened_at, id", customers
    )
    return [row["id"] for row in rows]


async def going_on(conn: Connection, customers: list[UUID]) -> int:
    """How many of their conversations are not closed."""
    found: int = await conn.fetchval(
        "SELECT count(*) FROM conversations.conversations WHERE customer_id = ANY($1) AND phase <> 'closed'", customers
    )
    return found


async def closed_between(
    conn: Connection, begin: datetime | None, until: datetime, limit: int
) -> list[tuple[UUID, datetime]]:
    """Conversations with words that were closed from `begin` on and before `until`, with when that was; the oldest first."""
    rows = await conn.fetch(
        "SELECT c.id, c.closed_at FROM conversations.conversations c WHERE c.phase = 'closed' AND c.closed_at < $1"
        " AND ($2::timestamptz IS NULL OR c.closed_at >= $2) AND EXISTS (SELECT FROM conversations.messages m"
        " WHERE m.conversation_id = c.id) ORDER BY c.closed_at, c.id LIMIT $3",
        until,
        begin,
        limit,
    )
    return [(row["id"], row["closed_at"]) for row in rows]


async def files_of(conn: Connection, conversations: list[UUID]) -> list[UUID]:
    """The files that were sent in them."""
    rows = await conn.fetch(
        "SELECT DISTINCT (extra -> 'attachment' ->> 'id')::uuid AS id FROM conversations.messages"
        " WHERE conversation_id = ANY($1) AND extra ? 'attachment'",
        conversations,
    )
    return [row["id"] for row in rows]


async def copy(conn: Connection, conversation: UUID) -> dict[str, Any]:
    """A conversation with everything that was said and noted in it."""
    row = await conn.fetchrow(
        "SELECT id, channel_kind, phase, opened_at, closed_at, close_reason, codes, agent_name, subject, emotion, locale,"
        " tags, handover, context FROM conversations.conversations WHERE id = $1",
        conversation,
    )
    assert row is not None

    async def every(sql: str) -> list[dict[str, Any]]:
        return [dict(line) for line in await conn.fetch(sql, conversation)]

    return {
        **dict(row),
        "messages": await every(
            "SELECT seq, at, author_kind, author_name, kind, text, extra, public, recalled_at FROM conversations.messages"
            f"{_OF_ONE} ORDER BY seq"
        ),
        "surveys": await every(f"SELECT scale, score, reasons, comment, at FROM conversations.surveys{_OF_ONE}"),
        "whispers": await every(f"SELECT text, at FROM conversations.whispers{_OF_ONE} ORDER BY at"),
        "reminders": await every(f"SELECT text, due_at FROM conversations.reminders{_OF_ONE} ORDER BY due_at"),
        "callbacks": await every(
            f"SELECT way, phone, asked_at, starts_at, ends_at, outcome FROM conversations.callbacks{_OF_ONE} ORDER BY asked_at"
        ),
    }


async def erase(tx: Tx, conversation: UUID, name: str | None) -> int:
    """Take out all words. `name`: what its customer is called from now on; None leaves the name as it is.

    Gives how many messages there were. The caller has made sure that nobody goes on talking in it.
    """
    conv = await store.lock(tx, conversation)
    assert conv is not None
    done = await tx.execute(f"DELETE FROM conversations.messages{_OF_ONE}", conversation)
    await tx.execute(f"UPDATE conversations.surveys SET comment = ''{_OF_ONE}", conversation)
    for reminder in await tx.fetch(f"DELETE FROM conversations.reminders{_OF_ONE} RETURNING id", conversation):
        tx.cancel(REMIND, str(reminder["id"]))
    await tx.execute(f"UPDATE conversations.callbacks SET phone = NULL{_OF_ONE}", conversation)
    await tx.execute(f"DELETE FROM conversations.notices{_OF_ONE}", conversation)
    await tx.execute(f"DELETE FROM conversations.whispers{_OF_ONE}", conversation)
    await tx.execute(f"DELETE FROM conversations.translations{_OF_ONE}", conversation)
    _empty(conv)
    if name is not None:
        await exports.withdraw(tx)  # of what only grew old, files go within a day by themselves
        conv.customer_name, conv.customer_tier, conv.tags = name, "regular", []
    await change(tx, conv, "erased")
    return int(done.rpartition(" ")[2])


def _empty(conv: Conversation) -> None:
    conv.subject, conv.preview, conv.handover = "", None, None
    conv.bot, conv.context = {}, {}
    conv.unread = 0
