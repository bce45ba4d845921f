"""Every write of the self-service page, and rows as model."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.selfcare.model import LOCKED, MOST_TRIES, KeptSelfcare, SelfcarePage, Visit


def _kept(row: Record | None) -> KeptSelfcare:
    if row is None:
        return KeptSelfcare(page=SelfcarePage())
    page = msgspec.convert(row["page"], SelfcarePage)
    return KeptSelfcare(page=page, version=row["version"], by_name=row["by_name"], at=row["at"])


async def page(conn: Connection) -> KeptSelfcare:
    """What the house has chosen; what is shipped while nobody has."""
    return _kept(await conn.fetchrow("SELECT version, page, by_name, at FROM selfcare.pages"))


async def hold(tx: Tx) -> KeptSelfcare:
    """The same, locked against others who change it, until commit."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('selfcare.pages:' || $1, 0))", str(tx.tenant))
    return await page(tx.conn)


async def put_page(tx: Tx, page: SelfcarePage, version: int, by: Actor) -> None:
    await tx.execute(
        "INSERT INTO selfcare.pages (tenant_id, version, page, by_name, at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (tenant_id) DO UPDATE SET version = excluded.version, page = excluded.page,"
        " by_name = excluded.by_name, at = excluded.at",
        tx.tenant,
        version,
        msgspec.to_builtins(page),
        by.name,
        tx.now,
    )


# ---------------------------------------------------------------- visits

_VISIT = (
    "INSERT INTO selfcare.visits AS v (tenant_id, id, channel_id, locale, began_at, at, searches, nothing, progress)"
    " VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8) ON CONFLICT (tenant_id, id) DO UPDATE SET at = excluded.at,"
    " searches = v.searches + excluded.searches, nothing = v.nothing + excluded.nothing,"
    " progress = v.progress + excluded.progress WHERE v.channel_id = excluded.channel_id"
)


async def touch(tx: Tx, visit: Visit, *, searches: int = 0, nothing: int = 0, progress: int = 0) -> None:
    """The visit goes on, with so much more."""
    await tx.execute(
        _VISIT, tx.tenant, visit.id, visit.channel, visit.locale, tx.now, searches, nothing, progress
    )  # fmt: skip


async def read(tx: Tx, visit: Visit, slug: str, helpful: bool | None) -> None:
    """An article was read in this visit; with `helpful`, that was said of it."""
    await tx.execute(
        "INSERT INTO selfcare.reads AS r (tenant_id, visit_id, slug, locale, at, helpful) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (tenant_id, visit_id, slug) DO UPDATE SET helpful = coalesce(excluded.helpful, r.helpful)",
        tx.tenant,
        visit.id,
        slug,
        visit.locale,
        tx.now,
        helpful,
    )


async def searched(tx: Tx, locale: str, words: str, *, found: bool) -> None:
    await tx.execute(
        "INSERT INTO selfcare.searches AS s (tenant_id, locale, words, asked, nothing, first_at, at)"
        " VALUES ($1, $2, $3, 1, $4, $5, $5) ON CONFLICT (tenant_id, locale, words) DO UPDATE SET asked = s.asked + 1,"
        " nothing = s.nothing + excluded.nothing, at = excluded.at",
        tx.tenant,
        locale,
        words,
        int(not found),
        tx.now,
    )


async def talked(tx: Tx, visit: UUID) -> None:
    """A message was written from the page in this visit."""
    await tx.execute(
        "UPDATE selfcare.visits SET talked_at = coalesce(talked_at, $2), at = $2 WHERE id = $1", visit, tx.now
    )


# ---------------------------------------------------------------- tries


async def begin_try(tx: Tx, number: bytes) -> bool:
    """Count a try before it is made, so that many at once are counted too. False: this number is locked."""
    failed: int = await tx.value(
        "INSERT INTO selfcare.tries AS t (tenant_id, number, failed, at) VALUES ($1, $2, 1, $3)"
        " ON CONFLICT (tenant_id, number) DO UPDATE SET failed = CASE WHEN t.at <= $4 THEN 1 ELSE t.failed + 1 END,"
        " at = CASE WHEN t.at > $4 AND t.failed >= $5 THEN t.at ELSE excluded.at END RETURNING failed",
        tx.tenant,
        number,
        tx.now,
        tx.now - LOCKED,
        MOST_TRIES,
    )
    return failed <= MOST_TRIES


async def right(tx: Tx, number: bytes) -> None:
    """The pair was right, or the system did not say: the tries are forgotten."""
    await tx.execute("DELETE FROM selfcare.tries WHERE number = $1", number)
