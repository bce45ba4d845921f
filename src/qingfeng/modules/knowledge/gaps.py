"""Gaps: questions that the bot could not answer, grouped by meaning, until an article answers them or somebody says that
none need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.knowledge import editing, queries, reviews, store
from qingfeng.modules.knowledge.editing import Change
from qingfeng.modules.knowledge.model import MAX_QUESTION, MAX_QUESTIONS, Article, ArticleDraft

GapState = Literal["open", "drafted", "published", "ignored"]
GROUP = "gaps_grouped"
"""The step that groups what was asked."""
LISTED = 100
SHOWN = 30
RECENT = timedelta(days=30)
WEEK = timedelta(days=7)
MEASURED = timedelta(days=90)
DRAFTED = 12
"""Questions of a gap that its article begins with."""
_GAP = "g.id, g.title, g.state, g.article_id, g.first_at, g.settled_at, g.version, g.by_name"
_COUNTS = (
    "count(q.at) FILTER (WHERE q.at > $1) AS asked, count(q.at) FILTER (WHERE q.at > $2) AS week,"
    " count(q.at) FILTER (WHERE q.at > $3 AND q.at <= $2) AS week_before, max(q.at) AS last_at"
)


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """`asked`: times in the last 30 days; `week`, `week_before`: in the last seven days, and in the seven before them."""

    id: UUID
    title: str
    state: GapState
    article_id: UUID | None
    first_at: datetime
    settled_at: datetime | None
    version: int
    by_name: str
    asked: int
    week: int
    week_before: int
    last_at: datetime | None


class Unanswered(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a gap, personal data masked."""

    conversation_id: UUID
    seq: int
    at: datetime
    text: str


async def note(tx: Tx, conversation: UUID, seq: int, text: str) -> None:
    """Keep a question that was not answered; `text` masked. It is grouped soon after."""
    line = " ".join(text.replace("\0", "").split())[:MAX_QUESTION]
    if sum(char.isalnum() for char in line) < 2:
        return
    await tx.execute(
        "INSERT INTO knowledge.gap_questions (tenant_id, conversation_id, seq, at, text) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT DO NOTHING",
        *(tx.tenant, conversation, seq, tx.now, line),
    )
    tx.at(Step(GROUP, "questions", tx.now))


async def listed(conn: Connection, state: GapState, now: datetime) -> list[Gap]:
    """Those in a state, the most asked in the last 30 days first."""
    rows = await conn.fetch(
        f"SELECT {_GAP}, {_COUNTS} FROM knowledge.gaps g LEFT JOIN knowledge.gap_questions q"
        " ON q.tenant_id = g.tenant_id AND q.gap_id = g.id WHERE g.state = $4"
        " GROUP BY g.tenant_id, g.id ORDER BY asked DESC, last_at DESC NULLS LAST, g.id LIMIT $5",
        *_moments(now),
        state,
        LISTED,
    )
    return [Gap(**dict(row)) for row in rows]


async def gap(conn: Connection, id_: UUID, now: datetime) -> Gap:
    """Raises NotFound."""
    row = await conn.fetchrow(
        f"SELECT {_GAP}, {_COUNTS} FROM knowledge.gaps g LEFT JOIN knowledge.gap_questions q"
        " ON q.tenant_id = g.tenant_id AND q.gap_id = g.id WHERE g.id = $4 GROUP BY g.tenant_id, g.id",
        *_moments(now),
        id_,
    )
    if row is None:
        raise NotFound("not_found", "There is no such gap.", field="gap_id")
    return Gap(**dict(row))


def _moments(now: datetime) -> tuple[datetime, datetime, datetime]:
    return now - RECENT, now - WEEK, now - 2 * WEEK


async def questions(conn: Connection, id_: UUID) -> list[Unanswered]:
    """The latest first."""
    rows = await conn.fetch(
        "SELECT conversation_id, seq, at, text FROM knowledge.gap_questions WHERE gap_id = $1"
        " ORDER BY at DESC, conversation_id LIMIT $2",
        id_,
        SHOWN,
    )
    return [Unanswered(**dict(row)) for row in rows]


async def counted(conn: Connection) -> dict[str, int]:
    rows = await conn.fetch("SELECT state, count(*) AS n FROM knowledge.gaps GROUP BY state")
    return {row["state"]: row["n"] for row in rows}


async def seconds_to_publish(conn: Connection, now: datetime) -> tuple[float | None, int]:
    """The median from first asked to published, of the gaps published in the last 90 days, and how many those are."""
    row = await conn.fetchrow(
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM settled_at - first_at)) AS median,"
        " count(*) AS n FROM knowledge.gaps WHERE state = 'published' AND settled_at > $1",
        now - MEASURED,
    )
    assert row is not None
    return (None if row["median"] is None else float(row["median"])), row["n"]


