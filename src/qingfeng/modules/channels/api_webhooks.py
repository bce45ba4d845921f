"""The log of an open channel's webhooks over HTTP: what was called, what came back, and again (permission channels.manage)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qingfeng.contracts.messages import Delivery
from qingfeng.kernel.db import Database
from qingfeng.kernel.http import Cursor, Limit, zoned
from qingfeng.kernel.pages import Moment, cursor_of, page_after, paged, place_of
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import admin, attempts, deliveries
from qingfeng.modules.channels import schemas as s
from qingfeng.modules.channels.admin import Webhooks
from qingfeng.modules.channels.attempts import AttemptQuery, Outcome
from qingfeng.modules.channels.deliveries import Entry, EventName, LogQuery, SentAgain

TAGS = ["open channels"]


class Page(msgspec.Struct, frozen=True):
    """What a page of the log is asked by: which event, when, after what, how many."""

    event: EventName | None
    since: datetime | None
    until: datetime | None
    cursor: str
    limit: int


def provide_page(
    event: FromQuery[EventName | None] = None,
    since: Annotated[datetime | None, QueryParameter(description="Inclusive, with its zone.")] = None,
    until: Annotated[datetime | None, QueryParameter(description="Exclusive, with its zone.")] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page:
    return Page(event, zoned(since, "since"), zoned(until, "until"), cursor, limit)


_ASK = {"asked": Provide(provide_page, sync_to_thread=False)}


@get("/api/v1/channels/{channel_id:uuid}/attempts", tags=TAGS, dependencies=_ASK)
async def attempt_log(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    asked: NamedDependency[Page],
    channel_id: FromPath[UUID],
    outcome: FromQuery[Outcome | None] = None,
    delivery: FromQuery[UUID | None] = None,
) -> s.AttemptsOut:
    """Every call that was made, the latest first; kept for thirty days."""
    caller.need("channels.manage")
    query = AttemptQuery(
        channel=channel_id,
        outcome=outcome,
        event=asked.event,
        delivery=delivery,
        since=asked.since,
        until=asked.until,
        after=page_after(asked.cursor),
        limit=asked.limit,
    )
    async with db.reading(caller.tenant) as conn:
        await admin.open_channel(conn, channel_id)
        found = await attempts.page(conn, query)
    return s.AttemptsOut(*paged(found, asked.limit))


@get("/api/v1/channels/{channel_id:uuid}/deliveries", tags=TAGS, dependencies=_ASK)
async def delivery_log(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    asked: NamedDependency[Page],
    channel_id: FromPath[UUID],
    status: FromQuery[Delivery | None] = None,
) -> s.DeliveriesOut:
    """What was or is to be sent, the latest first."""
    caller.need("channels.manage")
    query = LogQuery(
        channel=channel_id,
        status=status,
        event=asked.event,
        since=asked.since,
        until=asked.until,
        before=place_of(asked.cursor, tuple[Moment, UUID]),
        limit=asked.limit,
    )
    async with db.reading(caller.tenant) as conn:
        await admin.open_channel(conn, channel_id)
        page = await deliveries.log(conn, query)
    items = page[: asked.limit]
    return s.DeliveriesOut(items, cursor_of(items[-1].created_at, items[-1].id) if len(page) > asked.limit else None)


@post("/api/v1/deliveries/{delivery_id:uuid}/replay", tags=TAGS, status_code=200)
async def replay(caller: NamedDependency[Caller], work: NamedDependency[Work], delivery_id: FromPath[UUID]) -> Entry:
    """Send a failed delivery again, under the same id."""
    caller.need("channels.manage")
    async with work.tx(caller.tenant) as tx:
        return await admin.replay(tx, caller.actor, delivery_id)


@post("/api/v1/channels/{channel_id:uuid}/replay", tags=TAGS, status_code=200)
async def replay_failed(
    caller: NamedDependency[Caller], work: NamedDependency[Work], channel_id: FromPath[UUID], data: JSONBody[s.RangeIn]
) -> SentAgain:
    """Send all failed deliveries of a range again, five hundred at a time: call again while some are left."""
    caller.need("channels.manage")
    async with work.tx(caller.tenant) as tx:
        return await admin.replay_failed(tx, caller.actor, channel_id, data.since, data.until)


@post("/api/v1/channels/{channel_id:uuid}/test", tags=TAGS, status_code=200)
async def ping(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    webhooks: NamedDependency[Webhooks],
    channel_id: FromPath[UUID],
) -> s.PingOut:
    """Send a signed ping to the url now, and say what came back and after how long."""
    caller.need("channels.manage")
    async with work.db.reading(caller.tenant) as conn:
        channel = await admin.open_channel(conn, channel_id)
    return await admin.ping(work, caller.actor, webhooks, channel)


handlers = [attempt_log, delivery_log, replay, replay_failed, ping]
