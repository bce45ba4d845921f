"""Verbs of roles: the house makes its own, changes and removes them.

Nobody gives what they do not have, nor changes a role that has more; somebody who may manage users is always left.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import store, store_accounts, store_roles
from qingfeng.modules.access.actions import audit
from qingfeng.modules.access.model import GRANTS, MATRIX, MAX_ROLES, NEEDS, ROLES, Caller, OwnRole, RoleDraft

MAX_NAME, MAX_ABOUT = 40, 200
_OFFERED = frozenset(permission for group in MATRIX.values() for permission in group)


class RoleName(msgspec.Struct, frozen=True, kw_only=True):
    """A role in a choice. Names are empty for those that are shipped. `given`: the caller may give it."""

    code: str
    zh: str
    en: str
    given: bool


async def role_names(conn: Connection, caller: Caller) -> list[RoleName]:
    """Every role of the house, the shipped ones first."""
    shipped = [RoleName(code=code, zh="", en="", given=GRANTS[code] <= caller.grants) for code in ROLES]
    return shipped + [
        RoleName(code=role.code, zh=role.name_zh, en=role.name_en, given=role.permissions <= caller.grants)
        for role in await store_roles.roles(conn)
    ]


async def make_role(tx: Tx, caller: Caller, draft: RoleDraft) -> OwnRole:
    """A new role. Raises Invalid (names, about, permissions), Forbidden, Conflict (name taken, too many)."""
    draft = _checked(draft)
    await store_accounts.hold_accounts(tx)
    present = await store_roles.roles(tx.conn)
    if len(present) >= MAX_ROLES:
        raise Conflict("too_many_roles", f"There are {MAX_ROLES} roles already; remove one first.", max=MAX_ROLES)
    _check_name_free(draft, present)
    check_gives(caller, draft.permissions, field="permissions")
    code = str(tx.new_id())
    await store_roles.insert(tx, code, draft)
    await audit(tx, caller.actor, "role.made", code, **_told(draft))
    return OwnRole(code=code, version=1, **msgspec.structs.asdict(draft))


async def change_role(tx: Tx, caller: Caller, code: str, draft: RoleDraft, version: int) -> OwnRole:
    """Other names or rights, in force at once for all who have it. Raises as `make_role`, NotFound, and Conflict
    (changed meanwhile; nobody would be left who may manage users)."""
    draft = _checked(draft)
    held = await _held(tx, caller, code)
    if held.version != version:
        raise Conflict("conflict", "Somebody else has just changed this; load it again.")
    before = RoleDraft(name_zh=held.name_zh, name_en=held.name_en, about=held.about, permissions=held.permissions)
    if draft == before:
        return held
    _check_name_free(draft, [role for role in await store_roles.roles(tx.conn) if role.code != code])
    check_gives(caller, draft.permissions, field="permissions")
    if "users.manage" in held.permissions - draft.permissions:
        await check_one_is_left(tx, await managing(tx.conn) - {code}, None, field="permissions")
    await store_roles.write(tx, code, draft)
    await audit(tx, caller.actor, "role.changed", code, before=_told(before), after=_told(draft))
    return OwnRole(code=code, version=version + 1, **msgspec.structs.asdict(draft))


async def remove_role(tx: Tx, caller: Caller, code: str) -> None:
    """Nobody may have it any more. Raises NotFound, Forbidden, Conflict (somebody has it)."""
    held = await _held(tx, caller, code)
    people = (await store_roles.holders(tx.conn)).get(code, 0)
    if people:
        raise Conflict("role_in_use", f"{people} accounts have this role; give them another one first.", people=people)
    await store_roles.delete(tx, code)
    tenant = await store.tenant_by_id(tx.conn, tx.tenant)
    asked = tenant.settings.get("second_factor_roles") if tenant else None
    if isinstance(asked, list) and code in asked:
        await store.merge_settings(tx, {"second_factor_roles": [role for role in asked if role != code]})
    await audit(tx, caller.actor, "role.removed", code, **_told(held))


async def rights_in(conn: Connection, role: str, *, field: str = "role") -> frozenset[str]:
    """What a role may do. Raises Invalid when there is no such role (any more)."""
    if role in GRANTS:
        return GRANTS[role]
    own = await store_roles.role(conn, role)
    if own is None:
        raise Invalid("unknown_role", "There is no such role; choose one of the list.", field=field)
    return own.permissions


async def managing(conn: Connection) -> set[str]:
    """The roles that may manage users."""
    own = {role.code for role in await store_roles.roles(conn) if "users.manage" in role.permissions}
    return own | {role for role, rights in GRANTS.items() if "users.manage" in rights}


def check_gives(caller: Caller, rights: frozenset[str], *, field: str = "role") -> None:
    """Raises Forbidden when the caller lacks one of these."""
    if not rights <= caller.grants:
        raise Forbidden("beyond_yours", "You cannot give rights that you do not have.", field=field)


async def check_one_is_left(tx: Tx, managers: set[str], but: UUID | None, *, field: str = "role") -> None:
    """Raises Conflict unless somebody (else than `but`) who has one of these roles can sign in."""
    if not await store_accounts.count_who_come_in(tx, managers, but):
        raise Conflict("last_administrator", "This is the last administrator; make another one first.", field=field)


async def _held(tx: Tx, caller: Caller, code: str) -> OwnRole:
    await store_accounts.hold_accounts(tx)
    held = await store_roles.role(tx.conn, code)
    if held is None:
        if code in ROLES:
            raise Conflict("shipped_role", "Roles that are shipped stay as they are; copy it to one of your own.")
        raise NotFound("not_found", "There is no such role.", field="code")
    if not held.permissions <= caller.grants:
        raise Forbidden("beyond_yours", "This role has rights that you do not have.", field="permissions")
    return held


def _checked(draft: RoleDraft) -> RoleDraft:
    """With no blanks around what was typed. Raises Invalid with the field."""
    draft = replace(draft, name_zh=draft.name_zh.strip(), name_en=draft.name_en.strip(), about=draft.about.strip())
    for field in ("name_zh", "name_en"):
        name = getattr(draft, field)
        if not name or len(name) > MAX_NAME or not name.isprintable():
            raise Invalid("bad_role_name", f"A role's name has 1 to {MAX_NAME} characters.", field=field, max=MAX_NAME)
    if len(draft.about) > MAX_ABOUT or not draft.about.isprintable():
        raise Invalid("too_long", f"One line of at most {MAX_ABOUT} characters.", field="about", max=MAX_ABOUT)
    _check_rights(draft.permissions)
    return draft


def _check_rights(rights: frozenset[str]) -> None:
    if not rights:
        raise Invalid("no_rights", "Choose at least one right.", field="permissions")
    for right in sorted(rights):
        if right not in _OFFERED:
            raise Invalid("unknown_right", f"{right!r} is no right; choose from the list.", field="permissions")
        for needed in NEEDS.get(right, ()):
            if needed not in rights:
                message = f"{right} leads nowhere without {needed}; add that, or leave both out."
                raise Invalid("right_needs", message, field="permissions", right=right, needed=needed)


def _check_name_free(draft: RoleDraft, others: list[OwnRole]) -> None:
    for field in ("name_zh", "name_en"):
        if getattr(draft, field).lower() in {getattr(other, field).lower() for other in others}:
            raise Conflict("role_name_taken", "Another role has this name.", field=field)


def _told(draft: RoleDraft) -> dict[str, object]:
    return {"name": draft.name_zh, "permissions": sorted(draft.permissions)}
