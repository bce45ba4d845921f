"""Agents' figures are kept by day, by four days and by sixteen: a long range is added up from few large blocks.

Blocks begin at every fourth and sixteenth day since 2000-01-01 by the house's own calendar, so that any range is the sum
of at most six blocks of each smaller size and as many of the largest as fit. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SIZES = {"a": 1, "a4": 4, "a16": 16}
"""Days in a block, by grain; each size holds a whole number of the one before."""
FIRST = date(2000, 1, 1)
_UTC = ZoneInfo("UTC")


def starts(day: date, zone: ZoneInfo) -> Iterator[tuple[str, datetime]]:
    """The blocks that a day of the house belongs to: grain and the moment at which each begins."""
    n = (day - FIRST).days
    for grain, size in SIZES.items():
        yield grain, moment(day - timedelta(days=n % size), zone)


def moment(day: date, zone: ZoneInfo) -> datetime:
    """When a day of the house begins."""
    return datetime.combine(day, time(), zone).astimezone(_UTC)


def cover(since: date, until: date) -> list[tuple[str, date, date]]:
    """Blocks that make up the days from `since` to the one before `until`: grain, beginning, end. None overlap."""
    pieces: list[tuple[str, date, date]] = []
    _cover((since - FIRST).days, (until - FIRST).days, list(SIZES.items()), pieces)
    return pieces


def _cover(since: int, until: int, sizes: list[tuple[str, int]], pieces: list[tuple[str, date, date]]) -> None:
    *smaller, (grain, size) = sizes
    first, last = -(-since // size) * size, until // size * size
    if first >= last:
        if smaller:
            _cover(since, until, smaller, pieces)
        return
    if since < first:
        _cover(since, first, smaller, pieces)
    pieces.append((grain, FIRST + timedelta(days=first), FIRST + timedelta(days=last)))
    if last < until:
        _cover(last, until, smaller, pieces)
