"""Agents and their state. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.contracts.people import Presence, State
from qingfeng.kernel.errors import Invalid

CONNECTED_SECONDS = 60
"""A desk that was not heard of for so long gets no offers; its agent's state stays as it is."""

MISSED = "missed_offers"
AWAY = "away"
"""Nobody touched keyboard or mouse on any of their devices."""
ASLEEP = "asleep"
"""Their machine is not heard of: asleep, closed, or cut off for longer than a line is lost for."""
AFTER_HOURS = "after_hours"
"""The house had closed, and nobody was there any more."""
LONG_AWAY = "long_away"
"""Nobody was there for as many hours as the house bears."""
ORDERED = frozenset({MISSED, AWAY, ASLEEP, AFTER_HOURS, LONG_AWAY})
"""Reasons that the house itself gives: no tenant's kind of break is called so."""

GONE_SECONDS = 180
"""A desk that was not heard of for so long is no longer a line that was lost for a moment."""
IDLE_MINUTES = 10
"""After how long without a touch somebody is away, in a house that chose nothing."""
MOST_IDLE_MINUTES = 240
SIGN_OFF_HOURS = 12
"""After how long without a sign somebody is signed off, in a house that chose nothing."""
MOST_SIGN_OFF_HOURS = 72
AFTER_CLOSING = timedelta(minutes=30)
"""So long after the house has closed somebody of whom there is no sign is signed off."""


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


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """The last signs of somebody who is ready, by the house's clock: `since` when they have been so, when a desk of theirs
    was last heard of, when they last did something there."""

    since: datetime
    seen_at: datetime | None = None
    active_at: datetime | None = None


def absent(sign: Sign, now: datetime, idle_minutes: int) -> tuple[str, datetime] | None:
    """Whether somebody is gone: why, and the last sign of them; None while they may be there.

    A desk that is heard of tells of every touch, so `idle_minutes` without one means that nobody is at it. One that has
    fallen silent cannot tell: whoever lost their line may be typing. It is given GONE_SECONDS to come back; a machine
    that sleeps does not. 0 minutes: the house does not ask.
    """
    if idle_minutes <= 0:
        return None
    heard, touched = _latest(sign.since, sign.seen_at), _latest(sign.since, sign.active_at)
    silent = (now - heard).total_seconds()
    if silent >= GONE_SECONDS:
        return ASLEEP, heard
    if silent < CONNECTED_SECONDS and (now - touched).total_seconds() >= idle_minutes * 60:
        return AWAY, touched
    return None


def gone_home(last: datetime, now: datetime, hours: int, *, closed: bool) -> str | None:
    """Why somebody is to be signed off of whom the last sign was this; None while they may come back.

    `closed`: no queue has been open for AFTER_CLOSING. 0 hours: the house signs nobody off.
    """
    if hours <= 0 or now - last < AFTER_CLOSING:
        return None
    if now - last >= timedelta(hours=hours):
        return LONG_AWAY
    return AFTER_HOURS if closed else None


def _latest(one: datetime, other: datetime | None) -> datetime:
    return one if other is None else max(one, other)


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
