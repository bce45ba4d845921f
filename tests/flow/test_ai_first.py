"""AI first: in a surge that wants it the bot asks once more, once, and nobody who needs a person is kept from one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.contracts.registry import event_of
from qingfeng.contracts.routing import HandoverDeferred
from qingfeng.modules.bot import public as bot
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing import surge_house
from tests.ports.house import House, open_house

WORDS = ["嘎嘣嘎嘣咔", "嘎嘣嘎嘣咔哒", "嘎嘣嘎嘣咔哒哒", "嘎嘣"]


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def surge(house: House, what: Literal["on", "off"] = "on") -> None:
    async with house.work.tx(house.tenant) as tx:
        policy = (await surge_house.rules(tx.conn)).policy
        await surge_house.set_policy(tx, house.agent.actor, replace(policy, ai_first=True))
        await surge_house.hold(tx, house.agent.actor, what, 60)


class Visitor:
    def __init__(self, house: House, channel: Any) -> None:
        self.house, self.channel = house, channel
        self.who = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
        self.conversation: UUID | None = None

    async def write(self, *lines: str) -> str:
        """Each line is answered by the bot; the phase afterwards."""
        for line in lines:
            sent = await self.house.chat.send(self.channel, self.who, s.MessageIn(client_id=uuid4().hex, text=line))
            self.conversation = sent.conversation_id
            await self.house.pump()
        return (await self.now()).phase

    async def now(self) -> conversations.Conversation:
        assert self.conversation is not None
        async with self.house.db.reading(self.house.tenant) as conn:
            found = await conversations.get(conn, self.conversation)
        assert found is not None
        return found


async def visitor(house: House) -> Visitor:
    return Visitor(house, await house.channel("webchat"))


def deferred(house: House) -> list[HandoverDeferred]:
    return [e for e in map(event_of, house.facts) if isinstance(e, HandoverDeferred)]


async def test_it_asks_once_more_and_then_hands_over(house: House) -> None:
    await surge(house)
    one = await visitor(house)
    assert await one.write(*WORDS[:2]) == "bot"
    assert one.conversation is not None
    last = (await house.thread(one.conversation))[-1]
    assert (last.author.kind, last.suggestions) == ("bot", ["转人工"])
    [told] = deferred(house)
    assert (told.conversation_id, told.seq, told.key) == (one.conversation, last.seq - 1, str(one.conversation))
    async with house.db.reading(house.tenant) as conn:
        replayed = await bot.replay(conn, one.conversation, told.seq)
    assert (replayed.recorded.decision.reason, replayed.same, replayed.intact) == ("once_more", True, True)
    assert await one.write(WORDS[2]) == "queued"
    assert len(deferred(house)) == 1


@pytest.mark.parametrize("what", ["off", "no rule"])
async def test_without_a_surge_or_without_the_rule_it_hands_over_as_ever(house: House, what: str) -> None:
    if what == "off":
        await surge(house, "off")
    else:
        async with house.work.tx(house.tenant) as tx:
            await surge_house.hold(tx, house.agent.actor, "on", 60)
    assert await (await visitor(house)).write(*WORDS[:2]) == "queued"
    assert deferred(house) == []


async def test_it_is_given_back_with_the_surge(house: House) -> None:
    await surge(house)
    one = await visitor(house)
    await one.write(*WORDS[:2])
    await surge(house, "off")
    assert await one.write(WORDS[2]) == "queued"
    assert await (await visitor(house)).write(*WORDS[:2]) == "queued"


@pytest.mark.parametrize(
    "words", ["转人工", "气死我了，什么垃圾公司", "我要投诉", "我的订单202607010001到哪了", "有煤气味"]
)
async def test_who_needs_a_person_has_one_at_once(house: House, words: str) -> None:
    await surge(house)
    assert await (await visitor(house)).write(WORDS[0], words) == "queued"
    assert deferred(house) == []


@pytest.mark.parametrize("tier", ["gold", "black"])
async def test_high_tiers_are_handed_over_as_ever(house: House, tier: Any) -> None:
    await surge(house)
    one = await visitor(house)
    await one.write(WORDS[0])
    async with house.work.tx(house.tenant) as tx:
        assert one.conversation is not None
        conv = await conversations.lock(tx, one.conversation)
        conv.customer_tier = tier
        await conversations.change(tx, conv, "customer")
    assert await one.write(WORDS[1]) == "queued"
    assert deferred(house) == []


@pytest.mark.parametrize("kind", ["green", "fast"])
async def test_the_green_channel_and_fast_lanes_are_not_touched(house: House, kind: Any) -> None:
    async with house.work.tx(house.tenant) as tx:
        draft = routing.QueueDraft(code="main", name_zh="客服", name_en="Service", kind=kind, policy=routing.Policy())
        await routing.put_queue(tx, draft)
    await surge(house)
    assert await (await visitor(house)).write(*WORDS[:2]) == "queued"
    assert deferred(house) == []
