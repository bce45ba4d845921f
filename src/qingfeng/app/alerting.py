"""Looks at every tenant's floor every few seconds and keeps what it warns of; one process of the cluster does."""

from __future__ import annotations

from uuid import UUID

from qingfeng.flow.rounds import Rounds
from qingfeng.kernel.leases import fence
from qingfeng.modules.insight import public as insight


class Alerting(Rounds):
    """A house where nobody waits, nobody is there and no warning lasts costs three small reads."""

    name = "alerts"
    every = 10.0

    async def look(self, tenant: UUID, token: int) -> None:
        db = self.work.db
        async with db.reading(tenant) as conn:
            if not await insight.floor_alive(conn):
                return
            seen = await insight.alerts_now(conn, tenant, db.clock.now())
        async with self.work.tx(tenant) as tx:
            await fence(tx, self.name, token)
            await insight.keep_alerts(tx, seen)
