"""Looks at every tenant's demand a few times a minute, and moves what surge mode moves; one process of the cluster does."""

from __future__ import annotations

from uuid import UUID

from qingfeng.flow.rounds import Rounds
from qingfeng.kernel.leases import fence
from qingfeng.modules.routing import public as routing


class SurgeWatch(Rounds):
    """A look is one transaction; a window that is over is counted with the first look after it."""

    name = "surge"
    every = 15.0

    async def look(self, tenant: UUID, token: int) -> None:
        async with self.work.tx(tenant) as tx:
            await fence(tx, self.name, token)
            await routing.look_for_surge(tx)
