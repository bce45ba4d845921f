"""Opening a room: by hand, for a gap, for a topic or from a conversation; what was asked comes along, personal data masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.cocreation import store
from qingfeng.modules.cocreation.model import (
    MAX_QUESTION,
    MAX_QUESTIONS,
    MAX_TITLE,
    Question,
    Room,
    Source,
    Text,
    checked_sides,
    one_line,
)
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.understanding import public as understanding

LOOKED_AT = 60
TOPIC_QUESTIONS = 12


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What a room is opened with. `questions`: typed by hand, beside those of its source. `asked_at`: when the question
    first appeared, where no source tells; null: now. `sides`, `due_at`: null: as the house's rules have it."""

    title: str
    source: Source = "hand"
    source_id: UUID | None = None
    questions: list[str] = []
    asked_at: datetime | None = None
    sides: list[str] | None = None
    due_at: datetime | None = None


async def open_room(tx: Tx, wanted: Opening, by: Actor) -> UUID:
    """Who opens it owns it. Raises Invalid, NotFound (the source), Conflict `room_exists` (for this source there is one)."""
    title = one_line("title", wanted.title, MAX_TITLE)
    asked = await _asked(tx.conn, wanted, tx.now)
    rules = await store.rules(tx.conn, tx.tenant)
    first = min([one.at for one in asked], default=tx.now)
    if wanted.asked_at is not None:
        if wanted.asked_at > tx.now:
            raise Invalid("in_the_future", "The question was asked before now.", field="asked_at")
        first = min(first, wanted.asked_at)
    made = Room(
        id=tx.new_id(),
        title=title,
        source=wanted.source,
        source_id=wanted.source_id,
        sides=rules.sides if wanted.sides is None else checked_sides(wanted.sides),
        asked_at=first,
        opened_at=tx.now,
        opened_by=by.name,
        due_at=wanted.due_at or first + timedelta(minutes=rules.minutes),
        drafted_at=None,
        approved_at=None,
        published_at=None,
        published_by="",
        archived_at=None,
        article_id=None,
        note_id=None,
        pinned_until=None,
        draft_version=0,
        version=1,
    )
    await check_alone(tx, made)
    await store.insert(tx, made)
    assert by.id is not None
    await store.put_member(tx, made.id, by.id, by.name, "owner", "")
    await store.put_questions(tx, made.id, asked)
    lines = list(dict.fromkeys(one.text for one in asked))[:MAX_QUESTIONS]
    if lines:
        listed = Text(part="questions", text="\n".join(lines), version=1, by_id=by.id, by_name=by.name, at=tx.now)
        await store.put_text(tx, made.id, listed)
    await access.audit(tx, by, "room.opened", str(made.id), title=title, source=wanted.source)
    return made.id


async def check_alone(tx: Tx, room: Room) -> None:
    """Raises Conflict `room_exists` when another room is open for the same source."""
    if room.source_id is None:
        return
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('cocreation.rooms'), hashtext($1))", str(room.source_id))
    there = await store.open_of(tx.conn, room.source, room.source_id)
    if there is not None:
        raise Conflict("room_exists", "A room is open for this already.", field="source_id", room=str(there))


async def _asked(conn: Connection, wanted: Opening, now: datetime) -> list[Question]:
    if (wanted.source == "hand") != (wanted.source_id is None):
        raise Invalid("source_and_id", "A source has an id; by hand there is none.", field="source_id")
    typed = _typed(wanted.questions, wanted.asked_at or now)
    if wanted.source_id is None:
        return typed
    reads = {"gap": _of_gap, "conversation": _of_conversation, "topic": _of_topic}
    return [*await reads[wanted.source](conn, wanted.source_id, now), *typed]


def _typed(lines: Sequence[str], now: datetime) -> list[Question]:
    if len(lines) > MAX_QUESTIONS:
        raise Invalid("too_many", f"At most {MAX_QUESTIONS} questions.", field="questions", max=MAX_QUESTIONS)
    kept = [one_line("questions", line, MAX_QUESTION) for line in lines if line.strip()]
    return [Question(text=understanding.mask_personal(line), at=now, conversation_id=None) for line in kept]


async def _of_gap(conn: Connection, id_: UUID, now: datetime) -> list[Question]:
    gap = await knowledge.gap(conn, id_, now)
    found = await knowledge.gap_questions(conn, id_)
    asked = [Question(text=one.text, at=one.at, conversation_id=one.conversation_id) for one in found]
    return asked or [Question(text=gap.title, at=gap.first_at, conversation_id=None)]


async def _of_conversation(conn: Connection, id_: UUID, now: datetime) -> list[Question]:
    """The longest of what the customer wrote at first; the clock begins with the first of it."""
    conv = await conversations.get(conn, id_)
    if conv is None:
        raise NotFound("not_found", "There is no such conversation.", field="source_id")
    page, _ = await conversations.messages(conn, conv, public=True, before=LOOKED_AT + 1, limit=LOOKED_AT)
    said = [m for m in page if m.author.kind == "customer" and m.kind == "text" and not m.recalled and m.text.strip()]
    if not said:
        return []
    longest = max(said[:8], key=lambda m: len(m.text))
    text = " ".join(understanding.mask_personal(longest.text).split())[:MAX_QUESTION]
    return [Question(text=text, at=said[0].at, conversation_id=id_)]


async def _of_topic(conn: Connection, id_: UUID, now: datetime) -> list[Question]:
    """Its messages; the clock begins where the topic first appeared, though that message may be forgotten by now."""
    first, heard = await understanding.first_heard(conn, id_, TOPIC_QUESTIONS)
    asked = [
        Question(text=" ".join(one.text.split())[:MAX_QUESTION], at=one.at, conversation_id=one.conversation_id)
        for one in heard
    ]
    if asked and first < asked[0].at:
        asked[0] = msgspec.structs.replace(asked[0], at=first)
    return asked
