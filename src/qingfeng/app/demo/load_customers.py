"""Customers of the demo tenant with their orders, devices and past conversations.

The past is made by the same verbs as the present, on a clock that stands where it happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from qingfeng.app.demo import content
from qingfeng.app.demo.content import TENANT, WEBCHAT_KEY
from qingfeng.app.wiring import House
from qingfeng.contracts.base import Envelope, Event
from qingfeng.contracts.messages import Author, RowAgent
from qingfeng.kernel.clock import ManualClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Step, Tx, Work
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation, Draft
from qingfeng.modules.customers import public as customers
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

ZONE = ZoneInfo("Asia/Shanghai")
LINE_SECONDS = 40
STATES = {"signed": "delivered", "at_depot": "in_transit", "pending_payment": "pending"}
"""The brand's own words for states, as the house calls them."""
ARRIVES = {"out_for_delivery": 1, "at_depot": 2, "in_transit": 3}
"""In so many days."""
Item = dict[str, Any]


class _Nobody:
    """What is long past is shown to no screen."""

    def committed(self, tenant: UUID, envelopes: Sequence[Envelope], steps: Sequence[Step]) -> None:
        return


def _no_steps(_: Event, __: datetime) -> Sequence[Step]:
    return ()


async def load_customers(made: House) -> None:
    """All customers of the files, once."""
    now = made.clock.now()
    clock = ManualClock(now)
    past = Work(Database(made.db.app, made.db.system, clock, TimeOrderedIds(clock)), _no_steps, _Nobody())
    for file in content.folder("customers"):
        for item in file["customers"]:
            clock.advance((now - clock.now()).total_seconds())
            async with past.tx(TENANT) as tx:
                customer = await _customer(tx, item, now)
            for talk in item.get("conversations", []):
                begin = _at(now, talk["days_ago"], talk["at"])
                clock.advance((begin - clock.now()).total_seconds())
                async with past.tx(TENANT) as tx:
                    await _conversation(tx, clock, customer, talk)


def _at(now: datetime, days: int, clock: str) -> datetime:
    day = (now.astimezone(ZONE) - timedelta(days=days)).date()
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


async def _customer(tx: Tx, item: Item, now: datetime) -> customers.Customer:
    customer = customers.Customer(
        id=content.id_of("customer", item["id"]),
        name=item["name"],
        title=item["title"],
        tier=item["tier"],
        city=item["city"],
        locale="en" if item["language"] == "en" else "zh-CN",
        tags=[*item["tags"], *_adviser(item)],
        note=item["note"],
        merged_into=None,
        version=1,
    )
    await customers.put(tx, customer, extra_words=" ".join(o["no"] for o in item["orders"]))
    for kind, value in (("phone", item["phone"]), ("email", item["email"]), ("external", item["id"])):
        spelled = customers.normal(kind, value)
        if spelled:
            await customers.put_identity(tx, customer.id, customers.Identity(kind, spelled, True))  # type: ignore[arg-type]
    for order in item["orders"]:
        await customers.put_order(tx, customer.id, _order(order, now))
    for device in item.get("devices", []):
        await customers.put_device(tx, customer.id, _device(device, now.astimezone(ZONE).date()))
    return customer


def _adviser(item: Item) -> list[str]:
    """Who looks after a customer of the highest tier."""
    names = [p["name"] for p in content.people() if p["id"] == item.get("dedicated_agent")]
    return [f"专属顾问 {name}" for name in names]


def _order(order: Item, now: datetime) -> customers.Order:
    products = content.products()
    way = order.get("logistics")
    shipment = None
    if way:
        state = way["status"]
        shipment = customers.Shipment(way["carrier"], way["tracking"], STATES.get(state, state), _eta(state, now))
    return customers.Order(
        no=order["no"],
        at=now - timedelta(days=order["placed_days_ago"], hours=3),
        status=str(STATES.get(order["status"], order["status"])),
        amount_fen=round(order["paid"] * 100),
        items=[customers.OrderItem(products[i["sku"]]["name"], i["qty"], f"{i['price']:.2f}") for i in order["items"]],
        shipment=shipment,
    )


def _eta(state: str, now: datetime) -> str | None:
    """When what is under way arrives; nothing for what is there."""
    days = ARRIVES.get(state)
    if days is None:
        return None
    return datetime.combine(now.astimezone(ZONE).date() + timedelta(days=days), time(16), ZONE).isoformat()


def _device(device: Item, today: date) -> customers.Device:
    product = content.products()[device["sku"]]
    installed = today - timedelta(days=device["installed_days_ago"])
    return customers.Device(
        serial=device["serial"],
        model=product["model"],
        name=product["name"],
        installed_on=installed,
        warranty_until=installed + timedelta(days=round(device["warranty_months"] * 30.44)),
    )


async def _conversation(tx: Tx, clock: ManualClock, customer: customers.Customer, talk: Item) -> None:
    """One talk of the past, from its first line to its survey."""
    agent = await _agent(tx, talk.get("agent"))
    place = await routing.place(tx.conn, talk.get("queue"), tier=customer.tier, urgent=False)
    conv = await conversations.open_(
        tx,
        conversations.RowCustomer(customer.id, customer.name, customer.tier),
        channel_id=content.id_of("channel", WEBCHAT_KEY),
        channel_kind=talk["channel"],
        locale=customer.locale,
    )
    for line in talk["messages"]:
        who, text = next(iter(line.items()))
        if who == "agent" and agent is not None and conv.phase == "bot":
            await _to_agent(tx, conv, place, agent)
        clock.advance(LINE_SECONDS)
        tx.now = clock.now()
        await conversations.append(tx, conv, Draft(author=_author(who, customer, agent), kind="text", text=text))
    conv.subject = talk.get("summary") or conv.subject
    conv.customer_read_seq = conv.delivered_seq = conv.agent_read_seq = conv.last_seq
    conv.unread = 0
    await conversations.close(tx, conv, reason=talk.get("close_reason") or "resolved", codes=_codes(talk))
    if talk.get("satisfaction"):
        await conversations.answer_survey(tx, conv, talk["satisfaction"], [], talk.get("comment") or "")


async def _to_agent(tx: Tx, conv: Conversation, place: routing.Place, agent: RowAgent) -> None:
    await conversations.queue(
        tx,
        conv,
        conversations.Lane(
            queue_id=place.queue_id,
            target_seconds=place.target_seconds,
            priority=place.priority,
            fast=place.fast,
            green=place.green,
        ),
        reason="requested",
    )
    await conversations.assign(tx, conv, agent=agent, how="accepted")


def _codes(talk: Item) -> list[str]:
    return [talk["wrap_up"]] if talk.get("wrap_up") else []


def _author(who: str, customer: customers.Customer, agent: RowAgent | None) -> Author:
    if who == "customer":
        return Author("customer", customer.id, customer.name)
    if who == "agent" and agent is not None:
        return Author("agent", agent.id, agent.name)
    return Author("bot", None, content.brand()["assistant"]["name"])


async def _agent(tx: Tx, id_: str | None) -> RowAgent | None:
    if id_ is None:
        return None
    name = next(p["name"] for p in content.people() if p["id"] == id_)
    found = next((a for a in await people.roster(tx.conn) if a.name == name), None)
    return RowAgent(found.id, found.name) if found else None
