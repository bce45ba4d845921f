"""One owner at a time, and what an owner that lost its lease may still write: nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from qingfeng.kernel.clock import ManualClock
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.leases import Lease, fence
from tests.kernel.machine import Happened, Machine, open_machine


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[Machine]:
    async with open_machine(database_url, clock=ManualClock()) as made:
        yield made


def advance(house: Machine, seconds: float) -> None:
    clock = house.db.clock
    assert isinstance(clock, ManualClock)
    clock.advance(seconds)


async def fenced(house: Machine, name: str, token: int, n: int) -> None:
    async with house.work.tx(house.tenant) as tx:
        tx.emit(Happened(thing="kettle", n=n))
        await fence(tx, name, token)


async def test_one_owner_until_its_time_is_over(house: Machine) -> None:
    name = uuid4().hex
    a, b = Lease(house.db, name, "a"), Lease(house.db, name, "b")
    assert await a.acquire() == 1
    assert await b.acquire() is None
    advance(house, 4)
    assert await a.acquire() == 1, "renewing is no change of owner"
    advance(house, 4)
    assert await b.acquire() is None, "the renewal counts from when it was made"
    advance(house, 1.1)
    assert await b.acquire() == 2
    assert await a.acquire() is None
    await b.release()
    assert await a.acquire() == 3


async def test_only_the_holder_releases(house: Machine) -> None:
    name = uuid4().hex
    a, b = Lease(house.db, name, "a"), Lease(house.db, name, "b")
    await a.acquire()
    await b.release()
    assert await b.acquire() is None


async def test_many_ask_and_one_gets_it(house: Machine) -> None:
    name = uuid4().hex
    tokens = await asyncio.gather(*(Lease(house.db, name, f"h{n}").acquire() for n in range(12)))
    assert sorted(t for t in tokens if t) == [1]
    advance(house, 6)
    tokens = await asyncio.gather(*(Lease(house.db, name, f"h{n}").acquire() for n in range(12)))
    assert len([t for t in tokens if t]) == 1


async def test_an_owner_that_was_replaced_writes_nothing(house: Machine) -> None:
    name = uuid4().hex
    a, b = Lease(house.db, name, "a"), Lease(house.db, name, "b")
    old = await a.acquire()
    assert old is not None
    advance(house, 6)
    new = await b.acquire()
    assert new is not None
    with pytest.raises(Conflict) as refused:
        await fenced(house, name, old, 1)
    assert refused.value.code == "not_the_owner"
    await fenced(house, name, new, 2)
    assert [bytes(e.body) for e in house.heard.envelopes] == [b'{"thing":"kettle","n":2}']


async def test_no_owner_is_replaced_in_the_middle_of_its_transaction(house: Machine) -> None:
    name = uuid4().hex
    a, b = Lease(house.db, name, "a"), Lease(house.db, name, "b")
    token = await a.acquire()
    assert token is not None
    async with house.work.tx(house.tenant) as tx:
        await fence(tx, name, token)
        advance(house, 6)
        taking = asyncio.create_task(b.acquire())
        await asyncio.wait([taking], timeout=0.3)
        assert not taking.done(), "the lease moved on while its owner was writing"
    assert await taking == 2


async def test_the_application_role_may_hold_a_lease_but_not_take_it(house: Machine) -> None:
    name = uuid4().hex
    await Lease(house.db, name, "a").acquire()
    for sql in (
        "UPDATE kernel.leases SET holder = 'me' WHERE name = $1",
        "UPDATE kernel.leases SET token = 99 WHERE name = $1",
        "DELETE FROM kernel.leases WHERE name = $1",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.work.tx(house.tenant) as tx:
                await tx.execute(sql, name)
