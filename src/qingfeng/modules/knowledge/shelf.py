"""Articles as customers find them on a shelf: what they may read now, by category, by slug, and each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.modules.knowledge.model import Article
from qingfeng.modules.knowledge.store import ARTICLE, article_of

ON_SHELF = 200
"""Articles of a category that are listed."""
_OPEN = (
    "audience = 'customer' AND published AND (valid_from IS NULL OR valid_from <= $1)"
    " AND (valid_until IS NULL OR valid_until > $1)"
)


class ShelfLine(msgspec.Struct, frozen=True, kw_only=True):
    """An article by its title. `locale`: the language it is there in."""

    id: UUID
    slug: str
    title: str
    category: str
    locale: str


async def open_article(conn: Connection, slug: str, locale: str, now: datetime) -> Article | None:
    """What customers may read under this slug now: in this language, else in another it is there in."""
    row = await conn.fetchrow(
        f"SELECT {ARTICLE} FROM knowledge.articles WHERE {_OPEN} AND slug = $2 ORDER BY locale <> $3, locale LIMIT 1",
        now,
        slug,
        locale,
    )
    return None if row is None else article_of(row)


async def open_lines(conn: Connection, slugs: Sequence[str], locale: str, now: datetime) -> list[ShelfLine]:
    """These articles in their order, as customers may read them now; the others are left out."""
    if not slugs:
        return []
    rows = await conn.fetch(
        "SELECT DISTINCT ON (slug) id, slug, title, category, locale FROM knowledge.articles"
        f" WHERE {_OPEN} AND slug = ANY($2) ORDER BY slug, locale <> $3, locale",
        now,
        list(slugs),
        locale,
    )
    found = {row["slug"]: ShelfLine(**dict(row)) for row in rows}
    return [found[slug] for slug in dict.fromkeys(slugs) if slug in found]


async def slugs_of(conn: Connection, ids: Sequence[UUID]) -> list[str]:
    """What these articles are called in addresses, in their order; an unknown one is left out."""
    rows = await conn.fetch("SELECT id, slug FROM knowledge.articles WHERE id = ANY($1)", list(ids)) if ids else []
    found = {row["id"]: row["slug"] for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


async def shelves(conn: Connection, locale: str, now: datetime) -> list[tuple[str, int]]:
    """The categories in which customers find something in this language, with how much; the fullest first."""
    rows = await conn.fetch(
        f"SELECT category, count(*)::int AS n FROM knowledge.articles WHERE {_OPEN} AND locale = $2"
        " GROUP BY category ORDER BY n DESC, category LIMIT 200",
        now,
        locale,
    )
    return [(row["category"], row["n"]) for row in rows]


async def on_shelf(conn: Connection, category: str, locale: str, now: datetime) -> list[ShelfLine]:
    """What customers find in a category, in this language."""
    rows = await conn.fetch(
        f"SELECT id, slug, title, category, locale FROM knowledge.articles WHERE {_OPEN} AND locale = $2 AND category = $3"
        " ORDER BY title, slug LIMIT $4",
        now,
        locale,
        category,
        ON_SHELF,
    )
    return [ShelfLine(**dict(row)) for row in rows]
