"""What is left to set up, over HTTP (permission users.manage). What is set up goes through the routes of its own screens."""

from __future__ import annotations

import msgspec
from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from qingfeng.flow import setup
from qingfeng.flow.spine import Spine
from qingfeng.modules.access.public import Caller

TAGS = ["setup"]


class DismissedIn(msgspec.Struct, forbid_unknown_fields=True):
    dismissed: bool


@get("/api/v1/setup", tags=TAGS)
async def progress(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> setup.SetupOut:
    """How far this house has been set up."""
    caller.need("users.manage")
    async with spine.db.reading(caller.tenant) as conn:
        return await setup.progress(conn, caller, spine.db.clock.now())


@put("/api/v1/setup/dismissed", tags=TAGS)
async def dismiss(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[DismissedIn]
) -> setup.SetupOut:
    """Show the list of what is left no more, or again."""
    caller.need("users.manage")
    async with spine.work.tx(caller.tenant) as tx:
        await setup.dismiss(tx, caller, dismissed=data.dismissed)
    async with spine.db.reading(caller.tenant) as conn:
        return await setup.progress(conn, caller, spine.db.clock.now())


handlers = [progress, dismiss]
