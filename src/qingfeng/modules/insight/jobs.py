"""Insight's timers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from qingfeng.kernel import log
from qingfeng.kernel.db import Retryable, is_lost
from qingfeng.kernel.progress import Progress
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Step, Work
from qingfeng.modules.insight import learning, seen, what_ifs
from qingfeng.modules.insight import work as times
from qingfeng.ports.whatif import CannotBe, WhatIf

logger = log.get(__name__)
WHAT_IF = what_ifs.STEP
BUSY_SECONDS = 2.0
"""Who finds the machine at work asks again after so long."""
MOST_ATTEMPTS = 3
"""So often is a study begun whose worker dies of it."""


async def roll(work: Work, job: Job) -> None:
    """Add up the days that are over, and tell the router what is known by now of how contacts ended."""
    more = True
    while more:
        async with work.tx(job.tenant) as tx:
            more = await learning.learn(tx)
    async with work.tx(job.tenant) as tx:
        await times.roll(tx)
        await job.done(tx)


async def what_if(work: Work, who: WhatIf, job: Job) -> None:
    """Simulate a study, when nobody else's is being simulated here. One whose worker died is begun anew, of the same data
    and chance."""
    id_ = UUID(job.key)
    async with work.tx(job.tenant) as tx:
        row = await tx.row("SELECT 1 FROM insight.what_ifs WHERE id = $1 AND state IN ('waiting', 'running')", id_)
        if row is None:
            await job.done(tx)
            return
        if who.busy:
            tx.at(Step(what_ifs.STEP, job.key, tx.now + timedelta(seconds=BUSY_SECONDS)))
            return
        held = await what_ifs.hold(tx, id_)
        if job.attempts > MOST_ATTEMPTS:
            await what_ifs.end(tx, id_, "failed", "given_up")
            await job.done(tx)
            return
        draft, found = held.draft, held.seen
        if draft.family is None and found is None:
            found = await seen.seen(tx.conn, job.tenant, tx.now, draft.weeks, draft.weekdays)
        await what_ifs.begin(tx, id_, found)
    error, field = "", ""
    try:
        answer = await who.run(draft.order(found, id_.int % 2**31), Progress(work, job.tenant, what_ifs.advance, id_))
    except CannotBe as refused:
        answer, error, field = None, refused.code, refused.field
    except TimeoutError:
        answer, error = None, "took_too_long"
    except Exception as failure:
        if is_lost(failure) or isinstance(failure, Retryable):
            raise
        logger.exception("what-if failed")
        answer, error = None, "simulation_ended"
    async with work.tx(job.tenant) as tx:
        if answer is not None:
            await what_ifs.finish(tx, id_, answer)
        elif error:
            await what_ifs.end(tx, id_, "failed", error, field or None)
        await job.done(tx)
