"""Looking after every tenant again and again, in one process of the cluster: what such watches share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from uuid import UUID

from qingfeng.kernel import log
from qingfeng.kernel.db import Retryable, is_lost
from qingfeng.kernel.leases import Lease
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access

logger = log.get(__name__)


class Rounds(ABC):
    """`await run()` in a worker; any number of workers may. `holder` names this process alone; who holds the lease `name`
    looks every so many seconds, and keeps it for three times as long."""

    name: str
    every: float

    def __init__(self, work: Work, holder: str) -> None:
        self.work = work
        self._lease = Lease(work.db, self.name, holder, seconds=3 * self.every)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.once()
            except Exception as error:
                if not is_lost(error):
                    logger.exception("round failed", of=self.name)
            await self.work.db.clock.sleep(self.every)

    async def once(self) -> None:
        """One look at every tenant; none of them holds up the others."""
        token = await self._lease.acquire()
        if token is None:
            return
        for tenant in await access.all_tenants(self.work.db):
            try:
                await self.look(tenant.id, token)
            except Retryable as error:
                logger.warning("left for the next round", of=self.name, error=type(error).__name__)

    @abstractmethod
    async def look(self, tenant: UUID, token: int) -> None:
        """At one tenant; whatever is written proves the lease by `fence(tx, name, token)`."""
