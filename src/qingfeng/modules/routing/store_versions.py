"""Versions of queues, written once and read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.routing.model import Queue, QueueVersion

_VERSION = "version, draft, by_id, by_name, at, note, restored"
KEPT = 100
"""So many of the latest are shown."""


async def insert(tx: Tx, queue: Queue, by: Actor | None, *, note: str = "", restored: int | None = None) -> None:
    await tx.execute(
        "INSERT INTO routing.queue_versions (tenant_id, queue_id, version, draft, by_id, by_name, at, note, restored)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tx.tenant,
        queue.id,
        queue.version,
        queue.draft(),
        by.id if by else None,
        by.name if by else "",
        tx.now,
        note,
        restored,
    )


async def insert_missing(tx: Tx, queue: Queue) -> None:
    """Keep what is about to be replaced, when it came from elsewhere than people's hands and was not written down."""
    if await version(tx.conn, queue.id, queue.version) is None:
        await insert(tx, queue, None)


async def versions(conn: Connection, queue: UUID) -> list[QueueVersion]:
    """The latest first."""
    rows = await conn.fetch(
        f"SELECT {_VERSION} FROM routing.queue_versions WHERE queue_id = $1 ORDER BY version DESC LIMIT $2", queue, KEPT
    )
    return [msgspec.convert(dict(row), QueueVersion) for row in rows]


async def version(conn: Connection, queue: UUID, number: int) -> QueueVersion | None:
    row = await conn.fetchrow(
        f"SELECT {_VERSION} FROM routing.queue_versions WHERE queue_id = $1 AND version = $2", queue, number
    )
    return None if row is None else msgspec.convert(dict(row), QueueVersion)


async def last_change(conn: Connection, queue: UUID) -> tuple[str, datetime | None]:
    """Who changed it last, and when; nobody's name when that was not a person."""
    found = await versions(conn, queue)
    return (found[0].by_name, found[0].at) if found else ("", None)
