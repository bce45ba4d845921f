"""Roles over HTTP: the shipped ones, the house's own, and what there is to choose from (permission users.manage)."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import roles, store_roles
from qingfeng.modules.access.model import GRANTS, MATRIX, NEEDS, ROLES, Caller, OwnRole, RoleDraft
from qingfeng.modules.access.sessions import Sessions

TAGS = ["users"]
_Name = Annotated[str, msgspec.Meta(max_length=200)]


class RoleIn(msgspec.Struct, forbid_unknown_fields=True):
    """`permissions`: of those that `GET /roles` offers."""

    name_zh: _Name
    name_en: _Name
    permissions: Annotated[list[str], msgspec.Meta(max_length=100)]
    about: Annotated[str, msgspec.Meta(max_length=1000)] = ""

    def draft(self) -> RoleDraft:
        rights = frozenset(self.permissions)
        return RoleDraft(name_zh=self.name_zh, name_en=self.name_en, about=self.about, permissions=rights)


class RoleChange(RoleIn, kw_only=True):
    """`version`: the one that was shown; 409 when somebody else has changed the role since."""

    version: int


class RoleOut(msgspec.Struct):
    """`shipped`: never changes, and has its name in the console's own words (here they are empty). `people`: accounts
    that have it, disabled ones too. `yours`: the caller has every right of it, and may give and change it."""

    code: str
    shipped: bool
    name_zh: str
    name_en: str
    about: str
    permissions: list[str]
    people: int
    yours: bool
    version: int


class PermissionGroup(msgspec.Struct):
    code: str
    permissions: list[str]


class RolesOut(msgspec.Struct):
    """`needs`: rights that lead nowhere without others."""

    items: list[RoleOut]
    groups: list[PermissionGroup]
    needs: dict[str, list[str]]


@get("/api/v1/roles", tags=TAGS)
async def listed(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> RolesOut:
    """The roles of the house, the shipped ones first, and the rights that a role is put together from."""
    caller.need("users.manage")
    async with db.reading(caller.tenant) as conn:
        people = await store_roles.holders(conn)
        own = await store_roles.roles(conn)
    shipped = [OwnRole(code=code, name_zh="", name_en="", permissions=GRANTS[code], version=0) for code in ROLES]
    return RolesOut(
        [_out(role, caller, people.get(role.code, 0)) for role in [*shipped, *own]],
        [PermissionGroup(code, list(permissions)) for code, permissions in MATRIX.items()],
        {right: list(needed) for right, needed in NEEDS.items()},
    )


@post("/api/v1/roles", tags=TAGS, status_code=201)
async def make(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[RoleIn]) -> RoleOut:
    """A new role of the house's own."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        return _out(await roles.make_role(tx, caller, data.draft()), caller, 0)


@put("/api/v1/roles/{code:str}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    sessions: NamedDependency[Sessions],
    code: FromPath[str],
    data: JSONBody[RoleChange],
) -> RoleOut:
    """Other names or rights, in force at once for everybody who has the role."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        changed = await roles.change_role(tx, caller, code, data.draft(), data.version)
        people = (await store_roles.holders(tx.conn)).get(code, 0)
        tx.after_commit(partial(sessions.rights_changed, caller.tenant))
    return _out(changed, caller, people)


@delete("/api/v1/roles/{code:str}", tags=TAGS)
async def remove(caller: NamedDependency[Caller], work: NamedDependency[Work], code: FromPath[str]) -> None:
    """Remove a role that nobody has."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        await roles.remove_role(tx, caller, code)


def _out(role: OwnRole, caller: Caller, people: int) -> RoleOut:
    return RoleOut(
        code=role.code,
        shipped=role.code in ROLES,
        name_zh=role.name_zh,
        name_en=role.name_en,
        about=role.about,
        permissions=sorted(role.permissions),
        people=people,
        yours=role.permissions <= caller.grants,
        version=role.version,
    )


handlers = [listed, make, change, remove]
