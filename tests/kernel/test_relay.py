"""The relay: what was committed reaches the stream, in order for each key, whatever falls over meanwhile."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
import pytest

from qingfeng.contracts.base import Envelope
from qingfeng.kernel.bus import STREAM, WAKE, Bus, ensure_stream
from qingfeng.kernel.parked import parked, replay
from qingfeng.kernel.relay import Relay
from qingfeng.kernel.watch import Watchers
from tests.kernel.conftest import Broker
from tests.kernel.machine import CLOCK, Happened, Machine, open_bus, running, until
from tests.support.slack import SLACK

pytestmark = pytest.mark.slow


@pytest.fixture
async def bus(broker: Broker) -> AsyncIterator[Bus]:
    async with open_bus(broker.url, "relay") as made:
        yield made


async def stored(bus: Bus) -> list[Envelope]:
    """What the stream holds, in its order."""
    js = bus.jetstream()
    try:
        state = (await js.stream_info(STREAM)).state
        messages = [await js.get_msg(STREAM, seq) for seq in range(state.first_seq or 1, state.last_seq + 1)]
    except Exception:
        return []
    return [msgspec.json.decode(m.data or b"", type=Envelope) for m in messages]


async def numbers(bus: Bus, thing: str) -> list[int]:
    return [msgspec.json.decode(e.body, type=Happened).n for e in await stored(bus) if e.key == thing]


async def all_relayed(machine: Machine) -> bool:
    return await machine.unrelayed() == 0


@asynccontextmanager
async def relaying(machine: Machine, bus: Bus, holder: str = "one") -> AsyncIterator[Relay]:
    relay = Relay(machine.db, bus, holder)
    async with running(relay.run):
        yield relay


async def test_what_is_committed_is_published_by_subject_and_marked(machine: Machine, bus: Bus, broker: Broker) -> None:
    await machine.emit(Happened(thing="kettle", n=1))
    async with relaying(machine, bus):
        await until(lambda: all_relayed(machine))
        await machine.emit(Happened(thing="kettle", n=2))
        began = time.monotonic()
        async with open_bus(broker.url, "another process") as other:
            await other.tell(f"{WAKE}.relay", b"")
        await until(lambda: all_relayed(machine))
        assert time.monotonic() - began < 0.9, "the wake was not heard"
        await machine.emit(Happened(thing="kettle", n=3))
        assert await until(lambda: all_relayed(machine)) < 2 * SLACK, "it did not look by itself"
    js = bus.jetstream()
    message = await js.get_msg(STREAM, 1)
    envelope = (await stored(bus))[0]
    assert message.subject == f"qf.evt.{machine.tenant}.Happened"
    assert (message.headers or {})["Nats-Msg-Id"] == str(envelope.id)
    assert await numbers(bus, "kettle") == [1, 2, 3]


async def test_order_of_each_key_is_kept_and_the_rate_is_told(machine: Machine, bus: Bus) -> None:
    count = 3000
    for first in range(0, count, 100):
        await machine.emit(*(Happened(thing=f"t{n % 17}", n=n) for n in range(first, first + 100)))
    began = time.monotonic()
    async with relaying(machine, bus):
        await until(lambda: all_relayed(machine), seconds=60)
    took = time.monotonic() - began
    sys.stdout.write(f"\nrelay: {count} events in {took:.1f} s = {count / took:.0f} events/s \n")
    by_key: dict[str, list[int]] = {}
    for envelope in await stored(bus):
        by_key.setdefault(envelope.key, []).append(msgspec.json.decode(envelope.body, type=Happened).n)
    assert by_key == {f"t{k}": list(range(k, count, 17)) for k in range(17)}


async def test_an_event_sent_twice_is_stored_once(machine: Machine, bus: Bus) -> None:
    await machine.emit(*(Happened(thing="kettle", n=n) for n in range(5)))
    async with relaying(machine, bus) as relay:
        await until(lambda: all_relayed(machine))
        # As after a crash between the acknowledgement and the mark.
        assert await relay.rebuild(CLOCK.now() - timedelta(hours=1)) == 5
        await until(lambda: all_relayed(machine))
    assert await numbers(bus, "kettle") == [0, 1, 2, 3, 4]


async def test_one_relays_and_another_takes_over(machine: Machine, bus: Bus, broker: Broker) -> None:
    async with open_bus(broker.url, "second") as other:
        first, second = Relay(machine.db, bus, "first"), Relay(machine.db, other, "second")
        task = asyncio.create_task(first.run())
        await machine.emit(Happened(thing="kettle", n=1))
        await until(lambda: all_relayed(machine))
        async with running(second.run):
            await asyncio.sleep(1.5)
            assert await holder(machine) == "first"
            task.cancel()  # in good order: it gives the lease up
            await asyncio.gather(task, return_exceptions=True)
            await machine.emit(Happened(thing="kettle", n=2))
            assert await until(lambda: all_relayed(machine)) < 4 * SLACK
            assert await holder(machine) == "second"
    assert await numbers(bus, "kettle") == [1, 2]


async def holder(machine: Machine) -> str:
    name: str = await machine.db.system.fetchval("SELECT holder FROM kernel.leases WHERE name = 'relay'")
    return name


async def test_a_process_that_lost_only_its_own_line_leaves_it_to_another(
    machine: Machine, bus: Bus, broker: Broker, nats_url: str
) -> None:
    async with open_bus("nats://127.0.0.1:9", "cut off") as nowhere, relaying(machine, nowhere, "cut off"):
        await asyncio.sleep(0.6)
        async with relaying(machine, bus, "whole"):
            await machine.emit(Happened(thing="kettle", n=1))
            await until(lambda: all_relayed(machine), seconds=5)
            assert await holder(machine) == "whole"


async def test_a_broker_that_was_away_gets_everything(machine: Machine, bus: Bus, broker: Broker) -> None:
    async with relaying(machine, bus):
        for n in range(20):
            await machine.emit(Happened(thing="kettle", n=n))
            if n == 8:
                await broker.kill()
            if n == 16:
                await broker.start()
            await asyncio.sleep(0.05)
        await until(lambda: all_relayed(machine), seconds=20)
    assert await numbers(bus, "kettle") == list(range(20))


async def test_a_database_that_was_away_is_waited_for(machine: Machine, bus: Bus) -> None:
    async with relaying(machine, bus):
        for n in range(12):
            await machine.emit(Happened(thing="kettle", n=n))
            if n % 4 == 3:
                await machine.cut_database()
                await asyncio.sleep(0.1)
        await until(lambda: all_relayed(machine), seconds=20)
    assert await numbers(bus, "kettle") == list(range(12))


@pytest.mark.parametrize("how", ["deleted under way", "made anew by a watcher", "store lost"])
async def test_a_lost_stream_is_filled_again(machine: Machine, bus: Bus, broker: Broker, how: str) -> None:
    async with relaying(machine, bus):
        await machine.emit(*(Happened(thing="kettle", n=n) for n in range(30)))
        await until(lambda: all_relayed(machine))
        # Long before the stream will be made anew, as the rule of clocks that differ asks.
        await machine.db.system.execute("UPDATE kernel.outbox SET at = at - interval '1 hour'")
        if how == "store lost":
            await broker.kill()
            broker.lose_store()
            await broker.start()
        else:
            await bus.jetstream().delete_stream(STREAM)
            if how == "made anew by a watcher":
                await ensure_stream(bus.jetstream())
        await machine.emit(Happened(thing="kettle", n=30))

        async def filled() -> bool:
            return sorted(await numbers(bus, "kettle")) == list(range(31)) and await all_relayed(machine)

        await until(filled, seconds=20)
    assert [n for n in await numbers(bus, "kettle") if n < 30] == list(range(30))


async def test_nothing_of_a_key_overtakes_what_the_stream_refused(machine: Machine, bus: Bus) -> None:
    js = bus.jetstream()
    async with relaying(machine, bus):
        await machine.emit(Happened(thing="kettle", n=0))
        await until(lambda: all_relayed(machine))
        # Narrow for a moment: the relay sets it right when it is refused something.
        await js.update_stream((await js.stream_info(STREAM)).config, max_msg_size=2000)
        await machine.emit(
            Happened(thing="kettle", n=1, more="x" * 3000), Happened(thing="kettle", n=2), Happened(thing="fridge", n=1)
        )
        await until(lambda: all_relayed(machine))
    assert await numbers(bus, "kettle") == [0, 1, 2]
    assert [e.key for e in await stored(bus)] == ["kettle", "fridge", "kettle", "kettle"], "the other key had to wait"


async def test_rebuild_sends_again_what_is_asked(machine: Machine, bus: Bus) -> None:
    async with relaying(machine, bus) as relay:
        await machine.emit(Happened(thing="kettle", n=1))
        await until(lambda: all_relayed(machine))
        between = CLOCK.now()
        await machine.emit(Happened(thing="kettle", n=2))
        await until(lambda: all_relayed(machine))
        await bus.jetstream().purge_stream(STREAM)
        info = await bus.jetstream().stream_info(STREAM)
        await bus.jetstream().update_stream(info.config, duplicate_window=0.1)  # so that they count as new
        await asyncio.sleep(0.2)
        assert await relay.rebuild(between) == 1
        await until(lambda: all_relayed(machine))
    assert await numbers(bus, "kettle") == [2]


async def test_an_event_the_broker_cannot_take_is_parked_and_holds_up_nothing(machine: Machine, bus: Bus) -> None:
    await machine.emit(Happened(thing="kettle", n=1, more="x" * (5 << 20)), Happened(thing="kettle", n=2))
    async with relaying(machine, bus):
        await until(lambda: all_relayed(machine))
        async with machine.db.reading(machine.tenant) as conn:
            (found,) = await parked(conn)
        assert (found.source, found.event_type) == ("relay", "Happened")
        assert "bytes" in found.error
        await replay(machine.work, machine.tenant, found.id, Watchers([]))
        await until(lambda: all_relayed(machine))
        async with machine.db.reading(machine.tenant) as conn:
            assert [p.id for p in await parked(conn)] == [found.id], "still too large: parked again, not lost"
    assert await numbers(bus, "kettle") == [2]
