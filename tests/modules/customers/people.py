"""Contacts as the spine makes them: recognised, and joined when two records turn out to be one person."""

from __future__ import annotations

import asyncio
from uuid import UUID

from qingfeng.contracts.base import SYSTEM
from qingfeng.kernel.db import Retryable
from qingfeng.modules.customers import public as customers
from qingfeng.modules.customers.public import Claims
from tests.support.world import World


async def contact(world: World, claims: Claims, tenant: UUID | None = None) -> UUID:
    """One contact, tried again as the spine does; the id of the customer it belongs to."""
    for _ in range(5):
        try:
            async with world.work.tx(tenant or world.tenant) as tx:
                customer, same = await customers.identify(tx, claims)
                assert customer.merged_into is None
                if same is not None:
                    await customers.merge(tx, customer.id, same.id, SYSTEM, [])
                return customer.id
        except Retryable:
            continue
    raise AssertionError("five tries were not enough")


async def visitor(world: World, device: UUID | str, **vouched: str | None) -> UUID:
    """A contact from a device, vouched for if anything more is given."""
    return await contact(world, Claims(kind="visitor", id=str(device), verified=bool(vouched), **vouched))


async def identities(world: World, customer: UUID) -> set[tuple[str, str, bool]]:
    async with world.db.reading(world.tenant) as conn:
        return {(i.kind, i.value, i.verified) for i in await customers.identities(conn, customer)}


async def typed(world: World, customer: UUID, kind: customers.Identity | str, value: str) -> bool:
    """The customer types a phone number or address of whomever."""
    async with world.work.tx(world.tenant) as tx:
        found = await customers.hold(tx, customer)
        assert found is not None
        return await customers.add_hint(tx, found, kind, value)  # type: ignore[arg-type]


async def somebody_waits(world: World, expected: int = 1) -> None:
    """Returns when so many transactions of this database wait for a lock."""
    for _ in range(500):
        waiting = await world.db.system.fetchval(
            "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
            " AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        )
        if waiting >= expected:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")
