"""Every write of access, and the look-ups that come before a tenant is known (by the system's role)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel import text
from qingfeng.kernel.db import Connection, Database, Record
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access.model import GRANTS, LOCK_AFTER, LOCK_SECONDS, Caller, OpenSession, Place, Tenant

_TENANT = "id, slug, name, locale, demo, settings"


def _tenant(row: Record | None) -> Tenant | None:
    return None if row is None else Tenant(**dict(row))


async def tenant_by_slug(db: Database, slug: str) -> Tenant | None:
    return _tenant(await db.system.fetchrow(f"SELECT {_TENANT} FROM access.tenants WHERE slug = $1", slug))


async def tenant_by_id(conn: Connection, tenant: UUID) -> Tenant | None:
    return _tenant(await conn.fetchrow(f"SELECT {_TENANT} FROM access.tenants WHERE id = $1", tenant))


async def all_tenants(db: Database) -> list[Tenant]:
    rows = await db.system.fetch(f"SELECT {_TENANT} FROM access.tenants ORDER BY created_at")
    return [Tenant(**dict(r)) for r in rows]


async def put_tenant(db: Database, tenant: Tenant) -> None:
    await db.system.execute(
        "INSERT INTO access.tenants (id, slug, name, locale, demo, settings, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings",
        tenant.id,
        tenant.slug,
        tenant.name,
        tenant.locale,
        tenant.demo,
        tenant.settings,
        db.clock.now(),
    )


async def hold_settings(tx: Tx) -> dict[str, object]:
    """The tenant's settings, locked until commit."""
    found: dict[str, object] = await tx.value("SELECT settings FROM access.tenants WHERE id = $1 FOR UPDATE", tx.tenant)
    return found


async def merge_settings(tx: Tx, changes: dict[str, object]) -> None:
    await tx.execute("UPDATE access.tenants SET settings = settings || $2 WHERE id = $1", tx.tenant, changes)


async def rename_tenant(tx: Tx, name: str, locale: str) -> None:
    await tx.execute("UPDATE access.tenants SET name = $2, locale = $3 WHERE id = $1", tx.tenant, name, locale)


async def users_by_email(db: Database, email: str) -> list[Record]:
    return await db.system.fetch(
        "SELECT tenant_id, id, email, name, role, password_hash, locked_until, totp_nonce, totp_since FROM access.users"
        " WHERE email = $1 AND NOT disabled ORDER BY tenant_id",
        email,
    )


async def sign_in_failed(db: Database, tenant: UUID, user: UUID) -> None:
    """Count a wrong password; one too many locks. A lock that is over has wiped the slate."""
    now = db.clock.now()
    await db.system.execute(
        "UPDATE access.users SET failures = CASE WHEN locked_until <= $5 THEN 1 ELSE failures + 1 END,"
        " locked_until = CASE WHEN locked_until <= $5 THEN NULL WHEN failures + 1 >= $3 THEN $4 ELSE locked_until END"
        " WHERE tenant_id = $1 AND id = $2",
        tenant,
        user,
        LOCK_AFTER,
        now + timedelta(seconds=LOCK_SECONDS),
        now,
    )


async def sign_in_succeeded(db: Database, tenant: UUID, user: UUID) -> datetime | None:
    """Forget the wrong passwords, unless they have locked the account: then until when it is."""
    until: datetime | None = await db.system.fetchval(
        "UPDATE access.users SET failures = CASE WHEN locked_until > $3 THEN failures ELSE 0 END,"
        " signed_in_at = CASE WHEN locked_until > $3 THEN signed_in_at ELSE $3 END,"
        " locked_until = CASE WHEN locked_until > $3 THEN locked_until END"
        " WHERE tenant_id = $1 AND id = $2 RETURNING locked_until",
        tenant,
        user,
        db.clock.now(),
    )
    return until


