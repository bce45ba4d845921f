"""The unit of work: state, events and next steps in one commit; the live screens are told right after it.

`tx.emit(event)` writes the fact to the outbox of the same transaction and, by the flow's table, the timer of the
next step. After the commit the facts go to whoever looks at a screen (`live`), which never waits for the relay.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any, Protocol
from uuid import UUID

import msgspec

from qingfeng.kernel import log
from qingfeng.kernel.db import Connection, Database, Record, scoped
from qingfeng.kernel.events import Envelope, Event

encode = msgspec.json.encode
logger = log.get(__name__)


class Step(msgspec.Struct, frozen=True):
    """A next step, kept as a timer until done. A second one of the same kind and key replaces the first."""

    kind: str
    key: str
    due: datetime
    payload: dict[str, Any] = {}


Table = Callable[[Event, datetime], Sequence[Step]]
"""The flow's table: which steps follow from a fact at a moment."""


_OUTBOX = (
    "INSERT INTO kernel.outbox (id, tenant_id, type, key, body, at) SELECT i, $1, t, k, b, {0}"
    " FROM unnest({1}::uuid[], {2}::text[], {3}::text[], {4}::bytea[]) AS x (i, t, k, b)"
)
_UNSET = (
    "DELETE FROM kernel.timers WHERE tenant_id = $1 AND (kind, key) IN (SELECT * FROM unnest({0}::text[], {1}::text[]))"
)
_SET = (
    "INSERT INTO kernel.timers (tenant_id, kind, key, due_at, payload) SELECT $1, k, y, d, p"
    " FROM unnest({0}::text[], {1}::text[], {2}::timestamptz[], {3}::jsonb[]) AS x (k, y, d, p)"
    " ON CONFLICT (tenant_id, kind, key) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload,"
    " generation = kernel.timers.generation + 1, attempts = 0, last_error = NULL"
)


@cache
def _flush_sql(*wanted: bool) -> str:
    """The wanted ones of the three writes as one statement. They touch different rows, so their order is no matter."""
    written, first = [], 2
    for part, (sql, arguments) in zip(wanted, ((_OUTBOX, 5), (_UNSET, 2), (_SET, 4)), strict=True):
        if part:
            written.append(sql.format(*(f"${first + i}" for i in range(arguments))))
            first += arguments
    *before, last = written
    with_ = ", ".join(f"w{i} AS ({sql})" for i, sql in enumerate(before))
    return f"WITH {with_} {last}" if before else last


class Live(Protocol):
    def committed(self, tenant: UUID, envelopes: Sequence[Envelope], steps: Sequence[Step]) -> None: ...


class Tx:
    """One transaction of one tenant. Made by `Work.tx`; handed to actions as their first argument."""

    def __init__(self, conn: Connection, work: Work, tenant: UUID, correlation: str) -> None:
        self.conn = conn
        self.tenant = tenant
        self.now = work.db.clock.now()
        self.correlation = correlation
        self._work = work
        self._events: list[Envelope] = []
        self._steps: dict[tuple[str, str], Step] = {}
        self._cancelled: set[tuple[str, str]] = set()
        self._after: list[Callable[[], Awaitable[None] | None]] = []

    def new_id(self) -> UUID:
        return self._work.db.ids.new()

    async def fetch(self, sql: str, *args: Any) -> list[Record]:
        return await self.conn.fetch(sql, *args)

    async def row(self, sql: str, *args: Any) -> Record | None:
        return await self.conn.fetchrow(sql, *args)

    async def value(self, sql: str, *args: Any) -> Any:
        return await self.conn.fetchval(sql, *args)

    async def execute(self, sql: str, *args: Any) -> str:
        return await self.conn.execute(sql, *args)

    async def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        await self.conn.executemany(sql, rows)

    def emit(self, event: Event) -> None:
        """Record a fact; it is written with the commit and shown after it."""
        self._events.append(
            Envelope(
                id=self.new_id(),
                tenant=self.tenant,
                type=type(event).__name__,
                v=type(event).version,
                key=event.key,
                at=self.now,
                body=msgspec.Raw(encode(event)),
                correlation=self.correlation,
            )
        )
        for step in self._work.table(event, self.now):
            self.at(step)

    def at(self, step: Step) -> None:
        """Set (or move) a timer in this transaction."""
        self._cancelled.discard((step.kind, step.key))
        self._steps[step.kind, step.key] = step

    def cancel(self, kind: str, key: str) -> None:
        """Unset a timer in this transaction; one that is not set is no error."""
        self._steps.pop((kind, key), None)
        self._cancelled.add((kind, key))

    def after_commit(self, do: Callable[[], Awaitable[None] | None]) -> None:
        """Run once the commit has succeeded; a failure there is logged and changes nothing."""
        self._after.append(do)

    async def flush(self) -> None:
        """Write what was emitted, set and unset, in one round trip."""
        args: list[Any] = [self.tenant]
        if self._events:
            e = self._events
            args += [self.now, [x.id for x in e], [x.type for x in e], [x.key for x in e], [encode(x) for x in e]]
        if self._cancelled:
            args += [list(column) for column in zip(*self._cancelled, strict=True)]
        if self._steps:
            s = self._steps.values()
            args += [[x.kind for x in s], [x.key for x in s], [x.due for x in s], [x.payload for x in s]]
        if len(args) > 1:
            await self.conn.execute(_flush_sql(bool(self._events), bool(self._cancelled), bool(self._steps)), *args)


class Work:
    """Opens units of work. `table` is the flow's; `live` tells the screens."""

    def __init__(self, db: Database, table: Table, live: Live) -> None:
        self.db = db
        self.table = table
        self.live = live

    @asynccontextmanager
    async def tx(self, tenant: UUID, *, correlation: str = "") -> AsyncIterator[Tx]:
        """One transaction: commits when the block ends, rolls back when it raises."""
        async with self.db.app.acquire() as conn, scoped(conn, tenant):
            tx = Tx(conn, self, tenant, correlation)
            yield tx
            await tx.flush()
        self.live.committed(tenant, tx._events, list(tx._steps.values()))
        for do in tx._after:
            try:
                result = do()
                if result is not None:
                    await result
            except Exception:
                logger.exception("after commit failed")
