"""How good a version is by what it says of the test set, and how it differs from another one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import msgspec

from qingfeng.modules.understanding.judging import calibration_error, scope
from qingfeng.modules.understanding.model import OUT_OF_SCOPE
from qingfeng.modules.understanding.teaching import Answer


class IntentFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Of texts of intents (`n`): `accuracy`: the share whose likeliest intent is right, whatever the threshold says;
    `kept`: right and not turned away; `false_alarms`: turned away; `ece`: expected calibration error. Of texts of no
    intent (`outside`): `outside_recall`: the share that was turned away. None where there are no such texts."""

    n: int
    accuracy: float | None
    ece: float | None
    kept: float | None
    false_alarms: float | None
    outside: int
    outside_recall: float | None


class IntentQuality(msgspec.Struct, frozen=True, kw_only=True):
    """`precision`: of the texts that were told it, the share that has it; `recall`: of those that have it, the share
    that was told it. None: there are none."""

    intent: str
    n: int
    told: int
    precision: float | None
    recall: float | None


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """`wanted`, `said`: codes; `oos`: none of the intents."""

    wanted: str
    said: str
    examples: list[UUID]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A text on which two versions differ, and one of them is right."""

    example: UUID
    wanted: str
    before: str
    after: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """By the texts that both have answered as they are labelled now. `p`: the probability of a difference so large by
    chance, were both as good (McNemar, exact, two-sided)."""

    before: IntentFigures
    after: IntentFigures
    better: list[Difference]
    worse: list[Difference]
    p: float


def figures(answers: Sequence[Answer]) -> IntentFigures:
    inside = [one for one in answers if one.wanted != OUT_OF_SCOPE]
    outside = [one for one in answers if one.wanted == OUT_OF_SCOPE]
    right = [one.told == one.wanted for one in inside]
    around = scope(right, [one.in_scope for one in inside], [one.in_scope for one in outside]) if inside else None
    return IntentFigures(
        n=len(inside),
        accuracy=sum(right) / len(right) if right else None,
        ece=calibration_error([one.confidence for one in inside], right) if inside else None,
        kept=around.accuracy if around else None,
        false_alarms=around.false_alarms if around else None,
        outside=len(outside),
        outside_recall=1 - sum(one.in_scope for one in outside) / len(outside) if outside else None,
    )


def by_intent(answers: Sequence[Answer]) -> list[IntentQuality]:
    """Of every intent that a text has or was told; the one that is recognised worst first."""
    having, telling = Counter(one.wanted for one in answers), Counter(one.said for one in answers)
    hit = Counter(one.wanted for one in answers if one.right)
    found = [
        IntentQuality(
            intent=code,
            n=having[code],
            told=telling[code],
            precision=hit[code] / telling[code] if telling[code] else None,
            recall=hit[code] / having[code] if having[code] else None,
        )
        for code in {*having, *telling} - {OUT_OF_SCOPE}
    ]
    return sorted(found, key=lambda one: (1.0 if one.recall is None else one.recall, -one.n, one.intent))


def confusions(answers: Sequence[Answer]) -> list[Confusion]:
    """What was taken for what, the commonest first."""
    found: dict[tuple[str, str], list[UUID]] = {}
    for one in answers:
        if not one.right:
            found.setdefault((one.wanted, one.said), []).append(one.example)
    order = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [Confusion(wanted=wanted, said=said, examples=examples) for (wanted, said), examples in order]


def compared(before: Sequence[Answer], after: Sequence[Answer]) -> Compared | None:
    """None when they have no text in common."""
    old = {(one.example, one.wanted): one for one in before}
    pairs = [(old[one.example, one.wanted], one) for one in after if (one.example, one.wanted) in old]
    if not pairs:
        return None
    better = [_differ(a, b) for a, b in pairs if b.right and not a.right]
    worse = [_differ(a, b) for a, b in pairs if a.right and not b.right]
    return Compared(
        before=figures([a for a, _ in pairs]),
        after=figures([b for _, b in pairs]),
        better=better,
        worse=worse,
        p=by_chance(len(better), len(worse)),
    )


def _differ(a: Answer, b: Answer) -> Difference:
    return Difference(example=b.example, wanted=b.wanted, before=a.said, after=b.said)


def by_chance(better: int, worse: int) -> float:
    """The exact two-sided sign test of so many pairs that differ (McNemar 1947): binomial with one half."""
    n, least = better + worse, min(better, worse)
    term, total = 1, 0  # binomial coefficients as whole numbers: nothing is lost
    for k in range(least + 1):
        total += term
        term = term * (n - k) // (k + 1)
    share: float = 2 * total / 2**n
    return min(1.0, share)
