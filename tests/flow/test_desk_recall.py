"""Quoting and taking back: what a customer and an open channel may still see, and for how long it can be done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.contracts.base import Actor
from qingfeng.contracts.messages import Author, Message
from qingfeng.flow import desk, desk_recall, outbound
from qingfeng.flow.schemas import MessageIn
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from tests.adapters.open.receiver import Receiver
from tests.flow.lines import Lines
from tests.ports.house import House, open_house

AGENT = UUID(int=3)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


class Talk:
    """A customer on the web, an agent who has them, and what the customer's socket was told."""

    def __init__(self, house: House, channel: Any, visitor: Any) -> None:
        self.house, self.channel, self.visitor = house, channel, visitor
        self.id = UUID(int=0)
        self.frames: list[dict[str, Any]] = []

    async def seen(self) -> list[Message]:
        page, _ = await self.house.door.messages(self.channel, self.visitor.sender, self.id, limit=100)
        return page

    async def say(self, text: str, kind: Any = "text", quote: UUID | None = None) -> Message:
        data = MessageIn(client_id=uuid4().hex, kind=kind, text=text, quote=quote)
        return await desk.reply(self.house.spine, self.house.agent, self.id, data)

    async def recall(self, message: UUID, by: Caller | None = None) -> Message:
        return await desk_recall.take_back(self.house.spine, by or self.house.agent, self.id, message)


@pytest.fixture
async def talk(house: House) -> Talk:
    channel = await house.channel("webchat")
    visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
    made = Talk(house, channel, visitor)
    sent = await house.chat.send(channel, visitor, s.MessageIn(client_id="message-1", text="发票抬头能改吗"))
    made.id = sent.conversation_id
    await house.take(made.id)
    customer = await house.door.customer(channel, visitor.sender)
    assert customer is not None
    house.feeds.open(house.tenant, customer, made.frames.append)
    return made


async def test_taken_back_it_is_gone_for_the_customer_and_kept_for_us(talk: Talk) -> None:
    kept = await talk.say("可以改，请把新抬头发我")
    wrong = await talk.say("您的退款 300 元已到账")
    talk.frames.clear()
    back = await talk.recall(wrong.id)
    assert (back.recalled, back.text) == (True, wrong.text)
    renewed = [f["message"] for f in talk.frames if f["t"] == "renew"]
    assert [(m.id, m.text, m.recalled, m.prev) for m in renewed] == [(wrong.id, "", True, kept.seq)]
    assert wrong.text not in repr(talk.frames), "nothing that goes to the customer says it any more"
    assert [m.text for m in await talk.seen()][-2:] == [kept.text, ""]
    house = talk.house
    told = await house.door.recalled(talk.channel, talk.visitor.sender, talk.id, wrong.seq)
    assert [(m.id, m.text) for m in told] == [(wrong.id, "")], "who was away learns of it"
    assert await house.door.recalled(talk.channel, talk.visitor.sender, talk.id, kept.seq) == []
    assert [m.text for m in await house.thread(talk.id)][-1] == wrong.text
    async with house.db.reading(house.tenant) as conn:
        conv = await conversations.get(conn, talk.id)
    assert conv is not None
    assert conv.preview is not None
    assert (conv.preview.kind, conv.preview.text) == ("system", "recalled")
    assert (await talk.recall(wrong.id)).recalled, "once more is harmless"


async def test_what_cannot_be_taken_back_is_refused(talk: Talk) -> None:
    house = talk.house
    mine, note = await talk.say("马上查"), await talk.say("老客户", "note")
    other = Caller(house.tenant, uuid4(), "周航", "zhou@example.com", "admin", "csrf")
    (theirs, *_) = await talk.seen()
    with pytest.raises(Forbidden):
        await talk.recall(mine.id, other)
    with pytest.raises(Forbidden):
        await talk.recall(theirs.id)
    with pytest.raises(Invalid):
        await talk.recall(note.id)
    with pytest.raises(NotFound):
        await talk.recall(uuid4())
    house.clock.advance(121)
    with pytest.raises(Conflict, match="120 s"):
        await talk.recall(mine.id)
    assert [m.text for m in await talk.seen()][-1] == "马上查"


async def test_an_answer_quotes_and_the_quote_goes_with_what_is_taken_back(talk: Talk) -> None:
    (asked, *_) = await talk.seen()
    answer = await talk.say("能改，三天内", quote=asked.id)
    assert answer.quote is not None
    assert (answer.quote.id, answer.quote.text, answer.quote.author.kind) == (asked.id, asked.text, "customer")
    again = await talk.say("补充一下", quote=answer.id)
    assert [m.quote and m.quote.text for m in await talk.seen()][-2:] == [asked.text, answer.text]
    await talk.recall(answer.id)
    last = (await talk.seen())[-1]
    assert (last.id, last.quote and last.quote.text) == (again.id, "")
    note = await talk.say("内部情况", "note")
    for forbidden in (note.id, answer.id, uuid4()):
        with pytest.raises(Invalid, match="answered to"):
            await talk.say("引用不到", quote=forbidden)
    assert (await talk.say("引用备注", "note", quote=note.id)).quote is not None


async def test_a_platform_is_told_of_what_it_was_told_before(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    wrong = await lines.say(conv, "退款已到账", author=Author("agent", AGENT, "林悦"))
    await lines.pump()
    agent = Caller(lines.tenant, AGENT, "林悦", "lin@example.com", "admin", "csrf")
    await desk_recall.take_back(lines.spine, agent, conv, wrong.id)
    await lines.say(conv, "抱歉，刚才发错了")
    await lines.pump()
    told = [(c.json["type"], c.json["message"]["text"]) for c in receiver.calls]
    assert told == [
        ("message.created", "退款已到账"),
        ("message.recalled", ""),
        ("message.created", "抱歉，刚才发错了"),
    ]
    assert receiver.calls[1].json["message"]["id"] == str(wrong.id)


async def test_what_was_not_told_yet_is_never_told(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    wrong = await lines.say(conv, "退款已到账", author=Author("agent", AGENT, "林悦"))
    async with lines.work.tx(lines.tenant) as tx:
        await conversations.recall(tx, await conversations.lock(tx, conv), wrong.id, Actor("agent", AGENT, "林悦"))
    await lines.pump()
    assert receiver.calls == []


async def test_a_failed_message_that_was_taken_back_is_not_sent_again(lines: Lines, receiver: Receiver) -> None:
    receiver.always = 400
    conv = await lines.conversation()
    wrong = await lines.say(conv, "退款已到账", author=Author("agent", AGENT, "林悦"))
    await lines.pump()
    agent = Caller(lines.tenant, AGENT, "林悦", "lin@example.com", "admin", "csrf")
    await desk_recall.take_back(lines.spine, agent, conv, wrong.id)
    with pytest.raises(Conflict, match="taken back"):
        await outbound.retry(lines.spine, agent, conv, wrong.id)
