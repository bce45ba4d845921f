"""Messages from before they were searched get their words: a few at a time, by one process of the cluster."""

from __future__ import annotations

from uuid import UUID

from qingfeng.kernel import log
from qingfeng.kernel.leases import Lease
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations.words import words_of

logger = log.get(__name__)

EVERY_SECONDS = 600.0
"""A process of the release before, still running beside the new ones, may write messages without words."""
BATCH = 200
PAUSE_SECONDS = 0.2
LEASE_SECONDS = 60.0

_NEXT = (
    "SELECT id, text, extra -> 'attachment' ->> 'name' AS file FROM conversations.messages"
    " WHERE search IS NULL ORDER BY id LIMIT $1"
)
_FILL = (
    "UPDATE conversations.messages m SET search = w.words::tsvector"
    " FROM unnest($1::uuid[], $2::text[]) AS w (id, words) WHERE m.id = w.id AND m.search IS NULL"
)


class Filler:
    """`await run()` in a worker; any number of workers may, one of them fills. `holder` names this process alone.

    It goes from tenant to tenant: the machinery's own role sees no message.
    """

    def __init__(self, work: Work, holder: str) -> None:
        self._work = work
        self._lease = Lease(work.db, "words", holder, seconds=LEASE_SECONDS)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if filled := await self.once():
                logger.info("messages got their words", rows=filled)
            await self._work.db.clock.sleep(EVERY_SECONDS)

    async def once(self) -> int:
        """Fill all there are; how many there were. None when another process fills."""
        total = 0
        for tenant in await access.all_tenants(self._work.db):
            done = BATCH
            while done == BATCH and await self._lease.acquire() is not None:
                done = await self._some(tenant.id)
                total += done
                if done == BATCH:
                    await self._work.db.clock.sleep(PAUSE_SECONDS)  # others want the processor too
        return total

    async def _some(self, tenant: UUID) -> int:
        async with self._work.tx(tenant) as tx:
            rows = await tx.fetch(_NEXT, BATCH)
            if rows:
                words = [words_of(r["text"], r["file"]) for r in rows]
                await tx.execute(_FILL, [r["id"] for r in rows], words)
        return len(rows)
