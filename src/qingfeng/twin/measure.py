"""What a run came to, by class, by interval and in all. Shares and seconds; the key figures are those of `insight`.

`service_level`: answered within the class's target, out of answered and abandoned without those gone in under 10 s.
`abandonment`: abandoned out of the same. `speed_of_answer`: mean wait of the answered. Beside them, what the formulas
speak of: `left` (abandoned of all who queued), `waited` (P(wait > 0)) and `mean_wait` of everybody. Who balks counts as
abandoned after no time. No number (nan) where there is nothing to count.
"""

from __future__ import annotations

from math import nan
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from qingfeng.twin.run import ABANDONED, ANSWERED, BALKED, CONTAINED, Promised, Records
from qingfeng.twin.world import World

SHORT = 10.0
"""Seconds: who leaves sooner counts in no key figure."""
QUANTILES = (0.5, 0.9, 0.99)
ALL = "all"

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Of one class, or of all together. `wait_quantiles`: of the answered, in the order of `QUANTILES`.

    `effort`: seconds of talk and wrap-up a contact answered. `resolution`: nan where it is not modelled. Who was promised a
    call-back or left a message is no live wait: of them speak `promised` call-backs, `kept` (an agent took it up by the
    promised end), `broken` (later, or not by the end of the run though due), `unreached` (taken up, and not reached at the
    last try), `call_back_wait` (mean seconds from the promise to an agent), `messages`, `messages_in` (taken up in time),
    `message_wait`, and `deferred` (held back in a surge). Promises that end after the run and are open are neither kept nor broken.
    """

    queued: int
    answered: int
    abandoned: int
    abandoned_short: int
    answered_in: int
    contained: int
    called_back: int
    repeats: int
    unfinished: int
    service_level: float
    abandonment: float
    left: float
    waited: float
    mean_wait: float
    speed_of_answer: float
    wait_quantiles: list[float]
    effort: float
    resolution: float
    promised: int = 0
    kept: int = 0
    broken: int = 0
    unreached: int = 0
    call_back_wait: float = nan
    messages: int = 0
    messages_in: int = 0
    message_wait: float = nan
    deferred: int = 0


class GroupFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Of a group of agents. Hours; `late_hours` are beyond the shift. `occupancy`: busy out of ready."""

    ready_hours: float
    busy_hours: float
    late_hours: float
    occupancy: float
    cost: float


class IntervalFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What began to wait in an interval; `start` in seconds since the opening. Counts are means where runs are summed up."""

    start: float
    queued: float
    answered: float
    service_level: float
    abandonment: float
    mean_wait: float
    occupancy: float
    staff: float


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A run. `by_class` also has `all`."""

    by_class: dict[str, Figures]
    groups: dict[str, GroupFigures]
    occupancy: float
    hours: float
    cost: float
    cost_of_a_contact: float
    events: int
    intervals: list[IntervalFigures] = []
    by_class_and_interval: dict[str, list[IntervalFigures]] = {}


class Table:
    """The rows of a run as columns, those that began in the warm-up left out."""

    def __init__(self, world: World, records: Records) -> None:
        queued = np.array(records.queued, float)
        kept = queued >= world.warm_up
        self.since, self.end = world.warm_up, world.end
        self.queued = queued[kept]
        self.cls = np.array(records.cls, int)[kept]
        self.wait = np.array(records.wait, float)[kept]
        self.outcome = np.array(records.outcome, int)[kept]
        self.agent = np.array(records.agent, int)[kept]
        self.handled = np.array(records.handled, float)[kept]
        targets = np.array([c.target for c in world.classes], float)
        self.answered = self.outcome == ANSWERED
        self.abandoned = (self.outcome == ABANDONED) | (self.outcome == BALKED)
        self.offered = self.answered | self.abandoned
        self.short = self.abandoned & (self.wait < SHORT)
        self.answered_in = self.answered & (self.wait <= targets[self.cls])


def measure(world: World, records: Records, *, intervals: bool = False) -> Outcome:
    """The figures of a run."""
    table = Table(world, records)
    everybody = np.ones(len(table.cls), bool)
    by_class = {c.code: _figures(table, table.cls == n, records, [n]) for n, c in enumerate(world.classes)}
    by_class[ALL] = _figures(table, everybody, records, list(range(len(world.classes))))
    groups = {group.code: _group(world, records, n) for n, group in enumerate(world.groups)}
    ready, busy = (sum(getattr(g, name) for g in groups.values()) for name in ("ready_hours", "busy_hours"))
    cost, answered = sum(g.cost for g in groups.values()), by_class[ALL].answered
    outcome = Outcome(
        by_class=by_class,
        groups=groups,
        occupancy=busy / ready if ready else nan,
        hours=ready,
        cost=cost,
        cost_of_a_contact=cost / answered if answered else nan,
        events=records.events,
    )
    if not intervals:
        return outcome
    return msgspec.structs.replace(
        outcome,
        intervals=_intervals(world, records, table, everybody),
        by_class_and_interval={
            c.code: _intervals(world, records, table, table.cls == n) for n, c in enumerate(world.classes)
        },
    )


