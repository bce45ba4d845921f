"""The life of a conversation, step by step, by the verbs that the spine uses; what it told is kept."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from qingfeng.contracts.base import Actor, Envelope, Event
from qingfeng.contracts.bot import AskHuman, BotSnapshot, BotState, Reply
from qingfeng.contracts.flows import FlowState
from qingfeng.contracts.flows import Kept as Kept_
from qingfeng.contracts.messages import Author, Handover, RowAgent, Source
from qingfeng.contracts.registry import event_of
from qingfeng.kernel.uow import Tx
from qingfeng.modules.bot import public as bot
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation, Draft
from qingfeng.modules.insight import public as insight
from qingfeng.modules.insight.public import Contact
from qingfeng.modules.insight.subscribers import EVENTS
from qingfeng.modules.routing import public as routing
from tests.modules.routing.house import Heard, House

TOLD = {kind.__name__ for kind in EVENTS}


HOW = (
    "answer", "answer", "likely_answer", "task", "model", "small_talk", "unsure", "which", "closed_hours",
    "answer", "task_goes_on", "model_asks", "handed_back", "greeting", "once_more", "low_confidence",
)  # fmt: skip
"""How the bot may have its turn, one after the other; the last is that it hands over for not knowing."""


async def decide(tx: Tx, conv: Conversation, how: str = "") -> None:
    """Keep a decision of the bot about the message before."""
    how = how or HOW[(conv.last_seq + int(conv.opened_at.timestamp())) % len(HOW)]
    snapshot = BotSnapshot(
        conversation_id=conv.id, seq=conv.last_seq, locale="zh-CN", customer_name="顾客", brand="清风", messages=[],
        candidates=[], state=BotState(), open=how != "closed_hours", policy_version="test",
    )  # fmt: skip
    if how == "low_confidence":
        asks = AskHuman(reason="low_confidence", say="", need="", summary="", emotion="calm", queue=None, urgent=False, confidence=0, state=BotState())  # fmt: skip
        assert await bot.record(tx, snapshot, asks, 1)
        return
    running = FlowState(flow="refund", version=1, run=1, at="ask") if how == "task_goes_on" else None
    sources = [Source(conv.id, "退货运费谁出")] if how in ("answer", "likely_answer", "model") else []
    state = BotState(tasks=Kept_(running=running)) if how.startswith("task") else BotState()
    reply = Reply(text="您好", sources=sources, suggestions=[], confidence=1, reason="task" if running else how, state=state)  # fmt: skip
    assert await bot.record(tx, snapshot, reply, 1)


class Kept(Heard):
    """Remembers envelopes too."""

    def __init__(self) -> None:
        super().__init__()
        self.envelopes: list[Envelope] = []

    def committed(self, tenant: UUID, envelopes: Sequence[Envelope], steps: Sequence[Any]) -> None:
        super().committed(tenant, envelopes, steps)
        self.envelopes += envelopes


class Life:
    """One conversation of a house. A second passes before each step."""

    def __init__(self, house: House, kept: Kept, agents: list[Actor], queues: list[UUID]) -> None:
        self.house = house
        self.kept = kept
        self.agents = agents
        self.queues = queues
        self.id = UUID(int=0)
        self.phase = ""
        self.survey = "none"

    def told(self) -> list[tuple[Event, datetime]]:
        """What the watcher is given of this conversation, in the order of the commits."""
        found = []
        for envelope in self.kept.envelopes:
            event = event_of(envelope)
            if envelope.type in TOLD and envelope.key == str(self.id) and event is not None:
                found.append((event, envelope.at))
        return found

    @asynccontextmanager
    async def step(self) -> AsyncIterator[tuple[Tx, Conversation]]:
        self.house.later(1)
        async with self.house.work.tx(self.house.tenant) as tx:
            conv = await conversations.lock(tx, self.id)
            yield tx, conv
        self.phase, self.survey = conv.phase, conv.survey

    async def recount(self) -> Contact:
        async with self.house.db.reading(self.house.tenant) as conn:
            return await insight.recount(conn, self.id)

    async def contact(self) -> Contact | None:
        async with self.house.db.reading(self.house.tenant) as conn:
            return await insight.contact(conn, self.id)

    async def note(self, events: Sequence[tuple[Event, datetime]]) -> None:
        async with self.house.work.tx(self.house.tenant) as tx:
            for event, at in events:
                await insight.note(tx, [(event, at)])

    async def forget(self) -> None:
        async with self.house.work.tx(self.house.tenant) as tx:
            for table in ("contacts", "marks", "hands"):
                await tx.execute(f"DELETE FROM insight.{table} WHERE conversation_id = $1", self.id)

    # -------------------------------------------------------------- with the bot
    async def open(self, customer: UUID | None = None) -> None:
        customer = customer or await self.house.customer()
        async with self.house.work.tx(self.house.tenant) as tx:
            conv = await conversations.open_(tx, conversations.RowCustomer(customer, "顾客", "regular"), channel_id=uuid4(), channel_kind="webchat", locale="zh-CN")  # fmt: skip
        self.id, self.phase = conv.id, conv.phase

    async def says(self, who: str, kind: str = "text") -> None:
        async with self.step() as (tx, conv):
            author = Author(who, conv.agent_id if who == "agent" else None, who)  # type: ignore[arg-type]
            draft = Draft(author=author, kind=kind, text="您好", public=kind != "note")  # type: ignore[arg-type]
            if who == "bot":
                await decide(tx, conv)
            await conversations.append(tx, conv, draft)

    async def says_nothing_recorded(self, who: str) -> None:
        """A message of which no decision is kept."""
        async with self.step() as (tx, conv):
            await conversations.append(tx, conv, Draft(author=Author(who, None, who), kind="text", text="您好"))  # type: ignore[arg-type]

    async def on_another_channel(self) -> None:
        async with self.step() as (tx, conv):
            conv.channel_kind = "open" if conv.channel_kind == "webchat" else "webchat"
            await conversations.system_line(tx, conv, "fused", public=False, channel=conv.channel_kind)

    async def hand_over(self, queue: UUID, reason: str = "requested") -> None:
        async with self.step() as (tx, conv):
            by_flow, reason = reason == "flow", "policy" if reason == "flow" else reason
            handover = Handover(summary="", need="", reason=reason, at=tx.now, by_flow=by_flow)  # type: ignore[arg-type]
            await self._queue(tx, conv, queue, reason, handover)
            await conversations.system_line(tx, conv, "queued", public=True)

    @staticmethod
    async def _queue(tx: Tx, conv: Conversation, queue: UUID, reason: str, handover: Handover) -> None:
        await conversations.queue(tx, conv, conversations.Lane(queue_id=queue, target_seconds=60, priority=0, fast=False, green=False), reason=reason, handover=handover)  # fmt: skip

    # -------------------------------------------------------------- waiting
    async def offer(self, agent: Actor) -> None:
        async with self.step() as (tx, conv):
            assert agent.id is not None
            assert conv.queue_id is not None
            plan = routing.OfferPlan(
                contact=conv.id,
                agent=agent.id,
                queue=conv.queue_id,
                ring=0,
                seconds=30,
                fit=1.0,
                why=[],
                alternatives=[],
            )
            await routing.make_offer(tx, conv, plan, RowAgent(agent.id, agent.name), uuid4())

    async def accept(self) -> None:
        offer = await self.house.offer(self.id)
        (agent,) = [a for a in self.agents if a.id == offer.agent_id]
        async with self.step() as (tx, conv):
            conv = await routing.accept(tx, offer.id, agent)
            await conversations.system_line(tx, conv, "agent_joined", public=True, name=agent.name)
        self.phase = "with_agent"

    async def too_late(self) -> bool:
        return (await self.house.offer(self.id)).expires_at <= self.house.clock.now() + timedelta(seconds=2)

    async def decline(self) -> None:
        offer = await self.house.offer(self.id)
        (agent,) = [a for a in self.agents if a.id == offer.agent_id]
        self.house.later(1)
        await self.house.decline(offer, agent)
        self.phase = "queued"

    async def miss(self) -> None:
        offer = await self.house.offer(self.id)
        left = offer.expires_at - self.house.clock.now()
        self.house.later(max(timedelta(), left).total_seconds() + 0.001)
        async with self.house.work.tx(self.house.tenant) as tx:
            assert await routing.time_out(tx, offer.id)
        self.phase = "queued"

    async def overflow(self, queue: UUID) -> None:
        async with self.step() as (tx, conv):
            assert conv.queue_id is not None
            plan = routing.OverflowPlan(contact=conv.id, from_queue=conv.queue_id, to_queue=queue, waited=60)
            await routing.overflow(tx, conv, plan, ("甲", "乙"))

    async def claim(self, agent: Actor) -> None:
        async with self.step() as (tx, conv):
            assert agent.id is not None
            await routing.withdraw(tx, conv, "claimed")
            await conversations.assign(tx, conv, agent=RowAgent(agent.id, agent.name), how="claimed")
            await conversations.system_line(tx, conv, "agent_joined", public=True, name=agent.name)

    # -------------------------------------------------------------- with people
    async def transfer(self, *, queue: UUID | None = None, agent: Actor | None = None) -> None:
        async with self.step() as (tx, conv):
            await conversations.append(
                tx, conv, Draft(author=Author("agent", None, "林悦"), kind="note", text="请接手", public=False)
            )
            handover = Handover(summary="", need="", reason="transfer", note="请接手", at=tx.now)
            conv.handover = handover
            await routing.withdraw(tx, conv, "transferred")
            if queue is not None:
                await conversations.system_line(tx, conv, "transferred", public=True, queue="售后")
                await self._queue(tx, conv, queue, "transfer", handover)
            else:
                assert agent is not None
                assert agent.id is not None
                await conversations.system_line(tx, conv, "transferred", public=True, name=agent.name)
                await conversations.assign(tx, conv, agent=RowAgent(agent.id, agent.name), how="transferred")

    async def hand_back(self) -> None:
        async with self.step() as (tx, conv):
            await conversations.to_bot(tx, conv, "查一下物流")
            await conversations.system_line(tx, conv, "back_to_bot", public=True)

    async def snooze(self) -> None:
        async with self.step() as (tx, conv):
            await conversations.snooze(tx, conv, tx.now + timedelta(hours=1))

    async def wake(self) -> None:
        async with self.step() as (tx, conv):
            assert conv.agent_id is not None
            await conversations.assign(tx, conv, agent=RowAgent(conv.agent_id, conv.agent_name or ""), how="woken")
            await conversations.system_line(tx, conv, "woken", public=False, by="time")

    async def wrap_up(self) -> None:
        async with self.step() as (tx, conv):
            await conversations.system_line(tx, conv, "closed", public=True, by="林悦")
            await conversations.wrap_up(tx, conv, reason="solved", seconds=60, survey=True)

    async def write_again(self) -> None:
        """The customer writes while the agent writes up: it is the agent's again."""
        async with self.step() as (tx, conv):
            await conversations.append(
                tx, conv, Draft(author=Author("customer", conv.customer_id, "顾客"), kind="text", text="还有一件事")
            )
            assert conv.agent_id is not None
            await conversations.assign(tx, conv, agent=RowAgent(conv.agent_id, conv.agent_name or ""), how="returned")

    async def close(self, reason: str = "solved", codes: Sequence[str] = ("question",)) -> None:
        async with self.step() as (tx, conv):
            await routing.withdraw(tx, conv, "closed")
            await conversations.close(tx, conv, reason=reason, codes=list(codes), survey=True)

    async def leave(self) -> None:
        """The customer ends it."""
        async with self.step() as (tx, conv):
            await routing.withdraw(tx, conv, "customer_left")
            await conversations.system_line(tx, conv, "closed", public=True, by="顾客")
            await conversations.close(tx, conv, reason="customer_left", codes=[], survey=True)

    async def answer(self, score: int) -> None:
        async with self.step() as (tx, conv):
            await conversations.answer_survey(tx, conv, score, [], "")

    async def become(self, customer: UUID) -> None:
        """The customer turns out to be another one: the conversation moves there."""
        self.house.later(1)
        async with self.house.work.tx(self.house.tenant) as tx:
            conv = await conversations.lock(tx, self.id)
            await conversations.move_customer(tx, conv.customer_id, customer, [self.id])
            conv = await conversations.lock(tx, self.id)
            await conversations.change(tx, conv, "customer")


