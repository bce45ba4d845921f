"""Every sentence that the house says to a customer in its own name can be chosen: with all of them marked, a customer who
meets everything a conversation can bring sees nothing that is not."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

import qingfeng
from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.contracts.messages import Message
from qingfeng.flow import call_back, desk, floor_join, texts
from qingfeng.flow.texts import SLOTS
from qingfeng.modules.channels import public as channels
from qingfeng.modules.routing import public as routing
from qingfeng.ports.channel import CallBackChoice, Contact, Inbound
from tests.flow.test_floor_join import hire
from tests.ports.house import House, open_house

MARK = "◆"
_LINE = re.compile(r'system_line\(\s*tx,\s*conv,\s*"(\w+)",\s*public=(True|not )')


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        marked = {
            slot.key: channels.Wording(
                *([f"{MARK}{slot.key} " + " ".join(f"{{{{{name}}}}}" for name in slot.variables)] for _ in ("zh", "en"))
            )
            for slot in SLOTS
        }
        async with made.work.tx(made.tenant) as tx:
            change = channels.Change(by=made.agent.actor, version=0)
            await channels.save_texts(tx, channels.HOUSE, marked, change, SLOTS)
            await routing.put_queue(
                tx, routing.QueueDraft(code="other", name_zh="售后", name_en="After-sales", policy=routing.Policy())
            )
        yield made


class Walk:
    """One customer, and all that they see."""

    def __init__(self, house: House, channel: Any, locale: str) -> None:
        self.house, self.channel, self.locale = house, channel, locale
        self.visitor = house.chat.visitors.admit(channel, None, None, locale, house.clock.now())

    async def write(self, text: str) -> UUID:
        sent = await self.house.chat.send(self.channel, self.visitor, s.MessageIn(client_id=uuid4().hex, text=text))
        await self.house.pump()
        return sent.conversation_id

    async def seen(self, conversation: UUID) -> list[Message]:
        """As a platform without words of its own is told."""
        found, _ = await self.house.door.messages(self.channel, self.visitor.sender, conversation, limit=100)
        async with self.house.db.reading(self.house.tenant) as conn:
            return await texts.worded(conn, self.channel.id, found, self.locale)


async def everything(walk: Walk) -> list[Message]:
    house, spine = walk.house, walk.house.spine
    boss, colleague = await hire(house, "吴国栋", "supervisor"), await hire(house, "高洁", "agent")
    async with house.db.reading(house.tenant) as conn:
        other = next(queue.id for queue in await routing.queues(conn) if queue.code == "other")
    id_ = await walk.write("你好" if walk.locale == "zh-CN" else "hello")
    await house.door.human(walk.channel, walk.visitor.sender)
    await house.take(id_)
    await floor_join.join(spine, boss, id_)
    await floor_join.leave(spine, boss, id_)
    await desk.transfer(spine, house.agent, id_, queue_id=None, agent_id=colleague.user_id, note="请接着跟")
    await desk.transfer(spine, colleague, id_, queue_id=other, agent_id=None, note="请接着跟")
    await house.take(id_)
    await desk.hand_back(spine, house.agent, id_, "请客户给五星")
    await house.pump()
    await walk.write("谢谢" if walk.locale == "zh-CN" else "thank you")
    inbound = Inbound(external_id=uuid4().hex, sender=walk.visitor.sender, kind="text", text="请回电")
    await house.door.leave(walk.channel, inbound, Contact(phone="13800001111"))
    await house.take(id_)
    await house.close(id_)
    return [*await walk.seen(id_), *await walk.seen(await called_back(walk))]


async def called_back(walk: Walk) -> UUID:
    """Would rather be called than wait, would rather wait, would rather be called, and is not reached."""
    house, choice = walk.house, CallBackChoice(way="chat")
    async with house.work.tx(house.tenant) as tx:
        policy = routing.Policy(callback_minutes=1, callback_tries=1)
        await routing.put_queue(tx, routing.QueueDraft(code="main", name_zh="客服", name_en="Service", policy=policy))
    id_ = (await house.door.human(walk.channel, walk.visitor.sender)).id
    house.clock.advance(300)
    await house.door.call_back(walk.channel, walk.visitor.sender, choice)
    await house.door.wait_again(walk.channel, walk.visitor.sender)
    [soonest, *_] = (await house.door.callback_form(walk.channel, walk.visitor.sender)).windows
    timed = CallBackChoice(way="phone", phone="13800138000", starts_at=soonest.starts_at)
    await house.door.call_back(walk.channel, walk.visitor.sender, timed)
    await house.take(id_)
    await call_back.outcome(house.spine, house.agent, id_, "not_reached")
    return id_


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_a_customer_who_meets_everything_sees_nothing_that_cannot_be_chosen(house: House, locale: str) -> None:
    walk = Walk(house, await house.channel("webchat"), locale)
    seen = await everything(walk)
    said = [message for message in seen if message.author.kind in ("system", "bot")]
    assert [message.text for message in said if MARK not in message.text] == []
    assert [message.text for message in said if "{{" in message.text] == [], "every variable is filled in"
    met = {message.system.code for message in said if message.system}
    code = "\n".join(path.read_text() for path in (Path(qingfeng.__file__).parent).rglob("*.py"))
    shown = {name for name, _ in _LINE.findall(code)}
    assert shown >= {"closed", "queued", "agent_joined"}
    assert shown <= met, "a line that customers see is not walked through here"
    kept, timed = [m.text for m in said if m.system and m.system.code in ("callback_kept", "callback_window")]
    assert re.search(r"callback_kept_chat \S+.* \d\d:\d\d\b", kept)
    assert re.search(r"callback_window_phone .*\d\d:\d\d–\d\d:\d\d", timed)
    queue = next(m for m in said if m.system and m.system.params.get("queue"))
    assert ("售后" if locale == "zh-CN" else "After-sales") in queue.text
    config = await house.door.config(walk.channel)
    chat = config["texts"]
    assert isinstance(chat, dict)
    assert [key for key, both in chat.items() if MARK not in both.zh or MARK not in both.en] == []


async def test_the_bot_knows_its_own_words_again(house: House) -> None:
    walk = Walk(house, await house.channel("webchat"), "zh-CN")
    id_ = await walk.write("量子涨落怎么调")
    bot = [m.text for m in await walk.seen(id_) if m.author.kind == "bot"]
    assert bot[-1].startswith(f"{MARK}bot_unknown_bare"), bot
    await walk.write("太气人了！你们就是骗子，垃圾公司！")
    bot = [m.text for m in await walk.seen(id_) if m.author.kind == "bot"]
    assert bot[-1].startswith(f"{MARK}bot_human_angry"), bot


async def test_a_platform_is_told_lines_in_words_of_its_channel(house: House) -> None:
    walk = Walk(house, await house.channel("open"), "zh-CN")
    own = {"agent_joined": channels.Wording(["{{agent.name}} 为您服务 ({{brand.name}})"])}
    async with house.work.tx(house.tenant) as tx:
        change = channels.Change(by=house.agent.actor, version=0)
        await channels.save_texts(tx, str(walk.channel.id), own, change, SLOTS)
    inbound = Inbound(external_id="one", sender=walk.visitor.sender, kind="text", text="在吗")
    id_ = (await house.door.receive(walk.channel, inbound)).conversation_id
    await house.take(id_)
    page, _ = await house.door.messages(walk.channel, walk.visitor.sender, id_, limit=100)
    assert page[-1].system is not None, "the code stays, for platforms with words of their own"
    assert page[-1].text == "林悦 为您服务 (清风)"
