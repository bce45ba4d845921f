"""The sentences that a house says to its customers in its own name: which there are, and what may be chosen. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, get_args

import msgspec

from qingfeng.kernel import variables
from qingfeng.kernel.errors import Invalid

Part = Literal["zh", "en"]
PARTS: tuple[Part, ...] = get_args(Part)
Room = Literal["head", "bar", "line", "card", "bubble", "turn"]
ROOMS: dict[Room, dict[Part, int]] = {
    "head": {"zh": 20, "en": 40},  # beside the name at the top, in one line
    "bar": {"zh": 40, "en": 80},  # under the head: two lines of it hide nothing of the talk
    "line": {"zh": 60, "en": 120},  # between the messages
    "card": {"zh": 60, "en": 120},  # in the survey or a form
    "bubble": {"zh": 300, "en": 600},  # the first message of a chat
    "turn": {"zh": 500, "en": 1000},  # what the bot says
}
"""Characters that each place on the screen holds, without those of variables."""
MAX_WORDINGS = 5


class Wording(msgspec.Struct, frozen=True):
    """What is said in each language: of several wordings one is taken by chance. Without any in a language: as the place
    after it says there."""

    zh: list[str] = []
    en: list[str] = []


Texts = dict[str, Wording]


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of the house. `room`: where it is seen; `variables`: what it may name; `most`: so many wordings."""

    key: str
    group: str
    room: Room
    shipped: Wording
    variables: list[str] = []
    most: int = 1


class TextsVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What one place says otherwise, as it was from `at` on. `changed`: the keys in which it differs from the one before."""

    version: int
    texts: Texts
    by_name: str
    at: datetime
    restored: int | None
    changed: list[str] = []


def changed_keys(old: Mapping[str, Wording], new: Mapping[str, Wording]) -> list[str]:
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def checked(texts: Mapping[str, Wording], slots: Sequence[Slot]) -> Texts:
    """The texts as they are kept: trimmed, without empty or doubled wordings. Raises Invalid with the field, such as
    `texts.greeting.zh.0`."""
    known = {slot.key: slot for slot in slots}
    kept: Texts = {}
    for key in sorted(texts):
        if key not in known:
            raise Invalid("unknown_text", f"The house has no text {key!r}.", field=f"texts.{key}")
        wording = Wording(*(_wordings(known[key], part, getattr(texts[key], part)) for part in PARTS))
        if wording != Wording():
            kept[key] = wording
    return kept


def _wordings(slot: Slot, part: Part, given: list[str]) -> list[str]:
    field = f"texts.{slot.key}.{part}"
    kept = [_text(slot, part, f"{field}.{at}", one) for at, one in enumerate(given)]
    kept = list(dict.fromkeys(one for one in kept if one))
    if len(kept) > slot.most:
        raise Invalid("too_many", f"At most {slot.most} wordings.", field=field, max=slot.most)
    return kept


def _text(slot: Slot, part: Part, field: str, given: str) -> str:
    lines = [line.rstrip() for line in given.strip().splitlines()]
    if not all(line.isprintable() for line in lines):
        raise Invalid("bad_character", "This holds characters that cannot be shown.", field=field)
    text = "\n".join(lines) if slot.room in ("bubble", "turn") else " ".join(" ".join(lines).split())
    variables.check(field, text)
    known = ", ".join(f"{{{{{name}}}}}" for name in slot.variables)
    for name in variables.names(text):
        if name not in slot.variables:
            told = f"It may name {known}." if known else "This text has no variables."
            raise Invalid(
                "unknown_variable", f"{name} is not known here. {told}", field=field, name=name, known=known or "—"
            )
    most = ROOMS[slot.room][part]
    if len(variables.plain(text)) > most:
        raise Invalid("too_long", f"At most {most} characters.", field=field, max=most)
    return text


def in_force(slots: Sequence[Slot], places: Sequence[Mapping[str, Wording]]) -> Texts:
    """What is said in the first of these places that says it, in each language; as shipped where none does."""
    found: Texts = {}
    for slot in slots:
        chosen = [place[slot.key] for place in places if slot.key in place] + [slot.shipped]
        found[slot.key] = Wording(*(next(getattr(one, part) for one in chosen if getattr(one, part)) for part in PARTS))
    return found
