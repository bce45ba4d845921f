"""What users of other systems complain of, where no other test of ours said it plainly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.flow import desk
from qingfeng.kernel.errors import Forbidden
from tests.ports.house import House, open_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


class Customer:
    """One visitor of the web chat."""

    def __init__(self, house: House, channel: Any) -> None:
        self.house, self.channel = house, channel
        self.visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())

    async def say(self, text: str, id_: str) -> Any:
        return await self.house.chat.send(self.channel, self.visitor, s.MessageIn(client_id=id_, text=text))


@pytest.fixture
async def customer(house: House) -> Customer:
    return Customer(house, await house.channel("webchat"))


async def bots_words(house: House, conversation: Any) -> list[str]:
    return [m.text for m in await house.thread(conversation) if m.author.kind == "bot"]


async def test_what_is_sent_in_one_breath_opens_one_conversation(house: House, customer: Customer) -> None:
    sent = await asyncio.gather(*(customer.say(f"第 {n} 张", f"picture-{n}") for n in range(12)))
    assert len({one.conversation_id for one in sent}) == 1
    thread = await house.thread(sent[0].conversation_id)
    assert [m.seq for m in thread] == list(range(1, len(thread) + 1))
    assert sorted(m.text for m in thread if m.author.kind == "customer") == sorted(f"第 {n} 张" for n in range(12))


async def test_the_bot_is_silent_once_a_person_has_it_though_its_turn_was_due(house: House, customer: Customer) -> None:
    sent = await customer.say("空调怎么清洗", "first-1")
    await house.take(sent.conversation_id)  # before the bot's turn came
    await house.pump()
    await customer.say("在吗", "second-1")
    await house.pump()
    assert await bots_words(house, sent.conversation_id) == []


async def test_handed_back_and_asked_for_again_it_goes_over_once_and_stays(house: House, customer: Customer) -> None:
    sent = await customer.say("转人工", "first-1")
    await house.pump()
    await house.take(sent.conversation_id)
    await desk.hand_back(house.spine, house.agent, sent.conversation_id, "")
    await customer.say("转人工", "again-1")
    before = len(house.facts)
    for _ in range(3):
        await house.pump()
    queued = [f for f in house.facts[before:] if f.type == "ConversationQueued"]
    assert len(queued) == 1, "nobody is sent to and fro"
    said = await bots_words(house, sent.conversation_id)
    await house.take(sent.conversation_id)
    await customer.say("您好", "third-1")
    await house.pump()
    assert await bots_words(house, sent.conversation_id) == said


async def test_nobody_picks_the_easy_ones_out_of_the_line(house: House, customer: Customer) -> None:
    """The queue decides who serves whom; out of turn only supervisors take somebody."""
    sent = await customer.say("转人工", "first-1")
    await house.pump()
    picker = msgspec.structs.replace(house.agent, role="agent")
    with pytest.raises(Forbidden):
        await desk.claim(house.spine, picker, sent.conversation_id)
    await desk.claim(house.spine, msgspec.structs.replace(house.agent, role="supervisor"), sent.conversation_id)
