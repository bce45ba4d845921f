"""Links to stored files: signed, expiring, and the same for a while so that browsers may cache them."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Attachment, Message
from qingfeng.kernel.auth import same, sign
from qingfeng.kernel.clock import Clock

SECONDS = 3600


class FileLinks:
    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key.hex()
        self._clock = clock

    def url(self, tenant: UUID, file: UUID, name: str) -> str:
        """Good for one to two hours; asked again within the hour it is the same link."""
        expires = (int(self._clock.now().timestamp()) // SECONDS + 2) * SECONDS
        return f"/files/{tenant.hex}{file.hex}/{expires}/{self._mac(tenant, file, expires)}/{quote(name)}"

    def allows(self, tenant: UUID, file: UUID, expires: int, mac: str) -> bool:
        fresh = expires > self._clock.now().timestamp()
        return fresh and same(mac, self._mac(tenant, file, expires))

    def _mac(self, tenant: UUID, file: UUID, expires: int) -> str:
        return sign(self._key, "file", tenant.hex, file.hex, str(expires))[:32]

    def attachment(self, tenant: UUID, attachment: Attachment) -> Attachment:
        return msgspec.structs.replace(attachment, url=self.url(tenant, attachment.id, attachment.name))

    def message(self, tenant: UUID, message: Message) -> Message:
        """The message with links to its file and to those its words name, if there are any."""
        if message.attachment is None and not message.files:
            return message
        own = message.attachment and self.attachment(tenant, message.attachment)
        return msgspec.structs.replace(
            message, attachment=own, files=[self.attachment(tenant, one) for one in message.files]
        )
