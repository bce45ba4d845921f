"""Verbs of access: change passwords, end sessions, make users and tokens, write the audit trail."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.kernel import auth
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Invalid, NotFound, RateLimited
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access import store, store_roles
from qingfeng.modules.access.model import ROLES, Caller, Tenant, address_of
from qingfeng.modules.access.passwords import check_password

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def check_lock(db: Database, until: datetime | None) -> None:
    """Raises RateLimited while an account is locked."""
    left = (until - db.clock.now()).total_seconds() if until else 0.0
    if left > 0:
        message = "Too many wrong passwords; the account is locked for some minutes."
        raise RateLimited("locked", message, seconds=ceil(left))


async def check_own_password(db: Database, caller: Caller, password: str, *, field: str) -> None:
    """Before what somebody at a desk left open must not do. Raises Invalid, or RateLimited when the account is locked."""
    user = await store.user_by_id(db, caller.tenant, caller.user_id)
    check_lock(db, user["locked_until"])
    if not await asyncio.to_thread(auth.password_matches, user["password_hash"], password):
        await store.sign_in_failed(db, caller.tenant, caller.user_id)
        raise Invalid("not_your_password", "This is not your present password.", field=field)
    check_lock(db, await store.sign_in_succeeded(db, caller.tenant, caller.user_id))


async def change_password(db: Database, work: Work, caller: Caller, current: str, new: str) -> list[UUID]:
    """Set a password of one's own; every other session of that person ends. Returns the sessions that were ended.

    Raises Invalid (field `current`: not the password; field `password`: not good enough) or RateLimited (locked: wrong
    ones count here as they do at the door, or a desk left open would be a place to guess at).
    """
    await check_own_password(db, caller, current, field="current")
    if new == current:
        raise Invalid("same_password", "Choose a password that differs from the present one.", field="password")
    check_password(new, email=caller.email, name=caller.name)
    fresh = await asyncio.to_thread(auth.hash_password, new)
    async with work.tx(caller.tenant) as tx:
        await store.set_password(tx, caller.user_id, fresh)
        ended = await store.end_sessions(tx, caller.user_id, but=caller.session)
        await audit(tx, caller.actor, "password.changed", str(caller.user_id), sessions_ended=len(ended))
    return ended


async def end_session(tx: Tx, caller: Caller, session: UUID) -> list[UUID]:
    """End one of the caller's own sessions. Raises NotFound when there is none of that name (any more)."""
    ended = await store.end_sessions(tx, caller.user_id, only=session)
    if not ended:
        raise NotFound("not_found", "This session is over already.", field="session_id")
    await audit(tx, caller.actor, "session.ended", str(session))
    return ended


async def end_other_sessions(tx: Tx, caller: Caller) -> list[UUID]:
    """End all sessions of the caller but the one that asks."""
    ended = await store.end_sessions(tx, caller.user_id, but=caller.session)
    if ended:
        await audit(tx, caller.actor, "session.others_ended", str(caller.user_id), sessions_ended=len(ended))
    return ended


async def put_tenant(db: Database, tenant: Tenant) -> None:
    await store.put_tenant(db, tenant)


async def change_settings(tx: Tx, changes: dict[str, object]) -> None:
    """Set some of the tenant's settings (top-level names); the others stay as they are, whoever changes them meanwhile."""
    await store.merge_settings(tx, changes)


async def rename_tenant(tx: Tx, name: str, locale: str) -> None:
    """What the house is called, and the language it speaks where nothing else says."""
    await store.rename_tenant(tx, name, locale)


def check_address(email: str) -> str:
    """An e-mail address as it is kept. Raises Invalid when it is none."""
    email = address_of(email)
    if not _ADDRESS.fullmatch(email) or len(email) > 200 or not email.isprintable():
        raise Invalid("not_an_address", "This is not an e-mail address.", field="email")
    return email


async def put_user(tx: Tx, *, email: str, name: str, role: str, password_hash: str | None) -> UUID:
    """Make a user, or change name and role of the one with this address (never the password); returns the id."""
    if role not in ROLES and await store_roles.role(tx.conn, role) is None:
        raise Invalid("unknown_role", f"{role!r} is no role; one of {', '.join(ROLES)}.", field="role")
    email = check_address(email)
    return await store.put_user(tx, email=email, name=name, role=role, password_hash=password_hash)


async def issue_token(
    tx: Tx, *, scope: str, name: str, by: Actor, prefix: str, expires: datetime | None = None
) -> tuple[UUID, str]:
    """A new token, good until a moment or until it is revoked; its text is shown once and kept nowhere."""
    text = auth.new_token(prefix)
    id_ = await store.put_token(tx, hash_=auth.digest(text), name=name, scope=scope, hint=text[-4:], expires=expires)
    await audit(tx, by, "token.issued", scope, token=str(id_), name=name)
    return id_, text


async def revoke_token(tx: Tx, token: UUID, by: Actor) -> None:
    if await store.revoke_token(tx, token):
        await audit(tx, by, "token.revoked", str(token))


async def audit(tx: Tx, by: Actor, action: str, target: str, **detail: Any) -> None:
    """One line of the audit trail, in the transaction of what it tells."""
    await store.write_audit(tx, by, action, target, detail)
