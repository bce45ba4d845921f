"""Linked conversations over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec
from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Linked


class LinksOut(msgspec.Struct):
    items: list[Linked]


@get("/api/v1/conversations/{conversation_id:uuid}/links", tags=["desk"])
async def links(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]
) -> LinksOut:
    """What a conversation is linked with, the latest link first."""
    caller.need("conversations.read")
    async with spine.db.reading(caller.tenant) as conn:
        if await conversations.get(conn, conversation_id) is None:
            raise NotFound("not_found", "There is no such conversation.", field="conversation_id")
        return LinksOut(await conversations.linked(conn, conversation_id))


@put("/api/v1/conversations/{conversation_id:uuid}/links/{other_id:uuid}", tags=["desk"])
async def link(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    other_id: FromPath[UUID],
) -> LinksOut:
    """Link two conversations about the same thing, whoever has them and also once they are closed."""
    caller.need("desk.use")
    if conversation_id == other_id:
        raise Invalid("same", "A conversation cannot be linked with itself.", field="other_id")
    async with spine.work.tx(caller.tenant) as tx:
        # In one order, so that two who link the same pair do not wait for each other.
        held = {id_: await conversations.lock(tx, id_) for id_ in sorted((conversation_id, other_id))}
        if await conversations.link(tx, held[conversation_id], held[other_id], caller.actor):
            await access.audit(tx, caller.actor, "conversation.linked", str(conversation_id), other=str(other_id))
        return LinksOut(await conversations.linked(tx.conn, conversation_id))


@delete("/api/v1/conversations/{conversation_id:uuid}/links/{other_id:uuid}", tags=["desk"], status_code=200)
async def unlink(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    other_id: FromPath[UUID],
) -> LinksOut:
    """Take a link away."""
    caller.need("desk.use")
    async with spine.work.tx(caller.tenant) as tx:
        await conversations.lock(tx, conversation_id)
        if await conversations.unlink(tx, conversation_id, other_id):
            await access.audit(tx, caller.actor, "conversation.unlinked", str(conversation_id), other=str(other_id))
        return LinksOut(await conversations.linked(tx.conn, conversation_id))


handlers = [links, link, unlink]
