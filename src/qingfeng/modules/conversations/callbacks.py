"""Call-backs: what customers were promised instead of waiting, kept from the asking to what became of it.

While the promise stands the conversation is `queued`: in its old place, or, for a window, held out of the line until that
begins. It is no wait for a person any more: neither answered in time nor abandoned, but kept or not (`tally`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.conversations import ConversationQueued
from qingfeng.contracts.messages import CallBack, CallWay
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations import store
from qingfeng.modules.conversations.model import Conversation

Ended = Literal["reached", "unreached", "withdrawn", "ended"]


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be promised. `phone`: where to call, spelled as E.164; None for the chat."""

    way: CallWay
    phone: str | None
    kept_place: bool
    starts_at: datetime
    ends_at: datetime


class CallBackTally(msgspec.Struct, frozen=True, kw_only=True):
    """Call-backs of a time, by when they were asked for. `kept`: an agent took it by the end of what was promised;
    `broken`: later, or not yet though that is over; `open`: still to come. Who took theirs back is in none of the three."""

    asked: int
    kept: int
    broken: int
    open: int
    withdrawn: int
    reached: int
    unreached: int


class StandingCallBack(msgspec.Struct, frozen=True, kw_only=True):
    """A promise that stands. `held_until`: not in the line before."""

    conversation_id: UUID
    customer_name: str
    queue_id: UUID
    callback: CallBack
    held_until: datetime | None
    agent_name: str | None


# ------------------------------------------------------------------ verbs
async def promise(tx: Tx, conv: Conversation, wanted: Promise) -> None:
    """Instead of waiting: a locked, queued conversation keeps its place, or is held until its window begins."""
    if conv.phase != "queued" or conv.queue_id is None:
        raise Conflict("wrong_phase", f"The conversation is {conv.phase}; nobody waits in it.", phase=conv.phase)
    if conv.callback is not None:
        raise Conflict("callback_stands", "A call-back is promised already; take it back first.")
    id_ = tx.new_id()
    await tx.execute(
        "INSERT INTO conversations.callbacks (tenant_id, id, conversation_id, queue_id, way, phone, kept_place, asked_at,"
        " starts_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tx.tenant,
        id_,
        conv.id,
        conv.queue_id,
        wanted.way,
        wanted.phone,
        wanted.kept_place,
        tx.now,
        wanted.starts_at,
        wanted.ends_at,
    )
    conv.callback = CallBack(
        id=id_, way=wanted.way, kept_place=wanted.kept_place, starts_at=wanted.starts_at, ends_at=wanted.ends_at
    )
    conv.held_until = None if wanted.kept_place else wanted.starts_at
    await _moved(tx, conv, "callback")


async def due(tx: Tx, conv: Conversation) -> None:
    """The window of a locked conversation begins: it is in the line."""
    conv.held_until = None
    await _moved(tx, conv, "callback_due")


async def wait_again(tx: Tx, conv: Conversation) -> None:
    """The customer takes it back and waits, at the place of the moment they queued."""
    await ended(tx, conv, "withdrawn")
    conv.callback, conv.held_until = None, None
    await _moved(tx, conv, "callback_withdrawn")


async def reached(tx: Tx, conv: Conversation) -> None:
    """The agent who has it speaks with the customer; the caller writes the row."""
    await ended(tx, conv, "reached")
    conv.callback = None


async def again(tx: Tx, conv: Conversation, starts_at: datetime, ends_at: datetime) -> None:
    """Not reached: out of the agent's hand, to be tried once more between two moments."""
    assert conv.callback is not None
    tries = conv.callback.tries + 1
    conv.callback = replace(conv.callback, tries=tries, kept_place=False, starts_at=starts_at, ends_at=ends_at)
    await tx.execute("UPDATE conversations.callbacks SET tries = $2 WHERE id = $1", conv.callback.id, tries)
    conv.move("queued")
    conv.held_until = starts_at
    await _moved(tx, conv, "callback_again")


async def taken(tx: Tx, conv: Conversation) -> None:
    """An agent has it; only the first time counts. The caller writes the row."""
    if conv.callback is not None and conv.callback.taken_at is None:
        conv.callback = replace(conv.callback, taken_at=tx.now)
        await tx.execute("UPDATE conversations.callbacks SET taken_at = $2 WHERE id = $1", conv.callback.id, tx.now)


async def ended(tx: Tx, conv: Conversation, how: Ended) -> None:
    """What became of it; one that has ended stays as it is."""
    if conv.callback is not None:
        await tx.execute(
            "UPDATE conversations.callbacks SET ended_at = $2, outcome = $3 WHERE id = $1 AND ended_at IS NULL",
            conv.callback.id,
            tx.now,
            how,
        )


async def _moved(tx: Tx, conv: Conversation, reason: str) -> None:
    assert conv.queue_id is not None
    conv.reclock()
    await store.save(tx, conv)
    tx.emit(ConversationQueued(row=conv.row(), queue_id=conv.queue_id, reason=reason))


# ------------------------------------------------------------------ reads
async def phone_of(conn: Connection, callback: UUID) -> str | None:
    """The number that was given, spelled out."""
    found: str | None = await conn.fetchval("SELECT phone FROM conversations.callbacks WHERE id = $1", callback)
    return found


async def booked(conn: Connection, queue: UUID, since: datetime) -> dict[datetime, int]:
    """How many stand in each window of a queue that begins at `since` or later."""
    rows = await conn.fetch(
        "SELECT starts_at, count(*) AS n FROM conversations.callbacks"
        " WHERE queue_id = $1 AND starts_at >= $2 AND ended_at IS NULL AND NOT kept_place GROUP BY starts_at",
        queue,
        since,
    )
    return {r["starts_at"]: r["n"] for r in rows}


async def tally(conn: Connection, since: datetime, now: datetime) -> CallBackTally:
    row = await conn.fetchrow(
        "SELECT count(*) AS asked,"
        " count(*) FILTER (WHERE taken_at <= ends_at) AS kept,"
        " count(*) FILTER (WHERE taken_at > ends_at OR (taken_at IS NULL AND outcome IS DISTINCT FROM 'withdrawn'"
        "   AND (ends_at < $2 OR outcome IS NOT NULL))) AS broken,"
        " count(*) FILTER (WHERE taken_at IS NULL AND outcome IS NULL AND ends_at >= $2) AS open,"
        " count(*) FILTER (WHERE outcome = 'withdrawn') AS withdrawn,"
        " count(*) FILTER (WHERE outcome = 'reached') AS reached, count(*) FILTER (WHERE outcome = 'unreached') AS unreached"
        " FROM conversations.callbacks WHERE asked_at >= $1",
        since,
        now,
    )
    assert row is not None
    return CallBackTally(**dict(row))


async def standing(conn: Connection, limit: int) -> list[StandingCallBack]:
    """Promises that stand, the soonest first."""
    rows = await conn.fetch(
        "SELECT id, customer_name, queue_id, callback, held_until, agent_name FROM conversations.conversations"
        " WHERE callback IS NOT NULL AND phase IN ('queued', 'offered', 'with_agent')"
        " ORDER BY (callback ->> 'ends_at')::timestamptz, id LIMIT $1",
        limit,
    )
    return [
        StandingCallBack(
            conversation_id=r["id"],
            customer_name=r["customer_name"],
            queue_id=r["queue_id"],
            callback=msgspec.convert(r["callback"], CallBack),
            held_until=r["held_until"],
            agent_name=r["agent_name"],
        )
        for r in rows
    ]
