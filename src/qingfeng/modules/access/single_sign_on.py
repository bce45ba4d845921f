"""Verbs of single sign-on as administrators set it up: say who the provider is, try it, take it away.

Whoever decides who the provider is can come in as anybody: it takes every right of the house. Somebody who may manage
users can always sign in afterwards.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

import msgspec

from qingfeng.contracts.base import SYSTEM
from qingfeng.kernel.auth import Vault
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import store_accounts, store_roles, store_sso
from qingfeng.modules.access.accounts import held_account
from qingfeng.modules.access.actions import audit
from qingfeng.modules.access.identity import MAX_SECRET, HouseProvider, ProviderDraft, checked
from qingfeng.modules.access.model import GRANTS, Caller
from qingfeng.modules.access.roles import check_gives, check_one_is_left, managing, rights_in
from qingfeng.modules.access.tokens import check_person
from qingfeng.ports.identity import Asked, IdentityProvider, Provider

CALLBACK = "/api/v1/session/single-sign-on/callback"


class SingleSignOn:
    """What all sign-ins of an installation share. Keeps nothing."""

    def __init__(self, key: bytes, public_url: str, there: IdentityProvider) -> None:
        self.there = there
        self.public_url = public_url
        self._key = hmac.new(key, b"qingfeng.single-sign-on", hashlib.sha256).digest()
        self._vault = Vault(key, "single-sign-on")

    @property
    def redirect_uri(self) -> str:
        """Where providers send people back to; never made from what a request says of our name."""
        return self.public_url + CALLBACK

    def asked(self, state: str) -> Asked:
        """What a sign-in of this state is begun and finished with."""
        return Asked(
            redirect_uri=self.redirect_uri,
            state=state,
            nonce=self._word("nonce", state),
            verifier=self._word("verifier", state),
        )

    def lock(self, tenant: UUID, secret: str) -> bytes:
        return self._vault.lock(secret, tenant.bytes)

    def provider(self, tenant: UUID, kept: HouseProvider) -> Provider:
        """Raises Conflict when the secret was kept with another installation key."""
        secret = "" if kept.secret is None else self._vault.open(kept.secret, tenant.bytes)
        if secret is None:
            raise Conflict("sso_secret_lost", "The client secret was kept with another key; enter it again.")
        return Provider(issuer=kept.issuer, client_id=kept.client_id, secret=secret, scopes=kept.scopes)

    def _word(self, purpose: str, state: str) -> str:
        mac = hmac.new(self._key, f"{purpose}.{state}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


async def check_may_set_up(conn: Connection, caller: Caller) -> None:
    """Raises Forbidden for a program, and for whoever lacks a right that somebody of the house may have."""
    check_person(caller)
    own = [role.permissions for role in await store_roles.roles(conn)]
    check_gives(caller, frozenset().union(*GRANTS.values(), *own), field="issuer")


async def save(
    tx: Tx, sso: SingleSignOn, caller: Caller, draft: ProviderDraft, secret: str | None, version: int
) -> HouseProvider:
    """The house's provider from now on. `secret`: None leaves it as it is, empty takes it away. `version`: the one that
    was shown, 0 for none. The caller has asked the provider before.

    Raises Invalid (fields of the draft), Forbidden, and Conflict: changed meanwhile; nobody could sign in afterwards.
    """
    draft = checked(draft)
    await store_accounts.hold_accounts(tx)
    await check_may_set_up(tx.conn, caller)
    for at, rule in enumerate(draft.rules):
        await rights_in(tx.conn, rule.role, field=f"rules[{at}].role")
    before = await store_sso.provider(tx.conn, hold=True)
    if (before.version if before else 0) != version:
        raise Conflict("conflict", "Somebody else has just changed this; load it again.")
    if secret is not None and (len(secret) > MAX_SECRET or not secret.isprintable()):
        raise Invalid("bad_line", f"One line of 1 to {MAX_SECRET} characters.", field="client_secret", max=MAX_SECRET)
    kept = before.secret if before else None
    if secret is not None:
        kept = sso.lock(tx.tenant, secret) if secret else None
    elif before is not None and before.issuer != draft.issuer and kept is not None:
        # The secret would go to whoever the new address belongs to.
        raise Invalid("secret_again", "For another provider enter its client secret.", field="client_secret")
    _check_way_back(before, draft, changed=secret is not None)
    await store_sso.put_provider(tx, draft, kept)
    await _check_somebody_comes_in(tx, caller, draft)
    told = msgspec.to_builtins(draft)
    was = msgspec.to_builtins(msgspec.convert(before, ProviderDraft, from_attributes=True)) if before else {}
    changes = {name: value for name, value in told.items() if was.get(name) != value}
    await audit(
        tx, caller.actor, "single_sign_on.changed", draft.issuer, secret_changed=secret is not None, after=changes
    )
    found = await store_sso.provider(tx.conn)
    assert found is not None
    return found


async def remove(tx: Tx, caller: Caller) -> None:
    """Everybody signs in with a password again. Whom accounts there belong to is remembered for the same provider.
    Raises NotFound, Forbidden, Conflict (nobody who manages users has a password)."""
    await store_accounts.hold_accounts(tx)
    await check_may_set_up(tx.conn, caller)
    before = await store_sso.provider(tx.conn, hold=True)
    if before is None:
        raise NotFound("not_found", "No single sign-on is set up.")
    await store_sso.drop_provider(tx)
    await check_one_is_left(tx, await managing(tx.conn), None, field="enabled")
    await audit(tx, caller.actor, "single_sign_on.removed", before.issuer)


async def open_to_managers(tx: Tx) -> bool:
    """Whoever runs the installation lets those who manage users in with their passwords: the provider is away, say.
    False when they may already."""
    opened = await store_sso.allow_passwords(tx)
    if opened:
        await audit(tx, SYSTEM, "single_sign_on.passwords_opened", "managers")
    return opened


async def unbind(tx: Tx, caller: Caller, user: UUID) -> None:
    """The next sign-in of this person there is as the first. Raises NotFound, Forbidden, Conflict (the last who can
    sign in and manages users)."""
    held = await held_account(tx, caller, user)
    if await store_sso.unbind(tx, user):
        managers = await managing(tx.conn)
        if held.role in managers:
            await check_one_is_left(tx, managers, None)
        await audit(tx, caller.actor, "user.unbound", str(user))


def _check_way_back(before: HouseProvider | None, draft: ProviderDraft, *, changed: bool) -> None:
    """While nobody comes in with a password, a mistake here would shut everybody out."""
    if before is None or draft.passwords != "nobody" or not draft.enabled:
        return
    same = (before.issuer, before.client_id) == (draft.issuer, draft.client_id) and not changed
    if before.passwords == "nobody" and before.enabled and not same:
        raise Conflict(
            "passwords_first",
            "Allow passwords for administrators first; then change the provider, sign in there, and switch them off.",
            field="passwords",
        )


async def _check_somebody_comes_in(tx: Tx, caller: Caller, draft: ProviderDraft) -> None:
    off = draft.enabled and draft.passwords == "nobody"
    if off and await store_sso.subject_of(tx.conn, draft.issuer, caller.user_id) is None:
        message = "Sign in through the provider yourself once, before you switch passwords off."
        raise Conflict("sign_in_there_first", message, field="passwords")
    await check_one_is_left(tx, await managing(tx.conn), None, field="enabled")
