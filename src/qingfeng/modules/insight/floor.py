"""The floor at a moment: queues, agents, today's figures, and what to look at."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import InHand
from qingfeng.modules.insight import alerts, boards
from qingfeng.modules.insight.alerts import Alert
from qingfeng.modules.insight.boards import Ask
from qingfeng.modules.insight.kpi import KPIS
from qingfeng.modules.people import public as people
from qingfeng.modules.people.public import Agent
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.public import QueueCard, Stuck

OF_TODAY = tuple(kpi.code for kpi in KPIS.values() if kpi.quantile is None and not kpi.of_time)
"""What is asked every few seconds is what costs little: sums of today, no quantiles, no agents' time."""
OF_QUEUES = ("offered", "service_level", "abandonment", "speed_of_answer")
State = Literal["talk", "wrap_up", "idle", "unconnected", "away", "break", "offline"]


class LiveQueue(msgspec.Struct, frozen=True, kw_only=True):
    """`today`: figures by code, see `/api/v1/insight/kpis`."""

    id: UUID
    name_zh: str
    name_en: str
    kind: str
    open: bool
    waiting: int
    longest_wait_since: datetime | None
    service_level_seconds: int
    today: dict[str, float | None]


class LiveAgent(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: away while nobody is there; else talk and wrap_up while something is in hand, whatever was chosen; else
    what was chosen (ready is idle, unconnected where no desk is open). `since`: when it was entered; `due_at`: of a
    break that may last so long only; `away_since`: of who is away, the last sign of them; `gone_since`: of whom the house has signed off."""

    id: UUID
    name: str
    team_id: UUID | None
    state: State
    reason: str | None
    since: datetime
    due_at: datetime | None
    away_since: datetime | None
    gone_since: datetime | None
    load: int
    capacity: int


class LiveAgents(msgspec.Struct, frozen=True, kw_only=True):
    """How many agents are in each state; `connected`: ready, and their desk is open; `busy`: of those, with something in hand."""

    ready: int
    connected: int
    busy: int
    on_break: int
    away: int
    offline: int
    in_hand: int


class LiveOut(msgspec.Struct, frozen=True, kw_only=True):
    """The floor at a moment, and the figures of today so far (by the house's clocks; no quantiles, no agents' time)."""

    now: datetime
    zone: str
    queues: list[LiveQueue]
    agents: LiveAgents
    people: list[LiveAgent]
    alerts: list[Alert]
    today: dict[str, float | None]


async def floor(conn: Connection, tenant: UUID, now: datetime) -> LiveOut:
    """How it stands now."""
    zone = (await boards.asked_at(conn, tenant, now)).zone
    today = now.astimezone(zone).date()
    whole = await boards.board(conn, tenant, Ask(from_=today, to=today, kpis=OF_TODAY), now, trend=False)
    by_queue = await boards.board(
        conn, tenant, Ask(from_=today, to=today, by="queue", kpis=OF_QUEUES), now, trend=False
    )
    figures = {row.key: row.values for row in by_queue.rows}
    queues = [_queue(card, figures.get(str(card.id), {})) for card in await routing.queue_cards(conn, now)]
    roster, hands = await people.roster(conn), await conversations.in_hand(conn)
    agents = [_agent(agent, hands.get(agent.id), now) for agent in roster]
    stuck = {one.queue_id: one for one in await routing.hopeless(conn, roster, now)}
    ready = [a for a in roster if a.presence.state == "ready"]
    there = [a for a in ready if a.connected(now)]
    seen = alerts.Floor(
        now=now,
        queues=[_seen(queue, stuck.get(queue.id)) for queue in queues],
        connected=len(there),
        resting=[alerts.Person(a.id, a.name, a.since, a.due_at) for a in agents if a.state == "break"],
        upset=[alerts.Upset(*one) for one in await conversations.angry(conn)],
    )
    return LiveOut(
        now=now,
        zone=zone.key,
        queues=queues,
        agents=LiveAgents(
            ready=len(ready),
            connected=len(there),
            busy=sum(1 for a in there if a.id in hands),
            on_break=sum(1 for a in roster if a.presence.state == "break" and a.presence.away_since is None),
            away=sum(1 for a in roster if a.presence.away_since is not None),
            offline=sum(1 for a in roster if a.presence.state == "offline"),
            in_hand=sum(hand.talk + hand.wrap for hand in hands.values()),
        ),
        people=agents,
        alerts=alerts.decide(seen, await alerts.limits(conn)),
        today=whole.total,
    )


def _queue(card: QueueCard, today: dict[str, float | None]) -> LiveQueue:
    return LiveQueue(
        id=card.id,
        name_zh=card.name_zh,
        name_en=card.name_en,
        kind=card.kind,
        open=card.open,
        waiting=card.waiting,
        longest_wait_since=card.longest_wait_since,
        service_level_seconds=card.service_level_seconds,
        today=today,
    )


def _agent(agent: Agent, hand: InHand | None, now: datetime) -> LiveAgent:
    presence = agent.presence
    state: State = "offline" if presence.state == "offline" else "break"
    since = presence.since
    if presence.away_since is not None:
        state = "away"
    elif presence.gone_since is not None:
        state = "offline"  # whatever is still in hand: nobody is there to answer
    elif hand is not None:
        state, since = ("talk" if hand.talk else "wrap_up"), hand.since
    elif presence.state == "ready":
        state = "idle" if agent.connected(now) else "unconnected"
        since = max(since, agent.idle_since or since)
    return LiveAgent(
        id=agent.id,
        name=agent.name,
        team_id=agent.team_id,
        state=state,
        reason=presence.reason,
        since=since,
        due_at=presence.due_at if state == "break" else None,
        away_since=presence.away_since,
        gone_since=presence.gone_since,
        load=hand.talk + hand.wrap if hand is not None else 0,
        capacity=agent.capacity,
    )


def _seen(queue: LiveQueue, stuck: Stuck | None) -> alerts.Queue:
    return alerts.Queue(
        id=queue.id,
        name_zh=queue.name_zh,
        name_en=queue.name_en,
        kind=queue.kind,
        open=queue.open,
        waiting=queue.waiting,
        since=queue.longest_wait_since,
        promised=queue.service_level_seconds,
        today=queue.today,
        waits=int(queue.today.get("offered") or 0),
        stuck=(stuck.waiting, stuck.since, stuck.first) if stuck else None,
    )
