"""Figures by hand."""

from __future__ import annotations

import pytest

from qingfeng.modules.understanding.public import judge, percentile, scope


def test_accuracy_f1_and_the_worst() -> None:
    found = judge(list("aaabbc"), list("aabbbb"))
    assert found.accuracy == pytest.approx(4 / 6)
    # a: 2 of 3, told 2 -> 4/5; b: 2 of 2, told 4 -> 4/6; c: never told
    assert found.macro_f1 == pytest.approx((4 / 5 + 4 / 6 + 0) / 3)
    assert [(one.label, one.recall, one.taken_for, one.times) for one in found.worst] == [
        ("c", 0.0, "b", 1),
        ("a", pytest.approx(2 / 3), "b", 1),
        ("b", 1.0, "", 0),
    ]
    assert found.ece is None


def test_calibration_error_is_what_confidence_and_share_differ_by() -> None:
    assert judge(list("aaaa"), list("aabb"), [0.5] * 4).ece == pytest.approx(0.0)
    assert judge(list("aaaa"), list("aaaa"), [0.7] * 4).ece == pytest.approx(0.3)
    assert judge(list("ab"), list("ac"), [1.0, 0.0]).ece == pytest.approx(0.0)


def test_scope() -> None:
    found = scope([True, True, False, True], [True, False, True, True], [False, False, True])
    assert (found.false_alarms, found.accuracy) == (0.25, 0.5)
    assert found.recall == pytest.approx(2 / 3)
    assert scope([True], [True], []).recall is None


@pytest.mark.parametrize(("share", "wanted"), [(0.5, 5.0), (0.95, 10.0), (0.1, 1.0), (1.0, 10.0)])
def test_percentile(share: float, wanted: float) -> None:
    assert percentile([float(n) for n in range(10, 0, -1)], share) == wanted
