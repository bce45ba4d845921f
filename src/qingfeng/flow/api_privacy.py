"""What customers ask about their data, and how long a house keeps what: over HTTP (permission privacy.manage)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from qingfeng.flow import privacy, retention
from qingfeng.flow.privacy import Extent
from qingfeng.flow.retention import Retention
from qingfeng.flow.spine import Spine
from qingfeng.kernel.http import Cursor, Limit
from qingfeng.kernel.pages import page_after, paged
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.customers import public as customers
from qingfeng.modules.customers.public import Request

TAGS = ["privacy"]


class RequestOut(msgspec.Struct):
    """`url`: where a copy is fetched, signed and good for one to two hours; null unless it is there. `done` of `total`
    parts. `counts`: how much was given or erased, by what it is. `error`: why it failed, a code."""

    id: UUID
    customer_id: UUID
    kind: str
    state: str
    done: int
    total: int
    counts: dict[str, int]
    error: str | None
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    url: str | None


class RequestsOut(msgspec.Struct):
    """`next`: pass it as `cursor` for the page after; null on the last."""

    items: list[RequestOut]
    next: str | None


class ErasureIn(msgspec.Struct, forbid_unknown_fields=True):
    """`confirm`: the customer's name, typed once more. There is no way back."""

    confirm: Annotated[str, msgspec.Meta(max_length=200, examples=["张文静"])]


def _out(spine: Spine, caller: Caller, asked: Request) -> RequestOut:
    fields = {name: getattr(asked, name) for name in RequestOut.__struct_fields__ if name != "url"}
    there = asked.state == "done" and asked.file_id is not None
    name = f"customer-{asked.customer_id.hex[-8:]}.zip"
    return RequestOut(**fields, url=spine.links.url(caller.tenant, asked.file_id, name) if there else None)  # type: ignore[arg-type]


@get("/api/v1/privacy/requests", tags=TAGS)
async def requests(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    customer: FromQuery[UUID | None] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> RequestsOut:
    """Copies and erasures that were asked for, the latest first; of one customer with `customer`."""
    caller.need("privacy.manage")
    after = page_after(cursor)
    async with spine.db.reading(caller.tenant) as conn:
        found = await customers.privacy.requests(conn, customer=customer, after=after, limit=limit)
    page, then = paged(found, limit)
    return RequestsOut([_out(spine, caller, one) for one in page], then)


@post("/api/v1/customers/{customer_id:uuid}/export", tags=TAGS, status_code=201)
async def export(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], customer_id: FromPath[UUID]
) -> RequestOut:
    """Make a copy of everything kept of a customer, in the background."""
    caller.need("privacy.manage")
    return _out(spine, caller, await privacy.ask_copy(spine, caller, customer_id))


@get("/api/v1/customers/{customer_id:uuid}/erasure", tags=TAGS)
async def extent(caller: NamedDependency[Caller], spine: NamedDependency[Spine], customer_id: FromPath[UUID]) -> Extent:
    """What an erasure would take and what it would leave."""
    caller.need("privacy.manage")
    async with spine.db.reading(caller.tenant) as conn:
        return await privacy.extent(conn, customer_id)


@post("/api/v1/customers/{customer_id:uuid}/erasure", tags=TAGS, status_code=201)
async def erase(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    customer_id: FromPath[UUID],
    data: JSONBody[ErasureIn],
) -> RequestOut:
    """Erase a customer, in the background. It cannot be undone."""
    caller.need("privacy.manage")
    return _out(spine, caller, await privacy.ask_erasure(spine, caller, customer_id, data.confirm))


@get("/api/v1/retention", tags=TAGS)
async def kept(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> Retention:
    """How many days the house keeps what was said, files and its audit trail."""
    caller.need("privacy.manage")
    async with spine.db.reading(caller.tenant) as conn:
        tenant = await access.tenant_by_id(conn, caller.tenant)
    assert tenant is not None
    return retention.of(tenant)


@put("/api/v1/retention", tags=TAGS)
async def keep(caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[Retention]) -> Retention:
    """Keep for so many days from now on. What is older is deleted at once and then daily; it cannot be undone."""
    caller.need("privacy.manage")
    return await retention.change(spine, caller, data)


handlers = [requests, export, extent, erase, kept, keep]
