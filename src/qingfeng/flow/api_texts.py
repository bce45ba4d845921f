"""The house's texts over HTTP, for administrators (permission service.manage)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.flow import looks
from qingfeng.flow.looks import Seen
from qingfeng.flow.spine import Spine
from qingfeng.flow.texts import SLOTS
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import HOUSE, ROOMS, Slot, Texts, Wording
from qingfeng.ports.channel import ChannelRef

TAGS = ["texts"]
Number = Annotated[int, msgspec.Meta(ge=0)]
Words = Annotated[dict[str, Wording], msgspec.Meta(max_length=200)]


class SlotOut(msgspec.Struct):
    """One sentence there is. `room`: where it is seen, `max_zh` and `max_en`: so many characters does that hold, not counting
    variables. `variables`: what it may name. `most`: so many wordings, of which one is taken by chance."""

    key: str
    group: str
    room: str
    max_zh: int
    max_en: int
    variables: list[str]
    most: int
    shipped: Wording


class TextsPlace(msgspec.Struct):
    """One place that may say something in its own way. `place`: `house`, or the id of a channel. `texts`: only what it says
    otherwise. `seen`: for the preview."""

    place: str
    kind: Literal["house", "webchat", "open"]
    name: str
    version: int
    texts: dict[str, Wording]
    seen: Seen


class TextsOut(msgspec.Struct):
    """`places`: the house first. What a channel says comes before what the house says, that before what is shipped."""

    slots: list[SlotOut]
    places: list[TextsPlace]


class TextsIn(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: the one that was on the screen. `texts`: all that the place says otherwise; what is left out is said as in
    the place after it."""

    version: Number
    texts: Words


class TextsVersionOut(msgspec.Struct):
    """`by_name`: empty for what was there before anybody chose. `restored`: the version that this one took back. `changed`:
    the keys of the texts that were changed."""

    version: int
    texts: dict[str, Wording]
    by_name: str
    at: datetime
    restored: int | None
    changed: list[str]


class TextsVersionsOut(msgspec.Struct):
    items: list[TextsVersionOut]


class TextsRestoreIn(msgspec.Struct, forbid_unknown_fields=True):
    """`to`: the version to take back; `version`: the present one, as it was on the screen."""

    to: Number
    version: Number


def _slot(slot: Slot) -> SlotOut:
    room = ROOMS[slot.room]
    return SlotOut(slot.key, slot.group, slot.room, room["zh"], room["en"], slot.variables, slot.most, slot.shipped)


async def _out(spine: Spine, caller: Caller) -> TextsOut:
    spine.forget(caller.tenant)  # whoever looks at settings wants them as they are
    async with spine.db.reading(caller.tenant) as conn:
        kept = await channels.latest_texts(conn)
        refs: list[ChannelRef | None] = [None, *(ref for ref, _ in await channels.channels(conn))]
        places = []
        for ref in refs:
            place = str(ref.id) if ref else HOUSE
            texts: Texts = kept[place].texts if place in kept else {}
            places.append(
                TextsPlace(
                    place=place,
                    kind="webchat" if ref and ref.kind == "webchat" else "open" if ref else "house",
                    name=ref.name if ref else "",
                    version=kept[place].version if place in kept else 0,
                    texts=texts,
                    seen=await looks.seen(spine, conn, caller.tenant, ref),
                )
            )
    return TextsOut([_slot(slot) for slot in SLOTS], places)


async def _check_place(conn: Connection, place: str) -> None:
    """Raises NotFound for a place that is none of this tenant's."""
    if place != HOUSE and place not in {str(ref.id) for ref, _ in await channels.channels(conn)}:
        raise NotFound("not_found", "There is no such channel.", field="place")


async def _told(spine: Spine, caller: Caller, place: str) -> TextsOut:
    """Open chats ask anew what they say, and the screen gets all of it."""
    async with spine.db.reading(caller.tenant) as conn:
        touched: list[UUID] = [ref.id for ref, _ in await channels.channels(conn) if place in (HOUSE, str(ref.id))]
    for channel in touched:
        looks.tell(spine, caller.tenant, channel)
    return await _out(spine, caller)


@get("/api/v1/texts", tags=TAGS)
async def all_texts(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> TextsOut:
    """What the house says to its customers in its own name, and what each channel says otherwise."""
    caller.need("service.manage")
    return await _out(spine, caller)


@put("/api/v1/texts/{place:str}", tags=TAGS)
async def save(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], place: FromPath[str], data: JSONBody[TextsIn]
) -> TextsOut:
    """Another version of what a place says otherwise, in force at once. 409 `texts_changed` when somebody else was
    quicker; 422 `unknown_variable` names those that the text may have."""
    caller.need("service.manage")
    async with spine.work.tx(caller.tenant) as tx:
        await _check_place(tx.conn, place)
        change = channels.Change(by=caller.actor, version=data.version)
        await channels.save_texts(tx, place, data.texts, change, SLOTS)
    return await _told(spine, caller, place)


@get("/api/v1/texts/{place:str}/versions", tags=TAGS)
async def versions(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], place: FromPath[str]
) -> TextsVersionsOut:
    """Who changed what a place says, when and which texts; the latest first."""
    caller.need("service.manage")
    async with spine.db.reading(caller.tenant) as conn:
        await _check_place(conn, place)
        found = await channels.texts_versions(conn, place)
    return TextsVersionsOut([TextsVersionOut(**msgspec.structs.asdict(one)) for one in found])


@post("/api/v1/texts/{place:str}/restore", tags=TAGS, status_code=200)
async def restore(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    place: FromPath[str],
    data: JSONBody[TextsRestoreIn],
) -> TextsOut:
    """Take an earlier version back, as a new one."""
    caller.need("service.manage")
    async with spine.work.tx(caller.tenant) as tx:
        await _check_place(tx.conn, place)
        change = channels.Change(by=caller.actor, version=data.version)
        await channels.restore_texts(tx, place, data.to, change, SLOTS)
    return await _told(spine, caller, place)


handlers = [all_texts, save, versions, restore]
