"""Fits a world to a log of calls: arrivals, patience, handling, agents. Pure.

Arrivals by type of day (weekdays alike in volume) and interval, with the spread of days and of intervals beyond Poisson.
Patience as a hazard by piece (abandonments over the seconds at risk, the maximum-likelihood estimate; Kaplan and Meier's
curve beside it). Handling as lognormal by type, times a factor of each agent for each type, drawn to the agent's own
and to one where there are few calls. Wrap-up from the gaps between calls while somebody waited.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from math import sqrt
from statistics import fmean, pstdev
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from qingfeng.twin.log import DAY, OTHER, Call
from qingfeng.twin.sightings import presence, skills, staff, wrap_ups
from qingfeng.twin.world import Agents, Arrivals, Contacts, Handling, Hazard, Patience, Rest, Shift, World

FEW = 150
"""Calls: a type or a class with fewer is told together with others."""
SHRINK = 20.0
"""Calls that an agent's own mean must outweigh."""
EDGES = (10.0, 20.0, 40.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0)
"""Seconds at which the hazard of leaving may change."""
INTERVAL = 1800

DayType = Literal["full", "short"]


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """What a log says. `kind_of`, `class_of`: codes by what the log calls them. `factors[server][kind]`: of talk times."""

    by_priority: bool
    kinds: dict[str, str]
    classes: dict[str, str]
    kind_of_class: dict[str, str]
    days: dict[DayType, int]
    weekdays: dict[int, DayType]
    rates: dict[DayType, dict[str, list[float]]]
    day_cv: float
    interval_cv: float
    interval_correlation: float
    patience: dict[str, Hazard]
    survival: dict[str, list[tuple[float, float]]]
    handling: dict[str, tuple[float, float]]
    factors: dict[str, dict[str, float]]
    skills: dict[str, list[str]]
    wrap_up: float
    wrap_up_cv: float
    staffing: dict[DayType, list[float]]
    head_start: dict[str, int]

    def code(self, call: Call) -> str:
        """The class of a call."""
        kind = self.kinds.get(call.kind, OTHER)
        if not self.by_priority:
            return kind
        return self.classes.get(f"{kind}.{call.priority}", f"{kind}.{OTHER}")


def fit(calls: list[Call], *, by_priority: bool = False, head_start: Mapping[str, int] | None = None) -> Fit:
    """Classes are types of calls, or types and priorities: only where the priority is known before the wait.

    Raises ValueError when there are fewer than two days, or nobody was answered.
    """
    days = sorted({call.day for call in calls})
    if len(days) < 2 or not any(call.answered for call in calls):
        raise ValueError("at least two days with answered calls are needed")
    common = Counter(call.kind for call in calls if call.answered)
    kinds = {kind: kind for kind, count in common.items() if count >= FEW}
    pairs = Counter((kinds.get(c.kind, OTHER), c.priority) for c in calls)
    classes = {f"{kind}.{priority}": f"{kind}.{priority}" for (kind, priority), n in pairs.items() if n >= FEW}
    by_kind = defaultdict(list)
    for call in calls:
        by_kind[kinds.get(call.kind, OTHER)].append(call)
    weekdays = _weekdays(calls)
    handling = {kind: _moments([c.talk for c in of if c.answered]) for kind, of in by_kind.items()}
    factors = _factors(calls, kinds, handling)
    wraps = wrap_ups(calls)
    codes = {kind: kind for kind, _ in pairs}
    if by_priority:
        codes = {f"{kind}.{p}" if f"{kind}.{p}" in classes else f"{kind}.{OTHER}": kind for kind, p in pairs}
    made = Fit(
        by_priority=by_priority,
        kinds=kinds,
        classes=classes,
        kind_of_class=dict(sorted(codes.items())),
        days=Counter(weekdays[day.weekday()] for day in days),
        weekdays=weekdays,
        rates={},
        day_cv=0.0,
        interval_cv=0.0,
        interval_correlation=0.0,
        patience=_patience(by_kind, calls),
        survival={kind: survival(of) for kind, of in by_kind.items()},
        handling=_corrected(handling, calls, kinds, factors),
        factors=factors,
        skills=skills(calls, kinds),
        wrap_up=fmean(wraps) if wraps else 0.0,
        wrap_up_cv=pstdev(wraps) / fmean(wraps) if len(wraps) > 1 and fmean(wraps) else 0.0,
        staffing={},
        head_start=dict(head_start or {}),
    )
    return _with_arrivals(made, calls, days)


# ------------------------------------------------------------------ arrivals and staffing
def _weekdays(calls: list[Call]) -> dict[int, DayType]:
    """A weekday with less than 60 % of the busiest one's calls is short; unknown weekdays count as full."""
    per_day = Counter(call.day for call in calls)
    means = {
        w: fmean(n for day, n in per_day.items() if day.weekday() == w) for w in {day.weekday() for day in per_day}
    }
    most = max(means.values())
    return {w: "short" if means.get(w, most) < 0.6 * most else "full" for w in range(7)}


