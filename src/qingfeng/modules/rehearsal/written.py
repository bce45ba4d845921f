"""Files of dialogues as people write them: YAML or JSON, and back; what is wrong with one is told before it is kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from qingfeng.kernel import yaml_text
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.rehearsal.model import Dialogue, Goal, Script

LONGEST = 1_000_000


def read(written: str) -> Script:
    """Raises Invalid with field `yaml`: too_long, yaml_alias, bad_yaml (with line and column), bad_dialogues (with the place),
    bad_dialogue (with `id` and why)."""
    script = parse(written)
    check(script)
    return script


def parse(written: str) -> Script:
    """One of several files that go together. Raises Invalid as `read`, for what is amiss with the form."""
    found = yaml_text.parse(written, LONGEST)
    try:
        return msgspec.convert(found, Script)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Invalid("bad_dialogues", str(error)[:300], field="yaml", why=str(error)[:300]) from None


def together(scripts: Iterable[Script]) -> Script:
    """Several files as one. Raises Invalid (bad_dialogue) when they do not fit."""
    people, dialogues = {}, []
    for one in scripts:
        people.update(one.people)
        dialogues += one.dialogues
    script = Script(people=people, dialogues=dialogues)
    check(script)
    return script


def check(script: Script) -> None:
    """Raises Invalid (bad_dialogue): an id twice, a person nobody knows, a goal that can never or must always be met, a pattern
    that is none."""
    seen = set()
    for one in script.dialogues:
        if one.id in seen:
            raise _bad(one.id, "two dialogues have this id")
        seen.add(one.id)
        if script.people and one.who not in script.people:
            raise _bad(one.id, f"nobody is called {one.who} under people")
        goal = one.goal
        wants = [bool(goal.told), bool(goal.told_or_hand), bool(goal.act), bool(goal.hand), goal.leave, goal.talk, goal.unknown]  # fmt: skip
        if not any(wants):
            raise _bad(one.id, "the goal says nothing that could be met")
        if goal.told_or_hand and not goal.hand:
            raise _bad(one.id, "told_or_hand needs hand")
        if goal.talk and any((goal.hand, goal.leave)):
            raise _bad(one.id, "talk does not go with hand or leave")
        for pattern in _patterns(goal):
            try:
                re.compile(pattern)
            except re.error as error:
                raise _bad(one.id, f"{pattern!r} is no pattern: {error}") from None


def read_one(written: str) -> Dialogue:
    """A single dialogue. Raises Invalid as `parse`."""
    found = yaml_text.parse(written, LONGEST)
    try:
        return msgspec.convert(found, Dialogue)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Invalid("bad_dialogues", str(error)[:300], field="yaml", why=str(error)[:300]) from None


def _patterns(goal: Goal) -> list[str]:
    # What stands in braces is filled in before it is looked for.
    return [re.sub(r"\{\w+(?:[+-]\d+)?\}", "x", p) for p in [*goal.told, *goal.told_or_hand, *goal.never]]


def _bad(id_: str, why: str) -> Invalid:
    return Invalid("bad_dialogue", f"{id_}: {why}", field="yaml", id=id_, why=why)


def write(script: Script) -> str:
    """As YAML; read again it is the same."""
    return yaml_text.dump(script)


def write_one(dialogue: Dialogue) -> str:
    return yaml_text.dump(dialogue)
