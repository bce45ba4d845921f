"""Reads of routing: queues on screens, where to wait, open offers. SQL that only reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Tier
from qingfeng.contracts.routing import Offer
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound, Unavailable
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Hours
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.routing import store, surge, surge_house
from qingfeng.modules.routing.actions import told
from qingfeng.modules.routing.model import (
    Class,
    Place,
    Queue,
    QueueState,
    class_in,
    target_of,
)


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
    """Every queue with whether it is open at a moment, and its rules with what a surge moves of them now."""
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
    shown = surge.lent([state for _, state in found], await surge_house.levers(conn))
    return [(queue, state) for (queue, _), state in zip(found, shown, strict=True)]


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


# ------------------------------------------------------------------ by its rules
async def hours_of(conn: Connection, queue_id: UUID) -> Hours | None:
    """The calendar of a queue, else the house's; None: always open."""
    queue = await store.queue_by_id(conn, queue_id)
    own = (await channels.hours_by_id(conn)).get(queue.hours_id) if queue and queue.hours_id else None
    return own or await channels.hours(conn)


async def wrap_up_seconds(conn: Connection, queue_id: UUID | None, house: int) -> int:
    """After-call work of a conversation that came by this queue; `house`: where the queue says nothing. Shorter in a surge
    where the house wants that, but for the green channel and the fast lane."""
    queue = await store.queue_by_id(conn, queue_id) if queue_id else None
    own = queue.policy.wrap_up_seconds if queue else None
    seconds = house if own is None else own
    if queue is not None and queue.kind != "normal":
        return seconds
    return surge.wrap_up(seconds, await surge_house.levers(conn))


async def codes_required(conn: Connection, queue_id: UUID | None) -> bool:
    """Whether agents have to say what a conversation that came by this queue was about."""
    queue = await store.queue_by_id(conn, queue_id) if queue_id else None
    return queue is not None and queue.policy.codes_required


# ------------------------------------------------------------------ offers
async def offers_of(conn: Connection, agent: UUID) -> list[Offer]:
    """The open offers of an agent, oldest first."""
    found = []
    for kept in await store.open_offers(conn, agent):
        conv = await conversations.get(conn, kept.conversation_id)
        if conv is not None:
            found.append(told(kept, conv))
    return found
