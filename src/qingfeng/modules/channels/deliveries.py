"""Deliveries: what a channel that must be called still has to be told, in which order, and what became of it.

A delivery waits (`accepted`) until the channel took it (`sent`), confirmed it (`delivered`, `read`) or gave up
(`failed`). The waiting ones of a conversation on a channel are a line: only its first is ever sent. While it is being
sent its `next_at` lies ahead, so that no second process sends it too; a process that dies leaves it to the next one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import RANK, Delivery, Message, Phase
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import Conflict, NotFound
from qingfeng.kernel.uow import Step, Tx
from qingfeng.ports.channel import ChannelRef

EventName = Literal["message.created", "message.recalled", "conversation.updated", "typing", "ping"]
CREATED = "message.created"
UPDATED = "conversation.updated"
TYPING = "typing"


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as the platform is told of it. `offered` is told as `queued`: the customer waits in both."""

    id: UUID
    phase: Phase
    agent: str | None
    closed: bool
    survey: Literal["none", "asked", "done"]
    last_seq: int


class Typing(msgspec.Struct, frozen=True):
    name: str
    on: bool


class Notice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of an open channel's webhook; other pushing channels read from it what they need."""

    id: UUID
    type: EventName
    at: datetime
    channel_id: UUID
    conversation_id: UUID | None = None
    sender_id: str | None = None
    message: Message | None = None
    conversation: State | None = None
    typing: Typing | None = None


class Waiting(msgspec.Struct, frozen=True):
    """One that waits in a line; `next_at` is when it may be tried."""

    id: UUID
    channel_id: UUID
    next_at: datetime


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery as the log shows it. `last_status`: the HTTP status of the last try, if there was an answer."""

    id: UUID
    channel_id: UUID
    conversation_id: UUID
    message_id: UUID
    seq: int
    event: str
    status: Delivery
    attempts: int
    next_at: datetime | None
    last_error: str | None
    last_status: int | None
    created_at: datetime
    updated_at: datetime


_ENTRY = ", ".join(Entry.__struct_fields__)


def _entry(row: Record) -> Entry:
    return Entry(**{name: row[name] for name in Entry.__struct_fields__})


def wanted(channel: ChannelRef) -> frozenset[str]:
    """The events the channel is subscribed to; one that says nothing gets messages."""
    return frozenset(channel.config.get("events", [CREATED]))


def since(channel: ChannelRef) -> datetime:
    """From when on the channel is told: what was said before it had an address stays untold."""
    text = channel.config.get("since")
    return datetime.fromisoformat(text) if text else datetime.fromtimestamp(0, UTC)


async def hold_line(tx: Tx, conversation: UUID) -> None:
    """One process at a time works on a conversation's lines, until commit. Taken before the conversation's lock."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"line:{conversation}")


async def put(tx: Tx, notice: Notice, *, seq: int, message: UUID | None, status: Delivery = "accepted") -> None:
    """Add to the line. A message that has a delivery on the channel already is left as it is."""
    assert notice.conversation_id is not None
    await tx.execute(
        "INSERT INTO channels.deliveries (tenant_id, id, channel_id, conversation_id, seq, message_id, event, body,"
        " status, next_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10)"
        " ON CONFLICT DO NOTHING",
        tx.tenant,
        notice.id,
        notice.channel_id,
        notice.conversation_id,
        seq,
        message or notice.conversation_id,
        notice.type,
        msgspec.json.encode(notice),
        status,
        tx.now,
    )


async def told(tx: Tx, conversation: UUID, channels: list[UUID]) -> dict[UUID, int]:
    """The seq of the last message put into each channel's line; 0 for none."""
    rows = await tx.fetch(
        "SELECT channel_id, max(seq) AS seq FROM channels.deliveries WHERE conversation_id = $1"
        " AND channel_id = ANY($2) AND event = 'message.created' GROUP BY channel_id",
        conversation,
        channels,
    )
    return {**dict.fromkeys(channels, 0), **{r["channel_id"]: r["seq"] for r in rows}}


