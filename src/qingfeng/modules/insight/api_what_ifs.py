"""What-if over HTTP: who may read figures sees every study of the house, who manages them asks, keeps and deletes."""

from __future__ import annotations

import asyncio
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.insight import what_ifs
from qingfeng.modules.insight.what_ifs import Name, WhatIfDraft, WhatIfEntry, WhatIfStudy
from qingfeng.ports.whatif import WhatIf, WhatIfLibrary

TAGS = ["insight"]
PATH = "/api/v1/insight/what-ifs"


class WhatIfsOut(msgspec.Struct, frozen=True):
    """`at_once`: so many may wait or run at a time; `days`: so long after its end one stays that is not kept."""

    items: list[WhatIfEntry]
    library: WhatIfLibrary
    at_once: int
    days: int


class WhatIfChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    name: Name | None = None
    kept: bool | None = None


@get(PATH, tags=TAGS)
async def listed(
    caller: NamedDependency[Caller], db: NamedDependency[Database], what_if: NamedDependency[WhatIf]
) -> WhatIfsOut:
    """Studies of the house, the latest first, and what can be chosen for another."""
    caller.need("insight.read")
    async with db.reading(caller.tenant) as conn:
        items = await what_ifs.listed(conn)
    known = await asyncio.to_thread(what_if.library)
    return WhatIfsOut(items, known, what_ifs.AT_ONCE, what_ifs.GONE_AFTER.days)


@post(PATH, tags=TAGS, status_code=201)
async def ask(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    what_if: NamedDependency[WhatIf],
    data: JSONBody[WhatIfDraft],
) -> WhatIfStudy:
    """Simulate it in the background. 409 `too_many_what_ifs`."""
    caller.need("insight.manage")
    known = await asyncio.to_thread(what_if.library)
    async with work.tx(caller.tenant) as tx:
        return await what_ifs.ask(tx, caller, data, known)


@get(f"{PATH}/{{what_if_id:uuid}}", tags=TAGS)
async def one(
    caller: NamedDependency[Caller], db: NamedDependency[Database], what_if_id: FromPath[UUID]
) -> WhatIfStudy:
    """One study, with its answer once there is one."""
    caller.need("insight.read")
    async with db.reading(caller.tenant) as conn:
        return await what_ifs.one(conn, what_if_id)


@patch(f"{PATH}/{{what_if_id:uuid}}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    what_if_id: FromPath[UUID],
    data: JSONBody[WhatIfChange],
) -> WhatIfStudy:
    """Another name, or kept for good. 409 `too_many_kept`."""
    caller.need("insight.manage")
    async with work.tx(caller.tenant) as tx:
        return await what_ifs.change(tx, caller, what_if_id, data.name, data.kept)


@post(f"{PATH}/{{what_if_id:uuid}}/cancel", tags=TAGS, status_code=200)
async def cancel(
    caller: NamedDependency[Caller], work: NamedDependency[Work], what_if_id: FromPath[UUID]
) -> WhatIfStudy:
    """Simulate it no further. 409 `what_if_ended`."""
    caller.need("insight.manage")
    async with work.tx(caller.tenant) as tx:
        return await what_ifs.cancel(tx, caller, what_if_id)


@delete(f"{PATH}/{{what_if_id:uuid}}", tags=TAGS, status_code=204)
async def drop(caller: NamedDependency[Caller], work: NamedDependency[Work], what_if_id: FromPath[UUID]) -> None:
    """Delete it, kept or not."""
    caller.need("insight.manage")
    async with work.tx(caller.tenant) as tx:
        await what_ifs.drop(tx, caller, what_if_id)


handlers = [listed, ask, one, change, cancel, drop]
