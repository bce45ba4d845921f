"""Merging and taking it back: everything goes, everything returns, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import pytest

from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.modules.customers import public as customers
from qingfeng.modules.customers.public import Device, Order
from tests.modules.customers.people import identities, visitor
from tests.support.world import World, make_tenant, open_world

BY = Actor("agent", UUID(int=1), "林悦")
Belongings = tuple[set[tuple[str, str, bool]], set[str], set[str]]


@pytest.fixture(scope="module")
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        yield made


async def person(world: World) -> UUID:
    """A customer with an account, an order and a device."""
    account = world.db.ids.new().hex
    id_ = await visitor(world, world.db.ids.new(), external=account)
    async with world.work.tx(world.tenant) as tx:
        order = Order(no=f"no-{account}", at=tx.now, status="paid", amount_fen=100, items=[], shipment=None)
        await customers.put_order(tx, id_, order)
        day = date(2026, 1, 1)
        await customers.put_device(
            tx, id_, Device(serial=f"sn-{account}", model="Q1", name="清风", installed_on=day, warranty_until=day)
        )
    return id_


async def has(world: World, customer: UUID) -> Belongings:
    async with world.db.reading(world.tenant) as conn:
        orders = {o.no for o in await customers.orders(conn, customer)}
        devices = {d.serial for d in await customers.devices(conn, customer)}
    return await identities(world, customer), orders, devices


async def record(world: World, customer: UUID) -> customers.Customer:
    async with world.db.reading(world.tenant) as conn:
        found = await customers.get(conn, customer)
    assert found is not None
    return found


async def merge(world: World, into: UUID, gone: UUID) -> UUID:
    async with world.work.tx(world.tenant) as tx:
        return (await customers.merge(tx, into, gone, BY, [])).id


async def undo(world: World, merge_id: UUID) -> None:
    async with world.work.tx(world.tenant) as tx:
        await customers.unmerge(tx, merge_id)


async def test_everything_goes_and_comes_back_but_for_what_came_later(world: World) -> None:
    into, gone = await person(world), await person(world)
    kept, own = await has(world, into), await has(world, gone)
    done = await merge(world, into, gone)
    assert await has(world, into) == (kept[0] | own[0], kept[1] | own[1], kept[2] | own[2])
    assert await has(world, gone) == (set(), set(), set())
    assert (await record(world, gone)).merged_into == into
    async with world.work.tx(world.tenant) as tx:
        new = customers.Identity("openid", "came-later", True)
        await customers.put_identity(tx, into, new)
    await undo(world, done)
    assert await has(world, gone) == own
    assert await has(world, into) == (kept[0] | {("openid", "came-later", True)}, kept[1], kept[2])
    assert (await record(world, gone)).merged_into is None
    async with world.db.reading(world.tenant) as conn:
        (told,) = await customers.merges(conn, into)
    assert (told.by, told.undone, told.from_id) == ("林悦", True, gone)
    assert world.heard.types()[-2:] == ["CustomersMerged", "CustomersUnmerged"]


async def test_a_chain_is_undone_from_its_end(world: World) -> None:
    """What the first merge moved went on with the second: it can come back only once the second is undone."""
    first, second, third = [await person(world) for _ in range(3)]
    before = [await has(world, p) for p in (first, second, third)]
    one = await merge(world, second, first)
    two = await merge(world, third, second)
    with pytest.raises(Conflict) as refused:
        await undo(world, one)
    assert (refused.value.code, refused.value.field) == ("merged", "merge_id")
    await undo(world, two)
    await undo(world, one)
    assert [await has(world, p) for p in (first, second, third)] == before


async def test_merged_again_after_an_undo(world: World) -> None:
    into, gone = await person(world), await person(world)
    before = await has(world, into), await has(world, gone)
    await undo(world, await merge(world, into, gone))
    await undo(world, await merge(world, gone, into))
    assert (await has(world, into), await has(world, gone)) == before


async def test_what_cannot_be_merged(world: World) -> None:
    into, gone, third = [await person(world) for _ in range(3)]
    other = await make_tenant(world.db, world.work, world.heard, "other")
    stranger = await visitor(other, world.db.ids.new())
    done = await merge(world, into, gone)
    for pair, kind, code in (
        ((into, into), Invalid, "same_customer"),
        ((into, UUID(int=5)), NotFound, "not_found"),
        ((into, stranger), NotFound, "not_found"),
        ((into, gone), Conflict, "merged"),
        ((gone, third), Conflict, "merged"),
        ((third, gone), Conflict, "merged"),
    ):
        with pytest.raises(kind) as refused:
            await merge(world, *pair)
        assert refused.value.code == code
    with pytest.raises(Conflict, match="merged into another"):
        async with world.work.tx(world.tenant) as tx:
            await customers.change(tx, gone, {"name": "谁"}, BY)
    await undo(world, done)
    with pytest.raises(Conflict, match="undone before"):
        await undo(world, done)
    with pytest.raises(NotFound):
        await undo(other, done)


async def test_many_merges_at_once_end_in_one_record(world: World) -> None:
    """Whichever come first: nobody is merged in a circle, nothing is lost, and each undo is done once."""
    everybody = [await person(world) for _ in range(4)]
    pairs = [(a, b) for a in everybody for b in everybody if a != b]
    done = await asyncio.gather(*(merge(world, a, b) for a, b in pairs), return_exceptions=True)
    assert all(isinstance(d, UUID | Conflict) for d in done), done
    merged = [d for d in done if isinstance(d, UUID)]
    left = [p for p in everybody if (await record(world, p)).merged_into is None]
    assert (len(merged), len(left)) == (3, 1)
    owned, orders, devices = await has(world, left[0])
    assert (len(owned), len(orders), len(devices)) == (8, 4, 4)
    last = [m for m in merged if await undoable(world, m)][-1]
    undone = await asyncio.gather(*(undo(world, last) for _ in range(5)), return_exceptions=True)
    assert sorted(type(u).__name__ for u in undone) == ["Conflict"] * 4 + ["NoneType"]


async def undoable(world: World, merge_id: UUID) -> bool:
    async with world.db.reading(world.tenant) as conn:
        into = await conn.fetchval("SELECT into_id FROM customers.merges WHERE id = $1", merge_id)
    return (await record(world, into)).merged_into is None
