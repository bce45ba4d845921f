"""Open channels over HTTP, for administrators (permission channels.manage)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qingfeng.contracts.messages import Delivery
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import admin, deliveries
from qingfeng.modules.channels import schemas as s
from qingfeng.modules.channels.admin import Webhooks
from qingfeng.modules.channels.deliveries import Entry

TAGS = ["open channels"]


async def _one(db: Database, caller: Caller, id_: UUID) -> s.OpenChannelOut:
    async with db.reading(caller.tenant) as conn:
        return next(c for c in await admin.describe(conn) if c.id == id_)


@get("/api/v1/channels/open", tags=TAGS)
async def open_channels(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> s.OpenChannelsOut:
    """All open channels, with their tokens (without the text) and how many deliveries wait or failed."""
    caller.need("channels.manage")
    async with db.reading(caller.tenant) as conn:
        return s.OpenChannelsOut(await admin.describe(conn))


@post("/api/v1/channels/open", tags=TAGS, status_code=201)
async def create(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    webhooks: NamedDependency[Webhooks],
    data: JSONBody[s.OpenChannelIn],
) -> s.SecretOut:
    """Make an open channel. The answer shows the secret of its webhooks, this once."""
    caller.need("channels.manage")
    if data.url is not None:
        await webhooks.check_url(data.url)
    async with work.tx(caller.tenant) as tx:
        id_, secret = await admin.create(tx, caller.actor, data)
    return s.SecretOut(id_, secret)


@patch("/api/v1/channels/{channel_id:uuid}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    db: NamedDependency[Database],
    webhooks: NamedDependency[Webhooks],
    channel_id: FromPath[UUID],
    data: JSONBody[s.OpenChannelChange],
) -> s.OpenChannelOut:
    """Change name, url, events, or switch it on or off. What waits is sent at once to a new address."""
    caller.need("channels.manage")
    if isinstance(data.url, str):
        await webhooks.check_url(data.url)
    async with work.tx(caller.tenant) as tx:
        await admin.change(tx, caller.actor, channel_id, data)
    return await _one(db, caller, channel_id)


@post("/api/v1/channels/{channel_id:uuid}/secret", tags=TAGS, status_code=200)
async def rotate(
    caller: NamedDependency[Caller], work: NamedDependency[Work], channel_id: FromPath[UUID]
) -> s.SecretOut:
    """A new secret, in force at once and shown this once."""
    caller.need("channels.manage")
    async with work.tx(caller.tenant) as tx:
        return s.SecretOut(channel_id, await admin.rotate(tx, caller.actor, channel_id))


@post("/api/v1/channels/{channel_id:uuid}/tokens", tags=TAGS, status_code=201)
async def issue(
    caller: NamedDependency[Caller], work: NamedDependency[Work], channel_id: FromPath[UUID], data: JSONBody[s.TokenIn]
) -> s.NewToken:
    """A new token for the channel's API, shown this once."""
    caller.need("channels.manage")
    async with work.tx(caller.tenant) as tx:
        id_, token = await admin.issue(tx, caller.actor, channel_id, data.name)
    return s.NewToken(id_, token)


@delete("/api/v1/channels/{channel_id:uuid}/tokens/{token_id:uuid}", tags=TAGS)
async def revoke(
    caller: NamedDependency[Caller], work: NamedDependency[Work], channel_id: FromPath[UUID], token_id: FromPath[UUID]
) -> None:
    """Revoke a token; it is refused from the next request on."""
    caller.need("channels.manage")
    async with work.tx(caller.tenant) as tx:
        await admin.revoke(tx, caller.actor, channel_id, token_id)


@get("/api/v1/channels/{channel_id:uuid}/deliveries", tags=TAGS)
async def delivery_log(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    channel_id: FromPath[UUID],
    status: FromQuery[Delivery | None] = None,
    cursor: Annotated[str, QueryParameter(max_length=100)] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> s.DeliveriesOut:
    """What was or is to be sent, the latest first."""
    caller.need("channels.manage")
    before = _cursor(cursor)
    async with db.reading(caller.tenant) as conn:
        await admin.open_channel(conn, channel_id)
        page = await deliveries.log(conn, channel_id, status=status, before=before, limit=limit + 1)
    last = page[limit - 1] if len(page) > limit else None
    return s.DeliveriesOut(page[:limit], f"{last.created_at.isoformat()}~{last.id}" if last else None)


def _cursor(cursor: str) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    at, _, id_ = cursor.partition("~")
    try:
        moment, found = datetime.fromisoformat(at), UUID(id_)
    except ValueError:
        moment, found = None, None
    if moment is None or found is None or moment.tzinfo is None:
        raise Invalid("bad_cursor", "Pass the `next` of the page before, unchanged.", field="cursor")
    return moment, found


@post("/api/v1/deliveries/{delivery_id:uuid}/replay", tags=TAGS, status_code=200)
async def replay(caller: NamedDependency[Caller], work: NamedDependency[Work], delivery_id: FromPath[UUID]) -> Entry:
    """Send a failed delivery again, under the same id."""
    caller.need("channels.manage")
    async with work.tx(caller.tenant) as tx:
        return await admin.replay(tx, caller.actor, delivery_id)


@post("/api/v1/channels/{channel_id:uuid}/test", tags=TAGS, status_code=200)
async def ping(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    webhooks: NamedDependency[Webhooks],
    channel_id: FromPath[UUID],
) -> s.PingOut:
    """Send a signed ping to the url now, and say what came back and after how long."""
    caller.need("channels.manage")
    async with db.reading(caller.tenant) as conn:
        channel = await admin.open_channel(conn, channel_id)
    return await admin.ping(db, webhooks, channel)


handlers = [open_channels, create, change, rotate, issue, revoke, delivery_log, replay, ping]
