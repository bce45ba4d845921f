"""What the demo's business system begins with: the demo's customers, their orders and what is on the way, as a shop keeps
them. Days are made dates once, when its data file is made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from qingfeng.app.demo import content

STATES = {
    "pending_payment": ("待付款", "waiting for payment"),
    "paid": ("已付款，等待发货", "paid, not shipped yet"),
    "shipped": ("运输中", "on its way"),
    "delivered": ("已签收", "delivered"),
    "refunded": ("已退款", "refunded"),
    "cancelled": ("已取消", "cancelled"),
}
_STATE = {"completed": "delivered", "in_transit": "shipped", "pending": "pending_payment", "closed": "cancelled"}
_WAY = {
    "picked_up": ("快递员已揽收", "picked up by the carrier"),
    "in_transit": ("运输途中", "in transit"),
    "at_depot": ("已到达您附近的网点", "at the depot near you"),
    "out_for_delivery": ("快递员正在派送", "out for delivery"),
    "signed": ("已签收", "delivered"),
}
_DAYS_LEFT = {"picked_up": 3, "in_transit": 2, "at_depot": 1, "out_for_delivery": 0}


class Parcel(msgspec.Struct, kw_only=True):
    carrier: str
    number: str
    state: str
    said_zh: str
    said_en: str
    due: str | None
    signed_at: str | None


class ShopOrder(msgspec.Struct, kw_only=True):
    """`installed`: it was set up at the customer's home, or has to be. `paid`: yuan."""

    number: str
    customer: str
    phone: str
    status: str
    placed_on: str
    paid: float
    items: list[str]
    items_en: list[str]
    installs: bool
    installed: bool
    address: str
    parcel: Parcel | None
    returned: str | None = None
    invoice: str | None = None


class Coupon(msgspec.Struct, kw_only=True):
    phone: str
    title: str
    title_en: str
    until: str


class Keys(msgspec.Struct, kw_only=True):
    """What was answered to a request of this key: the same again is answered the same."""

    request: str
    status: int
    body: dict[str, Any]


class Books(msgspec.Struct, kw_only=True):
    """Everything the shop keeps."""

    orders: dict[str, ShopOrder] = {}
    coupons: list[Coupon] = []
    papers: dict[str, dict[str, Any]] = {}
    keys: dict[str, Keys] = {}
    counted: int = 0


def seeded(today: date) -> Books:
    """The shop as it stands today."""
    books = Books()
    products = content.products()
    for file in content.folder("customers"):
        for person in file["customers"]:
            installed = {one["sku"] for one in person.get("devices", [])}
            for order in person["orders"]:
                made = _order(person, order, products, today, installed)
                books.orders[made.number] = made
            if person["tier"] != "regular":
                books.coupons += _coupons(person, today)
    return books


def _order(
    person: dict[str, Any], order: dict[str, Any], products: dict[str, Any], today: date, installed: set[str]
) -> ShopOrder:
    skus = [one["sku"] for one in order["items"]]
    state = _STATE.get(order["status"], order["status"])
    parcel = _parcel(order.get("logistics"), today)
    if parcel is not None and parcel.state == "signed" and state == "shipped":
        state = "delivered"
    return ShopOrder(
        number=order["no"],
        customer=person["name"],
        phone=str(person["phone"]),
        status=state if state in STATES else "delivered",
        placed_on=(today - timedelta(days=order["placed_days_ago"])).isoformat(),
        paid=float(order["paid"]),
        items=[products[sku]["name"] for sku in skus],
        items_en=[products[sku]["name_en"] for sku in skus],
        installs=any(products[sku].get("install") for sku in skus),
        installed=any(sku in installed for sku in skus),
        address=person.get("address") or "",
        parcel=parcel,
    )


def _parcel(way: dict[str, Any] | None, today: date) -> Parcel | None:
    if not way:
        return None
    state = way["status"] if way["status"] in _WAY else "in_transit"
    zh, en = _WAY[state]
    left = _DAYS_LEFT.get(state)
    signed = way.get("signed_days_ago")
    return Parcel(
        carrier=way["carrier"],
        number=way["tracking"],
        state=state,
        said_zh=zh,
        said_en=en,
        due=(today + timedelta(days=left)).isoformat() if left is not None else None,
        signed_at=(today - timedelta(days=signed)).isoformat() if signed is not None else None,
    )


def _coupons(person: dict[str, Any], today: date) -> list[Coupon]:
    phone = str(person["phone"])
    found = [
        Coupon(
            phone=phone,
            title="满 2000 减 100 大家电券",
            title_en="100 off large appliances over 2,000",
            until=(today + timedelta(days=21)).isoformat(),
        )
    ]
    if person["tier"] in ("gold", "black"):
        found.append(
            Coupon(
                phone=phone,
                title="免费清洗空调一次",
                title_en="one free air conditioner cleaning",
                until=(today + timedelta(days=60)).isoformat(),
            )
        )
    return found
