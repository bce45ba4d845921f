"""From "queued" committed to "offered" heard: how long somebody waits whom an agent could serve, in a house that is full.

A tenant of its own with 2,000 agents and 100 queues, each of a skill of its own. Nine of ten agents have their hands full
and thousands wait for them; the others have room, and for them new contacts come in at a steady rate. Timed are these,
and how long an agent who becomes free waits for the next contact. The bench commits as the doors do and hears as the
screens do. Beside it: two commits and two publications with nothing in between, on the same engines.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import nats

from bench.support import box as boxes
from bench.support import meter
from bench.support.box import Box
from bench.support.table import last, ratio, show
from qingfeng.app.wiring import House
from qingfeng.contracts.base import Actor, Envelope
from qingfeng.contracts.messages import RowAgent
from qingfeng.contracts.registry import event_of
from qingfeng.contracts.routing import OfferMade
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

AGENTS, QUEUES, SPARE = 2_000, 100, 10
"""The last SPARE queues are those whose agents have room."""
WAITING = (100, 1_000, 10_000)
RATE, SECONDS = 20.0, 20.0
BATCH = 200
SEEN_SECONDS = 20.0


class Centre:
    """The tenant of the bench, as seen by who works on it from outside."""

    def __init__(self, made: House, tenant: UUID) -> None:
        self.made, self.tenant = made, tenant
        self.queues: list[UUID] = []
        self.agents: list[Actor] = []
        self.dice = random.Random(1)
        self.offered: dict[UUID, tuple[float, UUID, UUID]] = {}
        """By conversation: when an offer of it was heard, which, and whose."""
        self.news = asyncio.Event()
        self.serves: dict[UUID, list[int]] = {}
        """By agent, the queues."""
        self.in_line: dict[UUID, int] = {}
        """By conversation of those who wait for somebody to become free, the queue."""

    def heard(self, tenant: UUID, envelopes: Sequence[Envelope]) -> None:
        now = time.perf_counter()
        for envelope in envelopes:
            event = event_of(envelope) if tenant == self.tenant and envelope.type == "OfferMade" else None
            if isinstance(event, OfferMade):
                self.offered[event.offer.conversation.id] = (now, event.offer.id, event.offer.agent_id)
                self.news.set()

    async def open(self) -> None:
        made = self.made
        await access.put_tenant(made.db, access.Tenant(id=self.tenant, slug="bench-offers", name="压测", locale="zh-CN", demo=False, settings={}))  # fmt: skip
        async with made.work.tx(self.tenant) as tx:
            for n in range(QUEUES):
                await people.put_skill(tx, people.Skill(f"s{n}", f"技能{n}", f"skill {n}"))
        for start in range(0, AGENTS, BATCH):
            async with made.work.tx(self.tenant) as tx:
                for n in range(start, start + BATCH):
                    self.agents.append(await self._agent(tx, n))
        await self.seen()
        async with made.work.tx(self.tenant) as tx:
            for n in range(QUEUES):
                policy = routing.Policy(skills={f"s{n}": 1}, relax=[routing.Ring(600, level_drop=1)])
                draft = routing.QueueDraft(code=f"q{n}", name_zh=f"队列{n}", name_en=f"queue {n}", policy=policy)
                self.queues.append(await routing.put_queue(tx, draft))

    async def _agent(self, tx: Any, n: int) -> Actor:
        """One in ten answers for the spare queues only, with room for many; the others have room for one."""
        spare = n % 10 == 0
        among = range(QUEUES - SPARE, QUEUES) if spare else range(QUEUES - SPARE)
        queues = self.dice.sample(among, 6)
        levels = {f"s{k}": self.dice.randint(1, 5) for k in queues}
        name = f"坐席{n:04d}"
        user = await access.put_user(tx, email=f"offers-{n}@example.com", name=name, role="agent", password_hash=None)
        await people.put_agent(tx, user, name=name, team=None, capacity=20 if spare else 1, levels=levels)
        await people.set_presence(tx, user, "ready", None, Actor("agent", user))
        self.serves[user] = queues
        return Actor("agent", user, name)

    async def seen(self) -> None:
        await people.seen(self.made.db, self.tenant, {a.id: None for a in self.agents if a.id is not None})

    async def keep_seen(self) -> None:
        while True:
            await self.seen()
            await asyncio.sleep(SEEN_SECONDS)

    # ------------------------------------------------------------------ what happens
    async def come(self, queues: Sequence[UUID], owner: Actor | None = None) -> list[UUID]:
        """Somebody waits in each of these queues, or is in an agent's hands."""
        found = []
        async with self.made.work.tx(self.tenant) as tx:
            for queue in queues:
                customer = tx.new_id()
                await tx.execute(
                    "INSERT INTO customers.customers (tenant_id, id, name, tier, created_at) VALUES ($1, $2, '顾客', 'regular', $3)",
                    tx.tenant, customer, tx.now,
                )  # fmt: skip
                conv = await conversations.open_(tx, conversations.RowCustomer(customer, "顾客", "regular"), channel_id=tx.tenant, channel_kind="webchat", locale="zh-CN")  # fmt: skip
                lane = conversations.Lane(queue_id=queue, target_seconds=60, priority=0, fast=False, green=False)
                await conversations.queue(tx, conv, lane, reason="requested")
                if owner is not None and owner.id is not None:
                    await conversations.assign(tx, conv, agent=RowAgent(owner.id, owner.name), how="claimed")
                found.append(conv.id)
        return found

    async def fill_hands(self) -> dict[UUID, UUID]:
        """Everybody but the spare agents gets their one conversation; by conversation, whose it is."""
        hands = {}
        for n, agent in enumerate(self.agents):
            if n % 10 and agent.id is not None:
                (conv,) = await self.come([self.queues[0]], agent)
                hands[conv] = agent.id
        return hands

    async def wait(self, n: int) -> None:
        """So many more wait for those who have no room."""
        for start in range(0, n, BATCH):
            wanted = [self.dice.randrange(QUEUES - SPARE) for _ in range(min(BATCH, n - start))]
            self.in_line |= zip(await self.come([self.queues[k] for k in wanted]), wanted, strict=True)

    async def close(self, conversation: UUID) -> None:
        async with self.made.work.tx(self.tenant) as tx:
            conv = await conversations.lock(tx, conversation)
            owner = conv.agent_id
            await conversations.close(tx, conv, reason="solved", codes=[])
            if owner is not None:
                await people.freed(tx, owner, left=await conversations.load(tx.conn, owner))

    async def accepted(self, conversation: UUID) -> None:
        """Its agent takes the offer and is done at once."""
        _, offer, agent = self.offered[conversation]
        async with self.made.work.tx(self.tenant) as tx:
            await routing.accept(tx, offer, Actor("agent", agent, "坐席"))
        await self.close(conversation)


