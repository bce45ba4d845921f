"""A contact and a desk at the same moment, and a visitor whom their site vouches for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from qingfeng.contracts.messages import Author, RowCustomer
from qingfeng.flow.customer_door import Door
from qingfeng.flow.spine import Spine
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.live import LiveHub
from qingfeng.modules.channels.public import FileLinks
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Draft
from qingfeng.modules.customers import public as customers
from qingfeng.ports.channel import Sender
from tests.support.world import World, open_world

BOT = Author("bot", None, "小夏")


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        yield made


async def test_a_desk_that_writes_does_not_wait_for_a_contact(world: World) -> None:
    """Who contacts us holds the customer and then wants the conversation; a desk that holds the conversation and writes
    to it twice refers to the customer meanwhile. Neither may have to wait for the other twice."""
    async with world.work.tx(world.tenant) as tx:
        customer = await world.customer(tx)
        row = RowCustomer(customer.id, customer.name, customer.tier)
        conv = await conversations.open_(tx, row, channel_id=world.channel, channel_kind="webchat", locale="zh-CN")
    reached, go = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with world.work.tx(world.tenant) as tx:
            held = await conversations.lock(tx, conv.id)
            await conversations.append(tx, held, Draft(author=BOT, kind="text", text="一"))
            reached.set()
            await go.wait()
            await conversations.append(tx, held, Draft(author=BOT, kind="text", text="二"))

    async def contact() -> int:
        await reached.wait()
        async with world.work.tx(world.tenant) as tx:
            assert await customers.hold(tx, customer.id) is not None
            go.set()
            found = await conversations.lock_open_of(tx, customer.id)
            assert found is not None
            return found.last_seq

    async with asyncio.timeout(30):
        _, seen = await asyncio.gather(write(), contact())
    assert seen == 2


async def test_a_visitor_is_whom_their_site_vouches_for(world: World) -> None:
    """A signed-in customer on a new device hears their conversation from the first word on; an unsigned claim is nobody."""
    spine = Spine(world.work, LiveHub(Bus("nats://127.0.0.1:1", "t", world.db.clock), world.db, "t"), _links(world))
    door = Door(spine)
    async with world.work.tx(world.tenant) as tx:
        claims = customers.Claims(kind="visitor", id=str(tx.new_id()), external="zhang.wenjing", verified=True)
        known, _ = await customers.identify(tx, claims)
        guest = await world.customer(tx, "访客")
        own = next(i.value for i in await customers.identities(tx.conn, guest.id) if i.kind == "visitor")
    fresh = str(world.db.ids.new())
    expected = {
        Sender(kind="visitor", id=fresh, external="zhang.wenjing", verified=True): known.id,
        Sender(kind="visitor", id=fresh, external="zhang.wenjing"): None,
        Sender(kind="visitor", id=fresh, external="nobody", verified=True): None,
        # Signed in a moment ago: still the guest, with what they wrote, until the next message joins the two.
        Sender(kind="visitor", id=own, external="zhang.wenjing", verified=True): guest.id,
    }
    async with world.db.reading(world.tenant) as conn:
        for sender, customer in expected.items():
            assert await door.customer_of(conn, sender) == customer


def _links(world: World) -> FileLinks:
    return FileLinks(b"k" * 32, world.db.clock)
