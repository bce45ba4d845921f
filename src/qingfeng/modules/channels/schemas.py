"""What the routes about open channels take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from qingfeng.modules.channels.deliveries import Entry
from qingfeng.ports.channel import ReplyQuota

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Url = Annotated[str, msgspec.Meta(min_length=1, max_length=2000, examples=["https://example.com/hooks/qingfeng"])]
Subscribed = Literal["message.created", "conversation.updated", "typing"]
Events = Annotated[list[Subscribed], msgspec.Meta(max_length=3)]
TurnSeconds = Annotated[int, msgspec.Meta(ge=10, le=86_400)]


class OpenChannelIn(msgspec.Struct, forbid_unknown_fields=True):
    """Without `url` the channel is polled. `events` defaults to messages and changes of the conversation.

    `turn_seconds`: each turn is to be answered so soon. `quota`: replies that are taken after a customer's message.
    """

    name: Name
    url: Url | None = None
    events: Events | None = None
    turn_seconds: TurnSeconds | None = None
    quota: ReplyQuota | None = None


class OpenChannelChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is left out stays as it is; `url: null` ends the webhooks."""

    name: Name | UnsetType = UNSET
    url: Url | UnsetType | None = UNSET
    events: Events | UnsetType = UNSET
    turn_seconds: TurnSeconds | UnsetType | None = UNSET
    quota: ReplyQuota | UnsetType | None = UNSET
    enabled: bool | UnsetType = UNSET


class TokenIn(msgspec.Struct, forbid_unknown_fields=True):
    name: Name


class TokenOut(msgspec.Struct):
    """`hint`: its last four characters."""

    id: UUID
    name: str
    hint: str
    created_at: datetime
    revoked_at: datetime | None


class NewToken(msgspec.Struct):
    """`token` is shown here once and kept nowhere."""

    id: UUID
    token: str


class OpenChannelOut(msgspec.Struct):
    """`waiting` and `failed` count deliveries."""

    id: UUID
    name: str
    enabled: bool
    url: str | None
    events: list[str]
    turn_seconds: int | None
    quota: ReplyQuota | None
    tokens: list[TokenOut]
    waiting: int
    failed: int


class OpenChannelsOut(msgspec.Struct):
    items: list[OpenChannelOut]


class SecretOut(msgspec.Struct):
    """`secret` signs the webhooks; it is shown when it is made and never again."""

    id: UUID
    secret: str


class DeliveriesOut(msgspec.Struct):
    items: list[Entry]
    next: str | None


class PingOut(msgspec.Struct):
    """What became of a ping. `status`: the HTTP status, if there was an answer."""

    ok: bool
    status: int | None
    error: str | None
    milliseconds: int