Steps = list[tuple[int, str, Callable[[], Any]]]


def possible(life: Life, chance: random.Random) -> Steps:
    """What can be done now, each with how likely it is."""
    agent, queue = chance.choice(life.agents), chance.choice(life.queues)
    reason = chance.choice(["requested", "low_confidence", "anger", "policy", "closed_hours", "flow"])
    anywhere: Steps = [(2, "customer says", lambda: life.says("customer")), (1, "fused", life.on_another_channel)]
    passing: Steps = [
        (1, "transfer to agent", lambda: life.transfer(agent=agent)),
        (1, "transfer to queue", lambda: life.transfer(queue=queue)),
    ]
    waiting: Steps = [*anywhere, *passing, (1, "claim", lambda: life.claim(agent)), (1, "leave", life.leave)]
    by_phase: dict[str, Steps] = {
        "bot": [
            *anywhere,
            (4, "bot says", lambda: life.says("bot")),
            (6, "hand over", lambda: life.hand_over(queue, reason)),
            (1, "claim", lambda: life.claim(agent)),
            (1, "leave", life.leave),
            (3, "close", lambda: life.close("idle", ())),
        ],
        "queued": [*waiting, (6, "offer", lambda: life.offer(agent)), (1, "overflow", lambda: life.overflow(queue))],
        "offered": [*waiting, (5, "accept", life.accept), (3, "miss", life.miss), (1, "decline", life.decline)],
        "with_agent": [
            *anywhere,
            *passing,
            (4, "agent says", lambda: life.says("agent")),
            (1, "note", lambda: life.says("agent", "note")),
            (1, "hand back", life.hand_back),
            (1, "snooze", life.snooze),
            (2, "wrap up", life.wrap_up),
            (1, "close", life.close),
        ],
        "snoozed": [*anywhere, (3, "wake", life.wake), (1, "close", life.close)],
        "wrap_up": [
            (3, "write again", life.write_again),
            (2, "close", life.close),
            (1, "note", lambda: life.says("agent", "note")),
        ],
        "closed": [(1, "answer", lambda: life.answer(chance.randint(1, 5)))] if life.survey == "asked" else [],
    }
    return by_phase[life.phase]


async def wander(life: Life, chance: random.Random) -> str:
    """One step that is possible now, whichever; its name. Empty when the life is over."""
    steps = possible(life, chance)
    if not steps:
        return ""
    (_, name, do) = chance.choices(steps, [weight for weight, _, _ in steps])[0]
    if name in ("accept", "decline") and await life.too_late():
        name, do = "miss", life.miss
    await do()
    return name
