"""Verbs of the second factor: set it up, prove it at the door, take it away."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.kernel import auth
from qingfeng.kernel.db import Database, Record
from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access import actions, store, store_factors
from qingfeng.modules.access.accounts import held_account
from qingfeng.modules.access.factors import Factors, plain, step_of
from qingfeng.modules.access.model import Caller, Tenant
from qingfeng.modules.access.roles import check_gives, rights_in


async def begin(db: Database, work: Work, factors: Factors, caller: Caller, password: str) -> str:
    """A new secret, as the address an app reads; in force once `confirm` has seen a code of it.

    Raises Invalid when the password is not the caller's (a desk left open must not shut its owner out), Conflict when
    a second factor is in force.
    """
    await actions.check_own_password(db, caller, password, field="password")
    nonce = auth.new_token()
    async with work.tx(caller.tenant) as tx:
        tenant = await store.tenant_by_id(tx.conn, caller.tenant)
        if tenant is None or not await store_factors.begin(tx, caller.user_id, nonce):
            raise Conflict("second_factor_on", "A second factor is in force; remove it first.")
    return factors.uri(caller.user_id, nonce, email=caller.email, issuer=tenant.name)


async def confirm(tx: Tx, factors: Factors, caller: Caller, code: str) -> list[str]:
    """The app shows right codes: from now on they are asked for. Gives the recovery codes, which are shown this once."""
    held = await store_factors.hold(tx, caller.user_id)
    if held is None or held["totp_nonce"] is None:
        raise Conflict("second_factor_not_begun", "Set the app up first: ask for a new secret.")
    if held["totp_since"] is not None:
        raise Conflict("second_factor_on", "A second factor is in force; remove it first.")
    step = step_of(factors.secret(caller.user_id, held["totp_nonce"]), plain(code), tx.now.timestamp())
    if step is None:
        raise Invalid("wrong_code", "This is not the code the app shows now.", field="code")
    await store_factors.confirm(tx, caller.user_id, step)
    await actions.audit(tx, caller.actor, "second_factor.set_up", str(caller.user_id))
    return await _renew(tx, factors, caller.user_id)


async def renew_recovery(db: Database, work: Work, factors: Factors, caller: Caller, password: str) -> list[str]:
    """New recovery codes in place of all earlier ones. Raises Invalid when the password is not the caller's."""
    await actions.check_own_password(db, caller, password, field="password")
    async with work.tx(caller.tenant) as tx:
        held = await store_factors.hold(tx, caller.user_id)
        if held is None or held["totp_since"] is None:
            raise Conflict("second_factor_off", "No second factor is in force.")
        await actions.audit(tx, caller.actor, "second_factor.recovery_renewed", str(caller.user_id))
        return await _renew(tx, factors, caller.user_id)


async def remove(db: Database, work: Work, caller: Caller, password: str) -> None:
    """From now on the password alone opens the caller's account. None in force is no error."""
    await actions.check_own_password(db, caller, password, field="password")
    async with work.tx(caller.tenant) as tx:
        tenant = await store.tenant_by_id(tx.conn, caller.tenant)
        if tenant is not None and caller.role in second_factor_roles(tenant):
            raise Conflict("second_factor_required", "Your role needs a second factor; it cannot be removed.")
        if await store_factors.remove(tx, caller.user_id):
            await actions.audit(tx, caller.actor, "second_factor.removed", str(caller.user_id))


def second_factor_roles(tenant: Tenant) -> list[str]:
    """The roles of which a second factor is asked."""
    return msgspec.convert(tenant.settings.get("second_factor_roles", []), list[str])


async def change_policy(tx: Tx, caller: Caller, roles: list[str]) -> None:
    """Ask these roles for a second factor. Raises Invalid (an unknown role), Forbidden (of
    a role with more rights than one's own), Conflict when it is one's own and there is none yet."""
    tenant = await store.tenant_by_id(tx.conn, tx.tenant)
    before = set(second_factor_roles(tenant)) if tenant else set()
    for role in before ^ set(roles):
        check_gives(caller, await rights_in(tx.conn, role, field="second_factor_roles"), field="second_factor_roles")
    state = await store_factors.state(tx.conn, caller.user_id)
    if caller.role in roles and (state is None or state["since"] is None):
        raise Conflict("own_factor_first", "Set up a second factor of your own first.", field="second_factor_roles")
    chosen = sorted(set(roles))
    await store.merge_settings(tx, {"second_factor_roles": chosen})
    await actions.audit(tx, caller.actor, "policy.second_factor", "second_factor_roles", roles=chosen)


async def remove_for(tx: Tx, caller: Caller, user: UUID) -> None:
    """An administrator helps somebody who has lost both phone and recovery codes. Raises NotFound, Forbidden (they have
    more rights than the caller)."""
    await held_account(tx, caller, user)
    await store_factors.hold(tx, user)
    if await store_factors.remove(tx, user):
        await actions.audit(tx, caller.actor, "second_factor.removed", str(user))


async def passes(db: Database, factors: Factors, user: Record, code: str) -> bool:
    """Whether the code of the app, or one of the recovery codes, is right. Each works once."""
    given = plain(code)
    secret = factors.secret(user["id"], user["totp_nonce"])
    step = step_of(secret, given, db.clock.now().timestamp())
    if step is not None:
        return await store_factors.use_step(db, user["tenant_id"], user["id"], step)
    return await store_factors.use_recovery(db, user["tenant_id"], user["id"], factors.mark(user["id"], given))


async def _renew(tx: Tx, factors: Factors, user: UUID) -> list[str]:
    codes = factors.new_recovery_codes()
    await store_factors.put_recovery(tx, user, [factors.mark(user, code) for code in codes])
    return codes
