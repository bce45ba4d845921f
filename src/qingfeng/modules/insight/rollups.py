"""The figures, added up: marks come in and go out again as differences. Every write of marks and rollups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.insight import blocks, spread
from qingfeng.modules.insight.marks import Change as MarkChange
from qingfeng.modules.insight.marks import Mark
from qingfeng.modules.insight.measures import AGENT_SPREAD, SPREAD

NONE = UUID(int=0)
QUARTER = timedelta(minutes=15)

Key = tuple[str, str, datetime, UUID, str, UUID]
"""Grain, measure, beginning, queue, channel, agent."""

_ADD = (
    "INSERT INTO insight.rollups AS r (tenant_id, grain, measure, at, queue_id, channel, agent_id, n, total, spread)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    " ON CONFLICT (tenant_id, grain, measure, at, queue_id, channel, agent_id) DO UPDATE SET n = r.n + excluded.n,"
    " total = r.total + excluded.total, spread = insight.merged(r.spread, excluded.spread)"
)
_DROP = "DELETE FROM insight.marks WHERE conversation_id = $1 AND measure = $2 AND no = $3"
_KEEP = (
    "INSERT INTO insight.marks (tenant_id, conversation_id, measure, no, at, queue_id, channel, agent_id, value)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
)


@dataclass(slots=True)
class Change:
    """By how much a figure grows."""

    n: int = 0
    total: int = 0
    spread: dict[int, int] = field(default_factory=dict)

    def add(self, mark: Mark, sign: int, spread_too: bool) -> None:
        self.n += sign
        self.total += sign * mark.value
        if spread_too and mark.measure in SPREAD:
            which = spread.bucket(mark.value)
            self.spread[which] = self.spread.get(which, 0) + sign

    def packed(self) -> list[int]:
        return [spread.pack(which, n) for which, n in sorted(self.spread.items()) if n]

    def __bool__(self) -> bool:
        return bool(self.n or self.total or any(self.spread.values()))


Sums = dict[Key, Change]


async def mark(tx: Tx, changes: Sequence[MarkChange]) -> None:
    """Write what contacts' marks have become. The caller holds the contacts' rows, or their customer."""
    gone = [(id_, m.measure, m.no) for id_, m in _lost(changes)]
    new = [(tx.tenant, id_, m.measure, m.no, m.at, m.queue_id, m.channel, m.agent_id, m.value) for id_, m in _won(changes)]  # fmt: skip
    if gone:
        await tx.many(_DROP, gone)
    if new:
        await tx.many(_KEEP, new)


def sums_of(changes: Sequence[MarkChange], zone: ZoneInfo) -> Sums:
    """By how much the figures change with the marks."""
    sums: Sums = {}
    for marks, sign in ((_lost(changes), -1), (_won(changes), 1)):
        for _, one in marks:
            for key in keys(one, zone):
                sums.setdefault(key, Change()).add(one, sign, key[0] not in blocks.SIZES or one.measure in AGENT_SPREAD)
    return sums


async def add(tx: Tx, sums: Sums) -> None:
    """Let the figures grow. In one order, so that two who add to the same ones cannot wait for each other."""
    rows = [(tx.tenant, *key, c.n, c.total, c.packed()) for key, c in sorted(sums.items(), key=lambda kv: kv[0]) if c]
    if rows:
        await tx.many(_ADD, rows)


def _lost(changes: Sequence[MarkChange]) -> list[tuple[UUID, Mark]]:
    return [(id_, m) for id_, before, after in changes for k, m in before.items() if after.get(k) != m]


def _won(changes: Sequence[MarkChange]) -> list[tuple[UUID, Mark]]:
    return [(id_, m) for id_, before, after in changes for k, m in after.items() if before.get(k) != m]


def keys(mark: Mark, zone: ZoneInfo) -> Iterator[Key]:
    """The figures a mark belongs to."""
    queue = mark.queue_id or NONE
    day = day_of(mark.at, zone)
    quarter = quarter_of(mark.at)
    yield "q", mark.measure, quarter, queue, mark.channel, NONE
    yield "qa", mark.measure, quarter, NONE, "", NONE
    yield "d", mark.measure, day, queue, mark.channel, NONE
    yield "dq", mark.measure, day, queue, "", NONE
    yield "dc", mark.measure, day, NONE, mark.channel, NONE
    yield "da", mark.measure, day, NONE, "", NONE
    if mark.agent_id is not None:
        for grain, start in blocks.starts(mark.at.astimezone(zone).date(), zone):
            yield grain, mark.measure, start, NONE, "", mark.agent_id


def quarter_of(at: datetime) -> datetime:
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)


def day_of(at: datetime, zone: ZoneInfo) -> datetime:
    """When the day began, by the house's clocks."""
    return at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(at.tzinfo)


