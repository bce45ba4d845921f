"""Lists of reasons as administrators keep them: wrap-up codes as a tree, closing and declining reasons, kinds of breaks.

Whatever was once chosen for a conversation keeps its words: it is retired, not deleted. Pure but for `change`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, Literal, TypeVar, cast

from msgspec.structs import replace

from qingfeng.flow import chosen
from qingfeng.flow.spine import Reason, Settings
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people.public import ORDERED, BreakReason

Kind = Literal["wrap_up", "close", "decline", "break"]
KEYS: dict[Kind, str] = {
    "wrap_up": "wrap_up_codes",
    "close": "close_reasons",
    "decline": "decline_reasons",
    "break": "presence_reasons",
}
NEEDED: dict[Kind, frozenset[str]] = {
    "wrap_up": frozenset(),
    "close": frozenset({"solved"}),
    "decline": frozenset(),
    "break": frozenset(),
}
"""Reasons that the house itself gives; they can be renamed, not retired."""
MOST = 300
DEEPEST = 3
LONGEST_NAME = 40
LONGEST_CODE = 40
_NOT_CODE = re.compile(r"[^a-z0-9]+")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")

One = TypeVar("One", Reason, BreakReason)


def of(settings: Settings, kind: Kind) -> list[Reason] | list[BreakReason]:
    found: list[Reason] | list[BreakReason] = getattr(settings, KEYS[kind])
    return found


def usable(reasons: Sequence[Reason] | Sequence[BreakReason]) -> set[str]:
    """Codes that may be chosen now: neither retired, nor within what is, nor only the heading of others."""
    gone = {r.code for r in reasons if r.retired}
    parents = {r.code: r.parent for r in reasons if isinstance(r, Reason)}
    headings = set(parents.values())

    def open_(code: str) -> bool:
        above: str | None = code
        for _ in range(DEEPEST + 1):
            if above is None:
                return True
            if above in gone:
                return False
            above = parents.get(above)
        return False

    return {r.code for r in reasons if r.code not in headings and open_(r.code)}


def tidy(kind: Kind, before: Sequence[One], wanted: Sequence[One], queues: Collection[str]) -> list[One]:
    """A list as it is kept: blanks trimmed, a code made for what is new. Raises Invalid naming `items.2.zh` for the
    Chinese name of the third."""
    if len(wanted) > MOST:
        raise Invalid("too_many", f"A list has at most {MOST} entries.", field="items", max=MOST)
    known: set[str] = {r.code for r in before}
    taken: Counter[str] = Counter(r.code for r in wanted if r.code)
    found: list[One] = []
    for at, one in enumerate(wanted):
        new = one.code not in known
        if one.code and (taken[one.code] > 1 or (new and (one.code in ORDERED or not _fits(one.code)))):
            raise Invalid(
                "bad_code", "A code has small letters, digits, - or _, and stands once.", field=f"items.{at}.code"
            )
        one = replace(one, zh=_name(one.zh, f"items.{at}.zh"), en=_name(one.en, f"items.{at}.en"))
        if isinstance(one, BreakReason):
            one = replace(one, shrinkage=one.shrinkage and one.paid)
        if not one.code:
            one = replace(one, code=_new_code(one.en, {*known, *taken, *ORDERED, *(r.code for r in found)}))
        found.append(one)
    for at, one in enumerate(found):
        if one.code in NEEDED[kind] and one.retired:
            raise Invalid(
                "needed", "The house itself gives this reason; it cannot be retired.", field=f"items.{at}.retired"
            )
    _check_names(found)
    if kind in ("close", "decline", "break") and not usable(found):
        raise Invalid("none_left", "At least one has to be left to choose.", field="items")
    tree: Any = _as_tree(cast(Any, found), queues) if kind == "wrap_up" else found
    kept: list[One] = tree
    return kept


def _as_tree(items: list[Reason], queues: Collection[str]) -> list[Reason]:
    """What stands under another is of the other's queue. Raises Invalid."""
    by_code: dict[str, Reason] = {r.code: r for r in items}
    found: list[Reason] = []
    for at, one in enumerate(items):
        path, above = [one.code], one.parent
        while above is not None:
            if above not in by_code:
                raise Invalid(
                    "unknown_parent", "There is no such heading; choose one of the list.", field=f"items.{at}.parent"
                )
            if above in path or len(path) >= DEEPEST:
                message = f"A tree of codes has at most {DEEPEST} levels and no rings."
                raise Invalid("too_deep", message, field=f"items.{at}.parent", max=DEEPEST)
            path.append(above)
            above = by_code[above].parent
        queue = by_code[path[-1]].queue
        if queue is not None and queue not in queues:
            raise Invalid("unknown_queue", "There is no such queue; choose one of the list.", field=f"items.{at}.queue")
        found.append(replace(one, queue=queue))
    return found


def _fits(code: str) -> bool:
    return len(code) <= LONGEST_CODE and _CODE.fullmatch(code) is not None


def _new_code(en: str, taken: Collection[str]) -> str:
    base = _NOT_CODE.sub("_", en.lower()).strip("_")[: LONGEST_CODE - 4] or "reason"
    number = 1
    while (code := base if number == 1 else f"{base}_{number}") in taken:
        number += 1
    return code


def _name(text: str, field: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise Invalid("empty", "Write a name in this language.", field=field)
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise Invalid("too_long", f"A name has at most {LONGEST_NAME} characters.", field=field, max=LONGEST_NAME)
    return text


def _check_names(items: Sequence[Reason | BreakReason]) -> None:
    """What can be chosen at the same place is told apart by its name."""
    for name in ("zh", "en"):
        seen: set[tuple[object, ...]] = set()
        for at, one in enumerate(items):
            place = (one.parent, one.queue) if not isinstance(one, BreakReason) else ()
            key = (*place, getattr(one, name).casefold())
            if key in seen and not one.retired:
                raise Invalid("name_taken", "There is one of this name here already.", field=f"items.{at}.{name}")
            if not one.retired:
                seen.add(key)


async def change(
    tx: Tx, caller: Caller, kind: Kind, *, version: str, wanted: Sequence[One], queues: Collection[str]
) -> None:
    """Keep another list. Raises Invalid with the field; Conflict when it was changed meanwhile."""
    before: list[One] = of(await chosen.held(tx), kind)  # type: ignore[assignment]  # the route knows which
    chosen.check_version(before, version)
    new = tidy(kind, before, wanted, queues)
    if new == before:
        return
    await _check_gone(tx, kind, [r.code for r in before if r.code not in {n.code for n in new}])
    old = {r.code: r for r in before}
    told = {
        "added": [r.code for r in new if r.code not in old],
        "changed": [r.code for r in new if r.code in old and old[r.code] != r],
        "removed": sorted(set(old) - {r.code for r in new}),
    }
    await chosen.keep(tx, caller, KEYS[kind], new, told)


async def _check_gone(tx: Tx, kind: Kind, gone: list[str]) -> None:
    """Only what no conversation knows can go; of breaks and declined offers the past is not asked: they are retired."""
    if not gone:
        return
    used = await conversations.endings_used(tx.conn, gone) if kind in ("wrap_up", "close") else set(gone)
    used |= NEEDED[kind] & set(gone)
    if used:
        names = ", ".join(sorted(used))
        raise Invalid("in_use", f"In use, so retire instead of deleting: {names}.", field="items", codes=names)
