"""What another rule would have given, from what was done: on made-up logs of which the truth is known."""

from __future__ import annotations

import random
from math import inf, sqrt

import pytest
from msgspec.structs import replace

from qingfeng.modules.routing.learning_judge import Guard, Judged, Logged, Rule, Watch, gain_of, judge, verdict
from qingfeng.modules.routing.learning_model import Matched

SAME = 0.3


def log(count: int, good: float, plain: float, *, tried: float = 0.05, seed: int = 1, off: float = 0.0) -> list[Logged]:
    """Decisions of a house that observes: two agents, the best resolves `good` and the default's `plain`, but for the share
    SAME, where both are one. `off`: by how much the best is overrated."""
    dice = random.Random(seed)
    found = []
    for _ in range(count):
        alike, learned = dice.random() < SAME, dice.random() < tried
        chance = good if learned else plain
        value = (plain if alike else good) + (0.0 if alike else off)
        found.append(
            Logged(
                Matched(
                    segment="a",
                    arm="learned" if learned else "default",
                    propensity=1.0 if alike else tried if learned else 1.0 - tried,
                    aim=1.0 if alike or learned else 0.0,
                    plain=alike or not learned,
                    value=value if learned else plain,
                    plain_value=plain,
                    aim_value=value,
                ),
                float(dice.random() < (plain if alike else chance)),
            )
        )
    return found


@pytest.mark.parametrize("off", [0.0, 0.15])
def test_all_ways_find_the_truth_and_the_intervals_hold_it(off: float) -> None:
    truth = 0.7 * (0.85 - 0.65)
    inside = dict.fromkeys(("inverse", "normalised", "robust"), 0)
    means = dict.fromkeys(inside, 0.0)
    for seed in range(100):
        judged = judge(log(4_000, 0.85, 0.65, seed=seed, off=off))
        for name in inside:
            inside[name] += judged.gain[name].low <= truth <= judged.gain[name].high
            means[name] += judged.gain[name].mean / 100
    assert all(count >= 88 for count in inside.values()), inside
    assert all(mean == pytest.approx(truth, abs=0.012) for mean in means.values()), means


def test_both_rules_are_valued_too() -> None:
    judged = judge(log(40_000, 0.85, 0.65))
    for way in ("inverse", "normalised", "robust"):
        assert judged.default[way].mean == pytest.approx(0.65, abs=0.01)
        assert judged.learned[way].mean == pytest.approx(0.7 * 0.85 + 0.3 * 0.65, abs=0.03)
    assert judged.overlap == pytest.approx(40_000 * 0.7 * 0.05, rel=0.1)


def test_doubly_robust_is_the_narrowest() -> None:
    judged = judge(log(20_000, 0.9, 0.6))
    widths = {name: found.high - found.low for name, found in judged.gain.items()}
    assert widths["robust"] < widths["normalised"] < widths["inverse"]


def test_no_decision_counts_for_more_than_the_clip() -> None:
    rare = next(one for one in log(50, 0.9, 0.6, tried=1.0) if not one.matched.plain)
    rare = Logged(replace(rare.matched, propensity=1e-6), 1.0)
    assert judge([rare] * 10, clip=20.0).learned["inverse"].mean == 20.0
    assert gain_of(rare, clip=20.0) == pytest.approx(0.9 - 0.6 + 20.0 * (1.0 - 0.9))


def test_nothing_is_judged_from_nothing() -> None:
    with pytest.raises(ValueError, match="nothing was logged"):
        judge([])
    alone = judge(log(1, 0.9, 0.6)).gain["robust"]
    assert alone.high - alone.low == 2.0


@pytest.mark.parametrize(
    ("logged", "wanted"),
    [
        (log(500, 0.9, 0.6), "too_few"),
        (log(3_000, 0.9, 0.6, tried=0.0), "no_overlap"),
        (log(3_000, 0.65, 0.65), "not_shown"),
        (log(20_000, 0.55, 0.65), "not_shown"),
        (log(6_000, 0.9, 0.6), "fit"),
    ],
)
def test_it_may_steer_when_enough_was_tried_and_it_does_no_harm(logged: list[Logged], wanted: str) -> None:
    assert verdict(judge(logged), Rule()) == wanted


def test_believing_oneself_is_not_enough() -> None:
    """The match thinks it gains a fifth; what was tried says that it loses a tenth."""
    judged: Judged = judge(log(20_000, 0.55, 0.65, off=0.3))
    assert judged.gain["robust"].high < 0
    assert verdict(judged, Rule()) == "not_shown"


# ------------------------------------------------------------------ while it steers
def steering(gain: float, seed: int, count: int, held_out: float = 0.1) -> Guard:
    """A house that steers: where the default is left its share, the best of two gains so much."""
    guard, dice = Guard(tolerance=0.02), random.Random(seed)
    for _ in range(count):
        default = dice.random() < held_out
        matched = Matched(
            segment="a",
            arm="default" if default else "learned",
            propensity=held_out if default else 1.0 - held_out,
            aim=0.0 if default else 1.0,
            plain=default,
            value=0.7,
            plain_value=0.7,
            aim_value=0.7,
        )
        guard = guard.decided(Logged(matched, float(dice.random() < 0.7 + (0.0 if default else gain))))
        if guard.harm:
            break
    return guard


def test_harm_to_resolution_is_found_and_soon_when_it_is_great() -> None:
    for seed in range(5):
        assert steering(-0.2, seed, 20_000).harm == "resolution"
    assert steering(-0.4, 1, 20_000).resolution.count < 2_500


def test_looking_all_the_time_gives_no_false_alarm() -> None:
    assert sum(steering(0.0, seed, 3_000).harm is not None for seed in range(60)) <= 1


def test_a_harm_that_begins_late_is_found_as_well() -> None:
    watch, dice = Watch(), random.Random(2)
    for _ in range(60_000):
        watch = watch.after(dice.gauss(0.1, 1.0))
    assert watch.upper(0.01) > 0
    late = 0
    while watch.upper(0.01) > 0 and late < 40_000:
        watch = watch.after(dice.gauss(-0.3, 1.0))
        late += 1
    assert late < 25_000
    assert watch.round == 4


def windows(loss: float, seed: int, count: int) -> Guard:
    guard, dice = Guard(tolerance=0.01), random.Random(seed)
    for _ in range(count):
        held_out = dice.random() < 0.1
        met = min(1.0, max(0.0, dice.gauss(0.85 - (0.0 if held_out else loss), 0.08)))
        guard = guard.window(met, held_out=held_out, share=0.1)
        if guard.harm:
            break
    return guard


def test_harm_to_the_service_level_is_found_between_windows() -> None:
    assert windows(0.12, 1, 3_000).harm == "service_level"
    assert sum(windows(0.0, seed, 1_000).harm is not None for seed in range(40)) <= 1


def test_a_watch_is_a_mean_with_a_bound_that_narrows() -> None:
    values = [0.1, 0.4, -0.3] * 40
    watch = Watch()
    for value in values[:40]:
        watch = watch.after(value)
    assert watch.upper(0.05) == inf  # too few to say anything
    for value in values[40:]:
        watch = watch.after(value)
    mean = sum(values) / len(values)
    assert watch.mean == pytest.approx(mean)
    assert sqrt(watch.scatter / watch.count) == pytest.approx(sqrt(sum((v - mean) ** 2 for v in values) / len(values)))
    assert mean < watch.upper(0.05) < watch.upper(0.001)
