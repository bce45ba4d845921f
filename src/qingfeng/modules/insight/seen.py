"""What a house has seen of itself, for a simulation: some weeks of waits, handling and presence, added up by interval of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from statistics import fmean, pvariance
from typing import Any, NamedTuple
from uuid import UUID

from qingfeng.kernel.db import Connection
from qingfeng.modules.insight import boards
from qingfeng.modules.people import public as people
from qingfeng.modules.people.public import Agent
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.public import Queue
from qingfeng.ports.whatif import HouseClass, HouseGroup, HouseSeen

INTERVAL = 1800
SLOTS = 86_400 // INTERVAL
LONGEST_MS = 4 * 3600 * 1000
"""No wait and no handling is believed to be longer: somebody had gone home."""
LEAST_SERVED = 3
"""Who has answered so many of a queue can serve it, whatever is written down of their skills."""
MOST_DAYS = 10
"""Of so many days presence is taken over as it was."""

_ARRIVALS = """
SELECT queue_id, channel, (at AT TIME ZONE $3)::date AS day, extract(epoch FROM (at AT TIME ZONE $3)::time)::int / $4::int AS slot,
  sum(n)::int AS n
FROM insight.rollups WHERE grain = 'q' AND measure = 'offered' AND at >= $1 AND at < $2
  AND extract(isodow FROM at AT TIME ZONE $3)::int = ANY($5) GROUP BY 1, 2, 3, 4 HAVING sum(n) > 0
"""
_WAITS = """
SELECT queue_id, channel, sum(value)::bigint AS ms, count(*) FILTER (WHERE measure = 'abandoned')::int AS gone,
  count(*) FILTER (WHERE measure = 'answered')::int AS had,
  coalesce(sum(value) FILTER (WHERE measure = 'answered'), 0)::bigint AS had_ms
FROM insight.marks WHERE measure IN ('answered', 'abandoned') AND at >= $1 AND at < $2 AND value <= $3 GROUP BY 1, 2
"""
_HANDLED = """
SELECT queue_id, channel, count(*)::int AS n, avg(value)::float8 AS mean, stddev_pop(value)::float8 AS spread
FROM insight.marks WHERE measure = 'handle' AND at >= $1 AND at < $2 AND value BETWEEN 1 AND $3 GROUP BY 1, 2
"""
_CONTAINED = """
SELECT channel, sum(n) FILTER (WHERE measure = 'contained') AS kept, sum(n) FILTER (WHERE measure = 'offered') AS asked
FROM insight.rollups WHERE grain = 'dc' AND measure IN ('contained', 'offered') AND at >= $1 AND at < $2 GROUP BY 1
"""
_SERVED = """
SELECT agent_id, queue_id FROM insight.marks
WHERE measure = 'answered' AND agent_id IS NOT NULL AND at >= $1 AND at < $2 GROUP BY 1, 2 HAVING count(*) >= $3
"""
_PRESENCE = """
WITH spans AS (
  SELECT agent_id, greatest(since, $1) AS since, least(until, $2) AS until FROM insight.states
  WHERE state = 'ready' AND until > $1 AND since < $2),
cut AS (
  SELECT agent_id, at, extract(epoch FROM least(until, at + $4::int * interval '1 second') - greatest(since, at)) AS seconds
  FROM spans CROSS JOIN LATERAL generate_series(
    to_timestamp(floor(extract(epoch FROM since) / $4::int) * $4::int), until, $4::int * interval '1 second') AS at WHERE at < until)
SELECT agent_id, (at AT TIME ZONE $3)::date AS day, extract(epoch FROM (at AT TIME ZONE $3)::time)::int / $4::int AS slot,
  sum(seconds)::float8 AS seconds
