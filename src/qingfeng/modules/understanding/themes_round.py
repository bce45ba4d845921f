"""Looking for themes: new messages are turned into vectors, a few at a time, and the last days grouped anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import numpy as np

from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.understanding import store_themes, themes
from qingfeng.modules.understanding.model import Matrix
from qingfeng.modules.understanding.mood import normal_text
from qingfeng.modules.understanding.reading import BATCH, SHARE, Reader
from qingfeng.modules.understanding.store_themes import Heard, Place, Theme
from qingfeng.modules.understanding.topics import Message, Topic, find
from qingfeng.ports.embed import Encoder

AT_ONCE = 2_000
"""Messages that get their vectors in one round; the rest in the next."""
MOST = 10_000
"""Messages that are grouped: the latest of the span."""
ENOUGH = 30
"""Messages below which there is nothing to group."""
LEAST = 4
"""Messages that make a theme."""
KEPT = 80
"""Themes that are kept of one round, the largest."""
Fence = Callable[[Tx], Awaitable[None]]


async def look(work: Work, reader: Reader, tenant: UUID, fence: Fence) -> int:
    """Group a house's messages anew when new ones have come; gives how many themes there are. A machine without an
    encoder finds none. `fence`: proves, in the transaction, that this process still may."""
    async with work.db.reading(tenant) as conn:
        new = await store_themes.without_vector(conn, AT_ONCE)
    encoder = await asyncio.to_thread(lambda: reader.encoder) if new else None
    if encoder is None:
        return 0
    await _read(work, encoder, tenant, new)
    since = work.db.clock.now() - themes.SPAN
    async with work.db.reading(tenant) as conn:
        rows = await store_themes.window(conn, since, MOST)
        known = [one for one in await store_themes.themes(conn) if one.encoder == encoder.is_.id]
    if len(rows) < ENOUGH:
        return 0
    found, centres, vectors = await asyncio.to_thread(_grouped, rows, encoder.is_.dimension)
    same = themes.matched(centres, themes.centres([one.centre for one in known], encoder.is_.dimension))
    async with work.tx(tenant) as tx:
        await fence(tx)
        places: list[Place] = []
        for at, topic in enumerate(found):
            old = same[at]
            id_ = tx.new_id() if old is None else known[old].id
            await store_themes.put_theme(tx, _theme(tx, id_, topic, centres[at : at + 1], rows, encoder.is_.id))
            near = vectors[list(topic.members)] @ centres[at]
            places += [
                Place(conversation_id=rows[row].conversation_id, seq=rows[row].seq, theme=id_, near=float(one))
                for row, one in zip(topic.members, near, strict=True)
            ]
        await store_themes.place(tx, rows[0].at, places)
    return len(found)


def _theme(tx: Tx, id_: UUID, topic: Topic, centre: Matrix, rows: list[Heard], encoder: str) -> Theme:
    first: datetime = min(rows[at].at for at in topic.members)
    return Theme(
        id=id_,
        name=topic.name[: themes.LONGEST_NAME],
        named_by=None,
        words=list(topic.words),
        encoder=encoder,
        centre=themes.kept(centre)[0],
        first_at=first,
        seen_at=tx.now,
        hidden=False,
        merged_into=None,
        version=1,
    )


async def _read(work: Work, encoder: Encoder, tenant: UUID, new: list[Heard]) -> None:
    """A share of one core at most: whoever waits for an answer goes first."""
    for at in range(0, len(new), BATCH):
        part, begun = new[at : at + BATCH], work.db.clock.monotonic()
        vectors = await asyncio.to_thread(encoder.encode, [normal_text(one.text) for one in part])
        lasted = work.db.clock.monotonic() - begun
        async with work.tx(tenant) as tx:
            await store_themes.put_vectors(tx, part, themes.kept(vectors))
        await work.db.clock.sleep(lasted * (1 / SHARE - 1))


def _grouped(rows: list[Heard], dimension: int) -> tuple[list[Topic], Matrix, Matrix]:
    """The themes with their centres, and the vectors of all messages. Blocks."""
    vectors = themes.centres([one.vector or b"" for one in rows], dimension)
    messages = [Message(one.text, one.at.timestamp()) for one in rows]
    found = [one for one in find(messages, vectors, {}) if one.size >= LEAST][:KEPT]
    means = [vectors[list(one.members)].mean(axis=0) for one in found]
    centres = np.asarray(means, dtype=np.float32).reshape(len(found), dimension)
    return found, centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9), vectors
