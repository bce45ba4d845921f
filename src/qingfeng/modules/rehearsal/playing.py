"""A dialogue is played: the customer writes, the bot answers, until one of them has nothing more to say."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from qingfeng.modules.rehearsal.customer import Customer
from qingfeng.modules.rehearsal.model import Answered, Dialogue, Exchange, Person, Played
from qingfeng.modules.rehearsal.scoring import met

ASKS_BACK = frozenset({"which", "unsure", "once_more"})
"""Reasons of an answer that offers others to tap."""
NOBODY = Person(name="-")


class Talk(Protocol):
    """One conversation with a bot."""

    async def answer(self, lines: list[str]) -> Answered: ...


class Bot(Protocol):
    """Somebody who answers customers: the house's own bot, or a peer."""

    def talk(self, dialogue: Dialogue) -> Talk: ...


async def play(dialogue: Dialogue, person: Person, bot: Bot, today: date) -> Played:
    """Raises nothing: what breaks ends the dialogue, and is told."""
    customer, talk = Customer(dialogue, person, today), bot.talk(dialogue)
    exchanges: list[Exchange] = []
    lines: list[str] | None = customer.opening()
    while lines is not None:
        try:
            answer = await talk.answer(lines)
        except Exception as error:  # noqa: BLE001 - whatever a bot does must not end the others' dialogues
            return Played(id=dialogue.id, exchanges=exchanges, ended="broke", error=f"{type(error).__name__}: {error}")
        exchanges.append(Exchange(said=lines, answer=answer))
        if answer.then != "reply":
            return Played(id=dialogue.id, exchanges=exchanges, ended=answer.then)
        asks = answer.reason in ASKS_BACK
        lines = customer.hears(
            answer.text, answer.suggestions if asks else (), met=met(dialogue, person, exchanges, today)
        )
    return Played(id=dialogue.id, exchanges=exchanges, ended="gave_up" if customer.out_of_patience else "content")
