"""Lists of reasons and the list of tags over HTTP (permission service.manage)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.flow import chosen, reasons
from qingfeng.flow.spine import Reason, Spine
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import KeptTag, TagDraft
from qingfeng.modules.people.public import BreakReason
from qingfeng.modules.routing import public as routing

TAGS = ["settings"]
RECENT = timedelta(days=90)
Version = Annotated[str, msgspec.Meta(max_length=40)]


class ReasonList(msgspec.Struct):
    """`uses`: conversations of the last ninety days by code; empty where that is not counted."""

    version: str
    items: list[Reason]
    uses: dict[str, int]


class BreakList(msgspec.Struct):
    version: str
    items: list[BreakReason]


class ReasonLists(msgspec.Struct):
    wrap_up: ReasonList
    close: ReasonList
    decline: ReasonList
    breaks: BreakList


class ReasonsIn(msgspec.Struct):
    """The whole list in its order. An empty code: new, and a code is made of its English name."""

    version: Version
    items: Annotated[list[Reason], msgspec.Meta(max_length=1000)]


class BreaksIn(msgspec.Struct):
    version: Version
    items: Annotated[list[BreakReason], msgspec.Meta(max_length=1000)]


class KeptTags(msgspec.Struct):
    items: list[KeptTag]


class JoinIn(msgspec.Struct):
    into_id: UUID


async def _lists(spine: Spine, caller: Caller) -> ReasonLists:
    spine.forget(caller.tenant)  # whoever looks at settings wants them as they are, not as of five seconds ago
    async with spine.db.reading(caller.tenant) as conn:
        _, settings = await spine.tenant(caller.tenant, conn)
        uses = await conversations.ending_uses(conn, spine.db.clock.now() - RECENT)

    def of(items: list[Reason], kind: str) -> ReasonList:
        return ReasonList(chosen.version_of(items), items, uses.get(kind, {}))

    breaks = settings.presence_reasons
    return ReasonLists(
        wrap_up=of(settings.wrap_up_codes, "wrap_up"),
        close=of(settings.close_reasons, "close"),
        decline=of(settings.decline_reasons, "decline"),
        breaks=BreakList(chosen.version_of(breaks), breaks),
    )


@get("/api/v1/reasons", tags=TAGS)
async def lists(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> ReasonLists:
    """Wrap-up codes, closing and declining reasons, kinds of breaks: the retired ones too."""
    caller.need("service.manage")
    return await _lists(spine, caller)


@put("/api/v1/reasons/{kind:str}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    kind: FromPath[Literal["wrap_up", "close", "decline"]],
    data: JSONBody[ReasonsIn],
) -> ReasonLists:
    """Another list of reasons; open desks have it at once."""
    caller.need("service.manage")
    async with spine.work.tx(caller.tenant) as tx:
        queues = {card.code for card in await routing.queue_cards(tx.conn, tx.now)}
        await reasons.change(tx, caller, kind, version=data.version, wanted=data.items, queues=queues)
    chosen.tell(spine, caller.tenant)
    return await _lists(spine, caller)


@put("/api/v1/break-reasons", tags=TAGS)
async def change_breaks(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[BreaksIn]
) -> ReasonLists:
    """Other kinds of breaks. Breaks that have begun go on as they began."""
    caller.need("service.manage")
    async with spine.work.tx(caller.tenant) as tx:
        await reasons.change(tx, caller, "break", version=data.version, wanted=data.items, queues=())
    chosen.tell(spine, caller.tenant)
    return await _lists(spine, caller)


# ------------------------------------------------------------------ tags
async def _kept(spine: Spine, caller: Caller) -> KeptTags:
    async with spine.db.reading(caller.tenant) as conn:
        return KeptTags(await conversations.kept_tags(conn, spine.db.clock.now()))


@get("/api/v1/kept-tags", tags=TAGS)
async def tags(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> KeptTags:
    """All tags with their tone, and how often they were used of late."""
    caller.need("service.manage")
    return await _kept(spine, caller)


@post("/api/v1/kept-tags", tags=TAGS, status_code=201)
async def make_tag(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[TagDraft]
) -> KeptTags:
    """A tag to be offered before anybody has given it."""
    caller.need("service.manage")
    async with spine.work.tx(caller.tenant) as tx:
        id_ = await conversations.make_tag(tx, data)
        await access.audit(tx, caller.actor, "tag.made", str(id_), name=data.name.strip())
    return await _kept(spine, caller)


@put("/api/v1/kept-tags/{tag_id:uuid}", tags=TAGS)
async def change_tag(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], tag_id: FromPath[UUID], data: JSONBody[TagDraft]
) -> KeptTags:
    """Another name, tone, or whether it is given any more. Conversations, saved views and macros take the new name."""
    caller.need("service.manage")
    async with spine.work.tx(caller.tenant) as tx:
        old, new, followed = await conversations.change_tag(tx, tag_id, data)
        told = {"before": old, "after": new, "tone": data.tone, "retired": data.retired, "conversations": followed}
        await access.audit(tx, caller.actor, "tag.changed", str(tag_id), **told)
    return await _kept(spine, caller)


@post("/api/v1/kept-tags/{tag_id:uuid}/join", tags=TAGS, status_code=200)
async def join_tags(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], tag_id: FromPath[UUID], data: JSONBody[JoinIn]
) -> KeptTags:
    """Have whatever has this tag take another instead; this one is gone then, for good."""
    caller.need("service.manage")
    async with spine.work.tx(caller.tenant) as tx:
        old, new, followed = await conversations.join_tags(tx, tag_id, data.into_id)
        told = {"before": old, "after": new, "conversations": followed}
        await access.audit(tx, caller.actor, "tag.joined", str(tag_id), **told)
    return await _kept(spine, caller)


@delete("/api/v1/kept-tags/{tag_id:uuid}", tags=TAGS, status_code=200)
async def drop_tag(caller: NamedDependency[Caller], spine: NamedDependency[Spine], tag_id: FromPath[UUID]) -> KeptTags:
    """Forget a tag that no conversation has."""
    caller.need("service.manage")
    async with spine.work.tx(caller.tenant) as tx:
        name = await conversations.drop_tag(tx, tag_id)
        await access.audit(tx, caller.actor, "tag.dropped", str(tag_id), name=name)
    return await _kept(spine, caller)


handlers = [lists, change, change_breaks, tags, make_tag, change_tag, join_tags, drop_tag]
