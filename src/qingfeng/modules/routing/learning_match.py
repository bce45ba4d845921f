"""The learned match: of the agents who may take a contact, the one who will most likely end it well. Pure.

    merit = LEVELS * (value - price),    fit = merit - 4 * load / capacity

`value` is the outcome to expect (`learning`), weighed by `Worth`. `price` is what is lost by having the agent taken when
somebody else comes: over the segments, the share of contacts of a segment, times what the agent does better there than
others do on average, over one more than how many such agents are free now. That is the opportunity cost of the bid prices of
revenue management (Talluri and van Ryzin 1998), with the chance to be needed read off the ratio of those free; agents who
are good at what is short now cost most. Merits are rounded, so that of agents who are as good as equal the one idle longest
is chosen, as by default.

Chance decides in shares that are known exactly, which Thompson sampling's are not: see docs/decisions/0008. For each contact

    P(agent) = d * [default's] + (1 - d) * ((1 - e) * [best] + e * [may be better] / how many may)

with d the share left to the default, and e that of exploring, 0 where nobody else may be better. The draws are looked up by
what is decided (contact, or window of time), so that they do not depend on the order of events.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import NamedTuple, Protocol
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from qingfeng.contracts.messages import Tier
from qingfeng.modules.routing.learning import Column, Estimates, Table
from qingfeng.modules.routing.learning_model import Arm, Learned, Matched, Merit, Terms
from qingfeng.modules.routing.roster import Roster

LEVELS = 10.0
"""A tenth of an outcome is worth a level of skill."""
GRID = 0.05
"""Merits that differ by less are equal."""
DOUBTS = 1.5
"""Who lies within so many deviations of the best may be better."""
WINDOW_SECONDS = 900
_FEW, _MORE = 16, 0.02
"""Outcomes that are worth a new look at everything: so many, and such a part of all there were."""
_ALL = (1 << 64) - 1


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What counts, and how much: being resolved, the customer's satisfaction, taking so many times longer than others do
    (which counts against), the price of who is scarce. `least`: outcomes that a segment needs before it is matched."""

    resolved: float = 1.0
    satisfied: float = 0.0
    handle_time: float = 0.1
    scarcity: float = 1.0
    least: int = 30


class Row(NamedTuple):
    """One segment: all agents, by their place in the roster."""

    value: Column
    merit: Column
    doubt: Column


class Source(Protocol):
    """Where rows come from."""

    version: int
    """Grows with what is known."""

    def row(self, segment: str, roster: Roster) -> Row | None:
        """None: left to the default."""


class Fixed:
    """Rows as they were told."""

    def __init__(self, learned: Learned) -> None:
        self.version = learned.version
        self._segments = learned.segments

    def row(self, segment: str, roster: Roster) -> Row | None:
        merits = self._segments.get(segment)
        if merits is None:
            return None
        row = Row(*(np.full(roster.size, fill) for fill in (0.0, -inf, 0.0)))
        for one in merits:
            place = roster.at.get(one.agent.int)
            if place is not None:
                row.value[place], row.merit[place], row.doubt[place] = one.value, one.merit, one.doubt
        return row


