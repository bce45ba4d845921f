"""What the desk's routes take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Handover, Message, Row
from qingfeng.contracts.people import Presence, State, Temporary
from qingfeng.contracts.routing import Offer
from qingfeng.flow.spine import Reason
from qingfeng.modules.channels.public import Both
from qingfeng.modules.conversations.public import Counts, SurveyReason
from qingfeng.modules.customers.public import Device, OrderItem, Shipment
from qingfeng.modules.people.public import BreakReason
from qingfeng.modules.routing.public import QueueCard
from qingfeng.ports.channel import MAX_TEXT

Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Codes = Annotated[list[Code], msgspec.Meta(max_length=15)]
ClientId = Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+\Z")]
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class SkillLevel(msgspec.Struct):
    code: str
    level: int


class AgentCard(msgspec.Struct):
    """An agent as colleagues see them. `load` of `capacity` conversations."""

    id: UUID
    name: str
    team_id: UUID | None
    presence: Presence
    load: int
    capacity: int
    connected: bool
    skills: list[SkillLevel]
    temporary: list[Temporary]


class TeamOut(msgspec.Struct):
    id: UUID
    name: str
    name_en: str


class SkillOut(msgspec.Struct):
    code: str
    zh: str
    en: str


class Reasons(msgspec.Struct):
    presence: list[BreakReason]
    close: list[Reason]
    decline: list[Reason]
    wrap_up: list[Reason]


class DeskSettings(msgspec.Struct):
    """`translates`: there is a language model, so messages may be asked for in another language."""

    offer_seconds: int
    wrap_up_seconds: int
    send_key: Literal["enter", "mod_enter"]
    max_text: int
    max_upload_bytes: int
    brand: str
    bot_name_zh: str
    bot_name_en: str
    translates: bool


class Bootstrap(msgspec.Struct):
    me: AgentCard | None
    agents: list[AgentCard]
    teams: list[TeamOut]
    queues: list[QueueCard]
    skills: list[SkillOut]
    reasons: Reasons
    settings: DeskSettings
    now: datetime


class PresenceIn(msgspec.Struct):
    state: State
    reason: Code | None = None
    when: Literal["now", "after"] = "now"


class RowsOut(msgspec.Struct):
    items: list[Row]
    next: str | None
    counts: Counts


NotAskedWhy = Literal["off", "quiet", "already"]


class NotAsked(msgspec.Struct):
    """So many (`count`) customers are not asked, because of: `off`: their queue or channel asks nobody; `quiet`: they were
    asked within `days`; `already`: they were asked about this very conversation."""

    why: NotAskedWhy
    days: int | None
    count: int


class SurveyForecast(msgspec.Struct):
    """`asked`: so many customers will be asked how satisfied they are."""

    asked: int
    not_asked: list[NotAsked]


class SurveyForecastIn(msgspec.Struct, forbid_unknown_fields=True):
    """The conversations that are about to be closed, in this order."""

    conversations: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=200)]


class SurveyOut(msgspec.Struct):
    """`question` and `reasons` are those of the version that was answered. `score`: 1 to 5; on `yes_no` yes is 5."""

    score: int
    reasons: list[SurveyReason]
    comment: str
    scale: Literal["stars", "faces", "yes_no"]
    question: Both


class IdentityOut(msgspec.Struct):
    """`id`: what it is revealed by. `value`: masked."""

    id: UUID
    kind: str
    value: str
    verified: bool


class OrderOut(msgspec.Struct):
    no: str
    at: datetime
    status: str
    amount: str
    items: list[OrderItem]
    shipment: Shipment | None


class PastOut(msgspec.Struct):
    id: UUID
    channel: str
    opened_at: datetime
    closed_at: datetime | None
    phase: str
    agent_name: str | None
    subject: str
    score: int | None


class Matter(msgspec.Struct):
    """Something of the customer's that is not finished."""

    kind: Literal["conversation", "order", "message"]
    ref: str
    title: str
    since: datetime


