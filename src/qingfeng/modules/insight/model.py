"""A contact's tally: what its events have told so far, in whatever order; and the row of facts that follows. Pure.

Everything kept in a tally is a highest, an earliest or a set, or counted once for each seq that was not told before, so that
adding an event twice, or before an earlier one, comes to the same. Of the talk it keeps numbers only: however long a
conversation is, one more message costs the same. Replies are read from the ledger (`replies`).
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Event
from qingfeng.contracts.conversations import (
    ConversationAssigned,
    ConversationClosed,
    ConversationQueued,
    ConversationReturnedToBot,
    ConversationSnoozed,
    ConversationWrappedUp,
    MessageAppended,
    SurveyAnswered,
)
from qingfeng.contracts.messages import Message, Row
from qingfeng.contracts.routing import OfferEnded, OfferMade
from qingfeng.modules.insight.measures import PASSED

LEFT = "customer_left"
MISSED = "timed_out"
TRANSFER = "transfer"

Spans = tuple[tuple[int, int], ...]
"""First and last of each, in their order."""


class Standing(msgspec.Struct, frozen=True):
    """The parts of a conversation's row that count, as of a version."""

    version: int
    customer_id: UUID
    channel: str
    queue_id: UUID | None
    opened_at: datetime
    queued_at: datetime | None
    emotion: str = "calm"
    asked: bool = False


class Move(msgspec.Struct, frozen=True, array_like=True):
    """A step of the conversation. `kind`: queued, held, assigned, snoozed, to_bot, wrap_up or closed; `target`: seconds promised."""

    kind: str
    at: datetime
    queue_id: UUID | None = None
    agent_id: UUID | None = None
    target: int | None = None


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """An agent's message to the customer."""

    seq: int
    at: datetime
    agent_id: UUID | None = None


class Assigned(msgspec.Struct, frozen=True):
    version: int
    at: datetime
    agent_id: UUID


class HandedOver(msgspec.Struct, frozen=True):
    version: int
    reason: str


class Ended(msgspec.Struct, frozen=True):
    """`waiting`: nobody owned it and it stood in a queue."""

    at: datetime
    reason: str
    codes: list[str]
    waiting: bool


class Timed(msgspec.Struct, frozen=True, array_like=True):
    """What of a duration lay within business hours, when it was counted: `ms`. `queue_id`: whose hours these were. Of the
    beginning of a wait, which is a moment: 1 outside of them, else 0."""

    since: datetime
    until: datetime
    queue_id: UUID | None
    ms: int


class Decided(msgspec.Struct, frozen=True, array_like=True):
    """What the bot decided in a contact that is over (`decided`): turns by what decided them, those answered with a source
    and those in which it did not know; what decided the last one of substance; whether a person was wanted in vain, or it
    ended without an answer."""

    by: dict[str, int] = {}
    sourced: int = 0
    unknown: int = 0
    last: str = ""
    unmet: bool = False


class Tally(msgspec.Struct, frozen=True, omit_defaults=True):
    """`heard`: the seqs of the messages that were told, notes too, as spans without gaps: one, when they came in order.

    `said`: how many messages by author; `answered`: the first of an agent, by seq.
    `moves`: by the row's version after each; from them follow waits and hands.
    `timed`: by measure and number, as "answered 0": see `hours`; None in a tally from before there was any.
    `marked`, `handed`: its marks, its hands are written; a tally from before there were any has none to take back.
    `offers`: when each was made, `outcomes`: how each ended, by offer.
    `passed`: why the bot handed over, by the row's version after it. `decided`: read from the bot's record once it is over.
    """

    standing: Standing | None = None
    assigned: Assigned | None = None
    handed_over: HandedOver | None = None
    ended: Ended | None = None
    heard: Spans = ()
    said: dict[str, int] = {}
    transfers: int = 0
    told_to_wait: datetime | None = None
    joined: datetime | None = None
    answered: Answer | None = None
    offers: dict[UUID, datetime] = {}
    outcomes: dict[UUID, str] = {}
    score: int | None = None
    moves: dict[int, Move] = {}
    timed: dict[str, Timed] | None = None
    marked: bool = False
    handed: bool = False
    passed: dict[int, str] = {}
    decided: Decided | None = None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a contact; see the module's docstring for the rule of each."""

    conversation_id: UUID
    customer_id: UUID | None
    channel: str | None
    queue_id: UUID | None
    opened_at: datetime | None
    queued_at: datetime | None
    first_offered_at: datetime | None
    offers: int
    misses: int
    assigned_at: datetime | None
    first_agent_response_at: datetime | None
    closed_at: datetime | None
    agent_id: UUID | None
    close_reason: str | None
    codes: list[str]
    messages_customer: int
    messages_agent: int
    messages_bot: int
    messages_system: int
    transfers: int
    bot_handled: bool
    handed_over_reason: str | None
    abandoned: bool
    survey_score: int | None
    emotion: str


