"""A small house on a real database: one tenant, agents, queues, customers who wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from litestar.di import Provide

from qingfeng.contracts.base import Actor, Envelope, Event
from qingfeng.contracts.messages import RowAgent
from qingfeng.contracts.registry import event_of
from qingfeng.flow.routing_step import LEASE, route_once
from qingfeng.kernel.clock import ManualClock
from qingfeng.kernel.db import Database
from qingfeng.kernel.http import HANDLERS
from qingfeng.kernel.leases import Lease
from qingfeng.kernel.uow import Step, Work
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from qingfeng.modules.people.public import Agent
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.api import handlers
from qingfeng.modules.routing.public import KeptOffer, Policy, QueueDraft
from qingfeng.modules.routing.store import offers_of_conversation


class Heard:
    """The live side of a unit of work: remembers what was committed, and tells it to the router's board."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.kept: routing.Kept | None = None

    def committed(self, tenant: UUID, envelopes: Sequence[Envelope], steps: Sequence[Step]) -> None:
        if self.kept is not None:
            self.kept.told(envelopes)
        self.events += [e for e in map(event_of, envelopes) if e is not None]

    def named(self, name: str) -> list[Event]:
        return [e for e in self.events if type(e).__name__ == name]


class House:
    """One tenant and what its tests do all the time."""

    def __init__(self, db: Database, work: Work, heard: Heard, clock: ManualClock) -> None:
        self.db = db
        self.work = work
        self.heard = heard
        self.clock = clock
        self.tenant = uuid4()
        self.customers = 0
        self.kept = heard.kept = routing.Kept()

    async def open(self) -> House:
        tenant = access.Tenant(
            id=self.tenant, slug=self.tenant.hex[:20], name="清风电器", locale="zh-CN", demo=False, settings={}
        )
        await access.put_tenant(self.db, tenant)
        return self

    # -------------------------------------------------------------- people
    async def agent(
        self, name: str, levels: dict[str, int] | None = None, *, capacity: int = 5, ready: bool = True,
        team: UUID | None = None,
    ) -> Actor:  # fmt: skip
        async with self.work.tx(self.tenant) as tx:
            for skill in levels or {}:
                await people.put_skill(tx, people.Skill(skill, skill, skill))
            id_ = await access.put_user(
                tx, email=f"{uuid4().hex[:8]}@example.com", name=name, role="agent", password_hash=None
            )
            await people.put_agent(tx, id_, name=name, team=team, capacity=capacity, levels=levels or {})
            if ready:
                await people.set_presence(tx, id_, "ready", None, Actor("agent", id_))
        if ready:
            await self.seen(id_)
        return Actor("agent", id_, name)

    async def seen(self, *agents: UUID) -> None:
        await people.seen(self.db, self.tenant, dict.fromkeys(agents))

    async def state(self, agent: Actor) -> Agent:
        async with self.db.reading(self.tenant) as conn:
            return (await people.roster(conn, agent.id))[0]

    # -------------------------------------------------------------- queues and customers
    async def queue(self, code: str = "main", policy: Policy | None = None, **more: object) -> UUID:
        draft = QueueDraft(code=code, name_zh=f"{code}队列", name_en=code, policy=policy or Policy(), **more)  # type: ignore[arg-type]
        async with self.work.tx(self.tenant) as tx:
            return await routing.put_queue(tx, draft)

    async def customer(self, tier: str = "regular") -> UUID:
        self.customers += 1
        async with self.work.tx(self.tenant) as tx:
            id_ = tx.new_id()
            await tx.execute(
                "INSERT INTO customers.customers (tenant_id, id, name, tier, created_at) VALUES ($1, $2, $3, $4, $5)",
                tx.tenant, id_, f"顾客{self.customers}", tier, tx.now,
            )  # fmt: skip
        return id_

    async def conversation(
        self, queue: UUID, *, customer: UUID | None = None, channel: str = "webchat", fast: bool = False,
        green: bool = False, left: bool = False,
    ) -> UUID:  # fmt: skip
        """Somebody who waits in a queue from now on."""
        customer = customer or await self.customer()
        async with self.work.tx(self.tenant) as tx:
            conv = await conversations.open_(tx, conversations.RowCustomer(customer, "顾客", "regular"), channel_id=uuid4(), channel_kind=channel, locale="zh-CN")  # fmt: skip
            conv.left_message = left
            await conversations.queue(
                tx,
                conv,
                conversations.Lane(queue_id=queue, target_seconds=60, priority=0, fast=fast, green=green),
                reason="requested",
            )
            return conv.id

    async def owned(self, agent: Actor, queue: UUID, **more: object) -> UUID:
        """A conversation an agent has in hand."""
        id_ = await self.conversation(queue, **more)  # type: ignore[arg-type]
        async with self.work.tx(self.tenant) as tx:
            conv = await conversations.lock(tx, id_)
            assert agent.id is not None
            await conversations.assign(tx, conv, agent=RowAgent(agent.id, agent.name), how="claimed")
        return id_

    async def get(self, id_: UUID) -> Conversation:
        async with self.db.reading(self.tenant) as conn:
            conv = await conversations.get(conn, id_)
        assert conv is not None
        return conv

    async def lines(self, id_: UUID) -> list[tuple[str, dict[str, str | int]]]:
        """The system lines of a conversation (code, parameters)."""
        async with self.db.reading(self.tenant) as conn:
            conv = await conversations.get(conn, id_)
            assert conv is not None
            page, _ = await conversations.messages(conn, conv, public=False)
        return [(m.system.code, m.system.params) for m in page if m.system is not None]

    # -------------------------------------------------------------- routing
    async def lease(self, holder: str = "this", seconds: float = 3600) -> int:
        token = await Lease(self.db, LEASE, holder, seconds=seconds).acquire()
        assert token is not None
        return token

    async def route(self) -> int:
        """A round on the board that is kept between rounds."""
        return await route_once(self.work, self.tenant, await self.lease(), self.kept)

    async def offers(self, conversation: UUID) -> list[KeptOffer]:
        async with self.db.reading(self.tenant) as conn:
            return await offers_of_conversation(conn, conversation)

    async def offer(self, conversation: UUID) -> KeptOffer:
        """The open offer of a conversation."""
        (found,) = [o for o in await self.offers(conversation) if o.state == "open"]
        return found

    async def offered_to(self, conversation: UUID) -> UUID | None:
        found = [o.agent_id for o in await self.offers(conversation) if o.state == "open"]
        return found[0] if found else None

    async def close(self, conversation: UUID) -> None:
        async with self.work.tx(self.tenant) as tx:
            conv = await conversations.lock(tx, conversation)
            owner = conv.agent_id
            await conversations.close(tx, conv, reason="solved", codes=[])
            if owner is not None:
                await people.freed(tx, owner, left=await conversations.load(tx.conn, owner))

    def later(self, seconds: float) -> None:
        self.clock.advance(seconds)

    async def expire(self, offer: KeptOffer) -> bool:
        """Let the time of an offer pass and its timer fire."""
        self.clock.advance((offer.expires_at - self.clock.now() + timedelta(milliseconds=1)).total_seconds())
        async with self.work.tx(self.tenant) as tx:
            return await routing.time_out(tx, offer.id)

    async def accept(self, offer: KeptOffer, by: Actor) -> Conversation:
        async with self.work.tx(self.tenant) as tx:
            return await routing.accept(tx, offer.id, by)

    async def decline(self, offer: KeptOffer, by: Actor) -> Conversation:
        async with self.work.tx(self.tenant) as tx:
            return await routing.decline(tx, offer.id, by, "busy")


def client_of(house: House, role: str = "admin", name: str = "韩硕") -> AsyncClient:
    """Somebody of a role who speaks HTTP to the routes of routing."""
    caller = Caller(tenant=house.tenant, user_id=uuid4(), name=name, email="a@b.c", role=role, csrf="")

    async def provide_caller() -> Caller:
        return caller

    async def provide_db() -> Database:
        return house.db

    async def provide_work() -> Work:
        return house.work

    given: dict[str, Any] = {"caller": provide_caller, "db": provide_db, "work": provide_work}
    app = Litestar(
        route_handlers=handlers,
        dependencies={name: Provide(give) for name, give in given.items()},
        exception_handlers=HANDLERS,
        openapi_config=None,
    )
    return AsyncClient(transport=ASGITransport(app), base_url="http://house")
