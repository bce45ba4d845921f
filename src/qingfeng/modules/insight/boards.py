"""Reads of the boards: figures by interval, queue, channel, team or agent, and the conversations behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.access import public as access
from qingfeng.modules.insight.kpi import KPIS, MEASURES, Kpi, Sum, value
from qingfeng.modules.insight.rollups import ZONE, zone_of
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
    agent: UUID | None = None

    @property
    def of_people(self) -> bool:
        """Answered from the figures by agent, which tell no queues or channels apart."""
        return self.by in PEOPLE or self.agent is not None

    def chosen(self) -> list[Kpi]:
        all_ = [KPIS[code] for code in self.kpis] if self.kpis else list(KPIS.values())
        return [kpi for kpi in all_ if kpi.by_agent] if self.of_people else all_


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: the beginning of an interval (RFC 3339), an id, or a channel's kind; empty for none. `name`: of a queue, team or agent."""

    key: str
    name: str = ""
    name_en: str = ""
    values: dict[str, float | None]


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """`total`: of the whole range; `before`: of as many days just before it, for the trend; not told of all agents
    together."""

    since: datetime
    until: datetime
    zone: str
    by: By
    kpis: list[str]
    rows: list[BoardRow]
    total: dict[str, float | None]
    before: dict[str, float | None]


def checked_range(ask: Ask, most: int = MOST_DAYS) -> None:
    """Raises Invalid for a range that cannot be answered."""
    if not (EARLIEST <= ask.from_ <= LATEST and EARLIEST <= ask.to <= LATEST):
        raise Invalid("out_of_range", "Days lie between 2000 and 2200.", field="from")
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
        raise Invalid("by_with_agent", f"Figures of one agent are kept by day, not by {ask.by}.", field="by")
    if ask.of_people and (ask.queue is not None or ask.channel is not None):
        raise Invalid("filter_with_agents", "Figures by agent tell no queues or channels apart; leave that filter out.", field="queue" if ask.queue is not None else "channel")  # fmt: skip
    if not ask.chosen():
        raise Invalid("not_by_agent", "None of these figures can be told of one agent.", field="kpis")
    return ask


async def zone(conn: Connection, tenant: UUID) -> ZoneInfo:
    """The zone the figures are cut by."""
    kept = await conn.fetchval("SELECT zone FROM insight.zones")
    if kept is None:
        found = await access.tenant_by_id(conn, tenant)
        kept = found.settings.get("timezone", ZONE) if found is not None else ZONE
    return zone_of(str(kept))


