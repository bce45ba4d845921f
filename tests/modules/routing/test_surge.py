"""Surge mode: it begins when chance does not explain the demand, lends between two thresholds, and gives everything back."""

from __future__ import annotations

import random
from datetime import timedelta
from math import exp, lgamma, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.routing.model import Policy
from qingfeng.modules.routing.surge import (
    CALM,
    WINDOW,
    Expectation,
    Levers,
    SurgePolicy,
    SurgeState,
    chance,
    check,
    expectation,
    is_over,
    lent,
    levers,
    message_instead,
    replayed,
    step,
    wrap_up,
)
from tests.modules.routing.make import NOW, queue, uid

SALES, CARE, RESERVE, VIP = (uid(n) for n in range(1, 5))
USUAL = Expectation(20.0, 2.2)
RULES = SurgePolicy(pool_teams=[RESERVE], wrap_up_seconds=15)


def run(
    windows: list[tuple[int, int]], policy: SurgePolicy = RULES, state: SurgeState = CALM
) -> list[tuple[bool, Levers]]:
    """(arrivals, waiting) window by window; whether it is on, and the levers, after each."""
    found = []
    for n, (arrivals, waiting) in enumerate(windows):
        state, moved = step(state, arrivals, USUAL, waiting, NOW + n * WINDOW, policy)
        found.append((state.on, moved))
    return found


# ------------------------------------------------------------------ what chance explains
def test_chance_is_the_tail_of_the_negative_binomial() -> None:
    dice = random.Random(5)
    size = USUAL.mean / (USUAL.dispersion - 1)
    drawn = [_poisson(dice, dice.gammavariate(size, USUAL.mean / size)) for _ in range(20_000)]
    for n in (15, 25, 35):
        assert chance(n, USUAL) == pytest.approx(sum(d >= n for d in drawn) / len(drawn), abs=0.015)


def _poisson(dice: random.Random, mean: float) -> int:
    total, n = dice.expovariate(1.0), 0
    while total < mean:
        total += dice.expovariate(1.0)
        n += 1
    return n


def test_without_over_dispersion_it_is_poisson() -> None:
    tail = 1 - sum(exp(n * log(20) - 20 - lgamma(n + 1)) for n in range(30))
    assert chance(30, Expectation(20.0, 1.0)) == pytest.approx(tail)
    assert chance(30, Expectation(20.0, 1.0001)) == pytest.approx(tail, rel=0.01)


@given(st.integers(0, 300), st.floats(0.5, 100), st.floats(1, 10))
def test_more_arrivals_are_never_likelier(n: int, mean: float, spread: float) -> None:
    expected = Expectation(mean, spread)
    assert 0 <= chance(n + 1, expected) <= chance(n, expected) + 1e-12 <= 1 + 1e-11


def test_few_weeks_say_nothing_and_few_more_lean_on_what_is_usual() -> None:
    assert expectation([]) is None
    assert expectation([20]) is None
    steady, wild = expectation([20, 20, 20, 20]), expectation([5, 60, 10, 45])
    assert steady is not None
    assert wild is not None
    assert (steady.mean, 1.0 <= steady.dispersion < 2.2, wild.dispersion > 10) == (20, True, True)
    assert expectation([0, 0, 0]) == Expectation(0.5, pytest.approx(1.1))


def test_a_busy_window_is_no_surge_and_a_doubled_one_is_over() -> None:
    assert not is_over(30, USUAL, RULES)
    assert is_over(60, USUAL, RULES)
    assert not is_over(9, Expectation(0.5, 1.0), RULES)  # ten at least, however quiet it usually is


def test_false_alarms_are_rare() -> None:
    """A year of usual days of twelve hours: fewer than three surges."""
    dice = random.Random(11)
    size = USUAL.mean / (USUAL.dispersion - 1)
    windows = [(_poisson(dice, dice.gammavariate(size, USUAL.mean / size)), 0) for _ in range(250 * 144)]
    on = [state for state, _ in run(windows)]
    assert sum(now and not before for before, now in zip([False, *on], on, strict=False)) < 3


# ------------------------------------------------------------------ beginning and end
def test_it_takes_two_windows_to_begin_and_three_to_end() -> None:
    demand = [20, 60, 20, 60, 60, 60, 22, 25, 60, 22, 25, 20, 20]
    on = [state for state, _ in run([(n, 0) for n in demand])]
    assert on == [False, False, False, False, True, True, True, True, True, True, True, False, False]


def test_it_does_not_end_while_many_still_wait() -> None:
    windows = [(60, 40), (60, 80), (20, 60), (20, 30), (20, 10), (20, 3), (20, 2), (20, 0)]
    assert [state for state, _ in run(windows)] == [False, True, True, True, True, True, True, False]


def test_reserves_are_lent_between_two_thresholds() -> None:
    waiting = [0, 5, 11, 8, 4, 3, 8, 12]
    lending = [bool(moved.pool_teams) for _, moved in run([(60, 0), *((60, n) for n in waiting)])][1:]
    assert lending == [False, False, True, True, True, False, False, True]


def test_between_windows_only_what_waits_counts() -> None:
    on = SurgeState(since=NOW, over=3)
    after, moved = step(on, None, None, 50, NOW, RULES)
    assert (after.on, after.over, moved.pool_teams) == (True, 3, [RESERVE])
    assert step(CALM, None, None, 500, NOW, RULES) == (CALM, Levers())


