"""Users as administrators see and change them, and links that set a password once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.kernel import text
from qingfeng.kernel.db import Connection, Database, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access.model import GRANTS, Account, Permission

_ACCOUNT = (
    "SELECT u.id, u.email, u.name, u.role, u.disabled, u.password_hash IS NULL AND i.user_id IS NULL AS invited,"
    " u.totp_since IS NOT NULL AS second_factor, i.user_id IS NOT NULL AS single_sign_on, u.signed_in_at, u.created_at, u.version,"
    " (SELECT l.expires_at FROM access.links l WHERE l.user_id = u.id AND l.expires_at > $1) AS link_until"
    " FROM access.users u LEFT JOIN access.identities i ON i.tenant_id = u.tenant_id AND i.user_id = u.id"
)
_SORT = "coalesce(nullif(u.pinyin, ''), lower(u.name))"


class AccountQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`q`: part of name, address or the name's sound. `after`: the last user of the page before."""

    q: str = ""
    role: str | None = None
    state: str | None = None
    """active, invited or disabled"""
    after: UUID | None = None
    limit: int = 50


async def accounts(conn: Connection, query: AccountQuery, now: datetime) -> list[Account]:
    """A page of users by the sound of their names; one more than asked for when there are more."""
    words = query.q.strip().lower()
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, "\\" + sign)
    rows = await conn.fetch(
        f"{_ACCOUNT} WHERE ($2 = '' OR u.name ILIKE '%' || $2 || '%' OR u.email LIKE '%' || $2 || '%'"
        " OR replace(u.pinyin, ' ', '') LIKE replace($2, ' ', '') || '%')"
        " AND ($3::text IS NULL OR u.role = $3)"
        " AND ($4::text IS NULL OR $4 = CASE WHEN u.disabled THEN 'disabled'"
        " WHEN u.password_hash IS NULL AND i.user_id IS NULL THEN 'invited' ELSE 'active' END)"
        f" AND ($5::uuid IS NULL OR ({_SORT}, u.id) > (SELECT {_SORT}, u.id FROM access.users u WHERE u.id = $5))"
        f" ORDER BY {_SORT}, u.id LIMIT $6",
        now,
        words,
        query.role,
        query.state,
        query.after,
        query.limit + 1,
    )
    return [Account(**dict(row)) for row in rows]


async def holders(conn: Connection, permission: Permission, limit: int) -> list[UUID]:
    """Who may do something by their role, a shipped one or one of the house's own: those who can sign in, by id."""
    rows = await conn.fetch(
        "SELECT id FROM access.users WHERE NOT disabled AND password_hash IS NOT NULL AND (role = ANY($1)"
        " OR role IN (SELECT code FROM access.roles WHERE $2 = ANY(permissions))) ORDER BY id LIMIT $3",
        [role for role, rights in GRANTS.items() if permission in rights],
        permission,
        limit,
    )
    return [row["id"] for row in rows]


async def account(conn: Connection, user: UUID, now: datetime) -> Account | None:
    row = await conn.fetchrow(f"{_ACCOUNT} WHERE u.id = $2", now, user)
    return None if row is None else Account(**dict(row))


async def hold_accounts(tx: Tx) -> None:
    """One change of accounts at a time: whether an administrator is left is asked and answered alone."""
    await tx.execute("SELECT FROM access.tenants WHERE id = $1 FOR NO KEY UPDATE", tx.tenant)


async def count_who_come_in(tx: Tx, roles: Collection[str], but: UUID | None) -> int:
    """How many others (or with nobody excepted, how many) of these roles, which may manage users, can sign in: with a
    password, unless that is switched off, or at the identity provider in use."""
    found: int = await tx.value(
        "SELECT count(*) FROM access.users u LEFT JOIN access.identity_providers p"
        " ON p.tenant_id = u.tenant_id AND p.enabled"
        " WHERE u.role = ANY($1) AND NOT u.disabled AND ($2::uuid IS NULL OR u.id <> $2)"
        " AND (u.password_hash IS NOT NULL AND p.passwords IS DISTINCT FROM 'nobody'"
        " OR EXISTS (SELECT FROM access.identities i WHERE i.user_id = u.id AND i.issuer = p.issuer))",
        list(roles),
        but,
    )
    return found


async def insert_user(tx: Tx, *, email: str, name: str, role: str) -> UUID | None:
    """None when the address is taken in this house."""
    id_: UUID | None = await tx.value(
        "INSERT INTO access.users (tenant_id, id, email, name, role, created_at, pinyin) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (tenant_id, email) DO NOTHING RETURNING id",
        tx.tenant,
        tx.new_id(),
        email,
        name,
        role,
        tx.now,
        text.pinyin(name, surname=True),
    )
    return id_


async def change_user(tx: Tx, user: UUID, *, name: str, role: str) -> None:
    await tx.execute(
        "UPDATE access.users SET name = $2, role = $3, pinyin = $4, version = version + 1 WHERE id = $1",
        user,
        name,
        role,
        text.pinyin(name, surname=True),
    )


async def set_disabled(tx: Tx, user: UUID, disabled: bool) -> None:
    await tx.execute(
        "UPDATE access.users SET disabled = $2, failures = 0, locked_until = NULL, version = version + 1 WHERE id = $1",
        user,
        disabled,
    )


async def put_link(tx: Tx, user: UUID, *, mark: bytes, purpose: str, expires_at: datetime) -> None:
    await tx.execute(
        "INSERT INTO access.links (tenant_id, user_id, mark, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (tenant_id, user_id) DO UPDATE SET mark = excluded.mark, purpose = excluded.purpose,"
        " created_at = excluded.created_at, expires_at = excluded.expires_at",
        tx.tenant,
        user,
        mark,
        purpose,
        tx.now,
        expires_at,
    )


async def drop_link(tx: Tx, user: UUID) -> None:
    await tx.execute("DELETE FROM access.links WHERE user_id = $1", user)


async def link(db: Database, mark: bytes) -> Record | None:
    """Whose it is, as long as it is good."""
    return await db.system.fetchrow(
        "SELECT l.tenant_id, l.user_id, l.purpose, l.expires_at, u.name, u.email, t.name AS tenant FROM access.links l"
        " JOIN access.users u ON u.tenant_id = l.tenant_id AND u.id = l.user_id"
        " JOIN access.tenants t ON t.id = l.tenant_id"
        " WHERE l.mark = $1 AND l.expires_at > $2 AND NOT u.disabled",
        mark,
        db.clock.now(),
    )


async def use_link(tx: Tx, mark: bytes) -> bool:
    """Whether it was good; from now on it is not."""
    return await tx.execute("DELETE FROM access.links WHERE mark = $1 AND expires_at > $2", mark, tx.now) == "DELETE 1"
