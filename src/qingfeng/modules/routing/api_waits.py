"""Waits over HTTP: what a queue tells those who join it, and how right that was (permission insight.read)."""

from __future__ import annotations

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from qingfeng.kernel.db import Database
from qingfeng.modules.access.public import Caller
from qingfeng.modules.routing import waits
from qingfeng.modules.routing.waits import Outlook


@get("/api/v1/queues/{queue_id:uuid}/wait", tags=["routing"])
async def outlook(caller: NamedDependency[Caller], db: NamedDependency[Database], queue_id: FromPath[UUID]) -> Outlook:
    """The wait that is announced to whoever joins now, and the share of the last waits that kept within it."""
    caller.need("insight.read")
    async with db.reading(caller.tenant) as conn:
        return await waits.outlook(conn, queue_id, db.clock.now())


handlers = [outlook]
