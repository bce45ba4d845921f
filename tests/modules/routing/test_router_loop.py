"""The router as it runs: on real time, a real broker, and a database that goes away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from qingfeng.flow.routing_step import RouterLoop, route_once
from qingfeng.flow.table import steps
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import SystemClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.leases import Lease
from qingfeng.kernel.live import LiveHub
from qingfeng.kernel.timers import TimerRunner
from qingfeng.kernel.uow import Step, Work
from qingfeng.modules.routing import jobs
from qingfeng.modules.routing.public import Policy
from tests.modules.routing.house import Heard, House
from tests.support.slack import SLACK

pytestmark = pytest.mark.slow

CLOCK = SystemClock()


class Box:
    """One process: its own pools, broker connection and router."""

    def __init__(self, url: str, nats_url: str, name: str) -> None:
        self.url, self.nats_url, self.name = url, nats_url, name

    async def open(self) -> Box:
        self.db = await Database.open(self.url, CLOCK, TimeOrderedIds(CLOCK), size=8)
        self.bus = Bus(self.nats_url, self.name, CLOCK)
        await self.bus.start()
        self.live = LiveHub(self.bus, self.db, self.name)
        self.work = Work(self.db, steps, self.live)
        self.loop = RouterLoop(self.db, self.work, self.bus, self.live, self.name)
        self.task: asyncio.Task[None] | None = None
        return self

    def start(self) -> None:
        self.task = asyncio.create_task(self.loop.run())

    async def close(self) -> None:
        if self.task is not None and not self.task.done():
            await self.loop.stop()
            await asyncio.wait_for(self.task, 30)
        await self.live.stop()
        await self.bus.stop()
        await self.db.close()


@pytest.fixture
async def boxes(database_url: str, nats_url: str) -> AsyncIterator[Callable[[str], Awaitable[Box]]]:
    made: list[Box] = []

    async def make(name: str) -> Box:
        box = await Box(database_url, nats_url, name).open()
        made.append(box)
        if len(made) == 1:
            await box.db.system.execute("DELETE FROM kernel.leases")
        return box

    yield make
    for box in made:
        await box.close()


def house_of(box: Box) -> House:
    return House(box.db, box.work, Heard(), CLOCK)  # type: ignore[arg-type]  # real time here


async def until(question: Callable[[], Awaitable[object]], seconds: float) -> float:
    """Seconds until the answer was yes."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if await question():
            return time.monotonic() - start
        await asyncio.sleep(0.01)
    raise AssertionError(f"still no after {seconds} s")


@asynccontextmanager
async def offering(house: House, queue: UUID) -> AsyncIterator[float]:
    """Queue a conversation and give the seconds until it was offered; end it afterwards."""
    conv = await house.conversation(queue)
    yield await until(lambda: house.offered_to(conv), 60)
    await house.close(conv)


async def test_it_offers_at_once_woken_by_another_process(boxes: Callable[[str], Awaitable[Box]]) -> None:
    web, router = await boxes("web"), await boxes("router")
    router.start()
    house = await house_of(web).open()
    queue = await house.queue()
    await house.agent("安娜", capacity=60)
    await until(lambda: _held(router), 30)
    took = []
    for _ in range(5):
        async with offering(house, queue) as seconds:
            took.append(seconds)
    assert sorted(took)[2] < 0.4, took  # the poll alone would take half a second


async def _held(box: Box) -> bool:
    return box.loop.token is not None


async def test_it_looks_again_every_second_while_somebody_waits(boxes: Callable[[str], Awaitable[Box]]) -> None:
    box = await boxes("router")
    house = await house_of(box).open()
    queue = await house.queue()
    conv = await house.conversation(queue)
    anna = await house.agent("安娜", ready=True)
    await box.db.system.execute("DELETE FROM kernel.timers")
    async with house.work.tx(house.tenant) as tx:  # her desk is closed: only time will tell when it opens
        await tx.execute("DELETE FROM people.connections")
    async with house.work.tx(house.tenant) as tx:
        tx.at(Step("route", "tenant", tx.now))
    box.start()
    await asyncio.sleep(1.5)
    assert await house.offered_to(conv) is None
    assert anna.id is not None
    await house.seen(anna.id)  # no event, no wake
    assert await until(lambda: house.offered_to(conv), 30) < 2.5 * SLACK


