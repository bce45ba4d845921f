"""Reads of knowledge: the search of articles, an article, the templates of the desk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.contracts.bot import Candidate
from qingfeng.kernel import prose, text
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.knowledge import rank, store
from qingfeng.modules.knowledge.alike import MEANING, SHIPPED, Alike
from qingfeng.modules.knowledge.meaning import Meanings, Near
from qingfeng.modules.knowledge.model import (
    EVERYBODY,
    INITIALS,
    MAX_QUERY,
    Article,
    Audience,
    Hit,
    OtherWord,
    Reader,
    Template,
    Why,
    template_keys,
)

SAMPLE = 400
"""Articles the rarity of words is estimated from; where there are no more, it is exact."""
LOOKED_FOR = 16
"""Words of a question that candidates are looked for by, the rarest; of those none much commoner than the rarest."""
RARE_ENOUGH = 0.25
POOL = 40
"""Candidates that are compared in full."""
FLOOR = 0.01
"""A smaller score is not worth showing."""
RELATED = 3
SHOWN_WORDS = 6
SNIPPET = 90

Visible = tuple[str, list[str], datetime]
"""The language, for whom, and when: the arguments of _VISIBLE."""
_LOCALE = {"zh": "zh-CN", "en": "en"}
_VISIBLE = (
    "locale = $1 AND published AND audience = ANY($2)"
    " AND (valid_from IS NULL OR valid_from <= $3) AND (valid_until IS NULL OR valid_until > $3)"
)
_SENTENCE = re.compile(r"(?<=[。！？!?；;])|(?<=\.)\s|\n+")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for: valid `now`, in the language of the question (`locale` when it does not show), for whom."""

    now: datetime
    locale: str
    audience: Audience
    limit: int = 5


async def search(
    conn: Connection, question: str, *, now: datetime, locale: str, audience: Audience, limit: int = 5
) -> list[Hit]:
    """As `find`, by words alone."""
    return await find(conn, question, Wanted(now=now, locale=locale, audience=audience, limit=limit), None)


async def find(conn: Connection, question: str, wanted: Wanted, meanings: Meanings | None) -> list[Hit]:
    """The articles that may answer a question, most likely first, in the language it is asked in or else in another.
    Agents also find what is for customers. Without `meanings`, while they are not at hand and without an encoder it is
    answered by words alone; the house's own words alike come with `meanings`."""
    shown = ["customer"] if wanted.audience == "customer" else ["customer", "agent"]
    question = _essence(question)
    if not text.tokens(question):
        return []
    shelf = None if meanings is None else await meanings.shelf(conn)
    near = None if meanings is None or shelf is None else await meanings.near(shelf, question)
    asked = Question(question, near, SHIPPED if shelf is None else shelf.alike)
    first = _LOCALE[text.language(question, wanted.locale)]
    for language in (first, *(one for one in _LOCALE.values() if one != first)):
        hits = await _search(conn, asked, (language, shown, wanted.now), wanted.limit)
        if hits:
            return hits
    return []


class Question(msgspec.Struct, frozen=True):
    """What is asked: its words, how near its meaning is to each article's (None: by words alone), and the house's words
    alike."""

    text: str
    near: Near | None
    alike: Alike


async def _search(conn: Connection, question: Question, visible: Visible, limit: int) -> list[Hit]:
    articles: int = await conn.fetchval(f"SELECT count(*) FROM knowledge.articles WHERE {_VISIBLE}", *visible)
    if not articles:
        return []
    tokens = rank.asked_tokens(question.text, question.alike)
    queries = [rank.lexeme_query(token, question.alike) for token in tokens]
    having = await _having(conn, queries, visible, articles)
    asked = rank.weigh(question.text, tokens, dict(zip(tokens, having, strict=True)), articles, question.alike)
    nearest = question.near.nearest if question.near else []
    pool = await _pool(conn, asked, dict(zip(tokens, queries, strict=True)), visible, nearest)
    docs = [rank.Doc(r["title"], r["category"], r["tags"], r["questions"], prose.words(r["body"])) for r in pool]
    near = question.near.of([r["id"] for r in pool]) if question.near else None
    scores = rank.rank(question.text, asked, docs, near)
    best = sorted(zip(scores, range(len(pool)), strict=True), key=lambda pair: -pair[0])[:limit]
    kept = [(score, at) for score, at in best if score >= FLOOR]
    related = await _related(conn, [pool[at] for _, at in kept], visible)
    return [
        _hit(
            pool[at],
            score=round(score, 4),
            snippet=snippet(pool[at]["body"], tokens),
            related=[related[slug] for slug in pool[at]["related"] if slug in related][:RELATED],
            why=_why(question, asked, docs[at], None if near is None else near[at]),
        )
        for score, at in kept
    ]


