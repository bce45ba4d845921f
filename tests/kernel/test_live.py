"""Live fan-out between processes (two hubs, each with a line of its own to the broker): at once, and complete without it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from qingfeng.contracts.base import Envelope
from qingfeng.kernel.bus import LIVE, Bus
from qingfeng.kernel.live import LiveHub
from tests.kernel.conftest import Broker
from tests.kernel.machine import CLOCK, Happened, Machine, Other, open_bus, open_machine, until
from tests.support.slack import SLACK

pytestmark = pytest.mark.slow


@dataclass
class Process:
    """A hub with its bus and database, and what its screens were shown."""

    bus: Bus
    hub: LiveHub
    machine: Machine
    shown: list[tuple[UUID, str]] = field(default_factory=list)
    fleeting: list[dict[str, Any]] = field(default_factory=list)

    def listen(self) -> None:
        self.hub.listen(lambda tenant, envelopes: self.shown.extend((tenant, text(e)) for e in envelopes))
        self.hub.listen_fleeting(lambda _, frame: self.fleeting.append(frame))

    def bodies(self) -> list[str]:
        return [body for _, body in self.shown]

    async def emit(self, thing: str, *numbers: int) -> None:
        await self.machine.emit(*(Happened(thing=thing, n=n) for n in numbers))


def text(envelope: Envelope) -> str:
    return bytes(envelope.body).decode()


def said(thing: str, *numbers: int) -> list[str]:
    return [f'{{"thing":"{thing}","n":{n}}}' for n in numbers]


class Pair:
    """Two processes of one tenant."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._stack = AsyncExitStack()

    async def process(self, bus_url: str, name: str, tenant: UUID | None = None, *, screens: bool = True) -> Process:
        bus = await self._stack.enter_async_context(open_bus(bus_url, name))
        machine = await self._stack.enter_async_context(open_machine(self._url))
        hub = LiveHub(bus, machine.db, name, frozenset({"Other"}))
        machine.work.live = hub
        machine.tenant = tenant or machine.tenant
        made = Process(bus, hub, machine)
        made.listen()
        await hub.start(screens=screens)
        self._stack.push_async_callback(hub.stop)
        return made

    async def close(self) -> None:
        await self._stack.aclose()


@pytest.fixture
async def pair(database_url: str) -> AsyncIterator[Pair]:
    made = Pair(database_url)
    try:
        yield made
    finally:
        await made.close()


async def two(pair: Pair, first: str, second: str) -> tuple[Process, Process]:
    a = await pair.process(first, "a")
    return a, await pair.process(second, "b", a.machine.tenant)


async def test_the_other_process_is_told_at_once_and_both_once(pair: Pair, nats_url: str) -> None:
    a, b = await two(pair, nats_url, nats_url)
    took = []
    for n in range(10):
        began = time.monotonic()
        await a.emit("kettle", n)
        await until(lambda n=n: len(b.shown) > n, seconds=20)  # type: ignore[misc]
        took.append(time.monotonic() - began)
    assert min(took) < 0.1 * SLACK  # a look at the outbox alone would take a second
    await asyncio.sleep(2.2)  # two looks at the outbox
    assert a.bodies() == b.bodies() == said("kettle", *range(10))
    assert {tenant for tenant, _ in b.shown} == {a.machine.tenant}


async def test_who_has_no_screens_hears_nothing_slight_with_the_broker_or_without(pair: Pair, broker: Broker) -> None:
    a = await pair.process(broker.url, "a")
    b = await pair.process(broker.url, "b", a.machine.tenant, screens=False)
    c = await pair.process(broker.url, "c", a.machine.tenant)
    await a.machine.emit(Other(thing="slight", n=1))
    await a.machine.emit(
        Other(thing="slight", n=2), Happened(thing="kettle", n=1)
    )  # told together: there is one that is not
    a.hub.say(a.machine.tenant, {"t": "typing"})
    await until(lambda: len(c.shown) == 3 and bool(c.fleeting), seconds=20)
    await until(lambda: said("kettle", 1)[0] in b.bodies(), seconds=20)
    await broker.kill()
    await a.machine.emit(Other(thing="slight", n=3))
    await a.emit("kettle", 2)
    await until(lambda: len(c.shown) == 5, seconds=30)
    await until(lambda: said("kettle", 2)[0] in b.bodies(), seconds=30)
    await asyncio.sleep(1.2)  # another look at the outbox
    assert b.bodies() == [*said("slight", 2), *said("kettle", 1, 2)]
    assert not b.fleeting


