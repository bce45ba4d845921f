"""The rules of the routing engine written down the straightforward way: sort everybody, look at every agent each time.

It is what the benchmark compares the engine with, and what the tests hold it against: both must choose alike.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import erfc, sqrt
from uuid import UUID

from qingfeng.modules.routing.engine import order_key
from qingfeng.modules.routing.model import (
    WHOLE_CHANNELS,
    AgentView,
    Contact,
    QueueState,
    Snapshot,
    fits,
    needs,
    ring_of,
    teams_of,
    waiting_since,
)
from qingfeng.modules.routing.roster import LOAD_WEIGHT


class _Hand:
    """An agent and what it has in hand by now."""

    def __init__(self, agent: AgentView) -> None:
        self.agent = agent
        self.load = agent.load
        self.by_channel = dict(agent.channel_load)

    def may(self, contact: Contact, queue: QueueState, now: datetime) -> bool:
        agent, policy = self.agent, queue.policy
        if agent.state != "ready" or not agent.connected or agent.leaving or agent.load >= agent.capacity:
            return False
        if contact.whole:
            if self.load:
                return False
        elif self.load + contact.weight > agent.capacity:
            return False
        limit = agent.channel_capacity.get(contact.channel)
        of_kind = self.by_channel.get(contact.channel, 0)
        if limit is not None and not contact.whole and of_kind + contact.weight > limit:
            return False
        ring = ring_of(policy, (now - waiting_since(contact, queue)).total_seconds())
        teams = teams_of(policy, ring)
        if teams is not None and agent.team not in teams:
            return False
        if any(agent.skills.get(s, 0) < level for s, level in needs(policy, ring, contact.locale).items()):
            return False
        cut = now - timedelta(seconds=policy.cooldown_seconds)
        return not any(
            t.agent == agent.id and t.at > cut and t.outcome in ("declined", "timed_out") for t in contact.tried
        )

    def rank(
        self, contact: Contact, queue: QueueState, now: datetime, needed: float
    ) -> tuple[bool, bool, float, float]:
        """`needed`: the chance that a call will need this agent when empty."""
        known = contact.last_agent == self.agent.id and contact.last_agent_at is not None
        recent = known and (now - contact.last_agent_at).total_seconds() <= queue.policy.last_agent_seconds  # type: ignore[operator]
        wanted = needs(queue.policy, 0, contact.locale)
        liked = {s: enough for s, enough in queue.policy.preferred_skills.items() if s not in wanted}
        levels = [self.agent.skills.get(s, 0) for s in wanted]
        levels += [min(self.agent.skills.get(s, 0), enough) for s, enough in liked.items()]
        fit = sum(levels) / len(levels) if levels else 0.0
        tired = (now - self.agent.rested).total_seconds() if self.agent.rested else 0.0
        spared = 0.0 if contact.whole else queue.policy.spare_levels * needed / (1.0 + self.load)
        idle = self.agent.idle_since
        return (
            contact.dedicated != self.agent.id,
            not recent,
            LOAD_WEIGHT * self.load / self.agent.capacity + spared + queue.policy.rested_levels * tired / 3600.0 - fit,
            idle.timestamp() if idle else float("inf"),
        )

    def take(self, contact: Contact) -> None:
        weight = self.agent.capacity if contact.whole else contact.weight
        self.load += weight
        self.by_channel[contact.channel] = self.by_channel.get(contact.channel, 0) + weight


def reserved(snapshot: Snapshot) -> tuple[set[UUID], float]:
    """Who could take a call, where any wait or are known to come; and the chance that all who are empty will be needed."""
    known = {q.id for q in snapshot.queues}
    waiting = [c for c in snapshot.contacts if c.whole and c.queue_id in known]
    asked = {c.queue_id for c in waiting}
    rules = [q.policy for q in snapshot.queues if q.whole or q.id in asked]
    takers = {a.id for a in snapshot.agents if any(fits(a, needs(rule, 0, ""), teams_of(rule, 0)) for rule in rules)}
    empty = sum(a.available and not a.load and a.id in takers for a in snapshot.agents)
    talking = sum(any(a.channel_load.get(c) for c in WHOLE_CHANNELS) for a in snapshot.agents)
    return takers, erfc((empty - 0.5 - len(waiting)) / (2.0 * sqrt(talking + 1.0))) / 2.0


def scan(snapshot: Snapshot, now: datetime) -> list[tuple[UUID, UUID]]:
    """(contact, agent) of every offer, in order. Agents that are exactly equal are told apart by their place."""
    queues = {q.id: q for q in snapshot.queues}
    hands = [_Hand(a) for a in snapshot.agents]
    known = [c for c in snapshot.contacts if c.queue_id in queues]
    takers, chance = reserved(snapshot)
    offers = []
    for contact in sorted(known, key=lambda c: order_key(c, queues[c.queue_id], now)):
        queue = queues[contact.queue_id]
        if contact.left_message and not queue.open:
            continue
        able = [h for h in hands if h.may(contact, queue, now)]
        if able:
            best = min(able, key=lambda h: h.rank(contact, queue, now, chance if h.agent.id in takers else 0.0))
            best.take(contact)
            offers.append((contact.id, best.agent.id))
    return offers
