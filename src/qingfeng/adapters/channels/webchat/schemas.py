"""What the widget sends and gets."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import CallWay, ConvView, Message
from qingfeng.ports.channel import MAX_TEXT, Past

Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
ClientId = Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+\Z")]
Locale = Literal["zh-CN", "en"]


class Page(msgspec.Struct):
    url: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    title: Annotated[str, msgspec.Meta(max_length=300)] = ""
    referrer: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class HelpTrail(msgspec.Struct):
    """What somebody did on the self-service page before they wrote: the articles they read, by slug, and what they searched,
    the latest last."""

    visit: UUID
    read: Annotated[list[Annotated[str, msgspec.Meta(max_length=80)]], msgspec.Meta(max_length=5)] = []
    searched: Annotated[list[Annotated[str, msgspec.Meta(max_length=60)]], msgspec.Meta(max_length=5)] = []


class SessionIn(msgspec.Struct):
    channel: Annotated[str, msgspec.Meta(min_length=4, max_length=80)]
    token: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    identity: Annotated[str, msgspec.Meta(max_length=4000)] | None = None
    locale: Locale | None = None


class VisitorOut(msgspec.Struct):
    id: UUID
    name: str | None
    identified: bool


class SessionOut(msgspec.Struct):
    token: str
    expires_at: datetime
    visitor: VisitorOut
    config: dict[str, Any]
    conversation: ConvView | None
    messages: list[Message]


class MessageIn(msgspec.Struct):
    client_id: ClientId
    kind: Literal["text", "image", "file"] = "text"
    text: Text = ""
    attachment_id: UUID | None = None
    quick: bool = False
    page: Page | None = None
    help: HelpTrail | None = None


class MessageOut(msgspec.Struct):
    conversation_id: UUID
    id: UUID
    seq: int
    prev: int
    at: datetime
    duplicate: bool


class MessagesOut(msgspec.Struct):
    """`recalled`: what was taken back of what the asker has already, up to the seq they ask after."""

    conversation: ConvView | None
    messages: list[Message]
    more: bool
    recalled: list[Message]


class HistoryOut(msgspec.Struct):
    conversations: list[Past]
    more: bool


class ConversationOut(msgspec.Struct):
    conversation: ConvView


class ContactIn(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(max_length=80)] | None = None
    phone: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    email: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class LeaveIn(msgspec.Struct):
    client_id: ClientId
    text: Text
    contact: ContactIn = msgspec.field(default_factory=ContactIn)
    help: HelpTrail | None = None


class CallBackIn(msgspec.Struct, forbid_unknown_fields=True):
    """`starts_at`: of the window; left out: one keeps one's place. `phone`: left out, the number that is known."""

    way: CallWay
    starts_at: datetime | None = None
    phone: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class SurveyIn(msgspec.Struct):
    conversation_id: UUID
    score: Annotated[int, msgspec.Meta(ge=1, le=5)]
    reasons: Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], msgspec.Meta(max_length=10)] = []
    comment: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class Done(msgspec.Struct):
    ok: bool = True


class HelloFrame(msgspec.Struct):
    token: str
    conversation_id: UUID | None = None
    after: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0


class ReadFrame(msgspec.Struct):
    conversation_id: UUID
    seq: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