async def last_state(tx: Tx, conversation: UUID, channel: UUID) -> State | None:
    """What the channel was last told of the conversation itself."""
    body = await tx.value(
        "SELECT body FROM channels.deliveries WHERE message_id = $1 AND channel_id = $2"
        " AND event = 'conversation.updated' ORDER BY position DESC LIMIT 1",
        conversation,
        channel,
    )
    return None if body is None else msgspec.json.decode(body, type=Notice).conversation


async def heads(tx: Tx, conversation: UUID, channels: list[UUID]) -> list[Waiting]:
    """The first of each channel's line, locked."""
    rows = await tx.fetch(
        "SELECT id, channel_id, next_at FROM channels.deliveries WHERE channel_id = ANY($2) AND conversation_id = $1"
        " AND status = 'accepted' ORDER BY channel_id, seq, position FOR UPDATE",
        conversation,
        channels,
    )
    first: dict[UUID, Waiting] = {}
    for row in rows:
        first.setdefault(row["channel_id"], Waiting(row["id"], row["channel_id"], row["next_at"] or tx.now))
    return list(first.values())


async def claim(tx: Tx, id_: UUID, until: datetime) -> tuple[Entry, Notice]:
    """Take one for sending: nobody else does before `until`."""
    row = await tx.row(
        "UPDATE channels.deliveries SET attempts = attempts + 1, next_at = $2, updated_at = $3 WHERE id = $1"
        f" RETURNING {_ENTRY}, body",
        id_,
        until,
        tx.now,
    )
    assert row is not None
    return _entry(row), msgspec.json.decode(row["body"], type=Notice)


async def settle(
    tx: Tx, id_: UUID, status: Delivery, *, next_at: datetime | None, error: str | None, http_status: int | None
) -> bool:
    """Write what became of a try. False when a receipt was faster: the delivery no longer waits and stays as it is."""
    done = await tx.execute(
        "UPDATE channels.deliveries SET status = $2, next_at = $3, last_error = $4, last_status = $5, updated_at = $6"
        " WHERE id = $1 AND status = 'accepted'",
        id_,
        status,
        next_at,
        error,
        http_status,
        tx.now,
    )
    return done == "UPDATE 1"


async def of_message(tx: Tx, message: UUID, channel: UUID | None = None) -> Entry | None:
    """The delivery of a message, locked."""
    row = await tx.row(
        f"SELECT {_ENTRY} FROM channels.deliveries WHERE message_id = $1 AND event = 'message.created'"
        " AND ($2::uuid IS NULL OR channel_id = $2) FOR UPDATE",
        message,
        channel,
    )
    return None if row is None else _entry(row)


async def withdraw(tx: Tx, entry: Entry) -> bool:
    """Take one out of its line that nobody has tried to send yet; False when it is too late for that."""
    done = await tx.execute(
        "DELETE FROM channels.deliveries WHERE id = $1 AND status = 'accepted' AND attempts = 0", entry.id
    )
    return done == "DELETE 1"


def may_follow(status: Delivery, then: Delivery) -> bool:
    """Deliveries only move forward; a failed one is left by a retry alone, one that arrived cannot fail."""
    if then == "failed":
        return status in ("accepted", "sent")
    return status != "failed" and RANK[then] > RANK[status]


async def advance(tx: Tx, entry: Entry, then: Delivery, error: str | None = None) -> bool:
    """Follow a receipt; False when it tells nothing new."""
    if not may_follow(entry.status, then):
        return False
    await tx.execute(
        "UPDATE channels.deliveries SET status = $2, next_at = NULL, last_error = $3, updated_at = $4 WHERE id = $1",
        entry.id,
        then,
        error,
        tx.now,
    )
    return True


async def again(tx: Tx, delivery: UUID) -> Entry:
    """Put a failed delivery back into its line, under the id it always had. Raises NotFound, Conflict `not_failed`."""
    row = await tx.row(f"SELECT {_ENTRY} FROM channels.deliveries WHERE id = $1", delivery)
    if row is None:
        raise NotFound("not_found", "There is no such delivery.", field="delivery_id")
    await hold_line(tx, row["conversation_id"])
    row = await tx.row(
        "UPDATE channels.deliveries SET status = 'accepted', attempts = 0, next_at = $2, updated_at = $2"
        f" WHERE id = $1 AND status = 'failed' RETURNING {_ENTRY}",
        delivery,
        tx.now,
    )
    if row is None:
        raise Conflict("not_failed", "Only a failed delivery can be sent again.", field="delivery_id")
    tx.at(Step("deliver", str(row["conversation_id"]), tx.now))
    return _entry(row)


