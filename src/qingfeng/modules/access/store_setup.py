"""Links that begin the first house, and the house they begin."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access.model import Tenant


async def put_link(db: Database, mark: bytes, expires_at: datetime) -> None:
    """From now on it is the only one."""
    async with db.system.acquire() as conn, conn.transaction():
        await conn.execute("DELETE FROM access.setup_links")
        await conn.execute(
            "INSERT INTO access.setup_links (mark, created_at, expires_at) VALUES ($1, $2, $3)",
            mark,
            db.clock.now(),
            expires_at,
        )


async def link_until(db: Database, mark: bytes) -> datetime | None:
    """Until when it is good; None when it is not."""
    found: datetime | None = await db.system.fetchval(
        "SELECT expires_at FROM access.setup_links WHERE mark = $1 AND expires_at > $2", mark, db.clock.now()
    )
    return found


async def use_link(tx: Tx, mark: bytes) -> bool:
    """Whether it was good; from now on it is not."""
    sql = "DELETE FROM access.setup_links WHERE mark = $1 AND expires_at > $2"
    return await tx.execute(sql, mark, tx.now) == "DELETE 1"


async def insert_tenant(tx: Tx, tenant: Tenant) -> None:
    """The house whose unit of work this is. Raises UniqueViolationError when its slug is taken."""
    await tx.execute(
        "INSERT INTO access.tenants (id, slug, name, locale, demo, settings, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tenant.id,
        tenant.slug,
        tenant.name,
        tenant.locale,
        tenant.demo,
        tenant.settings,
        tx.now,
    )


async def slugs(db: Database) -> set[str]:
    return {row["slug"] for row in await db.system.fetch("SELECT slug FROM access.tenants")}


async def settle_password(tx: Tx, user: UUID, password_hash: str) -> None:
    """The first password of somebody who comes in by it at once."""
    await tx.execute(
        "UPDATE access.users SET password_hash = $2, signed_in_at = $3 WHERE id = $1", user, password_hash, tx.now
    )
