"""Looks at every tenant's floor every few seconds and keeps what it warns of; one process of the cluster does."""

from __future__ import annotations

from uuid import UUID

from qingfeng.kernel import log
from qingfeng.kernel.db import Retryable, is_lost
from qingfeng.kernel.leases import Lease, fence
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.insight import public as insight

logger = log.get(__name__)
LEASE = "alerts"
EVERY_SECONDS = 10.0
LEASE_SECONDS = 30.0


class Alerting:
    """`await run()` in a worker; any number of workers may. `holder` names this process alone."""

    def __init__(self, work: Work, holder: str) -> None:
        self._work = work
        self._lease = Lease(work.db, LEASE, holder, seconds=LEASE_SECONDS)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.once()
            except Exception as error:
                if not is_lost(error):
                    logger.exception("alerts not looked at")
            await self._work.db.clock.sleep(EVERY_SECONDS)

    async def once(self) -> None:
        """One look at everybody's floor; none of them holds up the others."""
        token = await self._lease.acquire()
        if token is None:
            return
        for tenant in await access.all_tenants(self._work.db):
            try:
                await self._look(tenant.id, token)
            except Retryable as error:
                logger.warning("alerts left for the next look", error=type(error).__name__)

    async def _look(self, tenant: UUID, token: int) -> None:
        db = self._work.db
        async with db.reading(tenant) as conn:
            if not await insight.floor_alive(conn):
                return
            seen = await insight.alerts_now(conn, tenant, db.clock.now())
        async with self._work.tx(tenant) as tx:
            await fence(tx, LEASE, token)
            await insight.keep_alerts(tx, seen)
