"""A conversation in memory, its state machine and clocks. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import (
    PUSHED,
    Attachment,
    Author,
    AuthorKind,
    CallBack,
    ConvAgent,
    ConvView,
    Delivery,
    Emotion,
    Handover,
    MessageKind,
    Phase,
    Preview,
    Quota,
    Quote,
    Row,
    RowAgent,
    RowCustomer,
    Source,
    SystemNote,
    Tier,
    Wait,
)
from qingfeng.kernel.errors import Conflict
from qingfeng.modules.conversations.words import unmarked

MOVES: dict[str, frozenset[str]] = {
    "bot": frozenset({"queued", "with_agent", "closed"}),
    "queued": frozenset({"queued", "offered", "with_agent", "bot", "closed"}),
    "offered": frozenset({"queued", "with_agent", "closed"}),
    "with_agent": frozenset({"with_agent", "queued", "bot", "wrap_up", "closed", "snoozed"}),
    "wrap_up": frozenset({"with_agent", "queued", "closed"}),
    "snoozed": frozenset({"with_agent", "queued", "closed"}),
    "closed": frozenset(),
}
OWNED = frozenset({"with_agent", "wrap_up"})
REPLY_TARGET_SECONDS = 180
PREVIEW_LENGTH = 80


@dataclass(slots=True)
class Conversation:
    """The row of conversations.conversations, field by field; times are UTC."""

    id: UUID
    customer_id: UUID
    customer_name: str
    customer_tier: Tier
    channel_id: UUID
    channel_kind: str
    phase: Phase
    opened_at: datetime
    last_at: datetime
    queue_id: UUID | None = None
    agent_id: UUID | None = None
    agent_name: str | None = None
    subject: str = ""
    priority: int = 0
    fast: bool = False
    green: bool = False
    emotion: Emotion = "calm"
    left_message: bool = False
    locale: str = "zh-CN"
    last_seq: int = 0
    last_public_seq: int = 0
    version: int = 0
    preview: Preview | None = None
    unread: int = 0
    delivered_seq: int = 0
    customer_read_seq: int = 0
    agent_read_seq: int = 0
    waiting_since: datetime | None = None
    queued_at: datetime | None = None
    due_at: datetime | None = None
    target_seconds: int | None = None
    first_response_at: datetime | None = None
    assigned_at: datetime | None = None
    wrap_up_until: datetime | None = None
    closed_at: datetime | None = None
    close_reason: str | None = None
    codes: list[str] = field(default_factory=list)
    last_agent_id: UUID | None = None
    handover: Handover | None = None
    bot: dict[str, Any] = field(default_factory=dict)
    survey: str = "none"
    context: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    snoozed_until: datetime | None = None
    turn_seconds: int | None = None
    quota: Quota | None = None
    joined: list[RowAgent] = field(default_factory=list)
    held_until: datetime | None = None
    callback: CallBack | None = None

    def move(self, to: Phase) -> None:
        """Enter a phase. Raises Conflict when the state machine has no such move."""
        if to not in MOVES[self.phase]:
            code = "closed" if self.phase == "closed" else "wrong_phase"
            raise Conflict(code, f"The conversation is {self.phase}; it cannot become {to}.", phase=self.phase, to=to)
        self.phase = to
        if to not in OWNED and to not in ("closed", "snoozed"):
            self.agent_id = self.agent_name = None
        if to != "snoozed":
            self.snoozed_until = None
        if to != "queued":
            self.held_until = None
        if to != "wrap_up":
            self.wrap_up_until = None
        if to != "with_agent":
            self.joined = []

    def own(self, agent: RowAgent) -> None:
        self.agent_id, self.agent_name = agent.id, agent.name
        self.last_agent_id = agent.id
        self.joined = [one for one in self.joined if one.id != agent.id]

    def beside(self, user: UUID | None) -> bool:
        """Whether somebody speaks here beside the agent."""
        return any(one.id == user for one in self.joined)

    def reclock(self) -> None:
        """The deadline shown: the oldest unanswered message plus the target, while people are to answer."""
        if self.callback is not None and self.phase in ("queued", "offered"):
            self.due_at = self.callback.ends_at
            return
        running = self.waiting_since is not None and self.phase in ("queued", "offered", "with_agent")
        if running and self.waiting_since is not None:
            target = (self.target_seconds if self.first_response_at is None else None) or REPLY_TARGET_SECONDS
            if self.turn_seconds is not None:
                target = self.turn_seconds if self.first_response_at else min(target, self.turn_seconds)
            self.due_at = self.waiting_since + timedelta(seconds=target)
        else:
            self.due_at = None

    def row(self) -> Row:
        return Row(
            id=self.id,
            version=self.version,
            customer=RowCustomer(self.customer_id, self.customer_name, self.customer_tier, self.customer_name[:1]),
            channel=self.channel_kind,
            channel_id=self.channel_id,
            phase=self.phase,
            queue_id=self.queue_id,
            agent=RowAgent(self.agent_id, self.agent_name or "") if self.agent_id else None,
            subject=self.subject,
            preview=self.preview,
            last_at=self.last_at,
            waiting_since=self.waiting_since,
            due_at=self.due_at,
            target_seconds=self.target_seconds,
            unread=self.unread,
            last_seq=self.last_seq,
            priority=self.priority,
            fast=self.fast,
            green=self.green,
            emotion=self.emotion,
            left_message=self.left_message,
            opened_at=self.opened_at,
            queued_at=self.queued_at,
            wrap_up_until=self.wrap_up_until,
            closed_at=self.closed_at,
            survey_state=self.survey,  # type: ignore[arg-type]  # one of three, by the store
            customer_read_seq=self.customer_read_seq,
            delivered_seq=self.delivered_seq,
            agent_read_seq=self.agent_read_seq,
            locale=self.locale,
            tags=self.tags,
            snoozed_until=self.snoozed_until,
            turn_seconds=self.turn_seconds,
            quota=self.quota,
            joined=self.joined,
            callback=self.callback,
            held_until=self.held_until,
        )


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how it waits: the queue, the seconds promised for the first answer, and its class."""

    queue_id: UUID
    target_seconds: int
    priority: int = 0
    fast: bool = False
    green: bool = False


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A message before it has a place. `sender`: the channel's own name for the customer who wrote it."""

    author: Author
    kind: MessageKind
    text: str = ""
    format: str = "plain"
    attachment: Attachment | None = None
    sources: list[Source] = []
    suggestions: list[str] = []
    system: SystemNote | None = None
    mentions: list[UUID] = []
    client_id: str | None = None
    external_id: str | None = None
    sender: str | None = None
    quote: Quote | None = None
    files: list[Attachment] = []
    public: bool = True


