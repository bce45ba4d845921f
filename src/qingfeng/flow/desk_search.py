"""Searching everything a desk may see, over HTTP: customers by who they are, conversations by what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter

from qingfeng.flow import schemas as s
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Found, View
from qingfeng.modules.customers import public as customers
from qingfeng.modules.people import public as people

CUSTOMERS = 6
Limit = Annotated[int, QueryParameter(ge=1, le=50)]


class SearchOut(msgspec.Struct):
    """`capped`: only the newest messages with these words were looked through; there may be older ones."""

    customers: list[s.CustomerRow]
    conversations: list[Found]
    capped: bool


class Filters(msgspec.Struct, frozen=True):
    """Which conversations are meant; None: any."""

    view: View | None = None
    queue: UUID | None = None
    agent: UUID | None = None
    channel: str | None = None
    tag: str | None = None


class Span(msgspec.Struct, frozen=True):
    """Which messages are meant by their moment; None: from ever, for ever. `since` is included, `before` is not."""

    since: datetime | None = None
    before: datetime | None = None


def provide_filters(
    view: FromQuery[View | None] = None,
    queue: FromQuery[UUID | None] = None,
    agent: FromQuery[UUID | None] = None,
    channel: Annotated[str | None, QueryParameter(max_length=40)] = None,
    tag: Annotated[str | None, QueryParameter(max_length=30)] = None,
) -> Filters:
    # A NUL cannot be kept, so nothing that is kept has one.
    return Filters(view, queue, agent, channel and channel.replace("\0", ""), tag and tag.replace("\0", ""))


def provide_span(since: FromQuery[datetime | None] = None, before: FromQuery[datetime | None] = None) -> Span:
    for field, moment in (("since", since), ("before", before)):
        if moment is not None and moment.tzinfo is None:
            raise Invalid("no_zone", "Name the moment with its offset, such as 2026-07-01T00:00:00+08:00.", field=field)
    return Span(since, before)


async def _team(conn: Connection, user: UUID) -> list[UUID]:
    roster = await people.roster(conn)
    mine = next((a.team_id for a in roster if a.id == user), None)
    return [a.id for a in roster if a.team_id == mine] if mine else []


@get(
    "/api/v1/search",
    tags=["desk"],
    dependencies={
        "filters": Provide(provide_filters, sync_to_thread=False),
        "span": Provide(provide_span, sync_to_thread=False),
    },
)
async def search(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    filters: NamedDependency[Filters],
    span: NamedDependency[Span],
    q: Annotated[str, QueryParameter(max_length=100)],
    limit: Limit = 20,
) -> SearchOut:
    """Customers by name, number or address; conversations by what was said, with the line in which it was."""
    caller.need("conversations.read")
    q = q.replace("\0", "")
    async with spine.db.reading(caller.tenant) as conn:
        known: list[customers.Customer] = []
        if caller.may("customers.read") and q.strip():
            known, _ = await customers.search(conn, q, limit=CUSTOMERS)
        where = conversations.Where(
            me=caller.user_id,
            team=await _team(conn, caller.user_id) if filters.view == "team" else [],
            **msgspec.structs.asdict(filters),
            **msgspec.structs.asdict(span),
        )
        findings = await conversations.search(conn, q, where, limit=limit)
    rows = [s.CustomerRow(c.id, c.name, c.title, c.tier, c.city, c.tags) for c in known]
    return SearchOut(rows, findings.found, findings.capped)


handlers = [search]
