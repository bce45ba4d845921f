"""What outcomes teach: shrunk where little is known, true where much is, and forgotten in time."""

from __future__ import annotations

import random
from math import exp, log
from uuid import UUID

import numpy as np
import pytest

from qingfeng.modules.routing.learning import Estimates, Outcome, unpacked


def who(n: int) -> UUID:
    return UUID(int=100 + n)


def outcome(agent: int, segment: str, resolved: bool | None, *, day: int = 0, seconds: float | None = None) -> Outcome:
    return Outcome(agent=who(agent), segment=segment, day=day, resolved=resolved, seconds=seconds)


def house(
    chances: list[list[float]], each: int, seed: int = 1, medians: list[list[float]] | None = None
) -> tuple[Estimates, list[Outcome]]:
    """So many outcomes of each agent (row) and segment (column), in a random order."""
    dice = random.Random(seed)
    found = [
        outcome(
            a,
            f"s{s}",
            dice.random() < chance,
            seconds=dice.lognormvariate(log(medians[a][s]), 0.8) if medians else None,
        )
        for a, row in enumerate(chances)
        for s, chance in enumerate(row)
        for _ in range(each)
    ]
    dice.shuffle(found)
    learned = Estimates()
    for one in found:
        learned.note(one)
    learned.fit()
    return learned, found


def errors(learned: Estimates, chances: list[list[float]]) -> float:
    return float(
        np.sqrt(
            np.mean(
                [
                    (learned.of(who(a), f"s{s}", "resolved").mean - chance) ** 2
                    for a, row in enumerate(chances)
                    for s, chance in enumerate(row)
                ]
            )
        )
    )


def specialists(agents: int = 24, segments: int = 6) -> list[list[float]]:
    return [[0.9 if (a + s) % 3 == 0 else 0.5 for s in range(segments)] for a in range(agents)]


def test_one_outcome_hardly_changes_what_is_thought_and_many_do() -> None:
    chances = [[0.7, 0.7] for _ in range(10)]
    learned, _ = house(chances, 20)
    before = learned.of(who(0), "s0", "resolved").mean
    learned.note(outcome(0, "s0", False))
    learned.fit()
    assert 0 < before - learned.of(who(0), "s0", "resolved").mean < 0.05
    for _ in range(400):
        learned.note(outcome(0, "s0", False))
    learned.fit()
    assert learned.of(who(0), "s0", "resolved").mean < 0.1


def test_estimates_are_nearer_the_truth_than_plain_shares_and_than_the_segment_alone() -> None:
    chances = specialists()
    learned, found = house(chances, 12)
    plain = []
    for a, row in enumerate(chances):
        for s, chance in enumerate(row):
            own = [one.resolved for one in found if one.agent == who(a) and one.segment == f"s{s}"]
            plain.append((sum(map(bool, own)) / len(own) - chance) ** 2)
    pooled = float(np.sqrt(np.mean([(0.633 - chance) ** 2 for row in chances for chance in row])))
    assert errors(learned, chances) < 0.9 * float(np.sqrt(np.mean(plain)))
    assert errors(learned, chances) < 0.6 * pooled


def test_of_an_agent_new_to_a_segment_as_much_is_expected_as_they_do_elsewhere() -> None:
    chances = [[0.9] * 5 if a < 6 else [0.5] * 5 for a in range(12)]
    learned, _ = house([row[:4] for row in chances], 60)
    for a in range(1, 11):  # the fifth is known of the others only
        for n in range(40):
            learned.note(outcome(a, "s4", n % 10 < 10 * chances[a][4]))
    learned.fit()
    good, bad = learned.of(who(0), "s4", "resolved"), learned.of(who(11), "s4", "resolved")
    assert good.n == bad.n == 0
    assert good.mean > 0.8
    assert bad.mean < 0.6


def test_of_nobody_known_the_segments_mean_is_expected_and_of_a_new_segment_the_houses() -> None:
    learned, _ = house([[0.9, 0.4] for _ in range(10)], 100)
    stranger = learned.of(UUID(int=9), "s0", "resolved")
    assert stranger.mean == pytest.approx(0.9, abs=0.04)
    assert stranger.n == 0
    learned.note(outcome(0, "new", None, seconds=60))
    learned.fit()
    assert learned.of(who(3), "new", "resolved").mean == pytest.approx(0.65, abs=0.05)


