"""Learns an intent model from examples. Deterministic: the same examples, encoder and seed give the same bytes.

With an encoder by how near every example is to every other (`nearness`); of up to `Limits.small` examples, with a linear support
vector machine over grams and vectors; with few examples an intent, also with a logistic regression over the vectors.
Without an encoder, and of more than `Limits.near`, the support vector machine alone. What the scores are worth is learned from examples
that a model of the others had not seen.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec
import numpy as np

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import artefact, grams, nearness
from qingfeng.modules.understanding.engine import bell, familiarity, measures
from qingfeng.modules.understanding.model import (
    FEW,
    FORMAT,
    LEAST_EXAMPLES,
    MAX_EXAMPLES,
    MAX_INTENTS,
    MAX_TEXT,
    OUT_OF_SCOPE,
    Calibration,
    Example,
    Header,
    IntentModel,
    Matrix,
)
from qingfeng.ports.embed import Encoder

FOLDS = 5
FOLDS_FEW = 10
"""With few examples each that is held out is missed: a model of nine tenths is nearer to the model of all."""
ENOUGH_LEFT_OUT = 2_000
"""Texts that are told from the others where that costs no second learning."""
ENOUGH_HELD_OUT = 1_200
"""Held-out texts from which a calibration is made; more folds are not tried then."""
FALSE_ALARMS = 0.05
"""Of texts in scope, the share that may be called out of scope, where no examples of others say better."""
TOLD_OUTSIDE = 0.95
"""Of examples of others, the share that need be called so: what lies beyond would cost false alarms."""
SCALE = np.float32(2.0)
"""What the encoder's vectors are multiplied by beside words of length 1; and for few examples."""
SCALE_FEW = np.float32(10.0)
STRETCH = np.float32(6.0)
"""Scores of the machine in the unit of the logistic regression."""
STRETCH_NEAR = np.float32(5 / 3)
"""Scores by nearness in the unit of the machine's."""
MANY_GRAMS = 2_000
"""Examples from which on a gram must occur twice."""
Progress = Callable[[str, int, int], None]
_Others = tuple[Any, Matrix]
"""Grams and vectors of examples of no intent."""


class Chance(Protocol):
    """What training needs of a `random.Random`."""

    def shuffle(self, x: list[int], /) -> None: ...
    def getrandbits(self, k: int, /) -> int: ...


class Limits(msgspec.Struct, frozen=True):
    """`small`: examples up to which nearness and the machine decide together; of more, nearness alone is as right.
    `near`: up to which nearness is learned at all."""

    small: int = 4_000
    near: int = nearness.MOST


LIMITS = Limits()


class _Made(msgspec.Struct, frozen=True):
    words: Matrix
    meaning: Matrix
    intercept: Matrix
    close: Matrix


class _Lesson(msgspec.Struct, frozen=True):
    """`words`: sparse (n, grams). `vectors`: (n, dimension). `of`: place of the label of each. `wide`: how many."""

    words: Any
    vectors: Matrix
    of: Any
    wide: int
    few: bool
    seed: int
    limits: Limits

    @property
    def alike(self) -> bool:
        """Whether nearness is learned."""
        return bool(self.vectors.shape[1]) and len(self.of) <= self.limits.near

    @property
    def small(self) -> bool:
        return self.few or len(self.of) <= self.limits.small

    def part(self, rows: Any) -> _Lesson:
        return msgspec.structs.replace(self, words=self.words[rows], vectors=self.vectors[rows], of=self.of[rows])


