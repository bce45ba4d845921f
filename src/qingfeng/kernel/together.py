"""One statement for several who ask at the same time: one exchange with the database and one commit for all of them.

While a batch is under way, whoever comes waits for the next one: at a low rate each goes alone, and the more come, the
more share an exchange, its commit and the sync of the log. Nobody waits on purpose.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, cast

from qingfeng.kernel import metrics
from qingfeng.kernel.db import Connection, Database

MOST = 32
"""In one batch. When one of it fails, each is asked alone."""
_WAITED = metrics.POOL_WAIT.labels("write")


class _Asked:
    __slots__ = ("answer", "at", "statement", "told", "values")

    def __init__(self, statement: str, values: Sequence[Any], told: Callable[[Any], None], at: float) -> None:
        self.statement = statement
        self.values = values
        self.told = told
        self.at = at
        self.answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def give(self, value: Any) -> None:
        try:
            self.told(value)
        except Exception as error:  # noqa: BLE001  # it is committed, so it concerns nobody but who asked
            self.fail(error)
        if not self.answer.done():
            self.answer.set_result(value)

    def fail(self, error: BaseException) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class Together:
    """Statements that give one value and are a unit of work by themselves. At most `lines` batches are under way.

    The statement must not wait for a row that somebody else has locked: the others of its batch would wait with it.
    """

    def __init__(self, db: Database, lines: int = 2) -> None:
        self._db = db
        self._lines = lines
        self._waiting: deque[_Asked] = deque()
        self._workers: set[asyncio.Task[None]] = set()

    async def ask(self, statement: str, values: Sequence[Any], told: Callable[[Any], None]) -> Any:
        """The statement's value, once it is committed. `told` hears it even where who asked has gone away meanwhile.

        Raises what the database raises for this one.
        """
        monotonic = self._db.clock.monotonic
        asked = _Asked(statement, values, told, monotonic())
        self._waiting.append(asked)
        if len(self._workers) < self._lines:
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
        value = await asked.answer
        metrics.TRANSACTION.observe(monotonic() - asked.at)
        return value

    async def _work(self) -> None:
        """Batch after batch, on one connection as long as it holds."""
        try:
            while self._waiting:
                try:
                    async with self._db.app.acquire() as conn:
                        while self._waiting and not conn.is_closed():
                            await self._exchange(conn, self._next())
                except Exception as error:  # noqa: BLE001  # there is no connection to be had
                    for one in self._next() if self._waiting else ():
                        one.fail(error)
        finally:
            # Here, not by a callback, which comes a turn later: who asks in between would wait for nobody.
            self._workers.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    async def _exchange(self, conn: Connection, batch: list[_Asked]) -> None:
        now = self._db.clock.monotonic()
        for one in batch:
            _WAITED.observe(now - one.at)
        try:
            await _run(conn, batch)
        except Exception as error:  # noqa: BLE001  # who asked judges
            for one in batch:
                one.fail(error)

    def _next(self) -> list[_Asked]:
        batch = [self._waiting.popleft()]
        while self._waiting and len(batch) < MOST and self._waiting[0].statement == batch[0].statement:
            batch.append(self._waiting.popleft())
        return [one for one in batch if not one.answer.cancelled()]


async def _run(conn: Connection, batch: list[_Asked]) -> None:
    if len(batch) > 1:
        try:
            rows = await conn.fetchmany(batch[0].statement, [one.values for one in batch])
        except Exception:
            if conn.is_closed():
                raise
        else:
            for one, row in zip(batch, rows, strict=True):
                one.give(row[0])
            return
    for one in batch:
        try:
            one.give(await conn.fetchval(one.statement, *one.values))
        except Exception as error:  # noqa: BLE001  # who asked judges
            one.fail(error)
