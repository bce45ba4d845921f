"""One-time links over HTTP: whoever holds one sets a password. And what the house asks of its people at the door."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.http import Limiter, charge
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import accounts, second_factor, store
from qingfeng.modules.access import schemas as s
from qingfeng.modules.access.model import Caller
from qingfeng.modules.access.sessions import Sessions


@post("/api/v1/session/link", tags=["account"], status_code=200, opt={"public": True})
async def show_link(
    request: Request[Any, Any, Any],
    data: JSONBody[s.LinkIn],
    db: NamedDependency[Database],
    sign_in_limit: NamedDependency[Limiter],
) -> s.LinkOut:
    """Whose password a one-time link sets; 404 when it was used or is over."""
    charge(request, sign_in_limit, request.client.host if request.client else "")
    found = await accounts.link_of(db, data.token)
    return s.LinkOut(found["name"], found["email"], found["tenant"], found["purpose"], found["expires_at"])


@post("/api/v1/session/link/password", tags=["account"], status_code=204, opt={"public": True})
async def set_password(
    request: Request[Any, Any, Any],
    data: JSONBody[s.LinkPassword],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    sessions: NamedDependency[Sessions],
    sign_in_limit: NamedDependency[Limiter],
) -> None:
    """Set the password and use the link up. All sessions of that person end; then they sign in as usual."""
    charge(request, sign_in_limit, request.client.host if request.client else "")
    tenant, ended = await accounts.set_password(db, work, data.token, data.password)
    sessions.ended(tenant, ended)


@get("/api/v1/access-policy", tags=["users"])
async def policy(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> s.AccessPolicy:
    """What the house asks of its people at the door (permission users.manage)."""
    caller.need("users.manage")
    async with db.reading(caller.tenant) as conn:
        tenant = await store.tenant_by_id(conn, caller.tenant)
    assert tenant is not None
    return s.AccessPolicy(second_factor.second_factor_roles(tenant))


@put("/api/v1/access-policy", tags=["users"])
async def change_policy(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[s.AccessPolicy]
) -> s.AccessPolicy:
    """Ask roles for a second factor: who has one of them and no factor sets it up before anything else."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        await second_factor.change_policy(tx, caller, data.second_factor_roles)
    return s.AccessPolicy(sorted(set(data.second_factor_roles)))


handlers = [show_link, set_password, policy, change_policy]
