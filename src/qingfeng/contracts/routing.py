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


class OfferEnded(Event, frozen=True, kw_only=True):
    offer_id: UUID
    conversation_id: UUID
    agent_id: UUID
    how: OfferEnd
    reason: str | None = None

    @property
    def key(self) -> str:
        return str(self.conversation_id)
