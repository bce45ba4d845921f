"""From runs to answers: replications until a figure is known well enough, batch means, policies over the same people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np

from qingfeng.twin.measure import ALL, QUANTILES, Figures, IntervalFigures, Outcome, Table, measure
from qingfeng.twin.run import Records, simulate
from qingfeng.twin.seam import Make
from qingfeng.twin.statistics import Interval, interval, ratio_interval
from qingfeng.twin.world import World

NAMES = (
    "queued", "answered", "service_level", "abandonment", "left", "waited", "mean_wait", "speed_of_answer", "effort",
    "resolution", "contained", "repeats", "called_back",
    "promised", "kept", "broken", "unreached", "call_back_wait", "messages", "messages_in", "message_wait", "deferred",
)  # fmt: skip
"""Figures of a class of which there are intervals, besides the quantiles of the wait (`wait_p50`, ...)."""
WHOLE = ("occupancy", "hours", "cost", "cost_of_a_contact")

Say = Callable[[str], None]


class Precision(msgspec.Struct, frozen=True, kw_only=True):
    """Replications go on until the interval of `figure` of `cls` is no wider than `half` to either side."""

    figure: str = "service_level"
    cls: str = ALL
    half: float = 0.01
    level: float = 0.95
    least: int = 5
    most: int = 100


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Intervals over replications: by class (and `all`) and figure; of the whole house."""

    replications: int
    by_class: dict[str, dict[str, Interval]]
    whole: dict[str, Interval]
    events: int


def values(figures: Figures) -> dict[str, float]:
    """The figures of a class, by name."""
    found = {name: float(getattr(figures, name)) for name in NAMES}
    for chance, wait in zip(QUANTILES, figures.wait_quantiles, strict=True):
        found[f"wait_p{round(chance * 100)}"] = wait
    return found


def replicate(world: World, make: Make, seed: int, until: Precision, say: Say | None = None) -> list[Outcome]:
    """Runs of a checked world, each over other customers, until it is precise enough or there were `most`."""
    outcomes: list[Outcome] = []
    while len(outcomes) < until.most:
        outcomes.append(measure(world, simulate(world, make, seed, len(outcomes)), intervals=True))
        if len(outcomes) < until.least:
            continue
        reached = interval([_of(one, until) for one in outcomes], until.level)
        if say is not None:
            say(f"{len(outcomes)}: {until.cls}.{until.figure} {reached.mean:.4f} ± {reached.half:.4f}")
        if reached.half <= until.half:
            break
    return outcomes


def _of(outcome: Outcome, until: Precision) -> float:
    if until.figure in WHOLE:
        return float(getattr(outcome, until.figure))
    return values(outcome.by_class[until.cls])[until.figure]


def summary(outcomes: list[Outcome], level: float = 0.95) -> Summary:
    """Intervals of all figures over replications."""
    return Summary(
        replications=len(outcomes),
        by_class={
            code: _intervals([values(one.by_class[code]) for one in outcomes], level) for code in outcomes[0].by_class
        },
        whole=_intervals([{name: getattr(one, name) for name in WHOLE} for one in outcomes], level),
        events=sum(one.events for one in outcomes),
    )


def _intervals(rows: list[dict[str, float]], level: float) -> dict[str, Interval]:
    return {name: interval([row[name] for row in rows], level) for name in rows[0]}


def profile(outcomes: list[Outcome]) -> list[IntervalFigures]:
    """By interval, the means over replications: of each figure over those in which there was something to count."""
    found = []
    for of in zip(*(one.intervals for one in outcomes), strict=True):
        columns = {name: [getattr(one, name) for one in of] for name in IntervalFigures.__struct_fields__}
        found.append(IntervalFigures(**{name: interval(column).mean for name, column in columns.items()}))
    return found


# ------------------------------------------------------------------ policies over the same people
class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Each policy by itself, and its differences to the first one, replication by replication."""

    first: str
    policies: dict[str, Summary]
    differences: dict[str, Summary]


def compare(world: World, makes: Mapping[str, Make], seed: int, replications: int, say: Say | None = None) -> Comparison:  # fmt: skip
    """All policies over the same replications (common random numbers); 95 % paired intervals to the first policy."""
    outcomes: dict[str, list[Outcome]] = {name: [] for name in makes}
    for replication in range(replications):
        for name, make in makes.items():
            outcomes[name].append(measure(world, simulate(world, make, seed, replication)))
        if say is not None:
            say(f"{replication + 1}/{replications}")
    first = next(iter(makes))
    return Comparison(
        first=first,
        policies={name: summary(runs) for name, runs in outcomes.items()},
        differences={name: paired(runs, outcomes[first]) for name, runs in outcomes.items() if name != first},
    )


def paired(runs: list[Outcome], to: list[Outcome]) -> Summary:
    """95 % intervals of what runs are above others of the same replications."""

    def apart(one: dict[str, Any], other: dict[str, Any]) -> dict[str, float]:
        return {name: one[name] - other[name] for name in one}

    pairs = list(zip(runs, to, strict=True))
    return Summary(
        replications=len(runs),
        by_class={
            code: _intervals([apart(values(a.by_class[code]), values(b.by_class[code])) for a, b in pairs], 0.95)
            for code in runs[0].by_class
        },
        whole=_intervals(
            [apart(*({name: getattr(one, name) for name in WHOLE} for one in pair)) for pair in pairs], 0.95
        ),
        events=0,
    )


# ------------------------------------------------------------------ one long run
def batch_means(world: World, records: Records, batches: int = 20, level: float = 0.99) -> dict[str, Interval]:
    """`left`, `waited` and `mean_wait` of a long stationary run, from batches of equal time after the warm-up.

    Ratio estimators: batches differ in how many came. Attempts are those that ended, by when they began.
    """
    table = Table(world, records)
    span = (world.end - world.warm_up) / batches
    place = np.minimum((table.queued - world.warm_up) // span, batches - 1).astype(int)

    def sums(weights: Any) -> list[float]:
        found: list[float] = np.bincount(place, weights * table.offered, batches).tolist()
        return found

    queued = sums(np.ones(len(place)))
    columns = {"left": table.abandoned, "waited": table.wait > 0, "mean_wait": table.wait}
    return {name: ratio_interval(sums(column), queued, level) for name, column in columns.items()}
