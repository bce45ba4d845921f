"""What a channel asks of whoever answers: each turn within seconds, and no more replies than it takes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from qingfeng.contracts.messages import Quota
from qingfeng.flow.receive import receive
from qingfeng.kernel.errors import Conflict
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.ports.channel import ChannelRef, Inbound, Sender
from tests.ports.house import House, open_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def says(house: House, channel: ChannelRef, text: str) -> Conversation:
    """The customer writes; the agent has them."""
    sender = Sender(kind="external", id=f"{channel.id}:u1", name="张文静", verified=True)
    inbound = Inbound(external_id=str(house.db.ids.new()), sender=sender, kind="text", text=text)
    receipt = await receive(house.spine, channel, inbound)
    async with house.db.reading(house.tenant) as conn:
        found = await conversations.get(conn, receipt.conversation_id)
    assert found is not None
    if found.phase == "bot":
        await house.door.human(channel, sender)
        await house.take(found.id)
        async with house.db.reading(house.tenant) as conn:
            found = await conversations.get(conn, receipt.conversation_id)
        assert found is not None
    return found


async def now(house: House, conv: Conversation) -> Conversation:
    async with house.db.reading(house.tenant) as conn:
        found = await conversations.get(conn, conv.id)
    assert found is not None
    return found


async def test_every_turn_is_due_when_the_channel_says(house: House) -> None:
    channel = await house.channel("open", turn_seconds=60)
    conv = await says(house, channel, "在吗")
    assert conv.waiting_since is not None
    assert conv.due_at is not None
    assert conv.due_at <= conv.waiting_since + timedelta(seconds=60), "a stricter promise of the queue holds too"
    await house.say(conv.id, "在的，请说")
    assert (await now(house, conv)).due_at is None
    house.clock.advance(30)
    conv = await says(house, channel, "空调不制冷")
    assert conv.waiting_since is not None
    assert conv.due_at == conv.waiting_since + timedelta(seconds=60)
    assert conv.row().turn_seconds == 60


async def test_a_channel_that_asks_nothing_keeps_the_houses_own_promise(house: House) -> None:
    channel = await house.channel("open")
    conv = await says(house, channel, "在吗")
    assert (conv.row().turn_seconds, conv.row().quota) == (None, None)


async def test_replies_are_counted_and_one_too_many_is_refused(house: House) -> None:
    channel = await house.channel("open", quota={"replies": 2, "hours": 48})
    conv = await says(house, channel, "什么时候送到")
    assert conv.quota is not None
    assert (conv.quota.of, conv.quota.until) == (2, house.clock.now() + timedelta(hours=48))
    conv = await says(house, channel, "在吗？")
    await house.say(conv.id, "备注不算", kind="note")
    await house.say(conv.id, "明天上午")
    await house.say(conv.id, "送货师傅会先打电话")
    assert ((await now(house, conv)).quota or Quota(9, 9, house.clock.now())).left == 0
    with pytest.raises(Conflict) as refused:
        await house.say(conv.id, "还有一句")
    assert (refused.value.code, refused.value.params) == ("quota_spent", {"of": 2})
    await house.say(conv.id, "备注照写", kind="note")
    conv = await says(house, channel, "好的")
    assert conv.quota is not None
    assert conv.quota.left == 2, "the customer's word renews it"
    await house.say(conv.id, "不客气")


async def test_after_the_hours_nothing_is_taken(house: House) -> None:
    channel = await house.channel("open", quota={"replies": 5, "hours": 1})
    conv = await says(house, channel, "什么时候送到")
    house.clock.advance(3600)
    with pytest.raises(Conflict) as refused:
        await house.say(conv.id, "明天上午")
    assert refused.value.code == "quota_over"
