"""A customer, what is known of them, and how it is shown. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec
import phonenumbers

from qingfeng.contracts.messages import Tier

Kind = Literal["phone", "email", "visitor", "openid", "order", "device", "external"]
KINDS: tuple[Kind, ...] = get_args(Kind)
HINTS: tuple[Kind, ...] = ("phone", "email")
"""What people type about themselves: unverified, such an identity is shown to agents and names nobody."""


class Identity(msgspec.Struct, frozen=True):
    kind: Kind
    value: str
    verified: bool


class Known(msgspec.Struct, frozen=True):
    """An identity or a hint by its own name: two numbers may look alike behind their masks."""

    id: UUID
    kind: Kind
    value: str
    verified: bool


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    title: str
    tier: Tier
    city: str | None
    locale: str
    tags: list[str]
    note: str
    merged_into: UUID | None
    version: int
    dedicated_agent_id: UUID | None = None
    """Whom they meet first while there is room; nobody when none, or when that agent is gone."""


class OrderItem(msgspec.Struct, frozen=True):
    name: str
    qty: int
    price: str


class Shipment(msgspec.Struct, frozen=True):
    company: str
    no: str
    status: str
    eta: str | None = None


class Order(msgspec.Struct, frozen=True, kw_only=True):
    no: str
    at: datetime
    status: str
    amount_fen: int
    items: list[OrderItem]
    shipment: Shipment | None


class Device(msgspec.Struct, frozen=True, kw_only=True):
    serial: str
    model: str
    name: str
    installed_on: date | None
    warranty_until: date | None


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    into_id: UUID
    from_id: UUID
    from_name: str
    moved: dict[str, Any]
    by: str
    at: datetime
    undone: bool


_CHINESE = re.compile(r"1[1-9]\d{9}|10\d{8}|[2-9]\d{8,10}")
"""A mobile has eleven digits; whatever else has its area code: seven or eight digits of one town name nobody."""
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s]{2,30}")
_NARROW: dict[int, int] = {**{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}, ord("。"): ord(".")}


def normal(kind: str, value: str, *, region: str = "CN") -> str | None:
    """The one spelling of an identity: phones as E.164, addresses in lower case. None when it is not one.

    Full-width letters and digits, which a Chinese keyboard leaves behind, are read as what was meant.
    """
    value = value.strip()
    if "\x00" in value:
        return None
    if kind == "phone":
        try:
            number = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_possible_number(number):
            return None
        if number.country_code == 86 and not _CHINESE.fullmatch(str(number.national_number)):
            return None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if kind == "email":
        value = value.translate(_NARROW).lower()
        return value if value.isprintable() and _ADDRESS.fullmatch(value) else None
    return value if 0 < len(value) <= 200 else None  # never cut: two that begin alike are two


def masked(kind: str, value: str) -> str:
    """What a screen shows of an identity until somebody with the right asks for more (which is audited)."""
    if kind == "phone":
        local = value.removeprefix("+86")
        return f"{local[:3]}****{local[-4:]}" if len(local) > 7 else "****"
    if kind == "email":
        name, _, domain = value.partition("@")
        return f"{name[:1]}***@{domain}"
    return value if len(value) <= 8 else f"{value[:4]}…{value[-4:]}"


def guest_name(customer: UUID, locale: str) -> str:
    number = f"{customer.int % 10000:04d}"
    return f"访客 {number}" if locale.startswith("zh") else f"Visitor {number}"
