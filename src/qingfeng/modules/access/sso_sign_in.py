"""Signing in at the house's identity provider: begin, and what becomes of who comes back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec

from qingfeng.contracts.base import SYSTEM
from qingfeng.kernel import auth
from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.errors import Invalid, NotFound, Refused, Unauthenticated
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access import store_accounts, store_sso
from qingfeng.modules.access.accounts import MAX_NAME
from qingfeng.modules.access.actions import audit, check_address
from qingfeng.modules.access.identity import HouseProvider, own_path, role_by, values_of
from qingfeng.modules.access.model import Account, Caller, Place
from qingfeng.modules.access.roles import managing, rights_in
from qingfeng.modules.access.sign_in import open_session
from qingfeng.modules.access.single_sign_on import SingleSignOn
from qingfeng.modules.access.store_sso import Attempt
from qingfeng.ports.identity import Answer, Claims

GOOD_FOR = timedelta(minutes=10)
"""So long may somebody take to sign in there."""
TRIED = "/settings/sso?tried="
_LONGEST = 200


class Begun(msgspec.Struct, frozen=True):
    """`url`: where the browser goes. `browser`: the value of a cookie without which nobody comes back."""

    url: str
    browser: str


class Came(msgspec.Struct, frozen=True):
    """Who came back. `cookie` and `caller` are missing after a try. `moved`: their role is another one now."""

    back_to: str
    cookie: str | None = None
    caller: Caller | None = None
    moved: bool = False


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """Who somebody is here. `how`: bound (known), email (found by a verified address) or new. `role`: by the rules."""

    how: str
    user: Account | None
    email: str
    name: str
    role: str | None


class TriedSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a try showed. `refused`: the code of what stands in the way, and its English words; empty when nothing does."""

    refused: str = ""
    message: str = ""
    subject: str = ""
    email: str = ""
    email_verified: bool = False
    name: str = ""
    claims: list[str] = []
    """Names of all claims that came."""
    role_values: list[str] = []
    role: str | None = None
    how: str = ""
    account: str = ""
    """The address of the account it would open."""


async def house_of(db: Database, slug: str) -> UUID:
    """Whose provider is meant: the house of this slug; without one the only one there is. Raises NotFound."""
    found = await store_sso.houses(db, slug)
    if not found or (not slug and await store_sso.count_tenants(db) > 1):
        raise NotFound("sso_off", "Single sign-on is not in use here; sign in with your password.", field="house")
    tenant: UUID = found[0]["id"]
    return tenant


async def begin(work: Work, sso: SingleSignOn, tenant: UUID, back_to: str, tester: UUID | None = None) -> Begun:
    """Send somebody to the provider. Raises NotFound (none is set up), and as `IdentityProvider`."""
    async with work.db.reading(tenant) as conn:
        kept = await store_sso.provider(conn)
    if kept is None or not (kept.enabled or tester):
        raise NotFound("sso_off", "Single sign-on is not in use here; sign in with your password.")
    state, browser = auth.new_token(), auth.new_token()
    url = await sso.there.address(sso.provider(tenant, kept), sso.asked(state))
    async with work.tx(tenant) as tx:
        attempt = Attempt(tenant, tx.new_id(), tester, own_path(back_to))
        await store_sso.put_attempt(
            tx, attempt, state=auth.digest(state), browser=auth.digest(browser), expires_at=tx.now + GOOD_FOR
        )
    return Begun(url, browser)


async def finish(work: Work, sso: SingleSignOn, state: str, browser: str, answer: Answer, place: Place) -> Came:
    """Somebody came back: a session for who they are, or what a try showed. The state works once, in the browser that
    brought it along. Raises Unauthenticated, NotFound, and as `IdentityProvider`."""
    known = 0 < len(state) <= _LONGEST and 0 < len(browser) <= _LONGEST
    attempt = await store_sso.take_attempt(work.db, auth.digest(state), auth.digest(browser)) if known else None
    if attempt is None:
        raise Unauthenticated("sso_bad_state", "This sign-in was begun elsewhere, used or is over; begin again.")
    async with work.db.reading(attempt.tenant) as conn:
        kept = await store_sso.provider(conn)
    if kept is None or not (kept.enabled or attempt.tester):
        raise NotFound("sso_off", "Single sign-on is not in use here; sign in with your password.")
    if attempt.tester is not None:
        await _try(work, sso, attempt, kept, state, answer)
        return Came(f"{TRIED}{attempt.id}")
    claims = await _prove(sso, attempt, kept, state, answer)
    async with work.tx(attempt.tenant) as tx:
        await store_accounts.hold_accounts(tx)
        # What was in force when they came back, not when they left: it may have been changed meanwhile.
        kept = await store_sso.provider(tx.conn)
        if kept is None or not kept.enabled or kept.issuer != claims.issuer:
            raise NotFound("sso_off", "Single sign-on is not in use here; sign in with your password.")
        user, moved = await _let_in(tx, kept, claims)
    cookie, caller = await open_session(work.db, attempt.tenant, user, place, single_sign_on=True)
    return Came(attempt.back_to, cookie, caller, moved)


async def farewell(db: Database, sso: SingleSignOn, caller: Caller) -> str | None:
    """Where the browser of somebody who signs out goes to sign out of the provider too; None when it need not. A
    provider that is away keeps nobody from signing out here."""
    if not await store_sso.leaves_there(db, caller.session):
        return None
    async with db.reading(caller.tenant) as conn:
        kept = await store_sso.provider(conn)
    try:
        return await sso.there.farewell(sso.provider(caller.tenant, kept), f"{sso.public_url}/") if kept else None
    except Refused:
        return None


