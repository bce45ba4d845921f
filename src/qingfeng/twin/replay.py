"""Replays days that a fit has not seen, and says how well waits and abandonment come out.

Distances are those of Kolmogorov and Smirnov between waits of everybody who asked for a person, answered or gone. Beside
them two floors: how far two such days are from each other in truth, and how far two runs of the same day are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import combinations
from math import nan
from statistics import fmean
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from qingfeng.twin.calibrate import Fit, that_day
from qingfeng.twin.log import Call
from qingfeng.twin.run import ABANDONED, ANSWERED, simulate
from qingfeng.twin.seam import Make
from qingfeng.twin.statistics import distance, wilson

QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.99)

Column = NDArray[np.float64]
Say = Callable[[str], None]


class Seen(NamedTuple):
    """Attempts of a day, observed or simulated: class, hour, wait, whether they left."""

    code: str
    hour: int
    wait: float
    left: bool


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A class, an hour, or all: what was, with Wilson's 95 % interval of the abandonment, and what the runs gave, with the
    least and the most of the replications. `apart`: distance of the waits; `runs_apart`: of two runs on average."""

    calls: int
    left: float
    left_low: float
    left_high: float
    left_simulated: float
    left_least: float
    left_most: float
    wait: float
    wait_simulated: float
    apart: float
    runs_apart: float


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """`quantiles`: chance, observed, and the mean, least and most of the replications, in seconds.

    `day_apart`: of a day and its runs, on average; `days_apart`: of two days of a type, on average.
    """

    days: list[str]
    replications: int
    whole: Part
    by_class: dict[str, Part]
    by_hour: dict[int, Part]
    quantiles: list[tuple[float, float, float, float, float]]
    day_apart: float
    days_apart: float


def replay(made: Fit, calls: list[Call], make: Make, seed: int, replications: int, say: Say | None = None) -> Replayed:  # fmt: skip
    """Every day of `calls`, so many times."""
    days = sorted({call.day for call in calls})
    observed: dict[date, list[Seen]] = {}
    runs: list[dict[date, list[Seen]]] = [{} for _ in range(replications)]
    for day in days:
        of = [call for call in calls if call.day == day]
        if not any(call.answered for call in of):
            continue
        observed[day] = [Seen(made.code(c), c.came // 3600, float(c.wait), not c.answered) for c in of]
        world = that_day(made, of)
        for number, run in enumerate(runs):
            records = simulate(world, make, seed, number)
            rows = zip(records.cls, records.queued, records.wait, records.outcome, strict=True)
            run[day] = [
                Seen(world.classes[c].code, int(q // 3600), w, o == ABANDONED)
                for c, q, w, o in rows
                if o in (ANSWERED, ABANDONED)
            ]
        if say is not None:
            say(day.isoformat())
    seen = [one for of in observed.values() for one in of]
    simulated = [[one for of in run.values() for one in of] for run in runs]
    return Replayed(
        days=[day.isoformat() for day in observed],
        replications=replications,
        whole=_part(seen, simulated, lambda _: True),
        by_class={code: _part(seen, simulated, _of_class(code)) for code in sorted({s.code for s in seen})},
        by_hour={hour: _part(seen, simulated, _of_hour(hour)) for hour in sorted({s.hour for s in seen})},
        quantiles=_quantiles(seen, simulated),
        day_apart=_mean(distance(_waits(of), _waits(run[day])) for day, of in observed.items() for run in runs),
        days_apart=_mean(
            distance(_waits(observed[a]), _waits(observed[b]))
            for a, b in combinations(observed, 2)
            if made.weekdays[a.weekday()] == made.weekdays[b.weekday()]
        ),
    )


def _of_class(code: str) -> Callable[[Seen], bool]:
    return lambda one: one.code == code


def _of_hour(hour: int) -> Callable[[Seen], bool]:
    return lambda one: one.hour == hour


def _part(seen: list[Seen], runs: list[list[Seen]], belongs: Callable[[Seen], bool]) -> Part:
    own = [one for one in seen if belongs(one)]
    theirs = [[one for one in run if belongs(one)] for run in runs]
    shares = [_share(run) for run in theirs]
    low, high = wilson(sum(one.left for one in own), len(own))
    waits = [_waits(run) for run in theirs]
    return Part(
        calls=len(own),
        left=_share(own),
        left_low=low,
        left_high=high,
        left_simulated=_mean(shares),
        left_least=min(shares),
        left_most=max(shares),
        wait=_mean(one.wait for one in own),
        wait_simulated=_mean(one.wait for run in theirs for one in run),
        apart=_mean(distance(_waits(own), run) for run in waits),
        runs_apart=_mean(distance(a, b) for a, b in combinations(waits, 2)),
    )


def _share(of: list[Seen]) -> float:
    return sum(one.left for one in of) / len(of) if of else nan


def _waits(of: Iterable[Seen]) -> Column:
    return np.array([one.wait for one in of], float)


def _mean(values: Iterable[float]) -> float:
    kept = [value for value in values if value == value]
    return fmean(kept) if kept else nan


def _quantiles(seen: list[Seen], runs: list[list[Seen]]) -> list[tuple[float, float, float, float, float]]:
    own = np.quantile(_waits(seen), QUANTILES)
    theirs = np.array([np.quantile(_waits(run), QUANTILES) for run in runs])
    rows = zip(QUANTILES, own, theirs.mean(axis=0), theirs.min(axis=0), theirs.max(axis=0), strict=True)
    return [(chance, float(a), float(b), float(c), float(d)) for chance, a, b, c, d in rows]
