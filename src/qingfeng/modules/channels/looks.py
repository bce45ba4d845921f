"""Verbs of how web chats look: every version is kept, with who made it, and can be taken back."""

from __future__ import annotations

import asyncio
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.contracts.messages import Attachment
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound, UnsupportedType
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import store, store_looks
from qingfeng.modules.channels.actions import keep_file
from qingfeng.modules.channels.look import Look, LookVersion, changed_fields, checked
from qingfeng.modules.channels.model import LOGO_OWNER, inspect
from qingfeng.ports.channel import ChannelRef

KIND = "webchat"
MAX_LOGO_BYTES = 512 * 1024
LOGO_PIXELS = (32, 2048)
LOGO_TYPES = ("image/png", "image/jpeg", "image/webp")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Who changes what is kept in versions, and which of them was on their screen (0: none was kept yet)."""

    by: Actor
    version: int
    restored: int | None = None


async def web_chat(conn: Connection, channel: UUID) -> ChannelRef:
    """Raises NotFound unless it is a web chat of this tenant."""
    found = await store.channel(conn, channel)
    if found is None or found.kind != KIND:
        raise NotFound("not_found", "There is no such web chat.", field="channel_id")
    return found


async def save_look(tx: Tx, channel: UUID, look: Look, change: Change, first: Look) -> LookVersion:
    """Another version of how a web chat looks, in force at once. `first`: how it looked before anybody chose.

    Raises NotFound, Invalid with the field, and Conflict `look_changed` when `change.version` is not the present one.
    """
    await tx.execute("SELECT 1 FROM channels.channels WHERE id = $1 FOR UPDATE", channel)
    chat = await web_chat(tx.conn, channel)
    look = checked(look)
    kept = await store_looks.latest(tx.conn, channel)
    if (kept.version if kept else 0) != change.version:
        assert kept is not None  # versions are never taken away
        by, at = kept.by_name, kept.at.isoformat()
        raise Conflict(
            "look_changed", f"{by or 'Somebody'} has changed it meanwhile; look at that first.", by=by, at=at
        )
    if look.logo is not None and await store.file(tx.conn, look.logo, uploaded_by=owner(channel)) is None:
        raise Invalid("unknown_file", "Upload the picture first.", field="logo")
    if kept is None:
        kept = LookVersion(version=0, look=first, by_name="", at=tx.now, restored=None)
        await store_looks.insert(tx, channel, kept)
    changed = changed_fields(kept.look, look)
    if not changed:
        return kept
    version = LookVersion(
        version=kept.version + 1,
        look=look,
        by_name=change.by.name,
        at=tx.now,
        restored=change.restored,
        changed=changed,
    )
    await store_looks.insert(tx, channel, version, change.by)
    config = {**chat.config, "allowed_origins": look.sites}
    await store.change_channel(tx, channel, name=chat.name, config=config, enabled=chat.enabled)
    action = "channel.look_restored" if change.restored is not None else "channel.look_changed"
    await access.audit(tx, change.by, action, str(channel), version=version.version, changed=changed)
    return version


async def restore_look(tx: Tx, channel: UUID, wanted: int, change: Change) -> LookVersion:
    """Take an earlier version back, as a new one. Raises as `save_look`."""
    await web_chat(tx.conn, channel)
    kept = await store_looks.one(tx.conn, channel, wanted)
    if kept is None:
        raise NotFound("not_found", "There is no such version.", field="to")
    return await save_look(tx, channel, kept.look, replace(change, restored=wanted), kept.look)


async def look_versions(conn: Connection, channel: UUID) -> list[LookVersion]:
    """The latest first, with what each changed. Raises NotFound."""
    await web_chat(conn, channel)
    found = await store_looks.versions(conn, channel)
    before = [one.look for one in found[1:]]
    return [
        replace(one, changed=changed_fields(before[at], one.look) if at < len(before) else [])
        for at, one in enumerate(found)
    ]


def owner(channel: UUID) -> str:
    return f"{LOGO_OWNER}:{channel}"


async def keep_logo(work: Work, tenant: UUID, channel: UUID, name: str, data: bytes) -> Attachment:
    """Keep a picture for the head of the chat: a real PNG, JPEG or WebP of sensible size, without where it was taken.

    Raises NotFound, Invalid, TooLarge or UnsupportedType, with the field `file`.
    """
    async with work.db.reading(tenant) as conn:
        await web_chat(conn, channel)
    found = await asyncio.to_thread(inspect, name, data, MAX_LOGO_BYTES)
    if found.content_type not in LOGO_TYPES:
        raise UnsupportedType("not_a_logo", "A logo is a PNG, JPEG or WebP picture.", field="file")
    least, most = LOGO_PIXELS
    if not (least <= (found.width or 0) <= most and least <= (found.height or 0) <= most):
        raise Invalid(
            "logo_pixels", f"A logo is {least} to {most} pixels wide and high.", field="file", min=least, max=most
        )
    return await keep_file(work, tenant, name, data, owner(channel), MAX_LOGO_BYTES)
