"""Every write of API tokens, and the look-up of whoever holds one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access.model import Caller, rights_of

USED_EVERY = timedelta(minutes=1)
"""That a token is used is written down this often, not with every request."""
_LIST = (
    "SELECT k.id, k.name, k.hint, k.scopes, u.name AS made_by, u.disabled AS maker_disabled, k.created_at, k.expires_at,"
    " k.used_at, k.used_from, k.revoked_at FROM access.api_tokens k"
    " JOIN access.users u ON u.tenant_id = k.tenant_id AND u.id = k.made_by"
)


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it is shown. `hint`: its last four characters. `maker_disabled`: while so it opens nothing.
    `used_at`: exact to a minute; null when it never was. `used_from`: the network address of that use."""

    id: UUID
    name: str
    hint: str
    scopes: list[str]
    made_by: str
    maker_disabled: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_from: str
    revoked_at: datetime | None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A token about to be written. `hash`: sha256 of its text."""

    hash: bytes
    name: str
    hint: str
    scopes: list[str]
    made_by: UUID
    expires_at: datetime


class Held(msgspec.Struct, frozen=True):
    """Who holds a living token, and when it was last used (as far as was written down)."""

    caller: Caller
    used_at: datetime | None


async def put(tx: Tx, draft: Draft) -> UUID:
    id_ = tx.new_id()
    await tx.execute(
        "INSERT INTO access.api_tokens (tenant_id, id, hash, name, hint, scopes, made_by, created_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tx.tenant,
        id_,
        draft.hash,
        draft.name,
        draft.hint,
        draft.scopes,
        draft.made_by,
        tx.now,
        draft.expires_at,
    )
    return id_


async def revoke(tx: Tx, id_: UUID) -> str | None:
    """The name of the token that is over from now on; None when there was no living one of this id."""
    name: str | None = await tx.value(
        "UPDATE access.api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING name", id_, tx.now
    )
    return name


async def page(conn: Connection, *, after: UUID | None, limit: int) -> list[ApiToken]:
    """The latest first; ids grow with time."""
    rows = await conn.fetch(f"{_LIST} WHERE $1::uuid IS NULL OR k.id < $1 ORDER BY k.id DESC LIMIT $2", after, limit)
    return [ApiToken(**dict(row)) for row in rows]


async def one(conn: Connection, id_: UUID) -> ApiToken | None:
    row = await conn.fetchrow(f"{_LIST} WHERE k.id = $1", id_)
    return None if row is None else ApiToken(**dict(row))


async def holder(db: Database, hash_: bytes) -> Held | None:
    """Who may come in with it: not when it is revoked or over, nor while its maker's account is disabled.

    Somebody who has lost a right since takes it from their tokens too.
    """
    row = await db.system.fetchrow(
        "SELECT k.tenant_id, k.id, k.name, k.scopes, k.used_at, u.role, r.permissions AS own"
        " FROM access.api_tokens k JOIN access.users u ON u.tenant_id = k.tenant_id AND u.id = k.made_by"
        " LEFT JOIN access.roles r ON r.tenant_id = u.tenant_id AND r.code = u.role"
        " WHERE k.hash = $1 AND k.revoked_at IS NULL AND k.expires_at > $2 AND NOT u.disabled",
        hash_,
        db.clock.now(),
    )
    if row is None:
        return None
    caller = Caller(
        tenant=row["tenant_id"],
        user_id=row["id"],
        name=row["name"],
        email="",
        role=row["role"],
        csrf="",
        scopes=frozenset(row["scopes"]) & rights_of(row["role"], row["own"] or ()),
    )
    return Held(caller, row["used_at"])


async def used(db: Database, held: Held, address: str) -> None:
    """Write down that it was used, once a minute."""
    now = db.clock.now()
    if held.used_at is None or now - held.used_at >= USED_EVERY:
        await db.system.execute(
            "UPDATE access.api_tokens SET used_at = $3, used_from = $4 WHERE tenant_id = $1 AND id = $2",
            held.caller.tenant,
            held.caller.user_id,
            now,
            address[:64],
        )
