"""Facts about offers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Event
from qingfeng.contracts.messages import Row

OfferEnd = Literal["accepted", "declined", "timed_out", "withdrawn"]


class Why(msgspec.Struct, frozen=True):
    """One reason of a decision; its words come from i18n by `code`."""

    code: str
    params: dict[str, str | int] = {}


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    agent_id: UUID
    conversation: Row
    offered_at: datetime
    expires_at: datetime
    seconds: int
    why: list[Why]


class OfferMade(Event, frozen=True, kw_only=True):
    offer: Offer

    @property
    def key(self) -> str:
        return str(self.offer.conversation.id)


class SurgeChanged(Event, frozen=True, kw_only=True):
    """Surge mode of a house has begun or ended, or other levers are moved. `ratio`: arrivals by what was expected.
    `pinned`: the articles offered first; `repinned`: others were until now. `message_minutes`: who is to wait longer may
    leave a message instead (0: as ever), `callback_minutes`: be called back; `reoffered`: that was otherwise until now.
    `defer_minutes`: what can wait is held back for so long at most (0: nothing is)."""

    tenant_id: UUID
    on: bool
    since: datetime | None
    by_hand: bool
    ratio: float | None
    pool_teams: list[UUID]
    wrap_up_seconds: int | None
    pinned: list[UUID] = msgspec.field(default_factory=list)
    repinned: bool = False
    ai_first: bool = False
    message_minutes: int = 0
    reoffered: bool = False
    callback_minutes: int = 0
    defer_minutes: int = 0

    @property
    def key(self) -> str:
        return str(self.tenant_id)


class HandoverDeferred(Event, frozen=True, kw_only=True):
    """In a surge the bot asked once more instead of handing over for want of an answer. `seq`: of the customer's message;
    `queue_id`: where they would wait; `confidence`: of the likeliest article, 0 to 1. No figure of its own: the turn is
    kept with the bot's decision and counts in `bot_unknown` ("did not know")."""

    conversation_id: UUID
    seq: int
    queue_id: UUID
    confidence: float

    @property
    def key(self) -> str:
        return str(self.conversation_id)


class OfferEnded(Event, frozen=True, kw_only=True):
    offer_id: UUID
    conversation_id: UUID
    agent_id: UUID
    how: OfferEnd
    reason: str | None = None

    @property
    def key(self) -> str:
        return str(self.conversation_id)
