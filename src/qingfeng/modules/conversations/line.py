"""The line of those who wait, as the router and the estimate of waits read it. SQL that only reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import CallBack, Tier
from qingfeng.kernel.db import Connection, Record
from qingfeng.modules.conversations.model import Conversation

COUNT_LIMIT = 1000
SLICES = 8
"""A power of two, at most 256."""


class WaitingContact(msgspec.Struct, frozen=True, kw_only=True):
    """One who waits. `last_agent`: who talked with this customer last, here or in an earlier conversation, and when.

    `passed_by`: the agent who transferred it to this queue. `callback`: what they were promised instead of waiting.
    """

    id: UUID
    customer_id: UUID
    queue_id: UUID
    queued_at: datetime
    priority: int
    fast: bool
    green: bool
    tier: Tier
    channel: str
    locale: str
    left_message: bool
    target_seconds: int | None
    last_agent: UUID | None
    last_agent_at: datetime | None
    passed_by: UUID | None
    callback: CallBack | None = None


class Line(msgspec.Struct, frozen=True):
    """How many wait in a queue and since when the first of them does; and how many stand there who are called back."""

    waiting: int
    since: datetime | None
    promised: int = 0

    @property
    def ahead(self) -> int:
        """Of all whose turn comes before that of who comes now."""
        return self.waiting + self.promised


class Standing(NamedTuple):
    """Who has a conversation; or, where it still waits, all by which it is told who it waits for (None: it is offered)."""

    channel: str
    agent: UUID | None
    waits_as: tuple[Any, ...] | None


_WAITS_AS = (
    "queue_id", "queued_at", "priority", "fast", "green", "customer_tier", "locale", "left_message", "target_seconds",
    "last_agent_id", "callback",
)  # fmt: skip
_STANDING = f"""
SELECT id, channel_kind, phase, CASE WHEN phase IN ('with_agent', 'wrap_up') THEN agent_id END AS agent_id,
       {", ".join(_WAITS_AS)}
FROM conversations.conversations WHERE phase IN ('queued', 'offered', 'with_agent', 'wrap_up') AND held_until IS NULL
"""
_COLUMNS = """id, customer_id, queue_id, queued_at, priority, fast, green, customer_tier, channel_kind, locale,
         left_message, target_seconds, last_agent_id, assigned_at, handover ->> 'reason' AS reason, callback"""
_WAITING = f"""
SELECT w.*, p.last_agent_id AS prior_agent, p.last_at AS prior_at
FROM unnest($1::uuid[]) AS q (id)
CROSS JOIN LATERAL (
  SELECT {_COLUMNS}
  FROM conversations.conversations c
  WHERE c.phase = 'queued' AND c.queue_id = q.id AND c.held_until IS NULL
  ORDER BY green DESC, fast DESC, left_message, priority DESC, queued_at LIMIT $2
) w
LEFT JOIN LATERAL (
  SELECT last_agent_id, last_at FROM conversations.conversations o
  WHERE $3 AND o.customer_id = w.customer_id AND o.phase = 'closed' AND o.last_agent_id IS NOT NULL
  ORDER BY o.opened_at DESC LIMIT 1
) p ON true
"""
_WAITING_OF = f"""
SELECT w.*, p.last_agent_id AS prior_agent, p.last_at AS prior_at
FROM (SELECT {_COLUMNS} FROM conversations.conversations WHERE id = ANY($1) AND phase = 'queued' AND held_until IS NULL) w
LEFT JOIN LATERAL (
  SELECT last_agent_id, last_at FROM conversations.conversations o
  WHERE o.customer_id = w.customer_id AND o.phase = 'closed' AND o.last_agent_id IS NOT NULL
  ORDER BY o.opened_at DESC LIMIT 1
) p ON true
"""


async def waiting_in(
    conn: Connection, queues: list[UUID], *, limit_per_queue: int = 500, with_last_agent: bool = True
) -> list[WaitingContact]:
    """Those to be routed: the first `limit_per_queue` of each queue, so that one flooded queue hides no other."""
    return [_waiting(r) for r in await conn.fetch(_WAITING, queues, limit_per_queue, with_last_agent)]


async def waiting_of(conn: Connection, ids: list[UUID]) -> list[WaitingContact]:
    """Those of these conversations that are to be routed."""
    return [_waiting(r) for r in await conn.fetch(_WAITING_OF, ids)]


def _waiting(r: Record) -> WaitingContact:
    passed_by = r["last_agent_id"] if r["reason"] == "transfer" else None
    last, at = (r["last_agent_id"], r["assigned_at"]) if r["last_agent_id"] else (r["prior_agent"], r["prior_at"])
    if passed_by is not None:
        last, at = (r["prior_agent"], r["prior_at"]) if r["prior_agent"] != passed_by else (None, None)
    return WaitingContact(
        id=r["id"],
        customer_id=r["customer_id"],
        queue_id=r["queue_id"],
        queued_at=r["queued_at"],
        priority=r["priority"],
        fast=r["fast"],
        green=r["green"],
        tier=r["customer_tier"],
        channel=r["channel_kind"],
        locale=r["locale"],
        left_message=r["left_message"],
        target_seconds=r["target_seconds"],
        last_agent=last,
        last_agent_at=at,
        passed_by=passed_by,
        callback=msgspec.convert(r["callback"], CallBack) if r["callback"] else None,
    )


async def standing(conn: Connection, ids: list[UUID]) -> dict[UUID, Standing]:
    """Those of these conversations that wait for a person or have one."""
    return _standing(await conn.fetch(f"{_STANDING} AND id = ANY($1)", ids))


async def standing_slices(conn: Connection, slices: list[int]) -> dict[UUID, Standing]:
    """All that wait for a person or have one, of those whose id's number leaves one of these when divided by SLICES."""
    return _standing(await conn.fetch(f"{_STANDING} AND get_byte(uuid_send(id), 15) % {SLICES} = ANY($1)", slices))


