"""What articles mean, for the search: one vector an article, at hand in each process that searches.

An article's vector is the mean of its title's and questions' vectors, together with the mean of its body's lines',
each part of length 1 before they are added. Vectors are made by the worker (`jobs`) and kept with the encoder's id; a
process reads those of a house when it first searches there, and afterwards what has changed, by the house's stamp.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec
import numpy as np

from qingfeng.kernel import log, prose, text
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import Unavailable
from qingfeng.modules.knowledge import alike
from qingfeng.modules.knowledge.alike import Alike
from qingfeng.modules.knowledge.synonyms import own_lines
from qingfeng.ports.embed import Encoder, EncoderId, Vectors

logger = log.get(__name__)
MOST_LINES = 60
"""Lines of a body that are read: longer ones say nothing new of what an article is about."""
LEAST_LINE = 4
AT_ONCE = 500
"""Vectors that are read from the database at a time."""
KEPT_BYTES = 128 * 1024 * 1024
"""Of vectors in a process: the houses that were searched last."""
KEPT_QUESTIONS = 1_000
PATIENCE = 3.0
"""Seconds that the first questions of a process wait for the encoder: they deserve the answer that later ones get."""
NEAREST = 20
"""Articles that are compared in full for their meaning's sake."""
_MARKUP = re.compile(r"\*\*|^#+\s*|^\s*(?:[-*]|\d+\.)\s+|!?\[([^\]]*)\]\([^)]*\)", re.MULTILINE)


def normal(line: str) -> str:
    """As the encoder is given it."""
    return text.simplify(text.fold(line))


def texts_of(title: str, questions: Sequence[str], body: str) -> tuple[list[str], list[str]]:
    """What is read of an article: its title and questions, and the lines of its body."""
    plain = _MARKUP.sub(lambda found: found[1] or "", prose.words(body))
    lines = [line.strip() for line in plain.splitlines() if len(line.strip()) >= LEAST_LINE]
    return [normal(one) for one in (title, *questions)], [normal(line) for line in lines[:MOST_LINES]]


def digest(head: Sequence[str], body: Sequence[str]) -> bytes:
    return hashlib.sha256("\0".join([*head, "\0", *body]).encode()).digest()


def vectors_of(encoder: Encoder, articles: Sequence[tuple[list[str], list[str]]]) -> Vectors:
    """One row an article, of its texts. Blocks."""
    lines = [line for head, body in articles for line in (*head, *body)]
    made = encoder.encode(lines)
    out = np.zeros((len(articles), encoder.is_.dimension), dtype=np.float32)
    at = 0
    for row, parts in zip(out, articles, strict=True):
        for part in parts:
            if part:
                row += _unit(made[at : at + len(part)].sum(axis=0))
            at += len(part)
    return _units(out)


def packed(row: Vectors) -> bytes:
    return row.astype("<f2").tobytes()


def _unit(row: Vectors) -> Vectors:
    length = float(np.linalg.norm(row))
    return row / np.float32(length) if length > 0 else row


