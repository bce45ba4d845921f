"""Articles that a house pins for a while: as customers are shown them, what they are called, and which may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.bot import Candidate
from qingfeng.kernel.db import Connection
from qingfeng.modules.knowledge.listing import ListQuery, listed
from qingfeng.modules.knowledge.model import Article
from qingfeng.modules.knowledge.store import ARTICLE, article_of

CHOICES = 20


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """An article by its name. `shown`: customers are answered from it now."""

    id: UUID
    title: str
    shown: bool = True


async def shown(conn: Connection, ids: Sequence[UUID], *, now: datetime, locale: str) -> list[Candidate]:
    """These articles, in their order, as customers are answered from them now, in this language (the one of the same slug).
    What is hidden, out of date, for agents only or not there in the language is left out. Scores are 0: nobody has asked."""
    if not ids:
        return []
    rows = await conn.fetch(
        f"SELECT {ARTICLE} FROM knowledge.articles WHERE slug IN (SELECT slug FROM knowledge.articles WHERE id = ANY($1))",
        list(ids),
    )
    every = [article_of(row) for row in rows]
    slugs = {article.id: article.slug for article in every}
    language = "zh-CN" if locale.startswith("zh") else "en"
    by_slug = {a.slug: a for a in every if a.locale == language and _is_shown(a, now)}
    wanted = dict.fromkeys(slugs[id_] for id_ in ids if id_ in slugs)
    return [_candidate(by_slug[slug]) for slug in wanted if slug in by_slug]


async def named(conn: Connection, ids: Sequence[UUID], now: datetime) -> list[Named]:
    """What these articles are called, in their order; an unknown one is left out."""
    if not ids:
        return []
    rows = await conn.fetch(f"SELECT {ARTICLE} FROM knowledge.articles WHERE id = ANY($1)", list(ids))
    found = {row["id"]: article_of(row) for row in rows}
    return [Named(id=id_, title=found[id_].title, shown=_is_shown(found[id_], now)) for id_ in ids if id_ in found]


async def to_pin(conn: Connection, words: str, now: datetime) -> list[Named]:
    """Articles that customers are answered from now and that have these words, the latest changed first."""
    asked = ListQuery(words=words, state="published", audience="customer", limit=CHOICES)
    return [Named(id=line.id, title=line.title) for line in (await listed(conn, asked, now))[:CHOICES]]


def _is_shown(article: Article, now: datetime) -> bool:
    return article.audience == "customer" and article.state(now) == "published"


def _candidate(article: Article) -> Candidate:
    return Candidate(
        id=article.id,
        title=article.title,
        body=article.body,
        questions=article.questions,
        related=[],
        score=0.0,
        category=article.category,
    )