def _with_arrivals(made: Fit, calls: list[Call], days: list[date]) -> Fit:
    types: list[DayType] = sorted(made.days)
    slots = DAY // INTERVAL
    counts = {(day, code): np.zeros(slots) for day in days for code in made.kind_of_class}
    for call in calls:
        counts[call.day, made.code(call)][min(call.came // INTERVAL, slots - 1)] += 1
    rates: dict[DayType, dict[str, list[float]]] = {}
    staffing: dict[DayType, list[float]] = {}
    for kind in types:
        alike = [day for day in days if made.weekdays[day.weekday()] == kind]
        rates[kind] = {
            code: (np.mean([counts[day, code] for day in alike], axis=0) * 3600 / INTERVAL).tolist()
            for code in made.kind_of_class
        }
        there = [presence([c for c in calls if c.day == day], made.kinds, made.skills) for day in alike]
        staffing[kind] = np.mean([staff(spans, INTERVAL) for spans in there], axis=0).tolist()
    totals = {day: np.sum([counts[day, code] for code in made.kind_of_class], axis=0) for day in days}
    day_cv, interval_cv, correlation = _spread(made, totals)
    return msgspec.structs.replace(
        made, rates=rates, staffing=staffing, day_cv=day_cv, interval_cv=interval_cv, interval_correlation=correlation
    )


def _spread(made: Fit, totals: Mapping[date, NDArray[np.float64]]) -> tuple[float, float, float]:
    """Coefficients of variation of days and of intervals beyond Poisson, and the lag-one correlation of the latter."""
    of_days, below, excess, weight, pairs = 0.0, 0.0, 0.0, 0.0, []
    for kind in made.days:
        alike = [counts for day, counts in totals.items() if made.weekdays[day.weekday()] == kind]
        if len(alike) < 2:
            continue
        whole = np.array([counts.sum() for counts in alike])
        of_days += float(whole.var(ddof=1) - whole.mean()) / whole.mean() ** 2 * len(alike)
        below += len(alike)
        profile = np.mean(alike, axis=0) / whole.mean()
        busy = profile > 0
        for counts, total in zip(alike, whole, strict=True):
            expected = profile * total
            apart = counts - expected
            excess += float((apart**2 - expected)[busy].sum())
            weight += float((expected**2).sum())
            scaled = apart[busy] / np.sqrt(expected[busy])
            pairs.append((scaled[1:], scaled[:-1]))
    if not below:
        return 0.0, 0.0, 0.0
    later, earlier = (np.concatenate(side) for side in zip(*pairs, strict=True))
    interval_cv = sqrt(max(0.0, excess / weight)) if weight else 0.0
    correlation = float(np.corrcoef(later, earlier)[0, 1]) if interval_cv and later.std() and earlier.std() else 0.0
    return sqrt(max(0.0, of_days / below)), interval_cv, min(0.99, max(0.0, correlation))


# ------------------------------------------------------------------ patience
def _patience(by_kind: Mapping[str, list[Call]], calls: list[Call]) -> dict[str, Hazard]:
    """A type with few abandonments has the patience of all."""
    return {kind: hazard(of if sum(not c.answered for c in of) >= FEW else calls) for kind, of in by_kind.items()}


def hazard(calls: Iterable[Call]) -> Hazard:
    """Abandonments over seconds waited, between `EDGES`. Who was answered is censored."""
    waits = np.array([(c.wait, not c.answered) for c in calls if c.wait], float).reshape(-1, 2)
    edges = [0.0, *EDGES, float("inf")]
    rates: list[float] = []
    for start, end in pairwise(edges):
        exposed = np.clip(waits[:, 0], start, end).sum() - start * len(waits)
        left = ((waits[:, 0] > start) & (waits[:, 0] <= end) & (waits[:, 1] > 0)).sum()
        rates.append(float(left / exposed) if exposed > 0 else (rates[-1] if rates else 0.0))
    return Hazard(until=list(EDGES), rates=rates)


def survival(calls: Iterable[Call]) -> list[tuple[float, float]]:
    """Kaplan and Meier (1958): seconds, and the share who would still wait; a point each abandonment."""
    waits = sorted((c.wait, c.answered) for c in calls if c.wait)
    at_risk, share, points = len(waits), 1.0, []
    place = 0
    while place < len(waits):
        moment, gone, here = waits[place][0], 0, 0
        while place < len(waits) and waits[place][0] == moment:
            gone += not waits[place][1]
            here += 1
            place += 1
        if gone:
            share *= 1 - gone / at_risk
            points.append((float(moment), share))
        at_risk -= here
    return points


# ------------------------------------------------------------------ handling
def _moments(talks: list[int]) -> tuple[float, float]:
    mean = fmean(talks) if talks else 1.0
    return mean, pstdev(talks) / mean if len(talks) > 1 else 1.0


def _factors(calls: list[Call], kinds: Mapping[str, str], handling: Mapping[str, tuple[float, float]]) -> dict[str, dict[str, float]]:  # fmt: skip
    sums: dict[str, dict[str, tuple[int, float]]] = defaultdict(dict)
    for call in calls:
        if call.answered:
            kind = kinds.get(call.kind, OTHER)
            count, total = sums[call.server].get(kind, (0, 0.0))
            sums[call.server][kind] = (count + 1, total + call.talk / handling[kind][0])
    found = {}
    for server, of in sums.items():
        count, total = sum(n for n, _ in of.values()), sum(t for _, t in of.values())
        own = (total + SHRINK) / (count + SHRINK)
        found[server] = {kind: (of.get(kind, (0, 0.0))[1] + SHRINK * own) / (of.get(kind, (0, 0.0))[0] + SHRINK) for kind in handling}  # fmt: skip
    return found


def _corrected(handling: Mapping[str, tuple[float, float]], calls: list[Call], kinds: Mapping[str, str], factors: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[float, float]]:  # fmt: skip
    """Mean and spread of what is left when each agent's factor is taken out."""
    left = defaultdict(list)
    for call in calls:
        if call.answered:
            kind = kinds.get(call.kind, OTHER)
            left[kind].append(call.talk / factors[call.server][kind])
    return {kind: (fmean(left[kind]), pstdev(left[kind]) / fmean(left[kind])) if left[kind] else handling[kind] for kind in handling}  # fmt: skip


# ------------------------------------------------------------------ worlds
def classes_of(made: Fit, arrivals: Mapping[str, Arrivals]) -> list[Contacts]:
    """The classes of a fit, with arrivals by code."""
    return [
        Contacts(
            code=code,
            skills={kind: 1},
            tier="silver" if made.head_start.get(code.rpartition(".")[2]) else "regular",
            head_start=made.head_start.get(code.rpartition(".")[2], 0),
            arrivals=arrivals[code],
            patience=Patience(hazard=made.patience[kind]),
            handling=Handling(
                mean=made.handling[kind][0],
                cv=made.handling[kind][1],
                wrap_up=made.wrap_up,
                wrap_up_cv=made.wrap_up_cv,
            ),
        )
        for code, kind in made.kind_of_class.items()
    ]


def typical(made: Fit, day: DayType) -> World:
    """A day as it may come: fitted rates and their uncertainty; agents who take everything, as many as were seen."""
    rates = made.rates[day]
    arrivals = {
        code: Arrivals(
            rate=rates[code],
            day_cv=made.day_cv,
            pool="calls",
            interval_cv=made.interval_cv,
            interval_correlation=made.interval_correlation,
        )
        for code in made.kind_of_class
    }
    staffing = [round(n) for n in made.staffing[day]]
    apart = [factor for of in made.factors.values() for factor in of.values()]
    group = Agents(
        code="agents",
        count=max(1, *staffing),
        skills=dict.fromkeys(sorted(set(made.kind_of_class.values())), 1),
        staffing=staffing,
        speed_cv=pstdev(apart) / fmean(apart) if len(apart) > 1 else 0.0,
    )
    return World(name=f"fitted, a {day} day", interval=INTERVAL, classes=classes_of(made, arrivals), groups=[group])


def that_day(made: Fit, calls: list[Call]) -> World:
    """A day that was: its arrivals and its agents, with fitted patience and handling. `calls` are of one day."""
    times: dict[str, list[float]] = defaultdict(list)
    for call in calls:
        times[made.code(call)].append(float(call.came))
    arrivals = {
        code: Arrivals(times=[sorted(times[code])]) if times[code] else Arrivals() for code in made.kind_of_class
    }
    own = skills(calls, made.kinds)
    groups = [
        Agents(
            code=server,
            count=1,
            skills=dict.fromkeys(sorted({*made.skills.get(server, ()), *own[server]}), 1),
            shifts=[_shift(spans)],
            speed={code: made.factors.get(server, {}).get(kind, 1.0) for code, kind in made.kind_of_class.items()},
        )
        for server, spans in sorted(presence(calls, made.kinds, made.skills).items())
    ]
    return World(name=calls[0].day.isoformat(), interval=INTERVAL, classes=classes_of(made, arrivals), groups=groups)


def _shift(spans: list[tuple[int, int]]) -> Shift:
    rests = [Rest(at=left / 3600, minutes=(back - left) / 60) for (_, left), (back, _) in pairwise(spans)]
    return Shift(count=1, start=spans[0][0] / 3600, end=spans[-1][1] / 3600, breaks=rests)
