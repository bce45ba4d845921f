"""Verbs of calendars of opening hours: made, changed under a version, removed."""

from __future__ import annotations

import re
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import store_hours
from qingfeng.modules.channels.hours import MAX_NAME, Hours, check
from qingfeng.modules.channels.store_hours import HOUSE, Calendar

MAX_CALENDARS = 50
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class CalendarDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar as somebody wants it."""

    name_zh: str
    name_en: str
    hours: Hours


async def make_calendar(tx: Tx, code: str, draft: CalendarDraft, by: Actor) -> Calendar:
    """A new calendar. Raises Invalid with the field, Conflict (code taken, too many)."""
    if not _CODE.fullmatch(code):
        message = "A code has 1 to 40 small letters, digits, - or _ and starts with a letter or digit."
        raise Invalid("bad_code", message, field="code")
    names = _checked(draft)
    present = await store_hours.hold_calendars(tx)
    if any(one.code == code for one in present):
        raise Conflict("code_taken", "There is such a code already; choose another.", field="code")
    if len(present) >= MAX_CALENDARS:
        raise Conflict("too_many_calendars", f"There are {MAX_CALENDARS} calendars already.", max=MAX_CALENDARS)
    id_ = await store_hours.write(tx, code, draft.hours, names)
    await access.audit(tx, by, "hours.made", code, calendar=str(id_))
    return Calendar(id=id_, code=code, name_zh=names[0], name_en=names[1], version=1, hours=draft.hours)


async def change_calendar(tx: Tx, id_: UUID, draft: CalendarDraft, version: int, by: Actor) -> Calendar:
    """Other names or hours, in force at once. Raises Invalid with the field, NotFound, Conflict (changed meanwhile)."""
    names = _checked(draft)
    old = await _held(tx, id_)
    if old.version != version:
        raise Conflict("conflict", "Somebody else has just changed this; load it again.")
    if (names, draft.hours) == ((old.name_zh, old.name_en), old.hours):
        return old
    await store_hours.write(tx, old.code, draft.hours, names)
    changed = [n for n in Hours.__struct_fields__ if getattr(old.hours, n) != getattr(draft.hours, n)]
    await access.audit(tx, by, "hours.changed", old.code, changed=changed)
    new = replace(old, name_zh=names[0], name_en=names[1], hours=draft.hours)
    return replace(new, version=version + 1)


async def remove_calendar(tx: Tx, id_: UUID, by: Actor) -> None:
    """Raises NotFound, Conflict (it is the house's own). Whether something uses it is for the caller to know."""
    old = await _held(tx, id_)
    if old.code == HOUSE:
        raise Conflict("house_hours", "The hours of the house stay; change them instead.")
    await store_hours.delete(tx, id_)
    await access.audit(tx, by, "hours.removed", old.code, name=old.name_zh)


async def _held(tx: Tx, id_: UUID) -> Calendar:
    for one in await store_hours.hold_calendars(tx):
        if one.id == id_:
            return one
    raise NotFound("not_found", "There is no such calendar.", field="hours_id")


def _checked(draft: CalendarDraft) -> tuple[str, str]:
    names = draft.name_zh.strip(), draft.name_en.strip()
    for field, name in zip(("name_zh", "name_en"), names, strict=True):
        if not name or len(name) > MAX_NAME or not name.isprintable():
            raise Invalid("bad_name", f"A name has 1 to {MAX_NAME} characters.", field=field, max=MAX_NAME)
    check(draft.hours)
    return names
