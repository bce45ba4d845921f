"""Surge mode: `step` says whether demand outruns what was expected, and which levers that moves. Pure.

**Beginning.** Arrivals of a window (five minutes) are held against the same weekday and time of the last weeks. Counts of
such windows vary more than Poisson's (the variance of calls to a bank is 2.2 times the mean), so they are taken as negative
binomial with the mean and the dispersion of those weeks; a window is *over* when so many or more had a chance below
`alpha`. One such window proves nothing: it takes `windows_to_begin` in a row.

**Sharing.** As in Perry and Whitt's fixed-queue-ratio routing with thresholds (FQR-T, 2009; FQR-ART, 2013), reserves are
lent only while more wait than `share_above`, and called back once no more than `share_until` do: two thresholds, so that
agents do not go to and fro; neither needs to know rates.

**End.** By itself, after `windows_to_end` windows in a row that were near the expectation, with few waiting. Then every lever is
back where it was: levers are worked out anew from the state and kept nowhere else.

A supervisor may hold it on, or off, until a moment; their word counts until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import exp, lgamma, log
from statistics import fmean, pvariance
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.routing.model import Policy, QueueState

WINDOW = timedelta(minutes=5)
USUAL_DISPERSION = 2.2
"""Variance by mean of counts in five minutes at one weekday and time; counts for as much as three weeks do."""
LEAST_WEEKS = 2
_PRIOR_WEEKS = 3
MOST_PINNED = 2

Hold = Literal["on", "off"]


class SurgePolicy(msgspec.Struct, frozen=True, kw_only=True):
    """How a house meets a surge. `detect`: whether it begins by itself. Levers are off unless they are given: `pool_teams`
    are lent to other queues; `wrap_up_seconds` is the longest after-call work meanwhile; `pinned` are the articles that the
    bot and the web chat offer first; `ai_first`: the bot asks once more before it hands over for want of an answer; `message_minutes`:
    who is to wait longer is offered to leave a message instead (0: nobody is); `callback_minutes`: the same for a call-back.
    `defer`: what can wait is held back until it is over, for `defer_minutes` at most and never beyond its own promise."""

    version: int = 1
    detect: bool = True
    alpha: float = 0.001
    least_arrivals: int = 10
    windows_to_begin: int = 2
    windows_to_end: int = 3
    end_ratio: float = 1.3
    share_above: int = 10
    share_until: int = 3
    pool_teams: list[UUID] = []
    wrap_up_seconds: int | None = None
    pinned: list[UUID] = []
    ai_first: bool = False
    message_minutes: int = 0
    callback_minutes: int = 0
    defer: bool = False
    defer_minutes: int = 120


class Expectation(msgspec.Struct, frozen=True):
    """Arrivals of a window: their mean, and variance by mean."""

    mean: float
    dispersion: float


class SurgeState(msgspec.Struct, frozen=True, kw_only=True):
    """`since`: of the surge that is on. `over`, `near`: windows in a row. `ratio`: of the last window to its expectation.
    `hold`: what a supervisor ordered, until `hold_until`. `pinned`: the articles they chose for this surge instead of those
    of the rules; None: they chose none."""

    since: datetime | None = None
    by_hand: bool = False
    over: int = 0
    near: int = 0
    ratio: float | None = None
    lending: bool = False
    hold: Hold | None = None
    hold_until: datetime | None = None
    pinned: list[UUID] | None = None

    @property
    def on(self) -> bool:
        return self.since is not None


class Levers(msgspec.Struct, frozen=True, kw_only=True):
    """What is done differently now; as they stand here, nothing is."""

    pool_teams: list[UUID] = []
    wrap_up_seconds: int | None = None
    pinned: list[UUID] = []
    ai_first: bool = False
    message_minutes: int = 0
    callback_minutes: int = 0
    defer_minutes: int = 0

    @property
    def any(self) -> bool:
        return self != Levers()


CALM = SurgeState()


# ------------------------------------------------------------------ detection
def expectation(counts: Sequence[int]) -> Expectation | None:
    """From the counts of the same window of earlier weeks. None: there are too few of them."""
    if len(counts) < LEAST_WEEKS:
        return None
    mean = max(fmean(counts), 0.5)
    own = pvariance(counts) * len(counts) / (len(counts) - 1) / mean
    weight = len(counts) / (len(counts) + _PRIOR_WEEKS)
    return Expectation(mean, max(1.0, weight * own + (1.0 - weight) * USUAL_DISPERSION))


def chance(arrivals: int, expected: Expectation) -> float:
    """Of so many arrivals or more in a window, if nothing is unusual."""
    mean, spread = expected.mean, expected.dispersion
    below = 0.0
    if spread <= 1.0 + 1e-9:
        for n in range(arrivals):
            below += exp(n * log(mean) - mean - lgamma(n + 1))
    else:
        size = mean / (spread - 1.0)
        for n in range(arrivals):
            ways = lgamma(size + n) - lgamma(size) - lgamma(n + 1)
            below += exp(ways - size * log(spread) + n * log((spread - 1.0) / spread))
    return min(1.0, max(0.0, 1.0 - below))


def is_over(arrivals: int, expected: Expectation, policy: SurgePolicy) -> bool:
    """Whether a window had more than chance explains."""
    return arrivals >= policy.least_arrivals and chance(arrivals, expected) < policy.alpha


def step(
    state: SurgeState, arrivals: int | None, expected: Expectation | None, waiting: int, now: datetime, policy: SurgePolicy
) -> tuple[SurgeState, Levers]:  # fmt: skip
    """What follows from a window that has ended (`arrivals` None: none has since the last step), with so many waiting."""
    if state.hold_until is not None and now >= state.hold_until:
        state = replace(state, hold=None, hold_until=None)
    if arrivals is not None:
        state = _counted(state, arrivals, expected, waiting, policy)
    state = _switched(state, now, policy)
    if not state.on:
        state = replace(state, pinned=None)
    lending = state.on and (waiting > policy.share_above or (state.lending and waiting > policy.share_until))
    state = replace(state, lending=lending)
    return state, levers(state, policy)


def _counted(
    state: SurgeState, arrivals: int, expected: Expectation | None, waiting: int, policy: SurgePolicy
) -> SurgeState:
    if expected is None:
        return replace(state, over=0, near=state.near + 1 if waiting <= policy.share_until else 0, ratio=None)
    ratio = arrivals / expected.mean
    near = ratio <= policy.end_ratio and waiting <= policy.share_until
    return replace(
        state,
        over=state.over + 1 if is_over(arrivals, expected, policy) else 0,
        near=state.near + 1 if near else 0,
        ratio=ratio,
    )


def _switched(state: SurgeState, now: datetime, policy: SurgePolicy) -> SurgeState:
    if state.hold == "on":
        return state if state.on else replace(state, since=now, by_hand=True, near=0)
    if state.hold == "off":
        return replace(state, since=None, by_hand=False)
    if state.on and state.near >= policy.windows_to_end:
        return replace(state, since=None, by_hand=False, over=0)
    if not state.on and policy.detect and state.over >= policy.windows_to_begin:
        return replace(state, since=now, by_hand=False, near=0)
    return state


def levers(state: SurgeState, policy: SurgePolicy) -> Levers:
    """What a state moves."""
    if not state.on:
        return Levers()
    return Levers(
        pool_teams=policy.pool_teams if state.lending else [],
        wrap_up_seconds=policy.wrap_up_seconds,
        pinned=policy.pinned if state.pinned is None else state.pinned,
        ai_first=policy.ai_first,
        message_minutes=policy.message_minutes,
        callback_minutes=policy.callback_minutes,
        defer_minutes=policy.defer_minutes if policy.defer else 0,
    )


# ------------------------------------------------------------------ what levers do to rules
def lent(states: Sequence[QueueState], moved: Levers) -> list[QueueState]:
    """The queues as they are with these levers: the pool answers in every normal queue that names teams.

    The green channel, the fast lane and whoever serves them stay as they are: a team that one of their queues names is not
    lent.
    """
    kept = {team for state in states if state.kind != "normal" for team in state.policy.teams}
    pool = [team for team in moved.pool_teams if team not in kept]
    return [_with_pool(state, pool) for state in states] if pool else list(states)


def _with_pool(state: QueueState, pool: list[UUID]) -> QueueState:
    teams = state.policy.teams
    more = [team for team in pool if team not in teams]
    if state.kind != "normal" or not teams or not more:  # no teams: everybody answers there already
        return state
    return replace(state, policy=replace(state.policy, teams=[*teams, *more]))


def wrap_up(seconds: int, moved: Levers) -> int:
    """After-call work with these levers."""
    return seconds if moved.wrap_up_seconds is None else min(seconds, moved.wrap_up_seconds)


def message_instead(low_minutes: int | None, waited: float, moved: Levers) -> bool:
    """Whether a message is offered to somebody who has waited so many seconds, and of whose like half will wait these
    minutes still (None: not known)."""
    most = moved.message_minutes
    return most > 0 and (waited > 60 * most or (low_minutes is not None and low_minutes > most))


# ------------------------------------------------------------------ the policy
_RANGES: dict[str, tuple[float, float]] = {
    "alpha": (1e-9, 0.05),
    "least_arrivals": (1, 10_000),
    "windows_to_begin": (1, 12),
    "windows_to_end": (1, 24),
    "end_ratio": (1.0, 5.0),
    "share_above": (1, 10_000),
    "share_until": (0, 10_000),
    "message_minutes": (0, 120),
    "callback_minutes": (0, 120),
    "defer_minutes": (5, 720),
}


def check(
    policy: SurgePolicy,
    teams: frozenset[UUID],
    queues: Sequence[tuple[str, Policy]],
    articles: frozenset[UUID] = frozenset(),
) -> None:
    """Raises Invalid with the field, why it cannot be, and what would do. `queues`: kind and rules of those in use;
    `articles`: those that customers are answered from."""
    for name, (low, high) in _RANGES.items():
        _in_range(name, getattr(policy, name), low, high)
    if policy.wrap_up_seconds is not None:
        _in_range("wrap_up_seconds", policy.wrap_up_seconds, 0, 3600)
    if policy.share_until >= policy.share_above:
        message = "Reserves are called back at fewer waiting than they are lent at; else they would go to and fro."
        raise Invalid("thresholds_out_of_order", message, field="share_until")
    reserved = {team for kind, rules in queues if kind != "normal" for team in rules.teams}
    for team in policy.pool_teams:
        if team not in teams:
            raise Invalid("unknown_team", "There is no such team; choose one of the list.", field="pool_teams")
        if team in reserved:
            message = (
                "This team serves the green channel or the fast lane, which a surge never touches; choose another."
            )
            raise Invalid("team_reserved", message, field="pool_teams", team=str(team))
    check_pinned(policy.pinned, articles)


def check_pinned(pinned: Sequence[UUID], articles: frozenset[UUID]) -> None:
    """Raises Invalid (field `pinned`). `articles`: those that customers are answered from."""
    if len(pinned) > MOST_PINNED:
        message = f"Customers are shown {MOST_PINNED} pinned articles at most; take some away."
        raise Invalid("too_many", message, field="pinned", max=MOST_PINNED)
    if any(article not in articles for article in pinned):
        message = "Customers are not answered from this article now: it is hidden, out of date or gone; choose another."
        raise Invalid("article_not_shown", message, field="pinned")


def _in_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        message = f"{value} is outside {low} to {high}; choose a number between."
        raise Invalid("out_of_range", message, field=name, min=low, max=high)


def replayed(
    windows: Sequence[tuple[datetime, int, Expectation | None]], policy: SurgePolicy
) -> list[tuple[datetime, datetime | None]]:
    """When a surge would have begun and ended by these counts of windows (their end, arrivals, expectation), if nobody had
    waited: for a preview. The last end is None while it would still be on."""
    state, found = CALM, list[tuple[datetime, datetime | None]]()
    for at, arrivals, expected in windows:
        before, (state, _) = state, step(state, arrivals, expected, 0, at, policy)
        if state.on and not before.on:
            found.append((at, None))
        elif before.on and not state.on:
            found[-1] = (found[-1][0], at)
    return found
