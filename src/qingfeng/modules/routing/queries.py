"""Reads of routing: queues on screens, estimated waits, open offers, why somebody got whom. SQL that only reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.messages import Tier, Wait
from qingfeng.contracts.routing import Offer, Why
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound, Unavailable
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Hours
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.routing import store
from qingfeng.modules.routing.actions import told
from qingfeng.modules.routing.model import (
    Alternative,
    Class,
    Decision,
    KeptOffer,
    Place,
    Queue,
    QueueState,
    class_in,
    target_of,
)
from qingfeng.modules.routing.record import decision_of

LEAST_OBSERVATIONS = 5
MOST_OBSERVATIONS = 200
RECENT = timedelta(hours=2)
DAYS_BACK = timedelta(days=14)
HALF_AN_HOUR = 1800
CAUTION = 0.6
"""The share of observed waits that should not exceed what is announced: rather early than late."""

_RANGES = ((1, 2), (2, 5), (5, 10), (10, 15), (15, 20), (20, 30), (30, 45), (45, 60), (60, 90), (90, 120), (120, 240))


# ------------------------------------------------------------------ queues
class QueueCard(msgspec.Struct, frozen=True, kw_only=True):
    """A queue on a screen."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    open: bool
    waiting: int
    longest_wait_since: datetime | None
    service_level_seconds: int
    kind: Class
    codes_required: bool


async def queue_cards(conn: Connection, now: datetime) -> list[QueueCard]:
    """Queues in use, and those no longer in use in which somebody still waits."""
    lines = await conversations.lines(conn)
    cards = []
    for queue, state in await states(conn, now):
        line = lines.get(queue.id)
        if queue.active or line is not None:
            cards.append(
                QueueCard(
                    id=queue.id,
                    code=queue.code,
                    name_zh=queue.name_zh,
                    name_en=queue.name_en,
                    open=state.open,
                    waiting=line.waiting if line else 0,
                    longest_wait_since=line.since if line else None,
                    service_level_seconds=queue.policy.service_level_seconds,
                    kind=queue.kind,
                    codes_required=queue.policy.codes_required,
                )
            )
    return cards


async def states(conn: Connection, now: datetime) -> list[tuple[Queue, QueueState]]:
    """Every queue with whether it is open at a moment."""
    own = await channels.hours_by_id(conn)
    house = await channels.hours(conn)
    found = []
    for queue in await store.queues(conn):
        hours = own.get(queue.hours_id, house) if queue.hours_id else house
        opened = None if hours is None else opened_at(hours, now)
        state = QueueState(
            id=queue.id,
            code=queue.code,
            kind=queue.kind,
            open=hours is None or opened is not None,
            opened_at=opened,
            policy=queue.policy,
        )
        found.append((queue, state))
    return found


def opened_at(hours: Hours, now: datetime) -> datetime | None:
    """Since when the calendar has been open without a break; None while it is closed. Looks back a week."""
    day = now.date() + timedelta(days=1)
    spans = sorted(span for back in range(9) for span in hours.spans(day - timedelta(days=back)))
    since: datetime | None = None
    until: datetime | None = None
    for start, end in spans:
        if start > now:
            break
        if until is not None and start <= until:
            until = max(until, end)
        else:
            since, until = start, end
    return since if until is not None and since is not None and since <= now < until else None


# ------------------------------------------------------------------ where to wait
async def place(conn: Connection, code: str | None, *, tier: Tier, urgent: bool) -> Place:
    """The queue of this code, else the first in use; urgent matters go to the green channel if there is one.

    Raises Unavailable `no_queue` when the house has no queue at all.
    """
    usable = [q for q in await store.queues(conn) if q.active]
    green = [q for q in usable if q.kind == "green"]
    if urgent and green:
        return _place(green[0], tier)
    named = [q for q in usable if q.code == code] or [q for q in usable if q.kind == "normal"] or usable
    if not named:
        raise Unavailable("no_queue", "No queue has been set up; make one before people are asked for.")
    return _place(named[0], tier)


async def place_by_id(conn: Connection, queue_id: UUID, *, tier: Tier) -> Place:
    """Raises NotFound for a queue that is not there or not in use."""
    queue = await store.queue_by_id(conn, queue_id)
    if queue is None or not queue.active:
        raise NotFound("not_found", "There is no such queue.", field="queue_id")
    return _place(queue, tier)


def _place(queue: Queue, tier: Tier) -> Place:
    cls = class_in("normal", tier, queue.kind, queue.policy)
    return Place(
        queue_id=queue.id,
        code=queue.code,
        name=queue.name_zh,
        name_en=queue.name_en,
        target_seconds=target_of(queue.policy, cls, left_message=False),
        priority=queue.policy.priority,
        fast=cls == "fast",
        green=cls == "green",
    )


# ------------------------------------------------------------------ how long
async def position(conn: Connection, conv: Conversation) -> int:
    """The place of a waiting conversation in its queue, counted from 1."""
    return 1 + await conversations.ahead(conn, conv)


async def estimate(conn: Connection, queue_id: UUID, position: int, now: datetime) -> Wait:
    """How long somebody at a place of a queue will wait, from how long others really did.

    Each observed wait gives a pace (seconds for each place in the line); the cautious quantile of the paces times the
    place is announced as a rounded range of minutes. Observations: the last two hours, else the hour around this time of
    the last fourteen days; with fewer than five there is no number.
    """
    paces = await _paces(conn, queue_id, now - RECENT, None)
    if len(paces) < LEAST_OBSERVATIONS:
        paces = await _paces(conn, queue_id, now - DAYS_BACK, now)
    if len(paces) < LEAST_OBSERVATIONS:
        return Wait(position, None, None)
    pace = sorted(paces)[min(len(paces) - 1, int(len(paces) * CAUTION))]
    low, high = rounded(pace * max(1, position))
    return Wait(position, low, high)


