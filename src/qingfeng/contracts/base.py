"""What every event shares."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NewType
from uuid import UUID

import msgspec

TenantId = NewType("TenantId", UUID)
CustomerId = NewType("CustomerId", UUID)
ConversationId = NewType("ConversationId", UUID)
AgentId = NewType("AgentId", UUID)
QueueId = NewType("QueueId", UUID)
ChannelId = NewType("ChannelId", UUID)


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


class Actor(msgspec.Struct, frozen=True):
    """Who does it; always an argument, never ambient. `kind`: agent, customer, bot, system or integration."""

    kind: str
    id: UUID | None = None
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


SYSTEM = Actor("system")
