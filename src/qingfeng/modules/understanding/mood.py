"""The mood of a text: its emotion with a strength and its sentiment, each with a calibrated confidence. Pure.

A linear model over grams, over what is heard in the words of our own lists and, where there is one, over the vector
that the intent is told by. What ships was learned from the seed set beside it (`mood_training`).
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from functools import cache
from importlib.resources import files
from math import atanh, exp
from typing import Any

import msgspec
import numpy as np

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import emotion, grams, sentiment
from qingfeng.modules.understanding.emotion import EMOTIONS, Emotion
from qingfeng.modules.understanding.model import MAX_TEXT, Matrix
from qingfeng.modules.understanding.sentiment import SENTIMENTS, Sentiment
from qingfeng.ports.embed import EncoderId

FORMAT = 1
MARK = b"QFMOOD\x00\x01"
FEATURES = sentiment.FEATURES + emotion.FEATURES
CLASSES = len(SENTIMENTS) + len(EMOTIONS)
"""Columns of a matrix: the sentiments, then the emotions."""
FLAT = 0.4
"""In log odds: a review that praises nothing is rather a complaint. Who is content says so; who is not says what the
matter was."""
MOST_BYTES = 32 * 1024 * 1024
MOST_GRAMS = 60_000
MOST_DIMENSIONS = 4_096
_HALF = np.dtype("<f2")
_DIGEST = 32


class Mood(msgspec.Struct, frozen=True, kw_only=True):
    """`strength`: of the emotion, 0..1; 0 when neutral. The confidences: the probability, 0..1, that the label beside
    it is right. `lean`: -1 complaint .. 1 praise: the probability of praise less that of complaint."""

    emotion: Emotion
    strength: float
    emotion_confidence: float
    sentiment: Sentiment
    sentiment_confidence: float
    lean: float

    @property
    def praise(self) -> float:
        """The probability of praise of a text that is either praise or complaint, such as a review."""
        return 1 / (1 + exp(FLAT - 2 * atanh(0.9998 * self.lean)))


class Correction(msgspec.Struct, frozen=True):
    """What a person said of just this text; None where nothing. `strength`: 0..1."""

    sentiment: Sentiment | None
    emotion: Emotion | None
    strength: float


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """`encoder`: whose vectors the second half was learned with. `rows`: of the seed set and corrections together. `corrected`: what
    was said of texts, by their marks."""

    format: int
    encoder: EncoderId | None
    vocabulary: list[str]
    rows: int
    learned_from: str
    corrected: dict[str, Correction]


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """`words`: (vocabulary, classes). `meaning`: (dimension, classes). `heard`: (features, classes)."""

    words: Matrix
    meaning: Matrix
    heard: Matrix
    intercept: Matrix


class MoodModel(msgspec.Struct, frozen=True, kw_only=True):
    """`plain`: for texts without a vector. `full`: for those with one; None when it was learned without an encoder.
    `strength`: (features + 1,), of how strong a feeling is."""

    header: Header
    idf: Matrix
    strength: Matrix
    plain: Weights
    full: Weights | None
    places: dict[str, int]
    version: str


def read_mood(text: str, vector: Matrix | None = None, model: MoodModel | None = None) -> Mood:
    """`vector`: of the text in its normal form, as the intent is told by (`grams.normal`, then the encoder); without
    one words alone decide. `model`: a tenant's own; the shipped one without. Raises Invalid (other_encoder) when the
    vector is of another length."""
    used = model or shipped()
    line = normal_text(text)
    heard = np.asarray(features(line), dtype=np.float32)
    weights = used.plain if vector is None or used.full is None else used.full
    found = weights.intercept + heard @ weights.heard
    where, how = grams.weigh(grams.split(line), used.places, used.idf)
    if where:
        found = found + np.asarray(how, dtype=np.float32) @ weights.words[where]
    if vector is not None and used.full is not None:
        if vector.shape != (len(weights.meaning),):
            raise Invalid("other_encoder", "This vector is of another encoder than the mood was learned with.")
        found = found + vector @ weights.meaning
    told = _mood(found, float(heard @ used.strength[:-1] + used.strength[-1]))
    corrected = used.header.corrected.get(mark(line))
    return told if corrected is None else _as_corrected(told, corrected)


def normal_text(text: str) -> str:
    """The form in which a text is read and encoded, for intent and mood alike."""
    return grams.normal(text, MAX_TEXT)


def features(line: str) -> list[float]:
    """What is heard in a normal text."""
    return sentiment.features(line) + emotion.features(line)


def _mood(found: Matrix, strength: float) -> Mood:
    leaning, feeling = softmax(found[: len(SENTIMENTS)]), softmax(found[len(SENTIMENTS) :])
    one, other = int(leaning.argmax()), int(feeling.argmax())
    felt = EMOTIONS[other]
    return Mood(
        emotion=felt,
        strength=0.0 if felt == "neutral" else min(1.0, max(0.1, strength)),
        emotion_confidence=float(feeling[other]),
        sentiment=SENTIMENTS[one],
        sentiment_confidence=float(leaning[one]),
        lean=float(leaning[SENTIMENTS.index("positive")] - leaning[SENTIMENTS.index("negative")]),
    )


def mark(line: str) -> str:
    """What a corrected text is known again by: a model keeps nobody's words."""
    return hashlib.sha256(line.encode()).hexdigest()[:32]


