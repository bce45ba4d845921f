"""Verbs of the ledger. Each takes a locked conversation, moves it through the state machine and tells what happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.contracts.conversations import (
    AgentRead,
    ConversationAssigned,
    ConversationChanged,
    ConversationClosed,
    ConversationOffered,
    ConversationOpened,
    ConversationQueued,
    ConversationReturnedToBot,
    ConversationSnoozed,
    ConversationWrappedUp,
    CustomerRead,
    DeliveryAdvanced,
    MessageAppended,
    SurveyAnswered,
)
from qingfeng.contracts.messages import Author, Delivery, Handover, Message, RowAgent, RowCustomer, SystemNote
from qingfeng.kernel.db import Record
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Facts, Tx
from qingfeng.modules.conversations import callbacks, store
from qingfeng.modules.conversations.model import Conversation, Draft, Lane, delivery, take_note
from qingfeng.modules.conversations.notices import notify
from qingfeng.modules.conversations.survey import Pin

SYSTEM_AUTHOR = Author("system", None, "")


async def lock(tx: Tx, id_: UUID) -> Conversation:
    """The conversation, locked until commit. Raises NotFound."""
    conv = await store.lock(tx, id_)
    if conv is None:
        raise NotFound("not_found", "There is no such conversation.", field="conversation_id")
    return conv


async def lock_for(tx: Tx, id_: UUID, author: UUID, client_id: str) -> tuple[Conversation, Record | None]:
    """The conversation, locked until commit, and what this author has written there as `client_id`. Raises NotFound."""
    found = await store.lock_for(tx, id_, author, client_id)
    if found is None:
        raise NotFound("not_found", "There is no such conversation.", field="conversation_id")
    conv, written = found
    return conv, await store.by_client(tx, id_, author, client_id) if written else None


async def open_(tx: Tx, customer: RowCustomer, *, channel_id: UUID, channel_kind: str, locale: str) -> Conversation:
    """A new conversation, with the bot first. The caller holds the customer's lock."""
    conv = Conversation(
        id=tx.new_id(),
        customer_id=customer.id,
        customer_name=customer.name,
        customer_tier=customer.tier,
        channel_id=channel_id,
        channel_kind=channel_kind,
        phase="bot",
        opened_at=tx.now,
        last_at=tx.now,
        locale=locale,
    )
    await store.insert(tx, conv)
    tx.emit(ConversationOpened(row=conv.row(), customer_id=customer.id))
    return conv


async def append(tx: Tx, conv: Conversation, draft: Draft) -> Message:
    """Give a message its place in the order and write it. Raises Conflict when the conversation is closed."""
    if conv.phase == "closed" and draft.kind not in ("note", "system"):
        raise Conflict("closed", "The conversation is closed.", phase="closed")
    prev_public = conv.last_public_seq
    take_note(conv, draft, tx.now)
    id_ = await store.append(tx, conv, draft, prev_public)
    message = appended(tx, conv, draft, id_, prev_public)
    for user in dict.fromkeys(draft.mentions if draft.kind == "note" else []):
        if user != draft.author.id:
            await notify(tx, conv, user, "mention", by=draft.author.name, text=draft.text)
    return message


def appended(facts: Facts, conv: Conversation, draft: Draft, id_: UUID, prev_public: int) -> Message:
    """Tell that a message, which its conversation counts already, has its place."""
    message = Message(
        id=id_,
        conversation_id=conv.id,
        seq=conv.last_seq,
        prev=conv.last_seq - 1,
        author=draft.author,
        kind=draft.kind,
        text=draft.text,
        format="markdown" if draft.format == "markdown" else "plain",
        attachment=draft.attachment,
        sources=draft.sources,
        suggestions=draft.suggestions,
        system=draft.system,
        client_id=draft.client_id,
        channel=conv.channel_kind,
        delivery=delivery(
            conv.last_seq,
            draft.author.kind,
            draft.public,
            conv.customer_read_seq,
            conv.delivered_seq,
            conv.channel_kind,
        ),
        mentions=draft.mentions,
        quote=draft.quote,
        files=draft.files,
        at=facts.now,
    )
    facts.emit(MessageAppended(row=conv.row(), message=message, prev_public=prev_public, public=draft.public))
    return message


async def system_line(tx: Tx, conv: Conversation, code: str, *, public: bool, **params: str | int) -> Message:
    """A line of the system; customers see it only if `public`."""
    return await append(
        tx, conv, Draft(author=SYSTEM_AUTHOR, kind="system", system=SystemNote(code, params), public=public)
    )


