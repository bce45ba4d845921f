"""The shapes of a conversation as everybody sees them: message, row of the list, view of the customer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

AuthorKind = Literal["customer", "agent", "bot", "system"]
MessageKind = Literal["text", "image", "file", "note", "system"]
Phase = Literal["bot", "queued", "offered", "with_agent", "wrap_up", "closed", "snoozed"]
Delivery = Literal["accepted", "sent", "delivered", "read", "failed"]
Tier = Literal["regular", "silver", "gold", "black"]
Emotion = Literal["calm", "annoyed", "angry"]
CallWay = Literal["phone", "chat"]

RANK: dict[str, int] = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3}
"""Delivery only moves forward along this; `failed` is left only by a retry."""


PUSHED = frozenset({"open"})
"""Kinds of channels whose platform must be called; the others' customers hold a socket or fetch."""


class Author(msgspec.Struct, frozen=True):
    kind: AuthorKind
    id: UUID | None
    name: str


class Attachment(msgspec.Struct, frozen=True):
    """A stored file. `url` is signed and expires; it is filled in when a view is made, never kept."""

    id: UUID
    name: str
    size: int
    content_type: str
    width: int | None = None
    height: int | None = None
    url: str = ""


class Source(msgspec.Struct, frozen=True):
    id: UUID
    title: str


class SystemNote(msgspec.Struct, frozen=True):
    """A line of the system: its words come from i18n by `code`."""

    code: str
    params: dict[str, str | int] = {}


class Quote(msgspec.Struct, frozen=True):
    """What a message answers to: the beginning of another of its conversation, or the name of its file. Empty once that
    was taken back."""

    id: UUID
    seq: int
    author: Author
    kind: MessageKind
    text: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `prev` is the seq of the message before it that the same audience sees (0: none).

    `recalled`: its author took it back; customers then get nothing of what it said.
    """

    id: UUID
    conversation_id: UUID
    seq: int
    prev: int
    author: Author
    kind: MessageKind
    text: str = ""
    format: Literal["plain", "markdown"] = "plain"
    attachment: Attachment | None = None
    sources: list[Source] = []
    suggestions: list[str] = []
    system: SystemNote | None = None
    client_id: str | None = None
    channel: str | None = None
    delivery: Delivery | None = None
    mentions: list[UUID] = []
    quote: Quote | None = None
    recalled: bool = False
    files: list[Attachment] = []
    """What the words name: pictures of an article that is shown."""
    at: datetime


class Preview(msgspec.Struct, frozen=True):
    kind: MessageKind
    author: AuthorKind
    text: str


class RowCustomer(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    tier: Tier
    initials: str = ""


class RowAgent(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class Quota(msgspec.Struct, frozen=True):
    """How many replies the channel still takes, of how many, and until when; the customer's next message renews it."""

    left: int
    of: int
    until: datetime


class CallBack(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer was promised instead of waiting: to be called, or written to, between two moments. `kept_place`: in
    their turn, at the latest by `ends_at`; else in a window they chose. `tries`: so often they were not reached. `taken_at`:
    when an agent first took it. The number to call is kept elsewhere."""

    id: UUID
    way: CallWay
    kept_place: bool
    starts_at: datetime
    ends_at: datetime
    tries: int = 0
    taken_at: datetime | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as one line of the desk's list. `version` grows with every change: an older one is ignored.

    `turn_seconds`: so soon does its channel want each turn answered.
    """

    id: UUID
    version: int
    customer: RowCustomer
    channel: str
    channel_id: UUID
    phase: Phase
    queue_id: UUID | None
    agent: RowAgent | None
    subject: str
    preview: Preview | None
    last_at: datetime
    waiting_since: datetime | None
    due_at: datetime | None
    target_seconds: int | None
    unread: int
    last_seq: int
    priority: int
    fast: bool
    green: bool
    emotion: Emotion
    left_message: bool
    opened_at: datetime
    queued_at: datetime | None
    wrap_up_until: datetime | None
    closed_at: datetime | None
    survey_state: Literal["none", "asked", "done"]
    customer_read_seq: int
    delivered_seq: int
    agent_read_seq: int
    locale: str
    tags: list[str] = []
    snoozed_until: datetime | None = None
    turn_seconds: int | None = None
    quota: Quota | None = None
    joined: list[RowAgent] = []
    """Supervisors who speak with the customer beside the agent."""
    callback: CallBack | None = None
    held_until: datetime | None = None
    """Nobody is offered it before; it waits and is not in the line."""


class Wait(msgspec.Struct, frozen=True):
    """Place in the queue and a rounded wait in minutes; None where there are no data yet. Never 0."""

    position: int | None
    low_minutes: int | None
    high_minutes: int | None


class ConvAgent(msgspec.Struct, frozen=True):
    name: str
    kind: Literal["agent", "bot"]


class ConvView(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as its customer sees it."""

    id: UUID
    phase: Phase
    agent: ConvAgent | None
    wait: Wait | None
    closed: bool
    survey: Literal["none", "asked", "done"]
    last_seq: int
    read_by_agent_seq: int
    can_leave_message: bool
    can_be_called: bool = False
    """Whether a call-back is offered instead of waiting."""
    callback: CallBack | None = None


class Tried(msgspec.Struct, frozen=True):
    question: str
    article: Source | None


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever receives the conversation next needs, so that the customer never repeats it.

    `by_id`: who passed it on and may still take it back; then `from_agent` had it, or it waited in `from_queue`.
    `by_flow`: the bot did, because a task flow wanted it.
    """

    summary: str
    need: str
    tried: list[Tried] = []
    emotion: Emotion = "calm"
    reason: Literal["requested", "low_confidence", "anger", "closed_hours", "policy", "transfer", "handback"]
    note: str | None = None
    by: str | None = None
    at: datetime
    by_id: UUID | None = None
    from_agent: UUID | None = None
    from_queue: UUID | None = None
    by_flow: bool = False


Json = dict[str, Any]
