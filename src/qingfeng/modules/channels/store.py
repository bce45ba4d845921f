"""Every write of channels."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Attachment
from qingfeng.kernel.db import Connection, Database, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.channels.model import Upload
from qingfeng.ports.channel import ChannelRef

_CHANNEL = "tenant_id, id, kind, name, config, secret, enabled"


def _ref(row: Record | None) -> ChannelRef | None:
    if row is None:
        return None
    return ChannelRef(
        tenant=row["tenant_id"],
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        config=row["config"],
        secret=row["secret"],
        enabled=row["enabled"],
    )


async def channel_by_key(db: Database, key: str) -> ChannelRef | None:
    return _ref(await db.system.fetchrow(f"SELECT {_CHANNEL} FROM channels.channels WHERE key = $1", key))


async def channel(conn: Connection, id_: UUID) -> ChannelRef | None:
    return _ref(await conn.fetchrow(f"SELECT {_CHANNEL} FROM channels.channels WHERE id = $1", id_))


async def channel_by_id(db: Database, tenant: UUID, id_: UUID) -> ChannelRef | None:
    """For callers that a token, not a session, has told the tenant."""
    row = await db.system.fetchrow(
        f"SELECT {_CHANNEL} FROM channels.channels WHERE tenant_id = $1 AND id = $2", tenant, id_
    )
    return _ref(row)


async def channels(conn: Connection, kind: str | None = None) -> list[tuple[ChannelRef, str]]:
    """With the public key of each."""
    rows = await conn.fetch(
        f"SELECT {_CHANNEL}, key FROM channels.channels WHERE $1::text IS NULL OR kind = $1 ORDER BY created_at", kind
    )
    found = []
    for row in rows:
        ref = _ref(row)
        assert ref is not None
        found.append((ref, row["key"]))
    return found


class ChannelDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A channel to be made. `key` is public (it stands in the script tag), `secret` is not."""

    kind: str
    name: str
    key: str
    config: dict[str, Any]
    secret: str
    id: UUID | None = None


async def put_channel(tx: Tx, draft: ChannelDraft) -> UUID:
    """By key: a second one changes the name and adds to the config what is not there yet, never the secret."""
    made: UUID = await tx.value(
        "INSERT INTO channels.channels (tenant_id, id, kind, name, key, config, secret, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (key) DO UPDATE SET name = excluded.name, config = excluded.config || channels.config RETURNING id",
        tx.tenant,
        draft.id or tx.new_id(),
        draft.kind,
        draft.name,
        draft.key,
        draft.config,
        draft.secret,
        tx.now,
    )
    return made


async def change_channel(tx: Tx, id_: UUID, *, name: str, config: dict[str, Any], enabled: bool) -> None:
    await tx.execute(
        "UPDATE channels.channels SET name = $2, config = $3, enabled = $4 WHERE id = $1", id_, name, config, enabled
    )


async def change_secret(tx: Tx, id_: UUID, secret: str) -> None:
    await tx.execute("UPDATE channels.channels SET secret = $2 WHERE id = $1", id_, secret)


async def put_file(
    tx: Tx, upload: Upload, data: bytes, sha256: bytes, uploaded_by: str, id_: UUID | None = None
) -> Attachment:
    id_ = id_ or tx.new_id()
    await tx.execute(
        "INSERT INTO channels.blobs (tenant_id, sha256, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        tx.tenant,
        sha256,
        data,
    )
    await tx.execute(
        "INSERT INTO channels.files (tenant_id, id, sha256, name, content_type, size, width, height, uploaded_by, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tx.tenant,
        id_,
        sha256,
        upload.name,
        upload.content_type,
        upload.size,
        upload.width,
        upload.height,
        uploaded_by,
        tx.now,
    )
    return Attachment(id_, upload.name, upload.size, upload.content_type, upload.width, upload.height)


async def file(conn: Connection, id_: UUID, uploaded_by: str | None = None) -> Attachment | None:
    """A stored file; with `uploaded_by`, only if that is who brought it."""
    row = await conn.fetchrow(
        "SELECT id, name, size, content_type, width, height FROM channels.files"
        " WHERE id = $1 AND ($2::text IS NULL OR uploaded_by = $2)",
        id_,
        uploaded_by,
    )
    return None if row is None else Attachment(**dict(row))


async def file_data(conn: Connection, id_: UUID) -> tuple[Attachment, bytes] | None:
    row = await conn.fetchrow(
        "SELECT f.id, f.name, f.size, f.content_type, f.width, f.height, b.data FROM channels.files f"
        " JOIN channels.blobs b ON b.tenant_id = f.tenant_id AND b.sha256 = f.sha256 WHERE f.id = $1",
        id_,
    )
    if row is None:
        return None
    fields = dict(row)
    data = fields.pop("data")
    return Attachment(**fields), data
