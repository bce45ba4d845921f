"""Roles of the house's own, read and written."""

from __future__ import annotations

from collections.abc import Collection

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access.model import OwnRole, RoleDraft

_ROLE = "code, name_zh, name_en, about, permissions, version"


def _role(row: Record) -> OwnRole:
    return OwnRole(**{**dict(row), "permissions": frozenset(row["permissions"])})


async def roles(conn: Connection) -> list[OwnRole]:
    """All of them, the eldest first."""
    return [_role(row) for row in await conn.fetch(f"SELECT {_ROLE} FROM access.roles ORDER BY created_at, code")]


async def role(conn: Connection, code: str) -> OwnRole | None:
    if not code.isprintable():  # no such code, and nothing the record could be asked for
        return None
    row = await conn.fetchrow(f"SELECT {_ROLE} FROM access.roles WHERE code = $1", code)
    return None if row is None else _role(row)


async def holders(conn: Connection) -> dict[str, int]:
    """How many accounts (disabled ones too) have each role."""
    rows = await conn.fetch("SELECT role, count(*) AS n FROM access.users GROUP BY role")
    return {row["role"]: row["n"] for row in rows}


async def insert(tx: Tx, code: str, draft: RoleDraft) -> None:
    await tx.execute(
        "INSERT INTO access.roles (tenant_id, code, name_zh, name_en, about, permissions, created_at, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        tx.tenant,
        code,
        draft.name_zh,
        draft.name_en,
        draft.about,
        _kept(draft.permissions),
        tx.now,
    )


async def write(tx: Tx, code: str, draft: RoleDraft) -> None:
    await tx.execute(
        "UPDATE access.roles SET name_zh = $2, name_en = $3, about = $4, permissions = $5, changed_at = $6,"
        " version = version + 1 WHERE code = $1",
        code,
        draft.name_zh,
        draft.name_en,
        draft.about,
        _kept(draft.permissions),
        tx.now,
    )


async def delete(tx: Tx, code: str) -> None:
    await tx.execute("DELETE FROM access.roles WHERE code = $1", code)


def _kept(permissions: Collection[str]) -> list[str]:
    return sorted(permissions)
