"""What kept failing is parked: kept with its error, seen by whoever runs the house, and tried again on request.

Three sources: `watcher:<name>` (an event that a watcher could not handle; the body is the envelope), `timer:<kind>`
(a step of the spine; the body is its payload) and `relay` (an event too large for the stream). Nothing parked holds up
anything else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from qingfeng.kernel import log
from qingfeng.kernel.db import Connection, Database, Record, is_lost
from qingfeng.kernel.errors import Conflict, NotFound, Refused
from qingfeng.kernel.events import Envelope
from qingfeng.kernel.uow import Step, Tx, Work

logger = log.get(__name__)

WATCHER = "watcher:"
TIMER = "timer:"
RELAY = "relay"
ERROR_LENGTH = 500
_COLUMNS = "tenant_id, id, source, event_id, event_type, attempts, error, at, replayed_at"


Also = Callable[[Tx], Awaitable[None]]


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not tried any more. `body`: JSON; `attempts`: how often it was tried."""

    source: str
    event_id: str
    event_type: str
    body: bytes
    attempts: int
    error: str


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """A parked event or timer. `at`: when it was parked or last tried again without success."""

    tenant: UUID
    id: UUID
    source: str
    event_id: str
    event_type: str
    attempts: int
    error: str
    at: datetime
    replayed_at: datetime | None


class Which(msgspec.Struct, frozen=True, kw_only=True):
    """So many of what was parked, or last tried, before a moment; of one source, or of any."""

    until: datetime
    limit: int
    source: str | None = None


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """How many went well and how many failed again; `left`: there are more from before that moment."""

    replayed: int
    failed: int
    left: bool


class Replayer(Protocol):
    """What a replay needs of a watcher."""

    async def once(self, tx: Tx, envelope: Envelope) -> bool: ...


class Replayers(Protocol):
    """The watchers of the house by name; None for a name nobody has (any more)."""

    def named(self, name: str) -> Replayer | None: ...


def text_of(error: BaseException) -> str:
    """An error as it is kept: its type and what it says, not longer than a column of a screen bears."""
    text = f"{type(error).__name__}: {error.code}" if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
    return text[:ERROR_LENGTH].replace("\x00", "")


async def error_of(attempt: Awaitable[object]) -> Exception | None:
    """What an attempt raised, for whoever decides about another; None when it went well."""
    try:
        await attempt
    except Exception as error:  # noqa: BLE001  # the caller judges, logs and keeps it
        return error
    return None


async def park(tx: Tx, failed: Failed) -> None:
    """Park it, or renew what is known of it if it was parked before."""
    await tx.execute(
        "INSERT INTO kernel.parked (tenant_id, id, source, event_id, event_type, body, attempts, error, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant_id, source, event_id) DO UPDATE"
        " SET body = excluded.body, attempts = excluded.attempts, error = excluded.error, at = excluded.at,"
        " replayed_at = NULL",
        tx.tenant,
        tx.new_id(),
        failed.source,
        failed.event_id,
        failed.event_type,
        failed.body,
        failed.attempts,
        failed.error,
        tx.now,
    )


