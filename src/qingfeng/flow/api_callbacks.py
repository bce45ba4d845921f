"""Call-backs over HTTP: what was promised, the number to call, what came of it; and for supervisors all that stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.contracts.messages import CallBack, Row
from qingfeng.flow import call_back
from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import CallBackTally, StandingCallBack
from qingfeng.modules.customers import public as customers
from qingfeng.modules.routing import public as routing

TAGS = ["call-backs"]
MOST = 100
COUNTED = timedelta(hours=24)


class CallBackOut(msgspec.Struct, frozen=True, kw_only=True):
    """`phone`: masked; null where the customer is written to. `tries_of`: so often they are tried in all."""

    callback: CallBack | None
    phone: str | None
    tries_of: int


class NumberOut(msgspec.Struct, frozen=True):
    phone: str


class CallBackOutcome(msgspec.Struct, forbid_unknown_fields=True):
    outcome: call_back.Outcome


class CallBacksOut(msgspec.Struct, frozen=True, kw_only=True):
    """`counted`: those asked for since `since`. `items`: the promises that stand, the soonest end first, a hundred at most."""

    since: datetime
    counted: CallBackTally
    items: list[StandingCallBack]


@get("/api/v1/conversations/{conversation_id:uuid}/callback", tags=TAGS)
async def one(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]
) -> CallBackOut:
    """What its customer was promised instead of waiting; null where nothing stands."""
    caller.need("conversations.read")
    async with spine.db.reading(caller.tenant) as conn:
        conv = await conversations.get(conn, conversation_id)
        if conv is None:
            raise NotFound("not_found", "There is no such conversation.", field="conversation_id")
        queue = await routing.queue_by_id(conn, conv.queue_id) if conv.queue_id else None
        phone = await conversations.callbacks.phone_of(conn, conv.callback.id) if conv.callback else None
    return CallBackOut(
        callback=conv.callback if conv.phase != "closed" else None,
        phone=customers.masked("phone", phone) if phone else None,
        tries_of=queue.policy.callback_tries if queue else 1,
    )


@post("/api/v1/conversations/{conversation_id:uuid}/callback/number", tags=TAGS, status_code=200)
async def number(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]
) -> NumberOut:
    """The number to call, in full; audited."""
    caller.need("customers.reveal")
    return NumberOut(await call_back.number(spine, caller, conversation_id))


@post("/api/v1/conversations/{conversation_id:uuid}/callback/outcome", tags=TAGS, status_code=200)
async def outcome(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[CallBackOutcome],
) -> Row:
    """Reached, or not: then it comes back after the queue's pause, or its customer is told and it is closed."""
    caller.need("desk.use")
    return await call_back.outcome(spine, caller, conversation_id, data.outcome)


@get("/api/v1/callbacks", tags=TAGS)
async def every(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> CallBacksOut:
    """Call-backs of the last 24 hours in figures, and those that stand (insight.read)."""
    caller.need("insight.read")
    now = spine.db.clock.now()
    async with spine.db.reading(caller.tenant) as conn:
        return CallBacksOut(
            since=now - COUNTED,
            counted=await conversations.callbacks.tally(conn, now - COUNTED, now),
            items=await conversations.callbacks.standing(conn, MOST),
        )


handlers = [one, number, outcome, every]
