"""Routing over HTTP: why a conversation went where it went."""

from __future__ import annotations

from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.routing import api_hours, api_learning, api_queues, api_surge, api_waits
from qingfeng.modules.routing.explained import Explained, explain


class DecisionsOut(msgspec.Struct, frozen=True):
    items: list[Explained]


@get("/api/v1/conversations/{conversation_id:uuid}/decisions", tags=["routing"])
async def decisions(
    caller: NamedDependency[Caller], db: NamedDependency[Database], conversation_id: FromPath[UUID]
) -> DecisionsOut:
    """Every offer, overflow and warning of the router about a conversation, oldest first, with its reasons."""
    caller.need("conversations.read")
    async with db.reading(caller.tenant) as conn:
        if await conversations.get(conn, conversation_id) is None:
            raise NotFound("not_found", "There is no such conversation.", field="conversation_id")
        return DecisionsOut(await explain(conn, conversation_id))


handlers = [
    decisions,
    *api_queues.handlers,
    *api_hours.handlers,
    *api_waits.handlers,
    *api_surge.handlers,
    *api_learning.handlers,
]
