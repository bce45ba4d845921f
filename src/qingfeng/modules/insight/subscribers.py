"""Insight's watcher."""

from __future__ import annotations

from collections.abc import Sequence

from qingfeng.contracts.base import Envelope, Event
from qingfeng.contracts.bot import AnswerReviewed
from qingfeng.contracts.conversations import (
    ConversationAssigned,
    ConversationChanged,
    ConversationClosed,
    ConversationOpened,
    ConversationQueued,
    ConversationReturnedToBot,
    ConversationSnoozed,
    ConversationWrappedUp,
    MessageAppended,
    SurveyAnswered,
)
from qingfeng.contracts.people import PresenceChanged
from qingfeng.contracts.routing import OfferEnded, OfferMade
from qingfeng.kernel.uow import Tx
from qingfeng.kernel.watch import Watcher
from qingfeng.modules.insight.actions import note

EVENTS: tuple[type[Event], ...] = (
    ConversationOpened,
    MessageAppended,
    ConversationQueued,
    ConversationAssigned,
    ConversationReturnedToBot,
    ConversationSnoozed,
    ConversationWrappedUp,
    ConversationClosed,
    ConversationChanged,
    SurveyAnswered,
    OfferMade,
    OfferEnded,
    PresenceChanged,
    AnswerReviewed,
)


async def _handle(tx: Tx, event: Event, envelope: Envelope) -> None:
    await note(tx, [(event, envelope.at)])


async def _handle_many(tx: Tx, opened: Sequence[tuple[Envelope, Event]]) -> None:
    await note(tx, [(event, envelope.at) for envelope, event in opened])


def watcher() -> Watcher:
    return Watcher("insight", EVENTS, _handle, many=_handle_many)