async def queue(
    tx: Tx,
    conv: Conversation,
    lane: Lane,
    *,
    reason: str,
    handover: Handover | None = None,
) -> None:
    """Let it wait for a person. Moved between queues it keeps its place in time."""
    waiting = conv.phase in ("queued", "offered")
    conv.move("queued")
    conv.queue_id, conv.target_seconds = lane.queue_id, lane.target_seconds
    conv.priority, conv.fast, conv.green = lane.priority, lane.fast, lane.green
    conv.handover = handover or conv.handover
    conv.queued_at = conv.queued_at if waiting and conv.queued_at else tx.now
    conv.waiting_since = conv.waiting_since or tx.now
    if not waiting:
        conv.first_response_at = None
    conv.reclock()
    await store.save(tx, conv)
    tx.emit(ConversationQueued(row=conv.row(), queue_id=lane.queue_id, reason=reason, handover=handover))


async def offer(tx: Tx, conv: Conversation, *, agent: RowAgent, offer_id: UUID, expires_at: datetime) -> None:
    """Shown to one agent who may take it until `expires_at`."""
    conv.move("offered")
    await store.save(tx, conv)
    tx.emit(ConversationOffered(row=conv.row(), agent_id=agent.id, offer_id=offer_id, expires_at=expires_at))


async def unoffer(tx: Tx, conv: Conversation) -> None:
    """Back among the waiting, at its old place."""
    if conv.phase != "offered" or conv.queue_id is None:
        return
    conv.move("queued")
    await store.save(tx, conv)
    tx.emit(ConversationQueued(row=conv.row(), queue_id=conv.queue_id, reason="offer_ended"))


async def assign(tx: Tx, conv: Conversation, *, agent: RowAgent, how: str) -> None:
    """Give it to an agent, who owns it from now on."""
    conv.move("with_agent")
    conv.own(agent)
    conv.assigned_at = tx.now
    await callbacks.taken(tx, conv)
    conv.left_message = conv.left_message and how != "returned"
    conv.reclock()
    await store.save(tx, conv)
    tx.emit(ConversationAssigned(row=conv.row(), agent_id=agent.id, how=how))  # type: ignore[arg-type]


async def snooze(tx: Tx, conv: Conversation, until: datetime) -> None:
    """Put aside by its agent, who keeps it and has room for others meanwhile."""
    conv.move("snoozed")
    assert conv.agent_id is not None
    conv.snoozed_until = until
    conv.reclock()
    await store.save(tx, conv)
    tx.emit(ConversationSnoozed(row=conv.row(), agent_id=conv.agent_id, until=until))


async def to_bot(tx: Tx, conv: Conversation, instruction: str) -> None:
    """Hand back to the bot, with what it should do."""
    conv.move("bot")
    await callbacks.ended(tx, conv, "ended")
    conv.queue_id = conv.callback = None
    conv.bot = {"instruction": instruction} if instruction else {}
    conv.reclock()
    await store.save(tx, conv)
    tx.emit(ConversationReturnedToBot(row=conv.row(), instruction=instruction))


async def wrap_up(tx: Tx, conv: Conversation, *, reason: str, seconds: int, survey: bool) -> None:
    """The talk is over; the agent writes up for at most `seconds`."""
    agent_id = conv.agent_id
    conv.move("wrap_up")
    assert agent_id is not None
    conv.close_reason, conv.waiting_since = reason, None
    conv.wrap_up_until = tx.now + timedelta(seconds=seconds)
    if survey and conv.survey == "none":
        conv.survey = "asked"
    conv.reclock()
    await store.save(tx, conv)
    tx.emit(ConversationWrappedUp(row=conv.row(), agent_id=agent_id, reason=reason))


async def close(tx: Tx, conv: Conversation, *, reason: str, codes: list[str], survey: bool = False) -> None:
    """The end. What the customer writes next opens a new conversation."""
    conv.move("closed")
    if conv.callback is not None:
        await callbacks.ended(tx, conv, "withdrawn" if conv.callback.taken_at is None else "ended")
    conv.close_reason = conv.close_reason or reason
    conv.codes = codes
    conv.closed_at, conv.waiting_since, conv.unread = tx.now, None, 0
    if survey and conv.survey == "none":
        conv.survey = "asked"
    conv.reclock()
    await store.save(tx, conv)
    tx.emit(ConversationClosed(row=conv.row(), agent_id=conv.agent_id, reason=conv.close_reason, codes=codes))


async def change(tx: Tx, conv: Conversation, what: str) -> None:
    """Write a change of the row that is no step: the caller has set the fields."""
    conv.reclock()
    await store.save(tx, conv)
    tx.emit(ConversationChanged(row=conv.row(), what=what))


async def customer_read(tx: Tx, conv: Conversation, seq: int) -> bool:
    """The customer has seen up to `seq`. The mark only grows; False when it did not."""
    seq = min(seq, conv.last_seq)
    if seq <= conv.customer_read_seq:
        return False
    conv.customer_read_seq = seq
    conv.delivered_seq = max(conv.delivered_seq, seq)
    await store.save(tx, conv)
    tx.emit(CustomerRead(row=conv.row(), seq=seq))
    return True