def _ratio(above: float, below: float) -> float:
    return above / below if below else nan


def _figures(table: Table, of: Mask, records: Records, classes: list[int]) -> Figures:
    def count(mask: Mask) -> int:
        return int((of & mask).sum())

    queued, answered, abandoned = count(table.offered), count(table.answered), count(table.abandoned)
    short, answered_in = count(table.short), count(table.answered_in)
    waits = table.wait[of & table.answered]
    everybody = table.wait[of & table.offered]
    told = sum(records.resolved[n] + records.unresolved[n] for n in classes)
    return Figures(
        queued=queued,
        answered=answered,
        abandoned=abandoned,
        abandoned_short=short,
        answered_in=answered_in,
        contained=count(table.outcome == CONTAINED),
        called_back=sum(records.called_back[n] for n in classes),
        repeats=sum(records.repeats[n] for n in classes),
        unfinished=sum(records.unfinished[n] for n in classes),
        service_level=_ratio(answered_in, queued - short),
        abandonment=_ratio(abandoned - short, queued - short),
        left=_ratio(abandoned, queued),
        waited=_ratio(float((everybody > 0).sum()) + count(table.outcome == BALKED), queued),
        mean_wait=float(everybody.mean()) if queued else nan,
        speed_of_answer=float(waits.mean()) if answered else nan,
        wait_quantiles=[float(q) for q in np.quantile(waits, QUANTILES)] if answered else [nan] * len(QUANTILES),
        effort=_ratio(float(table.handled[of & table.answered].sum()), answered),
        resolution=_ratio(sum(records.resolved[n] for n in classes), told),
        deferred=sum(records.deferred[n] for n in classes) if records.deferred else 0,
        **_promises([p for p in records.promises if p.cls in classes and p.asked >= table.since], table.end),
    )


def _promises(found: list[Promised], end: float) -> dict[str, Any]:
    """Call-backs and messages of a run that lasted until `end`."""
    calls, messages = [p for p in found if not p.message], [p for p in found if p.message]

    def in_time(some: list[Promised]) -> int:
        return sum(p.taken is not None and p.taken <= p.ends for p in some)

    def wait(some: list[Promised]) -> float:
        taken = [p.taken - p.asked for p in some if p.taken is not None]
        return sum(taken) / len(taken) if taken else nan

    return {
        "promised": len(calls),
        "kept": in_time(calls),
        "broken": sum(p.ends < (end if p.taken is None else p.taken) for p in calls),
        "unreached": sum(p.reached is False for p in calls),
        "call_back_wait": wait(calls),
        "messages": len(messages),
        "messages_in": in_time(messages),
        "message_wait": wait(messages),
    }


def _group(world: World, records: Records, number: int) -> GroupFigures:
    def hours(spans: tuple[list[int], list[float], list[float]]) -> float:
        return float(np.diff(covered(spans, np.array([world.warm_up, world.end]), number))[0]) / 3600.0

    ready, busy, late = hours(records.ready), hours(records.busy), hours(records.late)
    return GroupFigures(
        ready_hours=ready,
        busy_hours=busy,
        late_hours=late,
        occupancy=_ratio(busy, ready),
        cost=(ready + late) * world.groups[number].cost,
    )


def covered(spans: tuple[list[int], list[float], list[float]], edges: Column, group: int | None = None) -> Column:
    """Seconds of the spans (of one group, or of all) up to each edge."""
    groups, starts, ends = (np.array(column) for column in spans)
    if group is not None:
        starts, ends = starts[groups == group], ends[groups == group]
    total: Column = _up_to(starts, edges) - _up_to(ends, edges)
    return total


def _up_to(moments: Column, edges: Column) -> Column:
    """Sum of `edge - moment` over the moments before each edge."""
    ordered = np.sort(np.asarray(moments, float))
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    before = np.searchsorted(ordered, edges)
    return before * edges - sums[before]


def _intervals(world: World, records: Records, table: Table, of: Mask) -> list[IntervalFigures]:
    count = world.intervals * world.days
    edges: Column = np.arange(count + 1, dtype=np.float64) * world.interval
    place = np.minimum(table.queued // world.interval, count - 1).astype(int)

    def counts(mask: Mask, weights: Column | None = None) -> list[float]:
        kept = of & mask
        found: list[float] = np.bincount(place[kept], None if weights is None else weights[kept], count).tolist()
        return found

    queued, answered, short = counts(table.offered), counts(table.answered), counts(table.short)
    answered_in, abandoned = counts(table.answered_in), counts(table.abandoned)
    waits = counts(table.offered, table.wait)
    ready, busy = (np.diff(covered(spans, edges)).tolist() for spans in (records.ready, records.busy))
    return [
        IntervalFigures(
            start=float(edges[n]),
            queued=int(queued[n]),
            answered=int(answered[n]),
            service_level=_ratio(answered_in[n], queued[n] - short[n]),
            abandonment=_ratio(abandoned[n] - short[n], queued[n] - short[n]),
            mean_wait=_ratio(waits[n], queued[n]),
            occupancy=_ratio(busy[n], ready[n]),
            staff=ready[n] / world.interval,
        )
        for n in range(count)
    ]