def _units(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    out: Vectors = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return out


class Shelf:
    """The vectors of a house's articles, and its words alike, as of a stamp. Never changed afterwards."""

    def __init__(self, stamp: int, places: dict[UUID, int], rows: Vectors, own: Alike) -> None:
        self.stamp = stamp
        self.places = places
        self.ids = list(places)
        self.rows = rows
        self.alike = own

    @property
    def size(self) -> int:
        """In bytes."""
        return int(self.rows.nbytes)

    def with_rows(self, stamp: int, found: Sequence[tuple[UUID, bytes]], own: Alike) -> Shelf:
        """Another, with these besides or instead. Blocks a little."""
        if not found:
            return Shelf(stamp, self.places, self.rows, own)
        places = dict(self.places)
        for id_, _ in found:
            places.setdefault(id_, len(places))
        rows = np.zeros((len(places), self.rows.shape[1]), dtype=np.float32)
        rows[: len(self.rows)] = self.rows
        for id_, vector in found:
            rows[places[id_]] = np.frombuffer(vector, dtype="<f2")
        return Shelf(stamp, places, rows, own)


class Near(msgspec.Struct, frozen=True):
    """How near a question's meaning is to each article's."""

    places: dict[UUID, int]
    cosines: Any
    nearest: list[UUID]

    def of(self, articles: Sequence[UUID]) -> list[float] | None:
        """0..1, in their order; None when one of them has no vector yet: then words alone decide."""
        places = [self.places.get(id_) for id_ in articles]
        return None if None in places else [max(0.0, float(self.cosines[at])) for at in places]


class Meanings:
    """One of a process. `encoder`: gives this machine's encoder, or None; asked, and loaded aside, by the first question,
    which waits for it a little (`PATIENCE`). Until it is there, and where there is none, words alone answer."""

    def __init__(self, encoder: Callable[[], Encoder | None], *, patience: float = PATIENCE) -> None:
        self._make = encoder
        self._patience = patience
        self._encoder: Encoder | None = None
        self._loading: asyncio.Task[None] | None = None
        self._shelves: OrderedDict[UUID, Shelf] = OrderedDict()
        self._reading: dict[UUID, asyncio.Lock] = {}
        self._asked: OrderedDict[str, Vectors] = OrderedDict()

    async def ready(self) -> bool:
        """Waits until the encoder is loaded; False without one."""
        await asyncio.shield(self._begun())
        return self._encoder is not None

    def _begun(self) -> asyncio.Task[None]:
        if self._loading is None:
            self._loading = asyncio.create_task(self._load(), name="sentence encoder")
        return self._loading

    async def _load(self) -> None:
        def load() -> Encoder | None:
            made = self._make()
            if made is not None:
                _one_core()
                made.encode(["你好"])
            return made

        try:
            self._encoder = await asyncio.to_thread(load)
        except Unavailable as refused:
            logger.warning("articles are found by words alone", why=refused.code)

    async def shelf(self, conn: Connection) -> Shelf:
        """What the search needs of this house, as it is now."""
        if self._encoder is None:  # what it takes is some half a second, once in the life of a process
            await asyncio.wait({self._begun()}, timeout=self._patience)
        row = await conn.fetchrow(
            "SELECT kernel.tenant() AS tenant, coalesce((SELECT stamp FROM knowledge.shelves), 0) AS stamp"
        )
        assert row is not None
        tenant, stamp = row["tenant"], row["stamp"]
        kept = self._shelves.get(tenant)
        if kept is None or self._is_old(kept, stamp):
            async with self._reading.setdefault(tenant, asyncio.Lock()):
                kept = self._shelves.get(tenant)
                if kept is None or self._is_old(kept, stamp):
                    kept = await self._read(conn, kept, stamp)
                    self._keep(tenant, kept)
        self._shelves.move_to_end(tenant)
        return kept

    def _is_old(self, shelf: Shelf, stamp: int) -> bool:
        """Read before that stamp, or before the encoder was there."""
        return shelf.stamp < stamp or (self._encoder is not None and not shelf.rows.shape[1])

    def _keep(self, tenant: UUID, shelf: Shelf) -> None:
        self._shelves[tenant] = shelf
        self._shelves.move_to_end(tenant)
        while len(self._shelves) > 1 and sum(one.size for one in self._shelves.values()) > KEPT_BYTES:
            gone, _ = self._shelves.popitem(last=False)
            self._reading.pop(gone, None)

    async def _read(self, conn: Connection, kept: Shelf | None, stamp: int) -> Shelf:
        own = alike.of_house(await own_lines(conn))
        encoder = self._encoder
        if encoder is None:
            return kept.with_rows(stamp, (), own) if kept else _empty(stamp, own, 0)
        if kept is None or kept.rows.shape[1] != encoder.is_.dimension:
            kept = _empty(0, own, encoder.is_.dimension)
        found: list[tuple[UUID, bytes]] = []
        after: tuple[int, UUID] = (kept.stamp, UUID(int=2**128 - 1))
        while True:
            part = await _changed(conn, encoder.is_, after)
            found += [(row["article_id"], row["vector"]) for row in part]
            if len(part) < AT_ONCE:
                break
            after = (part[-1]["stamp"], part[-1]["article_id"])
        return await asyncio.to_thread(kept.with_rows, stamp, found, own)

    async def near(self, shelf: Shelf, question: str) -> Near | None:
        """How near each article is; None without an encoder, before it is loaded, and before there are vectors."""
        if self._encoder is None or not len(shelf.rows):
            return None
        line = normal(shelf.alike.usual(question))
        if not line.strip():
            return None
        known = self._asked.get(line)
        if known is None or len(shelf.rows) > AT_ONCE:
            self._asked[line], near = await asyncio.to_thread(self._compare, shelf, line, known)
        else:
            near = _near(shelf, known)
        self._asked.move_to_end(line)
        while len(self._asked) > KEPT_QUESTIONS:
            self._asked.popitem(last=False)
        return near

    def _compare(self, shelf: Shelf, line: str, vector: Vectors | None) -> tuple[Vectors, Near]:
        assert self._encoder is not None
        if vector is None:
            vector = self._encoder.encode([line])[0]
        return vector, _near(shelf, vector)


async def _changed(conn: Connection, encoder: EncoderId, after: tuple[int, UUID]) -> list[Record]:
    return await conn.fetch(
        "SELECT article_id, vector, stamp FROM knowledge.meanings WHERE encoder = $1 AND dimension = $2"
        " AND (stamp, article_id) > ($3, $4) ORDER BY stamp, article_id LIMIT $5",
        *(encoder.id, encoder.dimension, *after, AT_ONCE),
    )


def _empty(stamp: int, own: Alike, dimension: int) -> Shelf:
    return Shelf(stamp, {}, np.zeros((0, dimension), dtype=np.float32), own)


def _near(shelf: Shelf, vector: Vectors) -> Near:
    cosines = shelf.rows @ vector
    top = range(len(cosines)) if len(cosines) <= NEAREST else np.argpartition(-cosines, NEAREST)[:NEAREST]
    return Near(shelf.places, cosines, [shelf.ids[at] for at in top])


def _one_core() -> None:
    """So small matrices gain nothing by more cores, and the others' idle threads spin after each."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
