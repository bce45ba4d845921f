"""Call-backs instead of waiting: who is offered one, and what may be promised. Pure.

Two promises there are. *Kept place*: the contact stays in the line at the moment it queued, and is offered to an agent in
its turn; what is promised is the end of the announced wait (nine of ten wait no longer). *A window* of the queue's opening
hours, with so many places: until it begins nobody is offered the contact, then it is due by the window's middle, so that the
promise of its end holds though others are late. Both are as ordinary contacts to the engine: class, skills and agents are what they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from qingfeng.modules.channels.public import Hours
from qingfeng.modules.routing.model import Policy
from qingfeng.modules.routing.surge import Levers

MOST_WINDOWS = 12
LEAD = timedelta(minutes=10)
"""A window begins no sooner after it is chosen."""
UNKNOWN_WAIT = timedelta(minutes=60)
"""What a kept place promises while no wait is known."""
SLOT = timedelta(minutes=5)
"""Promises are made to five minutes: nobody lives by the second."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """A time to be called back in, and how many may choose it still."""

    starts_at: datetime
    ends_at: datetime
    places: int


def offered(low_minutes: int | None, waited: float, policy: Policy, moved: Levers) -> bool:
    """Whether somebody is offered a call-back who has waited so many seconds, and of whose like half will wait these minutes
    still (None: not known). The queue's own rule holds at any time, the surge's while it is on: the smaller of the two."""
    least = min((minutes for minutes in (policy.callback_minutes, moved.callback_minutes) if minutes > 0), default=0)
    return least > 0 and (waited > 60 * least or (low_minutes is not None and low_minutes > least))


def kept_until(high_minutes: int | None, hours: Hours | None, now: datetime) -> datetime | None:
    """By when somebody who keeps their place is called; None where the queue closes before."""
    wait = timedelta(minutes=high_minutes) if high_minutes is not None else UNKNOWN_WAIT
    until = _rounded_up(now + max(wait, LEAD))
    if hours is not None and not any(start <= now and until <= end for start, end in _spans(hours, now, until)):
        return None
    return until


def windows(hours: Hours | None, policy: Policy, booked: Mapping[datetime, int], now: datetime) -> list[Window]:
    """Those that may be chosen, the soonest first: within the hours of today and of the days that the queue looks ahead."""
    length = timedelta(minutes=policy.callback_window_minutes)
    first, last = _rounded_up(now + LEAD), now + timedelta(days=policy.callback_days)
    found: list[Window] = []
    for opens, closes in _spans(hours, now, last) if hours is not None else [(first, last)]:
        at = opens if opens >= first else _grid(opens, first, length)
        if hours is None:
            at = _grid(first.replace(hour=0, minute=0), first, length)
        while at + length <= closes and at < last:
            places = policy.callback_places - booked.get(at, 0)
            if places > 0:
                found.append(Window(starts_at=at, ends_at=at + length, places=places))
                if len(found) == MOST_WINDOWS:
                    return found
            at += length
    return found


def target(starts_at: datetime, ends_at: datetime) -> int:
    """Seconds after a window's beginning that count as the time limit of whoever is called in it: until its middle. Whoever
    is nearest to their limit comes first, or furthest beyond it; so the line may be late by half a window, and the promise
    is kept still."""
    return max(1, int((ends_at - starts_at).total_seconds() / 2))


def retry(policy: Policy, hours: Hours | None, now: datetime) -> tuple[datetime, datetime]:
    """When somebody who was not reached is tried again: after the queue's pause, while it is open."""
    at = _rounded_up(now + timedelta(minutes=policy.callback_retry_minutes))
    if hours is not None and not hours.is_open(at):
        at = hours.opens_at(at) or at
    return at, at + timedelta(minutes=policy.callback_window_minutes)


def _spans(hours: Hours, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Opening hours that touch a time; spans that meet are one."""
    joined: list[tuple[datetime, datetime]] = []
    day = since.date() - timedelta(days=2)
    spans = sorted(span for n in range((until.date() - day).days + 2) for span in hours.spans(day + timedelta(days=n)))
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [(start, end) for start, end in joined if end > since and start < until]


def _grid(origin: datetime, first: datetime, step: timedelta) -> datetime:
    """The first moment of a grid that is not before `first`."""
    return origin + -(-(first - origin) // step) * step


def _rounded_up(at: datetime) -> datetime:
    origin = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return _grid(origin, at, SLOT)
