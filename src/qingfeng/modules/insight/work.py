"""How agents' time went: from their states and from what they had in hand.

The two overlap in any way, so that a day is added up as a whole, from all that touches it. Days that are over are kept in
the rollups (of agents, and `da`) up to `insight.zones.worked`; later ones are added up when they are asked for. What is
told late of a day that is over has that day of that agent added up anew, under a lock of the agent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from qingfeng.contracts.people import PresenceChanged
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.insight import blocks, rollups
from qingfeng.modules.insight.marks import Hand
from qingfeng.modules.insight.rollups import NONE, Cut, Sums, day_of

ROLL = "insight_roll"
"""The timer that adds up the days that are over."""
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
TIMES = ("ready", "busy", "wrapping", "rest", "unpaid", "shrunk", "held", "load")
"""Ready; ready with something in hand; ready and only writing up; on a break; on one that is not paid; on one that counts
as shrinkage; with something in hand whatever the state; the same, counted for each contact."""

_TIMES = """
WITH spans AS (
  SELECT agent_id, since, least(until, $4) AS until,
    (kind = 'talk')::int AS talk, (kind = 'wrap')::int AS wrap, 0 AS ready, 0 AS rest,
    0 AS unpaid, 0 AS shrunk
  FROM insight.hands WHERE until > $2 AND since < $3 AND ($5::uuid[] IS NULL OR agent_id = ANY($5))
  UNION ALL
  SELECT agent_id, since, least(until, $4), 0, 0, (state = 'ready')::int, (state = 'break')::int,
    (state = 'break' AND NOT paid)::int, (state = 'break' AND shrinkage)::int
  FROM insight.states WHERE until > $2 AND since < $3 AND state <> 'offline' AND ($5::uuid[] IS NULL OR agent_id = ANY($5))),
dated AS (
  SELECT *, date_trunc('day', greatest(since, $2), $1) AS day FROM spans WHERE until > since),
whole AS (
  SELECT *, ((day AT TIME ZONE $1) + interval '1 day') AT TIME ZONE $1 AS ends FROM dated),
cut AS (  -- nearly all lie within a day; the others are cut at midnight
  SELECT agent_id, day, greatest(since, day) AS since, until, talk, wrap, ready, rest, unpaid, shrunk
  FROM whole WHERE until <= ends
  UNION ALL
  SELECT agent_id, d.day, greatest(since, d.day), least(until, d.ends), talk, wrap, ready, rest, unpaid, shrunk
  FROM whole CROSS JOIN LATERAL (
    SELECT l AT TIME ZONE $1 AS day, (l + interval '1 day') AT TIME ZONE $1 AS ends FROM generate_series(
      whole.day AT TIME ZONE $1, date_trunc('day', least(until, $3) AT TIME ZONE $1), interval '1 day') AS l) AS d
  WHERE until > whole.ends AND d.day < $3 AND least(until, d.ends) > greatest(since, d.day)),
edges AS (
  SELECT agent_id, day, since AS at, talk, wrap, ready, rest, unpaid, shrunk FROM cut
  UNION ALL SELECT agent_id, day, until, -talk, -wrap, -ready, -rest, -unpaid, -shrunk FROM cut),
steps AS (
  SELECT agent_id, day, (date_part('epoch', lead(at) OVER w - at) * 1e6)::bigint AS us, sum(talk) OVER w AS talk,
    sum(wrap) OVER w AS wrap, sum(ready) OVER w AS ready, sum(rest) OVER w AS rest,
    sum(unpaid) OVER w AS unpaid, sum(shrunk) OVER w AS shrunk
  FROM edges WINDOW w AS (PARTITION BY agent_id, day ORDER BY at ROWS UNBOUNDED PRECEDING))
SELECT agent_id, day,
  round(sum(us) FILTER (WHERE ready > 0) / 1000)::bigint AS ready,
  round(sum(us) FILTER (WHERE ready > 0 AND talk + wrap > 0) / 1000)::bigint AS busy,
  round(sum(us) FILTER (WHERE ready > 0 AND talk = 0 AND wrap > 0) / 1000)::bigint AS wrapping,
  round(sum(us) FILTER (WHERE rest > 0) / 1000)::bigint AS rest,
  round(sum(us) FILTER (WHERE unpaid > 0) / 1000)::bigint AS unpaid,
  round(sum(us) FILTER (WHERE shrunk > 0) / 1000)::bigint AS shrunk,
  round(sum(us) FILTER (WHERE talk + wrap > 0) / 1000)::bigint AS held,
  round(sum(us * (talk + wrap)) FILTER (WHERE talk + wrap > 0) / 1000)::bigint AS load
