"""Every write of single sign-on: the provider, who is who there, and sign-ins that were begun."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Database, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access.identity import HouseProvider, Passwords, ProviderDraft

_PROVIDER = (
    "SELECT label, issuer, client_id, secret, scopes, enabled, passwords, match_email, create_users, sign_out_there,"
    " role_claim, rules, version FROM access.identity_providers"
)


class Attempt(msgspec.Struct, frozen=True):
    """A sign-in that was begun. `tester`: nobody is signed in by it, its outcome is kept for them."""

    tenant: UUID
    id: UUID
    tester: UUID | None
    back_to: str


async def provider(conn: Connection, *, hold: bool = False) -> HouseProvider | None:
    """The house's, if it has one; until commit nobody else changes it when it is held."""
    row = await conn.fetchrow(f"{_PROVIDER}{' FOR UPDATE' if hold else ''}")
    return None if row is None else msgspec.convert(dict(row), HouseProvider)


async def put_provider(tx: Tx, draft: ProviderDraft, secret: bytes | None) -> None:
    values = msgspec.to_builtins(draft)
    await tx.execute(
        "INSERT INTO access.identity_providers (tenant_id, label, issuer, client_id, secret, scopes, enabled, passwords,"
        " match_email, create_users, sign_out_there, role_claim, rules, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (tenant_id) DO UPDATE SET"
        " label = excluded.label, issuer = excluded.issuer, client_id = excluded.client_id, secret = excluded.secret,"
        " scopes = excluded.scopes, enabled = excluded.enabled, passwords = excluded.passwords,"
        " match_email = excluded.match_email, create_users = excluded.create_users,"
        " sign_out_there = excluded.sign_out_there, role_claim = excluded.role_claim, rules = excluded.rules,"
        " changed_at = excluded.changed_at, version = access.identity_providers.version + 1",
        tx.tenant,
        draft.label,
        draft.issuer,
        draft.client_id,
        secret,
        list(draft.scopes),
        draft.enabled,
        draft.passwords,
        draft.match_email,
        draft.create_users,
        draft.sign_out_there,
        draft.role_claim,
        values["rules"],
        tx.now,
    )


async def drop_provider(tx: Tx) -> None:
    await tx.execute("DELETE FROM access.identity_providers")
    await tx.execute("DELETE FROM access.sso_attempts")


async def allow_passwords(tx: Tx) -> bool:
    """Whoever manages users may come in with a password again. False when they may already."""
    done = await tx.execute(
        "UPDATE access.identity_providers SET passwords = 'managers', version = version + 1 WHERE passwords = 'nobody'"
    )
    return done == "UPDATE 1"


async def houses(db: Database, slug: str) -> list[Record]:
    """The houses whose people can sign in at a provider: the one of this slug, or (no slug) all, three at most."""
    return await db.system.fetch(
        "SELECT t.id, t.slug, p.label, p.passwords FROM access.identity_providers p JOIN access.tenants t ON t.id = p.tenant_id"
        " WHERE p.enabled AND ($1 = '' OR t.slug = $1) ORDER BY t.created_at LIMIT 3",
        slug,
    )


async def count_tenants(db: Database) -> int:
    found: int = await db.system.fetchval("SELECT count(*) FROM (SELECT FROM access.tenants LIMIT 2) t")
    return found


async def passwords_for(db: Database, tenant: UUID) -> Passwords:
    """Who may sign in with a password."""
    found: Passwords | None = await db.system.fetchval(
        "SELECT passwords FROM access.identity_providers WHERE tenant_id = $1 AND enabled", tenant
    )
    return found or "everyone"


# ---------------------------------------------------------------------- who is who
async def user_of(conn: Connection, issuer: str, subject: str) -> UUID | None:
    found: UUID | None = await conn.fetchval(
        "SELECT user_id FROM access.identities WHERE issuer = $1 AND subject = $2", issuer, subject
    )
    return found


async def subject_of(conn: Connection, issuer: str, user: UUID) -> str | None:
    found: str | None = await conn.fetchval(
        "SELECT subject FROM access.identities WHERE issuer = $1 AND user_id = $2", issuer, user
    )
    return found


async def user_by_address(conn: Connection, email: str) -> UUID | None:
    found: UUID | None = await conn.fetchval("SELECT id FROM access.users WHERE email = $1", email)
    return found


async def bind(tx: Tx, user: UUID, issuer: str, subject: str) -> None:
    """Who was bound at an earlier provider is bound at this one from now on."""
    await tx.execute(
        "INSERT INTO access.identities (tenant_id, user_id, issuer, subject, bound_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (tenant_id, user_id) DO UPDATE SET issuer = excluded.issuer, subject = excluded.subject,"
        " bound_at = excluded.bound_at",
        tx.tenant,
        user,
        issuer,
        subject,
        tx.now,
    )


async def unbind(tx: Tx, user: UUID) -> bool:
    return await tx.execute("DELETE FROM access.identities WHERE user_id = $1", user) == "DELETE 1"


async def signed_in(tx: Tx, user: UUID) -> None:
    await tx.execute("UPDATE access.users SET signed_in_at = $2 WHERE id = $1", user, tx.now)


async def leaves_there(db: Database, session: UUID) -> bool:
    """Whether this session was opened at a provider that is told when it ends."""
    found: bool | None = await db.system.fetchval(
        "SELECT s.single_sign_on AND p.enabled AND p.sign_out_there FROM access.sessions s"
        " JOIN access.identity_providers p ON p.tenant_id = s.tenant_id WHERE s.handle = $1",
        session,
    )
    return bool(found)


# ---------------------------------------------------------------------- sign-ins that were begun
async def put_attempt(tx: Tx, attempt: Attempt, *, state: bytes, browser: bytes, expires_at: datetime) -> None:
    await tx.execute(
        "INSERT INTO access.sso_attempts (tenant_id, id, state, browser, tester, back_to, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tx.tenant,
        attempt.id,
        state,
        browser,
        attempt.tester,
        attempt.back_to,
        expires_at,
    )


async def take_attempt(db: Database, state: bytes, browser: bytes) -> Attempt | None:
    """The one that this browser began with this state; once."""
    row = await db.system.fetchrow(
        "UPDATE access.sso_attempts SET state = NULL WHERE state = $1 AND browser = $2 AND expires_at > $3"
        " RETURNING tenant_id, id, tester, back_to",
        state,
        browser,
        db.clock.now(),
    )
    return None if row is None else Attempt(*row)


async def keep_outcome(tx: Tx, attempt: UUID, outcome: Any) -> None:
    await tx.execute("UPDATE access.sso_attempts SET outcome = $2 WHERE id = $1", attempt, outcome)


async def outcome(conn: Connection, attempt: UUID, tester: UUID) -> Any:
    """Of a try of this person's; None when there is none (yet)."""
    return await conn.fetchval("SELECT outcome FROM access.sso_attempts WHERE id = $1 AND tester = $2", attempt, tester)
