"""Messages in another language: what was asked for once is kept, and goes when the words go."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Message
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    """`model`: whose words these are."""

    message_id: UUID
    locale: str
    text: str
    model: str
    at: datetime


async def translation(conn: Connection, message: UUID, locale: str) -> Translation | None:
    row = await conn.fetchrow(
        "SELECT message_id, locale, text, model, at FROM conversations.translations"
        " WHERE message_id = $1 AND locale = $2",
        message,
        locale,
    )
    return None if row is None else Translation(**dict(row))


async def keep_translation(tx: Tx, message: Message, locale: str, text: str, model: str) -> Translation:
    """The first of two who ask at once is kept. The caller holds the conversation, so that no erased words come back."""
    await tx.execute(
        "INSERT INTO conversations.translations (tenant_id, message_id, locale, conversation_id, text, model, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        tx.tenant,
        message.id,
        locale,
        message.conversation_id,
        text,
        model,
        tx.now,
    )
    kept = await translation(tx.conn, message.id, locale)
    assert kept is not None
    return kept
