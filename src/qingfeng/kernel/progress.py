"""How far something long is, written down now and then while it goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from qingfeng.kernel.uow import Work

TELL_SECONDS = 0.5


class Progress:
    """Called with how far it is, `(done)` or `(step, done, total)`, it has `write` write that down: a new step at once,
    all else every half second. Tells whether the rest is wanted, as `write` answered."""

    def __init__(self, work: Work, tenant: UUID, write: Callable[..., Awaitable[bool]], id_: UUID) -> None:
        """`write(tx, id_, *where)`."""
        self._work = work
        self._tenant = tenant
        self._write = write
        self._id = id_
        self._told = 0.0
        self._step = ""

    async def __call__(self, *where: str | int) -> bool:
        now = self._work.db.clock.monotonic()
        step = where[0] if isinstance(where[0], str) else ""
        if step == self._step and now - self._told < TELL_SECONDS:
            return True
        self._told, self._step = now, step
        async with self._work.tx(self._tenant) as tx:
            return await self._write(tx, self._id, *where)
