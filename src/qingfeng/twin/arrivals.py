"""When contacts come. A unit Poisson process, bent by the day's cumulative rate: with a higher rate the same people
come sooner, and more of them come, so that worlds can be compared over the same chance. Pure."""

from __future__ import annotations

from math import log, sqrt

import numpy as np

from qingfeng.kernel.clock import rng
from qingfeng.twin.chance import Numbers, exponentials, key_of, normals
from qingfeng.twin.world import Arrivals, Contacts, World

_BATCH = 1024


def day_factor(arrivals: Arrivals, code: str, run: int, day: int) -> float:
    """The gamma factor of a day, of mean one; shared by all classes of a pool. `run`: key of seed and replication."""
    if not arrivals.day_cv:
        return 1.0
    variance = arrivals.day_cv**2
    dice = rng(key_of(run, "day", f"pool {arrivals.pool}" if arrivals.pool else code, day))
    return dice.gammavariate(1.0 / variance, variance)


def busyness(arrivals: Arrivals, code: str, run: int, day: int, intervals: int) -> Numbers:
    """Lognormal factors of mean one, one an interval, whose logarithms follow an AR(1)."""
    if not arrivals.interval_cv:
        return np.ones(intervals)
    variance, memory = log(1.0 + arrivals.interval_cv**2), arrivals.interval_correlation
    fresh = normals(key_of(run, "busyness", code, day), 0, intervals).tolist()
    state = fresh[0]
    states: list[float] = []
    for noise in fresh:
        state = memory * state + sqrt(1.0 - memory**2) * noise if states else noise
        states.append(state)
    values: Numbers = np.exp(np.array(states) * sqrt(variance) - variance / 2.0)
    return values


def intensity(world: World, contacts: Contacts, run: int, day: int) -> tuple[Numbers, Numbers]:
    """Edges (seconds of the day) and the expected contacts in each piece between them, all factors in."""
    a = contacts.arrivals
    grid = np.arange(world.intervals + 1) * float(world.interval)
    opening = day * world.day
    marks = [mark * 3600.0 - opening for e in world.events for mark in (e.start, e.start + e.hours)]
    edges = np.unique(np.concatenate((grid, [mark for mark in marks if 0.0 < mark < world.day])))
    middles = (edges[:-1] + edges[1:]) / 2.0
    place = np.minimum(middles // world.interval, world.intervals - 1).astype(int)
    rates = np.broadcast_to(np.asarray(a.rate, float), (world.intervals,)) / 3600.0
    rate = (rates * busyness(a, contacts.code, run, day, world.intervals))[place]
    rate = rate * day_factor(a, contacts.code, run, day)
    for event in world.events:
        inside = (middles + opening >= event.start * 3600.0) & (
            middles + opening < (event.start + event.hours) * 3600.0
        )
        rate = np.where(inside, rate * event.factor(contacts.code), rate)
    return edges, rate * np.diff(edges)


def times_of(world: World, contacts: Contacts, run: int, day: int) -> Numbers:
    """Seconds since the run's opening at which contacts of a class come on a day, in order."""
    opening = day * world.day
    if contacts.arrivals.times:
        return np.asarray(contacts.arrivals.times[day], float) + opening
    edges, expected = intensity(world, contacts, run, day)
    sums = np.concatenate(([0.0], np.cumsum(expected)))
    if not sums[-1]:
        return np.zeros(0)
    key = key_of(run, "arrivals", contacts.code, day)
    size = int(sums[-1] + 6.0 * sqrt(sums[-1])) + _BATCH
    units = np.cumsum(exponentials(key, 0, size))
    while units[-1] <= sums[-1]:
        units = np.concatenate((units, units[-1] + np.cumsum(exponentials(key, len(units), _BATCH))))
    units = units[units < sums[-1]]
    times: Numbers = np.interp(units, sums, edges) + opening
    return times


def deviation(cv: float) -> tuple[float, float]:
    """Of a lognormal of mean one: shift and deviation of its logarithm."""
    variance = log(1.0 + cv * cv)
    return -variance / 2.0, sqrt(variance)


def lognormals(mean: float, cv: float, deviates: Numbers) -> Numbers:
    """The values at standard normal deviates."""
    shift, spread = deviation(cv)
    values: Numbers = mean * np.exp(shift + spread * deviates)
    return values
