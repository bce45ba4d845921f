"""Supervisors in live conversations, over HTTP (permission floor.join; everybody hears what was meant for them)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.contracts.conversations import Whisper
from qingfeng.contracts.messages import Row
from qingfeng.flow import floor_agents, floor_join
from qingfeng.flow.schemas import ClientId
from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people import public as people

TAGS = ["floor"]


class WhisperIn(msgspec.Struct, forbid_unknown_fields=True):
    client_id: ClientId
    text: Annotated[str, msgspec.Meta(max_length=1000)]


class WhispersOut(msgspec.Struct):
    items: list[Whisper]


class TakeOver(msgspec.Struct, forbid_unknown_fields=True):
    """`agent_id`: who had it on the screen; 409 when somebody else has it by now."""

    agent_id: UUID


IdleMinutes = Annotated[int, msgspec.Meta(ge=0, le=people.MOST_IDLE_MINUTES)]
SignOffHours = Annotated[int, msgspec.Meta(ge=0, le=people.MOST_SIGN_OFF_HOURS)]


class FloorSettings(msgspec.Struct):
    """`tell_monitored`: whether agents see that a supervisor looks at their conversation. `idle_minutes`: how long nobody
    may touch any of an agent's devices before the agent is away; 0: for ever. `sign_off_hours`: how long before the
    agent is signed off, and half an hour after no queue is open; 0: never."""

    tell_monitored: bool
    idle_minutes: IdleMinutes
    sign_off_hours: SignOffHours


class FloorChange(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What is left out stays as it is."""

    tell_monitored: bool | msgspec.UnsetType = msgspec.UNSET
    idle_minutes: IdleMinutes | msgspec.UnsetType = msgspec.UNSET
    sign_off_hours: SignOffHours | msgspec.UnsetType = msgspec.UNSET


@get("/api/v1/conversations/{conversation_id:uuid}/whispers", tags=TAGS)
async def whispers(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]
) -> WhispersOut:
    """What supervisors said to its agent: all for supervisors, for agents what was meant for them."""
    caller.need("conversations.read")
    async with spine.db.reading(caller.tenant) as conn:
        if await conversations.get(conn, conversation_id) is None:
            raise NotFound("not_found", "There is no such conversation.", field="conversation_id")
        return WhispersOut(await floor_join.heard(conn, caller, conversation_id))


@post("/api/v1/conversations/{conversation_id:uuid}/whispers", tags=TAGS, status_code=200)
async def whisper(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[WhisperIn],
) -> Whisper:
    """Say something that only the agent who has the conversation sees."""
    caller.need("floor.join")
    return await floor_join.whisper(spine, caller, conversation_id, data.text, data.client_id)


@post("/api/v1/conversations/{conversation_id:uuid}/join", tags=TAGS, status_code=200)
async def join(caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]) -> Row:
    """Speak with the customer beside the agent."""
    caller.need("floor.join")
    return await floor_join.join(spine, caller, conversation_id)


@post("/api/v1/conversations/{conversation_id:uuid}/leave", tags=TAGS, status_code=200)
async def leave(caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]) -> Row:
    """Speak there no longer."""
    caller.need("floor.join")
    return await floor_join.leave(spine, caller, conversation_id)


@post("/api/v1/conversations/{conversation_id:uuid}/take-over", tags=TAGS, status_code=200)
async def take_over(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[TakeOver],
) -> Row:
    """Have the conversation instead of its agent."""
    caller.need("floor.join")
    return await floor_join.take_over(spine, caller, conversation_id, data.agent_id)


@get("/api/v1/floor/settings", tags=TAGS)
async def settings(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> FloorSettings:
    """What the house has chosen for its supervisors."""
    caller.need("insight.read")
    async with spine.db.reading(caller.tenant) as conn:
        _, chosen = await spine.tenant(caller.tenant, conn)
    return FloorSettings(chosen.tell_monitored, chosen.idle_minutes, chosen.sign_off_hours)


@put("/api/v1/floor/settings", tags=TAGS)
async def set_settings(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[FloorChange]
) -> FloorSettings:
    """Choose for the house; open desks follow within half a minute. Audited."""
    caller.need("insight.manage")
    changes: dict[str, object] = msgspec.to_builtins(data)
    async with spine.work.tx(caller.tenant) as tx:
        await access.change_settings(tx, changes)
        for name, value in changes.items():
            await access.audit(tx, caller.actor, "floor.settings", name, value=value)
    spine.forget(caller.tenant)
    async with spine.db.reading(caller.tenant) as conn:
        _, now = await spine.tenant(caller.tenant, conn)
    return FloorSettings(now.tell_monitored, now.idle_minutes, now.sign_off_hours)


handlers = [whispers, whisper, join, leave, take_over, settings, set_settings, *floor_agents.handlers]
