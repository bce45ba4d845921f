"""What the floor warned of, over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.http import PAGED, Paging
from qingfeng.kernel.pages import page_after, paged
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.insight import history
from qingfeng.modules.insight.alerts import RULES
from qingfeng.modules.insight.history import Raised, Which


class RaisedOut(msgspec.Struct, frozen=True):
    """`next`: give it as `cursor` for the following page; None on the last."""

    items: list[Raised]
    next: str | None


@get("/api/v1/insight/raised", tags=["insight"], dependencies=PAGED)
async def raised(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    paging: NamedDependency[Paging],
    code: Annotated[str | None, QueryParameter(max_length=40)] = None,
    queue: FromQuery[UUID | None] = None,
    lasting: FromQuery[bool | None] = None,
) -> RaisedOut:
    """What the floor warned of, the newest first: of one rule, of one queue, or only what lasts (or is over)."""
    caller.need("insight.read")
    if code is not None and code not in RULES:
        raise Invalid("unknown_alert", f"There is no such alert; one of {', '.join(RULES)}.", field="code")
    which = Which(code=code, queue=queue, lasting=lasting, before=page_after(paging.cursor), limit=paging.limit + 1)
    async with db.reading(caller.tenant) as conn:
        return RaisedOut(*paged(await history.raised(conn, which), paging.limit))


@post("/api/v1/insight/raised/{raised_id:uuid}/acknowledge", tags=["insight"], status_code=200)
async def acknowledge(
    caller: NamedDependency[Caller], work: NamedDependency[Work], raised_id: FromPath[UUID]
) -> Raised:
    """I have seen it. The first who says so is kept."""
    caller.need("insight.manage")
    async with work.tx(caller.tenant) as tx:
        return await history.acknowledge(tx, caller, raised_id)


handlers = [raised, acknowledge]
