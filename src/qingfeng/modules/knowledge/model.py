"""Articles and templates: shapes, limits and the rules a text must keep. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.kernel import prose, text, variables
from qingfeng.kernel.errors import Invalid

Audience = Literal["customer", "agent"]
State = Literal["published", "draft", "scheduled", "expired"]
LOCALES = ("zh-CN", "en")

SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
MAX_SLUG = 80
MAX_TITLE = 120
MAX_CATEGORY = 40
MAX_QUESTION = 200
MAX_QUESTIONS = 100
MAX_LIST = 50
MAX_BODY = 20_000
MAX_PICTURES = 40
"""Of one article."""
MAX_TEMPLATE = 2_000
MAX_SHORTCUT = 20
MAX_QUERY = 400
"""Characters of a question that are looked at; what follows adds noise, not meaning."""

INITIALS = "^"
"""Marks the lexemes a template is found by when their beginning is typed: its shortcut, initials and pinyin."""


class ArticleDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What an editor writes. `related`: slugs of other articles, which may come later. `body`: light Markdown.
    Found from `valid_from` on, inclusive, and until `valid_until`, exclusive; None: always."""

    slug: str
    title: str
    category: str
    body: str
    questions: list[str] = []
    tags: list[str] = []
    related: list[str] = []
    audience: Audience = "customer"
    locale: str = "zh-CN"
    published: bool = True
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class Article(ArticleDraft, frozen=True, kw_only=True):
    """An article as kept. `version` grows with every change."""

    id: UUID
    version: int
    updated_at: datetime

    def draft(self) -> ArticleDraft:
        return ArticleDraft(**{name: getattr(self, name) for name in ArticleDraft.__struct_fields__})

    def state(self, now: datetime) -> State:
        """Whether it is found now, and if not, why."""
        if not self.published:
            return "draft"
        if self.valid_from is not None and now < self.valid_from:
            return "scheduled"
        return "expired" if self.valid_until is not None and now >= self.valid_until else "published"


class ArticleVersion(msgspec.Struct, frozen=True, kw_only=True):
    """An article as it was from `at` on. `by_name`: empty when that was not a person. `restored`: the version that
    this one took back. `changed`: the fields in which it differs from the one before. `approved_by`: who has read it
    before it was published, where that is asked for."""

    version: int
    draft: ArticleDraft
    by_name: str
    at: datetime
    note: str
    restored: int | None
    approved_by: str = ""
    changed: list[str] = []


class TemplateDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A ready text of the desk. `shortcut` is typed after `/`; the bodies may hold `{{customer.title}}` and the like."""

    code: str
    category: str
    title: str
    body: str
    shortcut: str = ""
    body_en: str | None = None
    category_en: str = ""
    title_en: str = ""


class Template(TemplateDraft, frozen=True, kw_only=True):
    """A template as kept: its owner's, a team's, or (neither) everybody's. `version` grows with every change a person makes."""

    id: UUID
    used: int
    owner_id: UUID | None = None
    team_id: UUID | None = None
    version: int = 1


class Reader(msgspec.Struct, frozen=True):
    """Who asks for templates: they see their own, their team's, and everybody's."""

    user: UUID | None = None
    team: UUID | None = None


EVERYBODY = Reader()
"""Who has nothing of their own."""


