"""How long somebody at a place of a line will wait, in quantiles, from how the line has moved lately. Pure.

**Model.** While somebody waits, a line moves by departures (answered or gone), one after the other at a rate. Of the rate
we know what `D` departures in `B` seconds of somebody waiting tell: it is taken as gamma distributed, with shape `a` and
scale `b = a B / D`. Whoever stands at place `k` is served with the k-th departure from now, so the wait is Gamma(k) over an
uncertain rate, and

    P(wait > w) = P(N(w) < k),  N(w) negative binomial: sum over j < k of C(a+j-1, j) q^j (1-q)^a,  q = w / (w + b)

(the gamma-Poisson mixture; for k = 1 it is Lomax's (1 + w/b)^-a). Departures count by age, halved every `HALF_LIFE`
seconds, and `a` never exceeds `MEMORY`: however many there were, the rate ahead is not quite the rate behind.

**Those who wait now count as well**: the seconds since they came belong to `B`, though nobody has left yet. A line that has
stopped is so told of at once, and not only when its next wait ends.

**Coverage** replays a record: each wait is foretold from what was known when it began, and held against what became of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from math import exp, expm1, inf, log, log1p

import msgspec

LEAST = 5
"""Answered waits below which nothing is said."""
WINDOW = 7200.0
HALF_LIFE = 900.0
MEMORY = 8.0
NEAR, FAR = 0.5, 0.9
"""What is announced lies between these quantiles."""
MOST_PLACES = 300
_TURNS = 60
_MINUTES = (1, 2, 3, 5, 8, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)


class Observed(msgspec.Struct, frozen=True):
    """A wait that began at a moment (seconds on any clock) with so many ahead, and ended at another: answered or gone."""

    came: float
    ended: float
    ahead: int
    answered: bool


class Pace(msgspec.Struct, frozen=True):
    """Shape and scale (seconds) of what is known of a line's rate."""

    shape: float
    scale: float


class Expected(msgspec.Struct, frozen=True):
    """Seconds that half of those at this place, and nine of ten, will not wait longer than."""

    median: float
    far: float


class Coverage(msgspec.Struct, frozen=True):
    """Of `told` waits foretold from their past: the share that was no longer than the median, than the 90 % quantile, and
    than what was announced in rounded minutes; `silent`: of how many nothing could be said. Null shares: of nobody."""

    told: int
    silent: int
    median: float | None
    far: float | None
    announced: float | None


# ------------------------------------------------------------------ how a line moves
def pace(ended: Sequence[Observed], waiting: Sequence[float], now: float, *, aged: bool = True) -> Pace | None:
    """From waits that ended before `now` and the moments since which others wait. None: too few were answered. Not
    `aged`: waits of other days at this time of the day, which all count alike and of which nobody waits now."""
    seen = [one for one in ended if not aged or now - WINDOW < one.ended <= now]
    if sum(one.answered for one in seen) < LEAST:
        return None
    departures = sum(_weight(now - one.ended) if aged else 1.0 for one in seen)
    spans = [(one.came, one.ended) for one in seen] + ([(since, now) for since in waiting] if aged else [])
    busy = sum(_lasted(now - end, now - start) if aged else end - start for start, end in _joined(spans, now))
    shape = min(departures, MEMORY)
    return Pace(shape, max(1.0, shape * busy / departures))


def _weight(age: float) -> float:
    return exp(-age * log(2.0) / HALF_LIFE)


def _lasted(least: float, most: float) -> float:
    """The seconds between two ages, each weighted by its age."""
    rate = log(2.0) / HALF_LIFE
    return (exp(-rate * least) - exp(-rate * most)) / rate


def _joined(spans: list[tuple[float, float]], now: float) -> list[tuple[float, float]]:
    """Spans without what they share."""
    found: list[tuple[float, float]] = []
    for start, end in sorted((start, min(end, now)) for start, end in spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


# ------------------------------------------------------------------ quantiles
def expected(known: Pace, place: int) -> Expected:
    """Of somebody at a place, counted from 1."""
    return Expected(quantile(known, place, NEAR), quantile(known, place, FAR))


def quantile(known: Pace, place: int, chance: float) -> float:
    """Seconds within which somebody at a place is served with this chance."""
    k = min(max(place, 1), MOST_PLACES)
    stretch = max(place, 1) / k
    if k == 1:
        return known.scale * expm1(-log1p(-chance) / known.shape)
    low, high = 0.0, known.scale * k
    while served(known, k, high) < chance:
        low, high = high, 2.0 * high
    for _ in range(_TURNS):
        half = (low + high) / 2.0
        low, high = (half, high) if served(known, k, half) < chance else (low, half)
    return stretch * (low + high) / 2.0


def served(known: Pace, place: int, seconds: float) -> float:
    """The chance that somebody at a place is served within so many seconds."""
    q = seconds / (seconds + known.scale)
    if q <= 0.0:
        return 0.0
    # In logarithms, for the first terms of a long line are too small for a number of their own.
    term = known.shape * log(1.0 - q) if q < 1.0 else -inf
    terms = [term]
    for j in range(place - 1):
        term += log((known.shape + j) / (j + 1)) + log(q)
        terms.append(term)
    most = max(terms)
    return 0.0 if most == -inf else max(0.0, 1.0 - exp(most) * sum(exp(one - most) for one in terms))


# ------------------------------------------------------------------ words
def minutes(found: Expected) -> tuple[int, int]:
    """The range of minutes that is announced, from the median to the 90 % quantile, both rounded; the shortest is 1 to 2
    and none is above 240."""
    high = _MINUTES[min(max(1, bisect_left(_MINUTES, found.far / 60.0)), len(_MINUTES) - 1)]
    below = [one for one in _MINUTES if one <= found.median / 60.0 and one < high]
    return (below[-1] if below else 1), high


# ------------------------------------------------------------------ how well it was said
def coverage(waits: Sequence[Observed], *, last: int = 200) -> Coverage:
    """The last so many answered waits of a line, each foretold from what was known when it began. Whoever left before
    what they were told had passed proves nothing and is left out; whoever left after it, waited longer."""
    by_end = sorted(waits, key=lambda one: one.ended)
    ends = [one.ended for one in by_end]
    asked = sorted(waits, key=lambda one: one.came)[-last:]
    told = silent = near = far = said = 0
    for one in asked:
        at = one.came
        past = by_end[bisect_left(ends, at - WINDOW) : bisect_left(ends, at)]
        there = [other.came for other in waits if other.came < at < other.ended]
        known = pace(past, there, at)
        if known is None:
            silent += 1
            continue
        found = expected(known, one.ahead + 1)
        limit, waited = minutes(found)[1] * 60.0, one.ended - one.came
        if not one.answered and waited <= max(found.far, limit):
            continue
        told += 1
        near += waited <= found.median
        far += waited <= found.far
        said += waited <= limit
    if not told:
        return Coverage(0, silent, None, None, None)
    return Coverage(told, silent, near / told, far / told, said / told)
