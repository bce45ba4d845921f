"""The words of the demo traffic: dialogues, what agents say by intent, phrases; and who plays which dialogue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal
from uuid import UUID

import msgspec

from qingfeng.app.demo import content
from qingfeng.app.demo.life import Chance

REMEMBERED = 1000
Language = Literal["zh", "en"]
_VARIABLE = re.compile(r"\{\{\s*([a-z_.]+)\s*\}\}")
_THANKS = re.compile(r"谢谢|多谢|没(别的)?事了|好了|再见|拜拜|thank|bye", re.IGNORECASE)


class Line(msgspec.Struct, frozen=True):
    """Something a customer sends: words, or a picture (`image`: what it shows) with or without words."""

    text: str = ""
    image: str | None = None


class Persona(msgspec.Struct, frozen=True):
    mood: str
    typing_cpm: int
    tier: str
    patience_seconds: float


class Outcome(msgspec.Struct, frozen=True):
    result: str
    satisfaction: int


class Dialogue(msgspec.Struct, frozen=True, kw_only=True):
    """One customer's part, and what an agent would answer."""

    id: str
    title: str
    intent: str
    queue: str
    language: Language
    persona: Persona
    wants_human: bool
    escalates: bool
    outcome: Outcome
    opening: list[Line | str]
    to_bot: list[Line | str]
    to_human: list[Line | str]
    closing: list[Line | str]
    agent: list[str]

    @property
    def locale(self) -> str:
        return "en" if self.language == "en" else "zh-CN"


class Break(msgspec.Struct, frozen=True):
    reason: str
    weight: int
    seconds: tuple[float, float]


class Member(msgspec.Struct, frozen=True):
    """A customer whom the demo knows: `id` is the shop's own name for them."""

    id: str
    language: Language
    tier: str
    phone: str


class Intent(msgspec.Struct, frozen=True):
    code: str
    opening: list[str]
    middle: list[str]
    closing: list[str]


class Phrases(msgspec.Struct, frozen=True):
    """Words outside the dialogues: `customer` and `agent` by kind and language."""

    customer: dict[str, dict[Language, list[str]]]
    agent: dict[str, dict[Language, list[str]]]
    pictures: dict[str, list[str]]
    notes: list[str]
    transfer_notes: list[str]
    intents: dict[str, str]
    reasons: dict[str, str]
    breaks: list[Break]


def line(said: Line | str) -> Line:
    return Line(said) if isinstance(said, str) else said


@cache
def dialogues() -> list[Dialogue]:
    found = [d for file in content.folder("dialogues") for d in file.get("dialogues", [])]
    return msgspec.convert(found, list[Dialogue])


@cache
def intents() -> dict[str, Intent]:
    found = [i for file in content.folder("dialogues") for i in file.get("intents", [])]
    return {i["code"]: msgspec.convert(i, Intent) for i in found}


@cache
def members() -> list[Member]:
    return msgspec.convert([c for file in content.folder("customers") for c in file["customers"]], list[Member])


@cache
def phrases() -> Phrases:
    return msgspec.convert(content.traffic(), Phrases)


def says_goodbye(text: str, dialogue: Dialogue | None) -> bool:
    """Whether a customer means that they are done: by their dialogue's last words, else by how people put it."""
    if dialogue is not None:
        return any(line(last).text == text for last in dialogue.closing)
    return len(text) <= 20 and bool(_THANKS.search(text))


def fill(text: str, values: Mapping[str, str]) -> str | None:
    """A line with its variables filled in; None when one of them is not known."""
    names = _VARIABLE.findall(text)
    if any(not values.get(name) for name in names):
        return None
    return _VARIABLE.sub(lambda m: values[m[1]], text)


def filled(lines: Sequence[str], values: Mapping[str, str], chance: Chance, said: set[str]) -> str | None:
    """One of the lines that can be said in full and was not said yet; None when there is none."""
    able = [text for text in (fill(one, values) for one in lines) if text is not None and text not in said]
    return chance.choice(able) if able else None


def known(panel: Mapping[str, Any], agent: str, language: Language) -> dict[str, str]:
    """What an agent reads off the customer's panel while writing."""
    orders = panel.get("orders") or []
    devices = panel.get("devices") or []
    name, title = str(panel["name"]), str(panel.get("title") or "")
    values = {"agent.name": agent, "brand.name": content.brand()["tenant"]["name"]}
    if title and language == "zh":
        values["customer.title"] = name[:1] + title if not name.isascii() else f"{name} {title}"
    if orders:
        order = orders[0]
        way = order.get("shipment") or {}
        values |= {"order.no": order["no"], "order.amount": order["amount"], "order.carrier": way.get("company") or ""}
        values |= {"order.item": order["items"][0]["name"] if order["items"] else ""}
        values |= {"order.tracking": way.get("no") or ""}
    if devices:
        values |= {"device.name": devices[0]["name"], "device.serial": devices[0]["serial"]}
    return values


class Board:
    """Which dialogue is played in which conversation, so that customer and agent play the same one."""

    def __init__(self) -> None:
        self._played: dict[UUID, Dialogue] = {}
        self._members: set[str] = set()
        self.moved: set[UUID] = set()
        """Conversations that were passed on once: no second time."""

    def play(self, conversation: UUID, dialogue: Dialogue) -> None:
        """Remembered after the customer has gone too: the agent may still write up."""
        self._played[conversation] = dialogue
        if len(self._played) > REMEMBERED:
            self.moved.discard(oldest := next(iter(self._played)))
            del self._played[oldest]

    def of(self, conversation: UUID) -> Dialogue | None:
        """None for a conversation with somebody real."""
        return self._played.get(conversation)

    def gone(self, member: Member) -> None:
        """May come back with another matter."""
        self._members.discard(member.id)

    def cast(self, dialogue: Dialogue, chance: Chance) -> Member | None:
        """One of the known customers who is not here now and fits; None when all are."""
        free = [m for m in members() if m.language == dialogue.language and m.id not in self._members]
        fitting = [m for m in free if m.tier == dialogue.persona.tier] or free
        if not fitting:
            return None
        member = chance.choice(fitting)
        self._members.add(member.id)
        return member
