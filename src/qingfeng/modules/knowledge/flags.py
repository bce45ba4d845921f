"""What an editor is to know of an article before it is kept: another one answers the same, or says something else.

Flags warn, they do not refuse.
"""

from __future__ import annotations

import re
from datetime import datetime
from difflib import SequenceMatcher
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.kernel import prose, text
from qingfeng.kernel.db import Connection
from qingfeng.kernel.invisible import without_invisible
from qingfeng.modules.knowledge import rank
from qingfeng.modules.knowledge.facts import Difference, differences, facts
from qingfeng.modules.knowledge.model import ArticleDraft

FlagKind = Literal["question", "title", "contradicts", "invisible"]
MOST = 10
NEAR = 40
"""Articles that are looked at."""
ALIKE = 0.84
SHORT = 4
LONGEST = 24
"""Questions whose words are looked for."""


_HOW = re.compile("如何|怎样|怎么样|咋样?")


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """`id`, `title`, `published`: of the other article; null where there is none. `words`: the question that both answer.
    `differences`: what this one says, and the other instead. `count`: characters nobody sees, which are taken out."""

    kind: FlagKind
    id: UUID | None = None
    title: str = ""
    published: bool = False
    words: str = ""
    differences: list[Difference] = []
    count: int = 0


class Other(msgspec.Struct, frozen=True):
    """An article beside which one is laid."""

    id: UUID
    title: str
    questions: list[str]
    body: str
    published: bool


def judged(draft: ArticleDraft, others: list[Other]) -> list[Flag]:
    """What is to be said of a draft, the gravest first. Pure."""
    unseen = sum(without_invisible(part)[1] for part in (draft.title, draft.body, *draft.questions, *draft.tags))
    found: list[Flag] = []
    asked = _asked(draft.title, draft.questions)
    said = facts(prose.words(draft.body))
    for other in others:
        theirs = _asked(other.title, other.questions)
        shared = next((asked[key] for key in asked if key in theirs), "")
        near = _alike(draft.title, other.title)
        if not shared and not near:
            continue
        about = {"id": other.id, "title": other.title, "published": other.published, "words": shared}
        differ = differences(said, facts(prose.words(other.body)))
        kind: FlagKind = "contradicts" if differ else "title" if near else "question"
        found.append(Flag(kind=kind, differences=differ, **about))  # type: ignore[arg-type]
    order = ("contradicts", "question", "title")
    found.sort(key=lambda flag: order.index(flag.kind))
    return [*([Flag(kind="invisible", count=unseen)] if unseen else []), *found[:MOST]]


def _asked(title: str, questions: list[str]) -> dict[str, str]:
    """What an article answers, by what remains of it without politeness and signs."""
    return {key: one for one in (title, *questions) if (key := rank.core(one))}


def _alike(here: str, there: str) -> bool:
    """Nearly the same title; those of two models, or in two numbers, are not."""
    one, two = (_HOW.sub("怎么", rank.core(title)) for title in (here, there))
    if one == two:
        return bool(one)
    if min(len(one), len(two)) < SHORT or _names(here) != _names(there):
        return False
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= ALIKE


def _names(title: str) -> list[str]:
    """What names a model or a number: Latin words within Chinese, and whatever has a digit."""
    plain = text.fold(title)
    words = re.findall(r"[a-z0-9]+", plain)
    chinese = bool(re.search(r"[\u4e00-\u9fff]", plain))
    return sorted(word for word in words if chinese or any(character.isdigit() for character in word))


async def flags(conn: Connection, draft: ArticleDraft, id_: UUID | None, now: datetime) -> list[Flag]:
    """What is to be said of a draft in this house; `id_`: the article it is. What is over is not looked at."""
    asked = [without_invisible(one)[0] for one in (draft.title, *draft.questions[:LONGEST])]
    terms = list(dict.fromkeys(term for one in asked for term in text.terms(one)))[:120]
    query = text.query(terms) if terms else None
    rows = await conn.fetch(
        "SELECT id, title, questions, body, published FROM knowledge.articles"
        " WHERE locale = $1 AND id IS DISTINCT FROM $2::uuid AND (valid_until IS NULL OR valid_until > $3)"
        " AND ($4::text IS NOT NULL AND id IN (SELECT knowledge.articles_with($4::text::tsquery)))"
        " ORDER BY (questions && $5::text[] OR title = ANY($5)) DESC, ts_rank(search, $4::text::tsquery) DESC, id"
        f" LIMIT {NEAR}",
        *(draft.locale, id_, now, query, asked),
    )
    return judged(draft, [Other(**dict(row)) for row in rows])