async def test_the_broker_is_not_told_what_is_slight_while_nobody_else_has_screens(pair: Pair, broker: Broker) -> None:
    a = await pair.process(broker.url, "a")
    told: list[bytes] = []

    async def hear(message: Any) -> None:
        told.append(message.data)

    async with open_bus(broker.url, "neither") as bus:
        await bus.subscribe(f"{LIVE}.>", hear)
        await bus.client.flush()

        async def is_told(thing: str) -> bool:
            before = len(told)
            await a.machine.emit(Other(thing=thing, n=1))
            await a.bus.client.flush()
            await asyncio.sleep(0)
            await bus.client.flush()
            return len(told) > before

        assert await is_told("before it is settled")
        for _ in range(100):
            if not await is_told("some"):
                break
            await asyncio.sleep(0.1)
        else:
            raise AssertionError("it was told all the time")
        await a.emit("kettle", 1)  # this concerns others as well
        await until(lambda: any(b"kettle" in data for data in told), seconds=20)
        b = await pair.process(broker.url, "b", a.machine.tenant)
        assert await is_told("there is another")
        await until(lambda: said("there is another", 1)[0] in b.bodies(), seconds=20)
        await b.hub.stop()
        await until_not(is_told)


async def until_not(told: Callable[[str], Awaitable[bool]]) -> None:
    for _ in range(100):
        if not await told("gone"):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it is told as before")


async def test_fleeting_frames_reach_both(pair: Pair, nats_url: str) -> None:
    a, b = await two(pair, nats_url, nats_url)
    a.hub.say(a.machine.tenant, {"t": "typing"})
    await until(lambda: b.fleeting == [{"t": "typing"}], seconds=20)
    assert a.fleeting == [{"t": "typing"}]


async def test_without_the_broker_it_arrives_by_the_outbox_and_once(pair: Pair, broker: Broker) -> None:
    a, b = await two(pair, broker.url, broker.url)
    await a.emit("kettle", 1)
    await until(lambda: b.bodies() == said("kettle", 1), seconds=20)
    await broker.kill()
    await a.emit("kettle", 2, 3)
    await b.emit("fridge", 1)
    late = await until(lambda: b.bodies()[2:] == said("kettle", 2, 3), seconds=30)
    await until(lambda: a.bodies()[3:] == said("fridge", 1), seconds=30)
    assert late < 3 * SLACK
    await broker.start()
    await until(lambda: a.bus.up and b.bus.up)
    await a.emit("kettle", 4)
    await until(lambda: b.bodies()[-1:] == said("kettle", 4), seconds=30)
    await asyncio.sleep(2.2)
    assert a.bodies() == said("kettle", 1, 2, 3) + said("fridge", 1) + said("kettle", 4)
    assert sorted(b.bodies()) == sorted(a.bodies())


async def test_one_process_without_its_line_is_still_heard_and_hears(pair: Pair, broker: Broker, nats_url: str) -> None:
    """Each on a broker of its own: neither line is down, and neither tells the other anything."""
    a, b = await two(pair, broker.url, nats_url)
    await a.emit("kettle", 1, 2)
    await b.emit("fridge", 1)
    await until(lambda: b.bodies() == [*said("fridge", 1), *said("kettle", 1, 2)], seconds=30, what=str(b.shown))
    await until(lambda: a.bodies() == [*said("kettle", 1, 2), *said("fridge", 1)], seconds=30, what=str(a.shown))


