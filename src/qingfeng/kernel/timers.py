"""Timers: a table claimed with SKIP LOCKED, set and unset in the transaction that makes them needed.

A claim is a lease: the timer's due time moves ahead, again and again while its handler works, and the handler's own
transaction deletes it (`job.done(tx)`). A process that dies loses nothing: the lease ends and another takes the job. A timer
set again while its handler runs has a new generation and survives `done`. One that keeps failing is parked; an absence
of the database counts as no failure.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from nats.aio.msg import Msg

from qingfeng.kernel import log, metrics, trace
from qingfeng.kernel.bus import WAKE, Bus
from qingfeng.kernel.clock import heard
from qingfeng.kernel.db import Database, Lost, Retryable, is_lost
from qingfeng.kernel.parked import Failed, error_of, park, text_of
from qingfeng.kernel.uow import Tx, Work

logger = log.get(__name__)

LEASE_SECONDS = 6
"""So long a customer waits at most for what a process that died had in hand."""
IDLE_SECONDS = 0.5
AGAIN_SECONDS = 0.2
MAX_ATTEMPTS = 12


class Job(msgspec.Struct, frozen=True):
    tenant: UUID
    kind: str
    key: str
    due: datetime
    payload: dict[str, Any]
    generation: int
    attempts: int
    correlation: str = ""

    async def done(self, tx: Tx) -> bool:
        """Remove the timer in the handler's own transaction. False: it was set anew meanwhile and will run again."""
        status = await tx.execute(
            "DELETE FROM kernel.timers WHERE tenant_id = $1 AND kind = $2 AND key = $3 AND generation = $4",
            self.tenant,
            self.kind,
            self.key,
            self.generation,
        )
        return status == "DELETE 1"


Handler = Callable[[Job], Awaitable[None]]


