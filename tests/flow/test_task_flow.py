"""Task flows in real conversations, asking a business system over real HTTP: answered, confirmed, broken off, taken up again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.app.demo.business_web import BusinessWeb, Faults
from qingfeng.contracts.bot import BotState
from qingfeng.contracts.messages import Message
from qingfeng.flow import task_flow
from qingfeng.flow.turn import turn
from qingfeng.kernel.timers import Job
from qingfeng.modules.bot import public as bot
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from tests.ports.house import House, open_house
from tests.support.shop import TODAY, connected, open_shop

ON_THE_WAY, TAIL = "ZX2623123190", "0512"
"""张文静's parcel of the demo's files."""


shop = open_shop


@pytest.fixture
async def house(database_url: str, shop: BusinessWeb) -> AsyncIterator[House]:
    async with open_house(database_url) as made, connected(made, shop):
        yield made


class Visitor:
    def __init__(self, house: House, channel: Any) -> None:
        self.house, self.channel = house, channel
        self.who = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
        self.conversation: UUID | None = None

    async def write(self, words: str) -> None:
        sent = await self.house.chat.send(self.channel, self.who, s.MessageIn(client_id=uuid4().hex, text=words))
        self.conversation = sent.conversation_id

    async def say(self, *lines: str) -> str:
        """Each line is answered; what the bot said last."""
        for line in lines:
            await self.write(line)
            await self.house.pump()
        return (await self.last("bot")).text

    async def last(self, kind: str) -> Message:
        assert self.conversation is not None
        return next(m for m in reversed(await self.house.thread(self.conversation)) if m.author.kind == kind)

    async def now(self) -> conversations.Conversation:
        assert self.conversation is not None
        async with self.house.db.reading(self.house.tenant) as conn:
            found = await conversations.get(conn, self.conversation)
        assert found is not None
        return found

    async def state(self) -> BotState:
        return msgspec.convert((await self.now()).bot, BotState)


async def visitor(house: House) -> Visitor:
    return Visitor(house, await house.channel("webchat"))


def summary(conv: conversations.Conversation) -> str:
    assert conv.handover is not None
    return conv.handover.summary


def signed(shop: BusinessWeb, days: int = 3) -> str:
    """An order that was delivered so many days ago and never installed."""
    order = next(
        o for o in shop._shop.books.orders.values() if o.status == "delivered" and o.parcel and not o.installed
    )
    assert order.parcel is not None
    order.parcel.signed_at = date.fromordinal(TODAY.toordinal() - days).isoformat()
    order.returned, order.invoice = None, None
    return f"{order.number} 尾号{order.phone[-4:]}"


async def test_a_parcel_is_found_for_who_proves_to_be_its_owner(house: House, shop: BusinessWeb) -> None:
    one = await visitor(house)
    assert "订单号或运单号" in await one.say("我的快递到哪了")
    assert "后四位" in await one.say(ON_THE_WAY)
    assert "没有查到" in await one.say("9999")
    said = await one.say(ON_THE_WAY, TAIL)
    assert said == "云雀速递 YQ929732849950 快递员正在派送，预计 7月1日 送达。"
    assert (await one.now()).phase == "bot"
    assert task_flow.running(await one.state()) is None
    assert shop.asked == ["find_parcel", "find_parcel"]
    async with house.db.reading(house.tenant) as conn:
        seqs = [m.seq for m in await house.thread(one.conversation) if m.author.kind == "customer"]
        replays = [await bot.replay(conn, one.conversation, seq) for seq in seqs]
        rows = await conn.fetch("SELECT operation, status, changes, answer, key FROM flows.calls ORDER BY at, id")
    assert all(one.same and one.intact for one in replays), "every decision can be made again"
    assert {tuple(row) for row in rows} == {
        ("find_parcel", 404, False, None, None),
        ("find_parcel", 200, False, None, None),
    }


async def test_who_is_known_is_answered_at_once(house: House) -> None:
    one = await visitor(house)
    await one.say("您好")
    async with house.work.tx(house.tenant) as tx:
        customer = (await one.now()).customer_id
        await customers.put_identity(tx, customer, customers.Identity("phone", "+8619900000512", True))
    assert "正在派送" in await one.say(f"查一下物流 {ON_THE_WAY}")


async def test_goods_are_returned_after_a_yes_and_a_question(house: House, shop: BusinessWeb) -> None:
    one = await visitor(house)
    assert "什么原因" in await one.say(f"我要退货，订单{signed(shop)}")
    assert (await one.last("bot")).suggestions == ["质量问题", "发错货", "不喜欢或不合适", "其他原因"]
    assert "什么原因" in await one.say("退款一般要多久到账？"), "after the answer it is asked again"
    assert "确认提交退货吗" in await one.say("坏了")
    assert shop._shop.books.papers == {}
    said = await one.say("确认")
    assert "退货单 TH2607010001 已提交" in said
    assert [p["kind"] for p in shop._shop.books.papers.values()] == ["return", "pickup"]
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch("SELECT operation, answer FROM flows.calls WHERE changes ORDER BY at, id")
    assert {tuple(row) for row in rows} == {("make_return", None), ("book_pickup", None)}, "answers are kept no longer"


async def test_policy_and_never_mind(house: House, shop: BusinessWeb) -> None:
    one = await visitor(house)
    late = signed(shop, 9)
    assert "超过可退的期限" in await one.say(f"我要退货，订单{late}", "不喜欢")
    await one.say(f"申请退货 {late}", "质量问题")
    assert "先不办" in await one.say("算了")
    assert shop._shop.books.papers == {}


@pytest.mark.parametrize("words", ["转人工", "气死我了，什么垃圾公司", "我要投诉", "有煤气味"])
async def test_people_come_first_and_know_what_was_gathered(house: House, words: str) -> None:
    one = await visitor(house)
    await one.say("我的快递到哪了", ON_THE_WAY, words)
    conv = await one.now()
    assert conv.phase == "queued"
    assert "办理中：查询物流" in summary(conv)
    assert f"订单号或运单号：{ON_THE_WAY}" in summary(conv)
    assert task_flow.running(await one.state()) is None


async def test_the_button_carries_it_too(house: House) -> None:
    one = await visitor(house)
    await one.say("我的快递到哪了", ON_THE_WAY)
    await house.door.human(one.channel, one.who.sender)
    assert f"订单号或运单号：{ON_THE_WAY}" in summary(await one.now())


async def test_the_system_is_down(house: House, shop: BusinessWeb) -> None:
    shop.faults = Faults(mode="down")
    one = await visitor(house)
    said = await one.say("我的快递到哪了", ON_THE_WAY, TAIL)
    assert "后台系统暂时没有响应" in said
    conv = await one.now()
    assert conv.phase == "queued"
    lines = summary(conv).splitlines()
    assert lines[-4:] == [
        "办理中：查询物流",
        f"订单号或运单号：{ON_THE_WAY}",
        "手机尾号：0512",
        "没办成：find_parcel (down)",
    ]


async def test_what_cannot_be_finished_is_taken_back(house: House, shop: BusinessWeb) -> None:
    shop.faults = Faults(mode="down", operation="book_pickup")
    one = await visitor(house)
    said = await one.say(f"我要退货，订单{signed(shop)}", "坏了", "确认")
    assert "退货单已撤销" in said
    assert [p["state"] for p in shop._shop.books.papers.values()] == ["dropped"]
    assert (await one.now()).phase == "queued"


async def test_an_answer_that_is_lost_is_fetched_with_the_same_key(house: House, shop: BusinessWeb) -> None:
    shop.faults = Faults(mode="lose", operation="make_return", count=1)
    one = await visitor(house)
    assert "TH2607010001 已提交" in await one.say(f"我要退货，订单{signed(shop)}", "坏了", "确认")
    assert shop.asked.count("make_return") == 2
    assert len(shop._shop.books.papers) == 2


async def test_who_waits_is_told_so(house: House, shop: BusinessWeb) -> None:
    shop.faults = Faults(mode="slow", seconds=0.3)
    one = await visitor(house)
    house.spine.patience = 0.05
    await one.say("我的快递到哪了", ON_THE_WAY, TAIL)
    said = [m.text for m in await house.thread(one.conversation) if m.author.kind == "bot"]
    assert said[-2:] == ["正在为您查询，请稍等片刻。", "云雀速递 YQ929732849950 快递员正在派送，预计 7月1日 送达。"]


class Killed(BaseException):
    pass


async def test_killed_between_the_consequence_and_its_record(house: House, shop: BusinessWeb) -> None:
    """The process dies when the system has done the work and nobody has written down its answer."""
    one = await visitor(house)
    await one.say(f"我要退货，订单{signed(shop)}", "坏了")
    await one.write("确认")
    connector = house.spine.connector
    assert connector is not None
    there = connector.there

    class Dying:
        async def call(self, *given: Any, **more: Any) -> Any:
            await there.call(*given, **more)
            raise Killed

    connector.there = Dying()
    with pytest.raises(Killed):
        await turn(house.spine, await job(house, one.conversation))
    connector.there = there
    assert [p["kind"] for p in shop._shop.books.papers.values()] == ["return"]
    assert task_flow.unfinished(await one.state()), "the state knows what was begun"
    house.clock.advance(60)  # the lease of who was at it ends
    await one.write("好了吗")  # and the customer writes on meanwhile
    await house.pump()
    assert "退货单 TH2607010001 已提交" in (await one.last("bot")).text
    assert [p["kind"] for p in shop._shop.books.papers.values()] == ["return", "pickup"], "done once"
    assert shop.asked.count("make_return") == 2


async def test_killed_for_real(house: House, shop: BusinessWeb, database_url: str) -> None:
    """A process of its own takes the turn and is killed while the system, which has done its work, is about to answer."""
    one = await visitor(house)
    await one.say(f"我要退货，订单{signed(shop)}", "坏了")
    await one.write("确认")
    shop.faults = Faults(mode="late", seconds=30, operation="make_return")
    given = [database_url, str(house.tenant), str(one.conversation)]
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.flow.task_flow_process", *given)
    try:
        async with asyncio.timeout(60):
            while not shop._shop.books.papers:
                assert child.returncode is None, "it ended before it was killed"
                await asyncio.sleep(0.02)
    finally:
        child.kill()
        await child.wait()
    assert [p["kind"] for p in shop._shop.books.papers.values()] == ["return"]
    assert task_flow.unfinished(await one.state())
    shop.faults = Faults()
    house.clock.advance(60)
    await house.pump()
    assert "退货单 TH2607010001 已提交" in (await one.last("bot")).text
    assert [p["kind"] for p in shop._shop.books.papers.values()] == ["return", "pickup"], "done once"


async def test_who_wrote_on_before_the_consequence_has_not_agreed_to_it_yet(house: House, shop: BusinessWeb) -> None:
    one = await visitor(house)
    await one.say(f"我要退货，订单{signed(shop)}", "坏了")
    await one.write("确认")
    connector = house.spine.connector
    assert connector is not None
    there = connector.there
    begun = await job(house, one.conversation)
    await one.write("等等，算了")
    await turn(house.spine, begun)  # it has read both
    assert shop._shop.books.papers == {}
    assert connector.there is there


async def job(house: House, conversation: UUID) -> Job:
    rows = await house.db.system.fetch(
        "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers"
        " WHERE kind = 'turn' AND key = $1",
        str(conversation),
    )
    return Job(*rows[0])


async def test_what_words_are_about_begins_a_flow_where_no_phrase_does(house: House) -> None:
    asked: list[str] = []

    async def about(tenant: UUID, words: str) -> str | None:
        assert tenant == house.tenant
        asked.append(words)
        return "track_a_parcel" if "位置" in words else None

    house.spine.intent_of = about
    one = await visitor(house)
    assert "订单号或运单号" in await one.say("我买的烤箱现在在什么位置")
    assert "后四位" in await one.say(ON_THE_WAY)  # a flow that runs is not asked over again
    assert asked == ["我买的烤箱现在在什么位置"]
    other = await visitor(house)
    await other.say("你们老板多大年纪")
    assert asked[1:] == ["你们老板多大年纪"]
    assert task_flow.running(await other.state()) is None
    third = await visitor(house)
    assert "订单号或运单号" in await third.say("我的快递到哪了")  # by its phrase, without asking
    assert len(asked) == 2
