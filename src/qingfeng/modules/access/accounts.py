"""Verbs of accounts: invite, change, disable, hand out links, set a password by one.

Nobody gives what they do not have, nor changes whoever has more; somebody who may manage users is always left.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.kernel import auth
from qingfeng.kernel.db import Database, Record
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access import store, store_accounts
from qingfeng.modules.access.actions import audit, check_address
from qingfeng.modules.access.model import Account, Caller
from qingfeng.modules.access.passwords import check_password
from qingfeng.modules.access.roles import check_gives, check_one_is_left, managing, rights_in

INVITE_DAYS, RESET_HOURS = 7, 24
MAX_NAME = 60


def check_name(name: str) -> str:
    """Raises Invalid. Gives it without blanks around it."""
    name = name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise Invalid("bad_name", f"A name has 1 to {MAX_NAME} characters.", field="name", max=MAX_NAME)
    return name


async def invite(tx: Tx, caller: Caller, *, email: str, name: str, role: str) -> tuple[UUID, str]:
    """A new account without a password, and the word of the link that sets one; it is told this once.

    Raises Invalid (email, name, role), Forbidden (a role with more rights than one's own), Conflict (address taken).
    """
    email, name = check_address(email), check_name(name)
    await store_accounts.hold_accounts(tx)  # a role is not taken away while it is being given
    check_gives(caller, await rights_in(tx.conn, role))
    user = await store_accounts.insert_user(tx, email=email, name=name, role=role)
    if user is None:
        raise Conflict("email_taken", "Somebody here has this address already.", field="email")
    await audit(tx, caller.actor, "user.invited", str(user), email=email, name=name, role=role)
    return user, await _link(tx, user, "invite")


async def change(tx: Tx, caller: Caller, user: UUID, *, name: str, role: str, version: int) -> None:
    """Another name or role. Raises as `invite`, NotFound, and Conflict (changed meanwhile; last administrator)."""
    name = check_name(name)
    held = await held_account(tx, caller, user)
    if held.disabled:
        raise _disabled()
    if held.version != version:
        raise Conflict("conflict", "Somebody else has just changed this; load it again.")
    if role != held.role:
        check_gives(caller, await rights_in(tx.conn, role))
        await _check_left(tx, held, role)
    if (name, role) == (held.name, held.role):
        return
    await store_accounts.change_user(tx, user, name=name, role=role)
    before = {"name": held.name, "role": held.role}
    await audit(tx, caller.actor, "user.changed", str(user), before=before, after={"name": name, "role": role})


async def disable(tx: Tx, caller: Caller, user: UUID) -> list[UUID]:
    """Nobody signs in with it any more. Gives the sessions that were ended. Raises NotFound, Forbidden, Conflict."""
    held = await held_account(tx, caller, user)
    if user == caller.user_id:
        raise Conflict("own_account", "You cannot disable your own account.")
    if held.disabled:
        return []
    await _check_left(tx, held, None)
    await store_accounts.set_disabled(tx, user, True)
    await store_accounts.drop_link(tx, user)
    ended = await store.end_sessions(tx, user)
    await audit(tx, caller.actor, "user.disabled", str(user), sessions_ended=len(ended))
    return ended


async def enable(tx: Tx, caller: Caller, user: UUID) -> None:
    """It may be used again, with the password it had. Raises NotFound, Forbidden."""
    held = await held_account(tx, caller, user)
    if held.disabled:
        await store_accounts.set_disabled(tx, user, False)
        await audit(tx, caller.actor, "user.enabled", str(user))


async def new_link(tx: Tx, caller: Caller, user: UUID) -> str:
    """The word of a link that sets a password once: the first, or another. An earlier link opens nothing any more.

    What is in force stays so until the link is used. Raises NotFound, Forbidden, Conflict (disabled).
    """
    held = await held_account(tx, caller, user)
    if held.disabled:
        raise _disabled()
    purpose = "invite" if held.invited else "reset"
    await audit(tx, caller.actor, "user.link_made", str(user), purpose=purpose)
    return await _link(tx, user, purpose)


async def link_of(db: Database, token: str) -> Record:
    """Whose password a link sets. Raises NotFound when it is over, used or was never made."""
    found = await store_accounts.link(db, auth.digest(token))
    if found is None:
        raise NotFound("link_over", "This link was used or is over; ask an administrator for another.", field="token")
    return found


async def set_password(db: Database, work: Work, token: str, password: str) -> tuple[UUID, list[UUID]]:
    """Use a link up: its person has this password, all their sessions end. Gives the tenant and those sessions.

    Raises NotFound (the link), Invalid (field `password`). Nobody is signed in by it: a second factor is still asked for.
    """
    found = await link_of(db, token)
    check_password(password, email=found["email"], name=found["name"])
    fresh = await asyncio.to_thread(auth.hash_password, password)
    tenant, user = found["tenant_id"], found["user_id"]
    async with work.tx(tenant) as tx:
        if not await store_accounts.use_link(tx, auth.digest(token)):
            raise NotFound("link_over", "This link was used just now.", field="token")
        await store.set_password(tx, user, fresh)
        ended = await store.end_sessions(tx, user)
        by = Actor("agent", user, found["name"])
        await audit(tx, by, "password.set_by_link", str(user), purpose=found["purpose"], sessions_ended=len(ended))
    return tenant, ended


async def _link(tx: Tx, user: UUID, purpose: str) -> str:
    token = auth.new_token()
    good_for = timedelta(days=INVITE_DAYS) if purpose == "invite" else timedelta(hours=RESET_HOURS)
    await store_accounts.put_link(tx, user, mark=auth.digest(token), purpose=purpose, expires_at=tx.now + good_for)
    return token


async def held_account(tx: Tx, caller: Caller, user: UUID) -> Account:
    """Whom the caller is about to change, until commit. Raises NotFound, Forbidden (has more rights than the caller)."""
    await store_accounts.hold_accounts(tx)
    held = await store_accounts.account(tx.conn, user, tx.now)
    if held is None:
        raise NotFound("not_found", "There is no such user.", field="user_id")
    if not await rights_in(tx.conn, held.role) <= caller.grants:
        raise Forbidden("beyond_yours", "This person has rights that you do not have.", field="role")
    return held


def _disabled() -> Conflict:
    return Conflict("account_disabled", "This account is disabled; enable it first.")


async def _check_left(tx: Tx, held: Account, role: str | None) -> None:
    """Before somebody gets another role, or (None) is let in no more."""
    managers = await managing(tx.conn)
    if held.role in managers and role not in managers:
        await check_one_is_left(tx, managers, held.id)