async def _prove(sso: SingleSignOn, attempt: Attempt, kept: HouseProvider, state: str, answer: Answer) -> Claims:
    wanted = ("email", "email_verified", "name", kept.role_claim.partition(".")[0])
    provider = sso.provider(attempt.tenant, kept)
    return await sso.there.prove(provider, sso.asked(state), answer, tuple(name for name in wanted if name))


async def _try(
    work: Work, sso: SingleSignOn, attempt: Attempt, kept: HouseProvider, state: str, answer: Answer
) -> None:
    tried = TriedSignIn()
    try:
        claims = await _prove(sso, attempt, kept, state, answer)
        tried = TriedSignIn(
            subject=claims.subject,
            email=claims.email,
            email_verified=claims.email_verified,
            name=claims.name,
            claims=sorted(claims.others),
            role_values=values_of(claims.others, kept.role_claim)[:50] if kept.role_claim else [],
            role=role_by(kept, claims),
        )
        async with work.tx(attempt.tenant) as tx:
            found = await recognise(tx, kept, claims)
        account = found.user.email if found.user else ""
        tried = msgspec.structs.replace(tried, role=found.role, how=found.how, account=account)
    except Refused as refused:
        tried = msgspec.structs.replace(tried, refused=refused.code, message=refused.message)
    async with work.tx(attempt.tenant) as tx:
        await store_sso.keep_outcome(tx, attempt.id, msgspec.to_builtins(tried))


async def recognise(tx: Tx, kept: HouseProvider, claims: Claims) -> Recognised:
    """Who this is here. Changes nothing. Raises Unauthenticated when it is nobody."""
    role = await _known_role(tx.conn, role_by(kept, claims))
    bound = await store_sso.user_of(tx.conn, claims.issuer, claims.subject)
    if bound is not None:
        return await _found(tx, "bound", bound, role)
    if not (kept.match_email or kept.create_users):
        raise _nobody()
    if not claims.email or not claims.email_verified:
        raise Unauthenticated(
            "sso_email_unverified", "The provider has not verified your e-mail address; ask your administrator."
        )
    try:
        email = check_address(claims.email)
    except Invalid:
        raise _nobody() from None
    same = await store_sso.user_by_address(tx.conn, email)
    if same is not None and kept.match_email:
        if await store_sso.subject_of(tx.conn, claims.issuer, same) is not None:
            raise Unauthenticated(
                "sso_bound_elsewhere", "Your account here belongs to another account there; ask your administrator."
            )
        return await _found(tx, "email", same, role)
    if same is not None or not kept.create_users:
        raise _nobody()
    if role is None:
        raise Unauthenticated("sso_no_role", "No role is meant for you here; ask your administrator.")
    return Recognised(how="new", user=None, email=email, name=_name(claims, email), role=role)


async def _found(tx: Tx, how: str, user: UUID, role: str | None) -> Recognised:
    account = await store_accounts.account(tx.conn, user, tx.now)
    if account is None or account.disabled:
        raise Unauthenticated("sso_disabled", "Your account here is disabled; ask your administrator.")
    return Recognised(how=how, user=account, email=account.email, name=account.name, role=role)


async def _let_in(tx: Tx, kept: HouseProvider, claims: Claims) -> tuple[UUID, bool]:
    """The account, made and bound if need be; and whether its role is another one now."""
    found = await recognise(tx, kept, claims)
    user = found.user.id if found.user else None
    if user is None:
        assert found.role is not None
        user = await store_accounts.insert_user(tx, email=found.email, name=found.name, role=found.role)
        assert user is not None  # accounts are held, and nobody had this address
        await audit(tx, SYSTEM, "user.made", str(user), email=found.email, role=found.role, issuer=kept.issuer)
    if found.how != "bound":
        await store_sso.bind(tx, user, claims.issuer, claims.subject)
        await audit(tx, SYSTEM, "user.bound", str(user), issuer=claims.issuer, subject=claims.subject, how=found.how)
    moved = await _move(tx, found.user, found.role) if found.user else False
    await store_sso.signed_in(tx, user)
    return user, moved


async def _move(tx: Tx, account: Account, role: str | None) -> bool:
    """The role that the rules give; but the last who manages users stays that."""
    if role is None or role == account.role:
        return False
    managers = await managing(tx.conn)
    last = account.role in managers and role not in managers
    if last and not await store_accounts.count_who_come_in(tx, managers, account.id):
        await audit(tx, SYSTEM, "user.role_kept", str(account.id), role=account.role, meant=role)
        return False
    await store_accounts.change_user(tx, account.id, name=account.name, role=role)
    before, after = {"role": account.role}, {"role": role}
    await audit(tx, SYSTEM, "user.changed", str(account.id), before=before, after=after)
    return True


async def _known_role(conn: Connection, role: str | None) -> str | None:
    """A role that was deleted since the rule was written gives nothing."""
    if role is None:
        return None
    try:
        await rights_in(conn, role)
    except Invalid:
        return None
    return role


def _name(claims: Claims, email: str) -> str:
    plain = "".join(c for c in claims.name if c.isprintable()).strip()[:MAX_NAME].strip()
    return plain or email.partition("@")[0][:MAX_NAME]


def _nobody() -> Unauthenticated:
    return Unauthenticated("sso_no_account", "You have no account here yet; ask your administrator for one.")
