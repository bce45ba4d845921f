"""Teams, skills and roles in a file."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from qingfeng.flow.bundle.model import Carry, Kind
from qingfeng.kernel.db import Connection
from qingfeng.modules.access import public as access
from qingfeng.modules.people import public as people


class Named(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: str
    zh: str
    en: str


class RoleItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name_zh: str
    name_en: str
    about: str = ""
    permissions: list[str]


async def _teams(conn: Connection) -> list[Named]:
    return [Named(code=team.code, zh=team.name, en=team.name_en) for team in await people.teams(conn)]


async def _put_team(carry: Carry, item: Named) -> None:
    known = {team.code for team in await people.teams(carry.tx.conn)}
    verb = people.rename_team if item.code in known else people.add_team
    await verb(carry.tx, carry.caller.actor, item.code, item.zh, item.en)


async def _skills(conn: Connection) -> list[Named]:
    return [Named(code=skill.code, zh=skill.name_zh, en=skill.name_en) for skill in await people.skills(conn)]


async def _put_skill(carry: Carry, item: Named) -> None:
    known = {skill.code for skill in await people.skills(carry.tx.conn)}
    verb = people.rename_skill if item.code in known else people.add_skill
    await verb(carry.tx, carry.caller.actor, people.Skill(item.code, item.zh, item.en))


async def _roles(conn: Connection) -> list[RoleItem]:
    return [
        RoleItem(name_zh=r.name_zh, name_en=r.name_en, about=r.about, permissions=sorted(r.permissions))
        for r in await access.own_roles(conn)
    ]


async def _put_role(carry: Carry, item: RoleItem) -> None:
    draft = access.RoleDraft(
        name_zh=item.name_zh, name_en=item.name_en, about=item.about, permissions=frozenset(item.permissions)
    )
    kept = next((r for r in await access.own_roles(carry.tx.conn) if _role_key(r) == _role_key(item)), None)
    if kept is None:
        await access.make_role(carry.tx, carry.caller, draft)
    else:
        await access.change_role(carry.tx, carry.caller, kept.code, draft, kept.version)


def _role_key(role: RoleItem | access.OwnRole) -> str:
    return role.name_zh.strip().lower()


def _in_order(items: list[RoleItem]) -> list[RoleItem]:
    """Rights have no order of their own."""
    return [replace(item, permissions=sorted(set(item.permissions))) for item in items]


KINDS = (
    Kind("teams", "users.manage", Named, lambda i: i.code, lambda i: i.zh, _teams, _put_team),
    Kind("skills", "users.manage", Named, lambda i: i.code, lambda i: i.zh, _skills, _put_skill),
    Kind("roles", "users.manage", RoleItem, _role_key, lambda i: i.name_zh, _roles, _put_role, _in_order),
)