def _standing(rows: list[Record]) -> dict[UUID, Standing]:
    return {
        r["id"]: Standing(
            r["channel_kind"], r["agent_id"], tuple(r[c] for c in _WAITS_AS) if r["phase"] == "queued" else None
        )
        for r in rows
    }


async def lines(conn: Connection) -> dict[UUID, Line]:
    """Every queue in which somebody stands (an open offer is still waiting)."""
    rows = await conn.fetch(
        "SELECT queue_id, count(*) FILTER (WHERE callback IS NULL) AS n, count(callback) AS promised,"
        " min(queued_at) FILTER (WHERE callback IS NULL) AS since FROM conversations.conversations"
        " WHERE phase IN ('queued', 'offered') AND held_until IS NULL GROUP BY queue_id"
    )
    return {r["queue_id"]: Line(r["n"], r["since"], r["promised"]) for r in rows}


async def waiting_since(conn: Connection, queue: UUID) -> datetime | None:
    """Since when the first of those who wait in a queue does; messages left behind and call-backs do not count."""
    since: datetime | None = await conn.fetchval(
        "SELECT min(queued_at) FROM conversations.conversations"
        " WHERE phase IN ('queued', 'offered') AND queue_id = $1 AND NOT left_message AND callback IS NULL",
        queue,
    )
    return since


async def demand(
    conn: Connection, queues: list[UUID], since: datetime | None = None, until: datetime | None = None
) -> int:
    """How many wait in these queues, who came from one moment to another; messages left behind and call-backs do not count."""
    n: int = await conn.fetchval(
        "SELECT count(*) FROM conversations.conversations WHERE phase IN ('queued', 'offered') AND queue_id = ANY($1)"
        " AND NOT left_message AND callback IS NULL AND NOT green AND NOT fast AND ($2::timestamptz IS NULL OR queued_at >= $2)"
        " AND ($3::timestamptz IS NULL OR queued_at < $3)",
        queues,
        since,
        until,
    )
    return n


class Lot(NamedTuple):
    """Those who wait in one queue, came by one kind of channel and speak one language; `first`: the earliest of them."""

    queue_id: UUID
    channel: str
    locale: str
    waiting: int
    since: datetime
    first: UUID


async def lots(conn: Connection) -> list[Lot]:
    """Those who wait and are not offered, by all that says which agents could take them."""
    rows = await conn.fetch(
        "SELECT queue_id, channel_kind, locale, count(*), min(queued_at), (array_agg(id ORDER BY queued_at, id))[1]"
        " FROM conversations.conversations WHERE phase = 'queued' AND held_until IS NULL GROUP BY queue_id, channel_kind, locale"
        " ORDER BY min(queued_at)"
    )
    return [Lot(*row) for row in rows]


async def ahead(conn: Connection, conv: Conversation) -> int:
    """How many wait in the same queue since earlier and in no lower class; counting stops at a thousand. Messages left
    behind are answered later than whoever waits."""
    n: int = await conn.fetchval(
        "SELECT count(*) FROM (SELECT 1 FROM conversations.conversations WHERE phase IN ('queued', 'offered')"
        " AND held_until IS NULL AND queue_id = $1 AND queued_at <= $2 AND (queued_at, id) < ($2, $3)"
        " AND (green OR NOT $4) AND (fast OR green OR NOT $5) AND ($6 OR NOT left_message) LIMIT $7) x",
        conv.queue_id,
        conv.queued_at,
        conv.id,
        conv.green,
        conv.fast,
        conv.left_message,
        COUNT_LIMIT,
    )
    return n


async def loads_by_channel(conn: Connection, agent: UUID | None = None) -> dict[UUID, dict[str, int]]:
    """How many conversations of each kind of channel every agent (or one) owns now, talking or writing up."""
    one = "" if agent is None else " AND agent_id = $1"
    rows = await conn.fetch(
        "SELECT agent_id, channel_kind, count(*) AS n FROM conversations.conversations"
        f" WHERE phase IN ('with_agent', 'wrap_up'){one} GROUP BY agent_id, channel_kind",
        *([] if agent is None else [agent]),
    )
    found: dict[UUID, dict[str, int]] = {}
    for r in rows:
        found.setdefault(r["agent_id"], {})[r["channel_kind"]] = r["n"]
    return found


async def channels_of(conn: Connection, conversations: list[UUID]) -> dict[UUID, str]:
    """The kind of channel of each of these conversations."""
    rows = await conn.fetch(
        "SELECT id, channel_kind FROM conversations.conversations WHERE id = ANY($1)", conversations
    )
    return {r["id"]: r["channel_kind"] for r in rows}
