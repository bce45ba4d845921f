"""Under load, with processes killed: every committed event has its effect once at every watcher, and none is lost."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from qingfeng.contracts.base import Envelope
from qingfeng.kernel.parked import parked, replay
from qingfeng.kernel.relay import Relay
from qingfeng.kernel.uow import Tx
from qingfeng.kernel.watch import Retry, Watcher, WatcherRunner, Watchers
from tests.kernel.conftest import Broker
from tests.kernel.machine import Happened, Machine, effect_watcher, leave_effect, open_bus, running, until

pytestmark = pytest.mark.slow

POISONED = 13
THINGS = 20


@dataclass
class Load:
    """Writers that commit events of many things for two tenants, a few writers at a time."""

    machine: Machine
    expected: set[tuple[str, int]] = field(default_factory=set)
    slowest: float = 0.0

    async def run(self, seconds: float, writers: int = 3) -> None:
        until_ = time.monotonic() + seconds
        await asyncio.gather(*(self._write(w, until_) for w in range(writers)))

    async def _write(self, writer: int, until_: float) -> None:
        n = 0
        while time.monotonic() < until_:
            tenant = self.machine.other if n % 5 == 0 else self.machine.tenant
            thing = f"{'theirs' if n % 5 == 0 else 'ours'}-{writer}-{n % THINGS}"
            began = time.monotonic()
            await self._commit(tenant, thing, n)
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.expected |= {(thing, n), (thing, -n - 1)}
            n += 1
            await asyncio.sleep(0.03)

    async def _commit(self, tenant: UUID, thing: str, n: int) -> None:
        async with self.machine.work.tx(tenant) as tx:
            tx.emit(Happened(thing=thing, n=n))
            tx.emit(Happened(thing=thing, n=-n - 1))

    async def handled(self, watcher: str, but: Callable[[tuple[str, int]], bool] = lambda _: False) -> None:
        """Wait until a watcher has done everything, then see that nothing was done twice."""
        wanted = {key for key in self.expected if not but(key)}

        async def there() -> bool:
            return len(await self.machine.effects(watcher)) >= len(wanted)

        await until(there, seconds=60, what=f"{watcher}: {len(await self.machine.effects(watcher))} of {len(wanted)}")
        effects = await self.machine.effects(watcher)
        assert {key for key, times in effects.items() if times != 1} == set(), f"{watcher} did these more than once"
        assert set(effects) == wanted


def flaky(name: str) -> Watcher:
    """Fails at the first attempt of every seventh event, after it has left its effect."""
    tried: set[UUID] = set()

    async def handle(tx: Tx, event: Happened, envelope: Envelope) -> None:
        await leave_effect(tx, name, event)
        if event.n % 7 == 0 and envelope.id not in tried:
            tried.add(envelope.id)
            raise RuntimeError("the first time always")

    return Watcher(name, [Happened], handle, retry=Retry(delays=(0.1,) * 8))


class Cure:
    """A watcher that cannot stand some events until it is cured."""

    def __init__(self, name: str) -> None:
        self.well = False
        self.watcher = Watcher(name, [Happened], self._handle, retry=Retry(delays=(0.1, 0.1)))

    async def _handle(self, tx: Tx, event: Happened, _: Envelope) -> None:
        await leave_effect(tx, self.watcher.name, event)
        if not self.well and event.n == POISONED:
            raise RuntimeError("poisoned")


def poisoned(key: tuple[str, int]) -> bool:
    return key[1] == POISONED


async def all_relayed(machine: Machine) -> bool:
    return await machine.unrelayed() == 0


async def test_ten_seconds_without_the_broker(machine: Machine, broker: Broker) -> None:
    load, cure = Load(machine), Cure("sick")
    watchers = Watchers([effect_watcher("steady"), flaky("flaky"), cure.watcher])
    async with open_bus(broker.url, "worker") as bus:
        relay, runner = Relay(machine.db, bus, "worker"), WatcherRunner(bus, machine.work, watchers)
        async with running(relay.run, runner.run):
            writing = asyncio.create_task(load.run(20))
            await asyncio.sleep(4)
            await broker.kill()
            await asyncio.sleep(10)
            behind = await machine.unrelayed()
            await broker.start()
            back = time.monotonic()
            await writing
            await load.handled("steady")
            caught_up = time.monotonic() - back
            await load.handled("flaky")
            await load.handled("sick", poisoned)
            await until(lambda: all_relayed(machine))
            wanted = {key for key in load.expected if poisoned(key)}
            await until(lambda: _parked(machine, len(wanted)))
            cure.well = True
            for tenant in (machine.tenant, machine.other):
                async with machine.db.reading(tenant) as conn:
                    found = await parked(conn)
                for one in found:
                    await replay(machine.work, tenant, one.id, watchers)
            await load.handled("sick")
    sys.stdout.write(
        f"\nbroker away 10 s: {len(load.expected)} events committed, {behind} waiting when it came back, steady watcher"
        f" done {caught_up:.1f} s later; slowest commit {load.slowest:.2f} s; {len(wanted)} parked and replayed\n"
    )
    assert behind > 100
    assert load.slowest < 8, "committing waited for the broker"


async def _parked(machine: Machine, count: int) -> bool:
    n: int = await machine.db.system.fetchval("SELECT count(*) FROM kernel.parked WHERE replayed_at IS NULL")
    return n >= count


@asynccontextmanager
async def process(machine: Machine, broker: Broker, *names: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Watchers in a process of their own, which leaves with SIGKILL."""
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.kernel.follower_process", machine.url, broker.url, *names
    )
    try:
        yield made
    finally:
        if made.returncode is None:
            made.send_signal(signal.SIGKILL)
        await made.wait()


