"""Bodies and answers of the rooms' API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from qingfeng.kernel.pages import Moment
from qingfeng.modules.cocreation.actions import Colleague
from qingfeng.modules.cocreation.model import (
    Here,
    Member,
    MemberRole,
    Question,
    Room,
    RoomMessage,
    RoomState,
    Source,
    Text,
    Yes,
)
from qingfeng.modules.cocreation.queries import RoomLine

RoomsShown = Literal["open", "published", "archived", "all"]
Version = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_Side = Annotated[str, msgspec.Meta(max_length=60)]
_Sides = Annotated[list[_Side], msgspec.Meta(max_length=20)]
_Title = Annotated[str, msgspec.Meta(max_length=300)]


class RoomsOut(msgspec.Struct):
    """`counts`: by state, whatever is searched for."""

    items: list[RoomLine]
    next: str | None
    counts: dict[str, int]


class RoomOut(msgspec.Struct):
    """`parts`: the draft, in the order title, questions, body, note. `yeses`: the last of each side; it counts while its
    `draft_version` is the room's. `messages`: the latest, the oldest of them first; `earlier`: the cursor of those before.
    `source_title`: of the gap it was opened for, while that is there."""

    room: Room
    state: RoomState
    members: list[Member]
    questions: list[Question]
    parts: list[Text]
    yeses: list[Yes]
    messages: list[RoomMessage]
    earlier: str | None
    here: list[Here]
    source_title: str | None


class RoomIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`source_id`: of the gap, topic or conversation. `questions`: typed by hand, one each. `asked_at`: when the question
    first appeared, where the source does not tell; null: now. `sides`, `due_at`: null: as the house's rules have it."""

    title: _Title
    source: Source = "hand"
    source_id: UUID | None = None
    questions: Annotated[list[Annotated[str, msgspec.Meta(max_length=1000)]], msgspec.Meta(max_length=100)] = []
    asked_at: Moment | None = None
    sides: _Sides | None = None
    due_at: Moment | None = None


class RoomChangeIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`version`: the room's, as it was on the screen."""

    version: Version
    title: _Title
    sides: _Sides
    due_at: Moment


class RoomMemberIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`side`: for which they may say yes; empty: for none. An approver has one."""

    role: MemberRole
    side: _Side = ""


class RoomPartIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`version`: of the part, as it was on the screen; 0: nobody had written it. `text`: questions one a line."""

    version: Version
    text: Annotated[str, msgspec.Meta(max_length=40_000)]


class RoomPartsOut(msgspec.Struct):
    items: list[Text]


class RoomSayIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`mentions`: who is named in it, and told."""

    text: Annotated[str, msgspec.Meta(max_length=4000)]
    mentions: Annotated[list[UUID], msgspec.Meta(max_length=50)] = []


class RoomMessagesOut(msgspec.Struct):
    """The latest first."""

    items: list[RoomMessage]
    next: str | None


class RoomYesIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`draft_version`: what was read. `yes`: false takes it back."""

    draft_version: Version
    yes: bool


class RoomPublishIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`draft_version`: what was read. `pin_hours`: offered first for so long; 0: not."""

    draft_version: Version
    category: Annotated[str, msgspec.Meta(max_length=100)]
    locale: Literal["zh-CN", "en"] = "zh-CN"
    pin_hours: int = 0


class RoomPinIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    hours: int


class RoomArchiveIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    archived: bool


class RoomHereIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`writes`: the part I am writing in; empty: none."""

    writes: Literal["title", "questions", "body", "note", ""] = ""


class RoomHereOut(msgspec.Struct):
    """`version`: the room's; when it is not the one on the screen, there is something new. `now`: by the server's clock."""

    version: int
    here: list[Here]
    now: datetime


class RoomRulesIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    version: Version
    sides: _Sides
    minutes: int


class ColleaguesOut(msgspec.Struct):
    items: list[Colleague]
