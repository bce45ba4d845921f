"""Chance that is looked up, and intervals."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from qingfeng.twin.chance import exponential, exponentials, key_of, normals, uniform, uniforms
from qingfeng.twin.statistics import beta_cdf, distance, interval, ratio_interval, student, wilson


def test_a_number_is_the_same_alone_and_in_a_batch() -> None:
    key = key_of(1, 2, "patience")
    batch = uniforms(key, 1000, 50)
    assert [uniform(key, 1000 + n) for n in range(50)] == batch.tolist()
    assert uniforms(key, 990, 20)[10:].tolist() == batch[:10].tolist()
    assert exponential(key, 1003) == pytest.approx(exponentials(key, 1000, 5)[3], rel=1e-12)
    assert uniform(key, 5 << 48) == uniforms(key, 5 << 48, 1)[0]


def test_known_numbers_of_splitmix64() -> None:
    """The generator's first outputs from seed 0 (as published with its reference code)."""
    assert int(uniform(0, 0) * 2**52) == 0xE220A8397B1DCDAF >> 12
    assert int(uniform(0, 1) * 2**52) == 0x6E789E6AA1B965F4 >> 12


def test_keys_differ_by_each_part_and_its_place() -> None:
    keys = {key_of(1, 2), key_of(2, 1), key_of(1, "2"), key_of(1), key_of(1, 2, 0), key_of("a", "b"), key_of("ab")}
    assert len(keys) == 7


def test_shapes_are_as_named() -> None:
    u, e, z = (draw(key_of(7), 0, 200_000) for draw in (uniforms, exponentials, normals))
    assert u.mean() == pytest.approx(0.5, abs=0.003)
    assert np.quantile(u, [0.1, 0.9]).tolist() == pytest.approx([0.1, 0.9], abs=0.004)
    assert (e.mean(), e.std()) == pytest.approx((1.0, 1.0), abs=0.012)
    assert (z.mean(), z.std()) == pytest.approx((0.0, 1.0), abs=0.01)
    assert abs(np.corrcoef(u, uniforms(key_of(8), 0, 200_000))[0, 1]) < 0.01
    assert abs(np.corrcoef(u[1:], u[:-1])[0, 1]) < 0.01


def test_quantiles_of_student_are_those_of_the_tables() -> None:
    for chance, freedom, value in ((0.975, 1, 12.706), (0.975, 4, 2.776), (0.995, 30, 2.750), (0.95, 10, 1.812)):
        assert student(chance, freedom) == pytest.approx(value, abs=6e-4)


def test_beta_is_the_binomial_tail() -> None:
    assert beta_cdf(0.3, 1, 1) == pytest.approx(0.3)
    assert beta_cdf(0.5, 2, 3) == pytest.approx(11 / 16)


def test_an_interval_covers_as_often_as_it_says() -> None:
    covered = sum(interval(normals(key_of("cover", n), 0, 6).tolist(), 0.9).holds(0.0) for n in range(1000))
    assert 870 <= covered <= 930


def test_intervals_of_little() -> None:
    assert isnan(interval([]).mean)
    assert interval([3.0, float("nan")]).half == float("inf")
    assert interval([2.0, 2.0, 2.0]).half == 0.0
    assert isnan(ratio_interval([0.0], [0.0]).mean)


def test_a_ratio_of_sums() -> None:
    found = ratio_interval([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    assert (found.mean, found.half) == (0.5, 0.0)


def test_distance_and_share() -> None:
    assert distance([1, 2, 3], [1, 2, 3]) == 0.0
    assert distance([1, 2], [3, 4]) == 1.0
    assert distance([1, 2, 3, 4], [3, 4, 5, 6]) == 0.5
    assert isnan(distance([], [1]))
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 0) == (0.0, 1.0)