def span(from_: date, to: date, where: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments at which the first day begins and the last one is over."""
    return (
        datetime.combine(from_, time(), where).astimezone(_UTC),
        datetime.combine(to + timedelta(days=1), time(), where).astimezone(_UTC),
    )


_UTC = ZoneInfo("UTC")
_KEYS = {
    "hour": "to_char(date_trunc('hour', r.at, $8) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
    "day": "to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
    "queue": "nullif(r.queue_id::text, '00000000-0000-0000-0000-000000000000')",
    "channel": "r.channel",
    "agent": "r.agent_id::text",
    "team": "r.agent_id::text",
    "all": "''",
}
Sums = dict[str, dict[str, Sum]]


async def sums(conn: Connection, ask: Ask, at: tuple[datetime, datetime], by: str, where: ZoneInfo) -> Sums:
    """What was added up from a moment to another, by key and measure."""
    chosen = ask.chosen()
    wanted = sorted({name for kpi in chosen for name in kpi.measures})
    spreads = sorted({kpi.top[0].measure for kpi in chosen if kpi.quantile is not None})
    grain = _grain(ask, by)
    args: list[Any] = [grain, wanted, *at, ask.queue, ask.channel, ask.agent]
    if by == "hour":
        args.append(where.key)
    scope = (
        " WHERE r.grain = $1 AND r.measure = ANY($2) AND r.at >= $3 AND r.at < $4"
        " AND ($5::uuid IS NULL OR r.queue_id = $5) AND ($6::text IS NULL OR r.channel = $6)"
        " AND ($7::uuid IS NULL OR r.agent_id = $7)"
    )
    key = _KEYS[by]
    found: Sums = {}
    counted = f"SELECT {key} AS key, r.measure, sum(r.n)::bigint AS n, sum(r.total)::bigint AS total FROM insight.rollups r{scope} GROUP BY 1, 2"
    for row in await conn.fetch(counted, *args):
        found.setdefault(row["key"] or "", {})[row["measure"]] = Sum(row["n"], row["total"], {})
    if spreads:
        lying = (
            f"SELECT {key} AS key, r.measure, u >> 32 AS bucket, sum((u & 2147483647)::int) AS n"
            f" FROM insight.rollups r CROSS JOIN LATERAL unnest(r.spread) AS u{scope} GROUP BY 1, 2, 3"
        )
        for row in await conn.fetch(lying, grain, spreads, *args[2:]):
            found[row["key"] or ""][row["measure"]].spread[row["bucket"]] = row["n"]
    if by == "team":
        return _by_team(found, await _teams(conn))
    return found


def _grain(ask: Ask, by: str) -> str:
    """The coarsest figures that tell apart what is asked (see the migration)."""
    if ask.of_people:
        return "a"
    queue, channel = by == "queue" or ask.queue is not None, by == "channel" or ask.channel is not None
    if by == "hour":
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


async def _teams(conn: Connection) -> dict[UUID, str]:
    """The team of each agent, as it is today."""
    return {agent.id: str(agent.team_id) for agent in await people.roster(conn) if agent.team_id is not None}


async def board(conn: Connection, tenant: UUID, ask: Ask) -> Board:
    """The figures of a board. Raises Invalid."""
    checked(ask)
    where = await zone(conn, tenant)
    days = ask.to - ask.from_ + timedelta(days=1)
    at = span(ask.from_, ask.to, where)
    rows = await sums(conn, ask, at, ask.by, where)
    before: Sums = {}
    if ask.agent is not None or not ask.of_people:
        before = await sums(conn, ask, span(ask.from_ - days, ask.to - days, where), "all", where)
    chosen = ask.chosen()
    names = await _names(conn, ask.by)
    return Board(
        since=at[0],
        until=at[1],
        zone=where.key,
        by=ask.by,
        kpis=[kpi.code for kpi in chosen],
        rows=[
            BoardRow(key=key, name=names.get(key, ("", ""))[0], name_en=names.get(key, ("", ""))[1], values=_values(chosen, its))
            for key, its in sorted(rows.items())
            if any(s.n for s in its.values())
        ],
        total=_values(chosen, merged(rows.values())),
        before=_values(chosen, before.get("", {})),
    )  # fmt: skip


def _values(chosen: Iterable[Kpi], its: Mapping[str, Sum]) -> dict[str, float | None]:
    return {kpi.code: value(kpi, its) for kpi in chosen}


async def _names(conn: Connection, by: str) -> dict[str, tuple[str, str]]:
    if by == "agent":
        return {str(agent.id): (agent.name, agent.name) for agent in await people.roster(conn)}
    if by == "team":
        return {str(team.id): (team.name, team.name_en) for team in await people.teams(conn)}
    if by == "queue":
        return {str(queue.id): (queue.name_zh, queue.name_en) for queue in await routing.queues(conn)}
    return {}


# ------------------------------------------------------------------ the conversations behind a figure
class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was counted. `value`: ms, a score or a number, by the measure."""

    conversation_id: UUID
    measure: str
    no: int
    at: datetime
    queue_id: UUID | None
    channel: str
    agent_id: UUID | None
    value: int


class Drill(msgspec.Struct, frozen=True):
    """`next`: the cursor of the following page; None on the last."""

    items: list[Behind]
    next: str | None


async def drill(conn: Connection, tenant: UUID, ask: Ask, measure: str, after: str, limit: int) -> Drill:
    """What was counted of a measure, earliest first. Raises Invalid."""
    if measure not in MEASURES:
        raise Invalid("unknown_measure", f"There is no measure {measure!r}.", field="measure")
    checked_range(ask)
    since, until = span(ask.from_, ask.to, await zone(conn, tenant))
    last = _cursor(after, since)
    rows = await conn.fetch(
        "SELECT conversation_id, measure, no, at, queue_id, channel, agent_id, value FROM insight.marks"
        " WHERE measure = $1 AND at >= $2 AND at < $3 AND ($4::uuid IS NULL OR queue_id = $4)"
        " AND ($5::text IS NULL OR channel = $5) AND ($6::uuid IS NULL OR agent_id = $6)"
        " AND (at, conversation_id, no) > ($7, $8, $9) ORDER BY at, conversation_id, no LIMIT $10",
        measure, since, until, ask.queue, ask.channel, ask.agent, *last, limit + 1,
    )  # fmt: skip
    items = [Behind(**dict(row)) for row in rows[:limit]]
    return Drill(items, _mark(items[-1]) if len(rows) > limit else None)


def _mark(item: Behind) -> str:
    return f"{item.at.isoformat().replace('+00:00', 'Z')}_{item.conversation_id}_{item.no}"


def _cursor(text: str, since: datetime) -> tuple[datetime, UUID, int]:
    if not text:
        return since, UUID(int=0), -1
    try:
        at, id_, no = text.split("_")
        moment, number = datetime.fromisoformat(at), int(no)
        if moment.tzinfo is None or not 2000 <= moment.year <= 2200 or not 0 <= number < 2**31:
            raise ValueError
        return moment, UUID(id_), number
    except ValueError:
        raise Invalid("bad_cursor", "This is no cursor of ours; begin with the first page.", field="cursor") from None


# ------------------------------------------------------------------ export
def csv(made: Board, names: Sequence[tuple[str, str]]) -> str:
    """A board as a table for spreadsheets (`names`: code and heading); with a mark by which Excel knows UTF-8."""
    lines = [["key", "name", *(heading for _, heading in names)]]
    for row in made.rows:
        figures = [row.values.get(code) for code, _ in names]
        lines.append([row.key, row.name, *("" if v is None else f"{v:.6g}" if v % 1 else f"{v:.0f}" for v in figures)])
    return "\ufeff" + "".join(",".join(map(_cell, line)) + "\r\n" for line in lines)


def _cell(text: str) -> str:
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _number(text):
        text = "'" + text  # else a spreadsheet would take a name for a formula
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