class Living:
    """Rows of estimates that go on learning, as of the last `refresh`."""

    def __init__(self, estimates: Estimates, worth: Worth) -> None:
        self.estimates = estimates
        self.worth = worth
        self.version = 0
        self._rows: dict[str, Row] = {}
        self._wanted: dict[str, float] = {}
        """Outcomes of the segments that are matched."""
        self._values: Table = np.zeros((0, 0))
        self._doubts: Table = self._values
        self._sizes = (-1, -1)

    def row(self, segment: str, roster: Roster) -> Row | None:
        row = self._rows.get(segment)
        if row is not None and len(row.value) < roster.size:  # whoever came since is not known yet
            more = roster.size - len(row.value)
            fills = (float(row.value[-1]), float(row.merit[-1]), float(row.doubt[-1]))
            row = Row(*(np.append(column, np.full(more, fill)) for column, fill in zip(row, fills, strict=True)))
        return row

    def refresh(self, roster: Roster) -> None:
        """Price agents by who is free now; and take into account what was noted, once it is worth a look at everything."""
        e = self.estimates
        sizes = roster.size, len(roster.ids)
        if e.count - self.version >= max(_FEW, e.count * _MORE) or sizes != self._sizes:
            self._sizes = sizes
            e.fit()
            self.version = e.count
            known = zip(e.segments, e.demand, strict=True)
            self._wanted = {segment: wanted for segment, wanted in known if wanted >= self.worth.least}
            at = np.full(roster.size, -1, np.intp)
            at[: len(roster.ids)] = [e.agents.get(id_, -1) for id_ in roster.ids]
            self._values, self._doubts = self._valued([e.segments[segment] for segment in self._wanted], at)
        self._rows.clear()
        if self._wanted:
            merit = rounded(LEVELS * (self._values - self._prices(roster)))
            rows = zip(self._wanted, self._values, merit, self._doubts, strict=True)
            self._rows = {segment: Row(*columns) for segment, *columns in rows}

    def _valued(self, segments: list[int], at: NDArray[np.intp]) -> tuple[Table, Table]:
        """Values and their deviations, by segment and place."""
        e, w = self.estimates, self.worth
        here = np.ix_(np.array(segments, np.intp), at)
        resolved = e.ladders["resolved"]
        value, doubt = w.resolved * resolved.mean[here], w.resolved * resolved.deviation[here]
        if w.satisfied:
            value = value + w.satisfied * e.ladders["satisfied"].mean[here]
        if w.handle_time:
            handled = e.ladders["handled"]
            value = value - w.handle_time * np.expm1(handled.mean[here] - handled.segments[segments][:, None])
        return value, LEVELS * doubt

    def _prices(self, roster: Roster) -> Column:
        count, value, wanted = len(roster.ids), self._values, np.array(list(self._wanted.values()))
        gain = np.maximum(value - value[:, :count].mean(axis=1)[:, None], 0.0)
        gain[:, count:] = 0.0
        better = (gain > 0.0).sum(axis=1)
        free = np.zeros(roster.size)
        free[:count] = roster.has_room
        typical = gain.sum(axis=1) / np.maximum(better, 1)
        enough = np.divide(gain @ free, typical, out=np.zeros_like(typical), where=typical > 0)
        prices: Column = self.worth.scarcity * (wanted / wanted.sum() / (1.0 + enough)) @ gain
        return prices


def rounded(merit: Column) -> Column:
    found: Column = np.round(merit / GRID) * GRID
    return found


def masked(row: Row, fit: Column) -> tuple[Column, Column]:
    """Merits of those who fit, and what they may be at best; minus infinity for the others."""
    merit = np.where(fit > -inf, row.merit, -inf)
    return merit, merit + DOUBTS * row.doubt


class Matching:
    """What a board knows of outcomes: rows as they were when first asked for, until it forgets them."""

    def __init__(self, terms: Terms, source: Source) -> None:
        self.terms = terms
        self.source = source
        self._rows: dict[str, Row | None] = {}
        self._count = 0

    def row(self, segment: str, roster: Roster) -> Row | None:
        """None: left to the default."""
        if len(roster.ids) != self._count:
            self._rows.clear()
            self._count = len(roster.ids)
        if segment in self._rows:
            return self._rows[segment]
        row = self._rows[segment] = self.source.row(segment, roster)
        return row

    def forget(self) -> None:
        """Ask for the rows anew."""
        self._rows.clear()

    def told(self, segments: Iterable[str], agents: Iterable[UUID], roster: Roster) -> Learned:
        """What a decision about these would be told."""
        places = [(agent, roster.at[agent.int]) for agent in agents if agent.int in roster.at]
        rows = {segment: self.row(segment, roster) for segment in sorted(set(segments))}
        return Learned(
            version=self.source.version,
            terms=self.terms,
            segments={
                segment: [Merit(a, float(row.value[p]), float(row.merit[p]), float(row.doubt[p])) for a, p in places]
                for segment, row in rows.items()
                if row is not None
            },
        )


# ------------------------------------------------------------------ who is chosen
class Asked(NamedTuple):
    """About whom it is decided, when (seconds), and by which chance (`salt`: 32 bits)."""

    contact: int
    segment: str
    tier: Tier
    now: float
    salt: int


class Choice(NamedTuple):
    """`scores`: by which the agent was chosen. `matched`: None where chance had no say and the default chooses the same."""

    place: int
    scores: Column
    matched: Matched | None