FROM cut WHERE extract(isodow FROM at AT TIME ZONE $3)::int = ANY($5) GROUP BY 1, 2, 3
"""

Key = tuple[UUID, str]
"""Queue and channel."""


class Days(NamedTuple):
    """Days of the house, `last` included, of these days of the week (1: Monday)."""

    first: date
    last: date
    weekdays: tuple[int, ...]

    def every(self) -> list[date]:
        """Each of them."""
        span = [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]
        return [day for day in span if day.isoweekday() in self.weekdays]


async def seen(conn: Connection, tenant: UUID, now: datetime, weeks: int, weekdays: Iterable[int]) -> HouseSeen:
    """The last whole weeks before today. What was before the first contact of them does not count as quiet days, and days
    on which nobody was ready at all say nothing of how many are there."""
    when = await boards.asked_at(conn, tenant, now)
    today = now.astimezone(when.zone).date()
    days = Days(today - timedelta(weeks=weeks), today - timedelta(days=1), tuple(sorted(weekdays)))
    at = boards.span(days.first, days.last, when.zone)
    slots = (*at, when.zone.key, INTERVAL, list(days.weekdays))
    came = await conn.fetch(_ARRIVALS, *slots)
    if came:
        days = days._replace(first=max(days.first, min(row["day"] for row in came)))
    looked_at = days.every()
    was_there = await conn.fetch(_PRESENCE, *slots)
    staffed = sorted({row["day"] for row in was_there})
    able = await _able(conn, await conn.fetch(_SERVED, *at, LEAST_SERVED))
    groups, there = _groups(able, was_there, _chosen(staffed))
    opening, closing = _open(there)
    counts = _counts(came)
    return HouseSeen(
        since=days.first.isoformat(),
        until=days.last.isoformat(),
        days=len(looked_at),
        staffed_days=len(staffed),
        contacts=sum(sum(of) for of in counts.values()),
        unstaffed=sum(sum(of[:opening]) + sum(of[closing:]) for of in counts.values()),
        interval=INTERVAL,
        opening=opening,
        day_cv=_day_cv(came, looked_at),
        classes=await _classes(conn, counts, (opening, closing, max(1, len(looked_at))), at),
        groups=[_cut(group, opening, closing) for group in groups],
    )


def _counts(came: Iterable[Any]) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = {}
    for row in came:
        found.setdefault((row["queue_id"], row["channel"]), [0] * SLOTS)[row["slot"]] += row["n"]
    return found


def _day_cv(came: Iterable[Any], days: list[date]) -> float:
    """How much days of a weekday differ beyond Poisson: the variance within weekdays less the mean, over its square."""
    totals = dict.fromkeys(days, 0)
    for row in came:
        if row["day"] in totals:
            totals[row["day"]] += row["n"]
    above = below = 0.0
    for weekday in {day.isoweekday() for day in days}:
        of = [n for day, n in totals.items() if day.isoweekday() == weekday]
        if len(of) >= 2:
            above += (pvariance(of) * len(of) / (len(of) - 1) - fmean(of)) * len(of)
            below += fmean(of) ** 2 * len(of)
    return min(1.0, (above / below) ** 0.5) if below and above > 0 else 0.0


# ------------------------------------------------------------------ who was there
def _chosen(days: list[date]) -> list[date]:
    """At most `MOST_DAYS` of them, spread evenly, the latest among them."""
    step = max(1.0, len(days) / MOST_DAYS)
    return sorted({days[-1 - int(n * step)] for n in range(min(len(days), MOST_DAYS))})


async def _able(conn: Connection, served: Iterable[Any]) -> dict[UUID, tuple[dict[str, int], int]]:
    """Skills and capacity of each agent. Who serves a queue without its skills (by claim, by transfer, with skills of then)
    has of them what the queue's last ring asks: they come after those who have them."""
    able = {agent.id: (_skills(agent), agent.capacity) for agent in await people.roster(conn)}
    queues = {queue.id: queue for queue in await routing.queues(conn)}
    for row in served:
        if row["agent_id"] in able and row["queue_id"] in queues:
            skills = able[row["agent_id"]][0]
            for skill, level in _asked_at_last(queues[row["queue_id"]]).items():
                skills[skill] = max(level, skills.get(skill, 0))
    return able


def _asked_at_last(queue: Queue) -> dict[str, int]:
    rings = _rings(queue)
    dropped = {skill for _, _, skills in rings for skill in skills}
    less = sum(levels for _, levels, _ in rings)
    return {skill: max(1, level - less) for skill, level in _asked(queue).items() if skill not in dropped}