async def arrivals(centre: Centre, rate: float, seconds: float) -> list[float]:
    """Contacts come for agents with room, at moments fixed beforehand: seconds from each commit until its offer is heard."""
    dice, begin = random.Random(7), time.perf_counter()
    moment, times, answering = 0.0, {}, []
    while moment < seconds:
        moment += dice.expovariate(rate)
        await asyncio.sleep(max(0.0, begin + moment - time.perf_counter()))
        (conv,) = await centre.come([dice.choice(centre.queues[-SPARE:])])
        times[conv] = time.perf_counter()
        answering.append(asyncio.create_task(_answered(centre, conv)))
    await asyncio.gather(*answering)
    return [max(0.0, centre.offered[conv][0] - at) for conv, at in times.items()]


async def _answered(centre: Centre, conversation: UUID) -> None:
    async with asyncio.timeout(60):
        while conversation not in centre.offered:
            centre.news.clear()
            await centre.news.wait()
    await centre.accepted(conversation)


async def releases(centre: Centre, hands: dict[UUID, UUID], n: int) -> list[float]:
    """Agents for whom somebody waits become free one after the other: seconds from each commit until their offer is heard.
    Whoever is taken from the line is followed by another."""
    times = []
    for conv, agent in list(hands.items()):
        if len(times) == n:
            break
        if not set(centre.serves[agent]) & set(centre.in_line.values()):
            continue
        del hands[conv]
        await centre.close(conv)
        at = time.perf_counter()
        async with asyncio.timeout(60):
            while (taken := next((c for c in centre.in_line if c in centre.offered), None)) is None:
                centre.news.clear()
                await centre.news.wait()
        heard, offer, whose = centre.offered[taken]
        assert whose == agent
        times.append(max(0.0, heard - at))
        async with centre.made.work.tx(centre.tenant) as tx:
            await routing.accept(tx, offer, Actor("agent", agent, "坐席"))
        hands[taken] = agent
        del centre.in_line[taken]
        await centre.wait(1)
    return times


