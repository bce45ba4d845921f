"""Administration of people over HTTP: who there is, what they may do and answer (permission users.manage)."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qingfeng.kernel.db import Database
from qingfeng.kernel.http import PAGED, Paging
from qingfeng.kernel.pages import page_after, paged
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import AccountQuery, Caller, Sessions
from qingfeng.modules.people import actions, api_groups, store
from qingfeng.modules.people import schemas as s

TAGS = ["users"]
Status = Literal["active", "invited", "disabled"]


@get("/api/v1/users", tags=TAGS, dependencies=PAGED)
async def users(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    paging: NamedDependency[Paging],
    q: Annotated[str, QueryParameter(max_length=80)] = "",
    role: Annotated[str | None, QueryParameter(pattern="^[a-z0-9-]{1,40}$")] = None,
    status: FromQuery[Status | None] = None,
) -> s.UsersOut:
    """The people of this house by the sound of their names. `q`: part of a name, its pinyin or an address."""
    caller.need("users.manage")
    query = AccountQuery(q=q, role=role, state=status, after=page_after(paging.cursor), limit=paging.limit)
    async with db.reading(caller.tenant) as conn:
        found = await access.accounts(conn, query, db.clock.now())
        page, following = paged(found, paging.limit)
        seats = await store.seats(conn, [one.id for one in page])
    return s.UsersOut([s.user_out(one, seats.get(one.id)) for one in page], following)


@get("/api/v1/user-choices", tags=TAGS)
async def choices(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> s.Choices:
    """Roles, teams and skills that an account may be given by the caller."""
    caller.need("users.manage")
    async with db.reading(caller.tenant) as conn:
        return s.Choices(await access.role_names(conn, caller), await store.teams(conn), await store.skills(conn))


@post("/api/v1/users", tags=TAGS, status_code=201)
async def invite(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[s.InviteIn]
) -> s.OneTimeLink:
    """A new account and the word of the link by which its person sets a password."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        user, token = await access.invite(tx, caller, email=data.email, name=data.name, role=data.role)
        if data.seat is not None:
            await actions.seat(tx, user, data.name.strip(), data.seat.seat(), caller.actor)
        return s.OneTimeLink(await _one(tx, user), token)


@put("/api/v1/users/{user_id:uuid}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    sessions: NamedDependency[Sessions],
    user_id: FromPath[UUID],
    data: JSONBody[s.UserChange],
) -> s.UserOut:
    """Another name, role or seat, in force at once. Who loses the seat gives back what they had in hand."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        await access.change(tx, caller, user_id, name=data.name, role=data.role, version=data.version)
        before = (await store.seats(tx.conn, [user_id])).get(user_id)
        seat = data.seat.seat() if data.seat else None
        await actions.seat(tx, user_id, data.name.strip(), seat, caller.actor)
        if seat != before:
            await access.audit(tx, caller.actor, "user.seat_changed", str(user_id), seat=data.seat)
        tx.after_commit(partial(sessions.rights_changed, caller.tenant))
        return await _one(tx, user_id)


@post("/api/v1/users/{user_id:uuid}/link", tags=TAGS, status_code=200)
async def new_link(
    caller: NamedDependency[Caller], work: NamedDependency[Work], user_id: FromPath[UUID]
) -> s.OneTimeLink:
    """A one-time link by which this person sets a password, in place of any earlier one."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        token = await access.new_link(tx, caller, user_id)
        return s.OneTimeLink(await _one(tx, user_id), token)


@post("/api/v1/users/{user_id:uuid}/disable", tags=TAGS, status_code=200)
async def disable(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    sessions: NamedDependency[Sessions],
    user_id: FromPath[UUID],
) -> s.UserOut:
    """Sign them out everywhere, let them in no more, and give what they had in hand back to the line."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        ended = await access.disable(tx, caller, user_id)
        await actions.leave(tx, user_id, caller.actor)
        found = await _one(tx, user_id)
    sessions.ended(caller.tenant, ended)
    return found


@post("/api/v1/users/{user_id:uuid}/enable", tags=TAGS, status_code=200)
async def enable(caller: NamedDependency[Caller], work: NamedDependency[Work], user_id: FromPath[UUID]) -> s.UserOut:
    """Let them in again, with the password and the seat they had."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        await access.enable(tx, caller, user_id)
        await actions.rejoin(tx, user_id)
        return await _one(tx, user_id)


async def _one(tx: Tx, user: UUID) -> s.UserOut:
    found = await access.account(tx.conn, user, tx.now)
    assert found is not None  # whoever calls has just changed it
    return s.user_out(found, (await store.seats(tx.conn, [user])).get(user))


handlers = [users, choices, invite, change, new_link, disable, enable, *api_groups.handlers]
