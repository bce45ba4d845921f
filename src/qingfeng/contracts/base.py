"""What the contracts share: events, and who acts."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.kernel.events import Envelope, Event

__all__ = ["SYSTEM", "Actor", "Envelope", "Event"]


class Actor(msgspec.Struct, frozen=True):
    """Who does it; always an argument, never ambient. `kind`: agent, customer, bot, system or token (a program)."""

    kind: str
    id: UUID | None = None
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


SYSTEM = Actor("system")
