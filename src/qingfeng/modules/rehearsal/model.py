"""What a dialogue is (data), what was played of it, and what is said of that. Pure."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Line = Annotated[str, Meta(min_length=1, max_length=2000)]
Pattern = Annotated[str, Meta(min_length=1, max_length=300)]
Burst = Line | Annotated[list[Line], Meta(min_length=1, max_length=10)]
"""One message, or several in a row before anybody answers."""
Asked = Literal[
    "order", "tail", "reason", "opened", "kind", "title", "tax", "day", "part", "fault", "address", "confirm"
]
"""What a bot may ask a customer for, and these files know an answer to."""
Mood = Literal["calm", "hurried", "annoyed", "angry", "anxious", "chatty", "confused", "terse"]
PATIENCE: dict[Mood, int] = {
    "calm": 14,
    "chatty": 16,
    "confused": 14,
    "anxious": 12,
    "hurried": 10,
    "terse": 10,
    "annoyed": 9,
    "angry": 6,
}
"""Messages after which a customer of this mood gives up."""
HELD_OUT = 0.4
"""Of all dialogues, by the hash of their ids: nothing is mended by looking at them."""


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who a customer is in the house's business system. `tail`: the last four digits of their telephone number."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    order: Annotated[str, Meta(max_length=40)] = ""
    second: Annotated[str, Meta(max_length=40)] = ""
    tail: Annotated[str, Meta(max_length=12)] = ""
    parcel: Annotated[str, Meta(max_length=40)] = ""


class Goal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must be true at the end.

    `told`: patterns that must all occur in what the bot said; `told_or_hand`: they, or a person (`hand`). `act`: an operation
    of the business system that was done, with these parameters (`with`; a day as "+1": tomorrow). `hand`: a person, in one
    of these queues ("any": whichever), at the customer's message `by` at the latest. `leave`: nobody is there, and the
    customer is told where to leave a message. `talk`: the bot answers, and hands nothing over. `unknown`: no article and no
    system knows it: the bot must not pretend. `never`: patterns it must not say.
    """

    told: Annotated[list[Pattern], Meta(max_length=20)] = []
    told_or_hand: Annotated[list[Pattern], Meta(max_length=20)] = []
    act: Annotated[str, Meta(max_length=80)] = ""
    given: Annotated[dict[str, str], Meta(max_length=20)] = msgspec.field(name="with", default_factory=dict)
    hand: Annotated[list[str], Meta(max_length=20)] = []
    by: Annotated[int, Meta(ge=1, le=60)] = 1
    leave: bool = False
    talk: bool = False
    unknown: bool = False
    never: Annotated[list[Pattern], Meta(max_length=20)] = []

    @property
    def needs_person(self) -> bool:
        return bool(self.hand) and not self.told_or_hand


class Dialogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A simulated customer. `say`: their first words, message by message; `answers`: what they say when asked, first try
    first, the last one again and again; `again`: how they put it otherwise while the goal is not met; `more`: what else they say,
    one after the other, when nothing is asked. `picks`: a pattern of the offered answer they tap when they are asked which of
    two it is; without it the one most like their own words, once in a dialogue.
    `closed`: it is played while nobody works. `gives_up`: after so many messages; by their mood where it is left out."""

    id: Id
    topic: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,29}$")]
    mood: Mood = "calm"
    who: str
    lang: Literal["zh", "en"] = "zh"
    closed: bool = False
    say: Annotated[list[Burst], Meta(min_length=1, max_length=10)]
    answers: dict[Asked, Annotated[list[Burst], Meta(min_length=1, max_length=10)]] = {}
    again: Annotated[list[Burst], Meta(max_length=10)] = []
    more: Annotated[list[Burst], Meta(max_length=10)] = []
    picks: Annotated[str, Meta(max_length=300)] = ""
    gives_up: Annotated[int, Meta(ge=1, le=60)] | None = None
    goal: Goal

    @property
    def patience(self) -> int:
        return self.gives_up or PATIENCE[self.mood]

    @property
    def held_out(self) -> bool:
        return held_out(self.id)


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file: who the customers are, and what they want."""

    people: Annotated[dict[str, Person], Meta(max_length=500)] = {}
    dialogues: Annotated[list[Dialogue], Meta(max_length=2000)] = []


def held_out(id_: str) -> bool:
    """By id alone, so that a dialogue keeps its side whatever else is written."""
    return int.from_bytes(hashlib.sha256(id_.encode()).digest()[:4]) / 2**32 < HELD_OUT


# ---------------------------------------------------------------- played


class RehearsedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call to the business system in a rehearsal. `status` 0: there was no answer (`error`)."""

    operation: str
    give: dict[str, Any]
    changes: bool
    status: int = 0
    data: dict[str, Any] = {}
    error: str = ""


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a bot made of a customer's words. `then`: `reply`, `human` (handed over to `queue`), `closed` (it ended the
    conversation). `articles`: what it showed, whole. `sure`: it answered with an article and said no word of doubt."""

    text: str
    then: Literal["reply", "human", "closed"] = "reply"
    reason: str = ""
    queue: str | None = None
    suggestions: list[str] = []
    articles: list[str] = []
    titles: list[str] = []
    sure: bool = False
    calls: list[RehearsedCall] = []
    milliseconds: int = 0


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer wrote, and what came of it."""

    said: list[str]
    answer: Answered


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """A dialogue as it went. `ended`: `content` (nothing more to say), `gave_up`, `human`, `closed`, `broke` (an error)."""

    id: str
    exchanges: list[Exchange]
    ended: Literal["content", "gave_up", "human", "closed", "broke"]
    error: str = ""


Fault = Literal[
    "not_told", "not_done", "wrong_done", "needless_hand_over", "no_hand_over", "wrong_queue", "late_hand_over", "pretended",
    "forbidden", "ungrounded", "no_leaving", "gave_up", "broke",
]  # fmt: skip


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that nothing supports, that is forbidden, or a sure answer where nobody knows. `turn`: of the customer, from 1."""

    turn: int
    what: str
    why: Literal["ungrounded", "forbidden", "pretended"]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a played dialogue is worth. `alone`: the goal was reached without a person. `handed`: of the hand-over, where one was
    needed or made. `reasons`: what went wrong, the gravest first; `beside`: an article was
    shown for sure, and none of what was wanted was ever told; `missing`: the patterns or parameters that were not met."""

    id: str
    topic: str
    mood: str
    held_out: bool
    reached: bool
    alone: bool
    needs_person: bool
    handed: Literal["", "right", "wrong_queue", "late", "missing", "needless"]
    turns: int
    statements: int
    beside: bool = False
    wrong: list[Wrong] = []
    reasons: list[Fault] = []
    missing: list[str] = []
