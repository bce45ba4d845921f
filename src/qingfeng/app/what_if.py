"""What-if for the worker: each order in a process of its own, one at a time on this machine's worker."""

from __future__ import annotations

import asyncio

import msgspec

from qingfeng.app.aside import child
from qingfeng.app.what_if_child import Line
from qingfeng.ports.whatif import CannotBe, Heard, Order, WhatIfAnswer, WhatIfLibrary

CHILD = "qingfeng.app.what_if_child"
SECONDS = 120.0
"""So long may the replications of an order take; then it ends with those it has."""
GRACE_SECONDS = 60.0
"""The least that is compared takes so much longer at most."""
LINE_LIMIT = 32 * 1024 * 1024
"""Bytes of an answer."""


class Aside:
    """The port's adapter: a child process, asked by JSON."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._room = asyncio.Semaphore(1)
        self._library: WhatIfLibrary | None = None

    @property
    def busy(self) -> bool:
        return self._room.locked()

    def library(self) -> WhatIfLibrary:
        """What is shipped; read once."""
        if self._library is None:
            from qingfeng.twin.what_if import library  # NumPy, which no other request needs

            self._library = library()
        return self._library

    async def run(self, order: Order, heard: Heard) -> WhatIfAnswer | None:
        """Raises CannotBe, TimeoutError."""
        seconds = self._seconds + GRACE_SECONDS
        async with (
            self._room,
            child(CHILD, str(self._seconds), order=order, seconds=seconds, limit=LINE_LIMIT) as said,
        ):
            return await _answer(said, heard)


async def _answer(said: asyncio.StreamReader, heard: Heard) -> WhatIfAnswer | None:
    async for text in said:
        line = msgspec.json.decode(text, type=Line)
        if line.answer is not None:
            return line.answer
        if line.code:
            raise CannotBe(line.code, line.message, line.field)
        if not await heard(line.done):
            return None
    raise CannotBe("simulation_ended", "The simulation ended without an answer: it was too large for its bounds.")
