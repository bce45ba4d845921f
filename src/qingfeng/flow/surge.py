"""Looks at every tenant's demand a few times a minute, and moves what surge mode moves; one process of the cluster does."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from qingfeng.flow import deferral
from qingfeng.flow.rounds import Rounds
from qingfeng.kernel.leases import fence
from qingfeng.modules.routing import public as routing


class SurgeWatch(Rounds):
    """A look is one transaction, and one more for each contact that is held back or given back; a window that is over is counted with the first look after it."""

    name = "surge"
    every = 15.0

    async def look(self, tenant: UUID, token: int) -> None:
        prove = partial(fence, name=self.name, token=token)
        async with self.work.tx(tenant) as tx:
            await prove(tx)
            await routing.look_for_surge(tx)
        await deferral.look(self.work, tenant, self.every, prove)
