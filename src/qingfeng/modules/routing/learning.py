"""What outcomes say about who does well with what: by agent and segment, shrunk towards what is known of either. Pure.

A segment is what a contact is about (its intent), or its queue where nobody told. Three measures are learned alike: whether it
was resolved, how satisfied the customer was (0 to 1), and the logarithm of the handle time (so: the median of log-normal
times). For each, a ladder of means: the house's; the segment's over all agents; with the agent's deviation from it
as far as their *other* segments tell; and on that prior what the agent did in this one,

    estimate = (sum + k * prior) / (n + k),        k = (variance of one outcome) / (variance between agents),

the linear Bayes estimate of credibility theory (Bühlmann and Straub 1970). It is the exact posterior mean of the
Beta-binomial and of the normal-normal model (Diaconis and Ylvisaker 1979), so one formula serves all measures. The
variances are estimated from the outcomes by moments (empirical Bayes): what agents differ by beyond chance within a
segment gives `k`; what products of one agent's different segments have in common gives the agent's own. Where agents do not
differ, `k` grows without end, and all estimates become equal.

Each day that passes makes what was learned weigh less (`half_life` in days). An outcome is added to two numbers; what follows
from all of them is found by `fit`, one pass over all agents and segments, as often as somebody wants to know anew.
"""

from __future__ import annotations

