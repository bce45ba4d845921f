"""Links of big screens over HTTP: supervisors make and revoke them, whoever holds one sees the wall."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.auth import digest
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Unauthenticated
from qingfeng.kernel.http import Limiter, charge
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.insight import displays
from qingfeng.modules.insight.displays import Display, WallOut

TAGS = ["insight"]


class DisplayIn(msgspec.Struct, forbid_unknown_fields=True):
    """`days`: how long it is good for."""

    name: Annotated[str, msgspec.Meta(max_length=60)]
    days: int


class DisplaysOut(msgspec.Struct, frozen=True):
    items: list[Display]


class DisplayMade(msgspec.Struct, frozen=True):
    """`token`: told this once. It belongs behind `/wall#` of the console's own address."""

    display: Display
    token: str


@get("/api/v1/insight/displays", tags=TAGS)
async def all_displays(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> DisplaysOut:
    """Links of big screens that are good."""
    caller.need("insight.manage")
    async with db.reading(caller.tenant) as conn:
        return DisplaysOut(await displays.displays(conn, db.clock.now()))


@post("/api/v1/insight/displays", tags=TAGS, status_code=201)
async def make(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[DisplayIn]) -> DisplayMade:
    """A new link of a big screen."""
    caller.need("insight.manage")
    async with work.tx(caller.tenant) as tx:
        return DisplayMade(*await displays.make(tx, caller, data.name, data.days))


@delete("/api/v1/insight/displays/{display_id:uuid}", tags=TAGS, status_code=204)
async def revoke(caller: NamedDependency[Caller], work: NamedDependency[Work], display_id: FromPath[UUID]) -> None:
    """The link shows nothing from now on."""
    caller.need("insight.manage")
    async with work.tx(caller.tenant) as tx:
        await displays.revoke(tx, caller, display_id)


@get("/api/v1/wall", tags=TAGS, opt={"public": True})
async def wall(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    sign_in_limit: NamedDependency[Limiter],
    wall_limit: NamedDependency[Limiter],
) -> WallOut:
    """The wallboard, for who holds a link: `Authorization: Bearer` with its token. No customer is named."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise Unauthenticated("unauthenticated", "Send the link's token: Authorization: Bearer qfw_…")
    charge(request, wall_limit, digest(token).hex())
    try:
        tenant = await displays.tenant_of(db, token)
    except Unauthenticated:
        charge(
            request, sign_in_limit, request.client.host if request.client else ""
        )  # nobody tries tokens by the thousand
        raise
    async with db.reading(tenant) as conn:
        return await displays.wall(conn, tenant, db.clock.now())


handlers = [all_displays, make, revoke, wall]
