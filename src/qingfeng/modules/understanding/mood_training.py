"""Learns a mood model from the seed set that ships, and from a tenant's corrections. Deterministic.

A linear machine for each label over grams, over what is heard and over vectors; what its scores are worth is learned
from texts that a machine of the others had not seen, and folded into its weights.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
import numpy as np

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import grams, mood
from qingfeng.modules.understanding.emotion import EMOTIONS, Emotion
from qingfeng.modules.understanding.model import Matrix
from qingfeng.modules.understanding.mood import Correction, Header, MoodModel, Weights
from qingfeng.modules.understanding.sentiment import SENTIMENTS, Sentiment
from qingfeng.ports.embed import Encoder

FOLDS = 4
CORRECTION_WEIGHS = 10.0
"""How many texts of the seed set a correction is worth."""
MOST_CORRECTIONS = 20_000
EVENED = 0.5
"""How far labels of few texts are made up for: 0 not at all, 1 wholly."""


class Scale(msgspec.Struct, frozen=True):
    """What grams, vectors and what is heard are multiplied by, and how little is held back (C). `doubt`: what log odds
    are divided by: texts of others are less like the seed set than its own held-out texts are. `reviews`, `posts`:
    what one counts beside a message."""

    words: float
    meaning: float
    heard: float
    loose: float
    doubt: float
    reviews: float
    posts: float


SENTIMENT = Scale(words=2.0, meaning=2.0, heard=5.0, loose=0.05, doubt=2.5, reviews=1.0, posts=0.2)
EMOTION = Scale(words=4.0, meaning=4.0, heard=1.0, loose=0.03, doubt=2.0, reviews=0.1, posts=1.0)
TRUST = 3.0
"""Log odds that the word list's lean is given in advance: lists know more words than the seed set has texts."""
LEAN = 2
"""Which of the features it is."""
PRIOR = {"neutral": 0.9, "angry": 0.25, "anxious": -0.85, "sad": 0.0, "happy": 0.0, "surprised": -0.4}
"""Log odds given in advance: the seed set has more of what is rare than people write, and its neutral texts are
plainly so, while theirs are often only not plainly anything."""
MOST_STRENGTH = 3


Kind = Literal["review", "service", "post"]


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """A text and its mood. What is None is not said. `strength`: 1..3; 0 of a neutral text, or when it is not said.
    `kind`: a review, a message to a service desk, or a public post."""

    text: str
    sentiment: Sentiment | None = None
    emotion: Emotion | None = None
    strength: int = 0
    kind: Kind = "service"


class _Given(msgspec.Struct, frozen=True):
    words: Any
    vectors: Matrix
    heard: Matrix
    weighs: Matrix

    def part(self, rows: Any) -> _Given:
        return _Given(self.words[rows], self.vectors[rows], self.heard[rows], self.weighs[rows])

    def plain(self) -> _Given:
        return msgspec.structs.replace(self, vectors=self.vectors[:, :0])

    def whole(self, scale: Scale) -> Any:
        from scipy.sparse import csr_matrix, hstack

        vectors, heard = csr_matrix(self.vectors * scale.meaning), csr_matrix(self.heard * scale.heard)
        return hstack([self.words * scale.words, vectors, heard]).tocsr()


@cache
def seed() -> tuple[Lesson, ...]:
    """The seed set that ships."""
    file = files("qingfeng.modules.understanding") / "data" / "mood_seed.tsv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(msgspec.convert(row, Lesson, strict=False) for row in rows)


def learn(corrections: Sequence[Lesson], encoder: Encoder | None) -> MoodModel:
    """A model of the seed set and these corrections, each of which weighs more. With an encoder it takes some ten
    seconds, and blocks. Raises Invalid: empty_text, too_many_corrections, nothing_said; and what the encoder raises."""
    if len(corrections) > MOST_CORRECTIONS:
        raise Invalid("too_many_corrections", f"At most {MOST_CORRECTIONS:,} corrections.", most=MOST_CORRECTIONS)
    for at, one in enumerate(corrections):
        if not mood.normal_text(one.text):
            raise Invalid("empty_text", "A correction has no visible text.", field=f"corrections[{at}].text")
        if one.sentiment is None and one.emotion is None:
            raise Invalid("nothing_said", "A correction says neither a sentiment nor an emotion.", field=f"corrections[{at}]")  # fmt: skip
    corrected = {mood.normal_text(one.text) for one in corrections}
    kept = [one for one in seed() if mood.normal_text(one.text) not in corrected]
    weighs = [1.0] * len(kept) + [CORRECTION_WEIGHS] * len(corrections)
    made = train([*kept, *corrections], encoder, weighs)
    known = {mood.mark(mood.normal_text(one.text)): Correction(one.sentiment, one.emotion, one.strength / MOST_STRENGTH) for one in corrections}  # fmt: skip
    header = msgspec.structs.replace(made.header, corrected=known)
    return mood.load(mood.dump(msgspec.structs.replace(made, header=header)))


