"""How long agents were ready, on a break or away: facts of their own, written once for each version of a presence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.people import PresenceChanged
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx


class StateTime(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds an agent was in each state; nothing is told of the time before their first change of state."""

    agent_id: UUID
    ready: float = 0.0
    on_break: float = 0.0
    offline: float = 0.0


async def note(tx: Tx, events: Sequence[PresenceChanged]) -> None:
    """Keep the states that events tell; again, or in another order, they change nothing."""
    rows = sorted({(e.agent_id, e.presence.version, e.presence.state, e.presence.reason, e.presence.since) for e in events}, key=lambda r: r[:2])  # fmt: skip
    if rows:
        await tx.many(
            "INSERT INTO insight.states (tenant_id, agent_id, version, state, reason, since)"
            " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            [(tx.tenant, *row) for row in rows],
        )


async def times(conn: Connection, since: datetime, until: datetime, now: datetime, agent: UUID | None) -> list[StateTime]:  # fmt: skip
    """Of every agent (or one) who changed state before `until`; the state of now counts up to now."""
    rows = await conn.fetch(
        "SELECT agent_id, state, sum(extract(epoch FROM least(ends, $2) - greatest(since, $1)))::float8 AS seconds FROM ("
        " SELECT agent_id, state, since, coalesce(lead(since) OVER (PARTITION BY agent_id ORDER BY version), $3) AS ends"
        " FROM insight.states WHERE $4::uuid IS NULL OR agent_id = $4) AS s"
        " WHERE since < $2 AND ends > $1 AND ends > since GROUP BY 1, 2 ORDER BY 1",
        since,
        until,
        now,
        agent,
    )
    found: dict[UUID, dict[str, float]] = {}
    for row in rows:
        name = "on_break" if row["state"] == "break" else row["state"]
        found.setdefault(row["agent_id"], {})[name] = row["seconds"]
    return [StateTime(agent_id=id_, **its) for id_, its in found.items()]
