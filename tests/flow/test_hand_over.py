"""What a person who takes over is told: where the customer was, what they want, what the bot has tried."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.modules.conversations import public as conversations
from tests.ports.house import House, open_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def test_the_button_takes_along_what_was_said_and_tried(house: House) -> None:
    channel = await house.channel("webchat")
    visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
    page = s.Page(url="https://shop.example/x3", title="鲜序 X3 冰箱", referrer="https://search.example/")
    words = ["X3 冰箱的量子涨落怎么调", "订单 ZX2608139532 的发票"]
    for n, text in enumerate(words):
        await house.chat.send(channel, visitor, s.MessageIn(client_id=f"message-{n}", text=text, page=page))
        if n == 0:
            await house.pump()
    view = await house.door.human(channel, visitor.sender)
    assert view.phase == "queued"
    async with house.db.reading(house.tenant) as conn:
        conv = await conversations.get(conn, view.id)
    assert conv is not None
    assert conv.context["page"] == {"url": page.url, "title": page.title, "referrer": page.referrer}
    assert conv.handover is not None
    assert conv.handover.reason == "requested"
    assert words[1] in conv.handover.need
    assert "ZX2608139532" in conv.handover.summary
    assert [t.question for t in conv.handover.tried][:1] == words[:1]


async def test_who_presses_the_button_first_is_not_asked_why(house: House) -> None:
    channel = await house.channel("webchat")
    visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
    view = await house.door.human(channel, visitor.sender)
    assert view.phase == "queued"
    said = [m.author.kind for m in await house.thread(view.id)]
    assert "bot" not in said


async def test_a_strange_page_keeps_no_message_away(house: House) -> None:
    channel = await house.channel("webchat")
    visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
    page = s.Page(url="https://shop.example/\x00", title="\x00冰箱 🧊")
    sent = await house.chat.send(channel, visitor, s.MessageIn(client_id="message-1", text="你好", page=page))
    async with house.db.reading(house.tenant) as conn:
        conv = await conversations.get(conn, sent.conversation_id)
    assert conv is not None
    assert conv.context["page"] == {"url": "https://shop.example/", "title": "冰箱 🧊", "referrer": ""}
