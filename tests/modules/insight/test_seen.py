"""What a house has seen of itself, added up by hand: arrivals by interval, patience, handling, containment, presence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.modules.insight import seen
from qingfeng.modules.routing import public as routing
from qingfeng.ports.whatif import CannotBe, HouseSeen, Order, WhatIfVariant
from qingfeng.twin.ledger import world_seen
from qingfeng.twin.what_if import conduct
from tests.support.world import World, open_world

NOW = datetime(2026, 3, 4, 4, tzinfo=UTC)  # Wednesday noon in Shanghai
MONDAY, TUESDAY = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
NINE = timedelta(hours=1)
"""Nine o'clock in Shanghai, from midnight UTC on."""


class House:
    """Rows as the watcher would have left them."""

    def __init__(self, world: World, queue: UUID, expert: UUID) -> None:
        self.world, self.queue, self.expert = world, queue, expert

    async def write(self, sql: str, *values: Any) -> None:
        async with self.world.work.tx(self.world.tenant) as tx:
            await tx.execute(sql, self.world.tenant, *values)

    async def waits(self, at: datetime, count: int, *, grain: str = "q", measure: str = "offered") -> None:
        await self.write(
            "INSERT INTO insight.rollups (tenant_id, grain, measure, at, queue_id, channel, agent_id, n, total)"
            " VALUES ($1, $2, $3, $4, $5, 'webchat', $6, $7, 0)",
            grain, measure, at, self.queue if grain == "q" else UUID(int=0), UUID(int=0), count,
        )  # fmt: skip

    async def mark(self, measure: str, at: datetime, seconds: float, agent: UUID | None = None) -> None:
        await self.write(
            "INSERT INTO insight.marks (tenant_id, conversation_id, measure, no, at, queue_id, channel, agent_id, value)"
            " VALUES ($1, $2, $3, 0, $4, $5, 'webchat', $7, $6)",
            uuid4(), measure, at, self.queue, int(seconds * 1000), agent,
        )  # fmt: skip

    async def ready(self, agent: UUID, since: datetime, until: datetime) -> None:
        await self.write(
            "INSERT INTO insight.states (tenant_id, agent_id, version, state, since, until)"
            " VALUES ($1, $2, (SELECT count(*) + 1 FROM insight.states), 'ready', $3, $4)",
            agent, since, until,
        )  # fmt: skip

    async def looked_at(self, weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)) -> HouseSeen:
        async with self.world.db.reading(self.world.tenant) as conn:
            return await seen.seen(conn, self.world.tenant, NOW, 4, weekdays)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_world(database_url, "seen") as world:
        expert = await world.agent("林悦", skills={"orders": 3}, capacity=4)
        async with world.work.tx(world.tenant) as tx:
            policy = routing.Policy(
                skills={"orders": 2}, service_level_seconds=30, relax=[routing.Ring(20, level_drop=1)]
            )
            draft = routing.QueueDraft(code="main", name_zh="客服", name_en="Service", policy=policy)
            queue = await routing.put_queue(tx, draft)
        yield House(world, queue, expert)