async def user_by_id(db: Database, tenant: UUID, user: UUID) -> Record:
    row = await db.system.fetchrow(
        "SELECT id, email, name, role, password_hash, locked_until FROM access.users WHERE tenant_id = $1 AND id = $2",
        tenant,
        user,
    )
    if row is None:
        raise NotFound("not_found", "There is no such user.", field="user_id")
    return row


async def replace_hash(db: Database, tenant: UUID, user: UUID, old: str, new: str) -> None:
    """Another hash of the same password; unless that was changed meanwhile."""
    await db.system.execute(
        "UPDATE access.users SET password_hash = $4 WHERE tenant_id = $1 AND id = $2 AND password_hash = $3",
        tenant,
        user,
        old,
        new,
    )


async def set_password(tx: Tx, user: UUID, password_hash: str) -> None:
    """A new password; wrong tries at the old one are forgotten."""
    await tx.execute(
        "UPDATE access.users SET password_hash = $2, failures = 0, locked_until = NULL WHERE id = $1",
        user,
        password_hash,
    )


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: sha256 of the cookie. Its limits are those of the moment in which it was opened."""

    id: bytes
    csrf: str
    expires_at: datetime
    idle_seconds: int
    place: Place
    single_sign_on: bool = False


async def put_session(db: Database, tenant: UUID, user: UUID, new: NewSession) -> None:
    await db.system.execute(
        "INSERT INTO access.sessions"
        " (tenant_id, id, user_id, csrf, created_at, seen_at, expires_at, idle_seconds, handle, agent, address,"
        " single_sign_on) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11)",
        tenant,
        new.id,
        user,
        new.csrf,
        db.clock.now(),
        new.expires_at,
        new.idle_seconds,
        db.ids.new(),
        new.place.agent[:200],
        new.place.address[:64],
        new.single_sign_on,
    )


_ALIVE = "s.expires_at > $2 AND s.seen_at + make_interval(secs => s.idle_seconds) > $2 AND NOT u.disabled"
_MUST_ENROL = (
    "(NOT s.single_sign_on AND u.totp_since IS NULL AND EXISTS (SELECT FROM access.tenants t"
    " WHERE t.id = u.tenant_id AND t.settings -> 'second_factor_roles' ? u.role))"
)


async def drop_session(db: Database, id_: bytes) -> tuple[UUID, UUID] | None:
    """Its tenant and name; None when there is none (any more)."""
    row = await db.system.fetchrow("DELETE FROM access.sessions WHERE id = $1 RETURNING tenant_id, handle", id_)
    return None if row is None else (row["tenant_id"], row["handle"])


async def caller_of_session(db: Database, id_: bytes) -> tuple[Caller, datetime] | None:
    """Who holds it, and when it was last used (as far as was written down)."""
    row = await db.system.fetchrow(
        f"SELECT u.tenant_id, u.id, u.name, u.email, u.role, s.csrf, s.handle, {_MUST_ENROL} AS must_enrol,"
        " r.permissions, r.name_zh, r.name_en, s.seen_at FROM access.sessions s"
        " JOIN access.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id"
        " LEFT JOIN access.roles r ON r.tenant_id = u.tenant_id AND r.code = u.role"
        f" WHERE s.id = $1 AND {_ALIVE}",
        id_,
        db.clock.now(),
    )
    if row is None:
        return None
    names = (row["name_zh"] or "", row["name_en"] or "")
    caller = msgspec.structs.replace(Caller(*row[:8]), own=tuple(row["permissions"] or ()), role_names=names)
    return caller, row["seen_at"]


async def session_used(db: Database, id_: bytes) -> None:
    await db.system.execute(
        "UPDATE access.sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2", id_, db.clock.now()
    )


async def living_sessions(db: Database, handles: list[UUID]) -> set[UUID]:
    """Those of these sessions that are neither over nor ended, nor kept before the door for want of a second factor,
    and whose role still has a desk."""
    rows = await db.system.fetch(
        "SELECT s.handle FROM access.sessions s"
        " JOIN access.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id"
        f" WHERE s.handle = ANY($1) AND {_ALIVE} AND NOT {_MUST_ENROL} AND (u.role = ANY($3) OR EXISTS (SELECT"
        " FROM access.roles r WHERE r.tenant_id = u.tenant_id AND r.code = u.role AND 'desk.use' = ANY(r.permissions)))",
        handles,
        db.clock.now(),
        [role for role, rights in GRANTS.items() if "desk.use" in rights],
    )
    return {row["handle"] for row in rows}


async def sessions_of(conn: Connection, user: UUID, now: datetime) -> list[OpenSession]:
    """A person's living sessions, the latest used first."""
    rows = await conn.fetch(
        "SELECT s.handle AS id, s.agent, s.address, s.created_at, s.seen_at, s.expires_at FROM access.sessions s"
        " JOIN access.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id"
        f" WHERE s.user_id = $1 AND {_ALIVE} ORDER BY s.seen_at DESC, s.handle",
        user,
        now,
    )
    return [OpenSession(**dict(row)) for row in rows]


