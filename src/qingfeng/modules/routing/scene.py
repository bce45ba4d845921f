"""What the router looks at: one snapshot of a tenant, read with a handful of set-based queries."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import WaitingContact
from qingfeng.modules.people import public as people
from qingfeng.modules.people.public import Agent
from qingfeng.modules.routing import queries, store
from qingfeng.modules.routing.model import (
    WHOLE_CHANNELS,
    AgentView,
    Class,
    Contact,
    KeptOffer,
    Queue,
    Snapshot,
    Try,
    load_of,
)


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot for the engine, with the names it does not need and the offers that stand open."""

    snapshot: Snapshot
    agents: dict[UUID, Agent]
    queues: dict[UUID, Queue]
    offers: list[KeptOffer]

    @property
    def anybody(self) -> bool:
        """Whether somebody waits or has been offered."""
        return bool(self.snapshot.contacts or self.offers)

    @property
    def awake(self) -> bool:
        """Whether somebody waits for more than the opening of a queue."""
        closed = {q.id for q in self.snapshot.queues if not q.open}
        return bool(self.offers) or any(not (c.left_message and c.queue_id in closed) for c in self.snapshot.contacts)


async def scene(conn: Connection, now: datetime) -> Scene:
    """Everything the next decision of a tenant is made from. Two queries when nobody waits, a dozen when somebody does."""
    offers = await store.open_offers(conn)
    if not offers and not await conversations.lines(conn):
        return Scene(snapshot=Snapshot(now=now, contacts=[], agents=[], queues=[]), agents={}, queues={}, offers=[])
    pairs = await queries.states(conn, now)
    roster = await people.roster(conn)
    loads = await _loads(conn, offers)
    views = [_view(agent, loads.get(agent.id, {}), now) for agent in roster]
    free = any(v.available for v in views)
    waiting = await conversations.waiting_in(conn, [q.id for q, _ in pairs], with_last_agent=free)
    cooldown = max((q.policy.cooldown_seconds for q, _ in pairs), default=0)
    tried = await store.tries(conn, [w.id for w in waiting], now - timedelta(seconds=cooldown)) if free else {}
    snapshot = Snapshot(
        now=now,
        contacts=[_contact(w, tried.get(w.id, [])) for w in waiting],
        agents=views,
        queues=[state for _, state in pairs],
    )
    return Scene(snapshot=snapshot, agents={a.id: a for a in roster}, queues={q.id: q for q, _ in pairs}, offers=offers)


async def load_now(conn: Connection, agent: Agent) -> int:
    """What one agent has in hand, open offers included; the caller holds the agent's lock."""
    owned = (await conversations.loads_by_channel(conn, agent.id)).get(agent.id, {})
    offered = await _offered(conn, await store.open_offers(conn, agent.id))
    return load_of(dict(Counter(owned) + offered.get(agent.id, Counter())), agent.capacity)


async def _loads(conn: Connection, offers: list[KeptOffer]) -> dict[UUID, dict[str, int]]:
    loads = {agent: Counter(n) for agent, n in (await conversations.loads_by_channel(conn)).items()}
    for agent, offered in (await _offered(conn, offers)).items():
        loads.setdefault(agent, Counter()).update(offered)
    return {agent: dict(n) for agent, n in loads.items()}


async def _offered(conn: Connection, offers: list[KeptOffer]) -> dict[UUID, Counter[str]]:
    if not offers:
        return {}
    channels = await conversations.channels_of(conn, [o.conversation_id for o in offers])
    found: dict[UUID, Counter[str]] = {}
    for offer in offers:
        found.setdefault(offer.agent_id, Counter())[channels[offer.conversation_id]] += 1
    return found


def _view(agent: Agent, by_channel: dict[str, int], now: datetime) -> AgentView:
    return AgentView(
        id=agent.id,
        team=agent.team_id,
        skills=agent.skills,
        capacity=agent.capacity,
        load=load_of(by_channel, agent.capacity),
        state=agent.presence.state,
        connected=agent.connected(now),
        leaving=agent.presence.next is not None,
        idle_since=agent.idle_since,
        channel_load=by_channel,
    )


def _contact(w: WaitingContact, tried: list[Try]) -> Contact:
    cls: Class = "green" if w.green else "fast" if w.fast else "normal"
    if w.passed_by is not None:  # who has just passed it on is not asked to take it back at once
        tried = [*tried, Try(w.passed_by, w.queued_at, "declined")]
    return Contact(
        id=w.id,
        queue_id=w.queue_id,
        queued_at=w.queued_at,
        cls=cls,
        priority=w.priority,
        tier=w.tier,
        target_seconds=None if w.left_message else w.target_seconds,
        channel=w.channel,
        whole=w.channel in WHOLE_CHANNELS,
        locale=w.locale,
        last_agent=w.last_agent,
        last_agent_at=w.last_agent_at,
        left_message=w.left_message,
        tried=tried,
    )