class OtherWord(msgspec.Struct, frozen=True):
    """What a question says, and what an article says instead."""

    said: str
    other: str


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why an article was found. `words`: of the question, that it has, the most telling first. `alike`: those it has
    under another name. `meaning`: how near the meanings are, 0..1; null by words alone."""

    words: list[str] = []
    alike: list[OtherWord] = []
    meaning: float | None = None


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """An article found. `score`: the probability, 0..1, that it answers the question; those of one search add up to
    at most 1, what is missing is the probability that none does. `related`: questions that lead to related articles."""

    id: UUID
    slug: str
    title: str
    snippet: str
    category: str
    body: str
    questions: list[str]
    related: list[str]
    score: float
    why: Why = Why()


def check_article(draft: ArticleDraft) -> None:
    """Raises Invalid with the field, the reason and the limit."""
    _slug("slug", draft.slug)
    _text("title", draft.title, MAX_TITLE)
    _text("category", draft.category, MAX_CATEGORY)
    _text("body", draft.body, MAX_BODY)
    if len(prose.pictures(draft.body)) > MAX_PICTURES:
        raise Invalid("too_many_pictures", f"At most {MAX_PICTURES} pictures.", field="body", max=MAX_PICTURES)
    _list("questions", draft.questions, MAX_QUESTIONS, MAX_QUESTION)
    _list("tags", draft.tags, MAX_LIST, MAX_CATEGORY)
    _list("related", draft.related, MAX_LIST, MAX_SLUG)
    if draft.locale not in LOCALES:
        raise Invalid("unknown_locale", f"The locale must be one of {', '.join(LOCALES)}.", field="locale")
    if draft.valid_from and draft.valid_until and draft.valid_until <= draft.valid_from:
        raise Invalid("range_backwards", "It would end before it begins.", field="valid_until")
    if draft.slug in draft.related:
        raise Invalid("related_to_itself", "An article cannot be related to itself; remove its slug.", field="related")


def check_template(draft: TemplateDraft) -> None:
    """Raises Invalid with the field, the reason and the limit."""
    _slug("code", draft.code)
    _text("category", draft.category, MAX_CATEGORY)
    if draft.category_en:
        _text("category_en", draft.category_en, MAX_CATEGORY)
    _text("title", draft.title, MAX_TITLE)
    if draft.title_en:
        _text("title_en", draft.title_en, MAX_TITLE)
    if len(draft.shortcut) > MAX_SHORTCUT or any(c in " /" or not c.isprintable() for c in draft.shortcut):
        raise Invalid(
            "bad_shortcut",
            f"A shortcut has at most {MAX_SHORTCUT} characters, no blanks and no slash.",
            field="shortcut",
            max=MAX_SHORTCUT,
        )
    for field, body in (("body", draft.body), ("body_en", draft.body_en)):
        if body is not None:
            _text(field, body, MAX_TEMPLATE)
            variables.check(field, body)


def worded(template: Template, values: Mapping[str, str], locale: str) -> tuple[str, list[str]]:
    """A template's words, in English where asked for and there, filled in as by `fill`."""
    body = template.body if locale.startswith("zh") or not template.body_en else template.body_en
    return variables.fill(body, values)


def template_keys(title: str, shortcut: str) -> set[str]:
    """What may be typed to find a template: its shortcut, its title's initials and its title's pinyin."""
    keys = {text.fold(shortcut), text.initials(title), text.pinyin(title).replace(" ", "")}
    return {key[: text.MAX_TOKEN] for key in keys if key}


def _slug(field: str, value: str) -> None:
    if len(value) > MAX_SLUG or not SLUG.fullmatch(value):
        raise Invalid(
            "bad_slug",
            f"A {field} has up to {MAX_SLUG} characters: small letters, digits, and - _ . between them.",
            field=field,
            max=MAX_SLUG,
        )


def _text(field: str, value: str, limit: int) -> None:
    if not value.strip():
        raise Invalid("required", f"The {field} is empty; write one.", field=field)
    if len(value) > limit:
        raise Invalid(
            "too_long", f"The {field} has {len(value)} characters; {limit} are allowed.", field=field, max=limit
        )
    if "\x00" in value:
        raise Invalid("bad_character", f"The {field} contains a NUL character; remove it.", field=field)


def _list(field: str, values: list[str], count: int, length: int) -> None:
    if len(values) > count:
        raise Invalid("too_many", f"There are {len(values)} {field}; {count} are allowed.", field=field, max=count)
    for value in values:
        _text(field, value, length)