async def end_sessions(tx: Tx, user: UUID, *, only: UUID | None = None, but: UUID | None = None) -> list[UUID]:
    """End one, or all (but one), of a person's sessions; the names of those that were ended."""
    rows = await tx.fetch(
        "DELETE FROM access.sessions WHERE user_id = $1 AND ($2::uuid IS NULL OR handle = $2)"
        " AND ($3::uuid IS NULL OR handle <> $3) RETURNING handle",
        user,
        only,
        but,
    )
    return [row["handle"] for row in rows]


async def put_user(tx: Tx, *, email: str, name: str, role: str, password_hash: str | None) -> UUID:
    """By address: a second one changes name and role, never the password. Returns the id."""
    id_: UUID = await tx.value(
        "INSERT INTO access.users (tenant_id, id, email, name, role, password_hash, created_at, pinyin)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, email) DO UPDATE"
        " SET name = excluded.name, role = excluded.role, pinyin = excluded.pinyin RETURNING id",
        tx.tenant,
        tx.new_id(),
        email,
        name,
        role,
        password_hash,
        tx.now,
        text.pinyin(name, surname=True),
    )
    return id_


async def put_token(tx: Tx, *, hash_: bytes, name: str, scope: str, hint: str, expires: datetime | None = None) -> UUID:
    id_ = tx.new_id()
    await tx.execute(
        "INSERT INTO access.tokens (tenant_id, id, hash, name, scope, hint, created_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant,
        id_,
        hash_,
        name,
        scope,
        hint,
        tx.now,
        expires,
    )
    return id_


async def revoke_token(tx: Tx, id_: UUID) -> bool:
    done = await tx.execute(
        "UPDATE access.tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id_, tx.now
    )
    return done == "UPDATE 1"


async def tokens_of_scope(conn: Connection, scope: str) -> list[Record]:
    return await conn.fetch(
        "SELECT id, name, hint, created_at, revoked_at, expires_at FROM access.tokens WHERE scope = $1 ORDER BY created_at",
        scope,
    )


async def scope_of_token(db: Database, hash_: bytes) -> tuple[UUID, str] | None:
    row = await db.system.fetchrow(
        "SELECT tenant_id, scope FROM access.tokens WHERE hash = $1 AND revoked_at IS NULL"
        " AND (expires_at IS NULL OR expires_at > $2)",
        hash_,
        db.clock.now(),
    )
    return None if row is None else (row["tenant_id"], row["scope"])


async def write_audit(tx: Tx, by: Actor, action: str, target: str, detail: dict[str, Any]) -> None:
    await tx.execute(
        "INSERT INTO access.audit (tenant_id, id, at, actor, action, target, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tx.tenant,
        tx.new_id(),
        tx.now,
        str(by),
        action,
        target,
        detail,
    )
