"""How sure a figure is: Student's t intervals over replications or batches, and distances of distributions. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf, lgamma, log, nan, sqrt

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

_ROUNDS = 200


class Interval(msgspec.Struct, frozen=True):
    """A mean, and half the width of its interval of confidence (infinite when there was only one sample)."""

    mean: float
    half: float
    samples: int

    @property
    def low(self) -> float:
        return self.mean - self.half

    @property
    def high(self) -> float:
        return self.mean + self.half

    def holds(self, value: float) -> bool:
        """Whether the interval covers a value."""
        return self.low <= value <= self.high


def interval(samples: Sequence[float], level: float = 0.95) -> Interval:
    """The t interval of independent samples; those that are no number (nothing to count) are left out."""
    kept = [value for value in samples if value == value]
    if not kept:
        return Interval(nan, inf, 0)
    mean = sum(kept) / len(kept)
    if len(kept) == 1:
        return Interval(mean, inf, 1)
    spread = sqrt(sum((value - mean) ** 2 for value in kept) / (len(kept) - 1))
    return Interval(mean, student(0.5 + level / 2, len(kept) - 1) * spread / sqrt(len(kept)), len(kept))


def ratio_interval(above: Sequence[float], below: Sequence[float], level: float = 0.95) -> Interval:
    """Sum of one over sum of the other, by batch: the ratio estimator, whose variance is that of its residuals."""
    total = sum(below)
    if not total:
        return Interval(nan, inf, 0)
    ratio, count = sum(above) / total, len(above)
    if count < 2:
        return Interval(ratio, inf, count)
    residuals = sum((a - ratio * b) ** 2 for a, b in zip(above, below, strict=True)) / (count - 1)
    half = student(0.5 + level / 2, count - 1) * sqrt(residuals / count) / (total / count)
    return Interval(ratio, half, count)


def student(chance: float, freedom: int) -> float:
    """Quantile of Student's t, by bisection; `chance` in (0.5, 1)."""
    low, high = 0.0, 1e6
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        if _student_cdf(middle, freedom) < chance:
            low = middle
        else:
            high = middle
        if high - low <= 1e-12 * high:
            break
    return high


def _student_cdf(t: float, freedom: int) -> float:
    return 1.0 - 0.5 * beta_cdf(freedom / (freedom + t * t), freedom / 2, 0.5)


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_cdf(1.0 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1.0 - x)) / a
    tiny = 1e-300
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1) or tiny)
    value = d
    for m in range(1, _ROUNDS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / (1.0 + term * d or tiny)
            c = 1.0 + term / c or tiny
            value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return front * value


def wilson(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share."""
    if not count:
        return 0.0, 1.0
    share, square = hits / count, z * z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = z * sqrt(share * (1 - share) / count + square / (4 * count * count)) / (1 + square / count)
    return middle - half, middle + half


def distance(one: ArrayLike, other: ArrayLike) -> float:
    """Kolmogorov-Smirnov distance of two samples; no number when one is empty."""
    a: NDArray[np.float64] = np.sort(np.asarray(one, np.float64))
    b: NDArray[np.float64] = np.sort(np.asarray(other, np.float64))
    if not len(a) or not len(b):
        return nan
    points = np.concatenate((a, b))
    apart = np.searchsorted(a, points, "right") / len(a) - np.searchsorted(b, points, "right") / len(b)
    return float(np.abs(apart).max())
