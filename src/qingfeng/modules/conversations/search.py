"""Finding conversations by what was said in them. SQL that only reads."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import AuthorKind, MessageKind, Row
from qingfeng.kernel import text
from qingfeng.kernel.db import Connection, Record
from qingfeng.modules.conversations import narrow
from qingfeng.modules.conversations.listing import IN_VIEW, View
from qingfeng.modules.conversations.narrow import Only
from qingfeng.modules.conversations.store import COLUMNS, conversation_of
from qingfeng.modules.conversations.words import Part, excerpt

DEEP = 200
"""Messages looked through when all conversations are asked; newest first."""
DEEP_FILTERED = 1000
"""The same when some of what is found will be left out."""
OPEN_LIMIT = 1000
"""Conversations of a short view that are looked through."""
_SHORT = ("mine", "waiting", "team", "snoozed")
_EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


class Where(Only, frozen=True, kw_only=True):
    """Which conversations and messages are meant; None: any. `me` and `team` are whose views are asked.

    `since` (included) and `before` (not included) are about the message. `agent`: who has it or had it last.
    """

    me: UUID
    team: list[UUID] = msgspec.field(default_factory=list)
    view: View | None = None
    since: datetime | None = None
    before: datetime | None = None


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """The newest message in which it was found."""

    id: UUID
    seq: int
    kind: MessageKind
    author_kind: AuthorKind
    author_name: str
    at: datetime
    parts: list[Part]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation, its newest message found, and how many were."""

    row: Row
    hit: Hit
    hits: int


class Findings(msgspec.Struct, frozen=True):
    """`capped`: looking stopped before everything was looked through; narrower words or dates find what is older."""

    found: list[Found]
    capped: bool


_EVERYWHERE = "SELECT f AS id FROM conversations.messages_found($1::text::tsquery, $2, $3, $4) f"
_IN_SHORT_VIEW = """
SELECT m.id FROM (SELECT id FROM conversations.conversations
  WHERE {view} AND $1::uuid IS NOT NULL AND $2::uuid[] IS NOT NULL LIMIT {limit}) o
JOIN conversations.messages m ON m.conversation_id = o.id
WHERE m.search @@ $3::text::tsquery AND m.at >= $4 AND m.at < $5 ORDER BY m.id DESC LIMIT $6
"""
_GROUPED = """
SELECT c.id, (array_agg(m.id ORDER BY m.seq DESC))[1] AS newest, count(*) AS hits
FROM conversations.messages m JOIN conversations.conversations c ON c.id = m.conversation_id
WHERE m.id = ANY($1) AND {where} GROUP BY c.id ORDER BY max(m.at) DESC, newest DESC LIMIT $2
"""
_HITS = """
SELECT m.id AS message, m.seq, m.kind, m.author_kind, m.author_name, m.at, m.text,
  m.extra -> 'attachment' ->> 'name' AS file,
  m.extra ->> 'format' = 'markdown' AS markdown, {columns}
FROM conversations.messages m JOIN conversations.conversations c ON c.id = m.conversation_id WHERE m.id = ANY($1)
"""


def _query(words: str) -> str:
    """All that must occur. A word one is still typing finds what begins with it, unless it is a single sign."""
    terms = text.terms(words)
    return text.query(terms, every=True, prefix=all(len(t) > 1 or text.is_single(t) for t in terms))


async def search(conn: Connection, words: str, where: Where, *, limit: int = 20) -> Findings:
    """Conversations in which all of `words` occur in one message, the newest such message first. No words find nothing."""
    query = _query(words)
    if not query:
        return Findings([], False)
    deep = DEEP_FILTERED if where.view is not None or where.narrow() else DEEP
    looked = await _messages(conn, query, where, deep)
    args: list[object] = [looked, limit]
    conditions = _conditions(where, args)
    grouped = await conn.fetch(_GROUPED.format(where=conditions), *args)
    columns = ", ".join(f"c.{name}" for name in COLUMNS.split(", "))
    rows = await conn.fetch(_HITS.format(columns=columns), [r["newest"] for r in grouped])
    newest = {r["id"]: r for r in rows}
    found = [
        Found(row=conversation_of(newest[g["id"]]).row(), hit=_hit(newest[g["id"]], words), hits=g["hits"])
        for g in grouped
    ]
    return Findings(found, len(looked) >= deep)


async def _messages(conn: Connection, query: str, where: Where, deep: int) -> list[UUID]:
    """The newest messages with these words: of a short view by its conversations, else by the index of all."""
    span = (where.since or _EVER[0], where.before or _EVER[1])
    if where.view in _SHORT:
        sql = _IN_SHORT_VIEW.format(view=IN_VIEW[where.view], limit=OPEN_LIMIT)
        rows = await conn.fetch(sql, where.me, where.team, query, *span, deep)
    else:
        rows = await conn.fetch(_EVERYWHERE, query, *span, deep)
    return [r["id"] for r in rows]


def _conditions(where: Where, args: list[object]) -> str:
    """What the conversation must be, its arguments added to `args`."""
    whose = "coalesce(c.agent_id, c.last_agent_id)"
    parts = ["true", *narrow.conditions(where, args, table="c.", agent=whose)]
    if where.view in ("all", "closed"):
        parts.append(f"c.{IN_VIEW[where.view]}")
    return " AND ".join(parts)


def _hit(row: Record, words: str) -> Hit:
    return Hit(
        id=row["message"],
        seq=row["seq"],
        kind=row["kind"],
        author_kind=row["author_kind"],
        author_name=row["author_name"],
        at=row["at"],
        parts=excerpt(row["text"] or row["file"] or "", words, markdown=bool(row["markdown"])),
    )