async def test_watchers_killed_again_and_again(machine: Machine, broker: Broker) -> None:
    """Two processes share the work of two watchers; one or the other is killed in the middle of it."""
    load = Load(machine)
    names = ("first", "second")

    async def live_and_die(times: int) -> None:
        for _ in range(times):
            async with process(machine, broker, *names):
                await asyncio.sleep(2.5)

    async def lives(after: Awaitable[None]) -> None:
        await after
        async with process(machine, broker, *names):
            for name in names:
                await load.handled(name)

    async with open_bus(broker.url, "worker") as bus, running(Relay(machine.db, bus, "worker").run):
        await asyncio.gather(load.run(9), live_and_die(5), lives(live_and_die(4)))
    sys.stdout.write(f"\nnine processes killed: {len(load.expected)} events, each once at both watchers\n")


async def test_the_database_falls_again_and_again(machine: Machine, broker: Broker) -> None:
    load = Load(machine)

    async def cut() -> None:
        for _ in range(6):
            await asyncio.sleep(1)
            await machine.cut_database()

    async def write() -> None:
        # What failed to commit is none of our events; a commit whose answer was lost is.
        n = 0
        while n < 250:
            try:
                await load._commit(machine.tenant, "cut", n)
            except Exception:
                await asyncio.sleep(0.05)
            n += 1
            await asyncio.sleep(0.02)

    async with open_bus(broker.url, "worker") as bus:
        runner = WatcherRunner(bus, machine.work, Watchers([effect_watcher("cut", retry=Retry(delays=(0.1,)))]))
        async with running(Relay(machine.db, bus, "worker").run, runner.run):
            await asyncio.gather(write(), cut())
            rows = await machine.rows("SELECT convert_from(body, 'UTF8')::jsonb -> 'body' AS event FROM kernel.outbox")
            load.expected = {(r["event"]["thing"], r["event"]["n"]) for r in rows}
            await load.handled("cut")
    assert len(load.expected) > 300
    async with machine.db.reading(machine.tenant) as conn:
        assert await parked(conn) == []