async def floor(box: Box, n: int) -> list[float]:
    """A commit, its publication, another commit by who heard it, and its publication: nothing decided in between."""
    bus, other = await nats.connect(box.note.nats_url), await nats.connect(box.note.nats_url)
    back: asyncio.Queue[float] = asyncio.Queue()
    async with asyncpg.create_pool(box.note.database_url, min_size=2, max_size=2) as pool:
        await pool.execute("CREATE SCHEMA bench; CREATE TABLE bench.floor (id int PRIMARY KEY, state int NOT NULL)")

        async def offered(message: Any) -> None:
            await pool.execute("UPDATE bench.floor SET state = 1 WHERE id = $1", int(message.data))
            await other.publish("bench.offered", message.data)

        async def heard(_: Any) -> None:
            back.put_nowait(time.perf_counter())

        await other.subscribe("bench.queued", cb=offered)
        await bus.subscribe("bench.offered", cb=heard)
        await other.flush()
        await bus.flush()
        times = []
        for i in range(n):
            await pool.execute("INSERT INTO bench.floor VALUES ($1, 0)", i)
            at = time.perf_counter()
            await bus.publish("bench.queued", str(i).encode())
            times.append(await back.get() - at)
        await pool.execute("DROP SCHEMA bench CASCADE")
    await bus.close()
    await other.close()
    return times


async def _measure(box: Box, *, quick: bool) -> list[dict[str, Any]]:
    rows = []
    async with boxes.inside(box) as made:
        centre = Centre(made, made.db.ids.new())
        made.live.listen(centre.heard)
        await made.live.start()
        await centre.open()
        keeping = asyncio.create_task(centre.keep_seen())
        hands = await centre.fill_hands()
        there = 0
        for waiting in WAITING[:2] if quick else WAITING:
            await centre.wait(waiting - there)
            there = waiting
            await asyncio.sleep(3)
            before = box.cpu()["router"]
            came = await arrivals(centre, RATE, 5.0 if quick else SECONDS)
            spent = box.cpu()["router"] - before
            freed = await releases(centre, hands, 20 if quick else 100)
            least = await floor(box, 50 if quick else 300)
            rows.append(
                {
                    "waiting": waiting,
                    "agents": AGENTS,
                    "offers": len(came),
                    "arrival": meter.latency(came),
                    "release": meter.latency(freed),
                    "floor": meter.latency(least),
                    "router_cpu_ms_per_offer": round(1000 * spent / len(came), 2),
                }
            )
        keeping.cancel()
    return rows


def main() -> None:
    quick = "--quick" in sys.argv
    with boxes.running() as box:
        rows = asyncio.run(_measure(box, quick=quick))
    print(f"From a commit until the offer is heard, ms; {AGENTS} agents, {QUEUES} queues, {RATE:g} contacts/s:")
    head = [
        "waiting",
        "new contact p50",
        "p95",
        "p99",
        "freed agent p50",
        "p95",
        "p99",
        "floor p50",
        "p95",
        "p50 ratio",
    ]
    show(
        head,
        [
            [
                r["waiting"],
                *(r["arrival"][k] for k in ("p50", "p95", "p99")),
                *(r["release"][k] for k in ("p50", "p95", "p99")),
                r["floor"]["p50"],
                r["floor"]["p95"],
                ratio(r["arrival"]["p50"], r["floor"]["p50"]),
            ]
            for r in rows
        ],
    )
    last("offers", {"machine": meter.machine(), "rows": rows})


if __name__ == "__main__":
    main()
