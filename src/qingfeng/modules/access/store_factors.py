"""Every write of second factors."""

from __future__ import annotations

from uuid import UUID

from qingfeng.kernel.db import Connection, Database, Record
from qingfeng.kernel.uow import Tx


async def hold(tx: Tx, user: UUID) -> Record | None:
    """What is known of a person's second factor, locked until commit; None when there is no such person."""
    return await tx.row("SELECT totp_nonce, totp_since FROM access.users WHERE id = $1 FOR UPDATE", user)


async def state(conn: Connection, user: UUID) -> Record | None:
    """Since when it is in force (or null), and how many recovery codes are left."""
    return await conn.fetchrow(
        "SELECT u.totp_since AS since, (SELECT count(*) FROM access.recovery_codes r WHERE r.user_id = u.id) AS left"
        " FROM access.users u WHERE u.id = $1",
        user,
    )


async def begin(tx: Tx, user: UUID, nonce: str) -> bool:
    """Another nonce; False when a second factor is in force."""
    done = await tx.execute(
        "UPDATE access.users SET totp_nonce = $2, totp_step = 0 WHERE id = $1 AND totp_since IS NULL", user, nonce
    )
    return done == "UPDATE 1"


async def confirm(tx: Tx, user: UUID, step: int) -> None:
    await tx.execute("UPDATE access.users SET totp_since = $2, totp_step = $3 WHERE id = $1", user, tx.now, step)


async def remove(tx: Tx, user: UUID) -> bool:
    """Whether one was in force."""
    await tx.execute("DELETE FROM access.recovery_codes WHERE user_id = $1", user)
    done = await tx.execute(
        "UPDATE access.users SET totp_nonce = NULL, totp_since = NULL, totp_step = 0"
        " WHERE id = $1 AND totp_since IS NOT NULL",
        user,
    )
    return done == "UPDATE 1"


async def put_recovery(tx: Tx, user: UUID, marks: list[bytes]) -> None:
    """These in place of all earlier ones."""
    await tx.execute("DELETE FROM access.recovery_codes WHERE user_id = $1", user)
    await tx.many(
        "INSERT INTO access.recovery_codes (tenant_id, user_id, mark) VALUES ($1, $2, $3)",
        [(tx.tenant, user, mark) for mark in marks],
    )


async def use_step(db: Database, tenant: UUID, user: UUID, step: int) -> bool:
    """False when a code of this step, or of a later one, was used before: no code works twice."""
    done = await db.system.execute(
        "UPDATE access.users SET totp_step = $3 WHERE tenant_id = $1 AND id = $2 AND totp_step < $3", tenant, user, step
    )
    return done == "UPDATE 1"


async def use_recovery(db: Database, tenant: UUID, user: UUID, mark: bytes) -> bool:
    """Whether there was such a code; from now on there is not."""
    done = await db.system.execute(
        "DELETE FROM access.recovery_codes WHERE tenant_id = $1 AND user_id = $2 AND mark = $3", tenant, user, mark
    )
    return done == "DELETE 1"
