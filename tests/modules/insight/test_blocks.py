"""Agents' figures by blocks of days: a range costs few rows, and tells what its days tell."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.kernel.migrate import scripts
from qingfeng.modules.access import public as access
from qingfeng.modules.insight import blocks, boards, rollups
from qingfeng.modules.insight.boards import Ask
from qingfeng.modules.insight.marks import Change, Mark
from tests.modules.insight.life import Life

NewLife = Callable[[], Life]
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
MEASURES = ("handled", "handle", "first_response", "survey", "messages")
KPIS = ("handled", "handle_time", "handle_time_median", "first_response_p90", "satisfaction")
FROM, LAST = date(2026, 3, 1), date(2026, 5, 31)


@given(since=DAYS, length=st.integers(0, 400))
def test_a_range_is_covered_once_by_few_blocks(since: date, length: int) -> None:
    until = since + timedelta(days=length)
    pieces = blocks.cover(since, until)
    seen: list[date] = []
    for grain, first, last in pieces:
        size = blocks.SIZES[grain]
        assert (first - blocks.FIRST).days % size == 0
        assert (last - first).days % size == 0
        seen += [first + timedelta(days=n) for n in range((last - first).days)]
    assert seen == [since + timedelta(days=n) for n in range(length)]
    rows = sum((last - first).days // blocks.SIZES[grain] for grain, first, last in pieces)
    assert rows <= 12 + length // 16


@given(day=DAYS)
def test_a_day_lies_in_one_block_of_each_size(day: date) -> None:
    zone = ZoneInfo("Europe/Berlin")
    for grain, start in blocks.starts(day, zone):
        first = start.astimezone(zone).date()
        assert first <= day < first + timedelta(days=blocks.SIZES[grain])
        assert start == blocks.moment(first, zone)


async def filled(life: Life, where: str) -> Life:
    """Some hundred marks of three agents over three months, added (and some taken away) as the watcher does."""
    dice, zone = random.Random(4), ZoneInfo(where)
    agents = [agent.id for agent in life.agents]
    changes: list[Change] = []
    for n in range(600):
        at = datetime(2026, 3, 1, tzinfo=zone) + timedelta(minutes=dice.randrange(92 * 24 * 60))
        measure = dice.choice(MEASURES)
        value = dice.randrange(1, 6) if measure == "survey" else dice.randrange(900_000)
        mark = Mark(measure, 0, at.astimezone(ZoneInfo("UTC")), None, "webchat", dice.choice(agents), value)
        changes.append((UUID(int=n + 1), {}, {(measure, 0): mark}))
    gone: list[Change] = [(id_, after, {}) for id_, _, after in dice.sample(changes, 60)]
    async with life.house.work.tx(life.house.tenant) as tx:
        await rollups.alone(tx)
        await tx.execute("INSERT INTO insight.zones (tenant_id, zone) VALUES ($1, $2)", tx.tenant, zone.key)
        for part in (changes[:300], changes[300:], gone):
            await rollups.mark(tx, part)
            await rollups.add(tx, rollups.sums_of(part, zone))
    return life


def by_days(life: Life, since: date, until: date, agent: UUID) -> Ask:
    return Ask(from_=since, to=until, by="day", agent=agent, kpis=KPIS)


async def test_every_range_tells_of_each_agent_what_their_days_tell(new_life: NewLife) -> None:
    life = await filled(new_life(), "Europe/Berlin")  # whose clocks change meanwhile
    dice, now = random.Random(9), life.house.clock.now()
    async with life.house.db.reading(life.house.tenant) as conn:
        for _ in range(25):
            since = FROM + timedelta(days=dice.randrange(92))
            until = since + timedelta(days=dice.randrange((LAST - since).days + 1))
            whole = await boards.board(conn, life.house.tenant, Ask(from_=since, to=until, by="agent", kpis=KPIS), now)
            told = {row.key: row.values for row in whole.rows}
            for agent in (its.id for its in life.agents):
                days = await boards.board(conn, life.house.tenant, by_days(life, since, until, agent), now)
                nobody = dict.fromkeys(KPIS) | {"handled": 0}
                assert told.get(str(agent), nobody) == days.total


async def as_owner(url: str, sql: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(sql)
    finally:
        await conn.close()


async def forget_blocks(url: str) -> None:
    """Of every house: as the release before kept the figures."""
    await as_owner(
        url,
        "ALTER TABLE insight.rollups NO FORCE ROW LEVEL SECURITY;"
        "DELETE FROM insight.rollups WHERE grain IN ('a4', 'a16');"
        "ALTER TABLE insight.rollups FORCE ROW LEVEL SECURITY",
    )


async def make_blocks(url: str) -> None:
    """As the upgrade does; its function is there already."""
    await as_owner(url, dict(scripts())["0073_agent_blocks.sql"].partition("\n\n")[2])


async def test_figures_from_before_get_their_blocks_and_a_rebuild_finds_the_same(
    new_life: NewLife, database_url: str
) -> None:
    life = await filled(new_life(), access.ZONE)
    tenant = life.house.tenant

    async def kept() -> list[asyncpg.Record]:
        async with life.house.db.reading(tenant) as conn:
            return await conn.fetch(
                "SELECT grain, measure, at, queue_id, channel, agent_id, n, total, spread FROM insight.rollups"
                " WHERE n <> 0 ORDER BY 1, 2, 3, 4, 5, 6"
            )

    wanted = await kept()
    await forget_blocks(database_url)
    assert await kept() != wanted
    await make_blocks(database_url)
    assert await kept() == wanted
    async with life.house.work.tx(tenant) as tx:
        await rollups.add_up(tx)
    assert await kept() == wanted