async def test_added_up_by_hand(house: House) -> None:
    other = await house.world.agent("周航", skills={"orders": 1}, capacity=2)
    for day in (MONDAY, TUESDAY):
        await house.ready(house.expert, day + NINE, day + NINE + timedelta(hours=2))
    await house.ready(other, MONDAY + NINE, MONDAY + NINE + timedelta(hours=1))
    await house.waits(MONDAY + NINE, 6)
    await house.waits(MONDAY + NINE + timedelta(minutes=15), 4)
    await house.waits(TUESDAY + NINE, 2)
    await house.waits(TUESDAY + timedelta(hours=14), 3)  # ten in the evening: nobody is there
    await house.waits(MONDAY - timedelta(days=1) + NINE, 50)  # a Sunday
    await house.waits(MONDAY - timedelta(hours=8), 45, grain="dc", measure="contained")
    await house.waits(MONDAY - timedelta(hours=8), 15, grain="dc")
    for seconds in (10, 20, 30):
        await house.mark("answered", MONDAY + NINE, seconds)
    await house.mark("abandoned", MONDAY + NINE, 60)
    await house.mark("abandoned", MONDAY + NINE, 6 * 3600)  # went home without a word
    for seconds in (100, 300):
        await house.mark("handle", MONDAY + NINE, seconds)
    found = await house.looked_at()
    assert (found.since, found.until, found.days, found.staffed_days) == ("2026-03-02", "2026-03-03", 2, 2)
    assert (found.contacts, found.unstaffed, found.opening) == (15, 3, 18)
    (one,) = found.classes
    assert (one.code, one.target, one.rings) == ("main.webchat", 30, [(20, 1, [])])
    assert one.per_hour == [12.0, 0.0, 0.0, 0.0]  # of two days, in half hours: 12 / 2 / 0.5
    assert (one.waited, one.left) == (120.0, 1)
    assert (one.handled, one.handle, one.handle_cv) == (2, 200.0, 0.5)
    assert one.contained == 0.75
    by_capacity = {group.capacity: group for group in found.groups}
    assert by_capacity[4].staffing == [[1.0, 1.0, 1.0, 1.0]] * 2
    assert by_capacity[2].staffing == [[1.0, 1.0, 0.0, 0.0], [0.0] * 4]
    assert (one.answered, one.answer_seconds) == (3, 60.0)
    world = world_seen(found)
    assert (world.day_hours, world.interval) == (2.0, 1800)
    (contacts,) = world.classes
    assert contacts.arrivals.rate == [48.0, 0.0, 0.0, 0.0]  # before the bot, which keeps three of four
    assert contacts.bot is not None
    assert contacts.bot.contains == 0.75
    assert contacts.patience.mean == 120.0
    assert [sum(of.staffing[n] for of in world.groups) for n in (0, 3)] == [2, 1]
    assert [sum(of.staffing[n] for of in world_seen(found, 1).groups) for n in (0, 3)] == [1, 1]


async def test_days_on_which_nobody_was_ready_say_nothing_of_how_many_are_there(house: House) -> None:
    await house.waits(MONDAY + NINE, 6)
    await house.waits(TUESDAY + NINE, 2)
    await house.ready(house.expert, TUESDAY + NINE, TUESDAY + NINE + timedelta(hours=1))
    found = await house.looked_at()
    assert (found.days, found.staffed_days) == (2, 1)
    assert found.groups[0].staffing == [[1.0, 1.0]]


async def test_of_many_days_ten_are_taken_spread_evenly(house: House) -> None:
    for week in range(4):
        for day in range(5):
            at = MONDAY - timedelta(weeks=week) + timedelta(days=day)
            await house.waits(at + NINE, 5)
            await house.ready(house.expert, at + NINE, at + NINE + timedelta(hours=1))
    await house.mark("handle", MONDAY + NINE, 100)
    found = await house.looked_at()
    assert found.staffed_days == 17  # the last week has had two days so far
    assert len(found.groups[0].staffing) == seen.MOST_DAYS
    assert all(day == [1.0, 1.0] for day in found.groups[0].staffing)
    order = Order(seen=found, variants=[WhatIfVariant(name="x")], replications=3, seed=1)
    assert conduct(order, lambda _: True).whole


async def test_who_has_served_a_queue_can_serve_it_after_those_who_have_the_skill(house: House) -> None:
    helper, stranger = await house.world.agent("陈果", capacity=1), await house.world.agent("林悦", capacity=2)
    for agent in (helper, stranger):
        await house.ready(agent, MONDAY + NINE, MONDAY + NINE + timedelta(hours=1))
    await house.waits(MONDAY + NINE, 6)
    for count, agent in ((seen.LEAST_SERVED, helper), (seen.LEAST_SERVED - 1, stranger)):
        for _ in range(count):
            await house.mark("answered", MONDAY + NINE, 30, agent)
    found = await house.looked_at()
    assert {group.capacity: group.skills for group in found.groups} == {1: {"orders": 1}, 2: {}}


async def test_other_days_of_the_week(house: House) -> None:
    await house.waits(MONDAY + NINE, 6)
    await house.waits(TUESDAY + NINE, 2)
    assert (await house.looked_at((1,))).contacts == 6
    assert (await house.looked_at((2,))).contacts == 2
    assert (await house.looked_at((6, 7))).contacts == 0


async def test_an_empty_house_cannot_be_simulated(house: House) -> None:
    with pytest.raises(CannotBe) as refused:
        world_seen(await house.looked_at())
    assert (refused.value.code, refused.value.field) == ("nothing_seen", "weeks")
    await house.waits(MONDAY + NINE, 6)
    with pytest.raises(CannotBe) as refused:
        world_seen(await house.looked_at())
    assert refused.value.code == "nobody_seen"
