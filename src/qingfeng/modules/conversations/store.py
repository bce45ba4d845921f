"""Every write of the ledger, and its locks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import (
    Attachment,
    Author,
    CallBack,
    Handover,
    Message,
    Preview,
    Quota,
    Quote,
    RowAgent,
    Source,
    SystemNote,
)
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations.model import Conversation, Draft, delivery
from qingfeng.modules.conversations.survey import Pin
from qingfeng.modules.conversations.words import words_of

FIELDS = tuple(Conversation.__dataclass_fields__)
COLUMNS = ", ".join(FIELDS)
_CHANGING = tuple(f for f in FIELDS if f not in ("id", "opened_at"))
_SET = ", ".join(f"{f} = ${i}" for i, f in enumerate(_CHANGING, 2))
_MESSAGE_COLUMNS = (
    "id, prev_public, public, author_kind, author_id, author_name, kind, text, extra, client_id, channel_id,"
    " channel_kind, external_id, at"
)
_SAVE = f"UPDATE conversations.conversations SET {_SET} WHERE id = $1"
_APPEND = (
    f"INSERT INTO conversations.messages (tenant_id, conversation_id, seq, {_MESSAGE_COLUMNS}, search)"
    f" VALUES ({', '.join(f'${i}' for i in range(1, 18))}, $18::text::tsvector)"
)
LEDGER = "conversations.conversations"
MESSAGES = "conversations.messages"


class Extra(msgspec.Struct, frozen=True, omit_defaults=True):
    """The parts of a message that few have."""

    format: str = "plain"
    attachment: Attachment | None = None
    sources: list[Source] = []
    suggestions: list[str] = []
    system: SystemNote | None = None
    mentions: list[UUID] = []
    sender: str | None = None
    quote: Quote | None = None
    files: list[Attachment] = []


def extra_of(draft: Draft) -> Extra:
    return Extra(
        format=draft.format,
        attachment=draft.attachment,
        sources=draft.sources,
        suggestions=draft.suggestions,
        system=draft.system,
        mentions=draft.mentions,
        sender=draft.sender,
        quote=draft.quote,
        files=draft.files,
    )


def conversation_of(row: Record) -> Conversation:
    fields = {name: row[name] for name in FIELDS}
    fields["preview"] = msgspec.convert(row["preview"], Preview) if row["preview"] else None
    fields["handover"] = msgspec.convert(row["handover"], Handover) if row["handover"] else None
    fields["quota"] = msgspec.convert(row["quota"], Quota) if row["quota"] else None
    fields["callback"] = msgspec.convert(row["callback"], CallBack) if row["callback"] else None
    fields["joined"] = msgspec.convert(row["joined"], list[RowAgent])
    return Conversation(**fields)


def _values(conv: Conversation) -> list[Any]:
    values = [getattr(conv, name) for name in _CHANGING]
    values[_CHANGING.index("preview")] = conv.preview or {}
    return values


async def lock(tx: Tx, id_: UUID) -> Conversation | None:
    row = await tx.row(f"SELECT {COLUMNS} FROM conversations.conversations WHERE id = $1 FOR UPDATE", id_)
    return None if row is None else conversation_of(row)


async def lock_as(tx: Tx, id_: UUID, kind: str, value: str) -> Conversation | None:
    """The same, if it belongs to the customer who has this identity now."""
    row = await tx.row(
        f"SELECT {COLUMNS} FROM conversations.conversations WHERE id = $1 AND customer_id = customers.owner_of($2, $3)"
        " FOR UPDATE",
        id_,
        kind,
        value,
    )
    return None if row is None else conversation_of(row)


async def lock_for(tx: Tx, id_: UUID, author: UUID, client_id: str) -> tuple[Conversation, bool] | None:
    """The same, and whether this author's message of that client_id is there already (as far as could be seen before
    the lock: of two at the same moment the second meets the unique index)."""
    row = await tx.row(
        f"SELECT {COLUMNS}, EXISTS (SELECT FROM conversations.messages m WHERE m.conversation_id = $1"
        "  AND m.author_id = $2 AND m.client_id = $3 AND m.external_id IS NULL) AS written"
        " FROM conversations.conversations WHERE id = $1 FOR UPDATE",
        id_,
        author,
        client_id,
    )
    return None if row is None else (conversation_of(row), row["written"])


async def get(conn: Connection, id_: UUID) -> Conversation | None:
    row = await conn.fetchrow(f"SELECT {COLUMNS} FROM conversations.conversations WHERE id = $1", id_)
    return None if row is None else conversation_of(row)


async def lock_open_of(tx: Tx, customer: UUID) -> Conversation | None:
    """The customer's open conversation, locked: one that has an owner first, then the latest."""
    row = await tx.row(
        f"SELECT {COLUMNS} FROM conversations.conversations WHERE customer_id = $1 AND phase <> 'closed'"
        " ORDER BY (agent_id IS NOT NULL) DESC, last_at DESC LIMIT 1 FOR UPDATE",
        customer,
    )
    return None if row is None else conversation_of(row)


