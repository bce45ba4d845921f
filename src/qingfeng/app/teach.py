"""Training of intents for the worker: each order in a process of its own, one at a time on this machine's worker."""

from __future__ import annotations

import asyncio

import msgspec

from qingfeng.app.aside import child
from qingfeng.app.teach_child import Line
from qingfeng.modules.understanding.public import CannotTeach, Heard, Order, Taught

CHILD = "qingfeng.app.teach_child"
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
        async with self._room, child(CHILD, order=order, seconds=self._seconds, limit=LINE_LIMIT) as said:
            return await _answer(said, heard)


async def _answer(said: asyncio.StreamReader, heard: Heard) -> Taught | None:
    at = Line()
    while True:
        try:
            text = await asyncio.wait_for(said.readline(), ASK_SECONDS)
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
