"""Figures for whoever runs the house: what is counted where the domain is known, and what is asked of the record.

How the house stands as a whole (outbox, timers, parked, queues) every worker asks and tells alike: take the largest of
them, not the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Envelope
from qingfeng.kernel import metrics
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.db import Database, Pool, is_lost
from qingfeng.kernel.uow import Live, Step
from qingfeng.modules.access import public as access
from qingfeng.modules.routing import public as routing

EVERY_SECONDS = 10.0
_AUTHORS = {kind: metrics.MESSAGES.labels(kind) for kind in ("customer", "bot", "agent", "system")}


class _Author(msgspec.Struct):
    kind: str


class _Message(msgspec.Struct):
    author: _Author


class _Said(msgspec.Struct):
    """What of a MessageAppended is counted."""

    message: _Message


class _Ended(msgspec.Struct):
    how: str


_said = msgspec.json.Decoder(_Said)
_ended = msgspec.json.Decoder(_Ended)


class Counting:
    """Counts what this process commits, and hands it on to the live screens."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def committed(self, tenant: UUID, envelopes: Sequence[Envelope], steps: Sequence[Step]) -> None:
        self._live.committed(tenant, envelopes, steps)  # somebody waits for that
        for envelope in envelopes:
            if envelope.type == "MessageAppended":
                author = _AUTHORS.get(_said.decode(envelope.body).message.author.kind)
                if author is not None:
                    author.inc()
            elif envelope.type == "OfferMade":
                metrics.OFFERS.labels("made").inc()
            elif envelope.type == "OfferEnded":
                metrics.OFFERS.labels(_ended.decode(envelope.body).how).inc()


def watch_lines(db: Database, bus: Bus) -> None:
    """From now on the connections of this process are looked at whenever its figures are read."""
    metrics.BROKER.set_function(lambda: float(bus.up))
    for role, pool in (("app", db.app), ("system", db.system)):
        _watch_pool(role, pool)


def _watch_pool(role: str, pool: Pool) -> None:
    metrics.CONNECTIONS.labels(role, "busy").set_function(lambda: float(pool.get_size() - pool.get_idle_size()))
    metrics.CONNECTIONS.labels(role, "idle").set_function(lambda: float(pool.get_idle_size()))
    metrics.CONNECTIONS.labels(role, "most").set_function(lambda: float(pool.get_max_size()))


class Sampler:
    """Asks the record how the house stands, every ten seconds. `await run()` in a worker."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def run(self) -> None:
        """Until cancelled; a database that is away is waited for."""
        while True:
            try:
                await self.once()
            except Exception as error:
                if not is_lost(error):
                    raise
            await self._db.clock.sleep(EVERY_SECONDS)

    async def once(self) -> None:
        """Ask once. Raises what `is_lost` knows."""
        now, system = self._db.clock.now(), self._db.system
        row = await system.fetchrow("SELECT count(*) AS n, min(at) AS oldest FROM kernel.outbox_waiting")
        if row is not None:
            metrics.OUTBOX.set(row["n"])
            age = (now - row["oldest"]).total_seconds() if row["oldest"] else 0.0
            metrics.OUTBOX_AGE.set(max(0.0, age))
        due = await system.fetch("SELECT kind, count(*) AS n FROM kernel.timers WHERE due_at <= $1 GROUP BY kind", now)
        metrics.DUE.clear()  # a kind of which none is due any more must not keep its last number
        for row in due:
            metrics.DUE.labels(row["kind"]).set(row["n"])
        parked = await system.fetch(
            "SELECT source, count(*) AS n FROM kernel.parked WHERE replayed_at IS NULL GROUP BY source"
        )
        metrics.PARKED_NOW.clear()
        for row in parked:
            metrics.PARKED_NOW.labels(row["source"]).set(row["n"])
        await self._queues()

    async def _queues(self) -> None:
        waiting, longest, now = 0, 0.0, self._db.clock.now()
        for tenant in await access.all_tenants(self._db):
            async with self._db.reading(tenant.id) as conn:
                for card in await routing.queue_cards(conn, now):
                    waiting += card.waiting
                    if card.longest_wait_since is not None:
                        longest = max(longest, (now - card.longest_wait_since).total_seconds())
        metrics.WAITING.set(waiting)
        metrics.LONGEST.set(longest)
