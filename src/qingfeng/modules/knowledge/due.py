"""Articles that somebody is to look at: they end soon, or nobody has looked at them for long."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.knowledge import editing
from qingfeng.modules.knowledge.model import Article
from qingfeng.modules.knowledge.rules import rules

DueWhy = Literal["ends", "old"]
AT_ONCE = 200
_LOOKED = "greatest(updated_at, looked_at)"


def due_why(days: str, months: str) -> str:
    """SQL: why an article is due at $1, or null. `days`, `months`: the places of the house's choice among the arguments.

    What ends soon was perhaps found right within these last days; then it may end.
    """
    ends = f"valid_until - make_interval(days => {days}::int)"
    return (
        "CASE WHEN NOT published OR valid_from > $1 OR valid_until <= $1 THEN NULL"
        f" WHEN {ends} <= $1 AND (looked_at IS NULL OR looked_at < {ends}) THEN 'ends'"
        f" WHEN {_LOOKED} < $1 - make_interval(months => {months}::int) THEN 'old' END"
    )


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Who last found an article right as it is, and when; `due`: why somebody is to look at it now."""

    at: datetime | None = None
    by_name: str = ""
    due: DueWhy | None = None


class DueArticle(msgspec.Struct, frozen=True, kw_only=True):
    """`editor`: who last wrote it; None: nobody that is known."""

    id: UUID
    title: str
    why: DueWhy
    valid_until: datetime | None
    editor: UUID | None


async def look(conn: Connection, id_: UUID, now: datetime) -> Look:
    held = await rules(conn)
    row = await conn.fetchrow(
        f"SELECT looked_at AS at, looked_by AS by_name, {due_why('$3', '$4')} AS due FROM knowledge.articles WHERE id = $2",
        *(now, id_, held.ends_days, held.looked_months),
    )
    return Look(**dict(row)) if row else Look()


async def still_right(tx: Tx, id_: UUID, version: int, by: Actor) -> Article:
    """Somebody has looked at this version and found it right. Raises NotFound, Conflict `article_changed`."""
    found = await editing.held(tx, id_)
    if found.version != version:
        raise Conflict("article_changed", "It was changed meanwhile; look at that first.", by="", at="")
    await tx.execute(
        "UPDATE knowledge.articles SET looked_at = $2, looked_by = $3, reminded_at = NULL WHERE id = $1",
        *(id_, tx.now, by.name),
    )
    await access.audit(tx, by, "article.looked", str(id_), slug=found.slug, version=version)
    return found


async def due_articles(tx: Tx) -> list[DueArticle]:
    """Those that are due and nobody was reminded of since they were last written or looked at."""
    held = await rules(tx.conn)
    rows = await tx.fetch(
        f"SELECT id, title, valid_until, {due_why('$2', '$3')} AS why, (SELECT v.by_id FROM knowledge.article_versions v"
        " WHERE v.tenant_id = articles.tenant_id AND v.article_id = articles.id AND v.by_id IS NOT NULL"
        " ORDER BY v.version DESC LIMIT 1) AS editor"
        f" FROM knowledge.articles WHERE {due_why('$2', '$3')} IS NOT NULL"
        f" AND (reminded_at IS NULL OR reminded_at < {_LOOKED}) ORDER BY id LIMIT {AT_ONCE} FOR UPDATE SKIP LOCKED",
        *(tx.now, held.ends_days, held.looked_months),
    )
    return [DueArticle(**dict(row)) for row in rows]


async def reminded(tx: Tx, ids: list[UUID]) -> None:
    """Their editors were told."""
    await tx.execute("UPDATE knowledge.articles SET reminded_at = $2 WHERE id = ANY($1)", ids, tx.now)
