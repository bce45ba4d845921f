"""Rehearsals' timer: one that was asked for, played in a process of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from qingfeng.kernel import log
from qingfeng.kernel.db import Retryable, is_lost
from qingfeng.kernel.progress import Progress
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Step, Work
from qingfeng.modules.flows import public as flows
from qingfeng.modules.rehearsal import actions, store
from qingfeng.modules.rehearsal.model import Script
from qingfeng.modules.rehearsal.scoring import figures
from qingfeng.modules.rehearsal.store import RehearsalResult

logger = log.get(__name__)
STEP = actions.STEP
BUSY_SECONDS = 2.0
MOST_ATTEMPTS = 3
Heard = Callable[[int], Awaitable[bool]]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be played. `flow_id`, `flow_version`: in place of the published one."""

    tenant: UUID
    script: Script
    flow_id: UUID | None = None
    flow_version: int | None = None
    seed: int = 1


class CannotRehearse(Exception):
    """`code`: why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Rehearser(Protocol):
    """Plays an order aside. Raises CannotRehearse, TimeoutError; None when it was no longer wanted."""

    @property
    def busy(self) -> bool: ...

    async def run(self, order: Order, heard: Heard) -> list[RehearsalResult] | None: ...


async def rehearse(work: Work, rehearser: Rehearser, job: Job) -> None:
    """Play, when nobody else's is being played here. What was begun by a worker that died is begun anew."""
    id_ = UUID(job.key)
    async with work.tx(job.tenant) as tx:
        run = await store.run(tx.conn, id_, hold=True)
        if run is None or run.state not in ("waiting", "running"):
            await job.done(tx)
            return
        if rehearser.busy:
            tx.at(Step(STEP, job.key, tx.now + timedelta(seconds=BUSY_SECONDS)))
            return
        if job.attempts > MOST_ATTEMPTS:
            await store.end(tx, id_, "failed", "given_up")
            await job.done(tx)
            return
        script, floor = await store.script(tx.conn), await store.floor(tx.conn)
        await store.begin(tx, id_)
    order = Order(tenant=job.tenant, script=script, flow_id=run.flow_id, flow_version=run.flow_version)
    found, error = None, ""
    try:
        found = await rehearser.run(order, Progress(work, job.tenant, store.advance, id_))
    except CannotRehearse as refused:
        error = refused.code
    except TimeoutError:
        error = "took_too_long"
    except Exception as failure:
        if is_lost(failure) or isinstance(failure, Retryable):
            raise
        logger.exception("rehearsal failed")
        error = "rehearsal_ended"
    async with work.tx(job.tenant) as tx:
        if found is not None:
            together = figures(one.verdict for one in found)
            passed = floor.passed(together)
            if await store.finish(tx, id_, together, passed, found) and run.flow_id and run.flow_version:
                await flows.rehearsed(tx, run.flow_id, run.flow_version, passed)
        elif error:
            await store.end(tx, id_, "failed", error)
        await job.done(tx)