class SentAgain(msgspec.Struct, frozen=True):
    """How many failed deliveries are sent again, and how many of the range have not been taken up yet."""

    replayed: int
    left: int


async def again_all(tx: Tx, channel: UUID, since: datetime, until: datetime, *, most: int = 500) -> SentAgain:
    """Put failed deliveries made in [since, until) back into their lines, the oldest `most` of them."""
    span = "channel_id = $1 AND created_at >= $2 AND created_at < $3 AND status = 'failed'"
    rows = await tx.fetch(
        f"SELECT id, conversation_id FROM channels.deliveries WHERE {span} ORDER BY created_at, id LIMIT $4",
        channel,
        since,
        until,
        most,
    )
    # Many lines are held at once, always in one order; whoever sends holds one.
    lines = sorted({row["conversation_id"] for row in rows})
    for conversation in lines:
        await hold_line(tx, conversation)
    done = await tx.execute(
        "UPDATE channels.deliveries SET status = 'accepted', attempts = 0, next_at = $2, updated_at = $2"
        " WHERE id = ANY($1) AND status = 'failed'",
        [row["id"] for row in rows],
        tx.now,
    )
    for conversation in lines:
        tx.at(Step("deliver", str(conversation), tx.now))
    left = await tx.value(f"SELECT count(*) FROM channels.deliveries WHERE {span}", channel, since, until)
    return SentAgain(int(done.rpartition(" ")[2]), left)


async def wake(tx: Tx, channel: UUID) -> int:
    """Try everything that waits on a channel now (it was switched on, or has a new address). Returns how many lines."""
    rows = await tx.fetch(
        "WITH waiting AS (SELECT id FROM channels.deliveries WHERE channel_id = $1 AND status = 'accepted'"
        " ORDER BY conversation_id, seq, position FOR UPDATE)"  # locked as `heads` does
        " UPDATE channels.deliveries d SET next_at = $2 FROM waiting WHERE d.id = waiting.id"
        " RETURNING d.conversation_id",
        channel,
        tx.now,
    )
    lines = {r["conversation_id"] for r in rows}
    for conversation in lines:
        tx.at(Step("deliver", str(conversation), tx.now))
    return len(lines)


async def states(conn: Connection, messages: list[UUID]) -> dict[UUID, Delivery]:
    """How far each message that has a delivery has come."""
    rows = await conn.fetch(
        "SELECT message_id, status FROM channels.deliveries WHERE message_id = ANY($1) AND event = 'message.created'",
        messages,
    )
    return {r["message_id"]: r["status"] for r in rows}


async def counts(conn: Connection) -> dict[UUID, dict[str, int]]:
    """By channel, how many deliveries wait and how many have failed."""
    rows = await conn.fetch(
        "SELECT channel_id, status, count(*) AS n FROM channels.deliveries WHERE status IN ('accepted', 'failed')"
        " GROUP BY channel_id, status"
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["channel_id"], {})[row["status"]] = row["n"]
    return found


class LogQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`since` inclusive, `until` exclusive. `before`: when the last of the page before was made, and its id."""

    channel: UUID
    status: Delivery | None = None
    event: EventName | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, UUID] | None = None
    limit: int = 50


async def log(conn: Connection, query: LogQuery) -> list[Entry]:
    """A page of a channel's deliveries, the latest first; one more than asked for when there are more."""
    at, id_ = query.before or (None, None)
    rows = await conn.fetch(
        f"SELECT {_ENTRY} FROM channels.deliveries WHERE channel_id = $1 AND ($2::text IS NULL OR status = $2)"
        " AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid)) AND ($6::text IS NULL OR event = $6)"
        " AND ($7::timestamptz IS NULL OR created_at >= $7) AND ($8::timestamptz IS NULL OR created_at < $8)"
        " ORDER BY created_at DESC, id DESC LIMIT $5",
        query.channel,
        query.status,
        at,
        id_,
        query.limit + 1,
        query.event,
        query.since,
        query.until,
    )
    return [_entry(r) for r in rows]
