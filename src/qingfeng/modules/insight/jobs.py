"""Insight's timer."""

from __future__ import annotations

from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Work
from qingfeng.modules.insight import work as times


async def roll(work: Work, job: Job) -> None:
    """Add up the days that are over."""
    async with work.tx(job.tenant) as tx:
        await times.roll(tx)
        await job.done(tx)
