"""Knowledge's timers: articles that were written are read for their meaning, a few at a time; what was not answered is
grouped (`grouping`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

from qingfeng.kernel import log
from qingfeng.kernel.db import Database, Record
from qingfeng.kernel.errors import Unavailable
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access import public as access
from qingfeng.modules.knowledge import meaning, synonyms
from qingfeng.modules.knowledge.actions import READ, to_be_read
from qingfeng.modules.knowledge.grouping import GROUP, group
from qingfeng.ports.embed import Encoder, EncoderId, Vectors

__all__ = ["GROUP", "READ", "begin", "group", "read_articles"]
logger = log.get(__name__)
BATCH = 32
SHARE = 0.5
"""Of one core, at most: who waits for an answer goes first."""


async def read_articles(work: Work, encoder: Callable[[], Encoder | None], job: Job) -> None:
    """Make the vectors of a house's articles that have none, an older one, or one of another encoder."""
    made = await asyncio.to_thread(encoder)
    clock = work.db.clock
    while made is not None:
        async with work.db.reading(job.tenant) as conn:
            rows = await conn.fetch(_UNREAD, made.is_.id, BATCH)
        if not rows:
            break
        begun = clock.monotonic()
        try:
            done = await asyncio.to_thread(_read, made, rows)
        except Unavailable as refused:
            logger.warning("articles are not read for their meaning", why=refused.code)
            break
        async with work.tx(job.tenant) as tx:
            await _keep(tx, made.is_, rows, done)
        await clock.sleep((clock.monotonic() - begun) * (1 / SHARE - 1))
    async with work.tx(job.tenant) as tx:
        await job.done(tx)


async def begin(work: Work) -> None:
    """At a worker's start: whoever's articles were written by an older version, or read by another encoder."""
    for house in await access.all_tenants(work.db):
        if await _is_anything_unread(work.db, house.id):
            async with work.tx(house.id) as tx:
                to_be_read(tx)


_UNREAD = (
    "SELECT a.id, a.version, a.title, a.questions, a.body, m.texts FROM knowledge.articles a"
    " LEFT JOIN knowledge.meanings m ON m.tenant_id = a.tenant_id AND m.article_id = a.id AND m.encoder = $1"
    " WHERE m.version IS DISTINCT FROM a.version ORDER BY a.updated_at DESC LIMIT $2"
)


async def _is_anything_unread(db: Database, tenant: UUID) -> bool:
    """Whether an article has no vector of its version, whichever encoder's."""
    async with db.reading(tenant) as conn:
        found: bool = await conn.fetchval(
            "SELECT EXISTS (SELECT FROM knowledge.articles a LEFT JOIN knowledge.meanings m"
            " ON m.tenant_id = a.tenant_id AND m.article_id = a.id WHERE m.version IS DISTINCT FROM a.version)"
        )
    return found


def _read(encoder: Encoder, rows: Sequence[Record]) -> list[tuple[bytes, Vectors | None]]:
    """Digest and vector of each; without one where the texts are those that were read before. Blocks."""
    texts = [meaning.texts_of(row["title"], row["questions"], row["body"]) for row in rows]
    digests = [meaning.digest(*parts) for parts in texts]
    new = [at for at, row in enumerate(rows) if row["texts"] != digests[at]]
    made = meaning.vectors_of(encoder, [texts[at] for at in new])
    vectors = dict(zip(new, made, strict=True))
    return [(one, vectors.get(at)) for at, one in enumerate(digests)]


async def _keep(
    tx: Tx, encoder: EncoderId, rows: Sequence[Record], done: Sequence[tuple[bytes, Vectors | None]]
) -> None:
    number = await synonyms.stamp(tx)
    for row, (texts, vector) in zip(rows, done, strict=True):
        if vector is None:
            await tx.execute(
                "UPDATE knowledge.meanings SET version = $2 WHERE article_id = $1", row["id"], row["version"]
            )
            continue
        await tx.execute(
            "INSERT INTO knowledge.meanings (tenant_id, article_id, version, texts, encoder, dimension, vector, stamp)"
            " SELECT tenant_id, id, $2, $3, $4, $5, $6, $7 FROM knowledge.articles WHERE id = $1"
            " ON CONFLICT (tenant_id, article_id) DO UPDATE SET version = excluded.version, texts = excluded.texts,"
            " encoder = excluded.encoder, dimension = excluded.dimension, vector = excluded.vector,"
            " stamp = excluded.stamp",
            *(row["id"], row["version"], texts, encoder.id, encoder.dimension, meaning.packed(vector), number),
        )
