"""Facts about the people who answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Event

State = Literal["offline", "ready", "break"]
Kind = Literal["state", "skills"]
"""What an agent can be given for a while."""


class NextState(msgspec.Struct, frozen=True):
    state: State
    reason: str | None


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's state. It changes on purpose only: by the agent, a supervisor, the rule on missed offers, or the rules on
    absence; never because a desk was opened or a line was lost for a moment.

    Of a break, as its kind was when it began: `due_at` is when it has lasted as long as it may (None: it may last),
    `paid` and `shrinkage` how it is counted. `away_since`: the house put them on this break because nobody was there,
    and this was the last sign of them (reason `away`: of keyboard and mouse; `asleep`: of their machine). `gone_since`:
    of who is offline: the house signed them off, for nobody was there for hours, and this was the last sign (reason
    `after_hours` or `long_away`)."""

    state: State
    reason: str | None
    since: datetime
    next: NextState | None
    misses: int
    version: int
    due_at: datetime | None = None
    paid: bool = True
    shrinkage: bool = True
    away_since: datetime | None = None
    gone_since: datetime | None = None


class Temporary(msgspec.Struct, frozen=True, kw_only=True):
    """What a supervisor gave an agent: a state, until it is changed where `until` is None; or skills, level by code."""

    kind: Kind
    by_name: str
    since: datetime
    until: datetime | None
    state: State | None = None
    reason: str | None = None
    skills: dict[str, int] = {}


class AgentChanged(Event, frozen=True, kw_only=True):
    """What an agent may answer, or what they were given for a while, is another."""

    agent_id: UUID
    by: str

    @property
    def key(self) -> str:
        return str(self.agent_id)


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
