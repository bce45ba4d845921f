"""Shapes of knowledge over HTTP."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.modules.knowledge.model import Article, Hit, Template


class HitOut(msgspec.Struct, frozen=True):
    """`score` 0..1: how likely this article answers the question."""

    id: UUID
    slug: str
    title: str
    snippet: str
    category: str
    score: float


class HitsOut(msgspec.Struct, frozen=True):
    items: list[HitOut]


class ArticleOut(msgspec.Struct, frozen=True, kw_only=True):
    """`body`: light Markdown (paragraphs, bold, lists, links). `related`: slugs."""

    id: UUID
    slug: str
    locale: str
    title: str
    category: str
    audience: str
    questions: list[str]
    body: str
    tags: list[str]
    related: list[str]
    version: int
    published: bool
    valid_from: datetime | None
    valid_until: datetime | None
    updated_at: datetime


class TemplateOut(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    category: str
    title: str
    shortcut: str
    body: str
    body_en: str | None
    category_en: str
    title_en: str


class TemplatesOut(msgspec.Struct, frozen=True):
    items: list[TemplateOut]


def hit_out(hit: Hit) -> HitOut:
    return HitOut(hit.id, hit.slug, hit.title, hit.snippet, hit.category, hit.score)


def article_out(article: Article) -> ArticleOut:
    return msgspec.convert(article, ArticleOut, from_attributes=True)


def templates_out(templates: list[Template]) -> TemplatesOut:
    return TemplatesOut([msgspec.convert(one, TemplateOut, from_attributes=True) for one in templates])
