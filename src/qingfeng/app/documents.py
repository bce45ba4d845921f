"""Documents for a web process: each is read by a process of its own, two at a time."""

from __future__ import annotations

import asyncio

import msgspec

from qingfeng.app.aside import child
from qingfeng.app.document_child import Answer, Order
from qingfeng.ports.documents import Document, Unreadable

CHILD = "qingfeng.app.document_child"
SECONDS = 60.0
LINE_LIMIT = 64 * 1024 * 1024
AT_ONCE = 2


class DocumentsAside:
    """The port's adapter: a child process, asked by JSON."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._room = asyncio.Semaphore(AT_ONCE)

    async def read(self, name: str, data: bytes) -> Document:
        """Raises Unreadable."""
        order = Order(name, data)
        try:
            async with self._room, child(CHILD, order=order, seconds=self._seconds, limit=LINE_LIMIT) as said:
                line = await said.readline()
        except TimeoutError:
            raise Unreadable("took_too_long", "Reading it took too long; divide the file.") from None
        if not line:
            raise Unreadable(
                "took_too_long", "Reading it took too much time or room; divide the file, or save it anew."
            )
        answer = msgspec.json.decode(line, type=Answer)
        if answer.document is None:
            raise Unreadable(answer.code, answer.message, **answer.params)
        return answer.document
