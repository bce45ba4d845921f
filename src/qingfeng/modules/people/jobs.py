"""The timer of people."""

from __future__ import annotations

from uuid import UUID

from qingfeng.contracts.base import SYSTEM
from qingfeng.contracts.people import Kind
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Work
from qingfeng.modules.people import temporary


async def temporary_end(work: Work, job: Job) -> None:
    """The while is over for which an agent was given a state or skills."""
    agent, _, kind = job.key.partition(":")
    which: Kind = "state" if kind == "state" else "skills"
    async with work.tx(job.tenant) as tx:
        if await job.done(tx):
            try:
                await temporary.take_back(tx, UUID(agent), which, SYSTEM)
            except NotFound:
                return  # they have left the house
