"""Watchers: every event handled once in effect by each, a poisoned one parked, and nobody waits for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from qingfeng.contracts.base import Envelope
from qingfeng.kernel import watch
from qingfeng.kernel.bus import STREAM, Bus
from qingfeng.kernel.parked import Parked, parked
from qingfeng.kernel.relay import Relay
from qingfeng.kernel.uow import Tx
from qingfeng.kernel.watch import Retry, UnknownEvent, Watcher, WatcherRunner, Watchers
from tests.kernel.conftest import Broker
from tests.kernel.machine import (
    QUICK,
    Happened,
    Machine,
    Other,
    effect_watcher,
    leave_effect,
    open_bus,
    running,
    until,
)
from tests.support.slack import SLACK

pytestmark = pytest.mark.slow


@pytest.fixture
async def bus(broker: Broker) -> AsyncIterator[Bus]:
    async with open_bus(broker.url, "watch") as made:
        yield made


@asynccontextmanager
async def working(machine: Machine, bus: Bus, *watchers: Watcher) -> AsyncIterator[Relay]:
    """A worker: the relay and these watchers."""
    relay = Relay(machine.db, bus, "worker")
    async with running(relay.run, WatcherRunner(bus, machine.work, Watchers(watchers)).run):
        yield relay


def failing(name: str, bad: Callable[[Happened], bool], how: Any = None, **more: Any) -> Watcher:
    """A watcher that leaves its effect and then fails for some events."""

    async def handle(tx: Tx, event: Happened, _: Envelope) -> None:
        await leave_effect(tx, name, event)
        if bad(event):
            if how is not None:
                await how(tx)
            raise RuntimeError(f"cannot stand {event.thing} {event.n}")

    return Watcher(name, [Happened], handle, retry=QUICK, **more)


def everything(thing: str, count: int) -> dict[tuple[str, int], int]:
    return {(thing, n): 1 for n in range(count)}


async def done(machine: Machine, watcher: str, count: int) -> bool:
    return len(await machine.effects(watcher)) >= count


async def parked_now(machine: Machine) -> list[Parked]:
    async with machine.db.reading(machine.tenant) as conn:
        return await parked(conn)


async def test_each_watcher_handles_each_event_of_its_types_once(machine: Machine, bus: Bus) -> None:
    others: list[int] = []

    async def handle(_: Tx, event: Other, envelope: Envelope) -> None:
        assert envelope.type == "Other"
        others.append(event.n)

    async with working(machine, bus, effect_watcher("a"), effect_watcher("b"), Watcher("c", [Other], handle)):
        for n in range(50):
            await machine.emit(Happened(thing="kettle", n=n), Other(thing="kettle", n=n))
        for name in ("a", "b"):
            await until(lambda name=name: done(machine, name, 50))  # type: ignore[misc]
        await until(lambda: len(others) == 50)
    for name in ("a", "b"):
        assert await machine.effects(name) == everything("kettle", 50)
    assert sorted(others) == list(range(50))


@pytest.mark.parametrize("index", [False, True])
async def test_what_a_power_failure_takes_of_the_stream_is_sent_again(
    machine: Machine, bus: Bus, broker: Broker, index: bool
) -> None:
    async with working(machine, bus, effect_watcher("a")):
        for n in range(40):
            await machine.emit(Happened(thing="kettle", n=n))
        await until(lambda: done(machine, "a", 40))
        await until(lambda: unrelayed_none(machine))
        await broker.kill()
        broker.lose_end(index=index)
        # A watcher that has not been there yet has to hear of the lost ones too.
        await broker.start()
        async with working(machine, bus, effect_watcher("late")):
            await machine.emit(*(Happened(thing="kettle", n=n) for n in range(40, 45)))
            await until(lambda: done(machine, "late", 45), seconds=20)
            await until(lambda: done(machine, "a", 45), seconds=20)
    assert await machine.effects("late") == everything("kettle", 45)
    assert await machine.effects("a") == everything("kettle", 45)


async def unrelayed_none(machine: Machine) -> bool:
    return await machine.unrelayed() == 0


async def test_the_handler_works_for_the_tenant_of_the_event(machine: Machine, bus: Bus) -> None:
    seen: list[tuple[Any, Any, str, str]] = []

    async def handle(tx: Tx, event: Happened, envelope: Envelope) -> None:
        seen.append((tx.tenant, await tx.value("SELECT kernel.tenant()"), event.thing, tx.correlation))
        tx.emit(Other(thing=event.thing, n=1))

    async with working(machine, bus, Watcher("tenants", [Happened], handle)):
        await machine.emit(Happened(thing="ours", n=1))
        await machine.emit(Happened(thing="theirs", n=1), tenant=machine.other)
        await until(lambda: len(seen) == 2)
        await until(lambda: len(machine.heard.envelopes) == 4)
    causes = {e.key: e.correlation for e in machine.heard.envelopes if e.type == "Happened"}
    assert len(set(causes.values())) == 2
    assert all(causes.values())
    assert sorted(seen, key=lambda s: s[2]) == [
        (machine.tenant, machine.tenant, "ours", causes["ours"]),
        (machine.other, machine.other, "theirs", causes["theirs"]),
    ]
    # What a watcher emits says what it follows from.
    followed = {e.key: e for e in machine.heard.envelopes if e.type == "Other"}
    assert {key: (e.tenant, e.correlation) for key, e in followed.items()} == {
        "ours": (machine.tenant, causes["ours"]),
        "theirs": (machine.other, causes["theirs"]),
    }


async def test_what_is_delivered_again_takes_no_second_effect(machine: Machine, bus: Bus) -> None:
    async with working(machine, bus, effect_watcher("again")) as relay:
        await machine.emit(*(Happened(thing="kettle", n=n) for n in range(30)))
        await until(lambda: done(machine, "again", 30))
        # A stream that has forgotten what it knew, and a consumer that begins anew.
        await bus.jetstream().delete_stream(STREAM)
        await relay.rebuild(machine.heard.envelopes[0].at)
        await machine.emit(Happened(thing="kettle", n=30))
        await until(lambda: done(machine, "again", 31))

        async def all_given() -> bool:
            info = await bus.jetstream().consumer_info(STREAM, "qf-again")
            return info.ack_floor is not None and info.ack_floor.stream_seq >= 31

        await until(all_given)
    assert await machine.effects("again") == everything("kettle", 31)


async def test_a_poisoned_event_is_parked_and_nobody_waits_for_it(machine: Machine, bus: Bus) -> None:
    began = time.monotonic()
    at: dict[str, float] = {}
    sick = failing("sick", lambda e: e.n == 3)
    async with working(machine, bus, sick, effect_watcher("well")):
        await machine.emit(*(Happened(thing="kettle", n=n) for n in range(10)))
        await until(lambda: done(machine, "well", 10))
        await until(lambda: done(machine, "sick", 9))
        at["others"] = time.monotonic() - began
        await machine.emit(Happened(thing="fridge", n=0))
        await until(lambda: done(machine, "sick", 10))

        async def is_parked() -> bool:
            return bool(await parked_now(machine))

        await until(is_parked)
        at["parked"] = time.monotonic() - began
        await asyncio.sleep(0.5)
    expected = {key: 1 for key in everything("kettle", 10) if key != ("kettle", 3)} | {("fridge", 0): 1}
    assert await machine.effects("sick") == expected, "a failed attempt left something behind"
    assert await machine.effects("well") == everything("kettle", 10) | {("fridge", 0): 1}
    (found,) = await parked_now(machine)
    assert (found.source, found.event_type, found.attempts) == ("watcher:sick", "Happened", QUICK.attempts)
    assert found.error == "RuntimeError: cannot stand kettle 3"
    assert at["parked"] >= sum(QUICK.delays)
    info = await bus.jetstream().consumer_info(STREAM, "qf-sick")
    assert info.num_ack_pending == 0, "a parked event is not delivered any more"


async def _break(tx: Tx) -> None:
    await tx.execute("SELECT 1 / 0")


async def _wrong_argument(tx: Tx) -> None:
    await tx.execute("SELECT $1::int", "not a number")


async def _hang(_: Tx) -> None:
    await asyncio.sleep(60)


@pytest.mark.parametrize("how", [_break, _wrong_argument, _hang])
async def test_whatever_way_a_handler_fails(machine: Machine, bus: Bus, how: Any) -> None:
    sick = failing("ways", lambda e: e.n == 1, how)
    sick.retry = Retry(delays=(0.1, 0.1), handler_seconds=0.5)
    async with working(machine, bus, sick):
        await machine.emit(*(Happened(thing="kettle", n=n) for n in range(4)))
        await until(lambda: done(machine, "ways", 3), seconds=8)

        async def is_parked() -> bool:
            return bool(await parked_now(machine))

        await until(is_parked)
    assert await machine.effects("ways") == {("kettle", n): 1 for n in (0, 2, 3)}


async def test_an_event_of_a_newer_version_is_parked_for_later(machine: Machine, bus: Bus) -> None:
    class Narrow(Happened, frozen=True, kw_only=True):
        """What an older process thinks that Other is."""

        unheard_of: int

    Narrow.__name__ = "Other"
    handled: list[Any] = []

    async def handle(_: Tx, event: Any, __: Envelope) -> None:
        handled.append(event)

    async with working(machine, bus, Watcher("older", [Narrow], handle, retry=QUICK)):
        await machine.emit(Other(thing="kettle", n=1))

        async def is_parked() -> bool:
            return bool(await parked_now(machine))

        await until(is_parked)
    (found,) = await parked_now(machine)
    assert found.error.startswith(UnknownEvent.__name__)
    assert handled == []


async def test_an_absent_database_is_no_failure(machine: Machine, bus: Bus) -> None:
    async with working(machine, bus, effect_watcher("patient", retry=Retry(delays=(0.1,)))):
        for n in range(60):
            for attempt in range(5):
                try:
                    await machine.emit(Happened(thing="kettle", n=n))
                    break
                except Exception:
                    assert attempt < 4
            if n % 12 == 5:
                await machine.cut_database()
        await until(lambda: done(machine, "patient", 60), seconds=30)
    assert await machine.effects("patient") == everything("kettle", 60)
    assert await parked_now(machine) == []


async def test_a_consumer_or_stream_that_was_deleted_is_made_again(machine: Machine, bus: Bus) -> None:
    async with working(machine, bus, effect_watcher("tough")):
        await machine.emit(Happened(thing="kettle", n=0))
        await until(lambda: done(machine, "tough", 1))
        await bus.jetstream().delete_consumer(STREAM, "qf-tough")
        await machine.emit(Happened(thing="kettle", n=1))
        await until(lambda: done(machine, "tough", 2))
        await bus.jetstream().delete_stream(STREAM)
        await machine.emit(Happened(thing="kettle", n=2))
        await until(lambda: done(machine, "tough", 3))
    assert await machine.effects("tough") == everything("kettle", 3)


async def test_a_broker_that_comes_back_without_its_store(machine: Machine, bus: Bus, broker: Broker) -> None:
    async with working(machine, bus, effect_watcher("robbed")):
        await machine.emit(*(Happened(thing="kettle", n=n) for n in range(20)))
        await until(lambda: done(machine, "robbed", 20))
        await broker.kill()
        broker.lose_store()
        await machine.emit(Happened(thing="kettle", n=20))
        await broker.start()
        await machine.emit(Happened(thing="kettle", n=21))
        await until(lambda: done(machine, "robbed", 22), seconds=25)
    assert await machine.effects("robbed") == everything("kettle", 22)


async def test_stopping_finishes_what_is_in_hand(machine: Machine, bus: Bus) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def handle(tx: Tx, event: Happened, _: Envelope) -> None:
        begun.set()
        await go_on.wait()
        await leave_effect(tx, "stopping", event)

    watcher = Watcher("stopping", [Happened], handle)
    runner = WatcherRunner(bus, machine.work, Watchers([watcher]))
    async with running(Relay(machine.db, bus, "worker").run):
        task = asyncio.create_task(runner.run())
        await machine.emit(Happened(thing="kettle", n=0))
        await asyncio.wait_for(begun.wait(), 30)
        await runner.stop()
        await asyncio.sleep(0.2)
        assert not task.done()
        go_on.set()
        await asyncio.wait_for(task, 30)
        assert await machine.effects("stopping") == everything("kettle", 1)
        await machine.emit(Happened(thing="kettle", n=1))
        await asyncio.sleep(1.5)
        assert await machine.effects("stopping") == everything("kettle", 1), "it went on after its stop"


async def test_what_a_cancelled_worker_had_in_hand_another_gets_at_once(machine: Machine, bus: Bus) -> None:
    begun = asyncio.Event()

    async def hang(_: Tx, __: Happened, ___: Envelope) -> None:
        begun.set()
        await asyncio.sleep(60)

    async with running(Relay(machine.db, bus, "worker").run):
        await machine.emit(*(Happened(thing="kettle", n=n) for n in range(5)))
        dying = WatcherRunner(bus, machine.work, Watchers([Watcher("heir", [Happened], hang)]))
        task = asyncio.create_task(dying.run())
        await asyncio.wait_for(begun.wait(), 30)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        began = time.monotonic()
        async with running(WatcherRunner(bus, machine.work, Watchers([effect_watcher("heir")])).run):
            await until(lambda: done(machine, "heir", 5))
        assert time.monotonic() - began < 5 * SLACK, "it waited for the acknowledgement to run out"


async def test_what_happens_is_counted(machine: Machine, bus: Bus) -> None:
    sick = failing("counted", lambda e: e.n == 0)
    async with working(machine, bus, sick):
        await machine.emit(*(Happened(thing="kettle", n=n) for n in range(3)))

        async def is_parked() -> bool:
            return bool(await parked_now(machine))

        await until(is_parked)
        await until(lambda: watch.PARKED.labels("counted")._value.get() == 1)
    assert watch.HANDLED.labels("counted")._value.get() == 2
    assert watch.FAILED.labels("counted")._value.get() == QUICK.attempts
    assert 0 <= watch.LAG.labels("counted")._value.get() < 60


async def test_names_that_cannot_be_a_consumer_are_refused() -> None:
    async def handle(_: Tx, __: Any, ___: Envelope) -> None:
        raise AssertionError

    for name in ("", "a.b", "a b", "质检", "*"):
        with pytest.raises(ValueError, match="cannot name"):
            Watcher(name, [Happened], handle)
