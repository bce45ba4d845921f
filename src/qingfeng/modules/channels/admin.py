"""Verbs about open channels: make, change, give tokens, rotate the secret, try the address."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

import msgspec
from msgspec import UNSET

from qingfeng.contracts.base import Actor
from qingfeng.kernel.auth import digest, new_token
from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.errors import Forbidden, Invalid, NotFound, Unauthenticated
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import attempts, deliveries, store
from qingfeng.modules.channels.attempts import Begun
from qingfeng.modules.channels.deliveries import CREATED, UPDATED, Notice, SentAgain
from qingfeng.modules.channels.schemas import OpenChannelChange, OpenChannelIn, OpenChannelOut, PingOut, TokenOut
from qingfeng.ports.channel import ChannelRef, Outbound, Sent, limits

KIND = "open"
TOKEN_PREFIX = "qfo_"
SECRET_PREFIX = "qfs_"


@runtime_checkable  # it is handed to routes by name, and checked there
class Webhooks(Protocol):
    """The adapter's side: which addresses may be called, and the call itself."""

    async def check_url(self, url: str) -> None: ...
    async def send(self, channel: ChannelRef, out: Outbound) -> Sent: ...


def scope(channel: UUID) -> str:
    return f"{KIND}:{channel}"


async def channel_of_token(db: Database, token: str) -> ChannelRef:
    """The open channel a token speaks for. Raises Unauthenticated, or Forbidden when the channel is switched off."""
    found = await access.scope_of_token(db, digest(token))
    kind, _, id_ = found[1].partition(":") if found else ("", "", "")
    channel = await store.channel_by_id(db, found[0], UUID(id_)) if found and kind == KIND else None
    if channel is None:
        raise Unauthenticated("unauthenticated", "This token is wrong or revoked; make one in the channel's settings.")
    if not channel.enabled:
        raise Forbidden("channel_disabled", "This channel is switched off in its settings.")
    return channel


async def open_channel(conn: Connection, id_: UUID) -> ChannelRef:
    """The channel, if it is an open one of this tenant. Raises NotFound."""
    found = await store.channel(conn, id_)
    if found is None or found.kind != KIND:
        raise NotFound("not_found", "There is no such open channel.", field="channel_id")
    return found


async def create(tx: Tx, by: Actor, data: OpenChannelIn) -> tuple[UUID, str]:
    """A new channel and its secret. The caller has checked the address."""
    id_, secret = tx.new_id(), new_token(SECRET_PREFIX)
    asked = {"turn_seconds": data.turn_seconds, "quota": msgspec.to_builtins(data.quota)}
    config = _configured(asked, tx, data.url, data.events)
    await store.put_channel(
        tx,
        store.ChannelDraft(
            kind=KIND, name=named(data.name), key=f"open_{id_.hex}", config=config, secret=secret, id=id_
        ),
    )
    await access.audit(tx, by, "channel.created", str(id_), name=data.name, url=data.url, events=config["events"])
    return id_, secret


async def change(tx: Tx, by: Actor, id_: UUID, data: OpenChannelChange) -> None:
    """Change what is given. A channel switched on, or given another address, is told at once what waits for it."""
    await tx.execute("SELECT 1 FROM channels.channels WHERE id = $1 FOR UPDATE", id_)
    old = await open_channel(tx.conn, id_)
    name = old.name if data.name is UNSET else named(data.name)
    enabled = old.enabled if data.enabled is UNSET else data.enabled
    url = old.config.get("url") if data.url is UNSET else data.url
    asked = {name: value for name in ("turn_seconds", "quota") if (value := getattr(data, name)) is not UNSET}
    before = {**old.config, **msgspec.to_builtins(asked)}
    config = _configured(before, tx, url, None if data.events is UNSET else list(data.events))
    await store.change_channel(tx, id_, name=name, config=config, enabled=enabled)
    if enabled and (not old.enabled or url != old.config.get("url")):
        await deliveries.wake(tx, id_)
    changes = {k: v for k, v in msgspec.to_builtins(data).items() if v != {"name": old.name, **old.config}.get(k)}
    await access.audit(tx, by, "channel.changed", str(id_), **changes)


def _configured(old: dict[str, Any], tx: Tx, url: str | None, events: list[Any] | None) -> dict[str, Any]:
    """The channel's config: no events without an address, and an address is told only what is said from now on."""
    if url is None:
        if events:
            raise Invalid("missing", "Events need a url to go to.", field="url")
        return {**old, "url": None, "events": [], "since": None}
    if events is not None and not events:
        raise Invalid("empty", "Choose at least one event, or take the url away.", field="events")
    chosen = events or old.get("events") or [CREATED, UPDATED]
    return {
        **old,
        "url": url,
        "events": list(dict.fromkeys(chosen)),
        "since": old.get("since") or tx.now.isoformat(),
    }