def train(lessons: Sequence[Lesson], encoder: Encoder | None, weighs: Sequence[float] | None = None) -> MoodModel:
    """Every sentiment and every emotion must occur eight times at least."""
    from threadpoolctl import threadpool_limits

    lines = [mood.normal_text(one.text) for one in lessons]
    counted = [grams.split(line) for line in lines]
    vocabulary, idf = grams.learn(counted, 2, mood.MOST_GRAMS)
    vectors = encoder.encode(lines) if encoder is not None else np.zeros((len(lines), 0), dtype=np.float32)
    heard = np.asarray([mood.features(line) for line in lines], dtype=np.float32)
    places = {gram: at for at, gram in enumerate(vocabulary)}
    each = np.asarray(weighs if weighs is not None else [1.0] * len(lines), dtype=np.float32)
    given = _Given(_sparse(counted, places, idf), vectors, heard, each)
    with threadpool_limits(1):  # one core: others live on this machine too
        plain = _weights(given.plain(), lessons)
        full = _weights(given, lessons) if encoder is not None else None
        strength = _strength(given, lessons)
    header = Header(
        format=mood.FORMAT,
        encoder=None if encoder is None else encoder.is_,
        vocabulary=vocabulary,
        rows=len(lessons),
        corrected={},
        learned_from=hashlib.sha256(msgspec.json.encode(list(lessons))).hexdigest(),
    )
    made = MoodModel(header=header, idf=np.asarray(idf, dtype=np.float32), strength=strength, plain=plain, full=full, places=places, version="")  # fmt: skip
    return mood.load(mood.dump(made))


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


def _weights(given: _Given, lessons: Sequence[Lesson]) -> Weights:
    """Of both questions, side by side."""
    kinds = np.asarray([one.kind for one in lessons])
    first = _asked(_counting(given, kinds, SENTIMENT), [one.sentiment for one in lessons], list(SENTIMENTS), SENTIMENT)
    second = _asked(_counting(given, kinds, EMOTION), [one.emotion for one in lessons], list(EMOTIONS), EMOTION)
    weights = np.hstack([first[0], second[0]]).astype(np.float32)
    prior = np.asarray([PRIOR[one] for one in EMOTIONS])
    intercept = np.concatenate([first[1], second[1] + prior]).astype(np.float32)
    grams_, dimension = given.words.shape[1], given.vectors.shape[1]
    return Weights(
        words=weights[:grams_],
        meaning=weights[grams_ : grams_ + dimension],
        heard=_trusting(weights[grams_ + dimension :]),
        intercept=intercept,
    )


def _counting(given: _Given, kinds: Any, scale: Scale) -> _Given:
    counts = np.where(kinds == "post", scale.posts, np.where(kinds == "review", scale.reviews, 1.0))
    return msgspec.structs.replace(given, weighs=given.weighs * counts)


def _trusting(heard: Matrix) -> Matrix:
    """With what the list's lean is given in advance, for praise and against complaint."""
    heard = heard.copy()
    heard[LEAN, SENTIMENTS.index("positive")] += TRUST / SENTIMENT.doubt
    heard[LEAN, SENTIMENTS.index("negative")] -= TRUST / SENTIMENT.doubt
    return heard


def _asked(given: _Given, labels: Sequence[str | None], known: list[str], scale: Scale) -> tuple[Any, Any]:
    """Weights (columns, labels) and intercepts of a machine for each label, in the unit of log odds."""
    rows = np.asarray([at for at, label in enumerate(labels) if label is not None])
    of = np.asarray([known.index(labels[at] or "") for at in rows])
    part = given.part(rows)
    whole, weighs = part.whole(scale), part.weighs * _evened(of)
    scores = np.zeros((len(rows), len(known)))
    fold = np.zeros(len(rows), dtype=int)
    for label in range(len(known)):  # every label spread evenly
        having = np.flatnonzero(of == label)
        fold[having] = np.arange(len(having)) % FOLDS
    for held in range(FOLDS):
        out = fold == held
        weights, intercept = _machine(whole[~out], of[~out], weighs[~out], scale.loose)
        scores[out] = whole[out] @ weights + intercept
    turn, shift = _worth(scores, of, weighs)
    weights, intercept = _machine(whole, of, weighs, scale.loose)
    widths = (part.words.shape[1], part.vectors.shape[1], part.heard.shape[1])
    back = np.repeat([scale.words, scale.meaning, scale.heard], widths)[:, None]
    return (weights * back) @ turn / scale.doubt, (intercept @ turn + shift) / scale.doubt


def _evened(of: Any) -> Any:
    """Weights that make up for labels of few texts, 1 in the mean."""
    weights = np.bincount(of).astype(np.float64)[of] ** -EVENED
    return weights / weights.mean()


def _machine(whole: Any, of: Any, weighs: Any, loose: float) -> tuple[Any, Any]:
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=loose, tol=1e-3, max_iter=1_000, dual=True, random_state=1)
    machine.fit(whole, of, sample_weight=weighs)
    return machine.coef_.T, machine.intercept_


def _worth(scores: Any, of: Any, weighs: Any) -> tuple[Any, Any]:
    """What scores of texts that were not seen are worth: a logistic regression over them."""
    from sklearn.linear_model import LogisticRegression

    logistic = LogisticRegression(C=1.0, max_iter=500)
    logistic.fit(scores, of, sample_weight=weighs)
    return logistic.coef_.T, logistic.intercept_


def _strength(given: _Given, lessons: Sequence[Lesson]) -> Matrix:
    """Least squares, held back, over what is heard: of texts with a feeling, as a share of the most."""
    felt = np.asarray([at for at, one in enumerate(lessons) if one.strength > 0])
    rows = np.hstack([given.heard[felt], np.ones((len(felt), 1))]).astype(np.float64)
    wanted = np.asarray([lessons[at].strength / MOST_STRENGTH for at in felt])
    back = np.eye(rows.shape[1]) * 3.0
    back[-1, -1] = 0.0
    solved: Matrix = np.linalg.solve(rows.T @ rows + back, rows.T @ wanted).astype(np.float32)
    return solved
