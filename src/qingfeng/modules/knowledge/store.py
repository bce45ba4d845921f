"""Every write of knowledge, and rows as model."""

from __future__ import annotations

from uuid import UUID

from qingfeng.kernel.db import Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.knowledge.model import Article, ArticleDraft, Reader, Template, TemplateDraft

ARTICLE = (
    "id, slug, locale, title, category, audience, questions, body, tags, related, version, published, valid_from,"
    " valid_until, updated_at"
)
TEMPLATE = "id, code, category, category_en, title, title_en, shortcut, body, body_en, used, owner_id, team_id, version"


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


async def settle_gaps(tx: Tx, article: UUID) -> None:
    """Gaps that this article was written for are answered from now on."""
    await tx.execute(
        "UPDATE knowledge.gaps SET state = 'published', settled_at = $2, version = version + 1, changed_at = $2"
        " WHERE article_id = $1 AND state = 'drafted'",
        article,
        tx.now,
    )


async def put_template(tx: Tx, draft: TemplateDraft, search: str) -> Template:
    """Insert, or change the one of this code as long as no person has; how often it was used stays."""
    await tx.execute(
        f"{_INSERT} ON CONFLICT (tenant_id, code) DO UPDATE SET category = excluded.category, title = excluded.title,"
        " shortcut = excluded.shortcut, body = excluded.body, body_en = excluded.body_en, search = excluded.search,"
        " category_en = excluded.category_en, title_en = excluded.title_en WHERE knowledge.templates.version = 1",
        *(tx.tenant, tx.new_id(), None, None, draft.code, *_words(draft, search)),
    )
    row = await tx.row(f"SELECT {TEMPLATE} FROM knowledge.templates WHERE code = $1", draft.code)
    assert row is not None
    return template_of(row)


_INSERT = (
    "INSERT INTO knowledge.templates (tenant_id, id, owner_id, team_id, code, category, category_en, title, title_en,"
    " shortcut, body, body_en, search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::tsvector)"
)
Owner = tuple[UUID | None, UUID | None]
"""The person whose a template is, or the team; neither: everybody's."""


def _words(draft: TemplateDraft, search: str) -> tuple[str | None, ...]:
    names = (draft.category, draft.category_en, draft.title, draft.title_en)
    return (*names, draft.shortcut, draft.body, draft.body_en, search)


async def insert_template(tx: Tx, id_: UUID, draft: TemplateDraft, owner: Owner, search: str) -> Template:
    row = await tx.row(f"{_INSERT} RETURNING {TEMPLATE}", *(tx.tenant, id_, *owner, draft.code, *_words(draft, search)))
    assert row is not None
    return template_of(row)


async def change_template(tx: Tx, id_: UUID, draft: TemplateDraft, owner: Owner, search: str) -> Template:
    row = await tx.row(
        "UPDATE knowledge.templates SET owner_id = $2, team_id = $3, category = $4, category_en = $5, title = $6,"
        " title_en = $7, shortcut = $8, body = $9, body_en = $10, search = $11::text::tsvector, version = version + 1"
        f" WHERE id = $1 RETURNING {TEMPLATE}",
        *(id_, *owner, *_words(draft, search)),
    )
    assert row is not None
    return template_of(row)


SEEN = "(owner_id IS NULL AND (team_id IS NULL OR team_id = {team}) OR owner_id = {user})"
"""What somebody sees; with the places of their team's id and their own among the arguments."""


async def use_template(tx: Tx, id_: UUID, reader: Reader) -> Template | None:
    """The template, counted as used once more; none that the reader does not see."""
    seen = SEEN.format(user="$2", team="$3")
    row = await tx.row(
        f"UPDATE knowledge.templates SET used = used + 1 WHERE id = $1 AND {seen} RETURNING {TEMPLATE}",
        *(id_, reader.user, reader.team),
    )
    return None if row is None else template_of(row)
