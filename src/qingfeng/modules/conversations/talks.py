"""Conversations with everything that was said in them, in the order in which they were opened, some at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.modules.conversations.exports import COUNTED, ExportFilter
from qingfeng.modules.conversations.listing import IN_VIEW
from qingfeng.modules.conversations.narrow import conditions

MOST_CONVERSATIONS = 500
MOST_MESSAGES = 5_000
"""At a time, so that little is held at once; a conversation that has more comes alone."""
_WHOSE = "coalesce(c.agent_id, c.last_agent_id)"
_TALK = (
    "c.id, c.opened_at, c.closed_at, c.phase, c.channel_kind, c.queue_id, c.customer_id, c.customer_name, c.customer_tier,"
    f" {_WHOSE} AS agent_id, c.agent_name, c.locale, c.subject, c.tags, c.codes, c.close_reason, c.emotion, c.last_seq,"
    " c.first_response_at, s.score"
)


class Said(msgspec.Struct, frozen=True):
    """A message, or what the machinery noted between messages (`kind` system: then `text` is a code)."""

    seq: int
    at: datetime
    author: str
    author_name: str
    kind: str
    text: str
    file: str | None
    public: bool
    channel: str | None
    recalled: bool


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation and what was said in it."""

    id: UUID
    opened_at: datetime
    closed_at: datetime | None
    phase: str
    channel_kind: str
    queue_id: UUID | None
    customer_id: UUID
    customer_name: str
    customer_tier: str
    agent_id: UUID | None
    agent_name: str | None
    locale: str
    subject: str
    tags: list[str]
    codes: list[str]
    close_reason: str | None
    emotion: str
    first_response_at: datetime | None
    score: int | None
    said: list[Said]


def _where(wanted: ExportFilter, args: list[object]) -> str:
    parts = ["true", *conditions(wanted, args, table="c.", agent=_WHOSE)]
    for moment, sign in ((wanted.since, ">="), (wanted.before, "<")):
        if moment is not None:
            args.append(moment)
            parts.append(f"c.opened_at {sign} ${len(args)}")
    if wanted.ids is not None:
        args.append(wanted.ids)
        parts.append(f"c.id = ANY(${len(args)}::uuid[])")
    if wanted.view is not None:
        args += (wanted.me, wanted.team)
        me, team = f"${len(args) - 1}", f"${len(args)}"
        own = {"$1": f"{me}::uuid", "$2": team}
        parts.append(f"({re.sub('[$][12]', lambda found: own[found[0]], IN_VIEW[wanted.view])})")
        parts.append(f"({me}::uuid IS NOT NULL AND {team}::uuid[] IS NOT NULL)")
    if wanted.state is not None:
        parts.append(f"c.phase {'=' if wanted.state == 'closed' else '<>'} 'closed'")
    return " AND ".join(parts)


async def counted(conn: Connection, wanted: ExportFilter) -> int:
    """How many there are."""
    args: list[object] = []
    where = _where(wanted, args)
    found: int = await conn.fetchval(
        f"SELECT count(*) FROM (SELECT FROM conversations.conversations c WHERE {where} LIMIT {COUNTED}) x", *args
    )
    return found


async def talks(
    conn: Connection, wanted: ExportFilter, after: tuple[datetime, UUID] | None, most: int = MOST_CONVERSATIONS
) -> tuple[list[Talk], bool]:
    """Those that come next, and whether more may follow."""
    args: list[object] = []
    where = _where(wanted, args)
    if after is not None:
        args += after
        where += f" AND (c.opened_at, c.id) > (${len(args) - 1}, ${len(args)})"
    rows = await conn.fetch(
        f"SELECT {_TALK} FROM conversations.conversations c LEFT JOIN conversations.surveys s ON s.conversation_id = c.id"
        f" WHERE {where} ORDER BY c.opened_at, c.id LIMIT {most}",
        *args,
    )
    taken = _few(rows)
    said = await _said(conn, [row["id"] for row in taken])
    found = [_talk(row, said.get(row["id"], [])) for row in taken]
    return found, len(taken) < len(rows) or len(rows) == most


def _few(rows: Sequence[Record]) -> list[Record]:
    """As many as have few enough messages, but one at least."""
    messages = 0
    taken: list[Record] = []
    for row in rows:
        messages += row["last_seq"]
        if taken and messages > MOST_MESSAGES:
            break
        taken.append(row)
    return taken


async def _said(conn: Connection, ids: list[UUID]) -> dict[UUID, list[Said]]:
    rows = await conn.fetch(
        "SELECT conversation_id, seq, at, author_kind, author_name, kind, public, channel_kind,"
        " coalesce(nullif(text, ''), extra -> 'system' ->> 'code', '') AS text, extra -> 'attachment' ->> 'name' AS file,"
        " recalled_at IS NOT NULL AS recalled FROM conversations.messages WHERE conversation_id = ANY($1)"
        " ORDER BY conversation_id, seq",
        ids,
    )
    found: dict[UUID, list[Said]] = {}
    for r in rows:
        one = Said(
            r["seq"], r["at"], r["author_kind"], r["author_name"], r["kind"], r["text"], r["file"], r["public"],
            r["channel_kind"], r["recalled"],
        )  # fmt: skip
        found.setdefault(r["conversation_id"], []).append(one)
    return found


def _talk(row: Record, said: list[Said]) -> Talk:
    plain: dict[str, Any] = {name: row[name] for name in Talk.__struct_fields__ if name != "said"}
    return Talk(**plain, said=said)
