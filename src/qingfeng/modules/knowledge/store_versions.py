"""Versions of articles, written once and read."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.knowledge.model import Article, ArticleVersion

_VERSION = "version, draft, by_name, at, note, restored, approved_by"
KEPT = 50
"""So many of the latest are shown."""


async def insert(
    tx: Tx, article: Article, by: Actor | None, *, note: str = "", restored: int | None = None, approved_by: str = ""
) -> None:
    await tx.execute(
        "INSERT INTO knowledge.article_versions (tenant_id, article_id, version, draft, by_id, by_name, at, note, restored,"
        " approved_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
        tx.tenant,
        article.id,
        article.version,
        article.draft(),
        by.id if by else None,
        by.name if by else "",
        article.updated_at,
        note,
        restored,
        approved_by,
    )


async def versions(conn: Connection, article: UUID) -> list[ArticleVersion]:
    """The latest first; `changed` is not filled."""
    rows = await conn.fetch(
        f"SELECT {_VERSION} FROM knowledge.article_versions WHERE article_id = $1 ORDER BY version DESC LIMIT $2",
        article,
        KEPT,
    )
    return [msgspec.convert(dict(row), ArticleVersion) for row in rows]


async def version(conn: Connection, article: UUID, number: int) -> ArticleVersion | None:
    row = await conn.fetchrow(
        f"SELECT {_VERSION} FROM knowledge.article_versions WHERE article_id = $1 AND version = $2", article, number
    )
    return None if row is None else msgspec.convert(dict(row), ArticleVersion)


async def edited_articles(conn: Connection) -> set[tuple[str, str]]:
    """Slug and language of every article that a person has changed: nobody ships these again."""
    rows = await conn.fetch(
        "SELECT DISTINCT a.slug, a.locale FROM knowledge.article_versions v"
        " JOIN knowledge.articles a ON a.tenant_id = v.tenant_id AND a.id = v.article_id"
    )
    return {(row["slug"], row["locale"]) for row in rows}


async def last_editor(conn: Connection, article: UUID) -> UUID | None:
    """The person who wrote the latest version that a person wrote."""
    found: UUID | None = await conn.fetchval(
        "SELECT by_id FROM knowledge.article_versions WHERE article_id = $1 AND by_id IS NOT NULL"
        " ORDER BY version DESC LIMIT 1",
        article,
    )
    return found
