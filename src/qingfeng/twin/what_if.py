"""What would happen if: variants of a world over the same customers, with some levers moved. Pure.

Replication by replication all variants meet the same customers and agents, so that a run that is cut short still
compares like with like. A house's own days take turns: each replication has the agents of one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, isfinite

import msgspec

from qingfeng.ports.whatif import (
    CannotBe,
    Order,
    WhatIfAnswer,
    WhatIfClass,
    WhatIfFamily,
    WhatIfFigure,
    WhatIfKnownEvent,
    WhatIfLibrary,
    WhatIfMoment,
    WhatIfRan,
    WhatIfVariant,
)
from qingfeng.twin.baselines import POLICIES
from qingfeng.twin.ledger import days_seen, world_seen
from qingfeng.twin.library import at_load, families, scenarios, struck
from qingfeng.twin.measure import ALL, Outcome, measure
from qingfeng.twin.reading import Wrong, check
from qingfeng.twin.run import simulate
from qingfeng.twin.statistics import Interval
from qingfeng.twin.study import WHOLE, Summary, paired, profile, summary
from qingfeng.twin.world import Agents, Bot, Contacts, Shift, World, scaled

MOST_CONTACTS = 60_000
"""In one run of a variant, expected, those the bot keeps included."""
MOST_AGENTS = 3_000
_OF_CLASS = ("queued", "service_level", "abandonment", "speed_of_answer", "wait_p90", "contained")
_OF_HOUSE = ("occupancy", "hours", "cost")

Go = Callable[[int], bool]
"""Told how many replications are done; False: it is time to stop."""


def library() -> WhatIfLibrary:
    """What is shipped, as a screen lists it."""
    return WhatIfLibrary(
        families=[
            WhatIfFamily(code=code, zh=one.zh, en=one.en, loads=one.loads, day_hours=one.world.day_hours)
            for code, one in families().items()
        ],
        events=[
            WhatIfKnownEvent(
                code=code,
                zh=one.zh,
                en=one.en,
                about_zh=one.about_zh,
                about_en=one.about_en,
                hours=one.hours,
                overall=one.overall,
            )
            for code, one in scenarios().items()
        ],
    )


# ------------------------------------------------------------------ worlds
def base_of(order: Order, day: int = 0) -> World:
    """The world of an order, its event on it, before any lever. `day`: whose agents are there, of those the house has
    seen. Raises CannotBe."""
    if order.seen is not None:
        world = world_seen(order.seen, day)
    elif order.family in (shipped := families()):
        world = at_load(shipped[order.family], order.load)
    else:
        raise CannotBe("no_such_family", "There is no such family.", "family")
    if order.sudden is None:
        return world
    known = scenarios()
    if order.sudden.code not in known:
        raise CannotBe("no_such_event", "There is no such event.", "event.code")
    if not 0 <= order.sudden.at < world.end / 3600.0:
        raise CannotBe("event_outside", f"The day has {world.end / 3600.0:g} hours.", "event.at")
    return struck(world, known[order.sudden.code], order.sudden.at)


def moved(world: World, lever: WhatIfVariant) -> World:
    """The world with levers moved. Raises CannotBe for what cannot be simulated."""
    replace = msgspec.structs.replace
    changed = scaled(world, lever.demand)
    changed = replace(
        changed,
        classes=[_class(one, lever) for one in changed.classes],
        groups=_groups(changed.groups, lever.agents),
    )
    try:
        check(changed)
    except Wrong as wrong:
        raise CannotBe("cannot_be_simulated", str(wrong)) from None
    if contacts_of(changed) > MOST_CONTACTS:
        raise CannotBe("too_many_contacts", f"A run holds at most {MOST_CONTACTS} contacts.", "variants")
    if sum(group.count for group in changed.groups) > MOST_AGENTS:
        raise CannotBe("too_many_agents", f"A run holds at most {MOST_AGENTS} agents.", "variants")
    return changed


def contacts_of(world: World) -> float:
    """How many are expected to come in a run, events included as if they lasted all of it."""
    total = 0.0
    for one in world.classes:
        rates = one.arrivals.rate if isinstance(one.arrivals.rate, list) else [one.arrivals.rate]
        worst = max([event.factor(one.code) for event in world.events], default=1.0)
        total += sum(rates) / len(rates) * world.end / 3600.0 * max(1.0, worst)
    return total


def _class(one: Contacts, lever: WhatIfVariant) -> Contacts:
    replace = msgspec.structs.replace
    bot = one.bot
    if lever.contains is not None:
        bot = Bot(contains=lever.contains, seconds=bot.seconds if bot else 60.0) if lever.contains else None
    relax = one.relax
    if lever.ring_seconds is not None:
        later = lever.ring_seconds - relax[0].after_seconds if relax else 0
        relax = [replace(ring, after_seconds=max(0, ring.after_seconds + later)) for ring in relax]
    return replace(
        one,
        bot=bot,
        relax=relax,
        handling=replace(one.handling, mean=one.handling.mean * lever.handling),
        patience=replace(
            one.patience,
            mean=None if one.patience.mean is None else one.patience.mean * lever.patience,
            hazard=None
            if one.patience.hazard is None
            else replace(one.patience.hazard, rates=[rate / lever.patience for rate in one.patience.hazard.rates]),
        ),
    )


def _groups(groups: list[Agents], factor: float) -> list[Agents]:
    """So many times the agents in all, in each interval and shift: groups of one cannot grow by a fifth each, nor one
    agent be a fifth more; what is left over in an interval goes to the next."""
    if factor == 1.0:
        return groups
    counts, _ = _times([one.count for one in groups], factor)
    intervals = max((len(one.staffing) for one in groups), default=0)
    slots, over = [], 0.0
    for n in range(intervals):
        slot, over = _times([one.staffing[n] if one.staffing else 0 for one in groups], factor, over)
        slots.append(slot)
    return [
        _group(one, count, [slot[place] for slot in slots] if one.staffing else [], factor)
        for place, (one, count) in enumerate(zip(groups, counts, strict=True))
    ]


def _times(counts: list[int], factor: float, over: float = 0.0) -> tuple[list[int], float]:
    """Each so many times, their sum (and what is left `over` from before) rounded: what is left after the point goes
    where most of it is. Gives what is left over now, too."""
    exact = [count * factor for count in counts]
    found = [int(one) for one in exact]
    total = round(sum(exact) + over) if any(counts) else 0
    order = sorted(range(len(counts)), key=lambda n: (not counts[n], found[n] - exact[n]))
    for turn in range(max(0, total - sum(found))):
        found[order[turn % len(order)]] += 1
    return found, sum(exact) + over - sum(found)


def _group(one: Agents, count: int, staffing: list[int], factor: float) -> Agents:
    shifts = [
        Shift(count=round(s.count * factor), start=s.start, end=s.end, breaks=s.breaks) for s in one.shifts
    ]  # fmt: skip
    days = [[round(n * factor) for n in day] for day in one.staffing_by_day]
    if not count and not staffing and not days and not shifts:
        return msgspec.structs.replace(one, count=1, shifts=[Shift(count=0, start=0.0, end=1.0)])
    least = max([1, *staffing, *(max(day) for day in days), sum(shift.count for shift in shifts)])
    return msgspec.structs.replace(
        one, count=max(count, least), staffing=staffing, staffing_by_day=days, shifts=shifts
    )  # fmt: skip


# ------------------------------------------------------------------ runs
def conduct(order: Order, go: Go) -> WhatIfAnswer:
    """All variants, as often as was asked for or until it is time to stop (at least twice). Raises CannotBe."""
    base = base_of(order)
    days = min(order.replications, max(1, days_seen(order.seen))) if order.seen else 1
    worlds = [[moved(base_of(order, day), lever) for lever in order.variants] for day in range(days)]
    outcomes: list[list[Outcome]] = [[] for _ in order.variants]
    done = 0
    while done < order.replications:
        for lever, world, runs in zip(order.variants, worlds[done % days], outcomes, strict=True):
            records = simulate(world, POLICIES[lever.policy], order.seed, done)
            runs.append(measure(world, records, intervals=True))
        done += 1
        if not go(done) and done >= 2:
            break
    first = outcomes[0]
    return WhatIfAnswer(
        replications=done,
        whole=done == order.replications,
        day_hours=base.day_hours,
        opening_hour=order.seen.opening * order.seen.interval / 3600.0 if order.seen else 0.0,
        classes=[WhatIfClass(one.code, one.zh or one.code, one.en or one.code) for one in base.classes],
        variants=[
            _ran(lever, runs, first if n else None)
            for n, (lever, runs) in enumerate(zip(order.variants, outcomes, strict=True))
        ],
    )


def _ran(lever: WhatIfVariant, runs: list[Outcome], first: list[Outcome] | None) -> WhatIfRan:
    found = summary(runs)
    return WhatIfRan(
        name=lever.name,
        figures=_figures(found),
        by_class={code: _chosen(of, _OF_CLASS) for code, of in found.by_class.items() if code != ALL},
        differences=_figures(paired(runs, first)) if first is not None else {},
        profile=_profile(runs),
    )


def _figures(found: Summary) -> dict[str, WhatIfFigure]:
    assert set(_OF_HOUSE) <= set(WHOLE)
    return _chosen(found.by_class[ALL], _OF_CLASS) | _chosen(found.whole, _OF_HOUSE)


def _chosen(of: dict[str, Interval], names: tuple[str, ...]) -> dict[str, WhatIfFigure]:
    return {name: WhatIfFigure(_known(of[name].mean), _known(of[name].half)) for name in names}


def _known(value: float) -> float | None:
    return value if isfinite(value) else None


def _profile(runs: list[Outcome]) -> list[WhatIfMoment]:
    """The day; finer than 96 pieces nobody sees."""
    points = profile(runs)
    step = max(1, ceil(len(points) / 96))
    names = [name for name in WhatIfMoment.__struct_fields__ if name != "start"]
    return [
        WhatIfMoment(start=one.start, **{name: _known(float(getattr(one, name))) for name in names})
        for one in points[::step]
    ]