def _hit(row: Record, **told: Any) -> Hit:
    plain = {name: row[name] for name in ("id", "slug", "title", "category", "body", "questions")}
    return Hit(**plain, **told)


def _why(question: Question, asked: rank.Asked, doc: rank.Doc, near: float | None) -> Why:
    """The words of a question that an article has, those it has under another name, and how near the meaning is."""
    found = rank.shared(asked, doc)
    plain = text.simplify(text.fold(question.text))
    theirs = text.simplify(text.fold(" ".join([doc.title, doc.category, *doc.tags, *doc.questions, doc.body])))
    alike = []
    for token in (one for one in found if one.startswith(MEANING)):
        said = question.alike.said(token, plain)
        other = next((word for word in question.alike.words[token] if word in theirs and word != said), "")
        if said and other and said not in theirs:
            alike.append(OtherWord(said, other))
    words = [one for one in found if not one.startswith(MEANING)]
    return Why(words=words[:SHOWN_WORDS], alike=alike[:SHOWN_WORDS], meaning=None if near is None else round(near, 3))


async def _having(conn: Connection, queries: list[str], visible: Visible, articles: int) -> list[float]:
    """In how many articles each query is true: exact for few articles, else estimated from a sample of them."""
    percent = 100.0 if articles <= SAMPLE else 100.0 * SAMPLE / articles
    row = await conn.fetchrow(
        "WITH sample AS MATERIALIZED (SELECT search || ''::tsvector AS words FROM knowledge.articles"
        f" TABLESAMPLE BERNOULLI ($5) REPEATABLE (1) WHERE {_VISIBLE})"
        " SELECT (SELECT count(*) FROM sample) AS size, array("
        "SELECT (SELECT count(*) FROM sample WHERE words @@ q) FROM unnest($4::text[]::tsquery[]) WITH ORDINALITY AS u (q, n)"
        " ORDER BY n) AS having",
        *visible,
        queries,
        percent,
    )
    assert row is not None
    size = max(1, row["size"])
    return [count * articles / size for count in row["having"]]


async def _pool(
    conn: Connection, asked: rank.Asked, queries: dict[str, str], visible: Visible, nearest: Sequence[UUID]
) -> list[Record]:
    """The articles with the most of what the question asks about, of equals those that say it in their title; and those
    that are nearest by their meaning."""
    # What only shares a common word or a single character with the question is not worth comparing.
    words = {t: w for t, w in asked.weights.items() if len(t) > 1} or asked.weights
    by_weight = sorted(words.items(), key=lambda pair: -pair[1])[:LOOKED_FOR]
    wanted = [(token, weight) for token, weight in by_weight if weight > RARE_ENOUGH * by_weight[0][1]]
    return await conn.fetch(
        "WITH found AS (SELECT id, title, search || ''::tsvector AS words FROM knowledge.articles"
        f" WHERE {_VISIBLE} AND id IN (SELECT knowledge.articles_with($4::text::tsquery)) OFFSET 0),"
        " best AS (SELECT f.id, (SELECT coalesce(sum(w * (1 + (strpos(lower(f.title), t) > 0)::int)), 0)"
        "  FROM unnest($5::text[]::tsquery[], $6::float8[], $7::text[]) AS u (q, w, t) WHERE f.words @@ q) AS weight"
        "  FROM found f ORDER BY weight DESC, f.id LIMIT $8),"
        " pool AS (SELECT id, weight FROM best UNION ALL SELECT u.id, -1 FROM unnest($9::uuid[]) AS u (id)"
        "  WHERE u.id NOT IN (SELECT id FROM best))"
        f" SELECT {store.ARTICLE} FROM knowledge.articles JOIN pool USING (id) WHERE {_VISIBLE} ORDER BY pool.weight DESC, id",
        *visible,
        " | ".join(f"({queries[token]})" for token, _ in wanted),
        [queries[token] for token, _ in wanted],
        [weight for _, weight in wanted],
        [token for token, _ in wanted],
        POOL,
        list(nearest),
    )


async def _related(conn: Connection, kept: Sequence[Record], visible: Visible) -> dict[str, str]:
    """For the slugs named as related: a question that leads there, the title or, when that is long, the first one."""
    slugs = list({slug for row in kept for slug in row["related"]})
    if not slugs:
        return {}
    rows = await conn.fetch(
        f"SELECT slug, title, questions[1] AS question FROM knowledge.articles WHERE {_VISIBLE} AND slug = ANY($4)",
        *visible,
        slugs,
    )
    return {r["slug"]: r["question"] if r["question"] and len(r["title"]) > 14 else r["title"] for r in rows}


def candidate(hit: Hit) -> Candidate:
    """A hit as the bot is shown it."""
    return Candidate(
        id=hit.id,
        title=hit.title,
        body=hit.body,
        questions=hit.questions,
        related=hit.related,
        score=hit.score,
        category=hit.category,
    )