class TimerRunner:
    """Fires due timers of the kinds it has handlers for, `width` at a time."""

    def __init__(self, db: Database, work: Work, bus: Bus, handlers: dict[str, Handler], *, width: int = 8) -> None:
        self._db = db
        self._work = work
        self._bus = bus
        self._handlers = handlers
        self._width = width
        self._running: set[asyncio.Task[None]] = set()
        self._held: dict[tuple[UUID, str, str], int] = {}
        self._wake = asyncio.Event()
        self._stopping = False
        self._ended = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def _heard(self, _: Msg) -> None:
        self._wake.set()

    async def run(self) -> None:
        """Until `stop`; sleeps until the next due timer, a wake, or half a second."""
        await self._bus.subscribe(f"{WAKE}.timers", self._heard)
        keeper = asyncio.create_task(self._keep_leases(), name="timer leases")
        try:
            await self._fire_due()
        finally:
            keeper.cancel()

    async def _fire_due(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                claimed = await self._claim(self._width - len(self._running))
            except Exception as error:
                if not is_lost(error):
                    logger.exception("timers not claimed")
                await self._db.clock.sleep(IDLE_SECONDS)
                continue
            for job in claimed:
                task = asyncio.create_task(self._fire(job))
                self._running.add(task)
                task.add_done_callback(self._finished)
            if not claimed or len(self._running) >= self._width:
                await self._wait()

    async def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._running:
            await asyncio.wait(self._running, timeout=5)
        self._ended.set()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()

    async def _wait(self) -> None:
        await heard(self._wake, IDLE_SECONDS if len(self._running) < self._width else None)

    async def _claim(self, room: int) -> list[Job]:
        if room <= 0:
            return []
        now = self._db.clock.now()
        rows = await self._db.system.fetch(
            "WITH due AS (SELECT tenant_id, kind, key, due_at FROM kernel.timers WHERE kind = ANY($1) AND due_at <= $2"
            " ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)"
            " UPDATE kernel.timers t SET due_at = $4, attempts = t.attempts + 1 FROM due"
            " WHERE t.tenant_id = due.tenant_id AND t.kind = due.kind AND t.key = due.key"
            " RETURNING t.tenant_id, t.kind, t.key, due.due_at, t.payload, t.generation, t.attempts, t.correlation",
            list(self._handlers),
            now,
            room,
            now + timedelta(seconds=LEASE_SECONDS),
        )
        # RETURNING promises no order
        return sorted((Job(*row) for row in rows), key=lambda job: job.due)

    async def _keep_leases(self) -> None:
        while not await heard(self._ended, LEASE_SECONDS / 3):
            if not self._held:
                continue
            held = dict(self._held)
            tenants, kinds, keys = zip(*held, strict=True)
            try:
                await self._db.system.execute(
                    "UPDATE kernel.timers t SET due_at = $5 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[])"
                    " AS h (tenant, kind, key, generation) WHERE t.tenant_id = h.tenant AND t.kind = h.kind"
                    " AND t.key = h.key AND t.generation = h.generation",
                    tenants,
                    kinds,
                    keys,
                    list(held.values()),
                    self._db.clock.now() + timedelta(seconds=LEASE_SECONDS),
                )
            except Exception as error:
                if not is_lost(error):
                    logger.exception("leases not kept")

    async def _fire(self, job: Job) -> None:
        held = (job.tenant, job.kind, job.key)
        self._held[held] = job.generation
        now = self._db.clock.now()
        began = self._db.clock.monotonic()
        metrics.LATE.labels(job.kind).observe(max(0.0, (now - job.due).total_seconds()))
        log.concerns(job.tenant)
        with trace.following(job.correlation, f"step {job.kind}", tenant=str(job.tenant), key=job.key):
            error = await error_of(self._handlers[job.kind](job))
            trace.failed(error)
        metrics.STEP.labels(job.kind).observe(self._db.clock.monotonic() - began)
        if self._held.get(held) == job.generation:
            del self._held[held]
        if error is not None:
            metrics.STEPS_FAILED.labels(job.kind).inc()
            error = await error_of(self._failed(job, error))
        if error is not None:  # the lease ends by itself, and another attempt finds out
            logger.error("timer left to its lease", kind=job.kind, key=job.key, exc_info=error)

    async def _failed(self, job: Job, error: Exception) -> None:
        if is_lost(error):
            logger.warning("timer interrupted", kind=job.kind, error=type(error).__name__)
            await self._again(job, 0.5, "database away", count=False)
        elif isinstance(error, Retryable) and job.attempts < MAX_ATTEMPTS:
            await self._again(job, 0.02 * 2 ** min(job.attempts, 8), type(error).__name__)
        else:
            logger.error("timer failed", kind=job.kind, key=job.key, attempts=job.attempts, exc_info=error)
            if job.attempts >= MAX_ATTEMPTS:
                await self._park(job, error)
            else:
                await self._again(job, min(60.0, 0.2 * 2**job.attempts), text_of(error))

    async def _again(self, job: Job, seconds: float, error: str, *, count: bool = True) -> None:
        """Due again in so many seconds. A database that is away is waited for as long as the lease lasts anyhow."""
        lease_over = self._db.clock.monotonic() + LEASE_SECONDS
        while self._db.clock.monotonic() < lease_over:
            try:
                await self._db.system.execute(
                    "UPDATE kernel.timers SET due_at = $5, last_error = $6, attempts = attempts - $7"
                    " WHERE tenant_id = $1 AND kind = $2 AND key = $3 AND generation = $4",
                    job.tenant,
                    job.kind,
                    job.key,
                    job.generation,
                    self._db.clock.now() + timedelta(seconds=seconds),
                    error,
                    0 if count else 1,
                )
                return
            except Lost:
                await self._db.clock.sleep(AGAIN_SECONDS)

    async def _park(self, job: Job, error: Exception) -> None:
        async with self._work.tx(job.tenant) as tx:
            if await job.done(tx):
                failed = Failed(
                    source=f"timer:{job.kind}",
                    event_id=job.key,
                    event_type=job.kind,
                    body=msgspec.json.encode(job.payload),
                    attempts=job.attempts,
                    error=text_of(error),
                )
                await park(tx, failed)
