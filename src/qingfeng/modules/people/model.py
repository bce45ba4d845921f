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


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who takes conversations is given: a team, how many at once, and how good at what (1 to 5)."""

    team_id: UUID | None = None
    capacity: int = 5
    skills: dict[str, int] = {}


MAX_CAPACITY = 60
MAX_LEVEL = 5


def check_seat(seat: Seat, teams: set[UUID], skills: set[str]) -> None:
    """Raises Invalid with the field, why it cannot be, and what would do."""
    if not 0 <= seat.capacity <= MAX_CAPACITY:
        message = f"Somebody takes 0 to {MAX_CAPACITY} conversations at once."
        raise Invalid("out_of_range", message, field="seat.capacity", min=0, max=MAX_CAPACITY)
    if seat.team_id is not None and seat.team_id not in teams:
        raise Invalid("unknown_team", "There is no such team; choose one of the list.", field="seat.team_id")
    check_levels(seat.skills, skills, field="seat.skills")


def check_levels(levels: dict[str, int], skills: set[str], *, field: str) -> None:
    """Raises Invalid with the field, why it cannot be, and what would do."""
    for skill, level in levels.items():
        if skill not in skills:
            raise Invalid("unknown_skill", "There is no such skill; choose one of the list.", field=field)
        if not 1 <= level <= MAX_LEVEL:
            message = f"Levels run from 1 to {MAX_LEVEL}."
            raise Invalid("out_of_range", message, field=field, min=1, max=MAX_LEVEL)


def check_state(state: State, reason: str | None, allowed: set[str]) -> None:
    """A break has a reason of the tenant's list; the other states have none. Raises Invalid."""
    if state == "break" and reason not in allowed:
        raise Invalid("unknown_reason", f"A break needs a reason: one of {', '.join(sorted(allowed))}.", field="reason")
    if state != "break" and reason is not None:
        raise Invalid("reason_not_allowed", "Only a break has a reason.", field="reason")