def rounded(seconds: float) -> tuple[int, int]:
    """The range of minutes that is announced for so many seconds; the shortest is 1 to 2."""
    for low, high in _RANGES:
        if seconds < high * 60:
            return low, high
    return _RANGES[-1]


async def _paces(conn: Connection, queue_id: UUID, since: datetime, like: datetime | None) -> list[float]:
    """Seconds for each place in the line, of waits that ended with a person; `like`: only half an
    hour around its time of day."""
    rows = await conn.fetch(
        "SELECT seconds, ahead FROM routing.waits WHERE queue_id = $1 AND at > $2 AND outcome IN ('accepted', 'claimed')"
        " AND ($3::timestamptz IS NULL OR"
        " abs(mod(extract(epoch FROM $3 - at)::bigint + 43200, 86400) - 43200) <= $5)"
        " ORDER BY at DESC LIMIT $4",
        queue_id,
        since,
        like,
        MOST_OBSERVATIONS,
        HALF_AN_HOUR,
    )
    return [r["seconds"] / (r["ahead"] + 1) for r in rows]


async def announced(conn: Connection, queue_id: UUID, position: int, now: datetime) -> Wait:
    """What of the place and the estimate a queue tells those who wait."""
    queue = await store.queue_by_id(conn, queue_id)
    says = queue.policy.announce if queue else "both"
    if says == "nothing":
        return Wait(None, None, None)
    if says == "position":
        return Wait(position, None, None)
    wait = await estimate(conn, queue_id, position, now)
    return wait if says == "both" else Wait(None, wait.low_minutes, wait.high_minutes)


async def hours_of(conn: Connection, queue_id: UUID) -> Hours | None:
    """The calendar of a queue, else the house's; None: always open."""
    queue = await store.queue_by_id(conn, queue_id)
    own = (await channels.hours_by_id(conn)).get(queue.hours_id) if queue and queue.hours_id else None
    return own or await channels.hours(conn)


async def wrap_up_seconds(conn: Connection, queue_id: UUID | None, house: int) -> int:
    """After-call work of a conversation that came by this queue; `house`: where the queue says nothing."""
    queue = await store.queue_by_id(conn, queue_id) if queue_id else None
    own = queue.policy.wrap_up_seconds if queue else None
    return house if own is None else own


async def codes_required(conn: Connection, queue_id: UUID | None) -> bool:
    """Whether agents have to say what a conversation that came by this queue was about."""
    queue = await store.queue_by_id(conn, queue_id) if queue_id else None
    return queue is not None and queue.policy.codes_required


# ------------------------------------------------------------------ offers and their reasons
async def offers_of(conn: Connection, agent: UUID) -> list[Offer]:
    """The open offers of an agent, oldest first."""
    found = []
    for kept in await store.open_offers(conn, agent):
        conv = await conversations.get(conn, kept.conversation_id)
        if conv is not None:
            found.append(told(kept, conv))
    return found


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about a conversation: what, why, by which rules, and what came of it.

    `what`: offer, overflow or unservable. `outcome` of an offer: open, accepted, declined, timed_out, withdrawn.
    """

    decision_id: UUID
    at: datetime
    what: str
    why: list[Why]
    policy_version: str
    digest: str
    seed: int
    agent_id: UUID | None = None
    ring: int | None = None
    alternatives: list[Alternative] = []
    outcome: str | None = None
    outcome_reason: str | None = None
    ended_at: datetime | None = None
    to_queue: UUID | None = None


async def explain(conn: Connection, conversation: UUID) -> list[Explained]:
    """Every decision about a conversation that was carried out, oldest first."""
    offers = {o.decision_id: o for o in await store.offers_of_conversation(conn, conversation)}
    found: list[Explained] = []
    for id_, at, kept in await store.decisions_about(conn, [conversation]):
        blank = Explained(
            decision_id=id_,
            at=at,
            what="",
            why=[],
            policy_version=kept.policy_version,
            digest=kept.digest,
            seed=kept.seed,
        )
        found += _explained(blank, decision_of(kept), conversation, offers.get(id_))
    return found


def _explained(
    blank: Explained, decision: Decision, conversation: UUID, offer: KeptOffer | None
) -> Iterator[Explained]:
    for plan in decision.offers:
        if plan.contact == conversation and offer is not None:
            yield replace(
                blank,
                what="offer",
                why=plan.why,
                agent_id=plan.agent,
                ring=plan.ring,
                alternatives=plan.alternatives,
                outcome=offer.state,
                outcome_reason=offer.end_reason,
                ended_at=offer.ended_at,
            )
    for move in decision.overflows:
        if move.contact == conversation:
            why = [Why("waited", {"seconds": move.waited})]
            yield replace(blank, what="overflow", why=why, to_queue=move.to_queue)
    for hopeless in decision.unservable:
        if hopeless.contact == conversation:
            yield replace(blank, what="unservable", why=[hopeless.reason])


async def told_unservable(conn: Connection, conversations_: list[UUID]) -> set[tuple[UUID, UUID]]:
    """(conversation, queue) about which it was said already that nobody could serve it."""
    return {
        (u.contact, u.queue)
        for _, _, kept in await store.decisions_about(conn, conversations_)
        for u in decision_of(kept).unservable
    }
