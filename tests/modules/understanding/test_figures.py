"""Figures of a version by what it says of the test set, and what differs between two."""

from __future__ import annotations

from uuid import UUID

import pytest

from qingfeng.modules.understanding.figures import by_chance, by_intent, compared, confusions, figures
from qingfeng.modules.understanding.teaching import Answer


def answer(n: int, wanted: str, told: str, confidence: float = 0.9, *, in_scope: bool = True) -> Answer:
    return Answer(UUID(int=n), wanted, told, confidence, in_scope)


SAID = [
    answer(1, "退款", "退款"),
    answer(2, "退款", "换货", 0.5),
    answer(3, "退款", "退款", 0.6, in_scope=False),
    answer(4, "换货", "换货"),
    answer(5, "oos", "换货", 0.4, in_scope=False),
    answer(6, "oos", "退款", 0.7),
]


def test_texts_of_intents_and_of_none_are_counted_apart() -> None:
    told = figures(SAID)
    assert (told.n, told.outside) == (4, 2)
    assert (told.accuracy, told.kept, told.false_alarms, told.outside_recall) == (0.75, 0.5, 0.25, 0.5)
    assert told.ece == pytest.approx((0.1 * 2 + 0.5 + 0.4) / 4)
    nothing = figures([])
    assert (nothing.n, nothing.accuracy, nothing.ece, nothing.outside_recall) == (0, None, None, None)


def test_each_intent_by_precision_and_recall_the_worst_first() -> None:
    told = by_intent(SAID)
    assert [(one.intent, one.n, one.told, one.precision, one.recall) for one in told] == [
        ("退款", 3, 2, 0.5, pytest.approx(1 / 3)),
        ("换货", 1, 2, 0.5, 1.0),
    ]


def test_what_was_taken_for_what_with_its_texts() -> None:
    told = {(one.wanted, one.said): [id_.int for id_ in one.examples] for one in confusions(SAID)}
    assert told == {("退款", "换货"): [2], ("退款", "oos"): [3], ("oos", "退款"): [6]}


def test_two_versions_are_held_against_each_other_by_what_both_have_answered() -> None:
    after = [answer(1, "退款", "换货"), answer(2, "退款", "退款"), answer(3, "退款", "退款"), answer(7, "换货", "换货")]
    told = compared(SAID, after)
    assert told is not None
    assert (told.before.n, told.after.n) == (3, 3)
    assert [(one.example.int, one.before, one.after) for one in told.better] == [
        (2, "换货", "退款"),
        (3, "oos", "退款"),
    ]
    assert [one.example.int for one in told.worse] == [1]
    assert told.p == 1.0
    # One that is of another intent since is no text of both.
    assert compared([answer(1, "换货", "换货")], [answer(1, "退款", "退款")]) is None


@pytest.mark.parametrize(("better", "worse", "p"), [(0, 0, 1.0), (5, 0, 0.0625), (8, 2, 0.109375), (300, 300, 1.0)])
def test_a_difference_by_chance(better: int, worse: int, p: float) -> None:
    """McNemar's exact test: two-sided binomial with one half (8 of 10: 2 × 56 / 1024)."""
    assert by_chance(better, worse) == pytest.approx(p)
    assert by_chance(worse, better) == pytest.approx(p)
