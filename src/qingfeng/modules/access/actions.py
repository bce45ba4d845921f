"""Verbs of access: sign in and out, make users and tokens, write the audit trail."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.kernel import auth
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Invalid, RateLimited, Unauthenticated
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import store
from qingfeng.modules.access.model import ROLES, SESSION_SECONDS, Caller, Tenant, address_of


async def sign_in(db: Database, email: str, password: str, agent: str) -> tuple[str, Caller]:
    """The cookie's value and the caller. Raises Unauthenticated (the same for every cause) or RateLimited (locked)."""
    address = address_of(email)
    users = await store.users_by_email(db, address) if address.isprintable() else []
    if not users:
        await asyncio.to_thread(auth.password_matches, None, password)  # as slow as for a real account
    for user in users:
        _check_lock(db, user["locked_until"])
        # Hashing takes 20 ms of a core: beside the event loop, not on it.
        if await asyncio.to_thread(auth.password_matches, user["password_hash"], password):
            # Of many guesses at once some may have been wrong meanwhile: the right one is as locked as they are.
            _check_lock(db, await store.sign_in_succeeded(db, user["tenant_id"], user["id"]))
            return await _open(db, user["tenant_id"], user["id"], agent)
    for user in users:
        await store.sign_in_failed(db, user["tenant_id"], user["id"])
    raise Unauthenticated("wrong_password", "This address and password do not fit together.")


def _check_lock(db: Database, until: datetime | None) -> None:
    left = (until - db.clock.now()).total_seconds() if until else 0.0
    if left > 0:
        message = "Too many wrong passwords; the account is locked for some minutes."
        raise RateLimited("locked", message, seconds=ceil(left))


async def _open(db: Database, tenant: UUID, user: UUID, agent: str) -> tuple[str, Caller]:
    cookie, csrf = auth.new_token(), auth.new_token()
    id_ = auth.digest(cookie)
    expires = db.clock.now() + timedelta(seconds=SESSION_SECONDS)
    await store.put_session(db, tenant, user, store.NewSession(id=id_, csrf=csrf, expires_at=expires, agent=agent))
    caller = await store.caller_of_session(db, id_)
    assert caller is not None
    return cookie, caller


async def put_tenant(db: Database, tenant: Tenant) -> None:
    await store.put_tenant(db, tenant)


async def change_settings(tx: Tx, changes: dict[str, object]) -> None:
    """Set some of the tenant's settings (top-level names); the others stay as they are, whoever changes them meanwhile."""
    await store.merge_settings(tx, changes)


async def put_user(tx: Tx, *, email: str, name: str, role: str, password_hash: str | None) -> UUID:
    """Make a user, or change name and role of the one with this address (never the password); returns the id."""
    if role not in ROLES:
        raise Invalid("unknown_role", f"{role!r} is no role; one of {', '.join(ROLES)}.", field="role")
    email = address_of(email)
    if "@" not in email or len(email) > 200 or not email.isprintable():
        raise Invalid("not_an_address", "This is not an e-mail address.", field="email")
    return await store.put_user(tx, email=email, name=name, role=role, password_hash=password_hash)


async def issue_token(tx: Tx, *, scope: str, name: str, by: Actor, prefix: str) -> tuple[UUID, str]:
    """A new token; its text is shown once and kept nowhere."""
    text = auth.new_token(prefix)
    id_ = await store.put_token(tx, hash_=auth.digest(text), name=name, scope=scope, hint=text[-4:])
    await audit(tx, by, "token.issued", scope, token=str(id_), name=name)
    return id_, text


async def revoke_token(tx: Tx, token: UUID, by: Actor) -> None:
    if await store.revoke_token(tx, token):
        await audit(tx, by, "token.revoked", str(token))


async def audit(tx: Tx, by: Actor, action: str, target: str, **detail: Any) -> None:
    """One line of the audit trail, in the transaction of what it tells."""
    await store.write_audit(tx, by, action, target, detail)
