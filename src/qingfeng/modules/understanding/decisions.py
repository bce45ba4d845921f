"""What was made of customers' messages, and what people said of that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.understanding.model import Read

RECENT = timedelta(days=30)
_FIELDS = (
    "conversation_id, seq, message_id, version_id, at, intent, confidence, guess, runner_up, corrected_at, corrected_to,"
    " corrected_by_name"
)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """`intent` None: out of scope. Without `version_id`: nothing was read, a person said it."""

    conversation_id: UUID
    seq: int
    message_id: UUID
    version_id: UUID | None
    at: datetime
    intent: str | None
    confidence: float | None
    guess: str | None
    runner_up: str | None
    corrected_at: datetime | None
    corrected_to: str | None
    corrected_by_name: str | None

    @property
    def label(self) -> str | None:
        """What it is taken to be about: what a person said, else the model."""
        return self.corrected_to if self.corrected_at is not None else self.intent


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's message."""

    conversation_id: UUID
    message_id: UUID
    seq: int
    text: str


async def keep(tx: Tx, version: UUID, said: Sequence[Said], reads: Sequence[Read]) -> set[tuple[UUID, int]]:
    """Those that were not decided before."""
    rows = await tx.fetch(
        "INSERT INTO understanding.decisions (tenant_id, conversation_id, seq, message_id, version_id, at, intent,"
        " confidence, guess, runner_up) SELECT $1, d.c, d.s, d.m, $2, $3, d.i, d.p, d.g, d.r FROM"
        " unnest($4::uuid[], $5::int[], $6::uuid[], $7::text[], $8::float8[], $9::text[], $10::text[])"
        " AS d (c, s, m, i, p, g, r) ON CONFLICT DO NOTHING RETURNING conversation_id, seq",
        *(tx.tenant, version, tx.now),
        [one.conversation_id for one in said],
        [one.seq for one in said],
        [one.message_id for one in said],
        [read.intent for read in reads],
        [round(read.confidence, 4) for read in reads],
        [read.top[0].intent for read in reads],
        [runner_up(read) for read in reads],
    )
    return {(row["conversation_id"], row["seq"]) for row in rows}


def runner_up(read: Read) -> str | None:
    return read.top[1].intent if len(read.top) > 1 else None


async def of_conversation(conn: Connection, conversation: UUID) -> Decision | None:
    """What it is about: the latest message that a person has labelled or that is in scope; without such, the latest
    that was read; None: nothing was."""
    row = await conn.fetchrow(
        f"SELECT {_FIELDS} FROM understanding.decisions WHERE conversation_id = $1 ORDER BY"
        " (corrected_at IS NOT NULL OR intent IS NOT NULL) DESC, seq DESC LIMIT 1",
        conversation,
    )
    return None if row is None else Decision(**dict(row))


async def at(conn: Connection, conversation: UUID, seq: int) -> Decision | None:
    row = await conn.fetchrow(
        f"SELECT {_FIELDS} FROM understanding.decisions WHERE conversation_id = $1 AND seq = $2", conversation, seq
    )
    return None if row is None else Decision(**dict(row))


async def correct(tx: Tx, said: Said, intent: str | None, by_name: str) -> None:
    await tx.execute(
        "INSERT INTO understanding.decisions (tenant_id, conversation_id, seq, message_id, at, corrected_at, corrected_to,"
        " corrected_by_name) VALUES ($1, $2, $3, $4, $5, $5, $6, $7) ON CONFLICT (tenant_id, conversation_id, seq)"
        " DO UPDATE SET corrected_at = $5, corrected_to = $6, corrected_by_name = $7",
        *(tx.tenant, said.conversation_id, said.seq, said.message_id, tx.now, intent, by_name),
    )


async def recent(conn: Connection, now: datetime) -> dict[str | None, int]:
    """How many messages of the last thirty days were about each intent (None: none of them)."""
    rows = await conn.fetch(
        "SELECT CASE WHEN corrected_at IS NULL THEN intent ELSE corrected_to END AS label, count(*) AS n"
        " FROM understanding.decisions WHERE at > $1 GROUP BY label",
        now - RECENT,
    )
    return {row["label"]: row["n"] for row in rows}
