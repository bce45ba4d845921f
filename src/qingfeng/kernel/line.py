"""A unit of work's line to the database: writes that nobody waits for travel together, in one round trip.

Between two processes on one machine a round trip costs more than most statements do. A write given by `later` goes out
with the next ones: before whatever is asked next, at the latest with the commit's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from qingfeng.kernel.db import Connection, Record

_PARAMETER = re.compile(r"\$(\d+)")


class Write(NamedTuple):
    """One INSERT, UPDATE or DELETE without a result. `table`: what it writes to."""

    table: str
    sql: str
    args: Sequence[Any]


class Line:
    """Speaks like a connection. What it is asked sees every write made before."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._waiting: list[Write] = []

    async def fetch(self, sql: str, *args: Any) -> list[Record]:
        await self.settle()
        return await self._conn.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> Record | None:
        await self.settle()
        return await self._conn.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        await self.settle()
        return await self._conn.fetchval(sql, *args)

    async def execute(self, sql: str, *args: Any) -> str:
        await self.settle()
        return await self._conn.execute(sql, *args)

    async def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        await self.settle()
        await self._conn.executemany(sql, rows)

    async def later(self, write: Write) -> None:
        """Write it with the next ones. Two that go out together must touch different tables: neither sees the other."""
        if any(other.table == write.table for other in self._waiting):
            await self.settle()
        self._waiting.append(write)

    async def settle(self) -> None:
        """Send what waits."""
        if self._waiting:
            writes, self._waiting = self._waiting, []
            sql = _together(tuple(write.sql for write in writes))
            await self._conn.execute(sql, *(arg for write in writes for arg in write.args))


class Bulk(Line):
    """For whoever writes a great deal at a time: what waits goes out by statement, each with all its rows at once.

    Writes of one statement keep their order; between statements there is none, so that none may rely on another.
    """

    @classmethod
    def of(cls, line: Line) -> Bulk:
        """Goes on where a line stands."""
        bulk = cls(line._conn)
        bulk._waiting = line._waiting
        return bulk

    async def later(self, write: Write) -> None:
        """Write it when something is asked, or with the commit."""
        self._waiting.append(write)

    async def settle(self) -> None:
        """Send what waits."""
        waiting, self._waiting = self._waiting, []
        rows: dict[str, list[Sequence[Any]]] = {}
        for write in waiting:
            rows.setdefault(write.sql, []).append(write.args)
        for sql, all_ in rows.items():
            await self._conn.executemany(sql, all_)


@lru_cache(maxsize=512)
def _together(statements: tuple[str, ...]) -> str:
    """One statement that does what these do, their parameters numbered through."""
    numbered, first = [], 0
    for sql in statements:
        highest = max((int(n) for n in _PARAMETER.findall(sql)), default=0)
        numbered.append(_PARAMETER.sub(lambda m, by=first: f"${int(m[1]) + by}", sql))  # type: ignore[misc]
        first += highest
    *before, last = numbered
    parts = ", ".join(f"w{i} AS ({sql})" for i, sql in enumerate(before))
    return f"WITH {parts} {last}" if before else last
