"""Topics over HTTP: what customers write about (intents.read), named, put away and joined to intents (intents.write)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.understanding import store_themes, themes
from qingfeng.modules.understanding.actions import ExamplesAdded
from qingfeng.modules.understanding.themes import Hot, ThemeOut

TAGS = ["topics"]
PATH = "/api/v1/topics"
Version = Annotated[int, msgspec.Meta(ge=1)]


class TopicsOut(msgspec.Struct):
    """`messages`: of customers, in the last seven days, that were looked at."""

    items: list[ThemeOut]
    messages: int


class HotTopicsOut(msgspec.Struct):
    items: list[Hot]


class TopicChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is left out stays as it is. `version`: the one that was on the screen."""

    version: Version
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] | None = None
    hidden: bool | None = None


class TopicMerge(msgspec.Struct, forbid_unknown_fields=True):
    intent_id: UUID
    version: Version


async def _all(conn: Connection, db: Database, *, hidden: bool) -> TopicsOut:
    now = db.clock.now()
    items = await themes.listed(conn, now, hidden=hidden)
    totals = await store_themes.heard_since(conn, now - themes.SPAN, now - themes.LATE)
    return TopicsOut(items, totals.late + totals.early)


@get(PATH, tags=TAGS)
async def topics(
    caller: NamedDependency[Caller], db: NamedDependency[Database], hidden: FromQuery[bool] = False
) -> TopicsOut:
    """What customers wrote about in the last seven days, rising topics first, then the largest; with `hidden` those put away too."""
    caller.need("intents.read")
    async with db.reading(caller.tenant) as conn:
        return await _all(conn, db, hidden=hidden)


@get(f"{PATH}/hot", tags=TAGS)
async def hot(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> HotTopicsOut:
    """What they write about now more than usual."""
    caller.need("intents.read")
    async with db.reading(caller.tenant) as conn:
        return HotTopicsOut(await themes.hot_now(conn, db.clock.now()))


@patch(f"{PATH}/{{topic_id:uuid}}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    topic_id: FromPath[UUID],
    data: JSONBody[TopicChange],
) -> TopicsOut:
    """Another name, which stays whatever is said of it; or put away and taken back. 409 `topic_changed`."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        await themes.change(tx, topic_id, data.version, caller.actor, name=data.name, hidden=data.hidden)
    async with db.reading(caller.tenant) as conn:
        return await _all(conn, db, hidden=True)


@post(f"{PATH}/{{topic_id:uuid}}/merge", tags=TAGS, status_code=200)
async def merge(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    topic_id: FromPath[UUID],
    data: JSONBody[TopicMerge],
) -> ExamplesAdded:
    """Its messages become examples of an intent, personal data masked, and it is put away. 409 `topic_changed`."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        return await themes.merge(tx, topic_id, data.intent_id, data.version, caller.actor)


handlers = [topics, hot, change, merge]
