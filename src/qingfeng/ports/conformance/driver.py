"""What an exam of channels needs of one: somebody who speaks as its customers do, and as people at desks do."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Attachment, ConvView, Delivery, Message


class Refusal(Exception):
    """What a customer's side was told: an HTTP status or its like, a code, and the field it is about."""

    def __init__(self, status: int, code: str = "", field: str | None = None) -> None:
        super().__init__(f"{status} {code} {field or ''}")
        self.status = status
        self.code = code
        self.field = field


class Ack(msgspec.Struct, frozen=True):
    """A message was taken in."""

    conversation_id: UUID
    message_id: UUID
    seq: int
    duplicate: bool


class Driver(Protocol):
    """Both ends of one channel. `who` names a customer of the test; methods raise `Refusal` for what is refused."""

    async def send(
        self, who: str, text: str, *, key: str | None = None, kind: str = "text", attachment: UUID | None = None
    ) -> Ack:
        """As customer; `key` makes a repeat recognisable (fresh when None)."""
        ...

    async def send_raw(self, who: str, body: bytes) -> int:
        """Whatever bytes where a message belongs; returns the status."""
        ...

    async def upload(self, who: str, name: str, data: bytes) -> Attachment: ...
    async def page(self, who: str, conversation: UUID, after: int, limit: int) -> tuple[list[Message], bool]:
        """What came after a seq, oldest first, and whether there is more; `after` is at least 1."""
        ...

    async def view(self, who: str) -> ConvView | None: ...
    async def human(self, who: str) -> None: ...
    async def end(self, who: str) -> None: ...
    async def read(self, who: str, conversation: UUID, seq: int) -> None: ...
    async def survey(self, who: str, conversation: UUID, score: int) -> None: ...
    async def arrived(self, who: str) -> list[Message]:
        """What the channel brought to the customer by itself so far, in the order it came."""
        ...

    async def cut(self, who: str) -> None:
        """Break the way to the customer."""
        ...

    async def mend(self, who: str) -> None:
        """Mend it, and wait as long as the channel may take to notice."""
        ...

    async def settle(self) -> None:
        """Let everything that is due happen."""
        ...

    async def take(self, conversation: UUID) -> None:
        """An agent takes the conversation."""
        ...

    async def reply(self, conversation: UUID, text: str) -> Message: ...
    async def note(self, conversation: UUID, text: str) -> Message: ...
    async def close(self, conversation: UUID) -> None:
        """The agent closes it with codes and asks for a score."""
        ...

    async def thread(self, conversation: UUID) -> list[Message]:
        """All of it, as people at desks see it."""
        ...

    async def advances(self, message: UUID) -> list[Delivery]:
        """The states of delivery that screens were shown for a message, in their order."""
        ...
