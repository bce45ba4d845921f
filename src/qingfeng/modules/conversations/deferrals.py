"""Conversations held back in a surge: queued, and not in the line until `held_until` at the latest.

A call-back is held until its window begins, too; held back is one whose window has begun.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from qingfeng.contracts.conversations import ConversationQueued
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations import store
from qingfeng.modules.conversations.model import Conversation

_HELD = (
    "phase = 'queued' AND held_until IS NOT NULL"
    " AND (callback IS NULL OR held_until > (callback ->> 'starts_at')::timestamptz)"
)


def is_deferred(conv: Conversation) -> bool:
    return conv.held_until is not None and (conv.callback is None or conv.held_until > conv.callback.starts_at)


async def hold(tx: Tx, conv: Conversation, until: datetime) -> None:
    """A locked, queued conversation leaves the line until then; its place in time stays."""
    await _held(tx, conv, until, "deferred")


async def give_back(tx: Tx, conv: Conversation) -> None:
    """It is in the line again, at its old place."""
    await _held(tx, conv, None, "given_back")


async def _held(tx: Tx, conv: Conversation, until: datetime | None, reason: str) -> None:
    assert conv.queue_id is not None
    conv.held_until = until
    await store.save(tx, conv)
    tx.emit(ConversationQueued(row=conv.row(), queue_id=conv.queue_id, reason=reason))


async def candidates(conn: Connection, patient: list[UUID], limit: int) -> list[UUID]:
    """Conversations in the line that may be able to wait: messages left behind, call-backs within a window, and those in
    `patient` queues. Who was promised to be called in turn keeps the turn."""
    rows = await conn.fetch(
        "SELECT id FROM conversations.conversations WHERE phase = 'queued' AND held_until IS NULL AND NOT green AND NOT fast"
        " AND (left_message OR callback IS NOT NULL OR queue_id = ANY($1))"
        " AND NOT coalesce((callback ->> 'kept_place')::boolean, false) ORDER BY queued_at DESC, id LIMIT $2",
        patient,
        limit,
    )
    return [r["id"] for r in rows]


async def held(conn: Connection, limit: int) -> list[UUID]:
    """Those held back, the one whose latest moment comes first at the front."""
    rows = await conn.fetch(
        f"SELECT id FROM conversations.conversations WHERE {_HELD} ORDER BY held_until, id LIMIT $1", limit
    )
    return [r["id"] for r in rows]


async def count(conn: Connection) -> int:
    n: int = await conn.fetchval(f"SELECT count(*) FROM conversations.conversations WHERE {_HELD}")
    return n
