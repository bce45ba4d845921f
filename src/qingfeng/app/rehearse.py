"""Rehearsals for the worker: each in a process of its own, one at a time on this machine's worker."""

from __future__ import annotations

import asyncio

import msgspec

from qingfeng.app.aside import child
from qingfeng.modules.rehearsal.public import CannotRehearse, Heard, Order, RehearsalResult

CHILD = "qingfeng.app.rehearse_child"
SECONDS = 600.0
"""So long may a rehearsal take; the demo's 365 dialogues take half a minute."""
ASK_SECONDS = 1.0
LINE_LIMIT = 64 * 1024 * 1024
"""Bytes of an answer: what failed, turn by turn."""


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of what it answers: how far it is, or the end of it."""

    done: int = 0
    results: list[RehearsalResult] | None = None
    code: str = ""


class RehearseAside:
    """`Rehearser` by a child process, asked by JSON."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._room = asyncio.Semaphore(1)

    @property
    def busy(self) -> bool:
        return self._room.locked()

    async def run(self, order: Order, heard: Heard) -> list[RehearsalResult] | None:
        """Raises CannotRehearse, TimeoutError."""
        async with self._room, child(CHILD, order=order, seconds=self._seconds, limit=LINE_LIMIT) as said:
            at = Line()
            while True:
                try:
                    text = await asyncio.wait_for(said.readline(), ASK_SECONDS)
                except TimeoutError:
                    if not await heard(at.done):
                        return None
                    continue
                if not text:
                    raise CannotRehearse("rehearsal_ended")
                at = msgspec.json.decode(text, type=Line)
                if at.results is not None:
                    return at.results
                if at.code:
                    raise CannotRehearse(at.code)
                if not await heard(at.done):
                    return None
