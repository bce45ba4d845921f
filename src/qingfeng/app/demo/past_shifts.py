"""Who was at work in the demo's past, and who had room when somebody waited. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from qingfeng.app.demo.life import Chance

ZONE = ZoneInfo("Asia/Shanghai")
SLOTS = 2
"""Contacts that an agent has at once."""
LAST_MINUTES = 10
"""Before the end of a shift nobody is given anything new."""
HELP_SECONDS = 15.0
"""After so long other teams help out."""
PICK_UP = 9.0
"""From having room to having it, on average: nobody looks all the time."""


@dataclass
class Shift:
    """One agent at work, without the break. `busy`: until when each of the slots is taken."""

    begins: datetime
    ends: datetime
    rest: tuple[datetime, datetime]
    busy: list[datetime] = field(default_factory=list)

    def there(self, at: datetime) -> bool:
        inside = self.begins <= at < self.ends - timedelta(minutes=LAST_MINUTES)
        return inside and not self.rest[0] <= at < self.rest[1]

    def room(self, at: datetime) -> datetime:
        """From when on another contact fits in."""
        taken = sorted(until for until in self.busy if until > at)
        return at if len(taken) < SLOTS else taken[-SLOTS]

    def load(self, at: datetime) -> int:
        return sum(until > at for until in self.busy)


@dataclass
class Seat:
    """An agent of the demo. `pace`: how much longer than usual things take them."""

    id: str
    name: str
    team: str
    pace: float
    shifts: list[Shift] = field(default_factory=list)

    def shift(self, at: datetime) -> Shift | None:
        return next((shift for shift in self.shifts if shift.there(at)), None)


def seats(people: Sequence[dict[str, Any]]) -> list[Seat]:
    """Everybody with a desk; who is new takes longer, who has been there for years less."""
    found = []
    for person in people:
        if person["capacity"] > 0:
            days = person["since_days"]
            pace = 1.4 if days < 120 else 0.82 if days > 1300 else 1.0
            found.append(Seat(person["id"], person["name"], person["team"], pace))
    return found


def roster(all_: Sequence[Seat], days: Sequence[date], shape: dict[str, Any], chance: Chance) -> None:
    """Give everybody their shifts, on some days in seven."""
    for number, seat in enumerate(all_):
        for day in days:
            if (number * 2 + day.toordinal()) % 7 not in shape["workdays"]:
                continue
            hours = shape["shifts"][(number + day.toordinal() // 7) % len(shape["shifts"])]
            begins, ends = (_at(day, hour) for hour in hours)
            begins -= timedelta(seconds=chance.uniform(0, 240))
            rest = begins + (ends - begins) * chance.uniform(0.4, 0.65)
            low, high = shape["rest_minutes"]
            seat.shifts.append(Shift(begins, ends, (rest, rest + timedelta(minutes=chance.uniform(low, high)))))


def _at(day: date, hour: float) -> datetime:
    return datetime.combine(day, time(), ZONE) + timedelta(hours=hour)


def serve(all_: Sequence[Seat], team: str, at: datetime, chance: Chance) -> tuple[Seat, Shift, datetime] | None:
    """Who takes somebody who waits from `at` on, and when; None when nobody is at work."""
    best: tuple[tuple[datetime, int, float], Seat, Shift] | None = None
    for seat in all_:
        shift = seat.shift(at)
        if shift is None:
            continue
        room = shift.room(at)
        if seat.team != team:
            room = max(room, at + timedelta(seconds=HELP_SECONDS))
        rank = (room, shift.load(at), chance.random())
        if best is None or rank < best[0]:
            best = (rank, seat, shift)
    if best is None:
        return None
    return best[1], best[2], best[0][0] + timedelta(seconds=2 + chance.expovariate(1 / PICK_UP))


def states(seat: Seat, until: datetime) -> Iterator[tuple[datetime, str, str | None]]:
    """The states that an agent entered before a moment, in order; offline at the end."""
    for shift in sorted(seat.shifts, key=lambda shift: shift.begins):
        home = max([shift.ends, *shift.busy])
        steps = [(shift.begins, "ready", None), (shift.rest[0], "break", "short_break"), (shift.rest[1], "ready", None)]
        past = [step for step in steps if step[0] < min(until, home)]
        yield from past
        if past:
            yield max(past[-1][0] + timedelta(seconds=1), min(home, until)), "offline", "off_shift"
