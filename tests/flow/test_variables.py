"""Templates are filled from the record, in words, and say what is missing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
import yaml

from qingfeng.contracts.base import SYSTEM
from qingfeng.contracts.messages import Author, RowCustomer
from qingfeng.flow import panel
from qingfeng.flow.spine import Settings, Spine, Words
from qingfeng.flow.variables import variables
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.live import LiveHub
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import FileLinks
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation, Draft
from qingfeng.modules.customers import public as customers
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from tests.demo.test_content import DATA
from tests.support.world import World, open_world

NAMES = {v["name"] for v in yaml.safe_load((DATA / "variables.yaml").read_text("utf-8"))["variables"]}
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        async with made.work.tx(made.tenant) as tx:
            weekly = {day: [("09:00", "21:00")] for day in WEEK}
            await channels.put_hours(tx, "default", channels.Hours(tz="Asia/Shanghai", weekly=weekly))
        yield made


async def told(world: World, conv: Conversation, caller: Caller, locale: str) -> dict[str, str]:
    live = LiveHub(Bus("nats://127.0.0.1:1", "test", world.db.clock), world.db, "test")
    spine = Spine(world.work, live, FileLinks(b"k" * 32, world.db.clock))
    async with world.db.reading(world.tenant) as conn:
        out = await panel.panel(conn, conv.customer_id)
        return await variables(spine, conn, caller, conv, out, locale)


async def desk(world: World, tx: Tx) -> Caller:
    team = await people.put_team(tx, "order", "订单售后组", "Orders & Returns")
    user = await access.put_user(
        tx, email=f"{tx.new_id().hex}@example.com", name="周敏", role="agent", password_hash=None
    )
    await people.put_agent(tx, user, name="周敏", team=team, capacity=5, levels={})
    return Caller(world.tenant, user, "周敏", "zhou.min@example.com", "agent", "")


async def known_customer(tx: Tx, **order: Any) -> customers.Customer:
    visitor = str(tx.new_id())
    claims = customers.Claims(kind="visitor", id=visitor, name="张文静", phone="19900000512", verified=True)
    made, _ = await customers.identify(tx, claims)
    made = await customers.change(tx, made.id, {"title": "女士", "tier": "gold", "city": "杭州"}, by=SYSTEM)
    arrives = (tx.now.astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(days=2)).date().isoformat()
    fields: dict[str, Any] = {
        "no": f"ZX{tx.new_id().int % 10**10:010d}",
        "at": tx.now,
        "status": "shipped",
        "amount_fen": 289900,
        "items": [customers.OrderItem("晴川 A3 1.5 匹", 1, "2899.00")],
        "shipment": customers.Shipment("青鸾快运", "QN510038274416", "in_transit", arrives),
        **order,
    }
    await customers.put_order(tx, made.id, customers.Order(**fields))
    device = customers.Device(
        serial=f"WMR7-{tx.new_id().hex[-8:]}",
        model="XQG100",
        name="柔屿 R7 滚筒洗衣机",
        installed_on=date(2026, 5, 3),
        warranty_until=date(2029, 5, 3),
    )
    await customers.put_device(tx, made.id, device)
    return made


async def opened(world: World, tx: Tx, customer: customers.Customer, text: str = "我的空调到哪了") -> Conversation:
    row = RowCustomer(customer.id, customer.name, customer.tier)
    conv = await conversations.open_(tx, row, channel_id=world.channel, channel_kind="webchat", locale="zh-CN")
    await conversations.append(
        tx, conv, Draft(author=Author("customer", customer.id, customer.name), kind="text", text=text)
    )
    return conv


async def test_the_record_is_told_in_words(world: World) -> None:
    async with world.work.tx(world.tenant) as tx:
        caller = await desk(world, tx)
        customer = await known_customer(tx)
        conv = await opened(world, tx, customer)
        settings = Settings(
            words={
                "brand.hotline": Words("400-400-1990", "400-400-1990"),
                "brand.name": Words("知夏电器", "Zhixia Home"),
            },
            supervisors={"order": "吴国栋"},
        )
        await access.change_settings(tx, msgspec.to_builtins(settings))
    zh = await told(world, conv, caller, "zh-CN")
    en = await told(world, conv, caller, "en")
    both = {name: (zh[name], en[name]) for name in zh}
    serial, no = zh["device.serial"], zh["order.no"]
    assert both == {
        "conversation.id": (str(conv.id)[-8:],) * 2,
        "customer.name": ("张文静", "Zhang Wenjing"),
        "customer.title": ("张女士", "Ms. Zhang"),
        "customer.tier": ("金卡会员", "Gold member"),
        "customer.city": ("杭州", "Hangzhou"),
        "customer.phone": ("199****0512",) * 2,
        "customer.phone_tail": ("0512",) * 2,
        "agent.name": ("周敏", "Zhou Min"),
        "agent.team": ("订单售后组", "Orders & Returns"),
        "supervisor.name": ("吴国栋", "Wu Guodong"),
        "brand.name": ("知夏电器", "Zhixia Home"),
        "brand.hotline": ("400-400-1990",) * 2,
        "brand.hours": ("每天 09:00–21:00", "every day 09:00–21:00"),
        "order.no": (no,) * 2,
        "order.item": ("晴川 A3 1.5 匹",) * 2,
        "order.status": ("已发货", "shipped"),
        "order.amount": ("2899.00",) * 2,
        "order.carrier": ("青鸾快运",) * 2,
        "order.tracking": ("QN510038274416",) * 2,
        "order.eta": ("后天", "the day after tomorrow"),
        "device.name": ("柔屿 R7 滚筒洗衣机",) * 2,
        "device.model": ("XQG100",) * 2,
        "device.serial": (serial,) * 2,
        "device.warranty_until": ("2029 年 5 月 3 日", "3 May 2029"),
    }
    assert zh.keys() - NAMES == {"conversation.id", "customer.phone", "device.model"}


async def test_what_is_not_known_is_missing(world: World) -> None:
    async with world.work.tx(world.tenant) as tx:
        caller = await desk(world, tx)
        guest, _ = await customers.identify(tx, customers.Claims(kind="visitor", id=str(tx.new_id())))
        conv = await opened(world, tx, guest)
        body = "{{customer.title}}，订单 {{order.no}} 预计{{order.eta}}到，我是{{agent.name}}。"
        draft = knowledge.TemplateDraft(code="t-missing", category="测试", title="缺值", body=body)
        template = await knowledge.put_template(tx, draft)
    known = await told(world, conv, caller, "zh-CN")
    async with world.work.tx(world.tenant) as tx:
        text, missing = await knowledge.render(tx, template.id, known, "zh-CN")
    assert missing == ["customer.title", "order.no", "order.eta"]
    assert text == body.replace("{{agent.name}}", "周敏")


@pytest.mark.parametrize(
    ("status", "eta", "shown", "refund"),
    [
        ("shipped", "2020-01-01", None, None),
        ("shipped", "明天下午三点前", "明天下午三点前", None),
        ("refunding", None, None, "2899.00"),
    ],
)
async def test_estimates_and_refunds(
    world: World, status: str, eta: str | None, shown: str | None, refund: str | None
) -> None:
    async with world.work.tx(world.tenant) as tx:
        caller = await desk(world, tx)
        shipment = customers.Shipment("青鸾快运", "QN1", "in_transit", eta)
        conv = await opened(world, tx, await known_customer(tx, status=status, shipment=shipment))
    known = await told(world, conv, caller, "zh-CN")
    assert known.get("order.eta") == shown
    assert known.get("refund.amount") == refund


async def test_the_order_they_wrote_about(world: World) -> None:
    async with world.work.tx(world.tenant) as tx:
        caller = await desk(world, tx)
        customer = await known_customer(tx)
        older = customers.Order(
            no="ZX0000000001",
            at=tx.now - timedelta(days=90),
            status="completed",
            amount_fen=100,
            items=[],
            shipment=None,
        )
        await customers.put_order(tx, customer.id, older)
        conv = await opened(world, tx, customer, "ZX0000000001 这单的发票呢")
    known = await told(world, conv, caller, "zh-CN")
    assert (known["order.no"], known["order.status"]) == ("ZX0000000001", "已完成")


async def test_one_who_waits_has_a_place(world: World) -> None:
    async with world.work.tx(world.tenant) as tx:
        caller = await desk(world, tx)
        draft = routing.QueueDraft(
            code="order", name_zh="订单", name_en="Orders", kind="normal", policy=routing.Policy()
        )
        queue = await routing.put_queue(tx, draft)
        lane = conversations.Lane(queue_id=queue, target_seconds=30, priority=0, fast=False, green=False)
        for _ in range(2):
            conv = await opened(world, tx, await known_customer(tx))
            await conversations.queue(tx, conv, lane, reason="requested")
            tx.now += timedelta(seconds=1)
    known = await told(world, conv, caller, "zh-CN")
    assert known["queue.position"] == "1"
    assert "queue.wait" not in known, "nobody has waited yet: no number is made up"
