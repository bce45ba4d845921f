"""Reads of what stands behind a figure: exactly what was counted, and in which conversations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.pages import Moment, cursor_of, place_of
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.insight import boards
from qingfeng.modules.insight.boards import Ask
from qingfeng.modules.insight.measures import MEASURES

NONE = "none"
Number = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was counted. `value`: ms, a score or a number, by the measure. `customer` and `subject`: of the
    conversation as it is now, empty when the ledger keeps it no longer."""

    conversation_id: UUID
    measure: str
    no: int
    at: datetime
    queue_id: UUID | None
    channel: str
    agent_id: UUID | None
    value: int
    customer: str
    subject: str


class Drill(msgspec.Struct, frozen=True):
    """`next`: the cursor of the following page; None on the last."""

    items: list[Behind]
    next: str | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted of a measure. `key`: of a row of the board, which is then all that is told of (`none` is the row
    whose key is empty); None: of the total."""

    measure: str
    key: str | None = None
    after: str = ""
    limit: int = 100


class _Scope(msgspec.Struct):
    since: datetime
    until: datetime
    agents: list[UUID] | None
    queue: UUID | None
    channel: str | None
    no_queue: bool = False
    outside: list[UUID] | None = None


_FROM = (
    "SELECT conversation_id, measure, no, at, queue_id, channel, agent_id, value FROM insight.marks"
    " WHERE measure = $1 AND at >= $2 AND at < $3 AND ($4::uuid IS NULL OR queue_id = $4)"
    " AND ($5::text IS NULL OR channel = $5) AND ($6::uuid[] IS NULL OR agent_id = ANY($6))"
    " AND (NOT $7 OR queue_id IS NULL) AND (NOT $8 OR agent_id IS NOT NULL)"
    " AND ($9::uuid[] IS NULL OR agent_id <> ALL($9))"
    " AND (at, conversation_id, no) > ($10, $11, $12) ORDER BY at, conversation_id, no LIMIT $13"
)


_HANDS = (
    "SELECT conversation_id, $1 AS measure, no, at, NULL::uuid AS queue_id, channel, agent_id, value FROM ("
    " SELECT h.conversation_id, h.no, greatest(h.since, $2) AS at, coalesce(c.channel, '') AS channel, h.agent_id,"
    " (extract(epoch FROM least(h.until, $3, $4) - greatest(h.since, $2)) * 1000)::bigint AS value"
    " FROM insight.hands h JOIN insight.contacts c ON c.conversation_id = h.conversation_id"
    " WHERE h.until > $2 AND h.since < least($3, $4) AND ($1 <> 'wrapping' OR h.kind = 'wrap')"
    " AND ($5::uuid[] IS NULL OR h.agent_id = ANY($5)) AND ($6::uuid[] IS NULL OR h.agent_id <> ALL($6))) AS found"
    " WHERE (at, conversation_id, no) > ($7, $8, $9) ORDER BY at, conversation_id, no LIMIT $10"
)
"""What agents had in hand in a span: the whole contacts, of which a figure of time may count but a part."""


async def drill(conn: Connection, tenant: UUID, ask: Ask, page: Page, now: datetime) -> Drill:
    """What was counted of a measure, earliest first. Raises Invalid."""
    measure = MEASURES.get(page.measure)
    if measure is None:
        raise Invalid("unknown_measure", f"There is no measure {page.measure!r}.", field="measure")
    if measure.time and not measure.hands:
        raise Invalid("nothing_behind", "This is time of agents; no conversations stand behind it.", field="measure")
    boards.checked(ask)
    scope = await _scope(conn, tenant, ask, "" if page.key == NONE else page.key, now)
    after = _cursor(page.after, scope.since)
    if measure.time:
        args = (page.measure, scope.since, scope.until, now, scope.agents, scope.outside, *after, page.limit + 1)
        rows = await conn.fetch(_HANDS, *args)
    else:
        place = (scope.queue, scope.channel, scope.agents, scope.no_queue, ask.of_people, scope.outside)
        rows = await conn.fetch(_FROM, page.measure, scope.since, scope.until, *place, *after, page.limit + 1)
    items = await _named(conn, rows[: page.limit])
    return Drill(items, _mark(items[-1]) if len(rows) > page.limit else None)


async def _named(conn: Connection, rows: list[Record]) -> list[Behind]:
    known = await conversations.names(conn, list({row["conversation_id"] for row in rows}))
    found = []
    for row in rows:
        customer, subject = known.get(row["conversation_id"], ("", ""))
        found.append(Behind(**dict(row), customer=customer, subject=subject))
    return found


async def _scope(conn: Connection, tenant: UUID, ask: Ask, key: str | None, now: datetime) -> _Scope:
    where = (await boards.asked_at(conn, tenant, now)).zone
    since, until = boards.span(ask.from_, ask.to, where)
    scope = _Scope(since, until, await boards.agents_of(conn, ask), ask.queue, ask.channel)
    if key is None:
        return scope
    try:
        if ask.by in ("hour", "day"):
            begun = datetime.fromisoformat(key)
            if begun.tzinfo is None or not since <= begun < until:
                raise ValueError
            ends = begun + timedelta(hours=1)
            if ask.by == "day":
                begun, ends = boards.span(*(begun.astimezone(where).date(),) * 2, where)
            scope.since, scope.until = max(since, begun), min(until, ends)
        elif ask.by == "queue":
            _within(scope, "queue", UUID(key) if key else None)
            scope.no_queue = not key
        elif ask.by == "channel":
            _within(scope, "channel", key)
        elif ask.by == "agent":
            _among(scope, [UUID(key)])
        else:
            await _team(conn, scope, str(UUID(key)) if key else "")
    except ValueError:
        raise Invalid("bad_key", "No row of this board has this key.", field="key") from None
    return scope


def _within(scope: _Scope, name: str, wanted: Any) -> None:
    """Narrow a filter; a row that the filter already hides has nothing behind it."""
    if getattr(scope, name) not in (None, wanted):
        scope.until = scope.since
    setattr(scope, name, wanted)


def _among(scope: _Scope, agents: list[UUID]) -> None:
    scope.agents = agents if scope.agents is None else [id_ for id_ in agents if id_ in scope.agents]


async def _team(conn: Connection, scope: _Scope, team: str) -> None:
    teams = await boards.teams_of(conn)
    if team:
        _among(scope, [id_ for id_, its in teams.items() if its == team])
    else:
        scope.outside = list(teams)


def _mark(item: Behind) -> str:
    return cursor_of(item.at, item.conversation_id, item.no)


def _cursor(text: str, since: datetime) -> tuple[datetime, UUID, int]:
    return place_of(text, tuple[Moment, UUID, Number]) or (since, UUID(int=0), -1)
