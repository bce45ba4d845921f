"""Verbs of channels: make one, keep a file."""

from __future__ import annotations

import asyncio
import hashlib

from qingfeng.contracts.messages import Attachment
from qingfeng.kernel.uow import Work
from qingfeng.modules.channels import store
from qingfeng.modules.channels.model import MAX_BYTES, inspect
from qingfeng.ports.channel import ChannelRef


async def keep_file(work: Work, channel: ChannelRef, name: str, data: bytes, uploaded_by: str) -> Attachment:
    """Check an upload by its content and keep it. Raises Invalid, TooLarge or UnsupportedType."""
    limit = int(channel.config.get("max_upload_bytes", MAX_BYTES))
    # Decoding a picture can take tens of milliseconds: beside the event loop, not on it.
    upload = await asyncio.to_thread(inspect, name, data, limit)
    sha256 = hashlib.sha256(data).digest()
    async with work.tx(channel.tenant) as tx:
        return await store.put_file(tx, upload, data, sha256, uploaded_by)
