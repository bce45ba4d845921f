"""Reads a text by a model: scores, a calibrated confidence, and whether it is in scope. Pure: arithmetic only."""

from __future__ import annotations

from itertools import pairwise
from math import exp

import numpy as np

from qingfeng.modules.understanding import grams
from qingfeng.modules.understanding.model import MAX_TEXT, Calibration, Guess, IntentModel, Matrix, Read
from qingfeng.ports.embed import Encoder

SHOWN = 3
BELL = np.float32(4.0)
"""What the same meaning counts, where the same words count 1."""
NARROW = np.float32(2.0)
"""How soon what differs in meaning counts less."""
TOGETHER = 256
"""Texts that are compared with the examples at once."""


def read(model: IntentModel, texts: list[str], encoder: Encoder | None) -> list[Read]:
    """What the model makes of each text. `encoder`: the one it was trained with (`fits`); not asked when it had none."""
    lines = [grams.normal(text, MAX_TEXT) for text in texts]
    vectors = encoder.encode(lines) if encoder is not None and model.header.encoder is not None else None
    found, near, heard = scores(model, lines, vectors)
    return [_read(model, *each) for each in zip(found, near, heard, strict=True)]


def fits(model: IntentModel, encoder: Encoder | None) -> bool:
    """Whether the model can be used with this encoder."""
    wanted = model.header.encoder
    return wanted is None or (encoder is not None and encoder.is_ == wanted)


def scores(model: IntentModel, lines: list[str], vectors: Matrix | None) -> tuple[Matrix, Matrix, list[bool]]:
    """Scores (n, labels) of normal texts, the cosine of the nearest example (n,; 0 without an encoder), and whether
    anything in them is known from an example."""
    idf = model.idf
    out = np.tile(model.intercept, (len(lines), 1))
    heard = [False] * len(lines)
    for row, line in enumerate(lines):
        where, how = grams.weigh(grams.split(line), model.places, idf)
        if where:
            heard[row] = True
            out[row] += np.asarray(how, dtype=np.float32) @ model.words[where]
    if vectors is None:
        return out, np.zeros(len(lines), dtype=np.float32), heard
    out += vectors @ model.meaning
    near: Matrix = np.empty(len(lines), dtype=np.float32)
    for at in range(0, len(lines), TOGETHER):
        cosines = vectors[at : at + TOGETHER] @ model.known.T
        near[at : at + TOGETHER] = cosines.max(axis=1)
        if len(model.close):
            out[at : at + TOGETHER] += bell(cosines) @ model.close
    return out, near, heard


def bell(cosines: Matrix) -> Matrix:
    """What texts count for each other by their meaning: BELL for the same, ever less. Changes what it is given."""
    cosines -= np.float32(1)
    cosines *= NARROW
    np.exp(cosines, out=cosines)
    cosines *= BELL
    return cosines


def measures(found: Matrix, near: Matrix, *, few: bool) -> Matrix:
    """Best score, margin over the second and nearest cosine, of each row: (n, 3). Of few: the best score is the
    logarithm of its share."""
    two = np.partition(found, -2, axis=1)[:, -2:]
    best = two[:, 1]
    if few:
        best = -np.log(np.exp(found - best[:, None]).sum(axis=1))
    return np.column_stack([best, two[:, 1] - two[:, 0], near]).astype(np.float32)


def _read(model: IntentModel, row: Matrix, cosine: float, heard: bool) -> Read:
    made = model.header.calibration
    three = measures(row[None, :], np.asarray([cosine], dtype=np.float32), few=model.header.few)[0]
    order = np.argsort(-row, kind="stable")[: SHOWN + 1]
    top = tuple(Guess(model.header.labels[at], float(row[at] - row[after])) for at, after in pairwise(order))
    if len(top) < SHOWN:  # few intents: the last has nothing below it
        top = (*top, Guess(model.header.labels[order[-1]], 0.0))
    even = familiarity(made, three)
    return Read(top, confidence(made, three), heard and even >= made.least, even - made.least)


def standard(made: Calibration, three: Matrix) -> list[float]:
    return [(float(x) - c) / s for x, c, s in zip(three, made.centre, made.spread, strict=True)]


def familiarity(made: Calibration, three: Matrix) -> float:
    best, _, near = standard(made, three)
    return best + near


def confidence(made: Calibration, three: Matrix) -> float:
    """The probability that the best is right."""
    bias, *weights = made.weights
    odds = bias + sum(w * x for w, x in zip(weights, standard(made, three), strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))