async def parked(
    conn: Connection, *, limit: int = 200, after: UUID | None = None, source: str | None = None
) -> list[Parked]:
    """What a tenant's machinery has parked and nobody has replayed with success, latest first; `after`: beyond that one;
    `source`: of one source alone."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM kernel.parked p WHERE replayed_at IS NULL AND ($2::uuid IS NULL OR EXISTS ("
        "  SELECT FROM kernel.parked l WHERE l.id = $2 AND (p.at < l.at OR (p.at = l.at AND p.id > l.id))))"
        " AND ($3::text IS NULL OR source = $3) ORDER BY at DESC, id LIMIT $1",
        limit,
        after,
        source,
    )
    return [_parked_of(r) for r in rows]


async def sources(conn: Connection) -> list[tuple[str, int]]:
    """Whose things are parked and how many, the most first."""
    rows = await conn.fetch(
        "SELECT source, count(*) AS n FROM kernel.parked WHERE replayed_at IS NULL GROUP BY source ORDER BY n DESC, source"
    )
    return [(row["source"], row["n"]) for row in rows]


async def parked_everywhere(db: Database, *, limit: int = 200) -> list[Parked]:
    """The same of all tenants, for the command line."""
    rows = await db.system.fetch(
        f"SELECT {_COLUMNS} FROM kernel.parked WHERE replayed_at IS NULL ORDER BY at DESC, id LIMIT $1", limit
    )
    return [_parked_of(r) for r in rows]


def _parked_of(row: Record) -> Parked:
    return Parked(
        tenant=row["tenant_id"],
        id=row["id"],
        source=row["source"],
        event_id=row["event_id"],
        event_type=row["event_type"],
        attempts=row["attempts"],
        error=row["error"],
        at=row["at"],
        replayed_at=row["replayed_at"],
    )


def lines(items: Sequence[Parked]) -> Iterator[str]:
    """A table for the command line: one line each, columns aligned, the names of the columns first."""
    table = [("id", "source", "event", "attempts", "at", "error")]
    table += [
        (
            str(p.id),
            p.source,
            f"{p.event_type} {p.event_id}",
            str(p.attempts),
            p.at.isoformat(timespec="seconds"),
            " ".join(p.error.split()),
        )
        for p in items
    ]
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]) - 1)]
    for row in table:
        yield "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]))


async def replay_anywhere(work: Work, id_: UUID, watchers: Replayers) -> None:
    """`replay` for the command line, which knows no tenant."""
    tenant = await work.db.system.fetchval("SELECT tenant_id FROM kernel.parked WHERE id = $1", id_)
    if tenant is None:
        raise _unknown()
    await replay(work, tenant, id_, watchers)


async def replay(work: Work, tenant: UUID, id_: UUID, watchers: Replayers, also: Also | None = None) -> None:
    """Try it again now: an event in its watcher's handler, a timer by setting it anew, due at once, a row of the outbox by
    leaving it to the relay.

    What was replayed before with success is left alone. `also` is done in the same transaction. Raises NotFound; Conflict `replay_failed` when it failed
    again (its error is kept) and `no_such_watcher` when nobody listens under that name any more.
    """
    try:
        async with work.tx(tenant) as tx:
            await _replay(tx, id_, watchers)
            if also is not None:
                await also(tx)
    except _Again as again:
        await _note(work, tenant, id_, again.error)
        raise Conflict(
            "replay_failed", f"It failed again: {text_of(again.error)}", error=text_of(again.error)
        ) from again.error


async def replay_many(work: Work, tenant: UUID, which: Which, watchers: Replayers) -> Replayed:
    """Try some again, what was parked first first: those that were parked, or last tried, before a moment.

    What fails again is parked anew, not before that moment: asked again and again with the same moment, each is tried once.
    """
    found = await _of(work, tenant, which)
    failed = 0
    for id_ in found[: which.limit]:
        try:
            await replay(work, tenant, id_, watchers)
        except Conflict as refused:
            failed += 1
            if refused.code != "replay_failed":  # that has noted its error already
                await _note(work, tenant, id_, refused)
    replayed = min(len(found), which.limit) - failed
    return Replayed(replayed=replayed, failed=failed, left=len(found) > which.limit)


async def _of(work: Work, tenant: UUID, which: Which) -> list[UUID]:
    """One more than asked for when there are more."""
    async with work.db.reading(tenant) as conn:
        rows = await conn.fetch(
            "SELECT id FROM kernel.parked WHERE replayed_at IS NULL AND at < $1 AND ($2::text IS NULL OR source = $2)"
            " ORDER BY at, id LIMIT $3",
            which.until,
            which.source,
            which.limit + 1,
        )
    return [row["id"] for row in rows]


class _Again(Exception):
    """The handler failed again; what it raised is told apart from our own refusals."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


async def _replay(tx: Tx, id_: UUID, watchers: Replayers) -> None:
    row = await tx.row(
        "SELECT source, event_id, event_type, body, replayed_at FROM kernel.parked WHERE id = $1 FOR UPDATE", id_
    )
    if row is None:
        raise _unknown()
    if row["replayed_at"] is not None:
        return
    source: str = row["source"]
    known = source.startswith(TIMER) or source == RELAY or watchers.named(source.removeprefix(WATCHER)) is not None
    if not known:
        raise Conflict("no_such_watcher", f"Nobody listens as {source} in this version.", source=source)
    try:
        await _again(tx, source, row, watchers)
    except Exception as error:
        if is_lost(error):
            raise
        raise _Again(error) from error
    await tx.execute("UPDATE kernel.parked SET replayed_at = $2 WHERE id = $1", id_, tx.now)


async def _again(tx: Tx, source: str, row: Record, watchers: Replayers) -> None:
    """One more attempt. Whatever it raises, a body that cannot be read included, is why it stays parked."""
    if source.startswith(TIMER):
        await _set_again(tx, source.removeprefix(TIMER), row["event_id"], row["body"])
    elif source == RELAY:
        await tx.execute(
            "INSERT INTO kernel.outbox_waiting SELECT position, tenant_id, at FROM kernel.outbox WHERE id = $1"
            " ON CONFLICT DO NOTHING",
            UUID(row["event_id"]),
        )
    elif (watcher := watchers.named(source.removeprefix(WATCHER))) is not None:
        await watcher.once(tx, msgspec.json.decode(row["body"], type=Envelope))


async def _set_again(tx: Tx, kind: str, key: str, payload: bytes) -> None:
    """The step becomes due now. If it has been set anew since, that one is newer and stays as it is."""
    if not await tx.value("SELECT true FROM kernel.timers WHERE kind = $1 AND key = $2 FOR UPDATE", kind, key):
        tx.at(Step(kind, key, tx.now, msgspec.json.decode(payload)))


async def _note(work: Work, tenant: UUID, id_: UUID, error: Exception) -> None:
    logger.warning("replay failed", parked=str(id_), error=text_of(error))
    async with work.tx(tenant) as tx:
        await tx.execute(
            "UPDATE kernel.parked SET error = $2, attempts = attempts + 1, at = $3 WHERE id = $1 AND replayed_at IS NULL",
            id_,
            text_of(error),
            tx.now,
        )


def _unknown() -> NotFound:
    return NotFound("not_found", "There is nothing parked under this id.", field="id")
