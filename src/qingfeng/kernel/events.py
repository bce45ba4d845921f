"""What every event shares, and how it travels. The events themselves are contracts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A fact in the past tense. `version` grows when a field changes meaning; adding one does not count.

    `key` names the thing it happened to: facts of one key are relayed in the order they were committed.
    """

    version: ClassVar[int] = 1

    @property
    def key(self) -> str:
        raise NotImplementedError


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """An event on its way: what the outbox keeps and the broker carries. `body` is the event's JSON."""

    id: UUID
    tenant: UUID
    type: str
    v: int
    key: str
    at: datetime
    body: msgspec.Raw
    correlation: str = ""
