"""Timers of routing. Repeats are harmless."""

from __future__ import annotations

from uuid import UUID

from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Work
from qingfeng.modules.routing import actions


async def offer_expiry(work: Work, job: Job) -> None:
    """The time of an offer is over; the timer was set with it."""
    async with work.tx(job.tenant) as tx:
        await actions.time_out(tx, UUID(job.key))
        await job.done(tx)
