"""What the machinery has parked, over HTTP: seen and tried again by whoever runs the house."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from qingfeng.kernel import parked
from qingfeng.kernel.db import Database
from qingfeng.kernel.http import Cursor, Limit, zoned
from qingfeng.kernel.pages import page_after, paged
from qingfeng.kernel.parked import Parked, Which
from qingfeng.kernel.uow import Tx, Work
from qingfeng.kernel.watch import Watchers
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller


class ParkedOut(msgspec.Struct, frozen=True):
    """`watcher`: who failed, as `watcher:<name>` or `timer:<kind>`. `event_id`: of a timer its key."""

    id: UUID
    watcher: str
    event_type: str
    event_id: str
    attempts: int
    error: str
    at: datetime


class ParkedSource(msgspec.Struct, frozen=True):
    watcher: str
    count: int


class ParkedList(msgspec.Struct, frozen=True):
    """`next`: pass it as `cursor` for the page after; null on the last. `sources`: whose things are parked and how many,
    the most first; with the first page alone."""

    items: list[ParkedOut]
    next: str | None
    sources: list[ParkedSource]


class ReplayIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`watcher`: of one alone. `until`: as it was answered the first time, so that each is tried once; left out: now."""

    watcher: Annotated[str, msgspec.Meta(max_length=120)] | None = None
    until: datetime | None = None


class ReplayOut(msgspec.Struct, frozen=True):
    """How many of these went well, how many failed again, and whether there are more: ask again with the same `until`."""

    replayed: int
    failed: int
    left: bool
    until: datetime


AT_ONCE = 25
_Source = Annotated[str | None, QueryParameter(max_length=120)]


@get("/api/v1/parked", tags=["machinery"])
async def list_parked(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    cursor: Cursor = "",
    limit: Limit = 50,
    watcher: _Source = None,
) -> ParkedList:
    """What was given up after its last attempt and not replayed with success since, latest first; of one watcher, or all."""
    caller.need("machinery.manage")
    after = page_after(cursor)
    async with db.reading(caller.tenant) as conn:
        page, following = paged(await parked.parked(conn, limit=limit + 1, after=after, source=watcher), limit)
        sources = await parked.sources(conn) if after is None else []
    return ParkedList([_out(one) for one in page], following, [ParkedSource(*one) for one in sources])


@post("/api/v1/parked/{parked_id:uuid}/replay", tags=["machinery"], status_code=204)
async def replay_parked(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    watchers: NamedDependency[Watchers],
    parked_id: FromPath[UUID],
) -> None:
    """Try one again now; 409 `replay_failed` when it fails again."""
    caller.need("machinery.manage")

    async def audit(tx: Tx) -> None:
        await access.audit(tx, caller.actor, "parked.replayed", str(parked_id))

    await parked.replay(work, caller.tenant, parked_id, watchers, audit)


@post("/api/v1/parked/replay", tags=["machinery"], status_code=200)
async def replay_many(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    watchers: NamedDependency[Watchers],
    data: JSONBody[ReplayIn],
) -> ReplayOut:
    """Try the next of them again, what was parked first first, at most twenty-five; until there are none left."""
    caller.need("machinery.manage")
    until = zoned(data.until, "until") or work.db.clock.now()
    done = await parked.replay_many(
        work, caller.tenant, Which(until=until, limit=AT_ONCE, source=data.watcher), watchers
    )
    if done.replayed or done.failed:
        async with work.tx(caller.tenant) as tx:
            told = {"replayed": done.replayed, "failed": done.failed}
            await access.audit(tx, caller.actor, "parked.many_replayed", data.watcher or "any", **told)
    return ReplayOut(done.replayed, done.failed, done.left, until)


def _out(one: Parked) -> ParkedOut:
    return ParkedOut(
        id=one.id,
        watcher=one.source,
        event_type=one.event_type,
        event_id=one.event_id,
        attempts=one.attempts,
        error=one.error,
        at=one.at,
    )


handlers = [list_parked, replay_many, replay_parked]
