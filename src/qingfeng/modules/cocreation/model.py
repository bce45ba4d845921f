"""A room: its shapes, its limits, and when all sides have said yes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

import msgspec

from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.kernel.invisible import without_invisible

Source = Literal["hand", "gap", "topic", "conversation"]
RoomState = Literal["open", "published", "archived"]
MemberRole = Literal["owner", "writer", "approver"]
PartName = Literal["title", "questions", "body", "note"]
PARTS: tuple[PartName, ...] = get_args(PartName)
LENGTHS: dict[PartName, int] = {"title": 120, "questions": 20_000, "body": 20_000, "note": 20_000}
MAX_QUESTIONS, MAX_QUESTION = 30, 200
MAX_TITLE, MAX_SIDE, MAX_SIDES, MAX_MEMBERS = 120, 20, 6, 30
MAX_MESSAGE, MAX_MENTIONS = 1000, 10
MAX_PIN_HOURS = 72
HERE = timedelta(seconds=15)
"""So long after the last sign is somebody still there: a screen gives one every few seconds."""
FIRST_SIDES = ("产品", "技术", "客服")
"""Of a house that has set none."""
MIN_MINUTES, MAX_MINUTES = 10, 7 * 24 * 60


class CocreationRules(msgspec.Struct, frozen=True, kw_only=True):
    """What a new room begins with. `minutes`: from the question's first appearance to its deadline. `version`: 0 as long
    as nobody has set anything."""

    sides: list[str] = msgspec.field(default_factory=lambda: list(FIRST_SIDES))
    minutes: int = 240
    version: int = 0


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """`asked_at`: when the question first appeared; `approved_at`: when all sides had said yes to the draft as it is, null
    again when it changes. `draft_version` grows with every change of the draft, `version` with every change of the room."""

    id: UUID
    title: str
    source: Source
    source_id: UUID | None
    sides: list[str]
    asked_at: datetime
    opened_at: datetime
    opened_by: str
    due_at: datetime
    drafted_at: datetime | None
    approved_at: datetime | None
    published_at: datetime | None
    published_by: str
    archived_at: datetime | None
    article_id: UUID | None
    note_id: UUID | None
    pinned_until: datetime | None
    draft_version: int
    version: int

    @property
    def state(self) -> RoomState:
        if self.archived_at is not None:
            return "archived"
        return "open" if self.published_at is None else "published"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """`side`: for which they may say yes; empty: for none."""

    user_id: UUID
    name: str
    role: MemberRole
    side: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, personal data masked."""

    text: str
    at: datetime
    conversation_id: UUID | None


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the draft as somebody wrote it. `version`: 0 as long as nobody has."""

    part: PartName
    text: str
    version: int
    by_id: UUID | None
    by_name: str
    at: datetime | None


class Yes(msgspec.Struct, frozen=True, kw_only=True):
    """`draft_version`: to which somebody said yes; it counts while that is the room's."""

    side: str
    draft_version: int
    by_id: UUID
    by_name: str
    at: datetime


class RoomMessage(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    by_id: UUID
    by_name: str
    at: datetime
    text: str
    mentions: list[UUID]


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """Who has the room on a screen. `writes`: the part they are writing in; empty: none."""

    user_id: UUID
    name: str
    writes: str


def approved(sides: Sequence[str], draft_version: int, yeses: Sequence[Yes]) -> bool:
    """Whether every side has said yes to this version of the draft."""
    return not missing(sides, draft_version, yeses)


def missing(sides: Sequence[str], draft_version: int, yeses: Sequence[Yes]) -> list[str]:
    said = {yes.side for yes in yeses if yes.draft_version == draft_version}
    return [side for side in sides if side not in said]


def check_open(room: Room) -> None:
    """Raises Conflict `room_closed`."""
    if room.state != "open":
        raise Conflict("room_closed", "This room is closed; nothing in it can be changed.", state=room.state)


def one_line(field: str, value: str, limit: int) -> str:
    """As it is kept. Raises Invalid with the field."""
    line = " ".join(without_invisible(value.replace("\0", ""))[0].split())
    if not line:
        raise Invalid("required", f"The {field} is empty; write one.", field=field)
    if len(line) > limit:
        raise Invalid("too_long", f"The {field} has at most {limit} characters.", field=field, max=limit)
    return line


def checked_sides(values: Sequence[str]) -> list[str]:
    """Raises Invalid: none, too many, too long."""
    sides = list(dict.fromkeys(one_line("sides", one, MAX_SIDE) for one in values))
    if not sides:
        raise Invalid("required", "At least one side has to say yes.", field="sides")
    if len(sides) > MAX_SIDES:
        raise Invalid("too_many", f"There may be {MAX_SIDES} sides.", field="sides", max=MAX_SIDES)
    return sides


def lines_of(text: str) -> list[str]:
    """Similar questions, one a line."""
    return list(dict.fromkeys(line for raw in text.splitlines() if (line := " ".join(raw.split()))))


def checked_part(part: PartName, value: str) -> str:
    """A part of the draft as it is kept; it may be empty until it is published. Raises Invalid with the part as field."""
    kept = without_invisible(value.replace("\0", ""))[0].strip()
    if part == "title":
        kept = " ".join(kept.split())
    if part == "questions":
        lines = lines_of(kept)
        if len(lines) > MAX_QUESTIONS:
            raise Invalid("too_many", f"At most {MAX_QUESTIONS} questions, one a line.", field=part, max=MAX_QUESTIONS)
        if any(len(line) > MAX_QUESTION for line in lines):
            raise Invalid(
                "too_long", f"A question has at most {MAX_QUESTION} characters.", field=part, max=MAX_QUESTION
            )
        kept = "\n".join(lines)
    if len(kept) > LENGTHS[part]:
        raise Invalid("too_long", f"At most {LENGTHS[part]} characters.", field=part, max=LENGTHS[part])
    return kept