def snippet(body: str, tokens: Sequence[str]) -> str:
    """The sentence of an article that has most of the tokens, as plain text."""
    sentences = [s.strip() for s in _SENTENCE.split(prose.unmarked(body)) if s.strip()]
    wanted = [token for token in tokens if len(token) > 1]

    def worth(sentence: str) -> int:
        folded = text.simplify(text.fold(sentence))
        return sum(len(token) for token in wanted if token in folded)

    return text.clip(max(sentences, key=worth, default=""), SNIPPET)


def _essence(question: str) -> str:
    """The beginning and the end of a long message: where people say what they want."""
    if len(question) <= MAX_QUERY:
        return question
    return question[: MAX_QUERY // 2] + "\n" + question[-MAX_QUERY // 2 :]


async def article(conn: Connection, id_: UUID) -> Article:
    """Raises NotFound."""
    row = await conn.fetchrow(f"SELECT {store.ARTICLE} FROM knowledge.articles WHERE id = $1", id_)
    if row is None:
        raise NotFound("not_found", "There is no such article.", field="article_id")
    return store.article_of(row)


async def article_by_slug(conn: Connection, slug: str, locale: str) -> Article | None:
    row = await conn.fetchrow(
        f"SELECT {store.ARTICLE} FROM knowledge.articles WHERE slug = $1 AND locale = $2", slug, locale
    )
    return None if row is None else store.article_of(row)


async def article_by_title(conn: Connection, title: str, locale: str) -> Article | None:
    """The oldest of that very title."""
    row = await conn.fetchrow(
        f"SELECT {store.ARTICLE} FROM knowledge.articles WHERE title = $1 AND locale = $2 ORDER BY id LIMIT 1",
        title,
        locale,
    )
    return None if row is None else store.article_of(row)


async def template(conn: Connection, id_: UUID) -> Template:
    """Raises NotFound."""
    row = await conn.fetchrow(f"SELECT {store.TEMPLATE} FROM knowledge.templates WHERE id = $1", id_)
    if row is None:
        raise NotFound("not_found", "There is no such template.", field="template_id")
    return store.template_of(row)


async def titles(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What templates are called; one that is gone is left out."""
    rows = await conn.fetch("SELECT id, title FROM knowledge.templates WHERE id = ANY($1)", ids)
    return {row["id"]: row["title"] for row in rows}


async def templates(conn: Connection, words: str, reader: Reader = EVERYBODY, *, limit: int = 20) -> list[Template]:
    """Templates by shortcut, pinyin or initials (their beginning), title, category or body; the best match first, then
    the most used. Without words the most used. Only what the reader sees."""
    typed = text.fold(words).lstrip("/").strip()[:MAX_QUERY]
    if not typed:
        rows = await conn.fetch(
            f"SELECT {store.TEMPLATE} FROM knowledge.templates WHERE {store.SEEN.format(user='$2', team='$3')}"
            " ORDER BY used DESC, category, code LIMIT $1",
            *(limit, reader.user, reader.team),
        )
        return [store.template_of(r) for r in rows]
    every = text.query(text.terms(typed), every=True, prefix=True)
    found = await _templates(conn, typed, every, reader)
    found = found or await _templates(conn, typed, text.query(text.tokens(typed)), reader)
    return sorted(found, key=lambda t: (-_fit(t, typed), -t.used, t.category, t.code))[:limit]


async def _templates(conn: Connection, typed: str, query: str, reader: Reader) -> list[Template]:
    key = text.query([INITIALS + re.sub(r"\s+", "", typed)], prefix=True)
    rows = await conn.fetch(
        f"SELECT {store.TEMPLATE} FROM knowledge.templates"
        " WHERE id IN (SELECT knowledge.templates_with($1::text::tsquery)"
        f" UNION SELECT knowledge.templates_with($2::text::tsquery)) AND {store.SEEN.format(user='$3', team='$4')}",
        *(key, query, reader.user, reader.team),
    )
    return [store.template_of(r) for r in rows]


def _fit(template: Template, typed: str) -> float:
    """How well a template fits what was typed; only the order of the figures means something."""
    key = re.sub(r"\s+", "", typed)
    keys = template_keys(template.title, template.shortcut)
    if text.fold(template.shortcut) == key:
        return 100
    if any(k.startswith(key) for k in keys):
        return 80
    wanted = text.terms(typed)
    points = 0.0
    for worth, part in (
        (60, f"{template.title} {template.title_en}"),
        (30, template.category),
        (10, f"{template.body} {template.body_en or ''}"),
    ):
        folded = text.simplify(text.fold(part))
        points = max(points, worth * sum(term in folded for term in wanted) / max(1, len(wanted)))
    return points