def named(name: str) -> str:
    """A channel's or a token's name in one line. Raises Invalid."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("empty", "Give it a name.", field="name")
    if "\x00" in name:
        raise Invalid("bad_character", "The name contains a NUL character.", field="name")
    return name


async def rotate(tx: Tx, by: Actor, id_: UUID) -> str:
    """A new secret, in force at once; what is refused because of it is sent again by itself."""
    await open_channel(tx.conn, id_)
    secret = new_token(SECRET_PREFIX)
    await store.change_secret(tx, id_, secret)
    await access.audit(tx, by, "channel.secret_rotated", str(id_))
    return secret


async def issue(tx: Tx, by: Actor, id_: UUID, name: str) -> tuple[UUID, str]:
    await open_channel(tx.conn, id_)
    return await access.issue_token(tx, scope=scope(id_), name=named(name), by=by, prefix=TOKEN_PREFIX)


async def revoke(tx: Tx, by: Actor, id_: UUID, token: UUID) -> None:
    """Raises NotFound for a token of another channel."""
    await open_channel(tx.conn, id_)
    if token not in {r["id"] for r in await access.tokens_of_scope(tx.conn, scope(id_))}:
        raise NotFound("not_found", "This channel has no such token.", field="token_id")
    await access.revoke_token(tx, token, by)


async def replay(tx: Tx, by: Actor, delivery: UUID) -> deliveries.Entry:
    entry = await deliveries.again(tx, delivery)
    await access.audit(tx, by, "delivery.replayed", str(delivery), conversation=str(entry.conversation_id))
    return entry


async def replay_failed(tx: Tx, by: Actor, id_: UUID, since: datetime, until: datetime) -> SentAgain:
    """Send again what of a channel was made in a range and has failed: so many at once, the oldest first.

    Raises NotFound, Invalid (field `until`).
    """
    await open_channel(tx.conn, id_)
    if until <= since:
        raise Invalid("range_backwards", "The range ends before it begins.", field="until")
    done = await deliveries.again_all(tx, id_, since, until)
    if done.replayed:
        span = {"since": since.isoformat(), "until": until.isoformat()}
        await access.audit(tx, by, "deliveries.replayed", str(id_), count=done.replayed, **span)
    return done


async def ping(work: Work, by: Actor, hooks: Webhooks, channel: ChannelRef) -> PingOut:
    """Send a signed ping to the channel's address and say what became of it; the log has it too."""
    db = work.db
    if not channel.config.get("url"):
        raise Invalid("missing", "The channel has no url to try.", field="url")
    notice = Notice(id=db.ids.new(), type="ping", at=db.clock.now(), channel_id=channel.id)
    out = Outbound(
        delivery_id=notice.id,
        conversation_id=channel.id,
        sender_id="",
        event=notice.type,
        body=msgspec.json.encode(notice),
    )
    sent = await hooks.send(channel, out)
    call = Begun(channel_id=channel.id, delivery_id=notice.id, conversation_id=None, event=notice.type, number=1)
    async with work.tx(channel.tenant) as tx:
        await attempts.end(tx, await attempts.begin(tx, call), sent, None)
        await access.audit(tx, by, "channel.tested", str(channel.id), ok=sent.ok, status=sent.status)
    return PingOut(sent.ok, sent.status, sent.error, sent.milliseconds, sent.answer, sent.signed, out.body.decode())


async def describe(conn: Connection) -> list[OpenChannelOut]:
    """All open channels of the tenant with their tokens and counts."""
    counted = await deliveries.counts(conn)
    found = []
    for channel, _ in await store.channels(conn, KIND):
        tokens = await access.tokens_of_scope(conn, scope(channel.id))
        numbers = counted.get(channel.id, {})
        found.append(
            OpenChannelOut(
                id=channel.id,
                name=channel.name,
                enabled=channel.enabled,
                url=channel.config.get("url"),
                events=channel.config.get("events", []),
                turn_seconds=limits(channel).turn_seconds,
                quota=limits(channel).quota,
                tokens=[TokenOut(r["id"], r["name"], r["hint"], r["created_at"], r["revoked_at"]) for r in tokens],
                waiting=numbers.get("accepted", 0),
                failed=numbers.get("failed", 0),
            )
        )
    return found
