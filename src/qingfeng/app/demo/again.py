"""A loading of the demo that did not come to its end is begun again: what it left is taken away first.

The mark stands in the tenant from before its first customer until after the last figure. Houses that were loaded by
versions without the mark have none and are left alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from qingfeng.app.demo.content import TENANT
from qingfeng.app.wiring import House
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Tenant

UNFINISHED = "demo_unfinished"
_LOCK = 20_261_123
_PAST = ("conversations", "customers", "insight", "bot")
"""Schemas that hold nothing of the house's own set-up."""
_BESIDE = (
    *("kernel.outbox_waiting", "kernel.outbox", "kernel.timers", "people.presence", "people.agents"),
    *("understanding.versions", "understanding.examples", "understanding.intents"),  # a training goes with its timer
)


def is_unfinished(tenant: Tenant | None) -> bool:
    """Whether its customers and its past are still to be written: of a new one, too."""
    return tenant is None or tenant.settings.get(UNFINISHED) is True


@asynccontextmanager
async def alone(made: House) -> AsyncIterator[None]:
    """One loads at a time: another one waits, and then finds everything there."""
    async with made.db.system.acquire() as conn:
        await conn.execute("SELECT pg_advisory_lock($1)", _LOCK)
        try:
            yield
        finally:
            await conn.execute("SELECT pg_advisory_unlock($1)", _LOCK)


async def take_away(made: House) -> None:
    """All that happened in the demo's house, in one transaction; what is set up there stays."""
    async with made.work.tx(TENANT) as tx:
        rows = await tx.fetch(
            "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname = ANY($1)"
            " UNION ALL SELECT unnest($2::text[])",
            list(_PAST),
            list(_BESIDE),
        )
        left = [row["name"] for row in rows]
        while left:
            refused = [name for name in left if not await _emptied(tx, name)]
            assert len(refused) < len(left), refused  # tables do not refer to each other in a ring
            left = refused


async def _emptied(tx: Tx, table: str) -> bool:
    """False while rows of another table refer to it. Row-level security keeps it to this tenant."""
    await tx.execute("SAVEPOINT one")
    try:
        await tx.execute(f"DELETE FROM {table}")
    except asyncpg.ForeignKeyViolationError:
        await tx.execute("ROLLBACK TO SAVEPOINT one")
        return False
    await tx.execute("RELEASE SAVEPOINT one")
    return True


async def finished(made: House) -> None:
    """Everything is there."""
    async with made.work.tx(TENANT) as tx:
        await access.change_settings(tx, {UNFINISHED: False})
