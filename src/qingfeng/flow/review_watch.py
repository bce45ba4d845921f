"""Draws, once a day of a house is over, the answers of its bot that people are to look at; one process of the cluster does."""

from __future__ import annotations

from uuid import UUID

from qingfeng.flow.rounds import Rounds
from qingfeng.kernel.leases import fence
from qingfeng.modules.access import public as access
from qingfeng.modules.bot import public as bot


class ReviewWatch(Rounds):
    """Each day is one transaction: that it was drawn and what was drawn of it go together."""

    name = "reviews"
    every = 600.0

    async def look(self, tenant: UUID, token: int) -> None:
        async with self.work.db.reading(tenant) as conn:
            found = await access.tenant_by_id(conn, tenant)
            zone = found.zone if found is not None else access.zone_of(access.ZONE)
            days = await bot.due(conn, zone, self.work.db.clock.now())
        for day in days:
            async with self.work.tx(tenant) as tx:
                await fence(tx, self.name, token)
                await bot.draw(tx, zone, day)
