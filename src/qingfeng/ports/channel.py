"""The port `channel`. An adapter turns a platform's traffic into calls of `CustomerDoor`, and sends for the house.

The adapter knows this file, contracts and the kernel; the spine (`flow`) implements `CustomerDoor`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Attachment, CallWay, ConvView, Delivery, Message

MAX_TEXT = 4000


class ChannelRef(msgspec.Struct, frozen=True, kw_only=True):
    """A configured channel of a tenant. `config` is the channel kind's own."""

    tenant: UUID
    id: UUID
    kind: str
    name: str
    config: dict[str, Any]
    secret: str
    enabled: bool = True


class ReplyQuota(msgspec.Struct, frozen=True, kw_only=True):
    """So many replies within so many hours of the customer's last message."""

    replies: Annotated[int, msgspec.Meta(ge=1, le=100)]
    hours: Annotated[int, msgspec.Meta(ge=1, le=720)]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel asks of whoever answers: each turn within `turn_seconds`, no more replies than `quota`."""

    turn_seconds: Annotated[int, msgspec.Meta(ge=10, le=86_400)] | None = None
    quota: ReplyQuota | None = None


def limits(channel: ChannelRef) -> Limits:
    """A channel's limits, whatever its kind: they stand in its config under their own names."""
    return msgspec.convert({name: channel.config.get(name) for name in Limits.__struct_fields__}, Limits)


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote. (`kind`, `id`) is the channel's own name; the rest is what they claim or a platform vouches for.

    Only `verified` claims identify: an unverified phone number is kept as a hint and joins nobody to another's history.
    """

    kind: Literal["visitor", "external", "openid", "phone", "email"]
    id: str
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    external: str | None = None
    verified: bool = False
    locale: str | None = None


class Inbound(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's message. `external_id` is unique within the channel: a second is answered, not appended."""

    external_id: str
    sender: Sender
    kind: Literal["text", "image", "file"]
    text: str = ""
    attachment_id: UUID | None = None
    client_id: str | None = None
    sent_at: datetime | None = None
    context: dict[str, Any] = {}


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    conversation_id: UUID
    id: UUID
    seq: int
    prev: int
    at: datetime
    duplicate: bool


class Outbound(msgspec.Struct, frozen=True, kw_only=True):
    """A message for a channel that must be called. `delivery_id` is stable over retries."""

    delivery_id: UUID
    conversation_id: UUID
    sender_id: str
    event: str
    body: bytes


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a sending: `retry` says whether another try may help. `answer`: the first bytes of what came back.

    `milliseconds`: how long it took. `signed`: the headers by which the receiver knows that it is ours.
    """

    ok: bool
    status: int | None = None
    error: str | None = None
    retry: bool = True
    answer: str = ""
    milliseconds: int = 0
    signed: dict[str, str] = {}


class Channel(Protocol):
    """An adapter's outgoing half. `pushes` False: customers fetch or hold a socket (web chat), nothing is sent."""

    kind: str
    pushes: bool

    async def send(self, channel: ChannelRef, out: Outbound) -> Sent: ...


class CustomerDoor(Protocol):
    """What the house offers to a customer through any channel. Every method raises `kernel.errors.Refused` kinds."""

    async def receive(self, channel: ChannelRef, inbound: Inbound) -> Receipt: ...
    async def customer(self, channel: ChannelRef, sender: Sender) -> UUID | None: ...
    async def view(self, channel: ChannelRef, sender: Sender) -> ConvView | None: ...
    async def recalled(self, channel: ChannelRef, sender: Sender, conversation: UUID, upto: int) -> list[Message]: ...
    async def messages(
        self,
        channel: ChannelRef,
        sender: Sender,
        conversation: UUID,
        *,
        after: int = 0,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[list[Message], bool]: ...
    async def history(self, channel: ChannelRef, sender: Sender, before: UUID | None) -> tuple[list[Past], bool]: ...
    async def human(self, channel: ChannelRef, sender: Sender) -> ConvView: ...
    async def leave(self, channel: ChannelRef, inbound: Inbound, contact: Contact) -> Receipt: ...
    async def callback_form(self, channel: ChannelRef, sender: Sender) -> CallBackForm: ...
    async def call_back(self, channel: ChannelRef, sender: Sender, choice: CallBackChoice) -> ConvView: ...
    async def wait_again(self, channel: ChannelRef, sender: Sender) -> ConvView: ...
    async def survey_form(self, channel: ChannelRef, sender: Sender, conversation: UUID) -> SurveyForm: ...
    async def survey(self, channel: ChannelRef, sender: Sender, conversation: UUID, answer: SurveyAnswer) -> None: ...
    async def end(self, channel: ChannelRef, sender: Sender) -> ConvView: ...
    async def read(self, channel: ChannelRef, sender: Sender, conversation: UUID, seq: int) -> None: ...
    async def delivered(self, tenant: UUID, marks: dict[UUID, int]) -> None: ...
    async def typing(self, channel: ChannelRef, sender: Sender, on: bool) -> None: ...
    async def upload(self, channel: ChannelRef, sender: Sender, name: str, data: bytes) -> Attachment: ...
    async def receipt(self, channel: ChannelRef, message: UUID, status: Delivery, error: str | None) -> None: ...


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier, closed conversation as its customer sees it."""

    id: UUID
    opened_at: datetime
    closed_at: datetime
    messages: list[Message]


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    name: str | None = None
    phone: str | None = None
    email: str | None = None


class CallBackWindow(msgspec.Struct, frozen=True, kw_only=True):
    starts_at: datetime
    ends_at: datetime


class CallBackForm(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who waits may choose instead. `kept_until`: by when they are called at the latest if they keep their
    place; None: only a window will do. `phone`: the number that is known of them, masked."""

    kept_until: datetime | None
    windows: list[CallBackWindow]
    phone: str | None


class CallBackChoice(msgspec.Struct, frozen=True, kw_only=True):
    """`starts_at`: of the window; None: they keep their place. `phone` None: the number that is known."""

    way: CallWay
    starts_at: datetime | None = None
    phone: str | None = None


class SurveyChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A reason and the scores it is offered for."""

    code: str
    zh: str
    en: str
    scores: list[int]


class SurveyText(msgspec.Struct, frozen=True):
    zh: str
    en: str


class SurveyForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer is asked. A score is 1 to 5 on every scale; on `yes_no` yes is 5 and no is 1. `comment`: whether
    words of their own are taken."""

    scale: Literal["stars", "faces", "yes_no"]
    question: SurveyText
    reasons: list[SurveyChoice]
    comment: bool


class SurveyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    score: int
    reasons: list[str] = []
    comment: str = ""