def take_note(conv: Conversation, draft: Draft, now: datetime) -> None:
    """What a message does to its conversation's counters, clocks and preview."""
    conv.last_seq += 1
    conv.last_at = now
    if draft.public:
        conv.last_public_seq = conv.last_seq
    if draft.kind != "system":
        text = draft.text or (draft.attachment.name if draft.attachment else "")
        if draft.format == "markdown":
            text = unmarked(text)
        conv.preview = Preview(draft.kind, draft.author.kind, " ".join(text.split())[:PREVIEW_LENGTH])
    if draft.author.kind == "customer":
        conv.unread += 1
        if conv.waiting_since is None:
            conv.waiting_since = now
        if not conv.subject and draft.text:
            conv.subject = " ".join(draft.text.split())[:PREVIEW_LENGTH]
    elif draft.public and draft.author.kind in ("agent", "bot"):
        conv.waiting_since = None
        if conv.quota is not None and draft.kind != "system":
            conv.quota = msgspec.structs.replace(conv.quota, left=max(0, conv.quota.left - 1))
        if draft.author.kind == "agent":
            conv.unread = conv.unread if conv.beside(draft.author.id) else 0  # its agent has not read it yet
            conv.first_response_at = conv.first_response_at or now
    conv.reclock()


def delivery(
    seq: int, author: AuthorKind, public: bool, read: int, delivered: int, channel: str | None
) -> Delivery | None:
    """How far a message for the customer has come, from the two marks that only grow.

    On a channel that must be called it is only accepted until its delivery or a mark says more.
    """
    if author not in ("agent", "bot") or not public:
        return None
    if seq <= read:
        return "read"
    if seq <= delivered:
        return "delivered"
    return "accepted" if channel in PUSHED else "sent"


def view(
    row: Row, last_public_seq: int, wait: Wait | None, *, brand: str, may_leave: bool, may_call: bool = False
) -> ConvView:
    """The row as its customer may see it."""
    agent = None
    if row.phase == "bot":
        agent = ConvAgent(brand, "bot")
    elif row.agent is not None and row.phase in ("with_agent", "wrap_up"):
        agent = ConvAgent(row.agent.name, "agent")
    return ConvView(
        id=row.id,
        phase=row.phase,
        agent=agent,
        wait=wait,
        closed=(row.phase in ("closed", "wrap_up") and row.survey_state != "none") or row.phase == "closed",
        survey=row.survey_state,
        last_seq=last_public_seq,
        read_by_agent_seq=row.agent_read_seq,
        can_leave_message=may_leave,
        can_be_called=may_call,
        callback=row.callback if row.phase in ("queued", "offered") else None,
    )
