"""The machinery on real engines: a house of two tenants, events of its own, a table where watchers leave their effects."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from qingfeng.contracts.base import Envelope, Event
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import Clock, SystemClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Step, Table, Tx, Work
from qingfeng.kernel.watch import Retry, Watcher

CLOCK = SystemClock()
QUICK = Retry(delays=(0.1, 0.2, 0.3))


class Happened(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A thing's `n`th event."""

    thing: str
    n: int
    more: str = ""

    @property
    def key(self) -> str:
        return self.thing


class Other(Happened, frozen=True, kw_only=True):
    """The same of another type."""


@dataclass
class Heard:
    """Stands where the live hub stands and remembers what was committed."""

    envelopes: list[Envelope] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def committed(self, tenant: UUID, envelopes: Sequence[Envelope], steps: Sequence[Step]) -> None:
        self.envelopes += envelopes
        self.steps += steps


def no_steps(_: Event, __: Any) -> Sequence[Step]:
    return ()


@dataclass
class Machine:
    url: str
    db: Database
    work: Work
    heard: Heard
    tenant: UUID
    other: UUID

    async def emit(self, *events: Event, tenant: UUID | None = None) -> None:
        async with self.work.tx(tenant or self.tenant) as tx:
            for event in events:
                tx.emit(event)

    async def owner(self, sql: str, *args: Any) -> Any:
        """A value as the database's owner, whom no policy binds when the table is the test's own."""
        conn = await asyncpg.connect(self.url)
        try:
            return await conn.fetchval(sql, *args)
        finally:
            await conn.close()

    async def rows(self, sql: str, *args: Any, tenant: UUID | None = None) -> list[Any]:
        async with self.db.reading(tenant or self.tenant) as conn:
            return await conn.fetch(sql, *args)

    async def value(self, sql: str, *args: Any, tenant: UUID | None = None) -> Any:
        async with self.db.reading(tenant or self.tenant) as conn:
            return await conn.fetchval(sql, *args)

    async def unrelayed(self) -> int:
        n: int = await self.db.system.fetchval("SELECT count(*) FROM kernel.outbox_waiting")
        return n

    async def effects(self, watcher: str) -> dict[tuple[str, int], int]:
        """How often a watcher's handler took effect, by thing and number."""
        rows = await self.db.app.fetch(
            "SELECT thing, n, count(*) AS times FROM probe.effects WHERE watcher = $1 GROUP BY 1, 2", watcher
        )
        return {(r["thing"], r["n"]): r["times"] for r in rows}

    async def cut_database(self) -> None:
        """End every connection to the database, as a restart of the server would."""
        await self.owner(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'qingfeng%'"
        )


@asynccontextmanager
async def open_machine(
    url: str, *, clock: Clock = CLOCK, table: Table = no_steps, live: Any = None, size: int = 20
) -> AsyncIterator[Machine]:
    """A house with two fresh tenants. Ids follow the real clock, whatever `clock` says."""
    db = await Database.open(url, clock, TimeOrderedIds(CLOCK), size=size)
    heard = Heard()
    try:
        yield Machine(url, db, Work(db, table, live or heard), heard, uuid4(), uuid4())
    finally:
        await db.close()


async def make_probe(url: str) -> None:
    """The table of effects: no key, so that a second effect of one event would show."""
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(
            "CREATE SCHEMA IF NOT EXISTS probe;"
            " CREATE TABLE IF NOT EXISTS probe.effects (watcher text, thing text, n int, at timestamptz DEFAULT now());"
            " CREATE TABLE IF NOT EXISTS probe.unique_things (thing text PRIMARY KEY);"
            " GRANT USAGE ON SCHEMA probe TO qf_app; GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA probe TO qf_app"
        )
    finally:
        await conn.close()


async def leave_effect(tx: Tx, watcher: str, event: Happened) -> None:
    await tx.execute("INSERT INTO probe.effects (watcher, thing, n) VALUES ($1, $2, $3)", watcher, event.thing, event.n)


def effect_watcher(name: str, **more: Any) -> Watcher:
    """A watcher whose whole effect is a row."""

    async def handle(tx: Tx, event: Happened, _: Envelope) -> None:
        await leave_effect(tx, name, event)

    return Watcher(name, [Happened], handle, **more)


@asynccontextmanager
async def open_bus(url: str, name: str = "test") -> AsyncIterator[Bus]:
    bus = Bus(url, name, CLOCK)
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


@asynccontextmanager
async def running(*parts: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Parts of a worker, cancelled at the end as a worker does. One that ended with an error fails the test."""
    tasks = [asyncio.ensure_future(part()) for part in parts]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result


async def until(check: Callable[[], Awaitable[bool] | bool], *, seconds: float = 60.0, what: str = "") -> float:
    """Wait for something to become true; the seconds it took. Fails with `what` when the time is over."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        found = check()
        if found if isinstance(found, bool) else await found:
            return time.monotonic() - began
        await asyncio.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what or check}")
