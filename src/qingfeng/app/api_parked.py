"""What the machinery has parked, over HTTP: seen and tried again by whoever runs the house."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from qingfeng.kernel import parked
from qingfeng.kernel.db import Database
from qingfeng.kernel.http import Cursor, Limit
from qingfeng.kernel.pages import page_after, paged
from qingfeng.kernel.parked import Parked
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


class ParkedList(msgspec.Struct, frozen=True):
    """`next`: pass it as `cursor` for the page after; null on the last."""

    items: list[ParkedOut]
    next: str | None


@get("/api/v1/parked", tags=["machinery"])
async def list_parked(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> ParkedList:
    """What was given up after its last attempt and not replayed with success since, latest first."""
    caller.need("machinery.manage")
    after = page_after(cursor)
    async with db.reading(caller.tenant) as conn:
        page, following = paged(await parked.parked(conn, limit=limit + 1, after=after), limit)
    return ParkedList([_out(one) for one in page], following)


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


handlers = [list_parked, replay_parked]
