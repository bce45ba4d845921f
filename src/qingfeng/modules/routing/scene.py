"""A tenant as the engine sees it: contacts and agents made of their rows, and a snapshot of everything at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import WaitingContact
from qingfeng.modules.customers import public as customers
from qingfeng.modules.people import public as people
from qingfeng.modules.people.public import Agent
from qingfeng.modules.routing import callbacks, queries, store
from qingfeng.modules.routing.model import (
    WHOLE_CHANNELS,
    AgentView,
    Class,
    Contact,
    KeptOffer,
    Snapshot,
    Try,
    load_of,
)


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot for the engine, with the agents by name."""

    snapshot: Snapshot
    agents: dict[UUID, Agent]


async def scene(conn: Connection, now: datetime) -> Scene:
    """Everything a decision of a tenant is made from, read at once: for whoever wants to know what would be decided. The
    router keeps a board instead (`kept`). Two queries when nobody waits, a dozen when somebody does."""
    offers = await store.open_offers(conn)
    if not offers and not await conversations.lines(conn):
        return Scene(snapshot=Snapshot(now=now, contacts=[], agents=[], queues=[]), agents={})
    pairs = await queries.states(conn, now)
    roster = await people.roster(conn)
    loads = await _loads(conn, offers)
    views = [view_of(agent, loads.get(agent.id, {}), now) for agent in roster]
    free = any(v.available for v in views)
    waiting = await conversations.waiting_in(conn, [q.id for q, _ in pairs], with_last_agent=free)
    cooldown = max((q.policy.cooldown_seconds for q, _ in pairs), default=0)
    tried = await store.tries(conn, [w.id for w in waiting], now - timedelta(seconds=cooldown)) if free else {}
    dedicated = await customers.dedicated(conn, [w.customer_id for w in waiting]) if free else {}
    snapshot = Snapshot(
        now=now,
        contacts=[contact_of(w, tried.get(w.id, []), dedicated.get(w.customer_id)) for w in waiting],
        agents=views,
        queues=[state for _, state in pairs],
    )
    return Scene(snapshot=snapshot, agents={a.id: a for a in roster})


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


def view_of(agent: Agent, by_channel: Mapping[str, int], now: datetime) -> AgentView:
    """An agent as the engine sees them, with so many conversations of each kind of channel in hand or on offer."""
    return AgentView(
        id=agent.id,
        team=agent.team_id,
        skills=agent.skills,
        capacity=agent.capacity,
        load=load_of(dict(by_channel), agent.capacity),
        state=agent.presence.state,
        connected=agent.connected(now),
        leaving=agent.presence.next is not None,
        idle_since=agent.idle_since,
        rested=agent.presence.since if agent.presence.state == "ready" else None,
        channel_load=dict(by_channel),
    )


def contact_of(w: WaitingContact, tried: list[Try], dedicated: UUID | None = None) -> Contact:
    """One who waits as the engine sees them. Who is called back is on no line: like a message left behind it is offered
    while the queue is open, and with a window it waits from its beginning."""
    promised = w.callback
    cls: Class = "green" if w.green else "fast" if w.fast else "normal"
    if w.passed_by is not None:  # who has just passed it on is not asked to take it back at once
        tried = [*tried, Try(w.passed_by, w.queued_at, "declined")]
    return Contact(
        id=w.id,
        queue_id=w.queue_id,
        queued_at=w.queued_at if promised is None or promised.kept_place else promised.starts_at,
        cls=cls,
        priority=w.priority,
        tier=w.tier,
        target_seconds=_target(w),
        channel=w.channel,
        whole=w.channel in WHOLE_CHANNELS,
        locale=w.locale,
        last_agent=w.last_agent,
        last_agent_at=w.last_agent_at,
        dedicated=dedicated,
        left_message=w.left_message or promised is not None,
        tried=tried,
    )


def _target(w: WaitingContact) -> int | None:
    """A call-back with a window is to be taken well before its end; one that keeps its place keeps its promise."""
    if w.callback is not None and not w.callback.kept_place:
        return callbacks.target(w.callback.starts_at, w.callback.ends_at)
    return None if w.left_message else w.target_seconds
