"""Reads for screens: counts, the thread, the past. SQL that only reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Message
from qingfeng.kernel.db import Connection
from qingfeng.modules.conversations.listing import IN_VIEW
from qingfeng.modules.conversations.model import Conversation
from qingfeng.modules.conversations.store import COLUMNS, MESSAGE, conversation_of, message_of

COUNT_LIMIT = 1000


class Placed(msgspec.Struct, frozen=True):
    """Where a message is: enough to tell whose it is before its conversation is locked."""

    conversation_id: UUID
    seq: int
    channel_id: UUID | None
    outgoing: bool


class Counts(msgspec.Struct, frozen=True):
    """Open conversations by view; counting stops at a thousand."""

    mine: int
    waiting: int
    team: int
    snoozed: int
    all: int


async def counts(conn: Connection, me: UUID, team: list[UUID]) -> Counts:
    parts = ", ".join(
        f"(SELECT count(*) FROM (SELECT 1 FROM conversations.conversations WHERE {IN_VIEW[v]} LIMIT {COUNT_LIMIT}) x) AS {v}"
        for v in ("mine", "waiting", "team", "snoozed", "all")
    )
    row = await conn.fetchrow(f"SELECT {parts.replace('AS all', chr(65) + 'S every')}", me, team)
    assert row is not None
    return Counts(row["mine"], row["waiting"], row["team"], row["snoozed"], row["every"])


async def loads(conn: Connection) -> dict[UUID, int]:
    """How many conversations each agent owns now (talking or writing up)."""
    found = await conn.fetch(
        "SELECT agent_id, count(*) AS n FROM conversations.conversations"
        " WHERE phase IN ('with_agent', 'wrap_up') GROUP BY agent_id"
    )
    return {r["agent_id"]: r["n"] for r in found}


class InHand(msgspec.Struct, frozen=True):
    """What an agent has in hand: conversations they talk in, those they write up, and since when the first of them."""

    talk: int
    wrap: int
    since: datetime


async def in_hand(conn: Connection) -> dict[UUID, InHand]:
    """What each agent who has anything in hand has."""
    found = await conn.fetch(
        "SELECT agent_id, count(*) FILTER (WHERE phase = 'with_agent') AS talk,"
        " count(*) FILTER (WHERE phase = 'wrap_up') AS wrap, min(coalesce(assigned_at, opened_at)) AS since"
        " FROM conversations.conversations WHERE phase IN ('with_agent', 'wrap_up') GROUP BY agent_id"
    )
    return {r["agent_id"]: InHand(r["talk"], r["wrap"], r["since"]) for r in found}


async def angry(conn: Connection, limit: int = 20) -> list[tuple[UUID, str, datetime]]:
    """Conversations that wait or are talked in and whose customer is angry: id, customer, opening; the latest first."""
    found = await conn.fetch(
        "SELECT id, customer_name, opened_at FROM conversations.conversations WHERE phase <> 'closed'"
        " AND phase IN ('queued', 'offered', 'with_agent') AND emotion = 'angry' ORDER BY last_at DESC, id LIMIT $1",
        limit,
    )
    return [(r["id"], r["customer_name"], r["opened_at"]) for r in found]


async def load(conn: Connection, agent: UUID) -> int:
    n: int = await conn.fetchval(
        "SELECT count(*) FROM conversations.conversations WHERE phase IN ('with_agent', 'wrap_up') AND agent_id = $1",
        agent,
    )
    return n


async def waiting(conn: Connection, limit: int = 2000) -> list[Conversation]:
    """Those to be routed, in the order of class, priority and time."""
    found = await conn.fetch(
        f"SELECT {COLUMNS} FROM conversations.conversations WHERE phase = 'queued'"
        " ORDER BY green DESC, fast DESC, priority DESC, queued_at LIMIT $1",
        limit,
    )
    return [conversation_of(r) for r in found]


async def messages(
    conn: Connection, conv: Conversation, *, public: bool, after: int = 0, before: int | None = None, limit: int = 50
) -> tuple[list[Message], bool]:
    """A page of the thread, oldest first, and whether more lie beyond it in the direction asked."""
    seen = " AND public" if public else ""
    if before is not None or after == 0:
        found = await conn.fetch(
            f"SELECT {MESSAGE} FROM conversations.messages WHERE conversation_id = $1{seen}"
            " AND seq < $2 ORDER BY seq DESC LIMIT $3",
            conv.id,
            before if before is not None else 2**31 - 1,
            limit + 1,
        )
        page = list(reversed(found[:limit]))
    else:
        found = await conn.fetch(
            f"SELECT {MESSAGE} FROM conversations.messages WHERE conversation_id = $1{seen}"
            " AND seq > $2 ORDER BY seq LIMIT $3",
            conv.id,
            after,
            limit + 1,
        )
        page = found[:limit]
    read, got = conv.customer_read_seq, conv.delivered_seq
    return [message_of(r, public=public, read=read, delivered=got) for r in page], len(found) > limit


_OUTGOING = "public AND author_kind <> 'customer'"


async def outgoing(
    conn: Connection, conversation: UUID, begin: dict[UUID, tuple[int, datetime]], limit: int = 100
) -> list[tuple[Message, UUID]]:
    """What is to be sent to the customer, oldest first: by channel, what came after a seq and not before a moment."""
    found = await conn.fetch(
        f"SELECT {MESSAGE} FROM conversations.messages"
        " JOIN unnest($2::uuid[], $3::int[], $4::timestamptz[]) AS w (channel, seen, since)"
        " ON channel_id = w.channel AND seq > w.seen AND at >= w.since"
        f" WHERE conversation_id = $1 AND {_OUTGOING} AND recalled_at IS NULL ORDER BY seq LIMIT $5",
        conversation,
        list(begin),
        [seq for seq, _ in begin.values()],
        [since for _, since in begin.values()],
        limit,
    )
    return [(message_of(r, public=True, read=0, delivered=0), r["channel_id"]) for r in found]


class Turn(msgspec.Struct, frozen=True):
    """An agent's message and since when the customer had waited for it: their first word after the answer before."""

    conversation_id: UUID
    seq: int
    asked_at: datetime


