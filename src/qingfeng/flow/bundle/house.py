"""The house itself, what it says and what it asks, in a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from qingfeng.flow import surveys
from qingfeng.flow.bundle.model import Carry, Kind, numbered
from qingfeng.flow.spine import Lines, Settings, Words
from qingfeng.flow.texts import SLOTS
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.text import one_line
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import HOUSE
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_RANGES = {
    "wrap_up_seconds": (0, 3600),
    "fuse_hours": (0, 720),
    "max_upload_bytes": (1024 * 1024, 100 * 1024 * 1024),
    "idle_minutes": (0, people.MOST_IDLE_MINUTES),
    "sign_off_hours": (0, people.MOST_SIGN_OFF_HOURS),
}
_QUEUES = ("default_queue", "english_queue", "complaint_queue")
_MOST_WORDS = 100


class HouseItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds in the whole house. Queues by code. Its hours, with their time zone, are calendars; its supervisors are
    people, its logo is a picture: they are not in it."""

    name: str
    locale: Literal["zh-CN", "en"]
    brand_color: str
    bot_name: Words
    quick_questions: Lines
    words: dict[str, Words]
    default_queue: str | None
    english_queue: str | None
    complaint_queue: str | None
    wrap_up_seconds: int
    fuse_hours: int
    max_upload_bytes: int
    tell_monitored: bool
    idle_minutes: int
    sign_off_hours: int = people.SIGN_OFF_HOURS


class TextsItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one place says otherwise than shipped. `place`: `house`, or a channel as `webchat NAME NUMBER`."""

    place: str
    texts: channels.Texts


class SurveyItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one place asks. `place`: `house`, `queue CODE`, or a channel as `webchat NAME NUMBER`."""

    place: str
    survey: conversations.Survey


# ------------------------------------------------------------------ the house
async def _present(conn: Connection) -> access.Tenant:
    tenant = await access.tenant_by_id(conn, await conn.fetchval("SELECT kernel.tenant()"))
    assert tenant is not None
    return tenant


async def _house(conn: Connection) -> list[HouseItem]:
    tenant = await _present(conn)
    settings = msgspec.convert(tenant.settings, Settings)
    kept = {name: getattr(settings, name) for name in HouseItem.__struct_fields__ if name not in ("name", "locale")}
    return [HouseItem(name=tenant.name, locale="en" if tenant.locale.startswith("en") else "zh-CN", **kept)]


async def _put_house(carry: Carry, item: HouseItem) -> None:
    tx = carry.tx
    await access.hold_settings(tx)
    name = one_line("name", item.name, 80)
    for field, (least, most) in _RANGES.items():
        if not least <= getattr(item, field) <= most:
            raise Invalid("out_of_range", f"A number from {least} to {most}.", field=field, min=least, max=most)
    if not _COLOUR.fullmatch(item.brand_color):
        raise Invalid("bad_colour", "A colour is written as #0B7F79.", field="brand_color")
    known = {queue.code for queue in await routing.queues(tx.conn)}
    for field in _QUEUES:
        code = getattr(item, field)
        if code is not None and code not in known:
            raise Invalid("unknown_queue", f"There is no queue {code!r}; bring it along.", field=field)
    for part in ("zh", "en"):
        one_line(f"bot_name.{part}", getattr(item.bot_name, part), 40)
        questions = getattr(item.quick_questions, part)
        if len(questions) > 6:
            raise Invalid("too_many", "At most 6 questions.", field=f"quick_questions.{part}", max=6)
        for at, question in enumerate(questions):
            one_line(f"quick_questions.{part}.{at}", question, 60)
        for variable, words in item.words.items():
            one_line(f"words.{variable}.{part}", getattr(words, part), 200, empty=True)
    if len(item.words) > _MOST_WORDS:
        raise Invalid("too_many", f"At most {_MOST_WORDS} variables.", field="words", max=_MOST_WORDS)
    [before] = await _house(tx.conn)
    changed = [field for field in HouseItem.__struct_fields__ if getattr(before, field) != getattr(item, field)]
    await access.rename_tenant(tx, name, item.locale)
    own = msgspec.to_builtins(item)
    await access.change_settings(tx, {field: own[field] for field in changed if field not in ("name", "locale")})
    await access.audit(tx, carry.caller.actor, "house.changed", HOUSE, changed=changed)


# ------------------------------------------------------------------ places
async def _saying(conn: Connection) -> dict[str, str]:
    """The house and every channel, by id, as they are called in a file."""
    refs = [ref for ref, _ in await channels.channels(conn)]
    numbers = numbered([f"{ref.kind} {ref.name}" for ref in refs])
    return {HOUSE: HOUSE} | {str(ref.id): f"{ref.kind} {ref.name} {n}" for ref, n in zip(refs, numbers, strict=True)}


async def _asking(conn: Connection) -> dict[str, str]:
    queues = {str(queue.id): f"queue {queue.code}" for queue in await routing.queues(conn)}
    return {**queues, **await _saying(conn)}


def _id_of(places: Mapping[str, str], place: str) -> str:
    found = next((id_ for id_, name in places.items() if name == place), None)
    if found is None:
        raise Invalid("unknown_place", f"There is no {place!r}; bring the queue or channel along.", field="place")
    return found


async def _texts(conn: Connection) -> list[TextsItem]:
    places = await _saying(conn)
    kept = await channels.latest_texts(conn)
    return [TextsItem(place=places[id_], texts=one.texts) for id_, one in kept.items() if id_ in places and one.texts]


async def _put_texts(carry: Carry, item: TextsItem) -> None:
    tx = carry.tx
    place = _id_of(await _saying(tx.conn), item.place)
    present = (await channels.latest_texts(tx.conn)).get(place)
    change = channels.Change(by=carry.caller.actor, version=present.version if present else 0)
    await channels.save_texts(tx, place, item.texts, change, SLOTS)
    chats = await channels.channels(tx.conn, "webchat")
    carry.chats |= {ref.id for ref, _ in chats if place in (HOUSE, str(ref.id))}


async def _surveys(conn: Connection) -> list[SurveyItem]:
    places = await _asking(conn)
    kept = await conversations.latest_surveys(conn)
    return [
        SurveyItem(place=places[id_], survey=one.survey)
        for id_, one in kept.items()
        if id_ in places and one.survey is not None
    ]


async def _put_survey(carry: Carry, item: SurveyItem) -> None:
    tx = carry.tx
    place = _id_of(await _asking(tx.conn), item.place)
    present = (await conversations.latest_surveys(tx.conn)).get(place)
    settings = msgspec.convert((await _present(tx.conn)).settings, Settings)
    change = conversations.SurveyChange(by=carry.caller.actor, version=present.version if present else 0)
    await conversations.save_survey(tx, place, item.survey, change, surveys.first(settings) if place == HOUSE else None)


KINDS = (
    Kind("house", "service.manage", HouseItem, lambda i: HOUSE, lambda i: i.name, _house, _put_house),
    Kind("texts", "service.manage", TextsItem, lambda i: i.place, lambda i: i.place, _texts, _put_texts),
    Kind("surveys", "service.manage", SurveyItem, lambda i: i.place, lambda i: i.place, _surveys, _put_survey),
)
"""After the queues and channels that they name."""