class MergeOut(msgspec.Struct):
    id: UUID
    from_name: str
    at: datetime
    by: str
    undone: bool


class CustomerOut(msgspec.Struct):
    id: UUID
    name: str
    title: str
    tier: str
    city: str | None
    tags: list[str]
    note: str
    dedicated_agent_id: UUID | None
    dedicated_agent_name: str | None
    version: int
    identities: list[IdentityOut]
    orders: list[OrderOut]
    devices: list[Device]
    conversations: list[PastOut]
    open_matters: list[Matter]
    merges: list[MergeOut]


class CustomerRow(msgspec.Struct):
    id: UUID
    name: str
    title: str
    tier: str
    city: str | None
    tags: list[str]


class CustomersOut(msgspec.Struct):
    items: list[CustomerRow]
    next: str | None


class CustomerChange(msgspec.Struct, omit_defaults=True):
    """What is left out stays as it is."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)] | msgspec.UnsetType = msgspec.UNSET
    title: Annotated[str, msgspec.Meta(max_length=20)] | msgspec.UnsetType = msgspec.UNSET
    tier: Literal["regular", "silver", "gold", "black"] | msgspec.UnsetType = msgspec.UNSET
    city: Annotated[str, msgspec.Meta(max_length=60)] | msgspec.UnsetType | None = msgspec.UNSET
    tags: (
        Annotated[list[Annotated[str, msgspec.Meta(min_length=1, max_length=30)]], msgspec.Meta(max_length=30)]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    note: Annotated[str, msgspec.Meta(max_length=2000)] | msgspec.UnsetType = msgspec.UNSET
    dedicated_agent_id: UUID | msgspec.UnsetType | None = msgspec.UNSET


class RevealIn(msgspec.Struct):
    identity_id: UUID


class RevealOut(msgspec.Struct):
    value: str


class MergeIn(msgspec.Struct):
    other_id: UUID


class MergedOut(msgspec.Struct):
    merge_id: UUID


class ConversationOut(Row, frozen=True, kw_only=True):
    """The row of the list, and everything around it."""

    customer_panel: CustomerOut
    handover: Handover | None
    survey: SurveyOut | None
    close_reason: str | None
    codes: list[str]
    context: dict[str, Any]


class ReadMarks(msgspec.Struct):
    """How far each has read, by seq; `delivered`: how far the customer's device has received."""

    customer: int
    delivered: int
    agents: dict[str, int]


class MessagesOut(msgspec.Struct):
    items: list[Message]
    next: str | None
    read: ReadMarks


class OffersOut(msgspec.Struct):
    items: list[Offer]


class MessageIn(msgspec.Struct):
    client_id: ClientId
    kind: Literal["text", "image", "file", "note"] = "text"
    text: Text = ""
    attachment_id: UUID | None = None
    mentions: Annotated[list[UUID], msgspec.Meta(max_length=20)] = []
    quote: UUID | None = None


class ReadIn(msgspec.Struct):
    seq: Seq


class TransferIn(msgspec.Struct):
    note: Annotated[str, msgspec.Meta(max_length=1000)]
    queue_id: UUID | None = None
    agent_id: UUID | None = None


class CloseIn(msgspec.Struct):
    reason: Code
    codes: Codes = []
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    survey: bool = True


class FinishIn(msgspec.Struct):
    codes: Codes
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class HandBackIn(msgspec.Struct):
    instruction: Annotated[str, msgspec.Meta(max_length=500)] = ""


class DeclineIn(msgspec.Struct):
    reason: Code


class Done(msgspec.Struct):
    ok: bool = True


class RenderIn(msgspec.Struct):
    conversation_id: UUID
    locale: Literal["zh-CN", "en"] = "zh-CN"


class RenderOut(msgspec.Struct):
    text: str
    missing: list[str]
