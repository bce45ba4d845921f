"""Agents and their state. Pure."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.people import Presence, State
from qingfeng.kernel.errors import Invalid

CONNECTED_SECONDS = 60
"""A desk that was not heard of for so long gets no offers; its agent's state stays as it is."""

MISSED = "missed_offers"


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    team_id: UUID | None
    capacity: int
    skills: dict[str, int]
    presence: Presence
    idle_since: datetime | None
    seen_at: datetime | None

    def connected(self, now: datetime) -> bool:
        return self.seen_at is not None and (now - self.seen_at).total_seconds() < CONNECTED_SECONDS


class Team(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    name: str
    name_en: str


class Skill(msgspec.Struct, frozen=True):
    code: str
    name_zh: str
    name_en: str


def check_state(state: State, reason: str | None, allowed: set[str]) -> None:
    """A break has a reason of the tenant's list; the other states have none. Raises Invalid."""
    if state == "break" and reason not in allowed:
        raise Invalid("unknown_reason", f"A break needs a reason: one of {', '.join(sorted(allowed))}.", field="reason")
    if state != "break" and reason is not None:
        raise Invalid("reason_not_allowed", "Only a break has a reason.", field="reason")
