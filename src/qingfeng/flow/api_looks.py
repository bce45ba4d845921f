"""Web chats and how they look, over HTTP, for administrators (permission channels.manage)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, patch, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody

from qingfeng.contracts.messages import Attachment
from qingfeng.flow import looks, texts
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Both, Change, Look
from qingfeng.ports.channel import ChannelRef

TAGS = ["web chats"]
UPLOAD_LIMIT = 1024 * 1024
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80, examples=["官网在线客服"])]
Version = Annotated[int, msgspec.Meta(ge=0)]


class WebChatOut(msgspec.Struct):
    """`key` stands in the script tag. `version`: 0 while nobody has chosen how it looks. `logo_url`: signed, good for
    one to two hours. `texts`: what it says by itself; they are chosen under `/texts`."""

    id: UUID
    name: str
    key: str
    enabled: bool
    look: Look
    version: int
    logo_url: str | None
    texts: dict[str, Both]


class WebChatsOut(msgspec.Struct):
    items: list[WebChatOut]


class WebChatIn(msgspec.Struct, forbid_unknown_fields=True):
    name: Name


class WebChatChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    name: Name | None = None
    enabled: bool | None = None


class LookIn(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: the one that was on the screen."""

    version: Version
    look: Look


class LookVersionOut(msgspec.Struct):
    """`by_name`: empty for what was there before anybody chose. `restored`: the version that this one took back."""

    version: int
    look: Look
    by_name: str
    at: datetime
    restored: int | None
    changed: list[str]


class LookVersionsOut(msgspec.Struct):
    items: list[LookVersionOut]


class LookRestoreIn(msgspec.Struct, forbid_unknown_fields=True):
    """`to`: the version to take back; `version`: the present one, as it was on the screen."""

    to: Version
    version: Version


async def _out(spine: Spine, conn: Connection, chat: ChannelRef, key: str) -> WebChatOut:
    tenant, settings = await spine.tenant(chat.tenant, conn)
    look, version = await looks.look_of(spine, conn, chat)
    said = texts.widget(await texts.in_force(conn, chat.id), tenant, settings)
    logo = looks.logo_url(spine, chat.tenant, look, settings)
    return WebChatOut(chat.id, chat.name, key, chat.enabled, look, version, logo, said)


async def _one(spine: Spine, tenant: UUID, id_: UUID) -> WebChatOut:
    async with spine.db.reading(tenant) as conn:
        await channels.web_chat(conn, id_)
        chat, key = next(found for found in await channels.web_chats(conn) if found[0].id == id_)
        return await _out(spine, conn, chat, key)


@get("/api/v1/channels/webchat", tags=TAGS)
async def web_chats(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> WebChatsOut:
    """All web chats with how they look."""
    caller.need("channels.manage")
    async with spine.db.reading(caller.tenant) as conn:
        found = await channels.web_chats(conn)
        return WebChatsOut([await _out(spine, conn, chat, key) for chat, key in found])


@post("/api/v1/channels/webchat", tags=TAGS, status_code=201)
async def make(caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[WebChatIn]) -> WebChatOut:
    """Another web chat, at once in use, with a key of its own."""
    caller.need("channels.manage")
    async with spine.work.tx(caller.tenant) as tx:
        id_ = await channels.make_web_chat(tx, caller.actor, data.name)
    return await _one(spine, caller.tenant, id_)


@patch("/api/v1/channels/webchat/{channel_id:uuid}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    channel_id: FromPath[UUID],
    data: JSONBody[WebChatChange],
) -> WebChatOut:
    """Another name for the staff, or on and off. A chat that is off is not shown on the pages that hold it."""
    caller.need("channels.manage")
    async with spine.work.tx(caller.tenant) as tx:
        await channels.change_web_chat(tx, caller.actor, channel_id, name=data.name, enabled=data.enabled)
    looks.tell(spine, caller.tenant, channel_id)
    return await _one(spine, caller.tenant, channel_id)


@put("/api/v1/channels/webchat/{channel_id:uuid}/look", tags=TAGS)
async def save(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], channel_id: FromPath[UUID], data: JSONBody[LookIn]
) -> WebChatOut:
    """Another version of how a chat looks, in force at once. 409 `look_changed` when somebody else was quicker."""
    caller.need("channels.manage")
    async with spine.work.tx(caller.tenant) as tx:
        first, _ = await looks.look_of(spine, tx.conn, await channels.web_chat(tx.conn, channel_id))
        await channels.save_look(tx, channel_id, data.look, Change(by=caller.actor, version=data.version), first)
    looks.tell(spine, caller.tenant, channel_id)
    return await _one(spine, caller.tenant, channel_id)


@get("/api/v1/channels/webchat/{channel_id:uuid}/looks", tags=TAGS)
async def versions(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], channel_id: FromPath[UUID]
) -> LookVersionsOut:
    """Who changed how a chat looks, when and in what; the latest first."""
    caller.need("channels.manage")
    async with spine.db.reading(caller.tenant) as conn:
        found = await channels.look_versions(conn, channel_id)
    return LookVersionsOut([LookVersionOut(**msgspec.structs.asdict(one)) for one in found])


@post("/api/v1/channels/webchat/{channel_id:uuid}/look/restore", tags=TAGS, status_code=200)
async def restore(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    channel_id: FromPath[UUID],
    data: JSONBody[LookRestoreIn],
) -> WebChatOut:
    """Take an earlier version back, as a new one."""
    caller.need("channels.manage")
    async with spine.work.tx(caller.tenant) as tx:
        await channels.restore_look(tx, channel_id, data.to, Change(by=caller.actor, version=data.version))
    looks.tell(spine, caller.tenant, channel_id)
    return await _one(spine, caller.tenant, channel_id)


@post(
    "/api/v1/channels/webchat/{channel_id:uuid}/logo",
    tags=TAGS,
    status_code=200,
    request_max_body_size=UPLOAD_LIMIT,
)
async def logo(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    channel_id: FromPath[UUID],
    data: MultipartBody[dict[str, UploadFile]],
) -> Attachment:
    """Bring a picture for the head of the chat; then save a look that names it. PNG, JPEG or WebP, at most 512 KB."""
    caller.need("channels.manage")
    file = data.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid("missing", "Send one file in the form field `file`.", field="file")
    kept = await channels.keep_logo(spine.work, caller.tenant, channel_id, file.filename, await file.read())
    return spine.links.attachment(caller.tenant, kept)


handlers = [web_chats, make, change, save, versions, restore, logo]
