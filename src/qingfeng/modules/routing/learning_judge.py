"""Whether the learned match may steer, and must it stop: judged from what was decided, and what became of it. Pure.

Every decision left its propensity behind. So what another rule would have given follows from what was done: by inverse
propensity (Horvitz and Thompson 1952), clipped; self-normalised; and doubly robust (Dudík, Langford and Li 2011), which takes
what was expected and corrects it by what was not. What was expected was so before the outcome was known, so it needs no
data held back. Intervals are of the normal approximation.

While it steers, it is watched beside what is left to the default, at every outcome: by a confidence sequence, which
holds at all times at once (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021), so that looking often is no error.
The watch begins anew from time to time, with less and less chance of a false alarm left: a harm that begins late is not
hidden by a good past.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, log, sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from qingfeng.modules.routing.learning_model import Matched

CLIP = 25.0
"""No decision counts for more than so many: the least share that is tried is hardly below a twenty-fifth."""
_LEAST_LOOK = 50
_TUNED = 2000
"""The sequence is narrowest about so many outcomes after it began."""
_ROUND = 20_000

Numbers = NDArray[np.float64]
Verdict = Literal["too_few", "no_overlap", "not_shown", "fit"]
Harm = Literal["resolution", "service_level"]


class Logged(NamedTuple):
    """A decision and its outcome, between 0 and 1."""

    matched: Matched
    outcome: float


class Range(msgspec.Struct, frozen=True):
    """An estimate with its interval."""

    mean: float
    low: float
    high: float


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """Of the decisions there were: what the default and the learned match alone give, and the gain of the second, each by
    three ways. `overlap`: as how many decisions those count in which the learned match had its way where the default would
    have chosen otherwise."""

    count: int
    overlap: float
    default: dict[str, Range]
    learned: dict[str, Range]
    gain: dict[str, Range]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """When it may steer: so many decisions, of which so many count as tried, and a gain that is not less than this much
    below nothing, even at the lower end of the interval."""

    least: int = 1000
    overlap: float = 30.0
    tolerance: float = 0.01


def judge(logged: Sequence[Logged], level: float = 0.95, clip: float = CLIP) -> Judged:
    """Raises ValueError where nothing was logged."""
    if not logged:
        raise ValueError("nothing was logged")
    rows = [
        (m.aim, m.plain, m.propensity, m.value, m.plain_value, m.aim_value, outcome) for m, outcome in logged
    ]  # fmt: skip
    aim, plain, propensity, value, plain_value, aim_value, outcome = np.array(rows, np.float64).T
    learned, default = np.minimum(aim / propensity, clip), np.minimum(plain / propensity, clip)
    z = NormalDist().inv_cdf((1.0 + level) / 2.0)
    surprise = outcome - value
    by_default = _ways(default, plain_value, outcome, surprise)
    by_learned = _ways(learned, aim_value, outcome, surprise)
    tried = learned * (1.0 - plain)
    square = float((tried * tried).sum())
    return Judged(
        count=len(logged),
        overlap=float(tried.sum()) ** 2 / square if square else 0.0,
        default={name: _range(*way, z) for name, way in by_default.items()},
        learned={name: _range(*way, z) for name, way in by_learned.items()},
        gain={name: _gain(by_learned[name], by_default[name], z) for name in by_learned},
    )


Way = tuple[float, Numbers]
"""An estimate, and what each decision adds to its error."""


def _ways(weight: Numbers, expected: Numbers, outcome: Numbers, surprise: Numbers) -> dict[str, Way]:
    inverse = weight * outcome
    total = float(weight.mean())
    normalised = float(inverse.mean()) / total if total else 0.0
    robust = expected + weight * surprise
    return {
        "inverse": (float(inverse.mean()), inverse),
        "normalised": (normalised, weight * (outcome - normalised) / total if total else weight),
        "robust": (float(robust.mean()), robust),
    }


def _range(mean: float, parts: Numbers, z: float) -> Range:
    half = z * float(parts.std(ddof=1)) / sqrt(len(parts)) if len(parts) > 1 else 1.0  # one alone tells nothing
    return Range(mean, mean - half, mean + half)


def _gain(learned: Way, default: Way, z: float) -> Range:
    return _range(learned[0] - default[0], learned[1] - default[1], z)


def verdict(judged: Judged, rule: Rule) -> Verdict:
    """`fit`: it may steer."""
    if judged.count < rule.least:
        return "too_few"
    if judged.overlap < rule.overlap:
        return "no_overlap"
    return "fit" if judged.gain["robust"].low >= -rule.tolerance else "not_shown"


# ------------------------------------------------------------------ while it steers
class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """A mean that is looked at all the time: `count`, `mean` and `scatter` (sum of squares about it) since the watch began
    anew for the `round`-th time."""

    count: int = 0
    mean: float = 0.0
    scatter: float = 0.0
    round: int = 1

    def after(self, value: float) -> Watch:
        """One more."""
        if self.count >= _ROUND:
            return Watch(round=self.round + 1).after(value)
        count = self.count + 1
        mean = self.mean + (value - self.mean) / count
        scatter = self.scatter + (value - self.mean) * (value - mean)
        return Watch(count=count, mean=mean, scatter=scatter, round=self.round)

    def upper(self, alarm: float) -> float:
        """What the true mean stays below at all times, but for a chance of `alarm` that it ever does not."""
        n = self.count
        if n < _LEAST_LOOK:
            return inf
        chance = alarm / (self.round * (self.round + 1))
        tuned = (-2.0 * log(chance) + log(-2.0 * log(chance)) + 1.0) / _TUNED
        width = sqrt(2.0 * (n * tuned + 1.0) / (n * n * tuned) * log(sqrt(n * tuned + 1.0) / chance))
        return self.mean + sqrt(self.scatter / n) * width


class Guard(msgspec.Struct, frozen=True, kw_only=True):
    """The watch over what steers. `resolution`: the gain of each decision; `service`: of each window of time. `usual`: the
    service level so far, taken off so that only differences count."""

    tolerance: float = 0.01
    alarm: float = 0.01
    resolution: Watch = Watch()
    service: Watch = Watch()
    usual: float | None = None

    def decided(self, logged: Logged) -> Guard:
        """A decision's outcome has become known."""
        return msgspec.structs.replace(self, resolution=self.resolution.after(gain_of(logged)))

    def window(self, met: float, *, held_out: bool, share: float) -> Guard:
        """A window of time is over: the part of its contacts that was answered in time, whether it was left to the default,
        and the share of windows that are (above 0)."""
        usual = met if self.usual is None else self.usual
        sign = -1.0 / share if held_out else 1.0 / (1.0 - share)
        return msgspec.structs.replace(
            self, service=self.service.after((met - usual) * sign), usual=usual + (met - usual) * 0.05
        )

    @property
    def harm(self) -> Harm | None:
        """What it does worse than the default, beyond the tolerance and doubt."""
        half = self.alarm / 2.0
        if self.resolution.upper(half) < -self.tolerance:
            return "resolution"
        return "service_level" if self.service.upper(half) < -self.tolerance else None


def gain_of(logged: Logged, clip: float = CLIP) -> float:
    """What one decision says of the gain, doubly robust."""
    m = logged.matched
    weight = min(m.aim / m.propensity, clip) - min(float(m.plain) / m.propensity, clip)
    return m.aim_value - m.plain_value + weight * (logged.outcome - m.value)
