"""Facts about the people who answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Event

State = Literal["offline", "ready", "break"]


class NextState(msgspec.Struct, frozen=True):
    state: State
    reason: str | None


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's state. It changes on purpose only: by the agent, a supervisor, or the rule on missed offers."""

    state: State
    reason: str | None
    since: datetime
    next: NextState | None
    misses: int
    version: int


class AgentLeft(Event, frozen=True, kw_only=True):
    """Somebody takes conversations no longer: what they have in hand goes back to the line."""

    agent_id: UUID
    by: str

    @property
    def key(self) -> str:
        return str(self.agent_id)


class PresenceChanged(Event, frozen=True, kw_only=True):
    agent_id: UUID
    presence: Presence
    by: str

    @property
    def key(self) -> str:
        return str(self.agent_id)
