"""The second factor over HTTP: one's own, and, for administrators, that of somebody who has lost it."""

from __future__ import annotations

from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import schemas as s
from qingfeng.modules.access import second_factor, store_factors
from qingfeng.modules.access.factors import Factors
from qingfeng.modules.access.model import Caller

TAGS = ["account"]


@get("/api/v1/session/second-factor", tags=TAGS)
async def state(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> s.SecondFactorOut:
    """Whether the caller has a second factor, and how many recovery codes are left."""
    async with db.reading(caller.tenant) as conn:
        found = await store_factors.state(conn, caller.user_id)
    return s.SecondFactorOut(found["since"], found["left"]) if found else s.SecondFactorOut(None, 0)


@post("/api/v1/session/second-factor", tags=TAGS, status_code=200)
async def begin(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    factors: NamedDependency[Factors],
    data: JSONBody[s.PasswordIn],
) -> s.SecretUriOut:
    """A new secret for the caller's app. It is in force once PUT has seen a code of it."""
    return s.SecretUriOut(await second_factor.begin(db, work, factors, caller, data.password))


@put("/api/v1/session/second-factor", tags=TAGS)
async def confirm(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    factors: NamedDependency[Factors],
    data: JSONBody[s.CodeIn],
) -> s.RecoveryCodesOut:
    """Put it in force with a code the app shows. The answer has the recovery codes, this once."""
    async with work.tx(caller.tenant) as tx:
        return s.RecoveryCodesOut(await second_factor.confirm(tx, factors, caller, data.code))


@post("/api/v1/session/second-factor/recovery", tags=TAGS, status_code=200)
async def renew_recovery(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    factors: NamedDependency[Factors],
    data: JSONBody[s.PasswordIn],
) -> s.RecoveryCodesOut:
    """New recovery codes, shown this once; the earlier ones open nothing any more."""
    return s.RecoveryCodesOut(await second_factor.renew_recovery(db, work, factors, caller, data.password))


@post("/api/v1/session/second-factor/remove", tags=TAGS, status_code=204)
async def remove(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    data: JSONBody[s.PasswordIn],
) -> None:
    """From now on the password alone opens the caller's account."""
    await second_factor.remove(db, work, caller, data.password)


@delete("/api/v1/users/{user_id:uuid}/second-factor", tags=["users"])
async def remove_for(caller: NamedDependency[Caller], work: NamedDependency[Work], user_id: FromPath[UUID]) -> None:
    """Remove the second factor of somebody who has lost phone and recovery codes (permission users.manage)."""
    caller.need("users.manage")
    if user_id == caller.user_id:
        raise Conflict("own_second_factor", "Remove your own in your account: there your password is asked for.")
    async with work.tx(caller.tenant) as tx:
        await second_factor.remove_for(tx, caller, user_id)


handlers = [state, begin, confirm, renew_recovery, remove, remove_for]
