"""What a tenant's system sends and gets."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import ConvView, Message

MAX_SEQ = 2**31 - 1
MAX_CONTEXT_BYTES = 8 * 1024
MAX_CONTEXT_DEPTH = 20

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Seq = Annotated[int, msgspec.Meta(ge=0, le=MAX_SEQ)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Locale = Annotated[
    str, msgspec.Meta(max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", examples=["zh-CN", "en"])
]


class SenderRef(msgspec.Struct, forbid_unknown_fields=True):
    """A customer by the id your system knows them by."""

    id: Name


class SenderIn(SenderRef):
    """You vouch for `phone`, `email` and `external` (your customer number): they join a customer to their history."""

    name: Annotated[str, msgspec.Meta(max_length=80)] | None = None
    phone: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    email: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    external: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class MessageIn(msgspec.Struct, forbid_unknown_fields=True):
    """`external_id`: your id of the message, unique in the channel; the same one again changes nothing."""

    external_id: Name
    sender: SenderIn
    kind: Literal["text", "image", "file"] = "text"
    text: str = ""
    attachment_id: UUID | None = None
    sent_at: Moment | None = None
    locale: Locale | None = None
    context: dict[str, Any] = {}


class MessageOut(msgspec.Struct):
    conversation_id: UUID
    message_id: UUID
    seq: int
    duplicate: bool


class EventIn(msgspec.Struct, forbid_unknown_fields=True):
    """`typing` takes `on`; `read` takes `seq`, and `conversation_id` unless it is the current one."""

    type: Literal["typing", "read", "human", "end"]
    sender: SenderRef
    seq: Seq | None = None
    on: bool = True
    conversation_id: UUID | None = None


class SurveyIn(msgspec.Struct, forbid_unknown_fields=True):
    sender: SenderRef
    conversation_id: UUID
    score: Annotated[int, msgspec.Meta(ge=1, le=5)]
    reasons: Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], msgspec.Meta(max_length=10)] = []
    comment: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class ReceiptIn(msgspec.Struct, forbid_unknown_fields=True):
    """What became of a message of ours on your side. `error`: why it failed, for people to read."""

    message_id: UUID
    status: Literal["delivered", "read", "failed"]
    error: Annotated[str, msgspec.Meta(max_length=500)] | None = None


class MessagesOut(msgspec.Struct):
    """`next`: pass it as `cursor` for what comes after; null when there is nothing yet."""

    items: list[Message]
    next: str | None


class StatusOut(msgspec.Struct):
    conversation: ConvView | None


class Done(msgspec.Struct):
    ok: bool = True
