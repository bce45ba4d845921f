"""Verbs of API tokens: made by somebody who manages users, with some of their rights, until a day; revoked at once.

A token is not a person: it has no password, no session and no second factor, makes no other tokens, and acts under
its own name in the audit trail.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from qingfeng.kernel.auth import digest, new_token
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Forbidden, Invalid, NotFound, Unauthenticated
from qingfeng.kernel.http import Limiter
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import store_tokens
from qingfeng.modules.access.accounts import check_name
from qingfeng.modules.access.actions import audit
from qingfeng.modules.access.model import Caller
from qingfeng.modules.access.store_tokens import Draft

PREFIX = "qft_"
"""By it whoever finds a token in a file knows what it is, and so do scanners of secrets."""
MAX_DAYS = 366
PER_SECOND, BURST = 10.0, 100
"""What a token may ask of one process."""
_LONGEST = 200


async def make(tx: Tx, caller: Caller, *, name: str, scopes: list[str], days: int) -> tuple[UUID, str]:
    """A new token: its id and its text, which is kept nowhere. `days`: so long it is good.

    Raises Invalid (name, scopes, expires_in_days), Forbidden (a right that the maker lacks; a token asks).
    """
    check_person(caller)
    name = check_name(name)
    chosen = sorted(set(scopes))
    if not chosen:
        raise Invalid("empty", "Choose at least one permission.", field="scopes")
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(
            "out_of_range", f"A token is good for 1 to {MAX_DAYS} days.", field="expires_in_days", max=MAX_DAYS
        )
    if not caller.grants.issuperset(chosen):
        raise Forbidden("beyond_yours", "You cannot give rights that you do not have.", field="scopes")
    text = new_token(PREFIX)
    draft = Draft(
        hash=digest(text),
        name=name,
        hint=text[-4:],
        scopes=chosen,
        made_by=caller.user_id,
        expires_at=tx.now + timedelta(days=days),
    )
    id_ = await store_tokens.put(tx, draft)
    await audit(
        tx, caller.actor, "api_token.made", str(id_), name=name, scopes=chosen, until=draft.expires_at.isoformat()
    )
    return id_, text


async def revoke(tx: Tx, caller: Caller, token: UUID) -> None:
    """It opens nothing from now on. Raises NotFound when there is no living one of this id, Forbidden."""
    check_person(caller)
    name = await store_tokens.revoke(tx, token)
    if name is None:
        raise NotFound("not_found", "There is no such token, or it was revoked already.", field="token_id")
    await audit(tx, caller.actor, "api_token.revoked", str(token), name=name)


async def caller_of(db: Database, text: str, address: str) -> Caller:
    """Who comes in with this token. `address`: the network address it is used from. Raises Unauthenticated."""
    good = text.startswith(PREFIX) and len(text) <= _LONGEST
    held = await store_tokens.holder(db, digest(text)) if good else None
    if held is None:
        raise Unauthenticated(
            "bad_token", "This token is wrong, revoked or over; make another one under Settings, API tokens."
        )
    await store_tokens.used(db, held, address)
    return held.caller


def token_limiter(clock: Clock, factor: float) -> Limiter:
    """How often each token may be used, in one process. `factor` widens or narrows it."""
    return Limiter(clock, PER_SECOND * factor, int(BURST * factor))


def check_person(caller: Caller) -> None:
    """Raises Forbidden for a program."""
    if caller.scopes is not None:
        raise Forbidden("person_needed", "A token may not do this, whatever its permissions; sign in instead.")
