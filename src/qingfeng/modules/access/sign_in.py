"""Signing in: an address, a password, and the second factor of those who have one."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec

from qingfeng.kernel import auth
from qingfeng.kernel.db import Database, Record
from qingfeng.kernel.errors import Unauthenticated
from qingfeng.modules.access import second_factor, store, store_sso
from qingfeng.modules.access.actions import check_lock
from qingfeng.modules.access.factors import Factors
from qingfeng.modules.access.model import IDLE_SECONDS, SESSION_SECONDS, Caller, Place, address_of
from qingfeng.modules.access.roles import managing


class Proof(msgspec.Struct, frozen=True):
    """What somebody shows at the door. `code`: of the app, or a recovery code; empty when not asked for yet."""

    email: str
    password: str
    code: str = ""


async def sign_in(db: Database, factors: Factors, proof: Proof, place: Place) -> tuple[str, Caller]:
    """The cookie's value and the caller. Raises RateLimited (locked) or Unauthenticated: `wrong_password` whatever is
    wrong; to whom has the password `second_factor_needed`, `single_sign_on_needed`, or `wrong_code`, which counts like a
    wrong password.

    The cookie is always a new one: what the browser brought along opens nothing, before or after.
    """
    address, password = address_of(proof.email), proof.password
    users = await store.users_by_email(db, address) if address.isprintable() else []
    if not users:
        await asyncio.to_thread(auth.password_matches, None, password)  # as slow as for a real account
    for user in users:
        check_lock(db, user["locked_until"])
        # Hashing takes 20 ms of a core: beside the event loop, not on it.
        if await asyncio.to_thread(auth.password_matches, user["password_hash"], password):
            await _check_second_factor(db, factors, user, proof.code)
            await _check_password_will_do(db, user)
            # Of many guesses at once some may have been wrong meanwhile: the right one is as locked as they are.
            check_lock(db, await store.sign_in_succeeded(db, user["tenant_id"], user["id"]))
            if auth.outdated(user["password_hash"]):
                await _hash_anew(db, user, password)
            return await open_session(db, user["tenant_id"], user["id"], place)
    for user in users:
        await store.sign_in_failed(db, user["tenant_id"], user["id"])
    raise _wrong()


async def _check_second_factor(db: Database, factors: Factors, user: Record, code: str) -> None:
    if user["totp_since"] is None:
        return
    if not code:
        raise Unauthenticated("second_factor_needed", "Enter the code of your authenticator app.", field="code")
    if not await second_factor.passes(db, factors, user, code):
        await store.sign_in_failed(db, user["tenant_id"], user["id"])
        raise Unauthenticated("wrong_code", "This code is wrong, over or used; enter the one shown now.", field="code")


async def _check_password_will_do(db: Database, user: Record) -> None:
    """Told only to whom has the password: the house may ask its people to sign in at its identity provider."""
    passwords = await store_sso.passwords_for(db, user["tenant_id"])
    if passwords == "everyone":
        return
    async with db.reading(user["tenant_id"]) as conn:
        manages = user["role"] in await managing(conn)
    if passwords == "nobody" or not manages:
        raise Unauthenticated("single_sign_on_needed", "Passwords are switched off here; use single sign-on.")


def _wrong() -> Unauthenticated:
    return Unauthenticated("wrong_password", "This address and password do not fit together.")


async def _hash_anew(db: Database, user: Record, password: str) -> None:
    fresh = await asyncio.to_thread(auth.hash_password, password)
    await store.replace_hash(db, user["tenant_id"], user["id"], user["password_hash"], fresh)


async def open_session(
    db: Database, tenant: UUID, user: UUID, place: Place, *, single_sign_on: bool = False
) -> tuple[str, Caller]:
    """A session for somebody who has proved who they are: the cookie's value and the caller."""
    cookie, csrf = auth.new_token(), auth.new_token()
    id_ = auth.digest(cookie)
    expires = db.clock.now() + timedelta(seconds=SESSION_SECONDS)
    new = store.NewSession(
        id=id_,
        csrf=csrf,
        expires_at=expires,
        idle_seconds=IDLE_SECONDS,
        place=place,
        single_sign_on=single_sign_on,
    )
    await store.put_session(db, tenant, user, new)
    opened = await store.caller_of_session(db, id_)
    if opened is None:  # disabled between the look-up and now
        raise _wrong()
    return cookie, opened[0]
