"""Who comes, and what they bring: patience, work and whims of each contact, drawn by its number. Pure.

A contact's number is its place among those of its class on its day; every draw is looked up by purpose, number and
attempt (`chance`). So it does not depend on who served whom, nor on other classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from math import inf

import numpy as np

from qingfeng.twin.arrivals import lognormals, times_of
from qingfeng.twin.chance import Numbers, exponential, exponentials, key_of, normals, uniform
from qingfeng.twin.world import Contacts, Hazard, World

DAYS_APART, ATTEMPTS_APART = 32, 48
"""Bits: so many contacts of a class a day, so many days."""


class State(IntEnum):
    """Where somebody is."""

    AWAY = 0
    WAITING = 1
    OFFERED = 2
    SERVED = 3


class Person:
    """A contact on its way. `number` with its class looks up its draws; `id` is the router's, of this attempt. Seconds."""

    __slots__ = ("agent", "attempt", "cls", "id", "last_agent", "last_at", "misses", "number", "patience", "queued", "state", "work", "wrap")  # fmt: skip

    def __init__(self, cls: int, number: int) -> None:
        self.id = 0
        self.cls = cls
        self.number = number
        self.attempt = 0
        self.misses = 0
        self.state = State.AWAY
        self.queued = 0.0
        self.agent = -1
        self.last_agent = -1
        self.last_at = 0.0
        self.patience = inf
        self.work = 0.0
        self.wrap = 0.0


class Kin:
    """All contacts of one class in one run (`run`: key of seed and replication)."""

    def __init__(self, contacts: Contacts, run: int) -> None:
        self.contacts = contacts
        self._run = run
        self._keys: dict[str, int] = {}

    def _key(self, purpose: str) -> int:
        key = self._keys.get(purpose)
        if key is None:
            key = self._keys[purpose] = key_of(self._run, purpose, self.contacts.code)
        return key

    def whim(self, purpose: str, person: Person, turn: int = 0) -> float:
        """A uniform number for a purpose at this attempt. `turn`: where one purpose is asked several times."""
        name = f"{purpose} {turn}" if turn else purpose
        return uniform(self._key(name), person.number + (person.attempt << ATTEMPTS_APART))

    def delay(self, purpose: str, person: Person, mean: float) -> float:
        """An exponential time for a purpose at this attempt."""
        return mean * exponential(self._key(purpose), person.number + (person.attempt << ATTEMPTS_APART))

    def draws(self, first: int, count: int) -> tuple[list[float], list[float], list[float]]:
        """Patience, work and wrap-up of contacts in a row."""
        return (
            self._patience(first, count).tolist(),
            self._times("work", self.contacts.handling.mean, self.contacts.handling.cv, first, count).tolist(),
            self._wraps(first, count).tolist(),
        )

    def again(self, person: Person) -> None:
        """Another attempt of the same contact brings new draws of its own."""
        person.attempt += 1
        person.misses = 0
        drawn = self.draws(person.number + (person.attempt << ATTEMPTS_APART), 1)
        person.patience, person.work, person.wrap = (values[0] for values in drawn)

    def _patience(self, first: int, count: int) -> Numbers:
        patience = self.contacts.patience
        if patience.mean is None and patience.hazard is None:
            return np.full(count, inf)
        units = exponentials(self._key("patience"), first, count)
        return units * patience.mean if patience.mean is not None else outlasted(patience.hazard, units)

    def _times(self, purpose: str, mean: float, cv: float, first: int, count: int) -> Numbers:
        shape = self.contacts.handling.shape
        if shape == "constant" or not cv:
            return np.full(count, mean)
        if shape == "exponential":
            return mean * exponentials(self._key(purpose), first, count)
        return lognormals(mean, cv, normals(self._key(purpose), first, count))

    def _wraps(self, first: int, count: int) -> Numbers:
        handling = self.contacts.handling
        if not handling.wrap_up:
            return np.zeros(count)
        return self._times("wrap-up", handling.wrap_up, handling.wrap_up_cv, first, count)


def outlasted(hazard: Hazard | None, units: Numbers) -> Numbers:
    """The times at which the cumulative hazard reaches unit exponentials."""
    assert hazard is not None
    edges = np.concatenate(([0.0], hazard.until))
    sums = np.concatenate(([0.0], np.cumsum(np.diff(edges) * np.asarray(hazard.rates[:-1]))))
    last = hazard.rates[-1]
    beyond = np.where(units > sums[-1], (units - sums[-1]) / last if last else inf, 0.0)
    times: Numbers = np.interp(units, sums, edges) + beyond
    return times


def coming(world: World, kin: list[Kin], run: int, day: int) -> Iterator[tuple[float, Person]]:
    """Everybody who comes on a day, in order, with the moment."""
    per_class = [times_of(world, one.contacts, run, day) for one in kin]
    drawn = [one.draws(day << DAYS_APART, len(times)) for one, times in zip(kin, per_class, strict=True)]
    times = np.concatenate(per_class)
    classes = np.repeat(np.arange(len(kin)), [len(one) for one in per_class])
    places = np.concatenate([np.arange(len(one)) for one in per_class])
    order = np.lexsort((classes, times))
    rows = zip(times[order].tolist(), classes[order].tolist(), places[order].tolist(), strict=True)
    for now, cls, place in rows:
        person = Person(cls, (day << DAYS_APART) + place)
        patience, work, wrap = drawn[cls]
        person.patience, person.work, person.wrap = patience[place], work[place], wrap[place]
        yield now, person
