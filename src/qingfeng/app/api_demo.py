"""The demo's own routes. They serve administrators of a tenant that is a demo, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from qingfeng.app.demo import switch
from qingfeng.app.demo.switch import Switch
from qingfeng.kernel.auth import make_jwt
from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.errors import Forbidden, NotFound
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller, Tenant
from qingfeng.modules.channels import public as channels
from qingfeng.modules.customers import public as customers

IDENTITY_SECONDS = 600


class IdentityIn(msgspec.Struct):
    """`customer`: how the shop itself calls them (their `external` identity)."""

    customer: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class IdentityOut(msgspec.Struct):
    identity: str


@get("/api/v1/demo/traffic", tags=["demo"])
async def get_traffic(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> Switch:
    """Whether simulated customers come, and how many."""
    async with db.reading(caller.tenant) as conn:
        return switch.read(await _demo(caller, conn))


@put("/api/v1/demo/traffic", tags=["demo"])
async def put_traffic(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[Switch]) -> Switch:
    """Switch simulated customers on or off; seen by them within five seconds."""
    async with work.tx(caller.tenant) as tx:
        await _demo(caller, tx.conn)
        await switch.write(tx, data)
        await access.audit(tx, caller.actor, "demo.traffic", "traffic", on=data.on, per_minute=data.per_minute)
    return data


@post("/api/v1/demo/identity", tags=["demo"], status_code=200)
async def identity(
    caller: NamedDependency[Caller], db: NamedDependency[Database], data: JSONBody[IdentityIn]
) -> IdentityOut:
    """What the demo's shop would sign for a customer of its own who is logged in there; good for ten minutes.

    The channel's secret itself never leaves the server.
    """
    async with db.reading(caller.tenant) as conn:
        await _demo(caller, conn)
        known = await customers.known_as(conn, "external", data.customer)
        shops = await channels.channels(conn, "webchat")
    if known is None or not shops:
        raise NotFound("not_found", "The demo has no such customer, or no web chat.", field="customer")
    expires = db.clock.now() + timedelta(seconds=IDENTITY_SECONDS)
    claims = {"sub": data.customer, "exp": int(expires.timestamp())}
    return IdentityOut(make_jwt(claims, shops[0][0].secret))


async def _demo(caller: Caller, conn: Connection) -> Tenant:
    caller.need("machinery.manage")
    tenant = await access.tenant_by_id(conn, caller.tenant)
    if tenant is None or not tenant.demo:
        raise Forbidden("not_demo", "This is not the demo: simulated customers are never let in here.")
    return tenant


handlers = [get_traffic, put_traffic, identity]