def test_without_knowing_what_is_usual_nothing_begins_by_itself() -> None:
    state = CALM
    for n in range(20):
        state, moved = step(state, 500, None, 500, NOW + n * WINDOW, RULES)
        assert (state.on, moved) == (False, Levers())


def test_a_house_that_does_not_want_it_has_none() -> None:
    off = replace(RULES, detect=False)
    assert not any(state for state, _ in run([(90, 90)] * 9, off))


# ------------------------------------------------------------------ by hand
def test_a_supervisor_holds_it_on_until_a_moment_and_then_it_ends_by_itself() -> None:
    held = replace(CALM, hold="on", hold_until=NOW + 4 * WINDOW)
    seen = []
    for n in range(10):
        held, moved = step(held, 20, USUAL, 0, NOW + n * WINDOW, RULES)
        seen.append((held.on, moved.wrap_up_seconds))
    assert seen == [(True, 15)] * 4 + [(False, None)] * 6
    assert held.hold is None


def test_a_supervisor_keeps_it_off() -> None:
    held = replace(CALM, hold="off", hold_until=NOW + 3 * WINDOW)
    on = [state for state, _ in run([(90, 20)] * 6, state=held)]
    assert on == [False, False, False, True, True, True]
    ended, moved = step(SurgeState(since=NOW, hold="off", hold_until=NOW + WINDOW), 90, USUAL, 50, NOW, RULES)
    assert (ended.on, moved) == (False, Levers())


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 100)), max_size=60))
def test_everything_is_given_back(windows: list[tuple[int, int]]) -> None:
    states = [queue(1, Policy(teams=[SALES])), queue(2, Policy(teams=[VIP]), kind="fast")]
    state = CALM
    quiet = [(20, 0)] * RULES.windows_to_end
    for n, (arrivals, waiting) in enumerate([*windows, *quiet]):
        state, moved = step(state, arrivals, USUAL, waiting, NOW + n * WINDOW, RULES)
        assert moved.any <= state.on
    assert (state.on, state.lending, moved) == (False, False, Levers())
    assert lent(states, moved) == states
    assert wrap_up(60, moved) == 60


# ------------------------------------------------------------------ what levers do
def test_the_pool_answers_in_normal_queues_and_nobody_else_is_touched() -> None:
    plain, green = queue(1, Policy(teams=[SALES])), queue(2, Policy(teams=[VIP]), kind="green")
    open_to_all, fast = queue(3), queue(4, Policy(teams=[CARE]), kind="fast")
    states = [plain, green, open_to_all, fast]
    moved = lent(states, Levers(pool_teams=[RESERVE, SALES, VIP, CARE]))
    assert moved[0].policy.teams == [SALES, RESERVE]  # not those who serve the green channel and the fast lane
    assert moved[1:] == states[1:]
    assert lent(states, Levers()) == states


def test_after_call_work_is_never_longer() -> None:
    assert [wrap_up(n, Levers(wrap_up_seconds=20)) for n in (60, 20, 5, 0)] == [20, 20, 5, 0]


def test_a_message_is_offered_to_whom_half_of_those_alike_wait_longer_or_who_has() -> None:
    told = [(5, 0.0), (10, 0.0), (None, 0.0), (None, 300.0), (None, 301.0), (1, 301.0)]
    moved = Levers(message_minutes=5)
    assert [message_instead(low, waited, moved) for low, waited in told] == [False, True, False, False, True, True]
    assert not any(message_instead(low, waited, Levers()) for low, waited in told)


def test_messages_instead_are_over_with_the_surge() -> None:
    policy = replace(RULES, message_minutes=5)
    assert levers(SurgeState(since=NOW), policy).message_minutes == 5
    assert levers(SurgeState(), policy) == Levers()


@pytest.mark.parametrize(
    ("policy", "code", "field"),
    [
        (SurgePolicy(alpha=0.0), "out_of_range", "alpha"),
        (SurgePolicy(windows_to_begin=0), "out_of_range", "windows_to_begin"),
        (SurgePolicy(end_ratio=0.5), "out_of_range", "end_ratio"),
        (SurgePolicy(wrap_up_seconds=-1), "out_of_range", "wrap_up_seconds"),
        (SurgePolicy(message_minutes=-1), "out_of_range", "message_minutes"),
        (SurgePolicy(message_minutes=121), "out_of_range", "message_minutes"),
        (SurgePolicy(share_above=3, share_until=3), "thresholds_out_of_order", "share_until"),
        (SurgePolicy(pool_teams=[uid(99)]), "unknown_team", "pool_teams"),
        (SurgePolicy(pool_teams=[VIP]), "team_reserved", "pool_teams"),
    ],
)
def test_rules_that_make_no_sense_are_refused(policy: SurgePolicy, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(
            policy,
            frozenset([SALES, RESERVE, VIP]),
            [("normal", Policy(teams=[SALES])), ("green", Policy(teams=[VIP]))],
        )
    assert (refused.value.code, refused.value.field) == (code, field)
    assert len(refused.value.message) > 20


def test_good_rules_pass() -> None:
    check(RULES, frozenset([RESERVE]), [("normal", Policy(teams=[RESERVE])), ("fast", Policy())])


def test_a_week_is_replayed_for_a_preview() -> None:
    counts = [20] * 5 + [70] * 4 + [20] * 6 + [80] * 3
    windows = [(NOW + n * WINDOW, count, USUAL) for n, count in enumerate(counts)]
    first, second = replayed(windows, RULES)
    assert first == (NOW + 6 * WINDOW, NOW + 11 * WINDOW)
    assert second == (NOW + timedelta(minutes=80), None)
