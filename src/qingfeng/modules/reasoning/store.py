"""Every write of reasoning, and the reads that go by its rows."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.reasoning.model import KeptChoices, KeptTrace, ModelChoices, ModelDay, Trace

_TRACE = (
    "SELECT id, at, conversation_id, seq, by_name, outcome, fallback, model, tokens_in, tokens_out, guessed, cost,"
    " currency, milliseconds, first_ms, detail FROM reasoning.traces"
)
_DAY = (
    "SELECT day, turns, answered, handed_over, fell_back, removed, tokens_in, tokens_out, cost, milliseconds"
    " FROM reasoning.days"
)


async def choices(conn: Connection, *, hold: bool = False) -> KeptChoices:
    """As they were put last; the shipped ones where nobody has chosen."""
    row = await conn.fetchrow(
        f"SELECT choices, version, updated_at, by_name FROM reasoning.choices{' FOR UPDATE' if hold else ''}"
    )
    return KeptChoices(choices=ModelChoices()) if row is None else msgspec.convert(dict(row), KeptChoices)


async def put_choices(tx: Tx, chosen: ModelChoices, by: str) -> None:
    await tx.execute(
        "INSERT INTO reasoning.choices (tenant_id, choices, updated_at, by_name) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id) DO UPDATE SET choices = excluded.choices, updated_at = excluded.updated_at,"
        " by_name = excluded.by_name, version = reasoning.choices.version + 1",
        tx.tenant,
        msgspec.to_builtins(chosen),
        tx.now,
        by,
    )


async def insert(tx: Tx, trace: Trace, *, conversation: UUID | None, seq: int, by: str) -> UUID:
    id_ = tx.new_id()
    await tx.execute(
        "INSERT INTO reasoning.traces (tenant_id, id, at, conversation_id, seq, by_name, outcome, fallback, model,"
        " tokens_in, tokens_out, guessed, cost, currency, milliseconds, first_ms, detail)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        tx.tenant,
        id_,
        tx.now,
        conversation,
        seq,
        by,
        trace.outcome,
        trace.fallback,
        trace.model,
        trace.tokens_in,
        trace.tokens_out,
        trace.guessed,
        trace.cost,
        trace.currency,
        trace.milliseconds,
        trace.first_ms,
        msgspec.to_builtins(trace.detail),
    )
    return id_


async def add_to_day(tx: Tx, day: date, trace: Trace) -> None:
    """Count a turn. The row is every turn's of that day: held for as short as can be, at the end of its transaction."""
    await tx.execute(
        "INSERT INTO reasoning.days AS d (tenant_id, day, turns, answered, handed_over, fell_back, removed, tokens_in,"
        " tokens_out, cost, milliseconds) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)"
        " ON CONFLICT (tenant_id, day) DO UPDATE SET turns = d.turns + 1, answered = d.answered + excluded.answered,"
        " handed_over = d.handed_over + excluded.handed_over, fell_back = d.fell_back + excluded.fell_back,"
        " removed = d.removed + excluded.removed, tokens_in = d.tokens_in + excluded.tokens_in,"
        " tokens_out = d.tokens_out + excluded.tokens_out, cost = d.cost + excluded.cost,"
        " milliseconds = d.milliseconds + excluded.milliseconds",
        tx.tenant,
        day,
        int(trace.outcome in ("answer", "ask")),
        int(trace.outcome == "ask_human"),
        int(trace.outcome == "fell_back"),
        len(trace.detail.removed),
        trace.tokens_in,
        trace.tokens_out,
        trace.cost,
        trace.milliseconds,
    )


async def day(conn: Connection, wanted: date) -> ModelDay:
    row = await conn.fetchrow(f"{_DAY} WHERE day = $1", wanted)
    return ModelDay(day=wanted) if row is None else msgspec.convert(dict(row), ModelDay)


async def days(conn: Connection, since: date) -> list[ModelDay]:
    """The latest first; days without a turn are left out."""
    rows = await conn.fetch(f"{_DAY} WHERE day >= $1 ORDER BY day DESC", since)
    return [msgspec.convert(dict(row), ModelDay) for row in rows]


async def trace(conn: Connection, id_: UUID) -> KeptTrace | None:
    row = await conn.fetchrow(f"{_TRACE} WHERE id = $1", id_)
    return None if row is None else msgspec.convert(dict(row), KeptTrace)


async def traces(
    conn: Connection,
    *,
    conversation: UUID | None = None,
    outcome: str | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[KeptTrace]:
    """The latest first."""
    rows = await conn.fetch(
        f"{_TRACE} WHERE ($1::uuid IS NULL OR conversation_id = $1) AND ($2::text IS NULL OR outcome = $2)"
        " AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4::uuid)) ORDER BY at DESC, id DESC LIMIT $5",
        conversation,
        outcome,
        after[0] if after else None,
        after[1] if after else None,
        limit,
    )
    return [msgspec.convert(dict(row), KeptTrace) for row in rows]


async def forget(tx: Tx, conversations: list[UUID]) -> int:
    """Delete the traces of these conversations, with the words in them; gives how many. The days' figures stay."""
    done = await tx.execute("DELETE FROM reasoning.traces WHERE conversation_id = ANY($1)", conversations)
    return int(done.rpartition(" ")[2])