def conversation_of(event: Event) -> UUID:
    """The conversation an event is about."""
    return UUID(event.key)


def add(tally: Tally, event: Event, at: datetime) -> Tally:
    """The tally with one more event, which happened `at`."""
    if isinstance(event, OfferMade):
        offer = event.offer
        tally = replace(tally, offers={**tally.offers, offer.id: offer.offered_at})
    elif isinstance(event, OfferEnded):
        tally = replace(tally, outcomes={**tally.outcomes, event.offer_id: event.how})
    elif isinstance(event, MessageAppended):
        tally = add_message(tally, event.message, event.row.version)
    elif isinstance(event, ConversationQueued) and event.handover is not None:
        tally = _handed_over(tally, event.row.version, event.handover.reason)
        reason = "flow" if event.handover.by_flow else event.handover.reason
        if reason in PASSED and event.reason == event.handover.reason:  # not one that is only carried along
            tally = replace(tally, passed={**tally.passed, event.row.version: reason})
    elif isinstance(event, ConversationAssigned):
        tally = _assigned(tally, Assigned(event.row.version, at, event.agent_id))
    elif isinstance(event, ConversationClosed):
        row = event.row
        waiting = row.agent is None and row.queue_id is not None and row.callback is None
        tally = replace(tally, ended=Ended(row.closed_at or at, event.reason, event.codes, waiting))
    elif isinstance(event, SurveyAnswered):
        tally = replace(tally, score=event.score)
    tally = _moved(tally, event, at)
    row_of = event.offer.conversation if isinstance(event, OfferMade) else getattr(event, "row", None)
    return _standing(tally, row_of) if isinstance(row_of, Row) else tally


def only_said(old: Tally, new: Tally) -> bool:
    """Whether nothing but messages was told between two tallies of a contact that goes on and is written already: then
    neither its marks nor its hands differ."""
    if old.standing is None or new.standing is None or new.ended is not None:
        return False
    standing = replace(old.standing, version=new.standing.version)
    return replace(old, heard=new.heard, said=new.said, standing=standing) == new


def _moved(tally: Tally, event: Event, at: datetime) -> Tally:
    if isinstance(event, ConversationQueued) and event.row.callback is not None:
        move = Move("held", at)  # promised a call-back: no wait any more, nor in anybody's hand
    elif isinstance(event, ConversationQueued):
        move = Move("queued", at, event.queue_id, None, event.row.target_seconds)
    elif isinstance(event, ConversationAssigned):
        move = Move("assigned", at, None, event.agent_id)
    elif isinstance(event, ConversationReturnedToBot):
        move = Move("to_bot", at)
    elif isinstance(event, ConversationSnoozed):
        move = Move("snoozed", at)  # put aside: in nobody's hand until it is woken
    elif isinstance(event, ConversationWrappedUp):
        move = Move("wrap_up", at, None, event.agent_id)
    elif isinstance(event, ConversationClosed):
        move = Move("closed", event.row.closed_at or at)
    else:
        return tally
    return replace(tally, moves={**tally.moves, event.row.version: move})