def test_where_agents_do_not_differ_nor_do_their_estimates() -> None:
    learned, _ = house([[0.68] * 8 for _ in range(32)], 40)
    spread = [learned.of(who(a), f"s{s}", "resolved").mean for a in range(32) for s in range(8)]
    assert max(spread) - min(spread) < 0.08
    assert learned.ladders["resolved"].between < 0.02


def test_shares_of_variance_are_found() -> None:
    chances = specialists(40, 8)
    learned, _ = house(chances, 40)
    ladder = learned.ladders["resolved"]
    between = float(np.var(chances)) / ladder.variance
    assert ladder.between == pytest.approx(between, rel=0.15)
    assert ladder.between_agents < 0.02  # all are as good on the whole


def test_handle_time_is_learned_as_the_median_of_log_normal_times() -> None:
    medians = [[200.0 if a % 2 else 400.0, 100.0] for a in range(10)]
    learned, _ = house([[0.5, 0.5]] * 10, 80, medians=medians)
    slow, fast = (exp(learned.of(who(a), "s0", "handled").mean) for a in (2, 3))
    assert slow == pytest.approx(400, rel=0.12)
    assert fast == pytest.approx(200, rel=0.12)


def test_the_truth_lies_within_two_deviations_about_as_often_as_it_should() -> None:
    dice = random.Random(3)
    chances = [[min(0.98, max(0.05, dice.gauss(0.65, 0.15))) for _ in range(6)] for _ in range(40)]
    learned, _ = house(chances, 25)
    inside = [
        abs(one.mean - chance) < 1.96 * one.deviation
        for a, row in enumerate(chances)
        for s, chance in enumerate(row)
        for one in [learned.of(who(a), f"s{s}", "resolved")]
    ]
    assert 0.88 < sum(inside) / len(inside) < 0.99


def test_what_was_long_ago_counts_less_and_half_after_the_half_life() -> None:
    learned = Estimates(half_life=30)
    for _ in range(100):
        learned.note(outcome(0, "a", True, day=1))
    learned.note(outcome(1, "a", False, day=31))
    learned.fit()
    assert learned.of(who(0), "a", "resolved").n == pytest.approx(50)
    assert learned.outcomes("a") == pytest.approx(51)
    learned.note(outcome(1, "a", False, day=1))  # told late
    assert learned.ladders["resolved"].n[0, 1] == pytest.approx(1.5)


def test_a_habit_that_changes_is_followed() -> None:
    learned = Estimates(half_life=10)
    dice = random.Random(5)
    for day in range(120):
        for agent in range(6):
            for _ in range(4):
                good = (agent == 0 and day >= 60) or (agent == 1 and day < 60)
                learned.note(outcome(agent, "a", dice.random() < (0.9 if good else 0.5), day=day))
    learned.fit()
    assert learned.of(who(0), "a", "resolved").mean > learned.of(who(1), "a", "resolved").mean + 0.2


def test_order_of_outcomes_within_a_day_does_not_matter() -> None:
    learned, found = house(specialists(6, 3), 10)
    again = Estimates()
    for one in reversed(found):
        again.note(one)
    again.fit()
    for a in range(6):
        for s in range(3):
            mine, other = (e.of(who(a), f"s{s}", "resolved") for e in (learned, again))
            assert mine == pytest.approx(other, abs=1e-9)


def test_a_copy_goes_on_by_itself_and_what_was_kept_is_the_same() -> None:
    learned, _ = house(specialists(8, 4), 15, medians=[[100.0] * 4] * 8)
    kept = unpacked(learned.packed())
    assert kept.packed() == learned.packed()
    for one in (learned, kept):
        one.note(outcome(2, "s1", True, day=3, seconds=50))
        one.note(outcome(20, "other", False, day=3))
        one.fit()
    for measure in ("resolved", "handled"):
        assert kept.of(who(2), "s1", measure) == learned.of(who(2), "s1", measure)  # type: ignore[arg-type]
    copy = learned.copy()
    copy.note(outcome(2, "s1", True, day=3))
    assert copy.count == learned.count + 1


def test_nothing_known_is_a_half_and_costs_no_error() -> None:
    learned = Estimates()
    learned.fit()
    assert unpacked(learned.packed()).count == 0
    learned.note(outcome(0, "a", None))
    learned.fit()
    assert learned.of(who(0), "a", "resolved").mean == 0.5
    with pytest.raises(KeyError):
        learned.of(who(0), "b", "resolved")


def test_everybody_failing_is_learned_too() -> None:
    learned, _ = house([[0.0] * 2] * 4, 50)
    assert learned.of(who(0), "s0", "resolved").mean < 0.05
