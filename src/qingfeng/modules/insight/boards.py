"""Reads of the boards: figures by interval, queue, channel, team or agent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.access import public as access
from qingfeng.modules.insight import blocks, work
from qingfeng.modules.insight.kpi import KPIS, Kpi, Sum, value
from qingfeng.modules.insight.kpi_shape import above, below, wilson
from qingfeng.modules.insight.rollups import NONE
from qingfeng.modules.insight.spread import SQL_JOINED, joined
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

By = Literal["hour", "day", "queue", "channel", "team", "agent"]
MOST_DAYS = 366
MOST_DAYS_BY_HOUR = 31
PEOPLE = ("team", "agent")
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """`from_` and `to`: days of the house, both included. A filter that is None lets everything through."""

    from_: date
    to: date
    by: By = "day"
    kpis: tuple[str, ...] = ()
    queue: UUID | None = None
    channel: str | None = None
    team: UUID | None = None
    agent: UUID | None = None

    @property
    def of_people(self) -> bool:
        """Answered from the figures by agent, which tell no queues or channels apart."""
        return self.by in PEOPLE or self.agent is not None or self.team is not None

    def chosen(self) -> list[Kpi]:
        all_ = [KPIS[code] for code in self.kpis] if self.kpis else list(KPIS.values())
        cut = self.by in ("hour", "queue", "channel") or self.queue is not None or self.channel is not None
        told = [kpi for kpi in all_ if not (cut and kpi.of_time)]
        return [kpi for kpi in told if kpi.by_agent] if self.of_people else told


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: the beginning of an interval (RFC 3339), an id, or a channel's kind; empty for none. `name`: of a queue, team or agent."""

    key: str
    name: str
    name_en: str
    values: dict[str, float | None]


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """Of how many the total of a figure tells, and where the truth lies in 95 of 100 cases (Wilson). `least`: of fewer it is
    not told, nor is the interval."""

    n: int
    least: int
    low: float | None
    high: float | None


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """`total`: of the whole range; `before`: of as many days just before it, for the trend, and of a range that is not
    over only as far as it has come (to a quarter of an hour). Not told of all agents together; of some agents, whose
    figures are kept by day, no mere counts while the range is not over. `samples`: of the figures that rest on samples.
    `known_until`: figures that settle are not known from here on, and their totals tell only of what lies before; None: all
    of the range is known, or nothing asked for settles."""

    since: datetime
    until: datetime
    zone: str
    by: By
    kpis: list[str]
    rows: list[BoardRow]
    total: dict[str, float | None]
    before: dict[str, float | None]
    samples: dict[str, Sample]
    known_until: datetime | None


def checked_range(ask: Ask, most: int = MOST_DAYS) -> None:
    """Raises Invalid for a range that cannot be answered."""
    if not (EARLIEST <= ask.from_ <= LATEST and EARLIEST <= ask.to <= LATEST):
        raise Invalid("day_out_of_range", "Days lie between 2000 and 2200.", field="from")
    days = (ask.to - ask.from_).days + 1
    if days < 1:
        raise Invalid("range_backwards", "The range ends before it begins; exchange `from` and `to`.", field="to")
    if days > most:
        raise Invalid("range_too_long", f"At most {most} days can be shown like this.", field="to", max=most)


def checked(ask: Ask) -> Ask:
    """Raises Invalid for a range, a figure or a filter that cannot be answered."""
    checked_range(ask, MOST_DAYS_BY_HOUR if ask.by == "hour" else MOST_DAYS)
    for code in ask.kpis:
        if code not in KPIS:
            raise Invalid("unknown_kpi", f"There is no figure {code!r}; see /api/v1/insight/kpis.", field="kpis")
    if ask.of_people and ask.by in ("hour", "queue", "channel"):
        raise Invalid("by_with_agent", f"Figures of agents and teams are kept by day, not by {ask.by}.", field="by")
    if ask.of_people and (ask.queue is not None or ask.channel is not None):
        raise Invalid("filter_with_agents", "Figures by agent tell no queues or channels apart; leave that filter out.", field="queue" if ask.queue is not None else "channel")  # fmt: skip
    if not ask.chosen():
        raise Invalid("not_like_this", "None of these figures can be told like this: by agent quantiles are kept of first response, response, handle and wrap-up alone; agents' time not by hour, queue or channel.", field="kpis")  # fmt: skip
    return ask


