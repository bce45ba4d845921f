"""What an intent model is and what it says. Pure."""

from __future__ import annotations

from typing import Any

import msgspec
from numpy import dtype, float32, ndarray

from qingfeng.ports.embed import EncoderId

FORMAT = 2
"""Of the artefact; another one is refused, and trained anew."""
MAX_EXAMPLES = 50_000
MAX_INTENTS = 1_000
MAX_TEXT = 2_000
"""Characters of a text that are looked at."""
LEAST_EXAMPLES = 2
"""Of each intent: one to learn from, one to measure by."""
FEW = 25
"""Examples an intent below which an intent is learned as one of few."""
OUT_OF_SCOPE = "oos"
"""The label of examples that belong to no intent."""

Matrix = ndarray[Any, dtype[float32]]


class Example(msgspec.Struct, frozen=True):
    text: str
    intent: str


class Guess(msgspec.Struct, frozen=True):
    """`margin`: how far its score is above the next one's, in the model's own unit."""

    intent: str
    margin: float


class Read(msgspec.Struct, frozen=True):
    """What a model makes of a text. `confidence`: the probability, 0..1, that the first of `top` is right, for a text
    that is in scope. `in_scope`: False when the text is like nothing that was learned; then no intent is to be acted
    on. `familiar`: how far it is above the threshold of that, in standard deviations. `top`: at most three."""

    top: tuple[Guess, ...]
    confidence: float
    in_scope: bool
    familiar: float

    @property
    def intent(self) -> str | None:
        return self.top[0].intent if self.in_scope else None


class Calibration(msgspec.Struct, frozen=True):
    """What the scores of texts that the model had not seen say. `bias`, `top`, `margin`, `near`: weights of a logistic
    curve over the standardised best score, its margin over the second and the cosine of the nearest example. `centre`
    and `spread`: mean and standard deviation of these three. `least`: the least familiarity (sum of the standardised
    best score and cosine) that is taken as in scope. `held_out`: how many texts it was made from."""

    weights: tuple[float, float, float, float]
    centre: tuple[float, float, float]
    spread: tuple[float, float, float]
    least: float
    held_out: int


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of a model but its matrices. `encoder`: whose vectors it was trained with; None: without any.
    `vocabulary`: its character grams and words (`grams.split`), in the order of the rows of the matrix; `weights`: how
    much each says (inverse document frequency). `few`: learned as one of few examples."""

    format: int
    labels: list[str]
    encoder: EncoderId | None
    vocabulary: list[str]
    few: bool
    calibration: Calibration
    seed: int
    examples: int
    examples_digest: str


class IntentModel(msgspec.Struct, frozen=True, kw_only=True):
    """`idf`: (vocabulary,). `words`: (vocabulary, labels). `meaning`: (dimension, labels). `intercept`: (labels,).
    `known`: vectors of the examples, (n, dimension). `close`: (n, labels), what a text that is near an example gets from
    it; (0, labels) for a model that asks only how near the nearest is. `places`: row of each gram."""

    header: Header
    idf: Matrix
    words: Matrix
    meaning: Matrix
    intercept: Matrix
    known: Matrix
    close: Matrix
    places: dict[str, int]
    version: str
