"""What a supervisor says to the agent of a conversation, and to nobody else."""

from __future__ import annotations

from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.contracts.conversations import Whisper, Whispered
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations.model import Conversation
from qingfeng.modules.conversations.notices import notify

MOST = 200
"""Whispers of one conversation that are shown, the latest."""
_COLUMNS = "id, conversation_id, seq, author_id, author_name, agent_id, text, client_id, at"


async def whisper(tx: Tx, conv: Conversation, by: Actor, text: str, client_id: str) -> tuple[Whisper, bool]:
    """Say something to the agent who has it (`conv` is locked), and whether that is new: the same client_id again
    answers the first. Raises Conflict when nobody, or oneself, has it."""
    assert by.id is not None
    row = await tx.row(
        f"SELECT {_COLUMNS} FROM conversations.whispers WHERE conversation_id = $1 AND author_id = $2 AND client_id = $3",
        *(conv.id, by.id, client_id),
    )
    if row is not None:
        return Whisper(*row), False
    if conv.agent_id is None or conv.phase not in ("with_agent", "wrap_up"):
        raise Conflict("nobody_to_hear", "No agent has this conversation now.", phase=conv.phase)
    if conv.agent_id == by.id:
        raise Conflict("own_conversation", "This conversation is yours; leave a note instead.")
    said = Whisper(tx.new_id(), conv.id, conv.last_seq, by.id, by.name, conv.agent_id, text, client_id, tx.now)
    await tx.execute(
        f"INSERT INTO conversations.whispers (tenant_id, {_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(tx.tenant, said.id, conv.id, said.seq, by.id, by.name, conv.agent_id, text, client_id, tx.now),
    )
    tx.emit(Whispered(whisper=said))
    await notify(tx, conv, conv.agent_id, "whisper", by=by.name, text=text)
    return said, True


async def whispers(conn: Connection, conversation: UUID, hearer: UUID | None) -> list[Whisper]:
    """The latest of a conversation, oldest first: all, or only those that one agent was meant to hear."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM conversations.whispers WHERE conversation_id = $1"
        " AND ($2::uuid IS NULL OR agent_id = $2) ORDER BY id DESC LIMIT $3",
        *(conversation, hearer, MOST),
    )
    return [Whisper(*row) for row in reversed(rows)]