class When(msgspec.Struct, frozen=True):
    """The zone the figures are cut by; the day up to which agents' time is kept added up; the moment they are asked for."""

    zone: ZoneInfo
    worked: datetime | None
    now: datetime


async def asked_at(conn: Connection, tenant: UUID, now: datetime) -> When:
    """How the figures are cut for whoever asks now."""
    kept = await conn.fetchrow("SELECT zone, worked FROM insight.zones")
    if kept is not None:
        return When(access.zone_of(kept["zone"]), kept["worked"], now)
    found = await access.tenant_by_id(conn, tenant)
    return When(found.zone if found is not None else access.zone_of(access.ZONE), None, now)


def span(from_: date, to: date, where: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments at which the first day begins and the last one is over."""
    return blocks.moment(from_, where), blocks.moment(to + timedelta(days=1), where)


_UTC = ZoneInfo("UTC")
_KEYS = {
    "hour": "date_trunc('hour', r.at, $8)",
    "day": "r.at",
    "queue": "r.queue_id",
    "channel": "r.channel",
    "agent": "r.agent_id",
    "team": "r.agent_id",
    "all": "''",
    "part": "''",
}
"""What rows are told apart by; spelled out once a group (`_spelled`), not once a row."""
Sums = dict[str, dict[str, Sum]]


async def sums(conn: Connection, ask: Ask, at: tuple[datetime, datetime], by: str, when: When) -> Sums:
    """What was added up from a moment to another, by key and measure."""
    where = when.zone
    chosen = ask.chosen()
    wanted = sorted({name for kpi in chosen for name in kpi.measures})
    spreads = sorted({kpi.top[0].measure for kpi in chosen if kpi.quantile is not None})
    grains, since, until = _pieces(ask, by, at, where)
    args: list[Any] = [grains, wanted, since, until, ask.queue, ask.channel, await agents_of(conn, ask)]
    if by == "hour":
        args.append(where.key)
    scope = (
        " FROM unnest($1::text[], $3::timestamptz[], $4::timestamptz[]) AS p (grain, since, until)"
        " JOIN insight.rollups r ON r.grain = p.grain AND r.at >= p.since AND r.at < p.until"
        " WHERE r.measure = ANY($2) AND ($5::uuid IS NULL OR r.queue_id = $5) AND ($6::text IS NULL OR r.channel = $6)"
        " AND ($7::uuid[] IS NULL OR r.agent_id = ANY($7))"
    )
    key = _KEYS[by]
    found: Sums = {}
    counted = (
        f"SELECT {key} AS key, r.measure, sum(r.n)::bigint AS n, sum(r.total)::bigint AS total{scope} GROUP BY 1, 2"
    )
    for row in await conn.fetch(counted, *args):
        found.setdefault(_spelled(row["key"]), {})[row["measure"]] = Sum(row["n"], row["total"], {})
    if spreads:
        lying = f"SELECT {key} AS key, r.measure, {SQL_JOINED.format('r.spread')} AS spread{scope} AND r.spread <> '{{}}' GROUP BY 1, 2"
        for row in await conn.fetch(lying, grains, spreads, *args[2:]):
            found[_spelled(row["key"])][row["measure"]].spread = joined(row["spread"])
    if by != "part" and any(kpi.of_time for kpi in chosen):
        await _live(conn, found, at, (by, args[6]), when)
    if by == "team":
        return _by_team(found, await teams_of(conn))
    return found


@lru_cache(maxsize=4096)
def _spelled(key: datetime | UUID | str) -> str:
    if isinstance(key, datetime):
        return f"{key.astimezone(_UTC):%Y-%m-%dT%H:%M:%SZ}"
    return "" if key == NONE else str(key)


async def _live(conn: Connection, found: Sums, at: tuple[datetime, datetime], told: tuple[str, Any], when: When) -> None:  # fmt: skip
    """Agents' time of the days that are not kept added up. `told`: by what, and of which agents."""
    by, agents = told
    since = at[0] if when.worked is None else max(at[0], when.worked)
    if since >= min(at[1], when.now):
        return
    for one in await work.times(conn, when.zone, (since, at[1]), when.now, agents):
        key = _spelled(one.day) if by == "day" else "" if by == "all" else str(one.agent_id)
        held = found.setdefault(key, {}).setdefault(one.kind, Sum(spread={}))
        held.n += 1
        held.total += one.ms


async def agents_of(conn: Connection, ask: Ask) -> list[UUID] | None:
    """The agents that the filters leave; None: whoever."""
    if ask.team is None:
        return None if ask.agent is None else [ask.agent]
    team = str(ask.team)
    return [id_ for id_, its in (await teams_of(conn)).items() if its == team and ask.agent in (None, id_)]


def _pieces(ask: Ask, by: str, at: tuple[datetime, datetime], where: ZoneInfo) -> tuple[list[str], list[datetime], list[datetime]]:  # fmt: skip
    """The coarsest figures that tell apart what is asked: grains, and the moments that each is read from and to."""
    if not ask.of_people:
        return [_grain(ask, by)], [at[0]], [at[1]]
    if by == "day":
        return ["a"], [at[0]], [at[1]]
    found = blocks.cover(*(moment.astimezone(where).date() for moment in at))
    return (
        [p[0] for p in found],
        [blocks.moment(p[1], where) for p in found],
        [blocks.moment(p[2], where) for p in found],
    )


def _grain(ask: Ask, by: str) -> str:
    queue, channel = by == "queue" or ask.queue is not None, by == "channel" or ask.channel is not None
    if by in ("hour", "part"):
        return "q" if queue or channel else "qa"
    return {(True, True): "d", (True, False): "dq", (False, True): "dc", (False, False): "da"}[queue, channel]


def _by_team(found: Sums, teams: Mapping[UUID, str]) -> Sums:
    together: dict[str, list[dict[str, Sum]]] = {}
    for agent, its in found.items():
        together.setdefault(teams.get(UUID(agent), ""), []).append(its)
    return {team: merged(many) for team, many in together.items()}


def merged(many: Iterable[Mapping[str, Sum]]) -> dict[str, Sum]:
    """Several sums as one."""
    whole: dict[str, Sum] = {}
    for its in many:
        for measure, one in its.items():
            held = whole.setdefault(measure, Sum())
            held.n += one.n
            held.total += one.total
            for bucket, n in one.spread.items():
                held.spread[bucket] = held.spread.get(bucket, 0) + n
    return whole


async def teams_of(conn: Connection) -> dict[UUID, str]:
    """The team of each agent, as it is today."""
    return {agent.id: str(agent.team_id) for agent in await people.roster(conn) if agent.team_id is not None}


async def board(conn: Connection, tenant: UUID, ask: Ask, now: datetime, *, trend: bool = True) -> Board:
    """The figures of a board; without `trend` nothing is told of the days before. Raises Invalid."""
    checked(ask)
    when = await asked_at(conn, tenant, now)
    where = when.zone
    at = span(ask.from_, ask.to, where)
    rows = await sums(conn, ask, at, ask.by, when)
    settled = await _settled(conn, ask, at, ask.by, when)
    chosen = ask.chosen()
    names = await _names(conn, ask.by)
    whole = merged(rows.values())
    return Board(
        since=at[0],
        until=at[1],
        zone=where.key,
        by=ask.by,
        kpis=[kpi.code for kpi in chosen],
        rows=[
            BoardRow(key=key, name=names.get(key, ("", ""))[0], name_en=names.get(key, ("", ""))[1], values=_values(chosen, its, settled.get(key, {})))
            for key, its in sorted(rows.items())
            if any(s.n for s in its.values())
        ],
        total=_values(chosen, whole, merged(settled.values())),
        before=await _before(conn, ask, when) if trend else {},
        samples={kpi.code: _sample(kpi, whole) for kpi in chosen if kpi.least},
        known_until=known if (known := settled_until(when)) < at[1] and any(kpi.settles for kpi in chosen) else None,
    )  # fmt: skip


def settled_until(when: When) -> datetime:
    """The beginning of the first day that has not been over long enough for what settles to be known."""
    hours = max(kpi.settles for kpi in KPIS.values())
    day = (when.now - timedelta(hours=hours)).astimezone(when.zone).date()
    return blocks.moment(day, when.zone)


async def _settled(conn: Connection, ask: Ask, at: tuple[datetime, datetime], by: str, when: When) -> Sums:
    """What is known by now of the figures that settle."""
    slow = tuple(kpi.code for kpi in ask.chosen() if kpi.settles)
    until = min(at[1], settled_until(when))
    if not slow or at[0] >= until:
        return {}
    return await sums(conn, msgspec.structs.replace(ask, kpis=slow), (at[0], until), by, when)


def _sample(kpi: Kpi, its: Mapping[str, Sum]) -> Sample:
    n = below(kpi, its)
    low, high = wilson(above(kpi, its), n) if n >= kpi.least else (None, None)
    return Sample(n=n, least=kpi.least, low=low, high=high)


async def _before(conn: Connection, ask: Ask, when: When) -> dict[str, float | None]:
    where = when.zone
    if ask.by in PEOPLE and ask.agent is None and ask.team is None:
        return _values(ask.chosen(), {}, {})
    days = ask.to - ask.from_ + timedelta(days=1)
    since, until = span(ask.from_ - days, ask.to - days, where)
    today = when.now.astimezone(where).date()
    if not ask.from_ <= today <= ask.to:
        found = (await sums(conn, ask, (since, until), "all", when)).get("", {})
        return _values(ask.chosen(), found, await _known(conn, ask, (since, until), when))
    if ask.of_people:
        found = (await sums(conn, ask, (since, until), "all", when)).get("", {})
        return _values(ask.chosen(), found, {}) | {kpi.code: None for kpi in ask.chosen() if kpi.plain}
    begun = span(today - days, today - days, where)[0]
    whole = await sums(conn, ask, (since, begun), "all", when)
    part = await sums(conn, ask, (begun, begun + (when.now - span(today, today, where)[0])), "part", when)
    found = merged([whole.get("", {}), part.get("", {})])
    known = await _known(conn, ask, (since, until), when)
    return _values(ask.chosen(), found, known) | {kpi.code: None for kpi in ask.chosen() if kpi.plain and kpi.of_time}


async def _known(conn: Connection, ask: Ask, at: tuple[datetime, datetime], when: When) -> dict[str, Sum]:
    return (await _settled(conn, ask, at, "all", when)).get("", {})


def _values(chosen: Iterable[Kpi], its: Mapping[str, Sum], known: Mapping[str, Sum]) -> dict[str, float | None]:
    """`known`: the same of what is settled."""
    return {kpi.code: value(kpi, known if kpi.settles else its) for kpi in chosen}


async def _names(conn: Connection, by: str) -> dict[str, tuple[str, str]]:
    if by == "agent":
        return {str(agent.id): (agent.name, agent.name) for agent in await people.roster(conn)}
    if by == "team":
        return {str(team.id): (team.name, team.name_en) for team in await people.teams(conn)}
    if by == "queue":
        return {str(queue.id): (queue.name_zh, queue.name_en) for queue in await routing.queues(conn)}
    return {}
