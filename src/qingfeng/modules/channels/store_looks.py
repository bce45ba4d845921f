"""Versions of how web chats look, written once and read."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.channels.look import Look, LookVersion

_VERSION = "version, look, by_name, at, restored"
KEPT = 50
"""So many of the latest are shown."""


async def insert(tx: Tx, channel: UUID, version: LookVersion, by: Actor | None = None) -> None:
    await tx.execute(
        "INSERT INTO channels.looks (tenant_id, channel_id, version, look, by_id, by_name, at, restored)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant,
        channel,
        version.version,
        version.look,
        by.id if by else None,
        version.by_name,
        version.at,
        version.restored,
    )


async def versions(conn: Connection, channel: UUID, limit: int = KEPT) -> list[LookVersion]:
    """The latest first; `changed` is not filled."""
    rows = await conn.fetch(
        f"SELECT {_VERSION} FROM channels.looks WHERE channel_id = $1 ORDER BY version DESC LIMIT $2", channel, limit
    )
    return [msgspec.convert(dict(row), LookVersion) for row in rows]


async def latest(conn: Connection, channel: UUID) -> LookVersion | None:
    found = await versions(conn, channel, 1)
    return found[0] if found else None


async def look(conn: Connection, channel: UUID) -> Look | None:
    """How a web chat looks; None while nobody has chosen."""
    found = await latest(conn, channel)
    return None if found is None else found.look


async def one(conn: Connection, channel: UUID, version: int) -> LookVersion | None:
    row = await conn.fetchrow(
        f"SELECT {_VERSION} FROM channels.looks WHERE channel_id = $1 AND version = $2", channel, version
    )
    return None if row is None else msgspec.convert(dict(row), LookVersion)
