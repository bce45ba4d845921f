"""Facts of the ledger. Each carries the row as it is after the change, so that a screen needs no look-up."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Event
from qingfeng.contracts.messages import Delivery, Handover, Message, Row


class _OfConversation(Event, frozen=True, kw_only=True):
    row: Row

    @property
    def key(self) -> str:
        return str(self.row.id)


class ConversationOpened(_OfConversation, frozen=True, kw_only=True):
    customer_id: UUID


class MessageAppended(_OfConversation, frozen=True, kw_only=True):
    """`message.prev` is for people at desks (seq - 1); `prev_public` for the customer, who sees no notes."""

    message: Message
    prev_public: int
    public: bool


class MessageRecalled(_OfConversation, frozen=True, kw_only=True):
    """`message` as people at desks see it, with what it said; `prev_public` as in MessageAppended."""

    message: Message
    prev_public: int


class ConversationQueued(_OfConversation, frozen=True, kw_only=True):
    queue_id: UUID
    reason: str
    handover: Handover | None = None


class ConversationOffered(_OfConversation, frozen=True, kw_only=True):
    agent_id: UUID
    offer_id: UUID
    expires_at: datetime


class ConversationAssigned(_OfConversation, frozen=True, kw_only=True):
    agent_id: UUID
    how: Literal["accepted", "claimed", "transferred", "returned", "woken"]


class ConversationSnoozed(_OfConversation, frozen=True, kw_only=True):
    """Put aside by its agent until a moment, or until its customer writes."""

    agent_id: UUID
    until: datetime


class ConversationReturnedToBot(_OfConversation, frozen=True, kw_only=True):
    instruction: str


class ConversationWrappedUp(_OfConversation, frozen=True, kw_only=True):
    """The talk is over, the agent writes up (ACW) until `row.wrap_up_until`."""

    agent_id: UUID
    reason: str


class ConversationClosed(_OfConversation, frozen=True, kw_only=True):
    agent_id: UUID | None
    reason: str
    codes: list[str]


class ConversationChanged(_OfConversation, frozen=True, kw_only=True):
    """Something of the row changed that is no step of its own: read marks, subject, customer's name or tier."""

    what: str


class CustomerRead(_OfConversation, frozen=True, kw_only=True):
    seq: int


class AgentRead(_OfConversation, frozen=True, kw_only=True):
    agent_id: UUID
    seq: int


class DeliveryAdvanced(_OfConversation, frozen=True, kw_only=True):
    message_id: UUID
    seq: int
    delivery: Delivery


class SurveyAnswered(_OfConversation, frozen=True, kw_only=True):
    score: int
    reasons: list[str]
    comment: str


NoticeKind = Literal[
    "mention", "assigned", "woken", "reminder", "whisper", "taken_over", "alert",
    "article_approved", "article_returned", "article_due", "room_mention", "room_invited", "room_voided",
]  # fmt: skip


class Notice(msgspec.Struct, frozen=True):
    """What one person is told about a conversation. `by_name`: who caused it; empty when time did. An alert may be about
    none: then `customer_name` is what it is about, and `by_name` the code of its rule. A notice of an article has its title
    for `customer_name`; `text` is why it was sent back, or why it is due (ends, old). One of a room has the room's title, and
    what was said, or the side that one speaks for, or whose yes is void."""

    id: UUID
    user_id: UUID
    kind: NoticeKind
    conversation_id: UUID | None
    customer_name: str
    by_name: str
    text: str
    at: datetime
    read: bool = False
    article_id: UUID | None = None
    room_id: UUID | None = None


class NoticeMade(Event, frozen=True, kw_only=True):
    notice: Notice

    @property
    def key(self) -> str:
        return str(self.notice.user_id)


class NoticesRead(Event, frozen=True, kw_only=True):
    """A person has read some of their notices, perhaps in another window."""

    user_id: UUID

    @property
    def key(self) -> str:
        return str(self.user_id)


class Whisper(msgspec.Struct, frozen=True):
    """What `author` said to the agent who had the conversation then, after its message `seq`. Customers never see it, nor
    do other agents."""

    id: UUID
    conversation_id: UUID
    seq: int
    author_id: UUID
    author_name: str
    agent_id: UUID
    text: str
    client_id: str
    at: datetime


class Whispered(Event, frozen=True, kw_only=True):
    whisper: Whisper

    @property
    def key(self) -> str:
        return str(self.whisper.conversation_id)


class CustomersMerged(Event, frozen=True, kw_only=True):
    merge_id: UUID
    into_id: UUID
    from_id: UUID

    @property
    def key(self) -> str:
        return str(self.into_id)


class CustomersUnmerged(CustomersMerged, frozen=True, kw_only=True):
    pass


class Snapshot(msgspec.Struct, frozen=True):
    """The ledger of one conversation for a decider: the row and its last messages, oldest first."""

    row: Row
    messages: list[Message]