import zlib
from math import log
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Table = NDArray[np.float64]
Measure = Literal["resolved", "satisfied", "handled"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

HALF_LIFE = 90.0
_GROW = 16
_LEAST, _MOST = 0.01, 0.99
"""Nobody is thought to resolve nothing, or everything."""
_BETWEEN = 0.05
"""Share of the variance that is thought to lie between agents, and between segments, before anything is known, ..."""
_PAIRS = 500.0
"""... as if so many pairs of outcomes had said so."""
_DOUBT = 0.002
"""However alike agents look, as much of the variance may lie between them."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a contact ended with its agent. `day`: any count of days, growing. None: not known. `satisfied`: from 0 to 1;
    `seconds`: handle time."""

    agent: UUID
    segment: str
    day: int
    resolved: bool | None = None
    satisfied: float | None = None
    seconds: float | None = None


class Estimate(NamedTuple):
    """A mean with the deviation of its posterior. `n`: outcomes of this very agent and segment, discounted."""

    mean: float
    deviation: float
    n: float


class Ladder:
    """One measure of all agents and segments. `share`: can be between 0 and 1 only. Rows are segments, columns agents, and one
    more: somebody of whom nothing is known. `mean` and `deviation` are as of the last `fit`.

    `between`, `between_agents`, `between_segments`: shares of the variance of one outcome (`variance`) that lie between agents
    within a segment, between agents as such, and between segments.
    """

    def __init__(self, *, share: bool) -> None:
        self._share = share
        self.n: Table = np.zeros((0, 1))
        self.sum: Table = np.zeros((0, 1))
        self.squares = 0.0
        self.variance = 0.25 if share else 0.5
        self.between = self.between_agents = self.between_segments = _BETWEEN
        self.house = 0.5 if share else 0.0
        self.segments: Column = np.zeros(0)
        """What to expect of somebody of whom nothing is known."""
        self.mean: Table = self.n
        self.deviation: Table = self.n

    # ------------------------------------------------------------------ what happens
    def grow(self, segments: int, agents: int) -> None:
        """Make room for so many."""
        more = (0, segments - self.n.shape[0]), (0, agents + 1 - self.n.shape[1])
        self.n, self.sum = np.pad(self.n, more), np.pad(self.sum, more)

    def note(self, at: tuple[int, int], value: float, weight: float) -> None:
        """One more outcome."""
        self.n[at] += weight
        self.sum[at] += weight * value
        self.squares += weight * value * value

    def forget(self, factor: float) -> None:
        """All that is known counts so much of what it did."""
        self.n, self.sum = self.n * factor, self.sum * factor
        self.squares *= factor

    # ------------------------------------------------------------------ what follows
    def fit(self) -> None:
        """Estimate variances, then means by them."""
        n = self.n
        if n.any():
            _, apart = self._priors()
            of_agents = apart.sum(axis=0) ** 2 - (apart * apart).sum(axis=0)
            self.between_agents = self._part(of_agents.sum(), (n.sum(axis=0) ** 2 - (n * n).sum(axis=0)).sum())
            weight = self._weights().sum(axis=1)
            off = (weight * (self._team() - self.house)) ** 2 - weight * self.variance
            self.between_segments = self._part(off.sum(), (weight * np.maximum(weight - 1.0, 0.0)).sum())
            prior, _ = self._priors()
            error = self.sum - n * prior
            scatter = self.squares - 2.0 * (prior * self.sum).sum() + (n * prior * prior).sum()
            self.variance = max(float(scatter / n.sum()), 1e-9)
            self.between = self._part((error * error - n * self.variance).sum(), (n * np.maximum(n - 1.0, 0.0)).sum())
        prior, _ = self._priors()
        share, beside = self.between, 1.0 - self.between
        below = share * n + beside
        self.mean = (share * self.sum + beside * prior) / below
        share = max(share, _DOUBT)
        below = share * n + 1.0 - share
        spread = self.mean * (1.0 - self.mean) * share / (below + share)
        self.deviation = np.sqrt(spread if self._share else self.variance * (1.0 - share) * share / below)

    def _part(self, found: float, pairs: float) -> float:
        """A share of the variance, by moments, held by what was thought before."""
        part = (found / self.variance + _BETWEEN * _PAIRS) / (pairs + _PAIRS)
        return float(min(max(part, 0.0), 0.95))

    def _weights(self) -> Table:
        """How much each cell says of its segment and of its agent: its outcomes, but never more than `k`."""
        return self.n * (1.0 - self.between) / (self.n * self.between + 1.0 - self.between)

    def _means(self) -> Table:
        found: Table = np.divide(self.sum, self.n, out=np.zeros_like(self.n), where=self.n > 0)
        return found

    def _team(self) -> Column:
        """Means of segments over agents, each agent counted up to `k`."""
        weight = self._weights()
        total = weight.sum(axis=1)
        found: Column = np.divide(
            (weight * self._means()).sum(axis=1), total, out=np.zeros_like(total), where=total > 0
        )
        return found

    def _priors(self) -> tuple[Table, Table]:
        """What each cell is expected to be by all others; by how much the sum of each is above its segment's."""
        weight, team = self._weights(), self._team()
        of_segment = weight.sum(axis=1)
        if of_segment.sum():
            self.house = float((of_segment * team).sum() / of_segment.sum())
        share, beside = self.between_segments, 1.0 - self.between_segments
        self.segments = (share * of_segment * team + beside * self.house) / (share * of_segment + beside)
        over = weight * (self._means() - self.segments[:, None])
        others, above = weight.sum(axis=0) - weight, over.sum(axis=0) - over
        share = self.between_agents
        prior = self.segments[:, None] + share * above / (share * others + 1.0 - share)
        apart = self.sum - self.n * self.segments[:, None]
        return (np.clip(prior, _LEAST, _MOST) if self._share else prior), apart


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """Estimates as they are kept. `measures`: of each, the numbers of its ladder (zlib)."""

    agents: list[UUID]
    segments: list[str]
    day: int
    half_life: float
    count: int
    demand: list[float]
    measures: dict[str, bytes]


class Estimates:
    """All that was learned of a tenant. `count`: outcomes ever; `demand`: those of each segment, discounted."""

    def __init__(self, half_life: float = HALF_LIFE) -> None:
        self.half_life = half_life
        self.agents: dict[int, int] = {}
        self.segments: dict[str, int] = {}
        self.demand: list[float] = []
        self.count = 0
        self.ladders: dict[Measure, Ladder] = {m: Ladder(share=m != "handled") for m in MEASURES}
        self._room = (0, 0)
        self._day: int | None = None
        self._fitted = -1

    # ------------------------------------------------------------------ what happens
    def note(self, outcome: Outcome) -> None:
        """Learn from one more contact. Outcomes may come late, not twice."""
        if outcome.day != self._day:
            self.pass_to(outcome.day)
        at = self._place(outcome)
        weight = 1.0 if outcome.day == self._day else 0.5 ** (((self._day or 0) - outcome.day) / self.half_life)
        self.demand[at[0]] += weight
        self.count += 1
        if outcome.resolved is not None:
            self.ladders["resolved"].note(at, float(outcome.resolved), weight)
        if outcome.satisfied is not None:
            self.ladders["satisfied"].note(at, outcome.satisfied, weight)
        if outcome.seconds is not None and outcome.seconds > 0.0:
            self.ladders["handled"].note(at, log(outcome.seconds), weight)

    def pass_to(self, day: int) -> None:
        """Let time pass. A day that was before changes nothing."""
        if self._day is not None and day > self._day:
            factor = 0.5 ** ((day - self._day) / self.half_life)
            self.demand = [one * factor for one in self.demand]
            for ladder in self.ladders.values():
                ladder.forget(factor)
            self._fitted = -1
        self._day = day if self._day is None else max(day, self._day)

    def _place(self, outcome: Outcome) -> tuple[int, int]:
        segment = self.segments.setdefault(outcome.segment, len(self.segments))
        agent = self.agents.setdefault(outcome.agent.int, len(self.agents))
        if segment == len(self.demand):
            self.demand.append(0.0)
        if segment >= self._room[0] or agent >= self._room[1]:
            self._grow()
        return segment, agent

    def _grow(self) -> None:
        self._room = _room(len(self.segments)), _room(len(self.agents))
        for ladder in self.ladders.values():
            ladder.grow(*self._room)

    # ------------------------------------------------------------------ what is known
    def fit(self) -> None:
        """Take into account all that was noted."""
        if self._fitted != self.count:
            self._fitted = self.count
            for ladder in self.ladders.values():
                if ladder.n.any() or ladder.mean.shape != ladder.n.shape:
                    ladder.fit()

    def of(self, agent: UUID, segment: str, measure: Measure) -> Estimate:
        """What to expect of an agent with a segment, as of the last `fit`. Raises KeyError for a segment never seen."""
        ladder = self.ladders[measure]
        at = self.segments[segment], self.agents.get(agent.int, -1)
        return Estimate(float(ladder.mean[at]), float(ladder.deviation[at]), float(ladder.n[at]))

    def outcomes(self, segment: str) -> float:
        """How many there were of a segment, discounted."""
        place = self.segments.get(segment)
        return 0.0 if place is None else self.demand[place]

    def copy(self) -> Estimates:
        """Another that goes on by itself."""
        return unpacked(self.packed())

    def packed(self) -> Packed:
        """To be kept: `unpacked` gives the same, to the last bit once fitted."""
        return Packed(
            agents=[UUID(int=agent) for agent in self.agents],
            segments=list(self.segments),
            day=-1 if self._day is None else self._day,
            half_life=self.half_life,
            count=self.count,
            demand=list(self.demand),
            measures={name: _bytes(ladder) for name, ladder in self.ladders.items()},
        )


def unpacked(packed: Packed) -> Estimates:
    """Estimates as they were when packed; `fit` them before they are asked."""
    found = Estimates(packed.half_life)
    found.agents = {agent.int: place for place, agent in enumerate(packed.agents)}
    found.segments = {segment: place for place, segment in enumerate(packed.segments)}
    found.demand = list(packed.demand)
    found.count = packed.count
    found._day = None if packed.day < 0 else packed.day
    found._grow()
    for name, ladder in found.ladders.items():
        numbers = np.frombuffer(zlib.decompress(packed.measures[name]), np.float64)
        for field, number in zip(_NUMBERS, numbers[: len(_NUMBERS)], strict=True):
            setattr(ladder, field, float(number))
        ladder.n, ladder.sum = (half.copy() for half in numbers[len(_NUMBERS) :].reshape(2, *ladder.n.shape))
    return found


_NUMBERS = ("squares", "variance", "between", "between_agents", "between_segments", "house")


def _bytes(ladder: Ladder) -> bytes:
    numbers = np.array([getattr(ladder, field) for field in _NUMBERS])
    return zlib.compress(np.concatenate((numbers, ladder.n.ravel(), ladder.sum.ravel())).tobytes(), 1)


def _room(count: int) -> int:
    """Places for so many: more at once, so that the next need none."""
    return 0 if not count else max(_GROW, 1 << (count - 1).bit_length())
