"""Exact steady state of the queues that have one: M/M/n (Erlang-C) and M/M/n+M (Erlang-A). Seconds throughout.

Erlang-C: A. K. Erlang (1917). Erlang-A: C. Palm (1946); Garnett, Mandelbaum and Reiman (2002), "Designing a call center
with impatient customers". Stable for some ten thousand agents: the states below n come from the recursion of the loss
formula, those above from sums of logarithms.

Somebody who finds j waiting before them is served after j + 1 departures, whose rates fall by one patience each: the
time it takes is minus the logarithm of a beta variable (Rényi 1953), so its tail is that of a negative binomial.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp, inf, log

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

_NEGLIGIBLE = 45.0
"""A term smaller than the largest by this power of e changes no figure."""


def loss(load: float, agents: int) -> float:
    """Erlang-B: the share of arrivals that find all of `agents` busy when nobody may wait. `load` in erlangs."""
    inverse = 1.0
    for n in range(1, agents + 1):
        inverse = 1.0 + inverse * n / load
        if inverse > 1e300:
            return 0.0
    return 1.0 / inverse


@dataclass(frozen=True)
class ErlangC:
    """Nobody leaves. `rate`: arrivals a second. `service`: mean seconds. Raises ValueError when the queue has no end."""

    rate: float
    service: float
    agents: int

    def __post_init__(self) -> None:
        _positive(self.rate, self.service, self.agents)
        if self.rate * self.service >= self.agents:
            raise ValueError("without abandonment the load must stay below the number of agents")

    @property
    def occupancy(self) -> float:
        return self.rate * self.service / self.agents

    @cached_property
    def waits(self) -> float:
        """P(wait > 0)."""
        blocked = loss(self.rate * self.service, self.agents)
        return blocked / (1.0 - self.occupancy * (1.0 - blocked))

    @property
    def mean_wait(self) -> float:
        """Of everybody, those served at once included."""
        return self.waits * self.service / (self.agents - self.rate * self.service)

    def within(self, seconds: float) -> float:
        """P(wait <= seconds)."""
        return 1.0 - self.waits * exp(-(self.agents / self.service - self.rate) * seconds)


@dataclass(frozen=True)
class ErlangA:
    """Who waits leaves after a patience that is exponential with mean `patience` seconds. Any load is stable."""

    rate: float
    service: float
    agents: int
    patience: float

    def __post_init__(self) -> None:
        _positive(self.rate, self.service, self.agents, self.patience)

    @property
    def _c(self) -> float:
        """Departures a second with nobody waiting, in units of one patience."""
        return self.agents * self.patience / self.service

    @cached_property
    def _full(self) -> Column:
        """P(all agents busy and j waiting), j = 0, 1, ...; as far as it matters."""
        size = 256 + int(20 * (self.rate * self.patience) ** 0.5)
        while True:
            steps = np.arange(1, size, dtype=np.float64)
            rates = self.agents / self.service + steps / self.patience
            logs = np.concatenate(([0.0], np.cumsum(np.log(self.rate / rates))))
            top = float(logs.max())
            if logs[-1] < top - _NEGLIGIBLE and self.rate < rates[-1]:
                break
            size *= 2
        blocked = loss(self.rate * self.service, self.agents)
        above: Column = np.exp(logs - top)
        # P(busy = n) / P(busy <= n) is the loss formula, so everything up to n weighs 1 / blocked of state n.
        below = exp(-top - log(blocked)) if blocked > 0.0 else inf
        whole = below + float(above[1:].sum())
        return above / whole if whole < inf else np.zeros(1)

    @property
    def waits(self) -> float:
        """P(wait > 0): an arrival finds everybody busy."""
        return float(self._full.sum())

    @cached_property
    def mean_wait(self) -> float:
        """Of everybody: served at once, served later or gone."""
        full = self._full
        return float((full * np.arange(len(full))).sum()) / self.rate

    @property
    def abandons(self) -> float:
        """P(abandon)."""
        return self.mean_wait / self.patience

    @property
    def occupancy(self) -> float:
        return self.rate * (1.0 - self.abandons) * self.service / self.agents

    def offered_over(self, seconds: float) -> float:
        """P(offered wait > seconds): how long one without end of patience would wait."""
        return float((self._full * _tail(self._c, len(self._full), exp(-seconds / self.patience))).sum())

    def within(self, seconds: float) -> float:
        """P(wait <= seconds), whether it ends with an agent or without."""
        return 1.0 - self.offered_over(seconds) * exp(-seconds / self.patience)

    def answered_within(self, seconds: float) -> float:
        """P(served, after at most so many seconds)."""
        full, c = self._full, self._c
        share = c / (c + np.arange(1, len(full) + 1))
        late = _tail(c + 1.0, len(full), exp(-seconds / self.patience))
        return 1.0 - self.waits + float((full * share * (1.0 - late)).sum())

    def abandoned_within(self, seconds: float) -> float:
        """P(gone, after at most so many seconds)."""
        return max(0.0, self.within(seconds) - self.answered_within(seconds))

    def service_level(self, seconds: float, short: float = 10.0) -> float:
        """The product's key figure: answered within `seconds`, out of all but those gone within `short` seconds."""
        return self.answered_within(seconds) / (1.0 - self.abandoned_within(short))


def _tail(c: float, count: int, x: float) -> Column:
    """P(Beta(c, j + 1) < x) for j = 0 .. count - 1: at most j failures before the c-th success of chance x."""
    if x >= 1.0:
        return np.ones(count)
    if x <= 0.0:
        return np.zeros(count)
    steps = np.arange(1, count, dtype=np.float64)
    logs = np.concatenate(([0.0], np.cumsum(np.log((c + steps - 1.0) / steps) + np.log1p(-x)))) + c * log(x)
    tail: Column = np.minimum(1.0, np.cumsum(np.exp(logs)))
    return tail


def _positive(*values: float) -> None:
    if any(value <= 0 for value in values):
        raise ValueError("rates, times and agents must be above nought")