_SAID = "SELECT m.seq, m.author_kind, m.at FROM conversations.messages m WHERE m.conversation_id = a.conversation_id AND m.public"
_TURNS = f"""
SELECT a.conversation_id, a.seq, asked.at AS asked_at
FROM unnest($1::uuid[], $2::int[]) AS a (conversation_id, seq)
CROSS JOIN LATERAL ({_SAID} AND m.author_kind IN ('agent', 'bot') AND m.seq < a.seq ORDER BY m.seq DESC LIMIT 1) AS before
CROSS JOIN LATERAL ({_SAID} AND m.author_kind = 'customer' AND m.seq > before.seq AND m.seq < a.seq
  ORDER BY m.seq LIMIT 1) AS asked
WHERE before.author_kind = 'agent'
  OR (SELECT s.seq FROM ({_SAID} AND m.author_kind = 'agent' AND m.seq < before.seq ORDER BY m.seq DESC LIMIT 1) AS s) > 0
"""


async def turns(conn: Connection, answers: Sequence[tuple[UUID, int]]) -> list[Turn]:
    """Of agents' messages, by conversation and seq, those that answered something, though not as the first agent's word.

    Each reads back to the answer before it and no further, however long the thread is; after the bot's, to the last
    agent's. What lies before a message does not change any more, so neither does this. What was taken back was said.
    """
    found = await conn.fetch(_TURNS, [id_ for id_, _ in answers], [seq for _, seq in answers])
    return [Turn(**dict(row)) for row in found]


async def placed(conn: Connection, message: UUID) -> Placed | None:
    row = await conn.fetchrow(
        f"SELECT conversation_id, seq, channel_id, {_OUTGOING} AS outgoing FROM conversations.messages WHERE id = $1",
        message,
    )
    return None if row is None else Placed(**dict(row))


async def message(conn: Connection, conv: Conversation, id_: UUID) -> Message | None:
    """One message of the thread as people at desks see it."""
    row = await conn.fetchrow(
        f"SELECT {MESSAGE} FROM conversations.messages WHERE conversation_id = $1 AND id = $2", conv.id, id_
    )
    read, got = conv.customer_read_seq, conv.delivered_seq
    return None if row is None else message_of(row, public=False, read=read, delivered=got)


async def sender_of(conn: Connection, conversation: UUID, channel: UUID) -> str | None:
    """The channel's own name for whoever wrote last through it in this conversation."""
    found: str | None = await conn.fetchval(
        "SELECT extra->>'sender' FROM conversations.messages WHERE conversation_id = $1 AND channel_id = $2"
        " AND author_kind = 'customer' ORDER BY seq DESC LIMIT 1",
        conversation,
        channel,
    )
    return found


