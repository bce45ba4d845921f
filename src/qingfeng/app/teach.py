"""Training of intents for the worker: each order in a process of its own, one at a time on this machine's worker."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

import msgspec

from qingfeng.app.teach_child import Line
from qingfeng.modules.understanding.public import CannotTeach, Heard, Order, Taught

SECONDS = 600.0
"""So long may a training take; ten thousand examples take a minute or two."""
ASK_SECONDS = 1.0
LINE_LIMIT = 192 * 1024 * 1024
"""Bytes of an answer: a model, written in letters."""


class TeachAside:
    """`Teacher` by a child process, asked by JSON."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._room = asyncio.Semaphore(1)

    @property
    def busy(self) -> bool:
        return self._room.locked()

    async def run(self, order: Order, heard: Heard) -> Taught | None:
        """Raises CannotTeach, TimeoutError."""
        async with self._room:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "qingfeng.app.teach_child",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=LINE_LIMIT,
            )
            try:
                async with asyncio.timeout(self._seconds):
                    return await _answer(child, order, heard)
            finally:
                if child.returncode is None:
                    with suppress(ProcessLookupError):
                        child.kill()
                await child.wait()


async def _answer(child: asyncio.subprocess.Process, order: Order, heard: Heard) -> Taught | None:
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # it says itself why it ended, or says nothing
        child.stdin.write(msgspec.json.encode(order))
        await child.stdin.drain()
        child.stdin.close()
    at = Line()
    while True:
        try:
            text = await asyncio.wait_for(child.stdout.readline(), ASK_SECONDS)
        except TimeoutError:  # a long step: whether it is still wanted is asked all the same
            if not await heard(at.step, at.done, at.total):
                return None
            continue
        if not text:
            break
        at = msgspec.json.decode(text, type=Line)
        if at.taught is not None:
            return at.taught
        if at.code:
            raise CannotTeach(at.code, at.message)
        if not await heard(at.step, at.done, at.total):
            return None
    raise CannotTeach("training_ended", "The training ended without an answer: it was too large for its bounds.")
