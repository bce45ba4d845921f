"""Handing out and erasing files, and what was sent to platforms."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from qingfeng.contracts.messages import Attachment
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.channels import store
from qingfeng.modules.channels.model import ARTICLE_OWNER, LOGO_OWNER, Upload

_ORPHANS = (
    "DELETE FROM channels.blobs b WHERE b.sha256 = ANY($1)"
    " AND NOT EXISTS (SELECT FROM channels.files f WHERE f.tenant_id = b.tenant_id AND f.sha256 = b.sha256)"
)


async def brought_by(conn: Connection, senders: list[str]) -> list[UUID]:
    """Files that these brought along by any channel, whether or not they were ever sent. `senders`: their ids there."""
    rows = await conn.fetch(
        "SELECT f.id FROM channels.channels c, unnest($1::text[]) AS s, channels.files f"
        " WHERE f.uploaded_by = c.id::text || ':' || s",
        senders,
    )
    return [row["id"] for row in rows]


async def read(conn: Connection, file: UUID) -> tuple[Attachment, bytes] | None:
    return await store.file_data(conn, file)


async def size_of(conn: Connection, files: list[UUID]) -> int:
    """All of them together, in bytes."""
    found: int = await conn.fetchval("SELECT coalesce(sum(size), 0) FROM channels.files WHERE id = ANY($1)", files)
    return found


async def keep_archive(tx: Tx, name: str, data: bytes, sha256: bytes, by: str) -> UUID:
    """A ZIP file of ours, to be fetched by a signed link."""
    upload = Upload(name=name, content_type="application/zip", size=len(data), width=None, height=None)
    return (await store.put_file(tx, upload, data, sha256, by)).id


async def drop_files(tx: Tx, files: list[UUID]) -> int:
    """Delete files, and their bytes when no other file has the same. Gives how many files there were."""
    rows = await tx.fetch("DELETE FROM channels.files WHERE id = ANY($1) RETURNING sha256", files)
    if rows:
        await tx.execute(_ORPHANS, list({row["sha256"] for row in rows}))
    return len(rows)


async def files_before(conn: Connection, moment: datetime, limit: int) -> list[UUID]:
    """Files brought before a moment, the oldest first; not those of the house's own looks
    and articles, which it still shows."""
    rows = await conn.fetch(
        "SELECT id FROM channels.files WHERE created_at < $1 AND uploaded_by NOT LIKE $3 AND uploaded_by <> $4"
        " ORDER BY created_at LIMIT $2",
        moment,
        limit,
        f"{LOGO_OWNER}:%",
        ARTICLE_OWNER,
    )
    return [row["id"] for row in rows]


async def erase_sent(tx: Tx, conversations: list[UUID]) -> int:
    """Delete what platforms were told of these conversations, and what they answered. Gives how many tellings."""
    total = 0
    for which in ("=", "<>"):  # each has an index of its own
        done = await tx.execute(
            f"DELETE FROM channels.deliveries WHERE conversation_id = ANY($1) AND event {which} 'message.created'",
            conversations,
        )
        total += int(done.rpartition(" ")[2])
    await tx.execute("DELETE FROM channels.attempts WHERE conversation_id = ANY($1)", conversations)
    return total


async def copy_sent(conn: Connection, conversation: UUID) -> list[dict[str, Any]]:
    """What platforms were told of a conversation and when, without the words, which the messages have."""
    rows = await conn.fetch(
        "SELECT seq, event, status, created_at, updated_at FROM channels.deliveries WHERE conversation_id = $1"
        " ORDER BY created_at, id",
        conversation,
    )
    return [dict(row) for row in rows]
