"""Verbs of routing. Whoever ends or makes an offer holds the conversation's lock first, then the offer's row."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.contracts.messages import RowAgent
from qingfeng.contracts.routing import Offer, OfferEnd, OfferEnded, OfferMade
from qingfeng.kernel.errors import Conflict, Forbidden, NotFound
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import store
from qingfeng.modules.routing.model import KeptOffer, OfferPlan, OverflowPlan, Policy, Unservable

EXPIRY = "offer_expiry"


# ------------------------------------------------------------------ offers
async def make_offer(tx: Tx, conv: Conversation, plan: OfferPlan, agent: RowAgent, decision: UUID) -> Offer:
    """Offer a locked, queued conversation to an agent (held by the caller) until its time is over."""
    expires = tx.now + timedelta(seconds=plan.seconds)
    kept = KeptOffer(
        id=tx.new_id(),
        conversation_id=conv.id,
        queue_id=plan.queue,
        agent_id=agent.id,
        state="open",
        why=plan.why,
        decision_id=decision,
        seconds=plan.seconds,
        offered_at=tx.now,
        expires_at=expires,
        ended_at=None,
        end_reason=None,
    )
    await store.insert_offer(tx, kept)
    await conversations.offer(tx, conv, agent=agent, offer_id=kept.id, expires_at=expires)
    await conversations.system_line(tx, conv, "offered", public=False, name=agent.name)
    tx.at(Step(EXPIRY, str(kept.id), expires))
    offer = told(kept, conv)
    tx.emit(OfferMade(offer=offer))
    return offer


def told(kept: KeptOffer, conv: Conversation) -> Offer:
    """An offer as screens see it."""
    return Offer(
        id=kept.id,
        agent_id=kept.agent_id,
        conversation=conv.row(),
        offered_at=kept.offered_at,
        expires_at=kept.expires_at,
        seconds=kept.seconds,
        why=kept.why,
    )


async def accept(tx: Tx, offer_id: UUID, by: Actor) -> Conversation:
    """The agent takes it and owns it from now on; accepting again is harmless.

    Raises NotFound; Forbidden `not_your_offer`; Conflict `offer_ended` when the time is over or somebody was quicker.
    """
    conv, offer = await _locked(tx, offer_id)
    _check_yours(offer, by)
    if offer.state == "accepted" and conv.agent_id == by.id:
        return conv
    if offer.state != "open" or tx.now >= offer.expires_at or conv.phase != "offered":
        raise _ended(offer)
    await _end(tx, offer, "accepted", None)
    await record_wait(tx, conv, "accepted")
    await conversations.assign(tx, conv, agent=RowAgent(offer.agent_id, by.name), how="accepted")
    await people.answered(tx, offer.agent_id)
    return conv


async def decline(tx: Tx, offer_id: UUID, by: Actor, reason: str) -> Conversation:
    """The agent lets it go; it waits at its old place for the next. Declining again is harmless. Raises as `accept`."""
    conv, offer = await _locked(tx, offer_id)
    _check_yours(offer, by)
    if offer.state == "declined":
        return conv
    if offer.state != "open":
        raise _ended(offer)
    await _end(tx, offer, "declined", reason)
    await conversations.unoffer(tx, conv)
    return conv


async def time_out(tx: Tx, offer_id: UUID) -> bool:
    """The offer's time is over: it waits for the next agent, and this one has a miss more (one too many: a break).

    False, and nothing is done, when it ended before or still stands.
    """
    conv, offer = await _locked(tx, offer_id)
    if offer.state != "open" or tx.now < offer.expires_at:
        return False
    await _end(tx, offer, "timed_out", None)
    queue = await store.queue_by_id(tx.conn, offer.queue_id)
    limit = queue.policy.max_misses if queue else Policy().max_misses
    agent = await people.roster(tx.conn, offer.agent_id)
    await conversations.system_line(tx, conv, "missed", public=False, name=agent[0].name if agent else "")
    await people.missed(tx, offer.agent_id, limit)
    await conversations.unoffer(tx, conv)
    return True


async def withdraw(tx: Tx, conv: Conversation, reason: str) -> bool:
    """End the open offer of a locked conversation, if there is one; the phase is the caller's to change."""
    offer = await store.lock_open_offer_of(tx, conv.id)
    if offer is None:
        return False
    await _end(tx, offer, "withdrawn", reason)
    return True