def _as_corrected(told: Mood, said: Correction) -> Mood:
    if said.sentiment is not None:
        lean = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}[said.sentiment]
        told = msgspec.structs.replace(told, sentiment=said.sentiment, sentiment_confidence=1.0, lean=lean)
    if said.emotion is not None:
        strength = 0.0 if said.emotion == "neutral" else said.strength or max(0.1, told.strength)
        told = msgspec.structs.replace(told, emotion=said.emotion, emotion_confidence=1.0, strength=strength)
    return told


def softmax(scores: Matrix) -> Matrix:
    """Along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Matrix = raised / raised.sum(axis=-1, keepdims=True)
    return shares


@cache
def shipped() -> MoodModel:
    """The model that comes with the product."""
    return load((files("qingfeng.modules.understanding") / "data" / "mood.bin").read_bytes())


# ------------------------------------------------------------------ as bytes
def dump(model: MoodModel) -> bytes:
    """The same model gives the same bytes: what it is, length and text of the header, matrices in half precision
    (both packed), a digest of all before."""
    head = msgspec.json.encode(model.header, order="deterministic")
    matrices = [model.idf, model.strength, *_parts(model.plain), *(_parts(model.full) if model.full else [])]
    body = struct.pack("<I", len(head)) + head + b"".join(one.astype(_HALF).tobytes() for one in matrices)
    packed = MARK + zlib.compress(body, 9)
    return packed + hashlib.sha256(packed).digest()


def load(data: bytes) -> MoodModel:
    """Raises Invalid: model_broken (cut, altered, not one at all), model_other_format."""
    if data[: len(MARK)] != MARK or hashlib.sha256(data[:-_DIGEST]).digest() != data[-_DIGEST:]:
        raise _broken("it is cut, altered or none")
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(data[len(MARK) : -_DIGEST], MOST_BYTES)
        (length,) = struct.unpack("<I", body[:4])
        header = msgspec.json.decode(body[4 : 4 + length], type=Header)
    except (zlib.error, struct.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _broken(str(error)[:200]) from None
    if header.format != FORMAT:
        raise Invalid("model_other_format", "This mood model is of another format; learn it again.")
    n, dimension = len(header.vocabulary), header.encoder.dimension if header.encoder else 0
    if n > MOST_GRAMS or not 0 <= dimension <= MOST_DIMENSIONS:
        raise _broken("its header is out of bounds")
    shapes = [(n,), (FEATURES + 1,), *_shapes(n, 0), *(_shapes(n, dimension) if header.encoder else [])]
    if len(body) != 4 + length + sum(_HALF.itemsize * int(np.prod(shape)) for shape in shapes):
        raise _broken("its matrices are not of the size its header says")
    return _filled(header, _matrices(body, 4 + length, shapes), data[-_DIGEST:].hex()[:16])


def _filled(header: Header, parts: list[Matrix], version: str) -> MoodModel:
    return MoodModel(
        header=header,
        idf=parts[0],
        strength=parts[1],
        plain=_weights(parts[2:6]),
        full=_weights(parts[6:]) if header.encoder else None,
        places={gram: place for place, gram in enumerate(header.vocabulary)},
        version=version,
    )


def _matrices(body: bytes, at: int, shapes: list[tuple[int, ...]]) -> list[Matrix]:
    parts: list[Matrix] = []
    for shape in shapes:
        count = int(np.prod(shape))
        part = np.frombuffer(body, dtype=_HALF, count=count, offset=at).reshape(shape).astype(np.float32)
        if not np.isfinite(part).all():
            raise _broken("it holds numbers that are none")
        parts.append(part)
        at += count * _HALF.itemsize
    return parts


def _parts(weights: Weights) -> list[Any]:
    return [weights.words, weights.meaning, weights.heard, weights.intercept]


def _weights(parts: list[Matrix]) -> Weights:
    words, meaning, heard, intercept = parts
    return Weights(words=words, meaning=meaning, heard=heard, intercept=intercept)


def _shapes(grams_: int, dimension: int) -> list[tuple[int, ...]]:
    return [(grams_, CLASSES), (dimension, CLASSES), (FEATURES, CLASSES), (CLASSES,)]


def _broken(why: str) -> Invalid:
    return Invalid("model_broken", f"This is no mood model that can be used: {why}.")
