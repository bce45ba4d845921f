"""Business systems and the calls made of them, written and read."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.flows.model import CallLine, CallState, KeptSystem, SystemDraft
from qingfeng.ports.business import Operation

_SYSTEM = (
    "SELECT id, code, title, base_url, document_url, auth, header, secret, loopback, operations, version, read_at,"
    " rehearsal_path"
    " FROM flows.systems"
)
_LINE = (
    "SELECT id, at, conversation_id, flow, step, system, operation, changes, state, status, error, milliseconds, attempts"
    " FROM flows.calls"
)


async def systems(conn: Connection) -> list[KeptSystem]:
    return [msgspec.convert(dict(row), KeptSystem) for row in await conn.fetch(f"{_SYSTEM} ORDER BY code")]


async def system(conn: Connection, code: str, *, hold: bool = False) -> KeptSystem | None:
    row = await conn.fetchrow(f"{_SYSTEM} WHERE code = $1{' FOR UPDATE' if hold else ''}", code)
    return None if row is None else msgspec.convert(dict(row), KeptSystem)


async def put_system(
    tx: Tx, draft: SystemDraft, secret: bytes | None, operations: list[Operation], *, loopback: bool
) -> None:
    await tx.execute(
        "INSERT INTO flows.systems (tenant_id, id, code, title, base_url, document_url, auth, header, secret, loopback,"
        " operations, read_at, rehearsal_path) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        " ON CONFLICT (tenant_id, code) DO UPDATE SET title = excluded.title, base_url = excluded.base_url,"
        " document_url = excluded.document_url, auth = excluded.auth, header = excluded.header,"
        " secret = excluded.secret, loopback = excluded.loopback, operations = excluded.operations,"
        " read_at = excluded.read_at, rehearsal_path = excluded.rehearsal_path, version = flows.systems.version + 1",
        tx.tenant,
        tx.new_id(),
        draft.code,
        draft.title,
        draft.base_url,
        draft.document_url,
        draft.auth,
        draft.header,
        secret,
        loopback,
        msgspec.to_builtins(operations),
        tx.now,
        draft.rehearsal_path,
    )


async def drop_system(tx: Tx, code: str) -> None:
    await tx.execute("DELETE FROM flows.systems WHERE code = $1", code)


# ---------------------------------------------------------------- calls


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Whose call it is."""

    conversation_id: UUID | None
    flow: str
    step: str
    system: str
    operation: str
    changes: bool


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    state: CallState
    status: int = 0
    error: str = ""
    milliseconds: int = 0
    attempts: int = 0
    answer: bytes | None = None


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A call of this key as it stands. `mine`: it is for the asker to make; `first`: nobody has begun it before."""

    id: UUID
    mine: bool
    first: bool
    state: CallState
    status: int
    error: str
    answer: bytes | None


async def begin(tx: Tx, key: str, place: Place, until: datetime) -> Begun:
    """Take on a call of this key, unless it is done, or somebody is at it who may still be alive."""
    values = (place.conversation_id, place.flow, place.step, place.system, place.operation, place.changes)
    made = await tx.value(
        "INSERT INTO flows.calls (tenant_id, id, at, conversation_id, flow, step, system, operation, changes, key, state,"
        " until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'started', $11)"
        " ON CONFLICT (tenant_id, key) DO NOTHING RETURNING id",
        tx.tenant,
        tx.new_id(),
        tx.now,
        *values,
        key,
        until,
    )
    row = await tx.row("SELECT id, state, status, error, answer, until FROM flows.calls WHERE key = $1 FOR UPDATE", key)
    assert row is not None
    mine = made is not None or (row["state"] == "started" and (row["until"] is None or row["until"] < tx.now))
    if mine and made is None:
        await tx.execute("UPDATE flows.calls SET until = $2 WHERE key = $1", key, until)
    return Begun(
        id=row["id"],
        mine=mine,
        first=made is not None,
        state=row["state"],
        status=row["status"],
        error=row["error"],
        answer=row["answer"],
    )


async def finish(tx: Tx, id_: UUID, came: Came) -> None:
    await tx.execute(
        "UPDATE flows.calls SET state = $2, status = $3, error = $4, milliseconds = $5, attempts = $6, answer = $7,"
        " until = NULL WHERE id = $1",
        id_,
        came.state,
        came.status,
        came.error,
        came.milliseconds,
        came.attempts,
        came.answer,
    )


async def note(tx: Tx, place: Place, came: Came) -> None:
    """A call that only read: written when it is over."""
    await tx.execute(
        "INSERT INTO flows.calls (tenant_id, id, at, conversation_id, flow, step, system, operation, changes, state,"
        " status, error, milliseconds, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        tx.tenant,
        tx.new_id(),
        tx.now,
        place.conversation_id,
        place.flow,
        place.step,
        place.system,
        place.operation,
        place.changes,
        came.state,
        came.status,
        came.error,
        came.milliseconds,
        came.attempts,
    )


async def taken_in(tx: Tx, conversation: UUID) -> None:
    """Its conversation knows the answers: they are kept no longer."""
    await tx.execute(
        "UPDATE flows.calls SET answer = NULL WHERE conversation_id = $1 AND answer IS NOT NULL", conversation
    )


async def forget(tx: Tx, conversations: list[UUID]) -> None:
    """What was called for these conversations is nobody's any more."""
    await tx.execute(
        "UPDATE flows.calls SET conversation_id = NULL, answer = NULL, key = NULL WHERE conversation_id = ANY($1)",
        conversations,
    )


async def lines(
    conn: Connection, *, failed: bool, conversation: UUID | None, after: tuple[datetime, UUID] | None, limit: int
) -> list[CallLine]:
    """The latest first."""
    given: list[Any] = [failed, conversation, after[0] if after else None, after[1] if after else None, limit]
    rows = await conn.fetch(
        f"{_LINE} WHERE (NOT $1::bool OR state = 'failed' OR status >= 400) AND ($2::uuid IS NULL OR conversation_id = $2)"
        " AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4::uuid)) ORDER BY at DESC, id DESC LIMIT $5",
        *given,
    )
    return [msgspec.convert(dict(row), CallLine) for row in rows]