def check(examples: Sequence[Example]) -> None:
    """Raises Invalid: too_many_examples, too_few_examples, too_few_intents, too_many_intents, empty_text, two_intents
    (the same words for two)."""
    if len(examples) > MAX_EXAMPLES:
        raise Invalid("too_many_examples", f"At most {MAX_EXAMPLES:,} examples.", most=MAX_EXAMPLES)
    seen: dict[str, str] = {}
    for at, one in enumerate(examples):
        line = grams.normal(one.text, MAX_TEXT)
        if not line:
            raise Invalid("empty_text", "An example has no visible text.", field=f"examples[{at}].text")
        seen[line] = one.intent
    each = Counter(one.intent for one in examples if one.intent != OUT_OF_SCOPE)
    if len(each) < 2:
        raise Invalid("too_few_intents", "Examples of two intents at least are needed.")
    if len(each) > MAX_INTENTS:
        raise Invalid("too_many_intents", f"At most {MAX_INTENTS:,} intents.", most=MAX_INTENTS)
    for intent, n in each.items():
        if n < LEAST_EXAMPLES:
            raise Invalid("too_few_examples", f"Intent {intent} needs {LEAST_EXAMPLES} examples at least.", intent=intent)  # fmt: skip


def clashes(examples: Sequence[Example]) -> list[tuple[str, str, str]]:
    """Texts that are examples of two intents: the text and both, in the order in which they come."""
    first: dict[str, str] = {}
    found = []
    for one in examples:
        line = grams.normal(one.text, MAX_TEXT)
        before = first.setdefault(line, one.intent)
        if before != one.intent:
            found.append((one.text, before, one.intent))
    return found


