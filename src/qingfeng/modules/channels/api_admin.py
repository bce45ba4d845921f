"""Open channels over HTTP, for administrators (permission channels.manage)."""

from __future__ import annotations

from uuid import UUID

from litestar import delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import admin, api_webhooks
from qingfeng.modules.channels import schemas as s
from qingfeng.modules.channels.admin import Webhooks

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


handlers = [open_channels, create, change, rotate, issue, revoke, *api_webhooks.handlers]
