"""Understanding's timer: a training that was asked for."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from qingfeng.contracts.base import SYSTEM
from qingfeng.kernel import log
from qingfeng.kernel.db import Retryable, is_lost
from qingfeng.kernel.progress import Progress
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Step, Work
from qingfeng.modules.understanding import store_versions, versions
from qingfeng.modules.understanding.store_versions import Judgement
from qingfeng.modules.understanding.teaching import CannotTeach, Order, Teacher

logger = log.get(__name__)
STEP = versions.STEP
BUSY_SECONDS = 2.0
"""Who finds the machine at work asks again after so long."""
MOST_ATTEMPTS = 3
"""So often is a training begun whose worker dies of it."""
SEED = 7
"""The same of every training: two versions differ by what they learned from, not by chance."""


async def train(work: Work, teacher: Teacher, job: Job) -> None:
    """Train, when nobody else's is being trained here. What was begun by a worker that died is begun anew."""
    id_ = UUID(job.key)
    before = None
    async with work.tx(job.tenant) as tx:
        row = await tx.row(
            "SELECT 1 FROM understanding.versions WHERE id = $1 AND state IN ('waiting', 'running')", id_
        )
        if row is None:
            await job.done(tx)
            return
        if teacher.busy:
            tx.at(Step(STEP, job.key, tx.now + timedelta(seconds=BUSY_SECONDS)))
            return
        if job.attempts > MOST_ATTEMPTS:
            await store_versions.end(tx, id_, "failed", "given_up")
            await job.done(tx)
            return
        before = await store_versions.published_number(tx.conn)
        published = None if before is None else await store_versions.model(tx.conn, before[0])
        learn, test = await store_versions.lessons(tx.conn)
        await store_versions.begin(tx, id_)
    order = Order(learn=learn, test=test, seed=SEED, published=published)
    begun, taught, error = work.db.clock.monotonic(), None, ""
    try:
        taught = await teacher.run(order, Progress(work, job.tenant, store_versions.advance, id_))
    except CannotTeach as refused:
        error = refused.code
    except TimeoutError:
        error = "took_too_long"
    except Exception as failure:
        if is_lost(failure) or isinstance(failure, Retryable):
            raise
        logger.exception("training failed")
        error = "training_ended"
    seconds = round(work.db.clock.monotonic() - begun, 2)
    async with work.tx(job.tenant) as tx:
        if taught is not None:
            number = before[1] if before and taught.before is not None else None
            judged = Judgement(answers=taught.answers, before=taught.before, before_number=number)
            if await store_versions.finish(tx, id_, taught, judged, seconds):
                await store_versions.let_go(tx)
                if (await store_versions.version(tx.conn, id_)).at_once:
                    await versions.publish(tx, SYSTEM, id_)
        elif error:
            await store_versions.end(tx, id_, "failed", error)
        await job.done(tx)