# ------------------------------------------------------------------ what becomes of one
async def draft_article(tx: Tx, id_: UUID, version: int, draft: ArticleDraft, by: Actor) -> Article:
    """A hidden article with the gap's questions. Raises NotFound, Invalid, Conflict `gap_changed`, `gap_has_article`."""
    old = await _held(tx, id_, version)
    if old.article_id is not None:
        raise Conflict("gap_has_article", "An article is being written for it already.")
    asked = list(dict.fromkeys(one.text for one in await questions(tx.conn, id_)))[:DRAFTED]
    made = await editing.make_article(tx, replace(draft, questions=asked, published=False), by)
    await _become(tx, id_, "drafted", by, article=made.id)
    await access.audit(tx, by, "gap.drafted", str(id_), title=old.title, article=str(made.id))
    return made


async def add_to_article(
    tx: Tx, id_: UUID, version: int, article_id: UUID, chosen: Sequence[str], by: Actor
) -> Article:
    """Questions of the gap become similar questions of an article that is there. Raises as `draft_article`."""
    old = await _held(tx, id_, version)
    held = await queries.article(tx.conn, article_id)
    asked = {one.text for one in await questions(tx.conn, id_)}
    if not chosen or not set(chosen) <= asked:
        raise Invalid("not_of_this_gap", "Choose questions of this gap.", field="questions")
    together = list(dict.fromkeys([*held.questions, *chosen]))
    if len(together) > MAX_QUESTIONS:
        raise Invalid("too_many", f"An article has at most {MAX_QUESTIONS} questions.", field="questions", max=MAX_QUESTIONS)  # fmt: skip
    change = Change(by=by, version=held.version)
    changed = await reviews.change(tx, article_id, replace(held.draft(), questions=together), change)
    await _become(tx, id_, "drafted", by, article=article_id)
    await access.audit(tx, by, "gap.added", str(id_), title=old.title, article=str(article_id))
    if changed.questions == together and changed.state(tx.now) == "published":  # else it waits for a reviewer
        await store.settle_gaps(tx, article_id)
    return changed


async def ignore(tx: Tx, id_: UUID, version: int, ignored: bool, by: Actor) -> None:
    """No article is needed; or one is, after all. Raises NotFound, Conflict `gap_changed`, `gap_has_article`."""
    old = await _held(tx, id_, version)
    if old.article_id is not None:
        raise Conflict("gap_has_article", "An article is being written for it already.")
    await _become(tx, id_, "ignored" if ignored else "open", by)
    await access.audit(tx, by, "gap.ignored" if ignored else "gap.reopened", str(id_), title=old.title)


async def forget(tx: Tx, conversations: Sequence[UUID]) -> None:
    """What was asked in these conversations is deleted. A gap without any question is deleted too, unless it has an
    article: that one is called as the article."""
    rows = await tx.fetch(
        "DELETE FROM knowledge.gap_questions WHERE conversation_id = ANY($1) RETURNING gap_id", list(conversations)
    )
    touched = list({row["gap_id"] for row in rows if row["gap_id"] is not None})
    if not touched:
        return
    await tx.execute(
        "DELETE FROM knowledge.gaps g WHERE id = ANY($1) AND article_id IS NULL"
        " AND NOT EXISTS (SELECT FROM knowledge.gap_questions q WHERE q.tenant_id = g.tenant_id AND q.gap_id = g.id)",
        touched,
    )
    await tx.execute(
        "UPDATE knowledge.gaps g SET title = coalesce((SELECT q.text FROM knowledge.gap_questions q"
        " WHERE q.tenant_id = g.tenant_id AND q.gap_id = g.id ORDER BY q.at LIMIT 1), (SELECT a.title FROM"
        " knowledge.articles a WHERE a.tenant_id = g.tenant_id AND a.id = g.article_id), '') WHERE id = ANY($1)",
        touched,
    )


async def _held(tx: Tx, id_: UUID, version: int) -> Gap:
    await tx.execute("SELECT 1 FROM knowledge.gaps WHERE id = $1 FOR UPDATE", id_)
    found = await gap(tx.conn, id_, tx.now)
    if found.version != version:
        raise Conflict("gap_changed", "Somebody has changed this gap meanwhile; load it again.")
    return found


async def _become(tx: Tx, id_: UUID, state: GapState, by: Actor, article: UUID | None = None) -> None:
    await tx.execute(
        "UPDATE knowledge.gaps SET state = $2, article_id = $3, by_name = $4, changed_at = $5, settled_at = NULL,"
        " version = version + 1 WHERE id = $1",
        *(id_, state, article, by.name, tx.now),
    )
