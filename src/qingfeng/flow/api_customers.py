"""Customers over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from qingfeng.flow import panel
from qingfeng.flow import schemas as s
from qingfeng.flow.spine import Spine
from qingfeng.kernel.http import Cursor, Limit
from qingfeng.modules.access.public import Caller
from qingfeng.modules.customers import public as customers


@get("/api/v1/customers", tags=["customers"])
async def find(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    q: Annotated[str, QueryParameter(max_length=100)] = "",
    cursor: Cursor = "",
    limit: Limit = 20,
) -> s.CustomersOut:
    """By name, pinyin initials, phone, e-mail or order number."""
    caller.need("customers.read")
    async with spine.db.reading(caller.tenant) as conn:
        found, after = await customers.search(conn, q, limit=limit, after=cursor)
    return s.CustomersOut([s.CustomerRow(c.id, c.name, c.title, c.tier, c.city, c.tags) for c in found], after)


@get("/api/v1/customers/{customer_id:uuid}", tags=["customers"])
async def one(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], customer_id: FromPath[UUID]
) -> s.CustomerOut:
    """The whole panel of a customer."""
    caller.need("customers.read")
    async with spine.db.reading(caller.tenant) as conn:
        return await panel.panel(conn, customer_id)


@patch("/api/v1/customers/{customer_id:uuid}", tags=["customers"])
async def change(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    customer_id: FromPath[UUID],
    data: JSONBody[s.CustomerChange],
) -> s.CustomerOut:
    """Change the fields named."""
    caller.need("customers.write")
    return await panel.change(spine, caller, customer_id, data)


@post("/api/v1/customers/{customer_id:uuid}/reveal", tags=["customers"], status_code=200)
async def reveal(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    customer_id: FromPath[UUID],
    data: JSONBody[s.RevealIn],
) -> s.RevealOut:
    """One masked identity in full; audited."""
    caller.need("customers.reveal")
    return s.RevealOut(await panel.reveal(spine, caller, customer_id, data.identity_id))


@post("/api/v1/customers/{customer_id:uuid}/merge", tags=["customers"], status_code=200)
async def merge(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    customer_id: FromPath[UUID],
    data: JSONBody[s.MergeIn],
) -> s.MergedOut:
    """The other record is the same person."""
    caller.need("customers.merge")
    return s.MergedOut(await panel.merge(spine, caller, customer_id, data.other_id))


@post("/api/v1/customers/merges/{merge_id:uuid}/undo", tags=["customers"], status_code=200)
async def undo(caller: NamedDependency[Caller], spine: NamedDependency[Spine], merge_id: FromPath[UUID]) -> s.Done:
    """They were not the same person."""
    caller.need("customers.merge")
    await panel.unmerge(spine, caller, merge_id)
    return s.Done()


handlers = [find, one, change, reveal, merge, undo]
