"""Two numbers behind one mask are two; and a number that somebody typed is there to be called, whoever else has it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from qingfeng.flow import panel
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.customers import public as customers
from tests.modules.access.browser import trail
from tests.ports.house import House, open_house

PHONE = "+8613912345678"
ALIKE = "+8613988885678"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def guest(house: House, name: str, *typed: str, phone: str | None = None) -> UUID:
    """A customer who typed these numbers; `phone` is vouched for."""
    async with house.work.tx(house.tenant) as tx:
        claims = customers.Claims(
            kind="visitor", id=str(tx.new_id()), name=name, phone=phone, verified=phone is not None
        )
        found, _ = await customers.identify(tx, claims)
        for number in typed:
            assert await customers.add_hint(tx, found, "phone", number)
    return found.id


async def phones(house: House, customer: UUID) -> list[tuple[str, bool]]:
    """In full, as the panel would reveal them one by one."""
    async with house.db.reading(house.tenant) as conn:
        shown = [one for one in (await panel.panel(conn, customer)).identities if one.kind == "phone"]
    return [(await panel.reveal(house.spine, house.agent, customer, one.id), one.verified) for one in shown]


async def test_two_numbers_behind_one_mask_are_revealed_each(house: House) -> None:
    customer = await guest(house, "张三", PHONE, ALIKE)
    async with house.db.reading(house.tenant) as conn:
        masks = [one.value for one in (await panel.panel(conn, customer)).identities if one.kind == "phone"]
    assert masks == ["139****5678", "139****5678"]
    assert sorted(await phones(house, customer)) == [(PHONE, False), (ALIKE, False)]
    assert len(await trail(house, "customer.revealed")) == 2


async def test_another_customers_number_is_not_revealed_by_its_id(house: House) -> None:
    mine, other = await guest(house, "张三", PHONE), await guest(house, "李四", ALIKE)
    async with house.db.reading(house.tenant) as conn:
        theirs = next(one for one in await customers.known(conn, other) if one.kind == "phone")
    for wrong in (theirs.id, uuid4()):
        with pytest.raises(NotFound):
            await panel.reveal(house.spine, house.agent, mine, wrong)


async def test_a_typed_number_that_is_somebody_elses_is_kept_and_joins_nobody(house: House) -> None:
    owner = await guest(house, "李四", phone=PHONE)
    typed = await guest(house, "张三", PHONE, PHONE)
    assert await phones(house, typed) == [(PHONE, False)]
    assert await phones(house, owner) == [(PHONE, True)]
    async with house.db.reading(house.tenant) as conn:
        assert await customers.known_as(conn, "phone", PHONE) == owner
        found, _ = await customers.search(conn, PHONE)
    assert {one.id for one in found} == {owner, typed}


async def test_a_typed_number_stays_with_who_typed_it_when_its_owner_is_vouched_for(house: House) -> None:
    typed = await guest(house, "张三", PHONE)
    owner = await guest(house, "李四", phone=PHONE)
    assert owner != typed
    assert await phones(house, typed) == [(PHONE, False)]
    assert await phones(house, owner) == [(PHONE, True)]


async def test_hints_go_with_a_merge_and_come_back(house: House) -> None:
    await guest(house, "李四", phone=PHONE)
    first, second = await guest(house, "张三", PHONE), await guest(house, "张三丰", PHONE, ALIKE)
    merge = await panel.merge(house.spine, house.agent, first, second)
    assert sorted(await phones(house, first)) == [(PHONE, False), (ALIKE, False)]
    await panel.unmerge(house.spine, house.agent, merge)
    assert await phones(house, first) == [(PHONE, False)]
    assert sorted(await phones(house, second)) == [(PHONE, False), (ALIKE, False)]
