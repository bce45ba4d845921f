"""The list of articles as an editor looks through it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.kernel import text
from qingfeng.kernel.db import Connection
from qingfeng.modules.knowledge.due import DueWhy, due_why
from qingfeng.modules.knowledge.model import MAX_QUERY, Article, Audience, State
from qingfeng.modules.knowledge.rules import rules
from qingfeng.modules.knowledge.store import ARTICLE, article_of

_STATE = (
    "CASE WHEN NOT published THEN 'draft' WHEN valid_from > $1 THEN 'scheduled'"
    " WHEN valid_until <= $1 THEN 'expired' ELSE 'published' END"
)
_FILTER = (
    "($2::text IS NULL OR locale = $2) AND ($3::text IS NULL OR audience = $3) AND ($4::text IS NULL OR category = $4)"
    " AND ($5::text IS NULL OR strpos(lower(title), lower($6)) > 0 OR slug = $6"
    " OR id IN (SELECT knowledge.articles_with($5::text::tsquery)))"
)


Task = Literal["review", "due"]


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; None or empty: anything. `task`: what waits for a reviewer, or is to be looked at."""

    words: str = ""
    state: State | None = None
    locale: str | None = None
    audience: Audience | None = None
    category: str | None = None
    task: Task | None = None
    after: UUID | None = None
    limit: int = 50


class ArticleLine(msgspec.Struct, frozen=True, kw_only=True):
    """An article in the list. `waits`: a change of it waits for a reviewer; `due`: why somebody is to look at it."""

    id: UUID
    slug: str
    locale: str
    title: str
    category: str
    audience: Audience
    state: State
    questions: int
    valid_from: datetime | None
    valid_until: datetime | None
    version: int
    updated_at: datetime
    waits: bool
    due: DueWhy | None


_WAITS = (
    "EXISTS (SELECT FROM knowledge.proposals p WHERE p.tenant_id = articles.tenant_id AND p.article_id = articles.id"
    " AND p.state = 'waiting')"
)
_TASK = f"($9::text IS NULL OR CASE $9 WHEN 'review' THEN {_WAITS} ELSE {due_why('$7', '$8')} IS NOT NULL END)"


async def listed(conn: Connection, asked: ListQuery, now: datetime) -> list[ArticleLine]:
    """A page and one more, the latest changed first."""
    held = await rules(conn)
    rows = await conn.fetch(
        f"SELECT id, slug, locale, title, category, audience, {_STATE} AS state, cardinality(questions) AS questions,"
        f" valid_from, valid_until, version, updated_at, {_WAITS} AS waits, {due_why('$7', '$8')} AS due"
        f" FROM knowledge.articles WHERE {_FILTER} AND {_TASK} AND ($10::text IS NULL OR {_STATE} = $10)"
        " AND ($11::uuid IS NULL OR (updated_at, id) <"
        " (SELECT a.updated_at, a.id FROM knowledge.articles a WHERE a.id = $11))"
        " ORDER BY updated_at DESC, id DESC LIMIT $12",
        *_arguments(asked, now),
        *(held.ends_days, held.looked_months),
        asked.task,
        asked.state,
        asked.after,
        asked.limit + 1,
    )
    return [ArticleLine(**dict(row)) for row in rows]


async def all_articles(conn: Connection) -> list[Article]:
    """Every article in every language, whole."""
    rows = await conn.fetch(f"SELECT {ARTICLE} FROM knowledge.articles ORDER BY category, slug, locale")
    return [article_of(row) for row in rows]


async def tasks(conn: Connection, now: datetime) -> dict[Task, int]:
    """How many articles wait for a reviewer, and how many are to be looked at."""
    held = await rules(conn)
    row = await conn.fetchrow(
        f"SELECT count(*) FILTER (WHERE {_WAITS}) AS review,"
        f" count(*) FILTER (WHERE {due_why('$2', '$3')} IS NOT NULL) AS due FROM knowledge.articles",
        *(now, held.ends_days, held.looked_months),
    )
    return {"review": row["review"], "due": row["due"]} if row else {}


async def counted(conn: Connection, asked: ListQuery, now: datetime) -> dict[str, int]:
    """How many articles fit, by state, whatever state is looked for."""
    held = await rules(conn)
    rows = await conn.fetch(
        f"SELECT {_STATE} AS state, count(*) AS n FROM knowledge.articles WHERE {_FILTER} AND {_TASK} GROUP BY 1",
        *_arguments(asked, now),
        *(held.ends_days, held.looked_months),
        asked.task,
    )
    return {row["state"]: row["n"] for row in rows}


async def categories(conn: Connection) -> list[str]:
    rows = await conn.fetch("SELECT DISTINCT category FROM knowledge.articles ORDER BY 1 LIMIT 200")
    return [row["category"] for row in rows]


async def siblings(conn: Connection, slug: str) -> dict[str, UUID]:
    """The same article in every language it is there in."""
    rows = await conn.fetch("SELECT locale, id FROM knowledge.articles WHERE slug = $1", slug)
    return {row["locale"]: row["id"] for row in rows}


async def titles(conn: Connection, slugs: list[str], locale: str) -> dict[str, str]:
    """What articles are called, in this language where they are there in it; an unknown slug is left out."""
    rows = await conn.fetch(
        "SELECT DISTINCT ON (slug) slug, title FROM knowledge.articles WHERE slug = ANY($1)"
        " ORDER BY slug, locale <> $2, locale",
        slugs,
        locale,
    )
    return {row["slug"]: row["title"] for row in rows}


def _arguments(asked: ListQuery, now: datetime) -> tuple[object, ...]:
    words = asked.words.replace("\x00", "").strip()[:MAX_QUERY]
    query = text.query(text.terms(words), every=True, prefix=True) if words else None
    return now, asked.locale, asked.audience, asked.category, query, words


async def is_any_found(conn: Connection, now: datetime) -> bool:
    """Whether there is an article that customers are answered from."""
    found: bool = await conn.fetchval(
        f"SELECT EXISTS (SELECT FROM knowledge.articles WHERE audience = 'customer' AND {_STATE} = 'published')", now
    )
    return found
