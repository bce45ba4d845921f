"""What a figure is, and what it comes to. Pure.

A figure is a sum over marks, or a sum divided by another, or a quantile; `marks` says what a mark is and when it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Literal

import msgspec

from qingfeng.modules.insight import spread
from qingfeng.modules.insight.measures import AGENT_SPREAD, MEASURES

Unit = Literal["count", "ratio", "seconds", "score"]
Better = Literal["up", "down", "neither"]
Z95 = 1.959964
"""The 97.5 % quantile of the normal distribution."""


class Term(msgspec.Struct, frozen=True):
    """A measure's number of marks (`n`) or sum of values (`total`), added or taken away."""

    measure: str
    part: Literal["n", "total"] = "n"
    sign: int = 1


class Kpi(msgspec.Struct, frozen=True, kw_only=True):
    """A figure: `top`, or `top / below`, or the `quantile` of a measure. Seconds are shown of values kept in ms.

    `settles`: hours after an interval until what is counted of it stands; before that the figure is not known. `least`: of
    fewer than so many no share is told."""

    code: str
    zh: str
    en: str
    zh_definition: str
    en_definition: str
    unit: Unit
    top: tuple[Term, ...]
    below: tuple[Term, ...] = ()
    quantile: float | None = None
    better: Better = "neither"
    target: float | None = None
    settles: int = 0
    least: int = 0

    @property
    def formula(self) -> str:
        if self.quantile is not None:
            return f"quantile({self.top[0].measure}, {self.quantile:g})"
        top, below = _sum(self.top), _sum(self.below)
        top = f"({top})" if below and len(self.top) > 1 else top
        below = f"({below})" if len(self.below) > 1 else below
        return f"{top} / {below}" if below else top

    @property
    def of_time(self) -> bool:
        """Told of agents' days only: by day, team or agent, and of no queue or channel."""
        return any(MEASURES[name].time for name in self.measures)

    @property
    def plain(self) -> bool:
        """A mere sum, which grows while a range goes on."""
        return self.quantile is None and not self.below

    @property
    def measures(self) -> list[str]:
        return list(dict.fromkeys(term.measure for term in (*self.top, *self.below)))

    @property
    def by_agent(self) -> bool:
        """Whether it can be told of one agent: all it is made of is known by agent, a quantile's measure by how it lies."""
        if self.quantile is not None and self.top[0].measure not in AGENT_SPREAD:
            return False
        return all(MEASURES[name].agent for name in self.measures)


def _sum(terms: tuple[Term, ...]) -> str:
    text = ""
    for term in terms:
        name = term.measure if term.part == "n" else f"total({term.measure})"
        text += f" {'+' if term.sign > 0 else '-'} {name}" if text or term.sign < 0 else name
    return text.strip()


class Sum(msgspec.Struct):
    """What was added up of a measure."""

    n: int = 0
    total: int = 0
    spread: dict[int, int] = {}


def value(kpi: Kpi, sums: Mapping[str, Sum]) -> float | None:
    """The figure; None where there is nothing to divide by or to choose from. Times in seconds, ratios from 0 to 1."""
    if kpi.quantile is not None:
        return spread.quantile(sums.get(kpi.top[0].measure, Sum()).spread, kpi.quantile)
    top, scale = _add(kpi.top, sums), 1000.0 if kpi.unit == "seconds" else 1.0
    if not kpi.below:
        return top / scale if scale > 1 else top
    below = _add(kpi.below, sums)
    return top / below / scale if below and below >= kpi.least else None


def below(kpi: Kpi, sums: Mapping[str, Sum]) -> int:
    """Of how many it is told."""
    return _add(kpi.below, sums)


def above(kpi: Kpi, sums: Mapping[str, Sum]) -> int:
    return _add(kpi.top, sums)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Where a share lies in 95 of 100 cases, of `n` > 0 drawn at random (E. B. Wilson, JASA 22, 1927)."""
    share, square = hits / n, Z95 * Z95
    middle, reach = share + square / (2 * n), Z95 * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, (middle - reach) / (1 + square / n)), min(1.0, (middle + reach) / (1 + square / n))


def _add(terms: tuple[Term, ...], sums: Mapping[str, Sum]) -> int:
    return sum(term.sign * (s.n if term.part == "n" else s.total) for term in terms if (s := sums.get(term.measure)))


def counts(*names: str) -> tuple[Term, ...]:
    return tuple(Term(name.lstrip("-"), "n", -1 if name.startswith("-") else 1) for name in names)


def totals(*names: str) -> tuple[Term, ...]:
    return tuple(Term(name.lstrip("-"), "total", -1 if name.startswith("-") else 1) for name in names)
