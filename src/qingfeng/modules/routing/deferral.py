"""What can wait is held back in a surge: which contacts, until when at the latest, and how they are given back. Pure.

Held back are messages left behind, call-backs in a window of theirs, follow-ups that come back to an agent who is not there, and
whatever waits in a queue whose rules say that it can wait. Never the green channel, never the fast lane. Nobody is held
beyond their own promise: a tenth of it, ten minutes at most, is left for an agent to keep it.

Given back they are when the surge is over, not all at once: in a minute no more than agents have room for beside those who
wait, those with the earliest end first. Whose end comes is given back then, surge or not.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from qingfeng.modules.routing.model import Policy
from qingfeng.modules.routing.surge import Levers

Kind = Literal["message", "callback", "woken", "queue"]
LEAST = timedelta(minutes=2)
"""What would be held for less is not."""
LEFT = timedelta(minutes=10)


def kind_of(
    policy: Policy, *, called_back: bool, kept_place: bool, left_message: bool, woken: bool = False
) -> Kind | None:
    """As what a contact of an ordinary queue can wait; None: it cannot. Who was promised their turn, not a time, keeps the
    turn. `woken`: a follow-up has come back by its own moment, and nobody waits at it."""
    if called_back:
        return None if kept_place else "callback"
    if left_message or woken:
        return "message" if left_message else "woken"
    return "queue" if policy.can_wait else None


def promised(
    kind: Kind, policy: Policy, since: datetime, callback_end: datetime | None, target: int | None
) -> datetime:
    """By when a contact is to reach a person, which has waited `since`."""
    if callback_end is not None:
        return callback_end
    if kind in ("message", "woken"):
        return since + timedelta(seconds=policy.left_message_seconds)
    return since + timedelta(seconds=target or policy.service_level_seconds)


def held_until(since: datetime, promise: datetime, moved: Levers, now: datetime) -> datetime | None:
    """Until when it is held back at the latest, counted from when it began to wait, so that nobody is held twice as long;
    None: not at all."""
    if moved.defer_minutes == 0:
        return None
    left = min(LEFT, (promise - since) / 10)
    until = min(since + timedelta(minutes=moved.defer_minutes), promise - left)
    return until if until - now >= LEAST else None


def given_back(held: int, room: int, waiting: int, seconds: float) -> int:
    """How many of those held are given back for so many seconds, with room for so many and so many who wait already."""
    free = max(0, room - waiting)
    return min(held, -(-free * int(seconds) // 60))
