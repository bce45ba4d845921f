"""Tags of conversations over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, patch, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.contracts.messages import Row
from qingfeng.flow.spine import Spine
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations

Names = Annotated[list[Annotated[str, msgspec.Meta(max_length=200)]], msgspec.Meta(max_length=100)]


class TagsIn(msgspec.Struct):
    """All tags the conversation is to have, in the order of the screen."""

    tags: Names


class TagsChange(msgspec.Struct):
    """What is to come and what is to go; the other tags stay."""

    add: Names = []
    remove: Names = []


class TagsOut(msgspec.Struct):
    """`tones`: what the colour of a tag says, for those that have one, also when they are given no more."""

    items: list[str]
    tones: dict[str, str]


@put("/api/v1/conversations/{conversation_id:uuid}/tags", tags=["desk"])
async def tag(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[TagsIn],
) -> Row:
    """Say what a conversation is about, whoever has it and also once it is closed."""
    caller.need("desk.use")
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation_id)
        await conversations.tag(tx, conv, data.tags)
        return conv.row()


@patch("/api/v1/conversations/{conversation_id:uuid}/tags", tags=["desk"])
async def retag(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[TagsChange],
) -> Row:
    """Give some tags and take others away, whatever the conversation has beside them: for many at once."""
    caller.need("desk.use")
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation_id)
        await conversations.retag(tx, conv, data.add, data.remove)
        return conv.row()


@get("/api/v1/tags", tags=["desk"])
async def tags(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> TagsOut:
    """Tags that may be given, those given last first."""
    caller.need("conversations.read")
    async with spine.db.reading(caller.tenant) as conn:
        return TagsOut(await conversations.tags(conn), await conversations.tones(conn))


handlers = [tag, retag, tags]
