"""Searching everything a desk may see, over HTTP: customers by who they are, conversations by what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter

from qingfeng.flow import schemas as s
from qingfeng.flow.desk_views import provide_only, provide_whose, team_of
from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Found, Only, View
from qingfeng.modules.customers import public as customers

CUSTOMERS = 6
Limit = Annotated[int, QueryParameter(ge=1, le=50)]


class SearchOut(msgspec.Struct):
    """`capped`: only the newest messages with these words were looked through; there may be older ones."""

    customers: list[s.CustomerRow]
    conversations: list[Found]
    capped: bool


class Span(msgspec.Struct, frozen=True):
    """In which view, and which messages are meant by their moment; None: any. `since` is included, `before` is not."""

    view: View | None = None
    since: datetime | None = None
    before: datetime | None = None


def provide_span(
    view: FromQuery[View | None] = None,
    since: FromQuery[datetime | None] = None,
    before: FromQuery[datetime | None] = None,
) -> Span:
    for field, moment in (("since", since), ("before", before)):
        if moment is not None and moment.tzinfo is None:
            raise Invalid("no_zone", "Name the moment with its offset, such as 2026-07-01T00:00:00+08:00.", field=field)
    return Span(view, since, before)


@get(
    "/api/v1/search",
    tags=["desk"],
    dependencies={
        "whose": Provide(provide_whose, sync_to_thread=False),
        "only": Provide(provide_only, sync_to_thread=False),
        "span": Provide(provide_span, sync_to_thread=False),
    },
)
async def search(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    only: NamedDependency[Only],
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
            team=await team_of(conn, caller.user_id) if span.view == "team" else [],
            **msgspec.structs.asdict(only),
            **msgspec.structs.asdict(span),
        )
        findings = await conversations.search(conn, q, where, limit=limit)
    rows = [s.CustomerRow(c.id, c.name, c.title, c.tier, c.city, c.tags) for c in known]
    return SearchOut(rows, findings.found, findings.capped)


handlers = [search]
