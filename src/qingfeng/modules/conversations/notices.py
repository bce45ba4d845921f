"""What one person is told beside their list: they were named, given a conversation, or asked to be reminded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.conversations import Notice, NoticeKind, NoticeMade, NoticesRead
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.conversations.model import Conversation

UNREAD_LIMIT = 100
LONGEST = 200
MOST_REMINDERS = 100
REMIND = "remind"
_COLUMNS = "id, user_id, kind, conversation_id, customer_name, by_name, text, at, article_id, room_id"


class Reminder(msgspec.Struct, frozen=True):
    """What a person wants to be told at a moment, about a conversation."""

    id: UUID
    conversation_id: UUID
    text: str
    due_at: datetime


def _notice_of(row: Record) -> Notice:
    return Notice(**{name: row[name] for name in _COLUMNS.split(", ")}, read=row["read_at"] is not None)


async def notify(tx: Tx, conv: Conversation, user: UUID, kind: NoticeKind, *, by: str = "", text: str = "") -> None:
    """Tell one person something about a conversation."""
    await tell(tx, user, kind, (conv.id, conv.customer_name), by=by, text=text)


async def tell(
    tx: Tx,
    user: UUID,
    kind: NoticeKind,
    about: tuple[UUID | None, str],
    *,
    by: str = "",
    text: str = "",
) -> None:
    """Tell one person something. `about`: a conversation, or an article or a room where the kind is one of theirs, if
    it is about one; and the name of whom or what it is about."""
    which, name = about
    article = which if kind.startswith("article_") else None
    room = which if kind.startswith("room_") else None
    conversation = None if article or room else which
    text = " ".join(text.split())[:LONGEST]
    notice = Notice(tx.new_id(), user, kind, conversation, name, by, text, tx.now, article_id=article, room_id=room)
    await tx.execute(
        f"INSERT INTO conversations.notices (tenant_id, {_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tx.tenant,
        *(notice.id, user, kind, conversation, name, by, text, tx.now, article, room),
    )
    tx.emit(NoticeMade(notice=notice))


async def notices(conn: Connection, user: UUID, *, before: UUID | None, limit: int) -> list[Notice]:
    """A person's notices, the newest first."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS}, read_at FROM conversations.notices WHERE user_id = $1"
        " AND id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) ORDER BY id DESC LIMIT $3",
        user,
        before,
        limit,
    )
    return [_notice_of(row) for row in rows]


async def unread_notices(conn: Connection, user: UUID) -> int:
    """How many a person has not read; counting stops at a hundred."""
    n: int = await conn.fetchval(
        "SELECT count(*) FROM (SELECT FROM conversations.notices WHERE user_id = $1 AND read_at IS NULL"
        f" LIMIT {UNREAD_LIMIT}) x",
        user,
    )
    return n


async def read_notices(tx: Tx, user: UUID, ids: list[UUID] | None) -> None:
    """A person has read these, or all (`None`). Somebody else's are left alone."""
    done = await tx.execute(
        "UPDATE conversations.notices SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL"
        " AND ($3::uuid[] IS NULL OR id = ANY($3))",
        user,
        tx.now,
        ids,
    )
    if done != "UPDATE 0":
        tx.emit(NoticesRead(user_id=user))


async def remind(tx: Tx, conv: Conversation, user: UUID, *, text: str, due: datetime) -> Reminder:
    """Have a person told about a conversation at a moment. Raises Invalid."""
    text = " ".join(text.replace("\0", "").split())
    if len(text) > LONGEST:
        raise Invalid("too_long", f"A reminder has at most {LONGEST} characters.", field="text", max=LONGEST)
    if due <= tx.now:
        raise Invalid("in_the_past", "Choose a moment that is still to come.", field="at")
    if await tx.value("SELECT count(*) FROM conversations.reminders WHERE user_id = $1", user) >= MOST_REMINDERS:
        raise Invalid("too_many", f"There may be {MOST_REMINDERS} reminders.", field="at", max=MOST_REMINDERS)
    reminder = Reminder(tx.new_id(), conv.id, text, due)
    await tx.execute(
        "INSERT INTO conversations.reminders (tenant_id, id, user_id, conversation_id, text, due_at, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        *(tx.tenant, reminder.id, user, conv.id, text, due, tx.now),
    )
    tx.at(Step(REMIND, str(reminder.id), due))
    return reminder


async def reminders(conn: Connection, user: UUID) -> list[Reminder]:
    """What a person still waits to be told, the soonest first."""
    rows = await conn.fetch(
        "SELECT id, conversation_id, text, due_at FROM conversations.reminders WHERE user_id = $1 ORDER BY due_at, id",
        user,
    )
    return [Reminder(*row) for row in rows]


async def forget_reminder(tx: Tx, user: UUID, id_: UUID) -> None:
    """Raises NotFound; somebody else's is as if it were not there."""
    done = await tx.execute("DELETE FROM conversations.reminders WHERE id = $1 AND user_id = $2", id_, user)
    if done == "DELETE 0":
        raise NotFound("not_found", "There is no such reminder.", field="reminder_id")
    tx.cancel(REMIND, str(id_))


async def due_reminder(tx: Tx, id_: UUID) -> tuple[Reminder, UUID] | None:
    """A reminder whose moment has come, taken away, and whose it was; None when it was forgotten meanwhile."""
    row = await tx.row(
        "DELETE FROM conversations.reminders WHERE id = $1 AND due_at <= $2"
        " RETURNING id, conversation_id, text, due_at, user_id",
        id_,
        tx.now,
    )
    return None if row is None else (Reminder(*tuple(row)[:4]), row["user_id"])
