"""A training as it is ordered and as it comes out: a model, and what it and the published one say of the test set.

What is learned from and what is measured by are told apart by whoever orders; here nothing is stored.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec
import numpy as np

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import artefact, engine
from qingfeng.modules.understanding.model import OUT_OF_SCOPE, Example, IntentModel
from qingfeng.modules.understanding.training import Chance, Progress, train
from qingfeng.ports.embed import Encoder, Vectors

BATCH = 64
"""Texts that are read at a time."""
LEAST_OUTSIDE = 50
"""Examples of none of the intents from which on the threshold is set by them: a few alone would turn away much of what
is in scope."""


class Lesson(msgspec.Struct, frozen=True):
    """`intent`: its code; `oos`: none of them."""

    id: UUID
    text: str
    intent: str


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """`published`: the model that is in use, measured by the same test set."""

    learn: list[Lesson]
    test: list[Lesson]
    seed: int
    published: bytes | None = None


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What a model says of a text of the test set; `wanted` as it was then."""

    example: UUID
    wanted: str
    told: str
    confidence: float
    in_scope: bool

    @property
    def said(self) -> str:
        """The intent that would be acted on; `oos`: none."""
        return self.told if self.in_scope else OUT_OF_SCOPE

    @property
    def right(self) -> bool:
        return self.said == self.wanted


class Taught(msgspec.Struct, frozen=True, kw_only=True):
    """`learned`: the examples of the model's vectors, in their order. `before`: what the published model says; None
    without one, or where it cannot be used here."""

    model: bytes
    version: str
    encoder: str | None
    intents: int
    learned: list[UUID]
    answers: list[Answer]
    before: list[Answer] | None


Heard = Callable[[str, int, int], Awaitable[bool]]
"""Told the step, and how much of it is done; False: nobody wants the rest."""


class CannotTeach(Exception):
    """`code`: of the error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@runtime_checkable  # it is handed to routes by name, and checked there
class Teacher(Protocol):
    @property
    def busy(self) -> bool:
        """Whether something is being learned here."""

    async def run(self, order: Order, heard: Heard) -> Taught | None:
        """Aside, with low priority and within bounds of its own; None: it was not wanted any longer. Raises
        CannotTeach, TimeoutError."""


def teach(order: Order, encoder: Encoder | None, chance: Chance, told: Progress) -> Taught:
    """Raises CannotTeach, and what the encoder raises. Takes seconds, and blocks."""
    outside = sum(one.intent == OUT_OF_SCOPE for one in order.learn) >= LEAST_OUTSIDE
    lessons = [one for one in order.learn if outside or one.intent != OUT_OF_SCOPE]
    try:
        slow = None if encoder is None else _Telling(encoder, told)
        model = train([Example(one.text, one.intent) for one in lessons], slow, chance, told)
    except Invalid as refused:
        raise CannotTeach(refused.code, refused.message) from None
    told("judge", 0, len(order.test))
    answers = answered(model, order.test, encoder, told)
    before = None
    if order.published is not None:
        published = artefact.load(order.published)
        if engine.fits(published, encoder):
            before = answered(published, order.test, encoder, told)
    return Taught(
        model=artefact.dump(model),
        version=model.version,
        encoder=None if model.header.encoder is None else model.header.encoder.id,
        intents=len(model.header.labels),
        learned=[one.id for one in order.learn if one.intent != OUT_OF_SCOPE],
        answers=answers,
        before=before,
    )


class _Telling:
    """An encoder that tells how far it is: thousands of texts take a minute."""

    def __init__(self, encoder: Encoder, told: Progress) -> None:
        self.is_ = encoder.is_
        self._encoder = encoder
        self._told = told

    def encode(self, texts: Sequence[str]) -> Vectors:
        if len(texts) <= BATCH:
            return self._encoder.encode(texts)
        parts = []
        for at in range(0, len(texts), BATCH):
            self._told("encode", at, len(texts))
            parts.append(self._encoder.encode(texts[at : at + BATCH]))
        whole: Vectors = np.vstack(parts)
        return whole


def answered(model: IntentModel, test: list[Lesson], encoder: Encoder | None, told: Progress) -> list[Answer]:
    found = []
    for at in range(0, len(test), BATCH):
        told("judge", at, len(test))
        part = test[at : at + BATCH]
        for one, said in zip(part, engine.read(model, [one.text for one in part], encoder), strict=True):
            found.append(Answer(one.id, one.intent, said.top[0].intent, round(said.confidence, 4), said.in_scope))
    return found
