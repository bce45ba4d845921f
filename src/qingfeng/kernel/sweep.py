"""Sweeping: rows of the machinery whose time is over are deleted, a few at a time, by one process of the cluster.

What the kernel itself leaves behind: events that were relayed (kept three days, so that a lost stream can be filled
again) and the marks of events that watchers have done (kept as long as the stream keeps an event). Modules hand in
their own through the wiring, as `older_than(...)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import msgspec
from prometheus_client import Counter

from qingfeng.kernel import log
from qingfeng.kernel.clock import heard
from qingfeng.kernel.db import Database, is_lost
from qingfeng.kernel.leases import Lease

logger = log.get(__name__)

EVERY_SECONDS = 600.0
BATCH = 1000
PAUSE_SECONDS = 0.1
LEASE_SECONDS = 60.0

SWEPT = Counter("qingfeng_swept", "Rows that were swept", ["name"])


class Sweeping(msgspec.Struct, frozen=True):
    """One statement: deletes rows older than $1 (a moment, `keep` before now), at most $2 of them. As qf_system."""

    name: str
    keep: timedelta
    sql: str


def older_than(table: str, keep: timedelta, *, column: str = "at", key: str = "tenant_id, id") -> Sweeping:
    """Delete a table's rows by age. It needs an index on `column`; qf_system needs DELETE, and SELECT on what is named."""
    sql = (
        f"DELETE FROM {table} WHERE ({key}) IN"
        f" (SELECT {key} FROM {table} WHERE {column} < $1 ORDER BY {column} LIMIT $2)"
    )
    return Sweeping(table, keep, sql)


KERNEL: tuple[Sweeping, ...] = (
    Sweeping(
        "kernel.outbox",
        timedelta(days=3),
        "DELETE FROM kernel.outbox WHERE position IN (SELECT position FROM kernel.outbox o WHERE at < $1 AND NOT EXISTS"
        " (SELECT FROM kernel.outbox_waiting w WHERE w.position = o.position) ORDER BY at LIMIT $2)",
    ),
    older_than("kernel.seen", timedelta(days=7), key="tenant_id, watcher, event_id"),
)


class Sweeper:
    """`await run()` in a worker; any number of workers may, one of them sweeps. `holder` names this process alone."""

    def __init__(self, db: Database, holder: str, more: Sequence[Sweeping] = (), *, batch: int = BATCH) -> None:
        self._db = db
        self._lease = Lease(db, "sweep", holder, seconds=LEASE_SECONDS)
        self._sweepings = (*KERNEL, *more)
        self._batch = batch
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Until `stop` or cancelled, every ten minutes."""
        while not self._stopping.is_set():
            try:
                await self.once()
            except Exception as error:
                if not is_lost(error):
                    logger.exception("sweep failed")
            await heard(self._stopping, EVERY_SECONDS)

    async def stop(self) -> None:
        self._stopping.set()

    async def once(self) -> dict[str, int]:
        """Sweep everything that is due; the rows deleted by name. Nothing when another process sweeps.

        A statement that fails is logged and does not keep the others from their turn. Raises what `is_lost` knows.
        """
        swept: dict[str, int] = {}
        for sweeping in self._sweepings:
            try:
                swept[sweeping.name] = await self._all_of(sweeping)
            except Exception as error:
                if is_lost(error):
                    raise
                logger.exception("not swept", name=sweeping.name)
        if any(swept.values()):
            logger.info("swept", **{name: n for name, n in swept.items() if n})
        return swept

    async def _all_of(self, sweeping: Sweeping) -> int:
        before = self._db.clock.now() - sweeping.keep
        total, done = 0, self._batch
        while done == self._batch and not self._stopping.is_set():
            if await self._lease.acquire() is None:
                break
            status = await self._db.system.execute(sweeping.sql, before, self._batch)
            done = int(status.rpartition(" ")[2])
            total += done
            SWEPT.labels(sweeping.name).inc(done)
            if done == self._batch:
                await self._db.clock.sleep(PAUSE_SECONDS)  # others want the disk too
        return total
