"""The pinned answer as customers meet it: a quick question of the chat, the first answer of the bot, and gone afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft
from qingfeng.modules.routing import surge_house
from tests.ports.house import House, open_house

LATE = ArticleDraft(
    slug="late",
    title="暴雨致物流延迟",
    category="物流配送",
    body="顺延三天，无需申请。",
    questions=["快递为什么还没到"],
)
OTHERS = ["电子发票怎么开", "空调不制冷", "洗衣机漏水", "会员积分过期", "七天无理由退货"]
ASKED = "暴雨物流延迟多久"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def surge(house: House, what: Literal["on", "off"], *pinned: UUID) -> None:
    async with house.work.tx(house.tenant) as tx:
        await surge_house.hold(tx, house.agent.actor, what, 30)
        if pinned:
            await surge_house.pin(tx, house.agent.actor, list(pinned))


async def put(house: House, draft: ArticleDraft) -> UUID:
    async with house.work.tx(house.tenant) as tx:
        return (await knowledge.put_article(tx, draft)).id


async def test_it_is_a_quick_question_and_an_answer_while_it_is_on(house: House) -> None:
    for n, title in enumerate(OTHERS):  # how rare a word is cannot be told by one article
        await put(house, replace(LATE, slug=f"other-{n}", title=title, category="其他", body=title, questions=[]))
    late = await put(house, LATE)
    channel = await house.channel("webchat")
    visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())

    async def quick() -> Any:
        return (await house.door.config(channel))["quick_questions"]

    async def ask(words: str) -> tuple[list[UUID], list[str]]:
        sent = await house.chat.send(channel, visitor, s.MessageIn(client_id=uuid4().hex, text=words))
        await house.pump()
        said = [m for m in await house.thread(sent.conversation_id) if m.author.kind == "bot"][-1]
        return [one.id for one in said.sources], said.suggestions

    before = await quick()
    assert LATE.title not in (await ask("你好"))[1]
    await surge(house, "on", late)
    frames: list[Any] = []
    customer = await house.door.customer(channel, visitor.sender)
    assert customer is not None
    house.feeds.open(house.tenant, customer, frames.append)
    assert (await quick()).zh == [LATE.title, *before.zh]
    assert (await quick()).en == before.en  # there is none in English
    assert LATE.title in (await ask("你好"))[1]
    assert (await ask(ASKED))[0] == [late]
    await surge(house, "off")
    assert frames.count({"t": "config"}) == 1  # open chats ask anew what they offer
    assert await quick() == before
    assert LATE.title not in (await ask("您好"))[1]


async def test_an_article_that_is_hidden_meanwhile_is_offered_no_more(house: House) -> None:
    late = await put(house, LATE)
    channel = await house.channel("webchat")
    await surge(house, "on", late)
    async with house.work.tx(house.tenant) as tx:
        await knowledge.publish(tx, late, False)
    assert LATE.title not in (await house.door.config(channel))["quick_questions"].zh  # type: ignore[attr-defined]
