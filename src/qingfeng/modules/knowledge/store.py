"""Every write of knowledge, and rows as model."""

from __future__ import annotations

from uuid import UUID

from qingfeng.kernel.db import Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.knowledge.model import Article, ArticleDraft, Template, TemplateDraft

ARTICLE = (
    "id, slug, locale, title, category, audience, questions, body, tags, related, version, published, valid_from,"
    " valid_until, updated_at"
)
TEMPLATE = "id, code, category, category_en, title, shortcut, body, body_en, used"


def article_of(row: Record) -> Article:
    return Article(**dict(row))


def template_of(row: Record) -> Template:
    return Template(**dict(row))


async def put_article(tx: Tx, draft: ArticleDraft, search: str) -> Article:
    """Insert, or change the one of this slug and locale; a version more only when something is different."""
    await tx.execute(
        "INSERT INTO knowledge.articles AS a (tenant_id, id, slug, locale, title, category, audience, questions, body, tags,"
        " related, search, published, updated_at, valid_from, valid_until)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text::tsvector, $13, $14, $15, $16)"
        " ON CONFLICT (tenant_id, slug, locale) DO UPDATE SET title = excluded.title, category = excluded.category,"
        " audience = excluded.audience, questions = excluded.questions, body = excluded.body, tags = excluded.tags,"
        " related = excluded.related, search = excluded.search, published = excluded.published,"
        " updated_at = excluded.updated_at, valid_from = excluded.valid_from, valid_until = excluded.valid_until,"
        " version = a.version + 1"
        " WHERE (a.title, a.category, a.audience, a.questions, a.body, a.tags, a.related, a.search, a.published,"
        " a.valid_from, a.valid_until)"
        " IS DISTINCT FROM (excluded.title, excluded.category, excluded.audience, excluded.questions, excluded.body,"
        " excluded.tags, excluded.related, excluded.search, excluded.published, excluded.valid_from,"
        " excluded.valid_until)",
        tx.tenant,
        tx.new_id(),
        draft.slug,
        draft.locale,
        draft.title,
        draft.category,
        draft.audience,
        draft.questions,
        draft.body,
        draft.tags,
        draft.related,
        search,
        draft.published,
        tx.now,
        draft.valid_from,
        draft.valid_until,
    )
    row = await tx.row(
        f"SELECT {ARTICLE} FROM knowledge.articles WHERE slug = $1 AND locale = $2", draft.slug, draft.locale
    )
    assert row is not None
    return article_of(row)


async def set_published(tx: Tx, id_: UUID, published: bool) -> Article | None:
    row = await tx.row(
        "UPDATE knowledge.articles SET version = version + (published <> $2)::int,"
        " updated_at = CASE WHEN published <> $2 THEN $3 ELSE updated_at END, published = $2"
        f" WHERE id = $1 RETURNING {ARTICLE}",
        id_,
        published,
        tx.now,
    )
    return None if row is None else article_of(row)


async def put_template(tx: Tx, draft: TemplateDraft, search: str) -> Template:
    """Insert, or change the one of this code; how often it was used stays."""
    row = await tx.row(
        "INSERT INTO knowledge.templates (tenant_id, id, code, category, title, shortcut, body, body_en, search,"
        " category_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::tsvector, $10)"
        " ON CONFLICT (tenant_id, code) DO UPDATE SET category = excluded.category, title = excluded.title,"
        " shortcut = excluded.shortcut, body = excluded.body, body_en = excluded.body_en, search = excluded.search,"
        f" category_en = excluded.category_en RETURNING {TEMPLATE}",
        tx.tenant,
        tx.new_id(),
        draft.code,
        draft.category,
        draft.title,
        draft.shortcut,
        draft.body,
        draft.body_en,
        search,
        draft.category_en,
    )
    assert row is not None
    return template_of(row)


async def use_template(tx: Tx, id_: UUID) -> Template | None:
    """The template, counted as used once more."""
    row = await tx.row(f"UPDATE knowledge.templates SET used = used + 1 WHERE id = $1 RETURNING {TEMPLATE}", id_)
    return None if row is None else template_of(row)
