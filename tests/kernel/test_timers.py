"""Timers: set with the commit, fired once, in order, by whoever is alive; what keeps failing is parked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from qingfeng.kernel import timers
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import ManualClock
from qingfeng.kernel.timers import Job, TimerRunner
from qingfeng.kernel.uow import Step
from tests.kernel.machine import CLOCK, Machine, open_bus, open_machine, running, until

NOWHERE = "nats://127.0.0.1:9"


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Bus]:
    async with open_bus(nats_url, "timers") as made:
        yield made


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[Machine]:
    """The house on a clock that moves when told to, so that back-off and leases pass in no time."""
    async with open_machine(database_url, clock=ManualClock()) as made:
        await made.db.system.execute("DELETE FROM kernel.timers")
        yield made


def advance(house: Machine, seconds: float) -> None:
    clock = house.db.clock
    assert isinstance(clock, ManualClock)
    clock.advance(seconds)


async def set_timers(house: Machine, *steps: Step) -> None:
    async with house.work.tx(house.tenant) as tx:
        for step in steps:
            tx.at(step)


async def left(house: Machine) -> list[tuple[str, str]]:
    rows = await house.db.system.fetch("SELECT kind, key FROM kernel.timers ORDER BY key")
    return [(r["kind"], r["key"]) for r in rows]


def runner(house: Machine, bus: Bus, handler: Callable[[Job], Awaitable[None]], width: int = 8) -> TimerRunner:
    return TimerRunner(house.db, house.work, bus, {"step": handler}, width=width)


async def test_fires_what_is_due_in_order_and_nothing_else(house: Machine, bus: Bus) -> None:
    now = house.db.clock.now()
    keys = [f"k{n:02}" for n in range(20)]
    # Set in another order than they are due.
    for n in [*range(0, 20, 2), *range(1, 20, 2)]:
        await set_timers(house, Step("step", keys[n], now + timedelta(milliseconds=n), {"n": n}))
    await set_timers(house, Step("step", "later", now + timedelta(seconds=60)), Step("another", "kind", now))
    fired: list[str] = []

    async def handle(job: Job) -> None:
        fired.append(job.key)
        async with house.work.tx(job.tenant) as tx:
            assert await job.done(tx)

    advance(house, 1)
    async with running(runner(house, bus, handle, width=1).run):
        await until(lambda: len(fired) == 20)
        assert fired == keys
        await asyncio.sleep(0.7)  # a poll passes
        assert len(fired) == 20
        advance(house, 60)
        await until(lambda: fired[-1] == "later")
        await until(lambda: done_but_another(house))  # it fires before its own transaction has removed it
    assert await left(house) == [("another", "kind")]


async def done_but_another(house: Machine) -> bool:
    return await left(house) == [("another", "kind")]


async def test_two_runners_fire_each_timer_once(house: Machine, bus: Bus) -> None:
    now = house.db.clock.now()
    await set_timers(house, *(Step("step", f"k{n}", now) for n in range(200)))
    fired: list[str] = []

    async def handle(job: Job) -> None:
        fired.append(job.key)
        await asyncio.sleep(0.005)
        async with house.work.tx(job.tenant) as tx:
            assert await job.done(tx)

    async with running(runner(house, bus, handle).run, runner(house, bus, handle).run):
        await until(lambda: len(fired) >= 200)
        await asyncio.sleep(0.2)
    assert sorted(fired) == sorted(f"k{n}" for n in range(200))
    assert await left(house) == []


async def test_a_runner_that_dies_loses_nothing(house: Machine, bus: Bus) -> None:
    await set_timers(house, Step("step", "k", house.db.clock.now(), {"word": "kept"}))
    started, finished = asyncio.Event(), asyncio.Event()

    async def hang(_: Job) -> None:
        started.set()
        await asyncio.Event().wait()

    async def handle(job: Job) -> None:
        assert job.payload == {"word": "kept"}
        assert job.attempts == 2
        async with house.work.tx(job.tenant) as tx:
            assert await job.done(tx)
        finished.set()

    dying = runner(house, bus, hang)
    task = asyncio.create_task(dying.run())
    await asyncio.wait_for(started.wait(), 30)
    async with running(runner(house, bus, handle).run):
        await asyncio.sleep(0.7)
        assert not finished.is_set(), "taken from under a runner whose lease had not ended"
        task.cancel()
        for hanging in dying._running:
            hanging.cancel()
        advance(house, timers.LEASE_SECONDS + 1)
        await asyncio.wait_for(finished.wait(), 30)
    assert await left(house) == []


async def test_what_takes_longer_than_a_lease_is_not_taken_away(house: Machine, bus: Bus) -> None:
    await set_timers(house, Step("step", "k", house.db.clock.now()))
    go, fired = asyncio.Event(), []

    async def handle(job: Job) -> None:
        fired.append(job.attempts)
        await go.wait()
        async with house.work.tx(job.tenant) as tx:
            assert await job.done(tx)

    async with running(runner(house, bus, handle).run, runner(house, bus, handle).run):
        for _ in range(3):
            await asyncio.sleep(timers.LEASE_SECONDS / 3 + 0.5)
            advance(house, timers.LEASE_SECONDS / 2)
        go.set()
        await until(lambda: left_none(house))
    assert fired == [1]


async def left_none(house: Machine) -> bool:
    return await left(house) == []


async def test_one_that_is_set_again_while_it_runs_runs_again(house: Machine, bus: Bus) -> None:
    await set_timers(house, Step("step", "k", house.db.clock.now(), {"n": 1}))
    seen: list[tuple[int, bool]] = []

    async def handle(job: Job) -> None:
        if job.payload["n"] == 1:
            await set_timers(house, Step("step", "k", house.db.clock.now(), {"n": 2}))
        async with house.work.tx(job.tenant) as tx:
            seen.append((job.payload["n"], await job.done(tx)))

    async with running(runner(house, bus, handle).run):
        await until(lambda: len(seen) == 2)
    assert seen == [(1, False), (2, True)]
    assert await left(house) == []


async def _until_parked(house: Machine, bus: Bus, handle: Callable[[Job], Awaitable[None]]) -> list[UUID]:
    """Let time pass until something is parked (at most a good hour of back-off)."""
    async with running(runner(house, bus, handle).run):
        for _ in range(60):
            await asyncio.sleep(0.1)
            rows = await house.rows("SELECT id FROM kernel.parked WHERE event_id = 'poisoned'")
            if rows:
                return [r["id"] for r in rows]
            advance(house, 61)
    return []


async def _fail(house: Machine, how: str) -> None:
    if how == "argument":
        async with house.work.tx(house.tenant) as tx:
            await tx.execute("SELECT $1::int", "not a number")
    elif how == "unique":
        async with house.work.tx(house.tenant) as tx:
            for _ in range(2):
                await tx.execute(
                    "INSERT INTO kernel.seen (tenant_id, watcher, event_id, at) VALUES ($1, 'x', $1, now())", tx.tenant
                )
    elif how == "time":
        raise TimeoutError
    raise RuntimeError("poisoned")


@pytest.mark.parametrize("how", ["raises", "argument", "unique", "time"])
async def test_what_keeps_failing_is_parked_and_holds_up_nothing(house: Machine, bus: Bus, how: str) -> None:
    now = house.db.clock.now()
    await set_timers(house, Step("step", "poisoned", now, {"n": 7}), Step("step", "sound", now + timedelta(seconds=1)))
    attempts, sound = [], []

    async def handle(job: Job) -> None:
        if job.key == "poisoned":
            attempts.append(job.attempts)
            await _fail(house, how)
        sound.append(len(attempts))
        async with house.work.tx(job.tenant) as tx:
            await job.done(tx)

    ids = await _until_parked(house, bus, handle)
    assert len(ids) == 1
    assert attempts == list(range(1, timers.MAX_ATTEMPTS + 1))
    assert sound, "the one behind it never came"
    assert sound[0] < 4
    row = (await house.rows("SELECT * FROM kernel.parked WHERE id = $1", ids[0]))[0]
    assert (row["source"], row["event_type"], row["body"]) == ("timer:step", "step", b'{"n":7}')
    assert (row["attempts"], row["replayed_at"]) == (timers.MAX_ATTEMPTS, None)
    assert row["error"]
    assert await left(house) == []


async def test_an_absent_database_is_no_failure(database_url: str, bus: Bus) -> None:
    async with open_machine(database_url, clock=CLOCK) as house:
        await set_timers(house, Step("step", "k", CLOCK.now()))
        attempts: list[int] = []

        async def handle(job: Job) -> None:
            attempts.append(job.attempts)
            async with house.work.tx(job.tenant) as tx:
                if len(attempts) < 4:
                    await house.cut_database()
                assert await job.done(tx)

        async with running(runner(house, bus, handle).run):
            await until(lambda: len(attempts) == 4, seconds=60)
            await until(lambda: _none_left(house))
        assert max(attempts) <= 2, f"the absences were counted: {attempts}"


async def _none_left(house: Machine) -> bool:
    return await left(house) == []


async def test_without_a_broker_it_looks_by_itself(house: Machine) -> None:
    fired = asyncio.Event()

    async def handle(job: Job) -> None:
        async with house.work.tx(job.tenant) as tx:
            await job.done(tx)
        fired.set()

    away = Bus(NOWHERE, "away", CLOCK)
    async with running(runner(house, away, handle).run):
        await set_timers(house, Step("step", "k", house.db.clock.now()))
        await asyncio.wait_for(fired.wait(), 30)


async def test_a_stopped_runner_finishes_what_it_began(house: Machine, bus: Bus) -> None:
    await set_timers(house, *(Step("step", f"k{n}", house.db.clock.now()) for n in range(3)))
    started: list[str] = []

    async def handle(job: Job) -> None:
        started.append(job.key)
        await asyncio.sleep(0.3)
        async with house.work.tx(job.tenant) as tx:
            assert await job.done(tx)

    made = runner(house, bus, handle, width=2)
    task = asyncio.create_task(made.run())
    await until(lambda: len(started) == 2)
    await made.stop()
    await asyncio.wait_for(task, 30)
    assert len(await left(house)) == 1
