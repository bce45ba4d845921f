"""Published models at hand in a process: loaded off the event loop when first needed, and read with there."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import numpy as np
from prometheus_client import Counter

from qingfeng.kernel.clock import Clock
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict
from qingfeng.modules.understanding import artefact, engine, grams, store_versions
from qingfeng.modules.understanding.entities import Entity, read_entities
from qingfeng.modules.understanding.model import MAX_TEXT, IntentModel, Matrix, Read
from qingfeng.modules.understanding.mood import Mood, normal_text, read_mood, shipped
from qingfeng.modules.understanding.urgency import Triage, triage
from qingfeng.ports.embed import Encoder, EncoderId

AT_HAND = 8
"""Models in a process's memory: of houses that were read for last."""
BATCH = 16
"""Texts that are read at a time: others' turns come between."""
SHARE = 0.25
"""Of one core, at most, while messages wait to be read: those who wait for an answer go first, and some 150 messages a
second are read at that. What a rush leaves is made good after it."""
NEAR = 3

READ = Counter("qingfeng_understood", "Messages of customers that were read by an intent model")
SECONDS = Counter("qingfeng_understanding_seconds", "Seconds that reading them took, off the event loop")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a model makes of one text. `shares`: the probability of each of `read.top`: the first one's is its
    confidence, the others' go by their scores. `near`: rows of the nearest examples it learned from, with their cosine."""

    read: Read
    shares: list[float]
    near: list[tuple[int, float]]


class Understood(msgspec.Struct, frozen=True):
    read: Read
    mood: Mood
    entities: list[Entity]
    triage: Triage


class Reader:
    """One of a process. `encoder`: gives this machine's encoder, or None; it is asked when first needed."""

    def __init__(self, encoder: Callable[[], Encoder | None], clock: Clock) -> None:
        self._make = encoder
        self._made: list[Encoder | None] = []
        self._clock = clock
        self._kept: OrderedDict[UUID, IntentModel] = OrderedDict()

    @property
    def encoder(self) -> Encoder | None:
        if not self._made:
            self._made.append(self._make())
        return self._made[0]

    async def model(self, conn: Connection, version: UUID) -> IntentModel:
        """The model of a version. Raises Conflict: `model_not_kept`, or `other_encoder` where it cannot be used here."""
        found = self._kept.get(version)
        if found is None:
            data = await store_versions.model(conn, version)
            if data is None:
                raise Conflict("model_not_kept", "The model of this version is no longer kept; train anew.")
            found = await asyncio.to_thread(_loaded, data)
            self._kept[version] = found
            while len(self._kept) > AT_HAND:
                self._kept.popitem(last=False)
        self._kept.move_to_end(version)
        if not engine.fits(found, self.encoder):
            raise Conflict("other_encoder", "It was trained with another sentence encoder than this machine has.")
        return found

    async def read(self, model: IntentModel, texts: list[str], now: datetime | None = None) -> list[Understood]:
        """Intent, mood, entities and urgency of each, off the loop, a few at a time, with pauses. `now`: in the house's
        time zone, for what is said relative to it."""
        now = now or self._clock.now()
        found: list[Understood] = []
        for at in range(0, len(texts), BATCH):
            part, begun = texts[at : at + BATCH], self._clock.monotonic()
            found += await asyncio.to_thread(understood, model, part, self.encoder, now)
            lasted = self._clock.monotonic() - begun
            READ.inc(len(part))
            SECONDS.inc(lasted)
            await self._clock.sleep(lasted * (1 / SHARE - 1))
        return found

    async def tell(self, model: IntentModel, text: str) -> Told:
        """All that can be said of one text, off the loop."""
        return await asyncio.to_thread(told, model, text, self.encoder)


def _loaded(data: bytes) -> IntentModel:
    one_core()
    return artefact.load(data)


def one_core() -> None:
    """From now on this process multiplies matrices on one core. So small ones gain nothing by more, and the others' idle
    threads spin for some 20 ms after each, which is ten times what it costs."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")


class _Given:
    """Stands where an encoder stands, with vectors that are made already: each text is encoded once for all readers."""

    def __init__(self, is_: EncoderId, vectors: Matrix) -> None:
        self.is_ = is_
        self._vectors = vectors

    def encode(self, texts: Sequence[str]) -> Matrix:
        return self._vectors


def understood(model: IntentModel, texts: list[str], encoder: Encoder | None, now: datetime) -> list[Understood]:
    """Blocks."""
    vectors = None
    if encoder is not None and model.header.encoder is not None:
        vectors = encoder.encode([normal_text(text) for text in texts])
        reads = engine.read(model, texts, _Given(encoder.is_, vectors))
        if shipped().header.encoder != encoder.is_:
            vectors = None
    else:
        reads = engine.read(model, texts, None)
    found = []
    for at, (text, read) in enumerate(zip(texts, reads, strict=True)):
        mood = read_mood(text, None if vectors is None else vectors[at])
        entities = read_entities(text, now)
        found.append(Understood(read, mood, entities, triage(text, mood, read.intent, entities, now)))
    return found


def told(model: IntentModel, text: str, encoder: Encoder | None) -> Told:
    """Blocks."""
    (read,) = engine.read(model, [text], encoder)
    line = grams.normal(text, MAX_TEXT)
    vectors = encoder.encode([line]) if encoder is not None and model.header.encoder is not None else None
    scores, _, _ = engine.scores(model, [line], vectors)
    near: list[tuple[int, float]] = []
    if vectors is not None and len(model.known):
        cosines = model.known @ vectors[0]
        near = [(int(at), float(cosines[at])) for at in np.argsort(-cosines, kind="stable")[:NEAR]]
    return Told(read=read, shares=_shares(scores[0], read, model), near=near)


def _shares(row: Matrix, read: Read, model: IntentModel) -> list[float]:
    """Shares by the scores, at the temperature at which the first one's is its confidence (by bisection)."""
    place = {label: at for at, label in enumerate(model.header.labels)}
    away = (row.max() - row).astype(np.float64)  # nothing of the first, more of the others
    cold, hot = 1e-3, 1e3
    for _ in range(40):
        between = (cold * hot) ** 0.5
        if 1 / np.exp(-away / between).sum() > read.confidence:
            cold = between
        else:
            hot = between
    weights = np.exp(-away / hot)
    shares = weights / weights.sum()
    return [read.confidence, *(min(read.confidence, float(shares[place[one.intent]])) for one in read.top[1:])]
