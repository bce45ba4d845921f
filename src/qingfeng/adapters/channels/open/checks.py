"""What a schema cannot say: characters the record cannot hold, and how big and deep a context may be."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from qingfeng.adapters.channels.open import schemas as s
from qingfeng.kernel.errors import Invalid
from qingfeng.ports.channel import ChannelRef, Sender

# Ids of senders are kept as `<channel id>:<id>`: a customer number must not pass for another channel's sender.
_LIKE_A_SENDER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:", re.IGNORECASE)


def check_text(data: msgspec.Struct, within: str = "") -> None:
    """No NUL in any text of a request: the record cannot hold it. Raises Invalid naming the field."""
    for field in data.__struct_fields__:
        name, value = within + field, getattr(data, field)
        if isinstance(value, msgspec.Struct):
            check_text(value, f"{name}.")
        elif isinstance(value, list | str) and "\x00" in "".join(value):
            raise Invalid("bad_character", f"{name} contains a NUL character.", field=name)


def check_context(context: dict[str, Any]) -> None:
    """At most 8 kB of JSON, 20 levels deep, no NUL. Raises Invalid."""
    rest: list[tuple[Any, int]] = [(context, 1)]
    while rest:
        value, depth = rest.pop()
        if isinstance(value, str) and "\x00" in value:
            raise Invalid("bad_character", "The context contains a NUL character.", field="context")
        if isinstance(value, dict | list) and depth > s.MAX_CONTEXT_DEPTH:
            raise Invalid("too_deep", "The context is nested too deeply.", field="context", max=s.MAX_CONTEXT_DEPTH)
        if isinstance(value, dict):
            rest.extend((key, depth) for key in value)
            rest.extend((item, depth + 1) for item in value.values())
        elif isinstance(value, list):
            rest.extend((item, depth + 1) for item in value)
    if len(msgspec.json.encode(context)) > s.MAX_CONTEXT_BYTES:
        raise Invalid("too_long", "The context may have up to 8 kB of JSON.", field="context", max=s.MAX_CONTEXT_BYTES)


def sender_of(channel: ChannelRef, sender: s.SenderRef, locale: str | None = None) -> Sender:
    """The sender as the house knows them. The tenant's system vouches for what it says of its own customers."""
    check_text(sender, "sender.")
    if not sender.id.strip():
        raise Invalid("empty", "The sender needs an id.", field="sender.id")
    full = sender if isinstance(sender, s.SenderIn) else s.SenderIn(id=sender.id)
    if full.external and _LIKE_A_SENDER.match(full.external):
        raise Invalid("reserved", "A customer number may not begin with a UUID and a colon.", field="sender.external")
    return Sender(
        kind="external",
        id=f"{channel.id}:{full.id}",
        name=full.name,
        phone=full.phone,
        email=full.email,
        external=full.external,
        verified=True,
        locale=locale,
    )


def check_sender_id(channel: ChannelRef, sender_id: str) -> Sender:
    """The same from a query or form field. Raises Invalid."""
    if not 0 < len(sender_id) <= 200:
        raise Invalid("too_long", "The sender's id has 1 to 200 characters.", field="sender", max=200)
    return sender_of(channel, s.SenderRef(id=sender_id))