class Scored:
    """Of each agent: by the default, by what was learned, and by what may be so; minus infinity for who may not. Each is
    computed when it is asked for: what load costs is taken off."""

    __slots__ = ("_fit", "_hope", "_load", "_merit")

    def __init__(self, fit: Column, merit: Column, hope: Column, load: Column) -> None:
        self._fit, self._merit, self._hope, self._load = fit, merit, hope, load

    @property
    def plain(self) -> Column:
        return self._fit - self._load

    @property
    def learned(self) -> Column:
        return self._merit - self._load

    @property
    def hoped(self) -> Column:
        return self._hope - self._load


def choose(terms: Terms, row: Row, scored: Scored, roster: Roster, asked: Asked) -> Choice | None:
    """None when nobody may."""
    plain, learned = scored.plain, scored.learned
    default, best = roster.best(plain, asked.salt), roster.best(learned, asked.salt)
    if default is None or best is None:
        return None
    left, exploring = shares(terms, asked.tier)
    maybe = _maybe(scored, learned, best) if exploring else []
    if not maybe:
        if default == best:
            return Choice(best, plain, None)
        exploring = 0.0
    arm = _arm(terms, left, exploring, asked)
    place = default if arm == "default" else best if arm == "learned" else _drawn(maybe, roster, asked)
    aim = (1.0 - exploring) * (place == best) + (exploring / len(maybe) if place in maybe else 0.0)
    value = row.value
    aim_value = float(value[best])
    if maybe:
        aim_value += exploring * (float(value[maybe].mean()) - aim_value)
    matched = Matched(
        segment=asked.segment,
        arm=arm,
        propensity=left * (place == default) + (1.0 - left) * aim,
        aim=aim,
        plain=place == default,
        value=float(value[place]),
        plain_value=float(value[default]),
        aim_value=aim_value,
    )
    return Choice(place, plain if arm == "default" else learned, matched)


def who(terms: Terms, scored: Scored, roster: Roster, asked: Asked) -> int | None:
    """The same, and nothing else said of it: only what chance asks for is looked at."""
    left, exploring = shares(terms, asked.tier)
    arm = _arm(terms, left, exploring, asked)
    if arm == "default":
        return roster.best(scored.plain, asked.salt)
    learned = scored.learned
    best = roster.best(learned, asked.salt)
    if arm == "explored" and best is not None:
        maybe = _maybe(scored, learned, best)
        return _drawn(maybe, roster, asked) if maybe else best
    return best


def _maybe(scored: Scored, learned: Column, best: int) -> list[int]:
    """Who may be better than the best."""
    return [place for place in (scored.hoped >= learned[best]).nonzero()[0].tolist() if place != best]


def _drawn(maybe: list[int], roster: Roster, asked: Asked) -> int:
    return min(maybe, key=lambda place: _unit(asked.contact, roster.ids[place], asked.salt))


def shares(terms: Terms, tier: Tier) -> tuple[float, float]:
    """The share left to the default, and of the rest that of exploring."""
    steady = tier in terms.steady_tiers
    if terms.mode == "observe":
        return (1.0 if steady else 1.0 - terms.explore), 0.0
    return terms.hold_out, 0.0 if steady else terms.explore


def held_out(terms: Terms, now: float) -> bool:
    """Whether a moment lies in a window that is left to the default."""
    return _unit(int(now // WINDOW_SECONDS), terms.key, 1) < terms.hold_out


def _arm(terms: Terms, left: float, exploring: float, asked: Asked) -> Arm:
    if terms.mode == "observe":
        return "default" if _unit(asked.contact, terms.key, asked.salt) < left else "learned"
    if left and held_out(terms, asked.now):
        return "default"
    return "explored" if exploring and _unit(asked.contact, terms.key, asked.salt) < exploring else "learned"


def _unit(what: int, key: int, salt: int) -> float:
    """A number in [0, 1) that these give: one step of SplitMix64 (Steele, Lea and Flood 2014) over their sum."""
    z = (what ^ what >> 64) * 0x9E3779B97F4A7C15 + (
        key ^ key >> 64
    ) * 0xD1B54A32D192ED03 + salt * 0x8CB92BA72F3D8DD7 & _ALL
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & _ALL
    z = (z ^ z >> 27) * 0x94D049BB133111EB & _ALL
    return ((z ^ z >> 31) >> 11) * 2.0**-53
