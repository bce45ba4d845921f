"""Verbs of channels: make one, keep a file."""

from __future__ import annotations

import asyncio
import hashlib
from uuid import UUID

from msgspec.structs import replace

from qingfeng.contracts.messages import Attachment
from qingfeng.kernel.uow import Work
from qingfeng.modules.channels import photo, store
from qingfeng.modules.channels.model import MAX_BYTES, inspect


async def keep_file(
    work: Work, tenant: UUID, name: str, data: bytes, uploaded_by: str, limit: int = MAX_BYTES
) -> Attachment:
    """Check an upload by its content and keep it, a picture without where and when it was taken.

    Raises Invalid, TooLarge or UnsupportedType.
    """
    # Decoding a picture can take tens of milliseconds: beside the event loop, not on it.
    upload = await asyncio.to_thread(inspect, name, data, limit)
    data, turned = photo.bare(upload.content_type, data)
    width, height = (upload.height, upload.width) if turned else (upload.width, upload.height)
    upload = replace(upload, size=len(data), width=width, height=height)
    sha256 = hashlib.sha256(data).digest()
    async with work.tx(tenant) as tx:
        return await store.put_file(tx, upload, data, sha256, uploaded_by)
