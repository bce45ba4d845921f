"""Versions as they are kept: asked for, trained, published, retired; models only of the latest of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.understanding.model import OUT_OF_SCOPE
from qingfeng.modules.understanding.teaching import Answer, Lesson, Taught

State = Literal["waiting", "running", "failed", "cancelled", "draft", "published", "retired"]
KEPT = 20
"""Models that are kept: of the published version, and the latest others."""
LISTED = 100
_LINE = (
    "id, number, state, step, done, total, error, asked_by_name, asked_at, at_once, trained_at, published_at,"
    " published_by_name, digest, encoder, examples, intents, seconds, judged, model IS NOT NULL AS kept"
)


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a version, and the one that was published when it was trained, said of the test set as it was then."""

    answers: list[Answer]
    before: list[Answer] | None = None
    before_number: int | None = None


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One training, and what came of it. `kept`: its model is, and it may be published."""

    id: UUID
    number: int
    state: State
    step: str
    done: int
    total: int
    error: str | None
    asked_by_name: str
    asked_at: datetime
    at_once: bool
    trained_at: datetime | None
    published_at: datetime | None
    published_by_name: str | None
    digest: str | None
    encoder: str | None
    examples: int
    intents: int
    seconds: float | None
    judged: Judgement | None
    kept: bool


def _version(row: Record) -> Version:
    found: dict[str, Any] = dict(row)
    if found["judged"] is not None:
        found["judged"] = msgspec.convert(found["judged"], Judgement)
    return Version(**found)


# ------------------------------------------------------------------ looked up
async def versions(conn: Connection) -> list[Version]:
    """The latest first."""
    rows = await conn.fetch(f"SELECT {_LINE} FROM understanding.versions ORDER BY number DESC LIMIT {LISTED}")
    return [_version(row) for row in rows]


async def version(conn: Connection, id_: UUID) -> Version:
    """Raises NotFound."""
    return _found(await conn.fetchrow(f"SELECT {_LINE} FROM understanding.versions WHERE id = $1", id_))


async def published(conn: Connection) -> Version | None:
    row = await conn.fetchrow(f"SELECT {_LINE} FROM understanding.versions WHERE state = 'published'")
    return None if row is None else _version(row)


async def published_number(conn: Connection) -> tuple[UUID, int] | None:
    """The id and the number of the published version: all that is asked of for each message."""
    row = await conn.fetchrow("SELECT id, number FROM understanding.versions WHERE state = 'published'")
    return None if row is None else (row["id"], row["number"])


async def numbers(conn: Connection) -> dict[UUID, int]:
    rows = await conn.fetch("SELECT id, number FROM understanding.versions")
    return {row["id"]: row["number"] for row in rows}


async def model(conn: Connection, id_: UUID) -> bytes | None:
    data: bytes | None = await conn.fetchval("SELECT model FROM understanding.versions WHERE id = $1", id_)
    return data


async def learned(conn: Connection, id_: UUID) -> list[UUID]:
    """The examples of a model's vectors, in their order."""
    found: list[UUID] = await conn.fetchval("SELECT learned FROM understanding.versions WHERE id = $1", id_) or []
    return found


async def lessons(conn: Connection) -> tuple[list[Lesson], list[Lesson]]:
    """What there is to learn from, and the test set; without what belongs to archived intents. In the order of ids."""
    rows = await conn.fetch(
        "SELECT e.id, e.text, e.held_out, i.code FROM understanding.examples e"
        " LEFT JOIN understanding.intents i ON i.id = e.intent_id"
        " WHERE e.dropped_at IS NULL AND i.archived_at IS NULL ORDER BY e.id"
    )
    found: tuple[list[Lesson], list[Lesson]] = ([], [])
    for row in rows:
        found[row["held_out"]].append(Lesson(row["id"], row["text"], row["code"] or OUT_OF_SCOPE))
    return found


# ------------------------------------------------------------------ written
async def hold(tx: Tx, id_: UUID) -> Version:
    """Raises NotFound."""
    return _found(await tx.row(f"SELECT {_LINE} FROM understanding.versions WHERE id = $1 FOR UPDATE", id_))


def _found(row: Record | None) -> Version:
    if row is None:
        raise NotFound("not_found", "There is no such version.", field="version_id")
    return _version(row)


async def put(tx: Tx, by_name: str, *, at_once: bool) -> Version:
    row = await tx.row(
        "INSERT INTO understanding.versions (tenant_id, id, number, asked_by_name, asked_at, at_once)"
        " SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 FROM understanding.versions"
        f" RETURNING {_LINE}",
        *(tx.tenant, tx.new_id(), by_name, tx.now, at_once),
    )
    assert row is not None
    return _version(row)


async def begin(tx: Tx, id_: UUID) -> None:
    await tx.execute(
        "UPDATE understanding.versions SET state = 'running', step = '', done = 0, total = 0 WHERE id = $1", id_
    )


async def advance(tx: Tx, id_: UUID, step: str, done: int, total: int) -> bool:
    """How far it is. False: nobody wants the rest."""
    status = await tx.execute(
        "UPDATE understanding.versions SET step = $2, done = $3, total = $4 WHERE id = $1 AND state = 'running'",
        *(id_, step, done, total),
    )
    return status == "UPDATE 1"


async def finish(tx: Tx, id_: UUID, taught: Taught, judged: Judgement, seconds: float) -> bool:
    """It is trained, unless nobody wants it any longer."""
    status = await tx.execute(
        "UPDATE understanding.versions SET state = 'draft', trained_at = $2, digest = $3, encoder = $4, examples = $5,"
        " intents = $6, seconds = $7, learned = $8, judged = $9, model = $10 WHERE id = $1 AND state = 'running'",
        *(id_, tx.now, taught.version, taught.encoder, len(taught.learned), taught.intents, seconds, taught.learned),
        msgspec.to_builtins(judged),
        taught.model,
    )
    return status == "UPDATE 1"


async def end(tx: Tx, id_: UUID, state: Literal["failed", "cancelled"], error: str | None = None) -> None:
    await tx.execute(
        "UPDATE understanding.versions SET state = $2, error = $3 WHERE id = $1 AND state IN ('waiting', 'running')",
        *(id_, state, error),
    )


async def publish(tx: Tx, id_: UUID, by_name: str) -> None:
    await tx.execute("UPDATE understanding.versions SET state = 'retired' WHERE state = 'published'")
    await tx.execute(
        "UPDATE understanding.versions SET state = 'published', published_at = $2, published_by_name = $3 WHERE id = $1",
        *(id_, tx.now, by_name),
    )


async def let_go(tx: Tx) -> None:
    """Models of versions that are neither published nor among the latest are kept no longer; their figures are."""
    await tx.execute(
        "UPDATE understanding.versions SET model = NULL, learned = '{}' WHERE model IS NOT NULL AND state <> 'published'"
        " AND id NOT IN (SELECT id FROM understanding.versions WHERE model IS NOT NULL"
        " ORDER BY coalesce(published_at, trained_at) DESC LIMIT $1)",
        KEPT,
    )
