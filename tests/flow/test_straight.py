"""A customer who goes on talking: into the conversation they wrote to last, and never into one that is not theirs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from qingfeng.flow import panel
from qingfeng.modules.access.public import Caller
from qingfeng.ports.channel import ChannelRef, Inbound, Receipt, Sender
from tests.ports.house import House, open_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


class Talker:
    """A visitor who writes through one channel."""

    def __init__(self, house: House, channel: ChannelRef) -> None:
        self._house, self.channel = house, channel
        self.sender = Sender(kind="visitor", id=str(house.db.ids.new()), name="林悦")
        self._n = 0

    async def write(self, text: str, external_id: str | None = None) -> Receipt:
        self._n += 1
        external_id = external_id or f"{self.sender.id}:{self._n}"
        inbound = Inbound(external_id=external_id, sender=self.sender, kind="text", text=text)
        return await self._house.door.receive(self.channel, inbound)

    async def customer(self) -> UUID:
        found = await self._house.door.customer(self.channel, self.sender)
        assert found is not None
        return found


@pytest.fixture
async def talker(house: House) -> Talker:
    return Talker(house, await house.channel("webchat"))


def supervisor(house: House) -> Caller:
    return Caller(house.tenant, UUID(int=9), "吴国栋", "wu@example.com", "supervisor", "csrf")


async def texts(house: House, conversation: UUID) -> list[str]:
    return [m.text for m in await house.thread(conversation) if m.author.kind == "customer"]


async def test_the_next_message_goes_straight_and_once(house: House, talker: Talker) -> None:
    first = await talker.write("空调不制冷")
    await house.take(first.conversation_id)
    receipts = [await talker.write(f"第 {n} 句", f"again-{n}") for n in range(3)]
    again = [await talker.write(f"第 {n} 句", f"again-{n}") for n in range(3)]
    assert [r.duplicate for r in again] == [True, True, True]
    assert [(r.id, r.seq) for r in again] == [(r.id, r.seq) for r in receipts]
    assert await texts(house, first.conversation_id) == ["空调不制冷", "第 0 句", "第 1 句", "第 2 句"]


async def test_the_same_message_at_the_same_moment_is_kept_once(house: House, talker: Talker) -> None:
    first = await talker.write("你好")
    await house.take(first.conversation_id)
    receipts = await asyncio.gather(*(talker.write("在吗", "same") for _ in range(6)))
    assert len({r.id for r in receipts}) == 1
    assert sorted(r.duplicate for r in receipts) == [False, True, True, True, True, True]
    assert await texts(house, first.conversation_id) == ["你好", "在吗"]


async def test_after_the_end_a_new_conversation_begins(house: House, talker: Talker) -> None:
    first = await talker.write("你好")
    await house.take(first.conversation_id)
    await talker.write("谢谢，再见")
    await house.close(first.conversation_id)
    assert (await talker.write("又来了")).conversation_id != first.conversation_id


async def test_who_was_parted_again_writes_to_their_own(house: House, talker: Talker) -> None:
    """Two records are joined and the second one's device writes into the common conversation; then they are parted:
    what it writes next must not reach the stranger's conversation any more."""
    other = Talker(house, talker.channel)
    theirs = await talker.write("我的洗衣机漏水")
    await house.take(theirs.conversation_id)
    lone = await other.write("我的订单到哪了")
    await house.take(lone.conversation_id)
    await house.close(lone.conversation_id)
    house.clock.advance(3600)
    await house.pump()
    merge = await panel.merge(house.spine, supervisor(house), await talker.customer(), await other.customer())
    for n in range(2):
        joined = await other.write(f"同一个人吗 {n}")
        assert joined.conversation_id == theirs.conversation_id
    await panel.unmerge(house.spine, supervisor(house), merge)
    alone = await other.write("我的手机号是 13800138000")
    assert alone.conversation_id not in (theirs.conversation_id, lone.conversation_id)
    assert await texts(house, alone.conversation_id) == ["我的手机号是 13800138000"]
    assert (await talker.write("谢谢")).conversation_id == theirs.conversation_id