def train(
    examples: Sequence[Example],
    encoder: Encoder | None,
    chance: Chance,
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> IntentModel:
    """A model of these examples; those labelled `oos` only say what is out of scope. Raises Invalid, and what the
    encoder raises. Takes seconds, and blocks."""
    check(examples)
    told = progress or (lambda *_: None)
    seed = chance.getrandbits(31)
    inside = [one for one in examples if one.intent != OUT_OF_SCOPE]
    lines = [grams.normal(one.text, MAX_TEXT) for one in examples]
    counted = [grams.split(line) for line in lines]
    is_inside = np.array([one.intent != OUT_OF_SCOPE for one in examples])
    known = [found for found, keep in zip(counted, is_inside, strict=True) if keep]
    vocabulary, idf = grams.learn(known, 2 if len(known) >= MANY_GRAMS else 1, artefact.MOST_GRAMS)
    labels = sorted({one.intent for one in inside})
    place = {label: at for at, label in enumerate(labels)}
    told("encode", 0, len(lines))
    vectors = encoder.encode(lines) if encoder is not None else np.zeros((len(lines), 0), dtype=np.float32)
    few = len(inside) / len(labels) < FEW
    sparse = _sparse(counted, {gram: at for at, gram in enumerate(vocabulary)}, idf)
    of = np.array([place[one.intent] for one in inside])
    lesson = _Lesson(sparse[is_inside], vectors[is_inside], of, len(labels), few, seed, limits)
    outside = (sparse[~is_inside], vectors[~is_inside])
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # one core: others live on this machine too
        made, calibration = _learned(lesson, outside, chance, told)
    header = Header(
        format=FORMAT,
        labels=labels,
        encoder=None if encoder is None else encoder.is_,
        vocabulary=vocabulary,
        few=few,
        calibration=calibration,
        seed=seed,
        examples=len(inside),
        examples_digest=_digest(examples),
    )
    return artefact.rounded(
        IntentModel(
            header=header,
            idf=np.asarray(idf, dtype=np.float32),
            words=made.words,
            meaning=made.meaning,
            intercept=made.intercept,
            known=lesson.vectors,
            close=made.close,
            places={},
            version="",
        )
    )


def _digest(examples: Sequence[Example]) -> str:
    whole = msgspec.json.encode(sorted((one.intent, one.text) for one in examples))
    return hashlib.sha256(whole).hexdigest()


def _sparse(counted: list[Counter[str]], places: dict[str, int], idf: list[float]) -> Any:
    from scipy.sparse import csr_matrix

    where: list[int] = []
    how: list[float] = []
    ends = [0]
    for found in counted:
        at, weights = grams.weigh(found, places, idf)
        where += at
        how += weights
        ends.append(len(where))
    return csr_matrix((np.asarray(how), where, ends), shape=(len(counted), len(places)))


# ------------------------------------------------------------------ learning
def _learned(lesson: _Lesson, outside: _Others, chance: Chance, told: Progress) -> tuple[_Made, Calibration]:
    if lesson.small or not lesson.alike:
        calibration = _calibrated(lesson, outside, chance, told)
        told("train", 0, 1)
        return _learn(lesson), calibration
    told("train", 0, 1)
    held = list(range(len(lesson.of)))
    chance.shuffle(held)
    near = nearness.learn(lesson.words, lesson.vectors, lesson.of, lesson.wide, sorted(held[:ENOUGH_LEFT_OUT]))
    made = _of_nearness(near, lesson)
    told("measure", 0, 1)
    three = measures(near.left_out, _nearest_others(lesson.vectors, near.rows), few=False)
    others = measures(*_scored(made, lesson, *outside), few=False) if outside[1].shape[0] else None
    return made, _curve(three, near.left_out.argmax(axis=1) == lesson.of[near.rows], others)


def _of_nearness(near: nearness.Learned, lesson: _Lesson) -> _Made:
    wide, dimension = lesson.wide, lesson.vectors.shape[1]
    none = np.zeros((dimension, wide), dtype=np.float32)
    return _Made(near.words, none, np.zeros(wide, dtype=np.float32), near.close)


def _nearest_others(vectors: Matrix, rows: Any) -> Matrix:
    """Of each of these rows the cosine of the nearest row but itself."""
    cosines = vectors[rows] @ vectors.T
    cosines[np.arange(len(rows)), rows] = -1
    nearest: Matrix = cosines.max(axis=1)
    return nearest


def _learn(lesson: _Lesson) -> _Made:
    """By the support vector machine and nearness together; of few examples, with a logistic regression over the vectors
    too, which mean more than words then."""
    made = _machine(lesson)
    words, meaning, intercept, close = made.words, made.meaning, made.intercept, made.close
    if lesson.alike and lesson.small:
        near = nearness.learn(lesson.words, lesson.vectors, lesson.of, lesson.wide, [])
        words, close = words + near.words * STRETCH_NEAR, near.close * STRETCH_NEAR
    if not lesson.few:
        return _Made(words, meaning, intercept, close)
    words, meaning, intercept, close = (part * STRETCH for part in (words, meaning, intercept, close))
    if lesson.vectors.shape[1]:
        weights, bias = _logistic(lesson.vectors * SCALE_FEW, lesson, 1.0)
        meaning, intercept = meaning + weights * SCALE_FEW, intercept + bias
    return _Made(words, meaning, intercept, close)


def _machine(lesson: _Lesson) -> _Made:
    """A linear support vector machine for each label, over words and vectors together."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.svm import LinearSVC

    whole = hstack([lesson.words, csr_matrix(lesson.vectors * SCALE)]).tocsr()
    machine = LinearSVC(C=1.0, tol=0.03, max_iter=200, dual=True, random_state=lesson.seed)
    machine.fit(whole, lesson.of)
    weights, intercept = _wide(machine.coef_, machine.intercept_, machine.classes_, lesson.wide)
    grams_ = lesson.words.shape[1]
    none: Matrix = np.zeros((0, lesson.wide), dtype=np.float32)
    return _Made(weights[:grams_], weights[grams_:] * SCALE, intercept, none)


def _logistic(rows: Matrix, lesson: _Lesson, strength: float) -> tuple[Matrix, Matrix]:
    from sklearn.linear_model import LogisticRegression

    machine = LogisticRegression(C=strength, max_iter=150, tol=1e-3)
    machine.fit(rows, lesson.of)
    return _wide(machine.coef_, machine.intercept_, machine.classes_, lesson.wide)


def _wide(coef: Any, intercept: Any, classes: Any, wide: int) -> tuple[Matrix, Matrix]:
    """Weights (features, labels) and intercepts (labels,), also where there are two classes or some are missing."""
    if len(classes) == 2:
        coef, intercept = np.vstack([-coef, coef]), np.concatenate([-intercept, intercept])
    weights: Matrix = np.zeros((coef.shape[1], wide), dtype=np.float32)
    bias: Matrix = np.full(wide, -3.0, dtype=np.float32)
    weights[:, classes] = coef.T
    bias[classes] = intercept
    return weights, bias


# ------------------------------------------------------------------ calibration
def _folds(of: Any, number: int, chance: Chance) -> list[Any]:
    """Rows of each fold, every label spread evenly."""
    folds: list[list[int]] = [[] for _ in range(number)]
    turn = 0
    for label in range(int(of.max()) + 1):
        rows = np.flatnonzero(of == label).tolist()
        chance.shuffle(rows)
        for row in rows:
            folds[turn % number].append(row)
            turn += 1
    return [np.array(sorted(fold), dtype=np.int64) for fold in folds if fold]


def _calibrated(lesson: _Lesson, outside: _Others, chance: Chance, told: Progress) -> Calibration:
    three, right, others = [], [], []
    folds = _folds(lesson.of, FOLDS_FEW if lesson.few else FOLDS, chance)
    for number, held in enumerate(folds):
        told("measure", number, len(folds))
        rest = np.setdiff1d(np.arange(len(lesson.of)), held)
        seen = lesson.part(rest)
        made = _learn(seen)
        found, near = _scored(made, seen, lesson.words[held], lesson.vectors[held])
        three.append(measures(found, near, few=lesson.few))
        right.append(found.argmax(axis=1) == lesson.of[held])
        if outside[1].shape[0]:
            others.append(measures(*_scored(made, seen, *outside), few=lesson.few))
        if sum(map(len, right)) >= ENOUGH_HELD_OUT:
            break
    return _curve(np.vstack(three), np.concatenate(right), np.vstack(others) if others else None)


def _scored(made: _Made, seen: _Lesson, words: Any, vectors: Matrix) -> tuple[Matrix, Matrix]:
    found: Matrix = np.asarray(words @ made.words, dtype=np.float32) + made.intercept
    if not vectors.shape[1]:
        nothing: Matrix = np.zeros(len(found), dtype=np.float32)
        return found, nothing
    cosines = vectors @ seen.vectors.T
    nearest = cosines.max(axis=1)
    found += vectors @ made.meaning
    return found + bell(cosines) @ made.close if len(made.close) else found, nearest


def _curve(three: Matrix, right: Any, others: Matrix | None) -> Calibration:
    from sklearn.linear_model import LogisticRegression

    centre, spread = three.mean(axis=0), three.std(axis=0)
    spread[spread < 1e-6] = 1.0
    even = (three - centre) / spread
    if right.all() or not right.any():
        share = (right.sum() + 1) / (len(right) + 2)
        weights = (float(np.log(share / (1 - share))), 0.0, 0.0, 0.0)
    else:
        curve = LogisticRegression(C=1.0).fit(even, right)
        weights = (float(curve.intercept_[0]), *map(float, curve.coef_[0]))  # type: ignore[assignment]
    made = Calibration(weights, tuple(map(float, centre)), tuple(map(float, spread)), 0.0, len(right))  # type: ignore[arg-type]
    inside = np.array([familiarity(made, row) for row in three])
    least = float(np.quantile(inside, FALSE_ALARMS))
    if others is not None:
        outside = np.array([familiarity(made, row) for row in others])
        least = min(_between(inside, outside), float(np.nextafter(np.quantile(outside, TOLD_OUTSIDE), np.inf)))
    return msgspec.structs.replace(made, least=least)


def _between(inside: Any, outside: Any) -> float:
    """Where the share of right inside and that of right outside are largest in sum."""
    at = np.unique(np.concatenate([inside, outside]))
    kept = np.array([(inside >= x).mean() + (outside < x).mean() for x in at])
    return float(at[int(kept.argmax())])
