"""Files that articles show: the house's own, kept for as long as an article names them; never what a customer sent."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from qingfeng.contracts.messages import Attachment
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import UnsupportedType
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.channels import photo, store
from qingfeng.modules.channels.actions import keep_file
from qingfeng.modules.channels.model import ARTICLE_OWNER, IMAGES, Upload, inspect

MAX_PICTURE_BYTES = 5 * 1024 * 1024


async def keep_article_file(work: Work, tenant: UUID, name: str, data: bytes) -> Attachment:
    """Keep a picture for articles: a real PNG, JPEG, GIF or WebP, without where and when it was taken.

    Raises Invalid, TooLarge or UnsupportedType, with the field `file`.
    """
    await asyncio.to_thread(check_article_file, name, data)
    return await keep_file(work, tenant, name, data, ARTICLE_OWNER, MAX_PICTURE_BYTES)


def check_article_file(name: str, data: bytes) -> Upload:
    """As it was found to be. Blocks. Raises as `keep_article_file`."""
    found = inspect(name, data, MAX_PICTURE_BYTES)
    if found.content_type not in IMAGES.values():
        raise UnsupportedType("not_a_picture", "Articles show PNG, JPEG, GIF or WebP pictures.", field="file")
    return found


async def article_files(conn: Connection, ids: Sequence[UUID]) -> list[Attachment]:
    """Those of them that were brought for articles, in their order; the others are left out."""
    if not ids:
        return []
    rows = await conn.fetch(
        "SELECT id, name, size, content_type, width, height FROM channels.files"
        " WHERE id = ANY($1) AND uploaded_by = $2",
        list(ids),
        ARTICLE_OWNER,
    )
    found = {row["id"]: Attachment(**dict(row)) for row in rows}
    return [found[id_] for id_ in dict.fromkeys(ids) if id_ in found]


async def article_files_before(conn: Connection, moment: datetime) -> list[UUID]:
    """All that were brought for articles before a moment."""
    rows = await conn.fetch(
        "SELECT id FROM channels.files WHERE uploaded_by = $1 AND created_at < $2", ARTICLE_OWNER, moment
    )
    return [row["id"] for row in rows]


async def put_article_file(tx: Tx, id_: UUID, name: str, data: bytes) -> None:
    """A picture that comes with articles, under an id of its own; there already, it stays as it is. Raises as
    `keep_article_file`."""
    if await tx.value("SELECT EXISTS (SELECT FROM channels.files WHERE id = $1)", id_):
        return
    upload = await asyncio.to_thread(check_article_file, name, data)
    data, turned = photo.bare(upload.content_type, data)
    width, height = (upload.height, upload.width) if turned else (upload.width, upload.height)
    upload = replace(upload, size=len(data), width=width, height=height)
    await store.put_file(tx, upload, data, hashlib.sha256(data).digest(), ARTICLE_OWNER, id_)
