"""The path of a contact: a fact, and the step that follows from it.

Read it as a page. A step is a durable timer set in the transaction of its fact: it is retried until done, a second one
of the same kind and key replaces the first, and repeating it is harmless.

    customer writes            -> the bot takes its turn                      turn        (conversation)
    bot asks for a human       -> the router looks for somebody               route       (tenant)
    an offer runs out          -> next agent                                  offer_expiry (offer; set by routing)
    somebody becomes free      -> the router looks again                      route       (tenant)
    an agent is given skills   -> the router looks again                      route       (tenant)
    demand outruns all plans   -> the router looks again, with other rules    route       (tenant)
    or a state for a while     -> they have their own again                   temporary_end (agent and which; set by its verb)
    agent or bot answers       -> the channel delivers, in order              deliver     (conversation)
    an agent takes words back  -> the channel tells                           deliver     (conversation)
    the phase changes          -> the channel tells, after what was said      deliver     (conversation)
    a talk is over             -> its customer is asked how it was            survey      (conversation; set by flow/surveys.py)
    agent closes               -> wrap-up ends by itself                      wrap_up_end (conversation)
    an agent leaves for good   -> what they have goes back to the line        release     (agent)
    agent puts it aside        -> it wakes at its moment                      wake        (conversation)
    an agent wants reminding   -> they are told at the moment                 remind      (reminder; set by its verb)
    the customer falls silent  -> the bot's conversation is closed            idle_close  (conversation)
    somebody's data are asked  -> copied, or erased everywhere                privacy     (request; set by its verb)
    a day of retention begins  -> what is older than it goes                  retention   (tenant; set by its verb)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from qingfeng.contracts.base import Event
from qingfeng.contracts.conversations import (
    ConversationAssigned,
    ConversationClosed,
    ConversationQueued,
    ConversationReturnedToBot,
    ConversationSnoozed,
    ConversationWrappedUp,
    MessageAppended,
    MessageRecalled,
)
from qingfeng.contracts.messages import PUSHED, Row
from qingfeng.contracts.people import AgentChanged, AgentLeft, PresenceChanged
from qingfeng.contracts.routing import OfferEnded, SurgeChanged
from qingfeng.kernel.uow import Step

IDLE_CLOSE_MINUTES = 30
ROUTE_KEY = "tenant"


def _message(event: MessageAppended, now: datetime) -> list[Step]:
    row, message = event.row, event.message
    steps = []
    if message.author.kind == "customer" and row.phase == "bot":
        steps.append(Step("turn", event.key, now))
    if event.public and message.author.kind != "customer" and row.channel in PUSHED:
        steps.append(Step("deliver", event.key, now))
    if row.phase == "bot":
        steps.append(Step("idle_close", event.key, now + timedelta(minutes=IDLE_CLOSE_MINUTES)))
    return steps


def _recalled(event: MessageRecalled, now: datetime) -> list[Step]:
    return _tell(event.row, now)


def _route(_: Event, now: datetime) -> list[Step]:
    return [Step("route", ROUTE_KEY, now)]


def _tell(row: Row, now: datetime) -> list[Step]:
    return [Step("deliver", str(row.id), now)] if row.channel in PUSHED else []


def _moved(event: ConversationQueued | ConversationAssigned | ConversationClosed, now: datetime) -> list[Step]:
    return [*_route(event, now), *_tell(event.row, now)]


def _wrapped_up(event: ConversationWrappedUp, now: datetime) -> list[Step]:
    due = event.row.wrap_up_until or now
    return [Step("wrap_up_end", event.key, due), *_tell(event.row, now)]


def _snoozed(event: ConversationSnoozed, now: datetime) -> list[Step]:
    return [Step("wake", event.key, event.until), *_route(event, now), *_tell(event.row, now)]


def _returned(event: ConversationReturnedToBot, now: datetime) -> list[Step]:
    return [Step("turn", event.key, now), *_tell(event.row, now)]


def _left(event: AgentLeft, now: datetime) -> list[Step]:
    return [Step("release", event.key, now)]


TABLE: dict[type[Event], Callable[..., Sequence[Step]]] = {
    MessageAppended: _message,
    MessageRecalled: _recalled,
    ConversationQueued: _moved,
    ConversationAssigned: _moved,
    ConversationSnoozed: _snoozed,
    ConversationReturnedToBot: _returned,
    ConversationWrappedUp: _wrapped_up,
    ConversationClosed: _moved,
    OfferEnded: _route,
    PresenceChanged: _route,
    AgentChanged: _route,
    SurgeChanged: _route,
    AgentLeft: _left,
}


def steps(event: Event, now: datetime) -> Sequence[Step]:
    """The steps that follow from a fact."""
    follow = TABLE.get(type(event))
    return follow(event, now) if follow else ()
