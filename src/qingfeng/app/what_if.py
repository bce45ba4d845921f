"""What-if for the worker: each order in a process of its own, one at a time on this machine's worker."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

import msgspec

from qingfeng.app.what_if_child import Line
from qingfeng.kernel import log
from qingfeng.ports.whatif import CannotBe, Heard, Order, WhatIfAnswer, WhatIfLibrary

logger = log.get(__name__)
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
        async with self._room:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "qingfeng.app.what_if_child",
                str(self._seconds),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=LINE_LIMIT,
            )
            try:
                async with asyncio.timeout(self._seconds + GRACE_SECONDS):
                    return await _answer(child, order, heard)
            finally:
                if child.returncode is None:
                    with suppress(ProcessLookupError):
                        child.kill()
                await child.wait()


async def _answer(child: asyncio.subprocess.Process, order: Order, heard: Heard) -> WhatIfAnswer | None:
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # it says itself why it ended, or says nothing
        child.stdin.write(msgspec.json.encode(order))
        await child.stdin.drain()
        child.stdin.close()
    async for text in child.stdout:
        line = msgspec.json.decode(text, type=Line)
        if line.answer is not None:
            return line.answer
        if line.code:
            raise CannotBe(line.code, line.message, line.field)
        if not await heard(line.done):
            return None
    raise CannotBe("simulation_ended", "The simulation ended without an answer: it was too large for its bounds.")
