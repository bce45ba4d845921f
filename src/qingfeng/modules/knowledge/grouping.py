"""Groups questions that were not answered: each joins the gap whose meaning is nearest, or begins one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec
import numpy as np

from qingfeng.kernel.db import Record
from qingfeng.kernel.errors import Unavailable
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.knowledge import meaning, rank
from qingfeng.modules.knowledge.gaps import GROUP
from qingfeng.ports.embed import Encoder, Vectors

__all__ = ["GROUP", "group", "nearest"]
BATCH = 64
NEAR = 0.7
"""Cosine from which a question is of a gap. Of the demo's questions, each asked twice in slightly other words, 93 % of the
pairs come together at that, and 84 % of what comes together is of one article; .6 gives 94 and 65 %, .8 gives 86 and 97 %."""
ALIKE = 0.6
"""Without an encoder: pairs of characters that a question shares with a gap's first one."""
COMPARED = 2_000
"""Gaps that a question is compared with, the latest changed."""


class Middle(msgspec.Struct):
    """`sum`: of its questions' vectors; None without an encoder, or of another one's."""

    id: UUID
    title: str
    sum: Vectors | None
    new: bool = False
    changed: bool = False


async def group(work: Work, encoder: Callable[[], Encoder | None], job: Job) -> None:
    """Group what was asked since."""
    made = await asyncio.to_thread(encoder)
    while True:
        async with work.db.reading(job.tenant) as conn:
            rows = await conn.fetch(
                "SELECT conversation_id, seq, at, text FROM knowledge.gap_questions WHERE gap_id IS NULL"
                " ORDER BY at, conversation_id LIMIT $1",
                BATCH,
            )
        if not rows:
            break
        vectors = await asyncio.to_thread(_vectors, made, [row["text"] for row in rows])
        async with work.tx(job.tenant) as tx:
            await _join(tx, made if vectors is not None else None, rows, vectors)
    async with work.tx(job.tenant) as tx:
        await job.done(tx)


def _vectors(encoder: Encoder | None, texts: Sequence[str]) -> Vectors | None:
    if encoder is None:
        return None
    try:
        return encoder.encode([meaning.normal(text) for text in texts])
    except Unavailable:
        return None


async def _join(tx: Tx, encoder: Encoder | None, rows: Sequence[Record], vectors: Vectors | None) -> None:
    """Those of `rows` that nobody has grouped meanwhile."""
    is_ = "" if encoder is None else encoder.is_.id
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('gaps'), hashtext($1))", str(tx.tenant))
    waiting = await tx.fetch(
        "SELECT conversation_id, seq FROM knowledge.gap_questions WHERE gap_id IS NULL AND conversation_id = ANY($1)",
        [row["conversation_id"] for row in rows],
    )
    still = {(row["conversation_id"], row["seq"]) for row in waiting}
    left = [at for at, row in enumerate(rows) if (row["conversation_id"], row["seq"]) in still]
    rows, vectors = [rows[at] for at in left], None if vectors is None else vectors[left]
    found = await tx.fetch(
        "SELECT id, title, CASE WHEN encoder = $1 THEN middle END AS middle FROM knowledge.gaps"
        " WHERE state <> 'published' ORDER BY changed_at DESC LIMIT $2 FOR UPDATE",
        is_,
        COMPARED,
    )
    known = [Middle(r["id"], r["title"], None if r["middle"] is None else np.frombuffer(r["middle"], dtype="<f4")) for r in found]  # fmt: skip
    chosen: list[Middle] = []
    for at, row in enumerate(rows):
        vector = None if vectors is None else vectors[at]
        best = nearest(known, row["text"], vector)
        if best is None:
            best = Middle(tx.new_id(), row["text"], None, new=True)
            known.append(best)
            await tx.execute(
                "INSERT INTO knowledge.gaps (tenant_id, id, title, first_at, changed_at) VALUES ($1, $2, $3, $4, $5)",
                *(tx.tenant, best.id, best.title, row["at"], tx.now),
            )
        if vector is not None:
            best.sum = vector if best.sum is None else best.sum + vector
            best.changed = True
        chosen.append(best)
    for row, one in zip(rows, chosen, strict=True):
        await tx.execute(
            "UPDATE knowledge.gap_questions SET gap_id = $3 WHERE conversation_id = $1 AND seq = $2",
            *(row["conversation_id"], row["seq"], one.id),
        )
    for one in (each for each in known if each.changed and each.sum is not None):
        await tx.execute(
            "UPDATE knowledge.gaps SET encoder = $2, middle = $3 WHERE id = $1",
            *(one.id, is_, one.sum.astype("<f4").tobytes()),  # type: ignore[union-attr]
        )


def nearest(known: Sequence[Middle], text: str, vector: Vectors | None) -> Middle | None:
    """The gap that a question is of; None: of none. The same words are the same question."""
    core = rank.core(text)
    best, found = 0.0, None
    for one in known:
        if rank.core(one.title) == core:
            return one
        if vector is not None and one.sum is not None:
            near = float(one.sum @ vector) / max(float(np.linalg.norm(one.sum)), 1e-9) / NEAR
        else:
            near = rank.likeness(core, rank.core(one.title)) / ALIKE
        if near >= 1 and near > best:
            best, found = near, one
    return found