async def said_since(conn: Connection, conversation: UUID, author: UUID | None, since: datetime) -> bool:
    """Whether somebody has spoken to the customer there since."""
    found: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM conversations.messages"
        " WHERE conversation_id = $1 AND public AND author_id = $2 AND at > $3)",
        conversation,
        author,
        since,
    )
    return found


async def of_customer(conn: Connection, customer: UUID, limit: int = 20) -> list[Conversation]:
    found = await conn.fetch(
        f"SELECT {COLUMNS} FROM conversations.conversations WHERE customer_id = $1 ORDER BY opened_at DESC LIMIT $2",
        customer,
        limit,
    )
    return [conversation_of(r) for r in found]


async def current_of(conn: Connection, customer: UUID) -> Conversation | None:
    """The open conversation of a customer, else the latest closed one."""
    row = await conn.fetchrow(
        f"SELECT {COLUMNS} FROM conversations.conversations WHERE customer_id = $1"
        " ORDER BY (phase <> 'closed') DESC, (agent_id IS NOT NULL AND phase <> 'closed') DESC, last_at DESC LIMIT 1",
        customer,
    )
    return None if row is None else conversation_of(row)


async def closed_before(conn: Connection, customer: UUID, before: UUID | None) -> list[Conversation]:
    """One earlier closed conversation, and a second to say whether there are more."""
    found = await conn.fetch(
        f"SELECT {COLUMNS} FROM conversations.conversations WHERE customer_id = $1 AND phase = 'closed'"
        " AND ($2::uuid IS NULL OR opened_at < (SELECT opened_at FROM conversations.conversations WHERE id = $2))"
        " ORDER BY opened_at DESC LIMIT 2",
        customer,
        before,
    )
    return [conversation_of(r) for r in found]


async def ending_uses(conn: Connection, since: datetime) -> dict[str, dict[str, int]]:
    """How many conversations that ended since then have each wrap-up code, and each closing reason."""
    codes = await conn.fetch(
        "SELECT code, count(*) AS n FROM conversations.conversations, unnest(codes) AS code"
        " WHERE phase = 'closed' AND closed_at > $1 GROUP BY code",
        since,
    )
    reasons = await conn.fetch(
        "SELECT close_reason, count(*) AS n FROM conversations.conversations"
        " WHERE phase = 'closed' AND closed_at > $1 AND close_reason IS NOT NULL GROUP BY close_reason",
        since,
    )
    return {"wrap_up": {r["code"]: r["n"] for r in codes}, "close": {r["close_reason"]: r["n"] for r in reasons}}


async def endings_used(conn: Connection, words: list[str]) -> set[str]:
    """Which of these any conversation has as a wrap-up code or as the reason of its end."""
    rows = await conn.fetch(
        "SELECT word FROM unnest($1::text[]) AS word WHERE EXISTS (SELECT FROM conversations.conversations"
        " WHERE codes @> ARRAY[word] OR close_reason = word)",
        words,
    )
    return {r["word"] for r in rows}


async def names(conn: Connection, conversations: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """What a list calls conversations: the customer and the subject of each that is kept."""
    found = await conn.fetch(
        "SELECT id, customer_name, subject FROM conversations.conversations WHERE id = ANY($1)", conversations
    )
    return {r["id"]: (r["customer_name"], r["subject"]) for r in found}


async def scores(conn: Connection, conversations: list[UUID]) -> dict[UUID, int]:
    found = await conn.fetch(
        "SELECT conversation_id, score FROM conversations.surveys WHERE conversation_id = ANY($1)", conversations
    )
    return {r["conversation_id"]: r["score"] for r in found}


async def latest_of(conn: Connection, channel_kind: str) -> Conversation | None:
    """The conversation by this kind of channel that was begun last; looked for among the last thousand of any kind."""
    # Ids grow with time: the newest are at the end of the key.
    found = await conn.fetchrow(
        f"SELECT {COLUMNS} FROM (SELECT * FROM conversations.conversations ORDER BY tenant_id DESC, id DESC LIMIT 1000) c"
        " WHERE channel_kind = $1 ORDER BY id DESC LIMIT 1",
        channel_kind,
    )
    return None if found is None else conversation_of(found)