FROM steps GROUP BY 1, 2
"""


class Worked(msgspec.Struct, frozen=True):
    """Milliseconds of a kind of time, of an agent and a day of the house."""

    agent_id: UUID
    day: datetime
    kind: str
    ms: int


async def times(conn: Connection, zone: ZoneInfo, span: tuple[datetime, datetime], now: datetime, agents: Sequence[UUID] | None) -> list[Worked]:  # fmt: skip
    """From a day's beginning to another's, of these agents or of all; what still lasts counts up to now."""
    rows = await conn.fetch(_TIMES, zone.key, *span, now, agents)
    return [Worked(r["agent_id"], r["day"], kind, r[kind]) for r in rows for kind in TIMES if r[kind]]


# ------------------------------------------------------------------ what is told
async def note(tx: Tx, cut: Cut, hands: Mapping[UUID, datetime], states: Sequence[PresenceChanged]) -> Sums:
    """Keep the states that events tell, and what changes in days that are over. `hands`: agents whose hands changed, and
    from when on."""
    today = day_of(tx.now, cut.zone)
    if cut.worked is None or cut.worked < today:
        tx.at(Step(ROLL, "", tx.now))
    since = dict(hands)
    for event in states:
        since[event.agent_id] = min(since.get(event.agent_id, event.presence.since), event.presence.since)
    if not since:
        return {}
    await tx.fetch(
        "SELECT pg_advisory_xact_lock(hashtextextended('insight agent ' || id, 0)) FROM unnest($1::text[]) AS id",
        sorted(map(str, since)),
    )
    await _keep(tx, states)
    late = {agent: at for agent, at in since.items() if cut.worked is not None and at < cut.worked}
    if not late or cut.worked is None:
        return {}
    return await _again(tx, cut.zone, (day_of(min(late.values()), cut.zone), cut.worked), sorted(late))


async def _keep(tx: Tx, events: Sequence[PresenceChanged]) -> None:
    """Each version of a presence once; it lasts until the next version's beginning."""
    rows = sorted({(e.agent_id, (p := e.presence).version, p.state, p.reason, p.since, p.paid, p.shrinkage) for e in events}, key=lambda r: r[:2])  # fmt: skip
    if not rows:
        return
    await tx.many(
        "INSERT INTO insight.states (tenant_id, agent_id, version, state, reason, since, paid, shrinkage)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        [(tx.tenant, *row) for row in rows],
    )
    await tx.many(
        "UPDATE insight.states s SET until = coalesce((SELECT n.since FROM insight.states n WHERE n.agent_id = s.agent_id"
        " AND n.version > s.version ORDER BY n.version LIMIT 1), 'infinity') WHERE s.agent_id = $1 AND (s.version = $2 OR"
        " s.version = (SELECT max(p.version) FROM insight.states p WHERE p.agent_id = $1 AND p.version < $2))",
        [row[:2] for row in rows],
    )


async def _again(tx: Tx, zone: ZoneInfo, span: tuple[datetime, datetime], agents: Sequence[UUID]) -> Sums:
    """The differences by which days that are over have changed."""
    before = await tx.fetch(
        "SELECT agent_id, at, measure, total FROM insight.rollups WHERE grain = 'a' AND measure = ANY($1)"
        " AND at >= $2 AND at < $3 AND agent_id = ANY($4)",
        list(TIMES),
        *span,
        agents,
    )
    sums: Sums = {}
    _add(sums, await times(tx.conn, zone, span, span[1], agents), 1, zone)
    _add(sums, [Worked(r["agent_id"], r["at"], r["measure"], r["total"]) for r in before if r["total"]], -1, zone)
    return sums


def _add(sums: Sums, worked: Sequence[Worked], sign: int, zone: ZoneInfo) -> None:
    for one in worked:
        day = one.day.astimezone(zone).date()
        agents = ((grain, one.kind, at, NONE, "", one.agent_id) for grain, at in blocks.starts(day, zone))
        for key in (*agents, ("da", one.kind, one.day, NONE, "", NONE)):
            change = sums.setdefault(key, rollups.Change())
            change.n += sign
            change.total += sign * one.ms


# ------------------------------------------------------------------ days that are over
async def roll(tx: Tx) -> None:
    """Add up the days that are over and are not kept yet. The watcher waits meanwhile."""
    await rollups.alone(tx)
    cut = await rollups.cut(tx)
    today = day_of(tx.now, cut.zone)
    if cut.worked is None or cut.worked < today:
        sums: Sums = {}
        _add(sums, await times(tx.conn, cut.zone, (cut.worked or BEGINNING, today), today, None), 1, cut.zone)
        await rollups.add(tx, sums)
        await tx.execute("UPDATE insight.zones SET worked = $1", today)


async def anew(tx: Tx) -> None:
    """After the rollups were emptied: states last until the next, hands are there; every day is added up again."""
    await tx.execute(
        "UPDATE insight.states s SET until = n.next FROM (SELECT agent_id, version, coalesce(lead(since) OVER"
        " (PARTITION BY agent_id ORDER BY version), 'infinity') AS next FROM insight.states) AS n"
        " WHERE s.agent_id = n.agent_id AND s.version = n.version AND s.until <> n.next"
    )
    await tx.execute("UPDATE insight.zones SET worked = NULL")
    await roll(tx)


def changed(before: Sequence[Hand], after: Sequence[Hand]) -> dict[UUID, datetime]:
    """The agents whose hands differ, and from when on."""
    found: dict[UUID, datetime] = {}
    for hand in set(before) ^ set(after):
        found[hand.agent_id] = min(found.get(hand.agent_id, hand.since), hand.since)
    return found
