"""What other rules would do: the engine itself, run over who waits now and over what was recorded. Pure.

**Now**: the present line is decided once by the rules in force and once by those proposed, with the same seed.

**Recorded contacts**: who came when is kept, and so is every moment at which an agent had room and answered. `run` lets
the same people come again and gives the same agents room at the same moments; the engine decides who goes to whom. What
rules cannot change is left as it was: how much work could be done. So this tells who would have been served sooner or
later, not what more or fewer agents would do, and it does not know who would have declined or had more patience.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.kernel.clock import rng
from qingfeng.modules.routing import engine
from qingfeng.modules.routing.model import AgentView, Contact, Decision, QueueState, Snapshot

ROUNDS = 8
"""Overflows from queue to queue in one moment; rules without a circle need no more than there are queues."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a contact in a moment. `place`: its place in its queue, from 1; None once it leaves that queue."""

    what: Literal["offer", "overflow", "unservable", "waits"]
    agent: UUID | None = None
    to_queue: UUID | None = None
    place: int | None = None


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded contact as it came. `waited`: seconds to an answer; None: it left, at `left_at`."""

    contact: Contact
    conversation: UUID
    waited: int | None
    left_at: datetime | None = None


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded moment in which an agent had room for one more, and how many seconds the answer then took."""

    agent: AgentView
    at: datetime
    delay: float


class Served(msgspec.Struct, frozen=True):
    """Seconds to an answer; None when there was none before the record ends. `moved`: it overflowed on its way."""

    seconds: int | None
    moved: bool = False


def with_queue(snapshot: Snapshot, proposed: QueueState) -> Snapshot:
    """The same moment, with other rules for one queue."""
    return replace(snapshot, queues=[proposed if q.id == proposed.id else q for q in snapshot.queues])


def outcomes(snapshot: Snapshot, seed: int) -> dict[UUID, Outcome]:
    """What becomes of everybody who waits."""
    decision = engine.decide(snapshot, snapshot.now, rng(seed))
    found: dict[UUID, Outcome] = {}
    for offer in decision.offers:
        found[offer.contact] = Outcome(what="offer", agent=offer.agent)
    for move in decision.overflows:
        found[move.contact] = Outcome(what="overflow", to_queue=move.to_queue)
    hopeless = {u.contact for u in decision.unservable}
    queues = {q.id: q for q in snapshot.queues}
    places: dict[UUID, int] = {}
    left = [c for c in snapshot.contacts if c.id not in found and c.queue_id in queues]
    for contact in sorted(left, key=lambda c: engine.order_key(c, queues[c.queue_id], snapshot.now)):
        places[contact.queue_id] = place = places.get(contact.queue_id, 0) + 1
        found[contact.id] = Outcome(what="unservable" if contact.id in hopeless else "waits", place=place)
    return found


def run(pasts: list[Past], openings: list[Opening], queues: list[QueueState], seed: int) -> dict[UUID, Served]:
    """The recorded contacts served anew by these rules; by contact. Deterministic for a seed."""
    return _Replay(pasts, openings, queues, seed).run()


class _Replay:
    def __init__(self, pasts: list[Past], openings: list[Opening], queues: list[QueueState], seed: int) -> None:
        self._coming = sorted(pasts, key=lambda p: (p.contact.queued_at, p.contact.id), reverse=True)
        self._opening = sorted(openings, key=lambda o: o.at, reverse=True)
        self._queues = {q.id: q for q in queues}
        self._seed = seed
        self._waiting: dict[UUID, Contact] = {}
        self._leaves: list[tuple[datetime, UUID]] = []
        self._room: dict[UUID, list[Opening]] = {}
        self._served: dict[UUID, Served] = {p.contact.id: Served(None) for p in pasts}
        self._moments = [o.at for o in openings]
        heapify(self._moments)
        for past in pasts:
            self._wake(past.contact, past.contact.queued_at)

    def run(self) -> dict[UUID, Served]:
        while self._moments:
            now = heappop(self._moments)
            while self._moments and self._moments[0] == now:
                heappop(self._moments)
            self._pass_to(now)
            for _ in range(ROUNDS):
                if not self._waiting or not self._round(now):
                    break
        return self._served

    def _wake(self, contact: Contact, since: datetime) -> None:
        """Look again when rules may have something else to say about somebody who goes on waiting."""
        heappush(self._moments, since)
        queue = self._queues.get(contact.queue_id)
        if queue is None:
            return
        rule = queue.policy.overflow
        for seconds in [ring.after_seconds for ring in queue.policy.relax] + ([rule.after_seconds] if rule else []):
            at = contact.queued_at + timedelta(seconds=seconds)
            if at > since:
                heappush(self._moments, at)

    def _pass_to(self, now: datetime) -> None:
        """Whoever has come and gone, and whoever has room, by this moment."""
        while self._coming and self._coming[-1].contact.queued_at <= now:
            past = self._coming.pop()
            self._waiting[past.contact.id] = past.contact
            if past.left_at is not None:
                heappush(self._leaves, (past.left_at, past.contact.id))
        while self._leaves and self._leaves[0][0] <= now:
            self._waiting.pop(heappop(self._leaves)[1], None)
        while self._opening and self._opening[-1].at <= now:
            opening = self._opening.pop()
            self._room.setdefault(opening.agent.id, []).append(opening)

    def _round(self, now: datetime) -> bool:
        """One decision, carried out; whether there may be another in the same moment."""
        snapshot = Snapshot(
            now=now,
            contacts=list(self._waiting.values()),
            agents=[_view(slots) for slots in self._room.values() if slots],
            queues=list(self._queues.values()),
        )
        decision: Decision = engine.decide(snapshot, now, rng(self._seed))
        for offer in decision.offers:
            contact = self._waiting.pop(offer.contact)
            slot = self._room[offer.agent].pop(0)
            seconds = (now - contact.queued_at).total_seconds() + slot.delay
            self._served[contact.id] = Served(round(seconds), self._served[contact.id].moved)
        for move in decision.overflows:
            contact = self._waiting[move.contact]
            target = self._queues[move.to_queue]
            moved = replace(contact, queue_id=target.id, priority=max(contact.priority, target.policy.priority))
            self._waiting[move.contact] = moved
            self._served[move.contact] = Served(None, True)
            self._wake(moved, now)
        return bool(decision.overflows)


def _view(slots: list[Opening]) -> AgentView:
    """An agent with room for exactly as many as were answered then."""
    last = slots[-1].agent
    capacity = max(last.capacity, len(slots))
    return replace(
        last,
        capacity=capacity,
        load=capacity - len(slots),
        channel_load={},
        state="ready",
        connected=True,
        leaving=False,
        idle_since=slots[0].at,
    )
