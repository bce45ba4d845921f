"""Every event by its name: how an envelope is opened."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

import msgspec

from qingfeng.contracts import bot, conversations, people, routing, understanding
from qingfeng.contracts.base import Envelope, Event


def _events() -> dict[str, type[Event]]:
    return {
        name: kind
        for module in (bot, conversations, people, routing, understanding)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event and not name.startswith("_")
    }


EVENTS: dict[str, type[Event]] = _events()
_decoders = {name: msgspec.json.Decoder(kind) for name, kind in EVENTS.items()}


def event_of(envelope: Envelope) -> Event | None:
    """The event inside; None for a type this version does not know (a newer process wrote it)."""
    return _open(envelope.id, envelope.type, bytes(envelope.body))


@lru_cache(maxsize=512)
def _open(_: UUID, name: str, body: bytes) -> Event | None:
    # Several listeners of one process open the same envelope: it is decoded once.
    decoder = _decoders.get(name)
    return None if decoder is None else decoder.decode(body)