def _groups(able: Mapping[UUID, tuple[dict[str, int], int]], rows: Iterable[Any], days: list[date]) -> tuple[list[HouseGroup], list[float]]:  # fmt: skip
    """Agents alike in skills, team and capacity, as they were there on these days; and on average in all, by slot."""
    place = {day: n for n, day in enumerate(days)}
    members: dict[tuple[Any, ...], set[UUID]] = {}
    present: dict[tuple[Any, ...], list[list[float]]] = {}
    for row in rows:
        if row["agent_id"] not in able or row["day"] not in place:
            continue
        skills, capacity = able[row["agent_id"]]
        key = (tuple(sorted(skills.items())), capacity)
        members.setdefault(key, set()).add(row["agent_id"])
        table = present.setdefault(key, [[0.0] * SLOTS for _ in days])
        table[place[row["day"]]][row["slot"]] += row["seconds"] / INTERVAL
    groups = [
        HouseGroup(code=f"g{n}", count=len(members[key]), skills=dict(key[0]), capacity=key[1], staffing=present[key])
        for n, key in enumerate(sorted(present), 1)
    ]
    there = [sum(day[slot] for table in present.values() for day in table) / max(1, len(days)) for slot in range(SLOTS)]
    return groups, there


def _skills(agent: Agent) -> dict[str, int]:
    return dict(agent.skills) if agent.team_id is None else {**agent.skills, _team(agent.team_id): 1}


def _team(id_: UUID) -> str:
    return f"team {id_}"


def _open(there: list[float]) -> tuple[int, int]:
    """From the first slot with somebody there to the last: the day that is simulated."""
    staffed = [slot for slot, count in enumerate(there) if count >= 0.5]
    return (staffed[0], staffed[-1] + 1) if staffed else (0, SLOTS)


def _cut(group: HouseGroup, opening: int, closing: int) -> HouseGroup:
    return HouseGroup(
        code=group.code,
        count=group.count,
        skills=group.skills,
        capacity=group.capacity,
        staffing=[day[opening:closing] for day in group.staffing],
    )


# ------------------------------------------------------------------ who came
async def _classes(conn: Connection, counts: dict[Key, list[int]], cut: tuple[int, int, int], at: tuple[datetime, datetime]) -> list[HouseClass]:  # fmt: skip
    opening, closing, days = cut
    queues = {queue.id: queue for queue in await routing.queues(conn)}
    waits = {(r["queue_id"], r["channel"]): r for r in await conn.fetch(_WAITS, *at, LONGEST_MS)}
    handled = {(r["queue_id"], r["channel"]): r for r in await conn.fetch(_HANDLED, *at, LONGEST_MS)}
    kept = {r["channel"]: (r["kept"] or 0, r["asked"] or 0) for r in await conn.fetch(_CONTAINED, *at)}
    found = []
    for key, slots in sorted(counts.items(), key=lambda one: (str(one[0][0]), one[0][1])):
        queue, (_, channel) = queues.get(key[0]), key
        if queue is None:
            continue
        wait, time = waits.get(key), handled.get(key)
        by_bot, by_people = kept.get(channel, (0, 0))
        found.append(
            HouseClass(
                code=f"{queue.code}.{channel}",
                zh=queue.name_zh,
                en=queue.name_en,
                channel=channel,
                queue=queue.code,
                kind=queue.kind,
                skills=_asked(queue),
                target=queue.policy.service_level_seconds,
                priority=queue.policy.priority,
                rings=_rings(queue),
                per_hour=[n / days * 3600 / INTERVAL for n in slots[opening:closing]],
                waited=wait["ms"] / 1000 if wait else 0.0,
                left=wait["gone"] if wait else 0,
                answered=wait["had"] if wait else 0,
                answer_seconds=wait["had_ms"] / 1000 if wait else 0.0,
                handled=time["n"] if time else 0,
                handle=time["mean"] / 1000 if time else 0.0,
                handle_cv=time["spread"] / time["mean"] if time else 0.0,
                contained=float(by_bot / (by_bot + by_people)) if by_bot + by_people else 0.0,
            )
        )
    return found


def _asked(queue: Queue) -> dict[str, int]:
    """A queue of one team asks for it as for a skill."""
    teams = queue.policy.teams
    return {**queue.policy.skills, **({_team(teams[0]): 1} if len(teams) == 1 else {})}


def _rings(queue: Queue) -> list[tuple[int, int, list[str]]]:
    teams = [_team(id_) for id_ in queue.policy.teams]
    return [
        (ring.after_seconds, ring.level_drop, [*ring.drop_skills, *(teams if ring.any_team else [])])
        for ring in queue.policy.relax
    ]
