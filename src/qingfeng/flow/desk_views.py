"""What the list is narrowed by, and the views people keep of it, over HTTP."""

from __future__ import annotations

from typing import Annotated, get_args
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qingfeng.contracts.messages import Emotion, Tier
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Forbidden, Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Filters, Only, SavedView
from qingfeng.modules.people import public as people


class Whose(msgspec.Struct, frozen=True):
    """What is meant by what the conversation is about and by whose it is; the rest of `Only` is what it is like."""

    queue: UUID | None = None
    agent: UUID | None = None
    tag: str | None = None


def provide_whose(
    queue: FromQuery[UUID | None] = None,
    agent: FromQuery[UUID | None] = None,
    tag: Annotated[str | None, QueryParameter(max_length=30)] = None,
) -> Whose:
    # A NUL cannot be kept, so nothing that is kept has one.
    return Whose(queue, agent, tag and tag.replace("\0", ""))


def provide_only(
    whose: NamedDependency[Whose],
    channel: Annotated[str | None, QueryParameter(max_length=40)] = None,
    tier: FromQuery[Tier | None] = None,
    emotion: FromQuery[Emotion | None] = None,
    unanswered: FromQuery[bool] = False,
) -> Only:
    for field, value, kind in (("tier", tier, Tier), ("emotion", emotion, Emotion)):
        if value is not None and value not in get_args(kind):
            raise Invalid("not_one_of", f"One of {', '.join(get_args(kind))}.", field=field)
    return Only(
        queue=whose.queue,
        agent=whose.agent,
        tag=whose.tag,
        channel=channel and channel.replace("\0", ""),
        tier=tier,
        emotion=emotion,
        unanswered=unanswered,
    )


async def team_of(conn: Connection, user: UUID) -> list[UUID]:
    """Everybody in this person's team; nobody when there is none."""
    roster = await people.roster(conn)
    mine = next((a.team_id for a in roster if a.id == user), None)
    return [a.id for a in roster if a.team_id == mine] if mine else []


class ViewIn(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(max_length=200)]
    filters: Filters
    shared: bool = False


class ViewChange(msgspec.Struct, omit_defaults=True):
    """What is left out stays as it is."""

    name: Annotated[str, msgspec.Meta(max_length=200)] | msgspec.UnsetType = msgspec.UNSET
    filters: Filters | msgspec.UnsetType = msgspec.UNSET
    shared: bool | msgspec.UnsetType = msgspec.UNSET


class ViewOut(msgspec.Struct):
    """A view somebody keeps. `owner`: who made it; `count`: how many conversations it shows, at most a thousand, None
    for what has ended."""

    id: UUID
    name: str
    shared: bool
    mine: bool
    owner: str
    filters: Filters
    count: int | None


class ViewsOut(msgspec.Struct):
    items: list[ViewOut]


def _out(view: SavedView, caller: Caller, count: int | None) -> ViewOut:
    mine = view.owner_id == caller.user_id
    return ViewOut(view.id, view.name, view.shared, mine, view.owner_name, view.filters, count)


async def _counted(conn: Connection, caller: Caller, views: list[SavedView]) -> list[ViewOut]:
    team = await team_of(conn, caller.user_id) if any(v.filters.view == "team" for v in views) else []
    counts = await conversations.view_counts(conn, views, caller.user_id, team)
    return [_out(view, caller, counts.get(view.id)) for view in views]


async def _mine_to_change(tx: Tx, caller: Caller, id_: UUID) -> SavedView:
    """The view, locked, if this person may change it: their own, or a shared one for who may share."""
    view = await conversations.saved_view(tx, id_, caller.user_id)
    if view.owner_id != caller.user_id and not caller.may("conversations.assign"):
        raise Forbidden("not_owner", "Only its owner or a supervisor may do this.", owner=view.owner_name)
    return view


@get("/api/v1/views", tags=["desk"])
async def views(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> ViewsOut:
    """The views I keep and those that are shared, each with its count."""
    caller.need("conversations.read")
    async with spine.db.reading(caller.tenant) as conn:
        return ViewsOut(await _counted(conn, caller, await conversations.saved_views(conn, caller.user_id)))


@post("/api/v1/views", tags=["desk"])
async def keep(caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[ViewIn]) -> ViewOut:
    """Keep a view for myself, or for everybody (a right of supervisors)."""
    caller.need("conversations.read")
    if data.shared:
        caller.need("conversations.assign")
    async with spine.work.tx(caller.tenant) as tx:
        view = await conversations.save_view(tx, caller.actor, name=data.name, shared=data.shared, filters=data.filters)
        if view.shared:
            await access.audit(tx, caller.actor, "view.shared", str(view.id), name=view.name)
        return (await _counted(tx.conn, caller, [view]))[0]


@patch("/api/v1/views/{view_id:uuid}", tags=["desk"])
async def change(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    view_id: FromPath[UUID],
    data: JSONBody[ViewChange],
) -> ViewOut:
    """Rename a view, give it other filters, share it or stop sharing it."""
    caller.need("conversations.read")
    async with spine.work.tx(caller.tenant) as tx:
        old = await _mine_to_change(tx, caller, view_id)
        given = {k: v for k, v in msgspec.structs.asdict(data).items() if v is not msgspec.UNSET}
        wanted = {"name": old.name, "shared": old.shared, "filters": old.filters, **given}
        if wanted["shared"] != old.shared:
            caller.need("conversations.assign")
        new = await conversations.change_view(tx, old, **wanted)
        if old.shared or new.shared:
            await access.audit(tx, caller.actor, "view.changed", str(new.id), name=new.name, shared=new.shared)
        return (await _counted(tx.conn, caller, [new]))[0]


@delete("/api/v1/views/{view_id:uuid}", tags=["desk"], status_code=204)
async def drop(caller: NamedDependency[Caller], spine: NamedDependency[Spine], view_id: FromPath[UUID]) -> None:
    """Keep a view no longer."""
    caller.need("conversations.read")
    async with spine.work.tx(caller.tenant) as tx:
        view = await _mine_to_change(tx, caller, view_id)
        await conversations.drop_view(tx, view)
        if view.shared:
            await access.audit(tx, caller.actor, "view.dropped", str(view.id), name=view.name)


handlers = [views, keep, change, drop]
