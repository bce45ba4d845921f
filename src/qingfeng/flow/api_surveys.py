"""Satisfaction surveys over HTTP, for administrators (permission service.manage)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.flow import looks, surveys
from qingfeng.flow.looks import Seen
from qingfeng.flow.schemas import SurveyForecast, SurveyForecastIn
from qingfeng.flow.spine import Settings, Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import HOUSE, Survey, SurveyChange
from qingfeng.modules.routing import public as routing

TAGS = ["surveys"]
Version = Annotated[int, msgspec.Meta(ge=0)]


class SurveyPlace(msgspec.Struct):
    """One place that may ask in its own way. `place`: `house`, or the id of a queue or a channel. `survey`: null: it asks
    as the places after it do. `version`: 0 while nobody has chosen. `seen`: for the preview."""

    place: str
    kind: Literal["house", "queue", "channel"]
    name_zh: str
    name_en: str
    survey: Survey | None
    version: int
    seen: Seen


class SurveyPlaces(msgspec.Struct):
    """The house first; it always asks something. A queue's own comes before a channel's, a channel's before the house's."""

    items: list[SurveyPlace]


class PlaceSurveyIn(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: the one that was on the screen. `survey`: null: from now on as the house."""

    version: Version
    survey: Survey | None


class SurveyVersionOut(msgspec.Struct):
    """`by_name`: empty for what was there before anybody chose. `restored`: the version that this one took back."""

    version: int
    survey: Survey | None
    by_name: str
    at: datetime
    restored: int | None
    changed: list[str]


class SurveyVersionsOut(msgspec.Struct):
    items: list[SurveyVersionOut]


class SurveyRestoreIn(msgspec.Struct, forbid_unknown_fields=True):
    """`to`: the version to take back; `version`: the present one, as it was on the screen."""

    to: Version
    version: Version


async def _places(spine: Spine, conn: Connection, settings: Settings) -> list[SurveyPlace]:
    now = spine.db.clock.now()
    kept = await conversations.latest_surveys(conn)
    tenant: UUID = await conn.fetchval("SELECT kernel.tenant()")
    house = await looks.seen(spine, conn, tenant, None)
    found = [SurveyPlace(HOUSE, "house", "", "", surveys.first(settings), 0, house)]
    queues, chats = await routing.queue_cards(conn, now), await channels.channels(conn)
    found += [SurveyPlace(str(card.id), "queue", card.name_zh, card.name_en, None, 0, house) for card in queues]
    for chat, _ in chats:
        seen = await looks.seen(spine, conn, tenant, chat)
        found.append(SurveyPlace(str(chat.id), "channel", chat.name, chat.name, None, 0, seen))
    for one in found:
        if one.place in kept:
            one.survey, one.version = kept[one.place].survey, kept[one.place].version
    return found


async def _all(spine: Spine, caller: Caller) -> SurveyPlaces:
    spine.forget(caller.tenant)  # whoever looks at settings wants them as they are
    async with spine.db.reading(caller.tenant) as conn:
        _, settings = await spine.tenant(caller.tenant, conn)
        return SurveyPlaces(await _places(spine, conn, settings))


async def _first(spine: Spine, conn: Connection, caller: Caller, place: str) -> Survey | None:
    """What a place asks before anybody chooses. Raises NotFound for a place that is none of this tenant's."""
    _, settings = await spine.tenant(caller.tenant, conn)
    if place == HOUSE:
        return surveys.first(settings)
    if place not in {one.place for one in await _places(spine, conn, settings)}:
        raise NotFound("not_found", "There is no such queue or channel.", field="place")
    return None


@get("/api/v1/surveys", tags=TAGS)
async def places(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> SurveyPlaces:
    """What the house asks when a talk is over, and every queue and channel with what it asks of its own."""
    caller.need("service.manage")
    return await _all(spine, caller)


@put("/api/v1/surveys/{place:str}", tags=TAGS)
async def save(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    place: FromPath[str],
    data: JSONBody[PlaceSurveyIn],
) -> SurveyPlaces:
    """Another version of what a place asks, in force at once for whoever is asked from now on. 409 `survey_changed` when
    somebody else was quicker."""
    caller.need("service.manage")
    if place == HOUSE and data.survey is None:
        raise Invalid("empty", "The house always asks something; choose when it is sent.", field="survey")
    async with spine.work.tx(caller.tenant) as tx:
        first = await _first(spine, tx.conn, caller, place)
        change = SurveyChange(by=caller.actor, version=data.version)
        await conversations.save_survey(tx, place, data.survey, change, first)
    return await _all(spine, caller)


@get("/api/v1/surveys/{place:str}/versions", tags=TAGS)
async def versions(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], place: FromPath[str]
) -> SurveyVersionsOut:
    """Who changed what a place asks, when and in what; the latest first."""
    caller.need("service.manage")
    async with spine.db.reading(caller.tenant) as conn:
        await _first(spine, conn, caller, place)
        found = await conversations.survey_versions(conn, place)
    return SurveyVersionsOut([SurveyVersionOut(**msgspec.structs.asdict(one)) for one in found])


@post("/api/v1/surveys/{place:str}/restore", tags=TAGS, status_code=200)
async def restore(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    place: FromPath[str],
    data: JSONBody[SurveyRestoreIn],
) -> SurveyPlaces:
    """Take an earlier version back, as a new one."""
    caller.need("service.manage")
    async with spine.work.tx(caller.tenant) as tx:
        await _first(spine, tx.conn, caller, place)
        change = SurveyChange(by=caller.actor, version=data.version)
        await conversations.restore_survey(tx, place, data.to, change)
    return await _all(spine, caller)


@post("/api/v1/conversations/survey-forecast", tags=["desk"], status_code=200)
async def forecast(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[SurveyForecastIn]
) -> SurveyForecast:
    """Whose customers would be asked how satisfied they are were these conversations closed now, and why the others would
    not. Changes nothing; conversations that there are not are not counted."""
    caller.need("desk.use")
    async with spine.db.reading(caller.tenant) as conn:
        _, settings = await spine.tenant(caller.tenant, conn)
        found = [await conversations.get(conn, id_) for id_ in dict.fromkeys(data.conversations)]
        talks = [conv for conv in found if conv is not None]
        return await surveys.forecast(conn, settings, talks, spine.db.clock.now())


handlers = [places, save, versions, restore, forecast]
