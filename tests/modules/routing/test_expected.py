"""Expected waits: the formula against its meaning, rounding, and coverage where the truth is known."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from math import sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.modules.routing.expected import (
    LEAST,
    Expected,
    Observed,
    Pace,
    coverage,
    expected,
    minutes,
    pace,
    quantile,
    served,
)

SHAPES, SCALES = st.floats(0.5, 50), st.floats(1, 100_000)


@given(SHAPES, SCALES, st.integers(1, 400), st.floats(0.01, 0.99))
def test_a_quantile_is_where_so_many_are_served(shape: float, scale: float, place: int, chance: float) -> None:
    known = Pace(shape, scale)
    found = quantile(known, place, chance)
    assert found > 0
    if place <= 300:
        assert served(known, place, found) == pytest.approx(chance, abs=1e-4)


@given(SHAPES, SCALES, st.integers(1, 300))
def test_further_back_and_surer_is_never_sooner(shape: float, scale: float, place: int) -> None:
    known = Pace(shape, scale)
    here, behind = expected(known, place), expected(known, place + 1)
    assert here.median < here.far
    assert here.median < behind.median
    assert here.far < behind.far


def test_it_is_the_gamma_poisson_mixture() -> None:
    """Against draws of what the formula says: a rate of which little is known, and the k-th departure at that rate."""
    dice = random.Random(7)
    for shape, place in ((2.0, 1), (8.0, 5), (8.0, 30)):
        known = Pace(shape, 60.0 * shape)
        drawn = sorted(
            dice.gammavariate(place, 1.0) / dice.gammavariate(shape, 1.0 / known.scale) for _ in range(20_000)
        )
        for chance in (0.5, 0.9):
            assert quantile(known, place, chance) == pytest.approx(drawn[int(chance * len(drawn))], rel=0.06)


@given(st.floats(0, 10**7), st.floats(1, 20))
def test_ranges_are_never_nothing(median: float, spread: float) -> None:
    low, high = minutes(Expected(median, median * spread))
    assert 1 <= low < high <= 240
    assert median * spread <= high * 60 or high == 240
    assert low * 60 <= median or low == 1 or high == 240


@pytest.mark.parametrize(
    ("median", "far", "said"),
    [(0, 0, (1, 2)), (30, 119, (1, 2)), (120, 121, (2, 3)), (119, 300, (1, 5)), (125, 290, (2, 5)), (480, 1000, (8, 20)), (99_999, 99_999, (180, 240))],
)  # fmt: skip
def test_friendly_ranges(median: float, far: float, said: tuple[int, int]) -> None:
    assert minutes(Expected(median, far)) == said


# ------------------------------------------------------------------ how a line moves
def row(came: float, ended: float, ahead: int = 0, *, answered: bool = True) -> Observed:
    return Observed(came, ended, ahead, answered)


def test_with_fewer_than_five_answers_nothing_is_known() -> None:
    few = [row(n * 60.0, n * 60.0 + 60) for n in range(LEAST - 1)]
    gone = [row(0, 300, answered=False)] * 50
    assert pace([*few, *gone], [], 400) is None
    assert pace([*few, row(240, 300)], [], 400) is not None
    assert pace([*few, row(240, 300)], [], 400 + 3 * 3600) is None  # too long ago


def test_the_pace_is_that_of_departures_while_somebody_waits() -> None:
    waits = [row(n * 100.0, n * 100.0 + 20) for n in range(10)]  # twenty seconds each, and nobody between
    known = pace(waits, [], 1000, aged=False)
    assert known is not None
    assert known.scale / known.shape == pytest.approx(20)
    together = [row(0, n * 10.0, n - 1) for n in range(1, 11)]  # one line, somebody leaves it every ten seconds
    known = pace(together, [], 100, aged=False)
    assert known is not None
    assert known.scale / known.shape == pytest.approx(10)


def test_a_line_that_has_stopped_is_told_of_at_once() -> None:
    waits = [row(n * 60.0, n * 60.0 + 60) for n in range(20)]
    before, after = pace(waits, [1200], 1200), pace(waits, [1200], 2400)
    assert before is not None
    assert after is not None
    assert expected(after, 1).far > 1.5 * expected(before, 1).far


def test_what_is_newer_counts_more() -> None:
    slow = [row(n * 120.0, n * 120.0 + 120) for n in range(20)]
    quick = [row(2400 + n * 20.0, 2420 + n * 20.0) for n in range(60)]
    known = pace([*slow, *quick], [], 3600)
    assert known is not None
    assert known.scale / known.shape < (20 * 120 + 60 * 20) / 80


# ------------------------------------------------------------------ coverage
def a_line(rate: Callable[[float], float], agents: int, seconds: float, seed: int) -> list[Observed]:
    """First come, first served; conversations last four minutes on average, patience ten."""
    dice = random.Random(seed)
    free, now, waits = [0.0] * agents, 0.0, list[Observed]()
    starts: list[tuple[float, float]] = []
    while now < seconds:
        now += dice.expovariate(rate(now))
        ahead = sum(came < now < begun for came, begun in starts[-300:])
        soonest = min(range(agents), key=free.__getitem__)
        begun, gives_up = max(now, free[soonest]) + 3.0, now + dice.expovariate(1 / 600)
        starts.append((now, min(begun, gives_up)))
        if gives_up < begun:
            waits.append(row(now, gives_up, ahead, answered=False))
            continue
        free[soonest] = begun + dice.expovariate(1 / 240)
        waits.append(row(now, begun, ahead))
    return waits


LINES: dict[str, Callable[[float], float]] = {
    "calm": lambda _: 0.85 * 10 / 240,
    "full": lambda _: 0.97 * 10 / 240,
    "waves": lambda now: (1 + 0.5 * sin(now / 2000)) * 10 / 240,
    "surge": lambda now: (2.0 if 7200 < now < 12_000 else 0.8) * 10 / 240,
}


@pytest.mark.parametrize("name", LINES)
def test_nine_of_ten_are_served_within_what_is_announced(name: str) -> None:
    told = [coverage(a_line(LINES[name], 10, 6 * 3600, seed), last=300) for seed in range(3)]
    count = sum(one.told for one in told)
    assert count > 500
    for share, least, most in (("median", 0.3, 0.8), ("far", 0.84, 0.98), ("announced", 0.9, 1.0)):
        mean = sum(getattr(one, share) * one.told for one in told) / count
        assert least <= mean <= most, (share, mean)


def test_coverage_is_of_what_was_known_then() -> None:
    steady = [row(n * 60.0, n * 60.0 + 30) for n in range(100)]
    found = coverage(steady, last=50)
    assert (found.told, found.silent, found.far) == (50, 0, 1.0)
    late = [*steady[:-1], row(99 * 60.0, 99 * 60.0 + 9000)]
    assert coverage(late, last=50).far == pytest.approx(0.98)
    assert coverage(steady[:3], last=50).told == 0
    assert coverage(steady[:3], last=50).silent == 3
    assert coverage([], last=50).median is None


def test_who_leaves_before_what_was_announced_proves_nothing() -> None:
    steady = [row(n * 60.0, n * 60.0 + 30) for n in range(100)]
    early, late = row(6000, 6010, answered=False), row(6000, 6000 + 4000, answered=False)
    assert coverage([*steady, early], last=1).told == 0
    assert (coverage([*steady, late], last=1).told, coverage([*steady, late], last=1).far) == (1, 0.0)


def test_more_places_take_no_longer_to_reckon() -> None:
    known = Pace(8.0, 480.0)
    far = [quantile(known, place, 0.9) for place in (300, 600, 6000)]
    assert all(a < b for a, b in pairwise(far))
