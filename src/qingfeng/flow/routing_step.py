"""Step 3: who waits is offered to whoever is free. One router in the whole cluster, held by the lease `router`.

The router keeps a board of each tenant (`routing.Kept`). A round reads what has changed since the last, decides outside
any transaction, and carries the decision out part by part: each part is one transaction that proves the lease is still
held (`fence`), locks the conversation and then the agent, and checks again what may have changed since it was read. What
changed is left for the next round.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

import msgspec
from nats.aio.msg import Msg

from qingfeng.contracts.base import Envelope
from qingfeng.contracts.messages import RowAgent
from qingfeng.flow.table import ROUTE_KEY
from qingfeng.kernel import log, metrics, trace
from qingfeng.kernel.bus import WAKE, Bus
from qingfeng.kernel.clock import new_seed, rng
from qingfeng.kernel.db import Database, Lost, Retryable
from qingfeng.kernel.errors import Conflict, NotFound
from qingfeng.kernel.leases import Lease, fence
from qingfeng.kernel.live import LiveHub
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Step, Tx, Work
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

LEASE = "router"
LEASE_SECONDS = 5.0
RENEW_SECONDS = 1.5
AGAIN_SECONDS = 1.0
ASLEEP_SECONDS = 15.0
IDLE_SECONDS = 0.5
OVERDUE = timedelta(seconds=5)
"""An open offer this long past its end has lost its timer; the router ends it then."""

AT_ONCE = 4
"""Parts of one decision carried out side by side; tenants routed side by side."""

logger = log.get(__name__)


class Round(NamedTuple):
    """What came of one round: parts carried out, and in how many seconds to look again (None: nobody waits)."""

    done: int
    again: float | None


async def route_once(work: Work, tenant: UUID, token: int, kept: routing.Kept | None = None) -> int:
    """One round for a tenant; returns how many offers, overflows and the like were carried out.

    `kept`: what is known since the last round; without it everything is read. Raises Conflict `not_the_owner` when the
    lease has moved on: then nothing more is written.
    """
    return (await round_of(work, tenant, token, kept or routing.Kept())).done


async def round_of(work: Work, tenant: UUID, token: int, kept: routing.Kept) -> Round:
    now = work.db.clock.now()
    async with work.db.reading(tenant) as conn:
        await kept.catch_up(conn, now)
    if not kept.anybody:
        return Round(0, None)
    done = await _tidy(work, tenant, token, kept, now)
    seed = new_seed()
    decision, snapshot = kept.decide(now, rng(seed))
    if decision.unservable:
        decision = await _only_news(work, tenant, kept, decision)
    if decision:
        done += await _Carrier(work, tenant, token, kept, Deciding(snapshot, decision, seed)).run()
    return Round(done, AGAIN_SECONDS if kept.awake else ASLEEP_SECONDS)


async def _tidy(work: Work, tenant: UUID, token: int, kept: routing.Kept, now: datetime) -> int:
    """Take offers back from agents who went away, and end those whose timer was lost."""
    done = 0
    for offer in kept.offers:
        agent = kept.agents.get(offer.agent_id)
        if agent is None or agent.presence.state != "ready":
            act = partial(routing.recall, offer_id=offer.id, reason="agent_left")
        elif offer.expires_at + OVERDUE < now:
            act = partial(routing.time_out, offer_id=offer.id)
        else:
            continue
        kept.doubt(offer.conversation_id, offer.agent_id)
        try:
            async with work.tx(tenant) as tx:
                await fence(tx, LEASE, token)
                done += await act(tx)
        except Retryable as error:
            logger.warning("offer left for the next round", error=type(error).__name__)
    return done


async def _only_news(work: Work, tenant: UUID, kept: routing.Kept, decision: routing.Decision) -> routing.Decision:
    """Without the hopeless contacts the desks were told about before."""
    new = [u for u in decision.unservable if (u.contact, u.queue) not in kept.said]
    if new:
        async with work.db.reading(tenant) as conn:
            kept.said |= await routing.told_unservable(conn, [u.contact for u in new])
    new = [u for u in new if (u.contact, u.queue) not in kept.said]
    return msgspec.structs.replace(decision, unservable=new)


class Deciding(NamedTuple):
    """A decision, what it was made from, and by which chance."""

    snapshot: routing.Snapshot
    decision: routing.Decision
    seed: int


Part = Callable[[Tx, Conversation], Awaitable[bool]]


class _Carrier:
    """Carries one decision out. It is kept in the transaction of the first part that takes effect, or not at all."""

    def __init__(self, work: Work, tenant: UUID, token: int, kept: routing.Kept, deciding: Deciding) -> None:
        self._work = work
        self._tenant = tenant
        self._token = token
        self._kept = kept
        self._deciding = deciding
        self._id = work.db.ids.new()

    async def run(self) -> int:
        """How many parts took effect."""
        d = self._deciding.decision
        parts: list[tuple[UUID, Part]] = [
            *((p.contact, partial(self._offer, plan=p)) for p in d.offers),
            *((p.contact, partial(self._overflow, plan=p)) for p in d.overflows),
            *((u.contact, partial(self._tell, found=u)) for u in d.unservable),
        ]
        done = 0
        while parts and not done:
            done += await self._carry(*parts.pop(0), keep=True)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(contact: UUID, part: Part) -> int:
            async with gate:
                return await self._carry(contact, part)

        results = await asyncio.gather(*(one(*p) for p in parts), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
            done += result
        return done

    async def _carry(self, contact: UUID, part: Part, *, keep: bool = False) -> int:
        try:
            async with self._work.tx(self._tenant) as tx:
                await fence(tx, LEASE, self._token)
                conv = await conversations.lock(tx, contact)
                if not await part(tx, conv):
                    return 0
                if keep:
                    snapshot, decision, seed = self._deciding
                    recorded = routing.record(snapshot, decision, seed)
                    await routing.insert_decision(tx, self._id, self._token, recorded, decision.contacts)
        except (*Retryable, NotFound) as error:
            logger.warning("part of a decision left for the next round", error=type(error).__name__)
            return 0
        return 1

    async def _offer(self, tx: Tx, conv: Conversation, plan: routing.OfferPlan) -> bool:
        """Only if it still waits in that queue and the agent is still ready and has room, under both locks."""
        if conv.phase != "queued" or conv.queue_id != plan.queue or conv.held_until is not None:
            return False
        presence = await people.hold(tx, plan.agent)
        if presence is None or presence.state != "ready" or presence.next is not None:
            return False
        agent, contact = self._kept.agents[plan.agent], self._kept.contacts[plan.contact]
        load = await routing.load_now(tx.conn, agent)
        if load > 0 if contact.whole else load + contact.weight > agent.capacity:
            return False
        offer = await routing.make_offer(tx, conv, plan, RowAgent(agent.id, agent.name), self._id)
        if plan.matched is not None:
            await routing.keep_match(tx, offer.id, conv.id, plan.agent, plan.matched)
        return True

    async def _overflow(self, tx: Tx, conv: Conversation, plan: routing.OverflowPlan) -> bool:
        if conv.phase != "queued" or conv.queue_id != plan.from_queue:
            return False
        queues = self._kept.queues
        names = queues[plan.from_queue].name_zh, queues[plan.to_queue].name_zh
        await routing.overflow(tx, conv, plan, names)
        return True

    async def _tell(self, tx: Tx, conv: Conversation, found: routing.Unservable) -> bool:
        if conv.phase != "queued" or conv.queue_id != found.queue:
            return False
        await routing.tell_unservable(tx, conv, found)
        return True


# ------------------------------------------------------------------ the loop
class RouterLoop:
    """Routes all tenants while this process holds the lease; any number of processes may run one, one of them works.

    The timers of kind `route` (set by the flow's table, one for each tenant) say who needs a round. The lease makes a
    claim of each needless: a timer is removed, by generation, only after its round.
    """

    def __init__(self, db: Database, work: Work, bus: Bus, live: LiveHub, name: str) -> None:
        """`name` tells this process from every other of the cluster."""
        self._db = db
        self._work = work
        self._bus = bus
        self._live = live
        self._lease = Lease(db, LEASE, name, seconds=LEASE_SECONDS)
        self._listening = False
        self._token: int | None = None
        self._held_until = 0.0
        self._wake = asyncio.Event()
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._kept: dict[UUID, routing.Kept] = {}
        self._wanted: set[UUID] = set()
        self._failures: dict[UUID, tuple[int, float]] = {}
        self._stopping = False

    def wake(self) -> None:
        """Look for work now instead of at the next poll."""
        self._wake.set()

    def told(self, tenant: UUID, envelopes: list[Envelope]) -> None:
        """Facts were committed somewhere. One may be heard after the round that its timer asked for."""
        kept = self._kept.get(tenant)
        if kept is not None and kept.told(envelopes):
            self._wanted.add(tenant)
            self._wake.set()

    @property
    def token(self) -> int | None:
        """The fencing token while this process is the router."""
        return self._token if self._db.clock.monotonic() < self._held_until else None

    async def run(self) -> None:
        """Until `stop`. A database or broker that goes away is waited for."""
        if not self._listening:
            self._listening = True
            await self._bus.subscribe(f"{WAKE}.timers", self._heard)
            await self._bus.subscribe(f"{WAKE}.router.>", self._heard)
            self._live.on_steps(self.wake)
            self._live.listen(self.told)
            await self._live.start(screens=False)
        keeper = asyncio.create_task(self._keep(), name="router lease")
        try:
            while not self._stopping:
                self._wake.clear()
                token = self.token
                if token is not None:
                    await self._start_due(token)
                await self._sleep(IDLE_SECONDS)
        finally:
            keeper.cancel()
            if self._running:
                await asyncio.wait(self._running.values(), timeout=5)
            await self._release()

    async def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    async def _heard(self, _: Msg) -> None:
        self._wake.set()

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return

    async def _keep(self) -> None:
        """Take the lease, or renew it, every RENEW_SECONDS. The time it is held counts from before the question."""
        while True:
            asked = self._db.clock.monotonic()
            try:
                token = await self._lease.acquire()
            except Lost as error:
                logger.warning("router lease not renewed", error=type(error).__name__)
                token = self.token  # it ends by itself
            except Exception:
                logger.exception("router lease not renewed")
                token = self.token
            else:
                self._held_until = asked + LEASE_SECONDS if token is not None else 0.0
            if token != self._token:
                logger.info("router lease", held=token is not None, token=token)
                self._token = token
                self._kept.clear()  # what others did meanwhile was not heard for sure
                self._wake.set()
            await self._db.clock.sleep(RENEW_SECONDS)

    async def _release(self) -> None:
        if self.token is not None:
            try:
                await self._lease.release()
            except Exception:
                logger.exception("router lease not given back")
        self._token = None

    async def _start_due(self, token: int) -> None:
        try:
            jobs = await self._due()
        except Lost:
            return  # the next look will tell when it is back
        except Exception:
            logger.exception("router cannot look")
            return
        now = self._db.clock.monotonic()
        due: dict[UUID, Job | None] = {job.tenant: job for job in jobs}
        for tenant in self._wanted - due.keys():
            due[tenant] = None
        for tenant, job in due.items():
            if len(self._running) >= AT_ONCE:
                return
            if tenant in self._running or now < self._failures.get(tenant, (0, 0.0))[1]:
                continue
            self._wanted.discard(tenant)
            task = asyncio.create_task(self._route(tenant, job, token))
            self._running[tenant] = task
            task.add_done_callback(partial(self._finished, tenant))

    def _finished(self, tenant: UUID, _: asyncio.Task[None]) -> None:
        self._running.pop(tenant, None)
        self._wake.set()

    async def _due(self) -> Sequence[Job]:
        rows = await self._db.system.fetch(
            "SELECT tenant_id, kind, key, due_at, payload, generation, attempts, correlation FROM kernel.timers"
            " WHERE kind = 'route' AND due_at <= $1 ORDER BY due_at LIMIT 100",
            self._db.clock.now(),
        )
        return [Job(*row) for row in rows]

    async def _route(self, tenant: UUID, job: Job | None, token: int) -> None:
        kept = self._kept.setdefault(tenant, routing.Kept())
        cause = job.correlation if job is not None else ""
        try:
            with metrics.ROUND.time(), trace.following(cause, "routing round", tenant=str(tenant)):
                result = await round_of(self._work, tenant, token, kept)
            if job is not None:  # no part of the trace: who looks again every second would never end it
                await self._rest(job, token, result)
            self._failures.pop(tenant, None)
        except Lost as error:
            self._later(tenant, error)
        except Exception as error:
            if isinstance(error, Conflict) and error.code == "not_the_owner":
                logger.warning("router lease lost", token=token)
                self._token = None
                self._kept.clear()
                return
            # A tenant that cannot be routed is tried again, ever more slowly, and holds up no other.
            logger.exception("round failed", tenant=str(tenant))
            kept.forget()
            self._later(tenant, error)

    async def _rest(self, job: Job, token: int, result: Round) -> None:
        """Take the timer away, or set it for the next look."""
        async with self._work.tx(job.tenant) as tx:
            await fence(tx, LEASE, token)
            if await job.done(tx) and result.again is not None:
                tx.at(Step("route", ROUTE_KEY, tx.now + timedelta(seconds=result.again)))

    def _later(self, tenant: UUID, error: Exception) -> None:
        count = self._failures.get(tenant, (0, 0.0))[0] + 1
        seconds = IDLE_SECONDS if isinstance(error, Lost) else min(30.0, 0.2 * 2**count)
        self._failures[tenant] = (count, self._db.clock.monotonic() + seconds)
