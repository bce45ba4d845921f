"""How long those who wait will, read from how long others really did; and how right that was. SQL that only reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Wait
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.routing import expected, store
from qingfeng.modules.routing.expected import Coverage, Observed, Pace

MOST_OBSERVATIONS = 200
DAYS_BACK = timedelta(days=14)
HALF_AN_HOUR = 1800
CHECKED = 200
"""So many of the last waits are held against what would have been announced."""

_COLUMNS = "at, seconds, ahead, outcome IN ('accepted', 'claimed') AS answered"


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who joined a queue now would be told. `median`, `far`: seconds that half, and nine of ten, will not
    wait longer than; the minutes are those announced. All null where there are too few data. `coverage`: of the last
    waits."""

    queue_id: UUID
    place: int
    median: int | None
    far: int | None
    low_minutes: int | None
    high_minutes: int | None
    coverage: Coverage


async def position(conn: Connection, conv: Conversation) -> int:
    """The place of a waiting conversation in its queue, counted from 1."""
    return 1 + await conversations.ahead(conn, conv)


async def estimate(conn: Connection, queue_id: UUID, position: int, now: datetime) -> Wait:
    """How long somebody at a place of a queue will wait, as a range of minutes from the median to the 90 % quantile.

    From the last two hours; while too few were answered then, from the hour around this time of the last fourteen days;
    with fewer than five there is no number.
    """
    known = await pace(conn, queue_id, now)
    if known is None:
        return Wait(position, None, None)
    return Wait(position, *expected.minutes(expected.expected(known, position)))


async def announced(conn: Connection, queue_id: UUID, position: int, now: datetime) -> Wait:
    """What of the place and the estimate a queue tells those who wait."""
    queue = await store.queue_by_id(conn, queue_id)
    says = queue.policy.announce if queue else "both"
    if says == "nothing":
        return Wait(None, None, None)
    if says == "position":
        return Wait(position, None, None)
    wait = await estimate(conn, queue_id, position, now)
    return wait if says == "both" else Wait(None, wait.low_minutes, wait.high_minutes)


async def outlook(conn: Connection, queue_id: UUID, now: datetime) -> Outlook:
    """For supervisors: what is said now, and how right it was. Raises NotFound."""
    if await store.queue_by_id(conn, queue_id) is None:
        raise NotFound("not_found", "There is no such queue.", field="queue_id")
    line = (await conversations.lines(conn)).get(queue_id)
    place = 1 + (line.ahead if line else 0)
    known = await pace(conn, queue_id, now)
    found = None if known is None else expected.expected(known, place)
    low, high = expected.minutes(found) if found else (None, None)
    return Outlook(
        queue_id=queue_id,
        place=place,
        median=round(found.median) if found else None,
        far=round(found.far) if found else None,
        low_minutes=low,
        high_minutes=high,
        coverage=expected.coverage(await _kept(conn, queue_id, now), last=CHECKED),
    )


async def pace(conn: Connection, queue_id: UUID, now: datetime) -> Pace | None:
    """How fast a line moves; None: too little is known."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM routing.waits WHERE queue_id = $1 AND at > $2 AND at <= $3 ORDER BY at DESC LIMIT $4",
        queue_id,
        now - timedelta(seconds=expected.WINDOW),
        now,
        MOST_OBSERVATIONS,
    )
    since = await conversations.waiting_since(conn, queue_id)
    found = expected.pace(_observed(rows), [since.timestamp()] if since else [], now.timestamp())
    if found is not None:
        return found
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM routing.waits WHERE queue_id = $1 AND at > $2"
        " AND abs(mod(extract(epoch FROM $3 - at)::bigint + 43200, 86400) - 43200) <= $5"
        " ORDER BY at DESC LIMIT $4",
        queue_id,
        now - DAYS_BACK,
        now,
        MOST_OBSERVATIONS,
        HALF_AN_HOUR,
    )
    return expected.pace(_observed(rows), [], now.timestamp(), aged=False)


async def _kept(conn: Connection, queue_id: UUID, now: datetime) -> list[Observed]:
    """The last waits, and those before them from which they would have been foretold."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM routing.waits WHERE queue_id = $1 AND at > $2 ORDER BY at DESC LIMIT $3",
        queue_id,
        now - DAYS_BACK,
        3 * CHECKED,
    )
    return _observed(rows)


def _observed(rows: list[Record]) -> list[Observed]:
    found = []
    for r in rows:
        ended = r["at"].timestamp()
        found.append(Observed(ended - r["seconds"], ended, r["ahead"], r["answered"]))
    return found