async def test_nothing_is_missed_or_shown_twice_while_the_broker_falls_and_rises(pair: Pair, broker: Broker) -> None:
    a, b = await two(pair, broker.url, broker.url)

    async def write(process: Process, thing: str) -> None:
        for n in range(150):
            await process.emit(thing, n)
            await asyncio.sleep(0.02)

    async def fall_and_rise() -> None:
        for _ in range(3):
            await asyncio.sleep(0.6)
            await broker.kill()
            await asyncio.sleep(0.3)
            await broker.start()

    await asyncio.gather(write(a, "kettle"), write(b, "fridge"), fall_and_rise())
    for process in (a, b):
        await until(lambda p=process: len(p.shown) >= 300, seconds=60)  # type: ignore[misc]
    await asyncio.sleep(2.2)
    everything = said("kettle", *range(150)) + said("fridge", *range(150))
    for process in (a, b):
        assert sorted(process.bodies()) == sorted(everything)
    # One's own are shown in their order whatever the broker does; the other's may overtake what was missed.
    assert [x for x in a.bodies() if "kettle" in x] == said("kettle", *range(150))


async def test_the_database_may_fall_too(pair: Pair, nats_url: str) -> None:
    a, b = await two(pair, nats_url, nats_url)
    await a.emit("kettle", 1)
    await a.machine.cut_database()
    await asyncio.sleep(1.2)
    await a.emit("kettle", 2)
    await until(lambda: b.bodies() == said("kettle", 1, 2), seconds=30)


async def test_a_screen_is_not_shown_what_was_before_it(pair: Pair, nats_url: str) -> None:
    a = await pair.process(nats_url, "a")
    await a.emit("kettle", 1)
    b = await pair.process(nats_url, "b", a.machine.tenant)
    await asyncio.sleep(1.2)
    assert b.shown == []


async def test_a_listener_that_fails_harms_no_other(pair: Pair, nats_url: str) -> None:
    a = await pair.process(nats_url, "a")

    def fail(_: UUID, __: list[Envelope]) -> None:
        raise ValueError

    heard: list[int] = []
    a.hub._listeners.insert(0, fail)
    a.hub.listen(lambda _, envelopes: heard.append(len(envelopes)))
    await a.emit("kettle", 1)
    assert heard == [1]
    assert a.bodies() == said("kettle", 1)


async def test_what_is_subscribed_while_the_broker_is_away_is_heard_later_and_once(broker: Broker) -> None:
    heard: list[bytes] = []

    async def hear(message: Any) -> None:
        heard.append(message.data)

    async with open_bus(broker.url, "late") as bus:
        await broker.kill()
        await until(lambda: not bus.up)
        await bus.subscribe("qf.test.late", hear)
        await broker.start()
        await until(lambda: bus.up)
        await bus.client.flush()
        async with open_bus(broker.url, "another process") as other:
            assert await other.tell("qf.test.late", b"1")
        await until(lambda: heard == [b"1"], seconds=30)
        await asyncio.sleep(0.3)
        assert heard == [b"1"]


async def test_a_bus_that_began_without_a_broker_finds_it(broker: Broker) -> None:
    url = broker.url
    await broker.kill()
    heard: list[bytes] = []

    async def hear(message: Any) -> None:
        heard.append(message.data)

    bus = Bus(url, "early", CLOCK)
    began = time.monotonic()
    await bus.start()
    assert time.monotonic() - began < 3 * SLACK
    assert not bus.up
    assert not await bus.tell("qf.test.early", b"0")
    await bus.subscribe("qf.test.early", hear)
    await broker.start()
    await until(lambda: bus.up)
    await bus.client.flush()
    async with open_bus(broker.url, "another process") as other:
        await other.tell("qf.test.early", b"1")
    await until(lambda: heard == [b"1"], seconds=30)
    await bus.stop()
