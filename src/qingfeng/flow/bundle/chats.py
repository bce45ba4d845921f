"""Channels in a file: without keys, secrets, tokens and addresses, which belong to one house."""

from __future__ import annotations

from msgspec import UNSET, Struct
from msgspec.structs import replace

from qingfeng.flow import looks
from qingfeng.flow.bundle.model import Carry, Kind, numbered
from qingfeng.kernel.db import Connection
from qingfeng.modules.channels import public as channels
from qingfeng.ports.channel import ChannelRef, ReplyQuota, limits


class WebChatItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`number`: which of this name. `look`: null while nobody has chosen one; never with a picture."""

    name: str
    number: int = 1
    enabled: bool = True
    look: channels.Look | None = None


class OpenItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    number: int = 1
    enabled: bool = True
    turn_seconds: channels.TurnSeconds | None = None
    quota: ReplyQuota | None = None


def _key(item: WebChatItem | OpenItem) -> str:
    return f"{item.name} {item.number}"


async def _of_kind(conn: Connection, kind: str) -> list[tuple[ChannelRef, int]]:
    refs = [ref for ref, _ in await channels.channels(conn, kind)]
    return list(zip(refs, numbered([ref.name for ref in refs]), strict=True))


async def _web_chats(conn: Connection) -> list[WebChatItem]:
    found = []
    for ref, number in await _of_kind(conn, "webchat"):
        kept = await channels.latest_look(conn, ref.id)
        look = replace(kept.look, logo=None) if kept else None
        found.append(WebChatItem(name=ref.name, number=number, enabled=ref.enabled, look=look))
    return found


async def _put_web_chat(carry: Carry, item: WebChatItem) -> None:
    tx, by = carry.tx, carry.caller.actor
    known = {(ref.name, number): ref.id for ref, number in await _of_kind(tx.conn, "webchat")}
    id_ = known.get((item.name, item.number))
    if id_ is None:
        id_ = await channels.make_web_chat(tx, by, item.name)
        carry.notes.append("new_script_tag")
    await channels.change_web_chat(tx, by, id_, name=None, enabled=item.enabled)
    if item.look is not None:
        chat = await channels.web_chat(tx.conn, id_)
        first, version = await looks.look_of(carry.spine, tx.conn, chat)
        look = replace(item.look, logo=first.logo)
        await channels.save_look(tx, id_, look, channels.Change(by=by, version=version), first)
    carry.chats.add(id_)


async def _open_channels(conn: Connection) -> list[OpenItem]:
    return [
        OpenItem(
            name=ref.name,
            number=number,
            enabled=ref.enabled,
            turn_seconds=limits(ref).turn_seconds,
            quota=limits(ref).quota,
        )
        for ref, number in await _of_kind(conn, "open")
    ]


async def _put_open(carry: Carry, item: OpenItem) -> None:
    tx, by = carry.tx, carry.caller.actor
    known = {(ref.name, number): ref.id for ref, number in await _of_kind(tx.conn, "open")}
    id_ = known.get((item.name, item.number))
    if id_ is None:
        id_, _ = await channels.make_open_channel(
            tx, by, channels.OpenChannelIn(name=item.name, turn_seconds=item.turn_seconds, quota=item.quota)
        )
        carry.notes.append("address_and_secret")
        if item.enabled:
            return
    change = channels.OpenChannelChange(
        turn_seconds=item.turn_seconds, quota=item.quota, enabled=item.enabled, url=UNSET
    )
    await channels.change_open_channel(tx, by, id_, change)


KINDS = (
    Kind("web_chats", "channels.manage", WebChatItem, _key, lambda i: i.name, _web_chats, _put_web_chat),
    Kind("open_channels", "channels.manage", OpenItem, _key, lambda i: i.name, _open_channels, _put_open),
)
