"""Verbs of web chats: made, renamed, switched on and off."""

from __future__ import annotations

from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.kernel.auth import new_token
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import store
from qingfeng.modules.channels.admin import named
from qingfeng.modules.channels.looks import KIND, web_chat
from qingfeng.ports.channel import ChannelRef

MAX_CHATS = 50


async def web_chats(conn: Connection) -> list[tuple[ChannelRef, str]]:
    """Each with the public key that stands in its script tag, the oldest first."""
    return await store.channels(conn, KIND)


async def make_web_chat(tx: Tx, by: Actor, name: str) -> UUID:
    """Raises Invalid with the field, Conflict when there are too many."""
    if len(await web_chats(tx.conn)) >= MAX_CHATS:
        raise Conflict("too_many_channels", f"There are {MAX_CHATS} web chats already.", max=MAX_CHATS)
    id_ = tx.new_id()
    draft = store.ChannelDraft(
        kind=KIND, name=named(name), key=f"web_{id_.hex}", config={}, secret=new_token("qfs_"), id=id_
    )
    await store.put_channel(tx, draft)
    await access.audit(tx, by, "channel.created", str(id_), name=draft.name, kind=KIND)
    return id_


async def change_web_chat(tx: Tx, by: Actor, channel: UUID, *, name: str | None, enabled: bool | None) -> None:
    """What is None stays. Raises NotFound, Invalid with the field."""
    await tx.execute("SELECT 1 FROM channels.channels WHERE id = $1 FOR UPDATE", channel)
    old = await web_chat(tx.conn, channel)
    new_name = old.name if name is None else named(name)
    switched = old.enabled if enabled is None else enabled
    changes = {
        field: new
        for field, was, new in (("name", old.name, new_name), ("enabled", old.enabled, switched))
        if was != new
    }
    if changes:
        await store.change_channel(tx, channel, name=new_name, config=old.config, enabled=switched)
        await access.audit(tx, by, "channel.changed", str(channel), **changes)