async def insert(tx: Tx, conv: Conversation) -> None:
    names = ", ".join(("tenant_id", *FIELDS))
    marks = ", ".join(f"${i}" for i in range(1, len(FIELDS) + 2))
    values = [getattr(conv, name) for name in FIELDS]
    values[FIELDS.index("preview")] = conv.preview or {}
    await tx.execute(f"INSERT INTO conversations.conversations ({names}) VALUES ({marks})", tx.tenant, *values)


async def save(tx: Tx, conv: Conversation) -> None:
    """Write every changing field; the version grows, so that screens can tell newer from older."""
    conv.version += 1
    await tx.later(LEDGER, _SAVE, conv.id, *_values(conv))


async def append(tx: Tx, conv: Conversation, draft: Draft, prev_public: int) -> UUID:
    """The message and its conversation. `conv` is locked and already counts the message."""
    id_ = tx.new_id()
    await tx.later(
        MESSAGES,
        _APPEND,
        tx.tenant,
        conv.id,
        conv.last_seq,
        id_,
        prev_public,
        draft.public,
        draft.author.kind,
        draft.author.id,
        draft.author.name,
        draft.kind,
        draft.text,
        extra_of(draft),
        draft.client_id,
        conv.channel_id,
        conv.channel_kind,
        draft.external_id,
        tx.now,
        words_of(draft.text, draft.attachment.name if draft.attachment else None),
    )
    await save(tx, conv)
    return id_


MESSAGE = f"conversation_id, seq, {_MESSAGE_COLUMNS}, recalled_at"


def hidden(message: Message) -> Message:
    """A message as its customer may see it: one that was taken back says nothing any more."""
    if not message.recalled:
        return message
    return msgspec.structs.replace(message, text="", attachment=None, sources=[], suggestions=[], quote=None, files=[])


def message_of(row: Record, *, public: bool, read: int, delivered: int) -> Message:
    """A stored message as an audience sees it: `public` for the customer, else for people at desks."""
    extra = msgspec.convert(row["extra"], Extra)
    message = Message(
        id=row["id"],
        conversation_id=row["conversation_id"],
        seq=row["seq"],
        prev=row["prev_public"] if public else row["seq"] - 1,
        author=Author(row["author_kind"], row["author_id"], row["author_name"]),
        kind=row["kind"],
        text=row["text"],
        format=extra.format,  # type: ignore[arg-type]  # written from a Draft
        attachment=extra.attachment,
        sources=extra.sources,
        suggestions=extra.suggestions,
        system=extra.system,
        client_id=row["client_id"],
        channel=row["channel_kind"],
        delivery=delivery(row["seq"], row["author_kind"], row["public"], read, delivered, row["channel_kind"]),
        mentions=extra.mentions,
        quote=extra.quote,
        files=extra.files,
        recalled=row["recalled_at"] is not None,
        at=row["at"],
    )
    return hidden(message) if public else message


async def by_external(tx: Tx, channel: UUID, external_id: str) -> Record | None:
    return await tx.row(
        f"SELECT {MESSAGE} FROM conversations.messages WHERE channel_id = $1 AND external_id = $2", channel, external_id
    )


async def by_client(tx: Tx, conversation: UUID, author: UUID, client_id: str) -> Record | None:
    return await tx.row(
        f"SELECT {MESSAGE} FROM conversations.messages WHERE conversation_id = $1 AND author_id = $2"
        " AND client_id = $3 AND external_id IS NULL",
        conversation,
        author,
        client_id,
    )


async def mark_delivered(tx: Tx, marks: dict[UUID, int]) -> list[Conversation]:
    """Move the marks forward (they only grow) and give the conversations whose mark moved, locked in order of id."""
    rows = await tx.fetch(
        "UPDATE conversations.conversations c SET delivered_seq = w.seq, version = version + 1"
        " FROM (SELECT o.id, least(m.seq, o.last_seq) AS seq FROM conversations.conversations o"
        "  JOIN unnest($1::uuid[], $2::int[]) AS m (id, seq) ON m.id = o.id"
        "  WHERE o.delivered_seq < least(m.seq, o.last_seq) ORDER BY o.id FOR UPDATE OF o) w"
        f" WHERE c.id = w.id RETURNING {', '.join('c.' + name for name in FIELDS)}",
        list(marks),
        list(marks.values()),
    )
    return [conversation_of(row) for row in rows]


async def insert_survey(tx: Tx, conversation: UUID, score: int, reasons: list[str], comment: str, pin: Pin) -> bool:
    done = await tx.execute(
        "INSERT INTO conversations.surveys (tenant_id, conversation_id, score, reasons, comment, at, place, version, scale)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        tx.tenant,
        conversation,
        score,
        reasons,
        comment,
        tx.now,
        pin.place,
        pin.version,
        pin.scale,
    )
    return done == "INSERT 0 1"


async def move_customer(tx: Tx, from_id: UUID, into_id: UUID, only: list[UUID] | None) -> list[UUID]:
    """Conversations of one customer become another's; returns which. `only` limits it, when undoing a merge."""
    rows = await tx.fetch(
        "UPDATE conversations.conversations SET customer_id = $2, version = version + 1 WHERE customer_id = $1"
        " AND ($3::uuid[] IS NULL OR id = ANY($3)) RETURNING id",
        from_id,
        into_id,
        only,
    )
    return [r["id"] for r in rows]