async def customer_got(tx: Tx, conv: Conversation, seq: int) -> bool:
    """The customer's device has received up to `seq`. The mark only grows."""
    seq = min(seq, conv.last_seq)
    if seq <= conv.delivered_seq:
        return False
    conv.delivered_seq = seq
    await store.save(tx, conv)
    tx.emit(ConversationChanged(row=conv.row(), what="delivered"))
    return True


async def customers_got(tx: Tx, marks: dict[UUID, int]) -> None:
    """The same for many conversations at once, which need not be locked; one that is unknown is passed over."""
    for conv in await store.mark_delivered(tx, marks):
        tx.emit(ConversationChanged(row=conv.row(), what="delivered"))


async def agent_read(tx: Tx, conv: Conversation, agent: UUID, seq: int) -> bool:
    """The owner has seen up to `seq`; others may look without leaving a trace."""
    seq = min(seq, conv.last_seq)
    if conv.agent_id != agent or (seq <= conv.agent_read_seq and conv.unread == 0):
        return False
    conv.agent_read_seq = max(conv.agent_read_seq, seq)
    if seq >= conv.last_seq:
        conv.unread = 0
    await store.save(tx, conv)
    tx.emit(AgentRead(row=conv.row(), agent_id=agent, seq=conv.agent_read_seq))
    return True


def delivery_advanced(tx: Tx, conv: Conversation, message_id: UUID, seq: int, reached: Delivery) -> None:
    """Tell how far the sending of one message has come; the state itself is kept with the channel's deliveries."""
    tx.emit(DeliveryAdvanced(row=conv.row(), message_id=message_id, seq=seq, delivery=reached))


_UNPINNED = Pin()
"""What was asked before surveys had versions."""


async def answer_survey(
    tx: Tx, conv: Conversation, score: int, reasons: list[str], comment: str, pin: Pin = _UNPINNED
) -> None:
    """Keep the customer's answer to what `pin` names. Raises Invalid for a score outside 1..5, Conflict for a second answer."""
    if not 1 <= score <= 5:
        raise Invalid("out_of_range", "The score is a whole number from 1 to 5.", field="score", min=1, max=5)
    if not await store.insert_survey(tx, conv.id, score, reasons, comment, pin):
        raise Conflict("already_answered", "This survey was answered before.", field="conversation_id")
    conv.survey = "done"
    await system_line(tx, conv, "survey_done", public=False, score=score)
    tx.emit(SurveyAnswered(row=conv.row(), score=score, reasons=reasons, comment=comment))


def check_quota(conv: Conversation, now: datetime) -> None:
    """The channel still takes replies. Raises Conflict `quota_spent` or `quota_over`."""
    quota = conv.quota
    if quota is None:
        return
    if now >= quota.until:
        raise Conflict("quota_over", "The time in which this channel takes replies is over; the customer has to write.")
    if quota.left <= 0:
        raise Conflict(
            "quota_spent", f"All {quota.of} replies are used; the customer has to write before the next.", of=quota.of
        )


async def join(tx: Tx, conv: Conversation, who: RowAgent) -> None:
    """Speak with the customer beside its agent. Raises Conflict when no agent talks there, or oneself does."""
    if conv.phase != "with_agent":
        raise Conflict("wrong_phase", f"The conversation is {conv.phase}; nobody talks in it.", phase=conv.phase)
    if conv.agent_id == who.id:
        raise Conflict("own_conversation", "This conversation is yours already.")
    if not conv.beside(who.id):
        conv.joined = [*conv.joined, who]
        await system_line(tx, conv, "supervisor_joined", public=True, name=who.name)


async def leave(tx: Tx, conv: Conversation, who: RowAgent) -> None:
    """Speak there no longer; who does not is no error."""
    if conv.beside(who.id):
        conv.joined = [one for one in conv.joined if one.id != who.id]
        await system_line(tx, conv, "supervisor_left", public=True, name=who.name)


def check_voice(conv: Conversation, by: Actor) -> None:
    """Only the owner speaks to the customer, and who has joined them. Raises as `check_owner`."""
    if not conv.beside(by.id):
        check_owner(conv, by)


def check_owner(conv: Conversation, by: Actor) -> None:
    """Only the owner speaks to the customer. Raises Conflict `not_owner` naming who is."""
    if conv.agent_id != by.id or conv.phase not in ("with_agent", "wrap_up"):
        who = conv.agent_name or {"bot": "bot", "queued": "nobody yet"}.get(conv.phase, conv.phase)
        raise Conflict("not_owner", f"The conversation is with {who}; take it over first.", owner=who, phase=conv.phase)
