"""Models as bytes and back. Nothing in them is code: a header in JSON, then matrices of a size the header says.

    QFINTENT | length of the header | header | idf | words | meaning | intercept | known | close | SHA-256 of all before

Whoever loads one learns at once whether it is whole, of this format and within bounds; nothing is run, and no more is
allotted than the bytes that are there.
"""

from __future__ import annotations

import hashlib
import struct

import msgspec
import numpy as np

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding.model import FORMAT, MAX_EXAMPLES, MAX_INTENTS, Header, IntentModel, Matrix

MARK = b"QFINTENT"
MOST_BYTES = 160 * 1024 * 1024
MOST_GRAMS = 40_000
MOST_DIMENSIONS = 4_096
_DIGEST = 32
_HALF = np.dtype("<f2")


class _Kept(msgspec.Struct):
    header: Header
    known: int
    close: int


def dump(model: IntentModel) -> bytes:
    """The same model gives the same bytes."""
    head = msgspec.json.encode(_Kept(model.header, len(model.known), len(model.close)), order="deterministic")
    parts = [model.idf, model.words, model.meaning, model.intercept, model.known, model.close]
    body = MARK + struct.pack("<I", len(head)) + head + b"".join(part.astype(_HALF).tobytes() for part in parts)
    return body + hashlib.sha256(body).digest()


def load(data: bytes) -> IntentModel:
    """Raises Invalid: model_too_large, model_broken (cut, altered, not one at all), model_other_format."""
    if len(data) > MOST_BYTES:
        raise Invalid("model_too_large", "This intent model is too large.", most=MOST_BYTES)
    start = len(MARK) + 4
    if data[: len(MARK)] != MARK or len(data) < start + _DIGEST:
        raise _broken("it does not begin as one")
    if hashlib.sha256(data[:-_DIGEST]).digest() != data[-_DIGEST:]:
        raise _broken("its digest is not that of its bytes")
    (length,) = struct.unpack("<I", data[len(MARK) : start])
    try:
        kept = msgspec.json.decode(data[start : start + length], type=_Kept)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _broken(str(error)[:200]) from None
    return _filled(kept, data, start + length)


def rounded(model: IntentModel) -> IntentModel:
    """The model as it will be after `dump` and `load`."""
    return load(dump(model))


def _filled(kept: _Kept, data: bytes, at: int) -> IntentModel:
    header = kept.header
    if header.format != FORMAT:
        raise Invalid("model_other_format", "This intent model is of another format; train it again.")
    grams, labels = len(header.vocabulary), len(header.labels)
    dimension = header.encoder.dimension if header.encoder is not None else 0
    within = (
        0 <= grams <= MOST_GRAMS
        and 2 <= labels <= MAX_INTENTS
        and 0 <= dimension <= MOST_DIMENSIONS
        and 0 <= kept.known <= MAX_EXAMPLES
        and kept.close in (0, kept.known)
    )
    if not within or len(set(header.vocabulary)) != grams or len(set(header.labels)) != labels:
        raise _broken("its header is out of bounds")
    shapes = [(grams,), (grams, labels), (dimension, labels), (labels,), (kept.known, dimension), (kept.close, labels)]
    if at + sum(_HALF.itemsize * int(np.prod(shape)) for shape in shapes) + _DIGEST != len(data):
        raise _broken("its matrices are not of the size its header says")
    parts: list[Matrix] = []
    for shape in shapes:
        count = int(np.prod(shape))
        part = np.frombuffer(data, dtype=_HALF, count=count, offset=at).reshape(shape).astype(np.float32)
        if not np.isfinite(part).all():
            raise _broken("it holds numbers that are none")
        parts.append(part)
        at += count * _HALF.itemsize
    idf, words, meaning, intercept, known, close = parts
    return IntentModel(
        header=header,
        idf=idf,
        words=words,
        meaning=meaning,
        intercept=intercept,
        known=known,
        close=close,
        places={gram: place for place, gram in enumerate(header.vocabulary)},
        version=data[-_DIGEST:].hex()[:16],
    )


def _broken(why: str) -> Invalid:
    return Invalid("model_broken", f"This is no intent model that can be used: {why}.")