async def test_nobody_waits_and_the_timer_rests(boxes: Callable[[str], Awaitable[Box]]) -> None:
    box = await boxes("router")
    house = await house_of(box).open()
    queue = await house.queue()
    await house.agent("安娜")
    await house.close(await house.conversation(queue))
    box.start()

    async def none() -> bool:
        return not await box.db.system.fetchval("SELECT 1 FROM kernel.timers WHERE tenant_id = $1", house.tenant)

    await until(none, 30)
    await asyncio.sleep(1.2)
    assert await none()


async def test_one_of_two_routes_and_the_other_takes_over(boxes: Callable[[str], Awaitable[Box]]) -> None:
    a, b = await boxes("a"), await boxes("b")
    house = await house_of(a).open()
    queue = await house.queue()
    await house.agent("安娜", capacity=60)
    a.start()
    await until(lambda: _held(a), 30)
    b.start()
    await asyncio.sleep(2)
    assert b.loop.token is None
    first = a.loop.token
    async with offering(house, queue) as seconds:
        assert seconds < 2 * SLACK
    await a.loop.stop()  # an orderly end gives the lease back at once
    assert a.task is not None
    await a.task
    assert await until(lambda: _held(b), 30) < 3 * SLACK
    assert first is not None
    assert b.loop.token == first + 1
    async with offering(house, queue) as seconds:
        assert seconds < 2 * SLACK


async def test_a_router_that_hangs_is_replaced_and_stops_writing(boxes: Callable[[str], Awaitable[Box]]) -> None:
    a, b = await boxes("a"), await boxes("b")
    house = await house_of(a).open()
    queue = await house.queue()
    await house.agent("安娜", capacity=60)
    a.start()
    await until(lambda: _held(a), 30)
    stale = a.loop.token
    a.loop._lease = Lease(a.db, "another", "a")  # it renews nothing any more, and does not know it
    b.start()
    assert await until(lambda: _held(b), 60) < 8 * SLACK
    a.loop._token, a.loop._held_until = stale, a.db.clock.monotonic() + 3600  # it still believes
    for _ in range(3):
        async with offering(house, queue) as seconds:
            assert seconds < 3 * SLACK
    async with house.db.reading(house.tenant) as conn:
        tokens = [r["token"] for r in await conn.fetch("SELECT token FROM routing.decisions")]
    assert set(tokens) == {b.loop.token}
    assert stale is not None
    assert b.task is not None
    await b.loop.stop()
    await b.task
    await house.conversation(queue)
    with pytest.raises(Conflict, match="moved on"):
        await route_once(a.work, house.tenant, stale)


async def test_the_database_goes_away_and_comes_back(boxes: Callable[[str], Awaitable[Box]], database_url: str) -> None:
    web, router = await boxes("web"), await boxes("router")
    house = await house_of(web).open()
    queue = await house.queue()
    await house.agent("安娜", capacity=60)
    router.start()
    await until(lambda: _held(router), 30)
    killer = await asyncpg.connect(database_url)
    try:
        for _ in range(3):
            convs = [await house.conversation(queue) for _ in range(3)]
            for _ in range(5):
                await killer.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
                await asyncio.sleep(0.05)
            for conv in convs:
                await until(lambda conv=conv: _offered(house, conv), 12)  # type: ignore[misc]
    finally:
        await killer.close()
    assert router.task is not None
    assert not router.task.done()


async def _offered(house: House, conv: UUID) -> bool:
    try:
        return await house.offered_to(conv) is not None
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return False


async def test_an_unanswered_offer_goes_on_by_itself(boxes: Callable[[str], Awaitable[Box]]) -> None:
    """The whole circle on real time: offered, run out, offered to the next."""
    box = await boxes("router")
    house = await house_of(box).open()
    queue = await house.queue(policy=Policy(offer_seconds=10))
    anna = await house.agent("安娜")
    bert = await house.agent("柏特", ready=True)
    async with house.work.tx(house.tenant) as tx:
        await tx.execute(
            "UPDATE people.presence SET idle_since = $2 WHERE agent_id = $1", anna.id, tx.now - timedelta(hours=1)
        )

    async def expire(job: object) -> None:
        await jobs.offer_expiry(box.work, job)  # type: ignore[arg-type]

    timers = TimerRunner(box.db, box.work, box.bus, {"offer_expiry": expire})
    runner = asyncio.create_task(timers.run())
    box.start()
    conv = await house.conversation(queue)
    await until(lambda: house.offered_to(conv), 30)
    assert await house.offered_to(conv) == anna.id

    async def moved() -> bool:
        return await house.offered_to(conv) == bert.id

    took = await until(moved, 60)
    assert 9 < took < 12.5 * SLACK
    await timers.stop()
    runner.cancel()
    assert [o.state for o in await house.offers(conv)] == ["timed_out", "open"]
