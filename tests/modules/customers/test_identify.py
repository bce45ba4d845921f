"""Recognising people: one person never ends as two, two never as one, and nothing unverified opens a history."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.contracts.base import SYSTEM
from qingfeng.modules.customers import public as customers
from qingfeng.modules.customers.public import Claims
from tests.modules.customers.people import contact, identities, somebody_waits, typed, visitor
from tests.support.depth import examples
from tests.support.world import World, make_tenant, open_world


@pytest.fixture(scope="module")
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        yield made


def fresh(world: World) -> str:
    return str(world.db.ids.new())


def phone(world: World) -> str:
    return f"+86139{world.db.ids.new().int % 10**8:08d}"


# ---------------------------------------------------------------------------------------------- sequences


@dataclass(frozen=True)
class Step:
    """`who` contacts us from one of their two devices. `vouched`: what their site says of them. `types`: whose phone
    they type into a form."""

    who: int
    device: int
    vouched: frozenset[str] = frozenset()
    types: int | None = None


_STEPS = st.lists(
    st.builds(
        Step,
        who=st.integers(0, 2),
        device=st.integers(0, 1),
        vouched=st.frozensets(st.sampled_from(["external", "phone", "email"])),
        types=st.none() | st.integers(0, 2),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=examples(25), deadline=None)
@given(_STEPS)
async def test_one_person_never_ends_as_two_nor_two_as_one(world: World, steps: list[Step]) -> None:
    devices = [[fresh(world), fresh(world)] for _ in range(3)]
    known = [
        {"external": fresh(world), "phone": phone(world), "email": f"{fresh(world)}@example.com"} for _ in range(3)
    ]

    async def act(who: int, device: int, vouched: frozenset[str]) -> UUID:
        given_ = {k: v for k, v in known[who].items() if k in vouched}
        return await visitor(world, devices[who][device], **given_)

    whose: dict[UUID, int] = {}
    for step in steps:
        customer = await act(step.who, step.device, step.vouched)
        assert whose.setdefault(customer, step.who) == step.who, "two people share a record"
        if step.types is not None:
            await typed(world, customer, "phone", known[step.types]["phone"])
    everything = frozenset(known[0])
    for who in {s.who for s in steps}:
        # Signed in on both devices, each person settles into one record, found by whatever is vouched for.
        for device in (0, 1, 0, 1):
            await act(who, device, everything)
        ends = {await act(who, device, frozenset()) for device in (0, 1)}
        ends |= {await visitor(world, fresh(world), **{kind: value}) for kind, value in known[who].items()}
        assert len(ends) == 1, "one person is two"
        (end,) = ends
        assert whose.setdefault(end, who) == who
        verified = {(k, v) for k, v, sure in await identities(world, end) if sure}
        assert verified >= set(known[who].items())
        for other in {0, 1, 2} - {who}:
            assert not verified & set(known[other].items())


# ---------------------------------------------------------------------------------------------- claims


@pytest.mark.parametrize("kind", ["phone", "email"])
async def test_what_a_stranger_typed_does_not_catch_its_owner(world: World, kind: str) -> None:
    """Somebody types a victim's number before the victim ever wrote; the victim must not land in the stranger's talk."""
    value = phone(world) if kind == "phone" else f"{fresh(world)}@example.com"
    device = fresh(world)
    stranger = await visitor(world, device)
    assert await typed(world, stranger, kind, value)
    async with world.db.reading(world.tenant) as conn:
        assert await customers.known_as(conn, kind, value) is None
    owner = await visitor(world, fresh(world), **{kind: value})
    assert owner != stranger
    assert (kind, value, True) in await identities(world, owner)
    async with world.db.reading(world.tenant) as conn:
        assert await customers.known_as(conn, kind, value) == owner
    # And the other way round: it is typed again once its owner is known, and stays theirs.
    await typed(world, stranger, kind, value)
    assert (kind, value, True) in await identities(world, owner)
    assert await visitor(world, device) == stranger
    assert await visitor(world, device, external=fresh(world)) == stranger


async def test_a_sender_the_platform_vouches_for_is_not_who_typed_their_number(world: World) -> None:
    number = phone(world)
    stranger = await visitor(world, fresh(world))
    await typed(world, stranger, "phone", number)
    by_text = Claims(kind="phone", id=number, verified=True)
    owner = await contact(world, by_text)
    assert owner != stranger
    assert await contact(world, by_text) == owner


async def test_an_unverified_claim_is_only_a_name(world: World) -> None:
    number, account = phone(world), fresh(world)
    owner = await visitor(world, fresh(world), external=account, phone=number, email="owner@example.com")
    claims = Claims(
        kind="visitor", id=fresh(world), name="我是机主", phone=number, email="owner@example.com", external=account
    )
    liar = await contact(world, claims)
    assert liar != owner
    assert {k for k, _, _ in await identities(world, liar)} == {"visitor"}


async def test_ones_own_hint_becomes_sure_when_vouched_for(world: World) -> None:
    number, device = phone(world), fresh(world)
    guest = await visitor(world, device)
    await typed(world, guest, "phone", number)
    assert await visitor(world, device, external=fresh(world), phone=number) == guest
    assert ("phone", number, True) in await identities(world, guest)


# ---------------------------------------------------------------------------------------------- who is the same


async def test_records_made_apart_are_joined_once_the_site_vouches_for_both(world: World) -> None:
    number, account = phone(world), fresh(world)
    by_phone = await contact(world, Claims(kind="openid", id=fresh(world), phone=number, verified=True))
    by_account = await visitor(world, fresh(world), external=account)
    assert by_phone != by_account
    end = await visitor(world, fresh(world), external=account, phone=number)
    assert await visitor(world, fresh(world), phone=number) == end
    assert await visitor(world, fresh(world), external=account) == end


async def test_somebody_else_signs_in_on_the_same_device(world: World) -> None:
    """The second account neither sees nor swallows the history of the first, and the device is theirs now."""
    device, first, second = fresh(world), fresh(world), fresh(world)
    one = await visitor(world, device, external=first)
    two = await visitor(world, device, external=second)
    assert one != two
    assert await visitor(world, fresh(world), external=first) == one
    assert await visitor(world, device) == two
    known = await visitor(world, fresh(world), external=fresh(world))
    account = next(v for k, v, _ in await identities(world, known) if k == "external")
    assert await visitor(world, device, external=account) == known  # and so when both were known before
    async with world.db.reading(world.tenant) as conn:
        for id_ in (one, two, known):
            record = await customers.get(conn, id_)
            assert record is not None
            assert record.merged_into is None


async def test_two_accounts_with_one_phone_are_two_people(world: World) -> None:
    """A family's phone, or a number that was given to somebody new: the new account does not read the old one's talks."""
    number, first, second = phone(world), fresh(world), fresh(world)
    one = await visitor(world, fresh(world), external=first, phone=number)
    two = await visitor(world, fresh(world), external=second, phone=number)
    assert one != two
    assert await visitor(world, fresh(world), external=second, phone=number) == two
    assert await visitor(world, fresh(world), external=first, phone=number) == one


async def test_a_customer_of_two_open_channels_is_one_by_phone(world: World) -> None:
    """There a channel's own name for a sender is of the kind of customer numbers, and is none."""
    number, account = phone(world), fresh(world)
    senders = [Claims(kind="external", id=f"{fresh(world)}:u1", phone=number, verified=True) for _ in range(2)]
    first, second = [await contact(world, c) for c in senders]
    assert first == second
    end = await visitor(world, fresh(world), external=account)
    assert await visitor(world, fresh(world), external=account, phone=number) == end
    assert {await contact(world, c) for c in senders} == {end}