@dataclass(frozen=True, slots=True)
class Cut:
    """How days are cut. `worked`: agents' time of the days before it is kept added up (`work`)."""

    zone: ZoneInfo
    worked: datetime | None


async def hold(tx: Tx) -> Cut:
    """How the figures are cut, kept from the first one on. Who works alone waits until this commits."""
    await tx.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended('insight ' || $1::text, 0))", str(tx.tenant))
    return await cut(tx)


async def alone(tx: Tx) -> None:
    """Wait for all who change figures, and let nobody change any until the commit."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('insight ' || $1::text, 0))", str(tx.tenant))


async def cut(tx: Tx) -> Cut:
    found = await tx.fetch("SELECT zone, worked FROM insight.zones")
    return Cut(access.zone_of(found[0]["zone"]), found[0]["worked"]) if found else Cut(await keep_zone(tx), None)


async def keep_zone(tx: Tx) -> ZoneInfo:
    """Take the house's zone (setting `timezone`, else Asia/Shanghai) as the one the figures are cut by."""
    tenant = await access.tenant_by_id(tx.conn, tx.tenant)
    zone = tenant.zone if tenant is not None else access.zone_of(access.ZONE)
    await tx.execute(
        "INSERT INTO insight.zones (tenant_id, zone) VALUES ($1, $2)"
        " ON CONFLICT (tenant_id) DO UPDATE SET zone = excluded.zone",
        tx.tenant,
        zone.key,
    )
    return zone


_REBUILD = f"""
WITH cut AS (
  SELECT g.grain, m.measure, g.at, g.queue_id, g.channel, g.agent_id, m.value,
    CASE WHEN m.measure = ANY($3) AND (g.agent_id = $4 OR m.measure = ANY($5)) THEN {spread.SQL_BUCKET.replace("value", "m.value")} END AS bucket
  FROM insight.marks m CROSS JOIN LATERAL (VALUES
    ('q', date_bin('15 minutes', m.at, 'epoch'), coalesce(m.queue_id, $4), m.channel, $4::uuid),
    ('qa', date_bin('15 minutes', m.at, 'epoch'), $4::uuid, '', $4::uuid),
    ('d', date_trunc('day', m.at, $2), coalesce(m.queue_id, $4), m.channel, $4::uuid),
    ('dq', date_trunc('day', m.at, $2), coalesce(m.queue_id, $4), '', $4::uuid),
    ('dc', date_trunc('day', m.at, $2), $4::uuid, m.channel, $4::uuid),
    ('da', date_trunc('day', m.at, $2), $4::uuid, '', $4::uuid),
    ('a', date_trunc('day', m.at, $2), $4::uuid, '', m.agent_id),
    ('a4', insight.block_of(m.at, $2, 4), $4::uuid, '', m.agent_id),
    ('a16', insight.block_of(m.at, $2, 16), $4::uuid, '', m.agent_id)) AS g (grain, at, queue_id, channel, agent_id)
  WHERE g.agent_id IS NOT NULL),
heap AS (
  SELECT grain, measure, at, queue_id, channel, agent_id, bucket, count(*) AS n, sum(value) AS total
  FROM cut GROUP BY 1, 2, 3, 4, 5, 6, 7)
INSERT INTO insight.rollups (tenant_id, grain, measure, at, queue_id, channel, agent_id, n, total, spread)
SELECT $1, grain, measure, at, queue_id, channel, agent_id, sum(n), sum(total),
  coalesce(array_agg((bucket << 32) + n ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{{}}')
FROM heap GROUP BY 2, 3, 4, 5, 6, 7
"""


async def add_up(tx: Tx) -> None:
    """Add all marks up anew, by the house's zone as it is set now; agents' time is not among them (`work.anew`)."""
    await alone(tx)
    zone = await keep_zone(tx)
    await tx.execute("DELETE FROM insight.rollups")
    await tx.execute(_REBUILD, tx.tenant, zone.key, list(SPREAD), NONE, list(AGENT_SPREAD))