async def recall(tx: Tx, offer_id: UUID, reason: str) -> bool:
    """Take an open offer back from an agent who will not answer it, without counting a miss; it waits for the next."""
    conv, offer = await _locked(tx, offer_id)
    if offer.state != "open":
        return False
    await _end(tx, offer, "withdrawn", reason)
    await conversations.unoffer(tx, conv)
    return True


async def _locked(tx: Tx, offer_id: UUID) -> tuple[Conversation, KeptOffer]:
    """The conversation and then the offer, both locked: everybody takes them in this order."""
    seen = await store.offer_by_id(tx.conn, offer_id)
    if seen is None:
        raise NotFound("not_found", "There is no such offer.", field="offer_id")
    conv = await conversations.lock(tx, seen.conversation_id)
    offer = await store.lock_offer(tx, offer_id)
    assert offer is not None  # offers are never deleted
    return conv, offer


async def _end(tx: Tx, offer: KeptOffer, how: OfferEnd, reason: str | None) -> None:
    await store.end_offer(tx, offer.id, how, reason)
    tx.cancel(EXPIRY, str(offer.id))
    tx.emit(
        OfferEnded(
            offer_id=offer.id,
            conversation_id=offer.conversation_id,
            agent_id=offer.agent_id,
            how=how,
            reason=reason,
        )
    )


def _check_yours(offer: KeptOffer, by: Actor) -> None:
    if by.id != offer.agent_id:
        raise Forbidden("not_your_offer", "This was offered to somebody else; wait for an offer of your own.")


def _ended(offer: KeptOffer) -> Conflict:
    how = "timed_out" if offer.state == "open" else offer.state
    return Conflict("offer_ended", "This offer has ended; the conversation went on without it.", how=how)


# ------------------------------------------------------------------ waiting
async def overflow(tx: Tx, conv: Conversation, plan: OverflowPlan, names: tuple[str, str]) -> None:
    """Move a locked, queued conversation to another queue; it keeps its place in time, its class and its promise."""
    target = await store.queue_by_id(tx.conn, plan.to_queue)
    if target is None:
        raise NotFound("not_found", "There is no such queue.", field="queue_id")
    await conversations.queue(
        tx,
        conv,
        conversations.Lane(
            queue_id=target.id,
            target_seconds=conv.target_seconds or target.policy.service_level_seconds,
            priority=max(conv.priority, target.policy.priority),
            fast=conv.fast,
            green=conv.green,
        ),
        reason="overflow",
    )
    await conversations.system_line(tx, conv, "overflowed", public=False, **{"from": names[0], "to": names[1]})


async def tell_unservable(tx: Tx, conv: Conversation, found: Unservable) -> None:
    """Say once at the desks that nobody could ever serve this conversation."""
    await conversations.system_line(
        tx, conv, "unservable", public=False, reason=found.reason.code, **found.reason.params
    )


async def record_wait(tx: Tx, conv: Conversation, outcome: str) -> None:
    """Note how long a locked conversation really waited, and how many were ahead of it when it came.

    Called while it is still queued or offered; what was left behind while closed, or
    is called back, says nothing about waiting.
    """
    if conv.queue_id is None or conv.queued_at is None or conv.left_message or conv.callback is not None:
        return
    seconds = max(0, int((tx.now - conv.queued_at).total_seconds()))
    ahead = await conversations.ahead(tx.conn, conv) + await store.passed_since(tx.conn, conv.queue_id, conv.queued_at)
    await store.insert_wait(
        tx, queue=conv.queue_id, conversation=conv.id, seconds=seconds, ahead=ahead, outcome=outcome
    )