# ---------------------------------------------------------------------------------------------- at once


async def test_many_first_contacts_at_once_make_one_customer(world: World) -> None:
    account, number, device = fresh(world), phone(world), fresh(world)
    claims = [
        *[Claims(kind="visitor", id=device, external=account, verified=True)] * 4,
        *[Claims(kind="visitor", id=fresh(world), external=account, phone=number, verified=True) for _ in range(4)],
        *[Claims(kind="openid", id="o-1", external=account, verified=True)] * 4,
    ]
    assert len(set(await asyncio.gather(*(contact(world, c) for c in claims)))) == 1


async def test_two_guests_sign_in_at_once_as_one(world: World) -> None:
    devices = [fresh(world) for _ in range(6)]
    account = fresh(world)
    assert len({await visitor(world, device) for device in devices}) == 6
    await asyncio.gather(*(visitor(world, device, external=account) for device in devices))
    assert len({await visitor(world, device) for device in devices}) == 1


async def test_a_contact_that_meets_a_merge_goes_to_the_record_that_remains(world: World) -> None:
    device, other = fresh(world), fresh(world)
    gone, into = await visitor(world, device), await visitor(world, other)
    async with world.work.tx(world.tenant) as tx:
        await customers.merge(tx, into, gone, SYSTEM, [])
        writing = asyncio.create_task(visitor(world, device))
        await somebody_waits(world)
    assert await writing == into


async def test_the_same_names_in_another_tenant_are_other_people(world: World) -> None:
    other = await make_tenant(world.db, world.work, world.heard, "other")
    claims = Claims(kind="openid", id=fresh(world), phone=phone(world), external=fresh(world), verified=True)
    here, there = await contact(world, claims), await contact(world, claims, other.tenant)
    assert here != there
    async with other.db.reading(other.tenant) as conn:
        assert await customers.get(conn, here) is None


async def test_names_that_the_record_cannot_hold(world: World) -> None:
    claims = Claims(
        kind="visitor", id=fresh(world), name="坏\x00名", external="a\x00b", email="a\x00@example.com", verified=True
    )
    made = await contact(world, claims)
    async with world.db.reading(world.tenant) as conn:
        found = await customers.get(conn, made)
    assert found is not None
    assert found.name == "坏名"
    assert {k for k, _, _ in await identities(world, made)} == {"visitor"}
