"""Attempts: every call of a webhook, written when it begins and again when it has ended; kept for a month.

One without an end was cut short by the end of our process; its delivery is tried again, under the same id.
What the agent types is sent once and kept nowhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Delivery
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.channels.deliveries import Entry, EventName
from qingfeng.ports.channel import Sent

Outcome = Literal["ok", "failed", "open"]


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A call about to be made. `conversation_id`: null for a ping. `number`: 1 for the first try of a delivery."""

    channel_id: UUID
    delivery_id: UUID
    conversation_id: UUID | None
    event: str
    number: int


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A call as the log shows it. `outcome`: open while nobody wrote how it ended. `status`: the HTTP status, if there
    was an answer. `answer`: the first bytes of what came back. `next_at`: when it is tried again. `delivery`: how far the
    delivery has come by now; null for a ping."""

    id: UUID
    delivery_id: UUID
    conversation_id: UUID | None
    event: str
    number: int
    at: datetime
    outcome: Outcome
    milliseconds: int | None
    status: int | None
    error: str | None
    answer: str
    next_at: datetime | None
    delivery: Delivery | None


class AttemptQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`since` inclusive, `until` exclusive. `after`: the last attempt of the page before."""

    channel: UUID
    outcome: Outcome | None = None
    event: EventName | None = None
    delivery: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: UUID | None = None
    limit: int = 50


def of_delivery(entry: Entry) -> Begun:
    """The call that was just claimed for a delivery."""
    return Begun(
        channel_id=entry.channel_id,
        delivery_id=entry.id,
        conversation_id=entry.conversation_id,
        event=entry.event,
        number=entry.attempts,
    )


async def begin(tx: Tx, begun: Begun) -> UUID:
    """Write that a call is made; its id."""
    id_ = tx.new_id()
    await tx.later(
        "channels.attempts",
        "INSERT INTO channels.attempts (tenant_id, id, channel_id, delivery_id, conversation_id, event, number, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant,
        id_,
        begun.channel_id,
        begun.delivery_id,
        begun.conversation_id,
        begun.event,
        begun.number,
        tx.now,
    )
    return id_


async def end(tx: Tx, attempt: UUID, sent: Sent, next_at: datetime | None) -> None:
    """Write what came of a call."""
    await tx.later(
        "channels.attempts",
        "UPDATE channels.attempts SET ok = $2, milliseconds = $3, status = $4, error = $5, answer = $6, next_at = $7"
        " WHERE id = $1",
        attempt,
        sent.ok,
        sent.milliseconds,
        sent.status,
        sent.error,
        sent.answer,
        next_at,
    )


async def page(conn: Connection, query: AttemptQuery) -> list[Attempt]:
    """The latest first; one more than asked for when there are more."""
    rows = await conn.fetch(
        "SELECT a.id, a.delivery_id, a.conversation_id, a.event, a.number, a.at, a.milliseconds, a.status, a.error,"
        " a.answer, a.next_at, d.status AS delivery,"
        " CASE WHEN a.ok IS NULL THEN 'open' WHEN a.ok THEN 'ok' ELSE 'failed' END AS outcome"
        " FROM channels.attempts a LEFT JOIN channels.deliveries d ON d.tenant_id = a.tenant_id AND d.id = a.delivery_id"
        " WHERE a.channel_id = $1 AND ($2::text IS NULL OR a.event = $2) AND ($3::uuid IS NULL OR a.delivery_id = $3)"
        " AND ($4::timestamptz IS NULL OR a.at >= $4) AND ($5::timestamptz IS NULL OR a.at < $5)"
        " AND ($6::text IS NULL OR a.ok IS NOT DISTINCT FROM CASE $6 WHEN 'ok' THEN true WHEN 'failed' THEN false END)"
        " AND ($7::uuid IS NULL OR a.id < $7) ORDER BY a.id DESC LIMIT $8",
        query.channel,
        query.event,
        query.delivery,
        query.since,
        query.until,
        query.outcome,
        query.after,
        query.limit + 1,
    )
    return [Attempt(**dict(row)) for row in rows]