def add_message(tally: Tally, message: Message, version: int) -> Tally:
    """The tally with one more message, unless it was told before; `version`: of the row after it."""
    heard = _with(tally.heard, message.seq)
    if heard is tally.heard:
        return tally
    if message.kind == "note":
        return replace(tally, heard=heard)
    who = message.author.kind
    tally = replace(tally, heard=heard, said={**tally.said, who: tally.said.get(who, 0) + 1})
    if who == "agent" and (tally.answered is None or message.seq < tally.answered.seq):
        tally = replace(tally, answered=Answer(message.seq, message.at, message.author.id))
    if message.system is None:
        return tally
    code, params = message.system.code, message.system.params
    if code == "transferred":
        tally = replace(tally, transfers=tally.transfers + 1)
        tally = _handed_over(tally, version, TRANSFER)
    if code == "queued" or (code == "transferred" and "queue" in params):
        tally = replace(tally, told_to_wait=_earlier(tally.told_to_wait, message.at))
    if code == "agent_joined" or (code == "transferred" and "name" in params):
        tally = replace(tally, joined=_earlier(tally.joined, message.at))
    return tally


def _standing(tally: Tally, row: Row) -> Tally:
    if tally.standing is not None and tally.standing.version >= row.version:
        return tally
    standing = Standing(
        row.version,
        row.customer.id,
        row.channel,
        row.queue_id,
        row.opened_at,
        row.queued_at,
        row.emotion,
        row.survey_state != "none",
    )
    return replace(tally, standing=standing)


def _assigned(tally: Tally, assigned: Assigned) -> Tally:
    later = tally.assigned is None or assigned.version > tally.assigned.version
    return replace(tally, assigned=assigned) if later else tally


def _handed_over(tally: Tally, version: int, reason: str) -> Tally:
    later = tally.handed_over is None or version > tally.handed_over.version
    return replace(tally, handed_over=HandedOver(version, reason)) if later else tally


def _earlier(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)


def _with(spans: Spans, seq: int) -> Spans:
    """The spans with one more number; themselves when they hold it."""
    i = bisect_right(spans, seq, key=lambda span: span[0])
    if i and seq <= spans[i - 1][1]:
        return spans
    follows = i > 0 and spans[i - 1][1] == seq - 1
    leads = i < len(spans) and spans[i][0] == seq + 1
    joined = (spans[i - 1][0] if follows else seq, spans[i][1] if leads else seq)
    return (*spans[: i - follows], joined, *spans[i + leads :])


def contact(conversation_id: UUID, tally: Tally) -> Contact:
    """The facts that follow from a tally."""
    standing, ended = tally.standing, tally.ended
    said = tally.said
    queued_at = tally.told_to_wait or (standing.queued_at if standing else None)
    assigned_at = tally.joined or (tally.assigned.at if tally.assigned else None)
    people = queued_at is not None or assigned_at is not None
    return Contact(
        conversation_id=conversation_id,
        customer_id=standing.customer_id if standing else None,
        channel=standing.channel if standing else None,
        queue_id=standing.queue_id if standing else None,
        opened_at=standing.opened_at if standing else None,
        queued_at=queued_at,
        first_offered_at=min(tally.offers.values(), default=None),
        offers=len(tally.offers),
        misses=sum(how == MISSED for how in tally.outcomes.values()),
        assigned_at=assigned_at,
        first_agent_response_at=tally.answered.at if tally.answered else None,
        closed_at=ended.at if ended else None,
        agent_id=tally.assigned.agent_id if tally.assigned else None,
        close_reason=ended.reason if ended else None,
        codes=ended.codes if ended else [],
        messages_customer=said.get("customer", 0),
        messages_agent=said.get("agent", 0),
        messages_bot=said.get("bot", 0),
        messages_system=said.get("system", 0),
        transfers=tally.transfers,
        bot_handled=ended is not None and said.get("bot", 0) > 0 and not people,
        handed_over_reason=tally.handed_over.reason if tally.handed_over else None,
        abandoned=ended is not None and ended.waiting and ended.reason == LEFT,
        survey_score=tally.score,
        emotion=standing.emotion if standing else "calm",
    )
