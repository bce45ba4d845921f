"""How good what is said of texts is: shares, calibration, and which labels fare worst. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

BINS = 15
WORST = 5


class Label(msgspec.Struct, frozen=True):
    """`n`: texts that have it. `recall`: the share of them that were told it. `taken_for`: what the others were told
    most often, and how often."""

    label: str
    n: int
    recall: float
    taken_for: str
    times: int


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """`macro_f1`: the mean over the labels of `wanted`. `ece`: expected calibration error, fifteen bins of equal
    width; None without confidences."""

    n: int
    accuracy: float
    macro_f1: float
    ece: float | None
    worst: list[Label]


class Scope(msgspec.Struct, frozen=True):
    """`recall`: of texts that belong to no intent, the share that was said to; None without such texts.
    `false_alarms`: of the others, the share that was said not to. `accuracy`: of the others, the share that was told
    its intent and not turned away."""

    outside: int
    recall: float | None
    false_alarms: float
    accuracy: float


def judge(wanted: Sequence[str], told: Sequence[str], confidences: Sequence[float] | None = None) -> Judged:
    """Of texts with a label each; at least one."""
    right = [a == b for a, b in zip(wanted, told, strict=True)]
    having, telling, hit = Counter(wanted), Counter(told), Counter(a for a, ok in zip(wanted, right, strict=True) if ok)
    f1 = [2 * hit[label] / (having[label] + telling[label]) for label in having]
    return Judged(
        n=len(right),
        accuracy=sum(right) / len(right),
        macro_f1=sum(f1) / len(f1),
        ece=None if confidences is None else calibration_error(confidences, right),
        worst=_worst(wanted, told, having, hit),
    )


def _worst(wanted: Sequence[str], told: Sequence[str], having: Counter[str], hit: Counter[str]) -> list[Label]:
    missed: dict[str, Counter[str]] = {}
    for a, b in zip(wanted, told, strict=True):
        if a != b:
            missed.setdefault(a, Counter())[b] += 1
    order = sorted(having, key=lambda label: (hit[label] / having[label], label))[:WORST]
    return [
        Label(label, having[label], hit[label] / having[label], *(missed[label].most_common(1)[0] if label in missed else ("", 0)))
        for label in order
    ]  # fmt: skip


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """The mean distance of confidence and share of right, by bins of confidence, each by its number."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for one, ok in zip(confidences, right, strict=True):
        bins.setdefault(min(BINS - 1, int(one * BINS)), []).append((one, ok))
    apart = [abs(sum(c for c, _ in part) - sum(ok for _, ok in part)) for part in bins.values()]
    return sum(apart) / len(right)


def scope(right: Sequence[bool], kept: Sequence[bool], outside_kept: Sequence[bool]) -> Scope:
    """`right`, `kept`: of texts in scope. `outside_kept`: of texts of no intent, whether they were taken for one."""
    n = len(outside_kept)
    return Scope(
        outside=n,
        recall=None if not n else 1 - sum(outside_kept) / n,
        false_alarms=1 - sum(kept) / len(kept),
        accuracy=sum(a and b for a, b in zip(right, kept, strict=True)) / len(kept),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of the values is not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]
