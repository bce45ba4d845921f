"""Verbs of channels: make one, keep a file."""

from __future__ import annotations

import asyncio
import hashlib
from uuid import UUID

from qingfeng.contracts.messages import Attachment
from qingfeng.kernel.uow import Work
from qingfeng.modules.channels import store
from qingfeng.modules.channels.model import MAX_BYTES, inspect


async def keep_file(
    work: Work, tenant: UUID, name: str, data: bytes, uploaded_by: str, limit: int = MAX_BYTES
) -> Attachment:
    """Check an upload by its content and keep it. Raises Invalid, TooLarge or UnsupportedType."""
    # Decoding a picture can take tens of milliseconds: beside the event loop, not on it.
    upload = await asyncio.to_thread(inspect, name, data, limit)
    sha256 = hashlib.sha256(data).digest()
    async with work.tx(tenant) as tx:
        return await store.put_file(tx, upload, data, sha256, uploaded_by)
