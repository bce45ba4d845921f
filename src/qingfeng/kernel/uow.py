"""The unit of work: state, events and next steps in one commit; the live screens are told right after it.

`tx.emit(event)` writes the fact to the outbox of the same transaction and, by the flow's table, the timer of the
next step. After the commit the facts go to whoever looks at a screen (`live`), which never waits for the relay.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol, cast
from uuid import UUID

import msgspec

from qingfeng.kernel import log, metrics, trace
from qingfeng.kernel.db import Connection, Database, Record
from qingfeng.kernel.events import Envelope, Event
from qingfeng.kernel.line import Bulk, Line, Write
from qingfeng.kernel.together import Together

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
    "INSERT INTO kernel.outbox (id, tenant_id, type, key, body, at) SELECT i, $1, t, k, b, $2"
    " FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bytea[]) AS x (i, t, k, b)"
)
_UNSET = (
    "DELETE FROM kernel.timers WHERE tenant_id = $1 AND (kind, key) IN (SELECT * FROM unnest($2::text[], $3::text[]))"
)
_SET = (
    "INSERT INTO kernel.timers (tenant_id, kind, key, due_at, payload, correlation) SELECT $1, k, y, d, p, $6"
    " FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::jsonb[]) AS x (k, y, d, p)"
    " ON CONFLICT (tenant_id, kind, key) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload,"
    " correlation = excluded.correlation, generation = kernel.timers.generation + 1, attempts = 0, last_error = NULL"
)


class Live(Protocol):
    def committed(self, tenant: UUID, envelopes: Sequence[Envelope], steps: Sequence[Step]) -> None: ...


class Facts:
    """What a unit of work has decided and not yet written: facts and next steps. `now` is its one moment."""

    def __init__(self, work: Work, tenant: UUID, correlation: str) -> None:
        self.tenant = tenant
        self.now = work.db.clock.now()
        self.correlation = correlation
        self._work = work
        self._events: list[Envelope] = []
        self._steps: dict[tuple[str, str], Step] = {}
        self._cancelled: set[tuple[str, str]] = set()

    def new_id(self) -> UUID:
        return self._work.db.ids.new()

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

    def columns(self) -> tuple[list[UUID], list[str], list[str], list[bytes]]:
        """The facts as the outbox keeps them: ids, types, keys, bodies."""
        e = self._events
        return [x.id for x in e], [x.type for x in e], [x.key for x in e], [encode(x) for x in e]


class Tx(Facts):
    """One transaction of one tenant. Made by `Work.tx`; handed to actions as their first argument."""

    def __init__(self, conn: Connection, work: Work, tenant: UUID, correlation: str) -> None:
        super().__init__(work, tenant, correlation)
        self.line = Line(conn)
        self._after: list[Callable[[], Awaitable[None] | None]] = []

    @property
    def conn(self) -> Connection:
        """For queries that take a connection."""
        return cast(Connection, self.line)

    async def fetch(self, sql: str, *args: Any) -> list[Record]:
        return await self.line.fetch(sql, *args)

    async def row(self, sql: str, *args: Any) -> Record | None:
        return await self.line.fetchrow(sql, *args)

    async def value(self, sql: str, *args: Any) -> Any:
        return await self.line.fetchval(sql, *args)

    async def execute(self, sql: str, *args: Any) -> str:
        return await self.line.execute(sql, *args)

    async def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        await self.line.executemany(sql, rows)

    async def later(self, table: str, sql: str, *args: Any) -> None:
        """A write whose result nobody waits for: it goes out with the next ones, and is seen by whatever is asked next."""
        await self.line.later(Write(table, sql, args))

    def in_bulk(self) -> None:
        """A great deal is going to be written; see `line.Bulk`."""
        self.line = Bulk.of(self.line)

    def after_commit(self, do: Callable[[], Awaitable[None] | None]) -> None:
        """Run once the commit has succeeded; a failure there is logged and changes nothing."""
        self._after.append(do)

    async def flush(self) -> None:
        """Write what was emitted, set and unset."""
        if self._events:
            await self.line.later(Write("kernel.outbox", _OUTBOX, [self.tenant, self.now, *self.columns()]))
        if self._cancelled:
            kinds, keys = zip(*self._cancelled, strict=True)
            # Never the rows that are set, so that the two may go out together.
            await self.line.later(Write("kernel.timers, unset", _UNSET, [self.tenant, list(kinds), list(keys)]))
        if self._steps:
            s = self._steps.values()
            columns = [[x.kind for x in s], [x.key for x in s], [x.due for x in s], [x.payload for x in s]]
            await self.line.later(Write("kernel.timers", _SET, [self.tenant, *columns, self.correlation]))
        await self.line.settle()


class Work:
    """Opens units of work. `table` is the flow's; `live` tells the screens."""

    def __init__(self, db: Database, table: Table, live: Live) -> None:
        self.db = db
        self.table = table
        self.live = live
        self._together = Together(db)

    @asynccontextmanager
    async def tx(self, tenant: UUID, *, correlation: str = "") -> AsyncIterator[Tx]:
        """One transaction: commits when the block ends, rolls back when it raises. `correlation`: unless given, what is
        being done here (`kernel.trace`), else a new one."""
        monotonic = self.db.clock.monotonic
        began = monotonic()
        async with self.db.begun(tenant, use="write") as conn:
            log.concerns(tenant)
            with trace.span("tx"):
                tx = Tx(conn, self, tenant, correlation or self._cause())
                yield tx
                await tx.flush()
                await conn.execute("COMMIT")
            metrics.TRANSACTION.observe(monotonic() - began)
            # Before the connection goes back, which takes a turn of the loop: somebody waits for what was said.
            self.live.committed(tenant, tx._events, list(tx._steps.values()))
        for do in tx._after:
            try:
                result = do()
                if result is not None:
                    await result
            except Exception:
                logger.exception("after commit failed")

    def facts(self, tenant: UUID) -> Facts:
        """For a unit of work that needs no question answered before it writes: see `at_once`."""
        return Facts(self, tenant, self._cause())

    async def at_once(self, facts: Facts, function: str, *args: Any) -> bool:
        """Commit facts and what goes with them in one exchange, with others who come at the same time (`together`);
        False when the database refused and nothing is written.

        `function` of the database takes the tenant, the moment, the facts' columns and `args`. It enters the tenant by
        itself, asks whether everything is still as the caller takes it to be, and returns whether it wrote. Facts with
        next steps cannot go this way. Raises what the database raises (then nothing is written, unless it was lost).
        """
        if facts._steps or facts._cancelled:
            return False
        values = [facts.tenant, facts.now, *facts.columns(), *args]

        def told(done: bool) -> None:
            if done:
                self.live.committed(facts.tenant, facts._events, ())

        log.concerns(facts.tenant)
        with trace.span("tx"):
            done: bool = await self._together.ask(_call(function, len(values)), values, told)
        return done

    def _cause(self) -> str:
        return trace.here() or self.db.ids.new().hex


@lru_cache
def _call(function: str, n: int) -> str:
    return f"SELECT {function}({', '.join(f'${i}' for i in range(1, n + 1))})"
