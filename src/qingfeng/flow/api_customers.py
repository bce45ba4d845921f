"""Customers over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import get, patch, post
from litestar.params import Parameter

from qingfeng.flow import panel
from qingfeng.flow import schemas as s
from qingfeng.flow.spine import Spine
from qingfeng.modules.access.public import Caller
from qingfeng.modules.customers import public as customers


@get("/api/v1/customers", tags=["customers"])
async def find(
    caller: Caller,
    spine: Spine,
    q: Annotated[str, Parameter(max_length=100)] = "",
    cursor: Annotated[str, Parameter(max_length=200)] = "",
    limit: Annotated[int, Parameter(ge=1, le=100)] = 20,
) -> s.CustomersOut:
    """By name, pinyin initials, phone, e-mail or order number."""
    caller.need("customers.read")
    async with spine.db.reading(caller.tenant) as conn:
        found, after = await customers.search(conn, q, limit=limit, after=cursor)
    return s.CustomersOut([s.CustomerRow(c.id, c.name, c.title, c.tier, c.city, c.tags) for c in found], after)


@get("/api/v1/customers/{customer_id:uuid}", tags=["customers"])
async def one(caller: Caller, spine: Spine, customer_id: UUID) -> s.CustomerOut:
    """The whole panel of a customer."""
    caller.need("customers.read")
    async with spine.db.reading(caller.tenant) as conn:
        return await panel.panel(conn, customer_id)


@patch("/api/v1/customers/{customer_id:uuid}", tags=["customers"])
async def change(caller: Caller, spine: Spine, customer_id: UUID, data: s.CustomerChange) -> s.CustomerOut:
    """Change the fields named."""
    caller.need("customers.write")
    return await panel.change(spine, caller, customer_id, data)


@post("/api/v1/customers/{customer_id:uuid}/reveal", tags=["customers"], status_code=200)
async def reveal(caller: Caller, spine: Spine, customer_id: UUID, data: s.RevealIn) -> s.RevealOut:
    """One masked identity in full; audited."""
    caller.need("customers.reveal")
    return s.RevealOut(await panel.reveal(spine, caller, customer_id, data.kind, data.value_masked))


@post("/api/v1/customers/{customer_id:uuid}/merge", tags=["customers"], status_code=200)
async def merge(caller: Caller, spine: Spine, customer_id: UUID, data: s.MergeIn) -> s.MergedOut:
    """The other record is the same person."""
    caller.need("customers.merge")
    return s.MergedOut(await panel.merge(spine, caller, customer_id, data.other_id))


@post("/api/v1/customers/merges/{merge_id:uuid}/undo", tags=["customers"], status_code=200)
async def undo(caller: Caller, spine: Spine, merge_id: UUID) -> s.Done:
    """They were not the same person."""
    caller.need("customers.merge")
    await panel.unmerge(spine, caller, merge_id)
    return s.Done()


handlers = [find, one, change, reveal, merge, undo]
