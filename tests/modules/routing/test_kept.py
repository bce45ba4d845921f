"""What is kept between rounds is, at every moment, what would be read anew."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID

import msgspec
import pytest

from qingfeng.contracts.base import Actor
from qingfeng.contracts.messages import RowAgent
from qingfeng.kernel.clock import rng
from qingfeng.kernel.errors import Refused
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.kept import ALL_SECONDS, LOOK_SECONDS, Kept
from qingfeng.modules.routing.model import AgentView, Contact
from qingfeng.modules.routing.public import Overflow, Policy, Ring
from qingfeng.modules.routing.scene import scene as scene_of
from tests.modules.routing.house import House


class Life:
    """What happens in a small house, one thing after the other."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.dice = random.Random(seed)
        self.agents: list[Actor] = []
        self.queues: list[UUID] = []

    async def begin(self) -> None:
        house = self.house
        for n in range(4):
            levels = {"冰箱": n} if n % 2 else {}
            self.agents.append(await house.agent(f"客服{n}", levels, capacity=1 + n % 3))
        rules = Policy(
            skills={"冰箱": 3}, relax=[Ring(30, level_drop=2)], overflow=Overflow(90, "main"), cooldown_seconds=20
        )
        self.queues = [await house.queue(), await house.queue("fridge", rules)]

    async def go_on(self) -> None:
        things: list[Callable[[], Awaitable[None]]] = [
            self.somebody_comes, self.somebody_comes, self.an_offer_is_answered, self.an_offer_is_answered, self.one_is_closed,
            self.one_is_taken, self.one_is_passed_on, self.a_state_changes, self.time_passes,
        ]  # fmt: skip
        await self.dice.choice(things)()

    # ------------------------------------------------------------------ what may happen
    async def somebody_comes(self) -> None:
        await self.house.conversation(
            self.dice.choice(self.queues), fast=self.dice.random() < 0.2, green=self.dice.random() < 0.1
        )

    async def an_offer_is_answered(self) -> None:
        house = self.house
        if offers := await self._rows("SELECT id, agent_id, conversation_id FROM routing.offers WHERE state = 'open'"):
            row = self.dice.choice(offers)
            agent = next(a for a in self.agents if a.id == row["agent_id"])
            with suppress(Refused):  # too late
                async with house.work.tx(house.tenant) as tx:
                    if self.dice.random() < 0.7:
                        await routing.accept(tx, row["id"], agent)
                    else:
                        await routing.decline(tx, row["id"], agent, "busy")

    async def one_is_closed(self) -> None:
        if held := await self._held():
            await self.house.close(self.dice.choice(held))

    async def one_is_taken(self) -> None:
        """From the line, without an offer."""
        house = self.house
        if waiting := await self._rows("SELECT id FROM conversations.conversations WHERE phase = 'queued'"):
            agent = self.dice.choice(self.agents)
            async with house.work.tx(house.tenant) as tx:
                conv = await conversations.lock(tx, self.dice.choice(waiting)["id"])
                await conversations.assign(tx, conv, agent=RowAgent(agent.id, agent.name), how="claimed")  # type: ignore[arg-type]

    async def one_is_passed_on(self) -> None:
        house = self.house
        if held := await self._held():
            async with house.work.tx(house.tenant) as tx:
                conv = await conversations.lock(tx, self.dice.choice(held))
                lane = conversations.Lane(queue_id=self.dice.choice(self.queues), target_seconds=60, priority=0, fast=False, green=False)  # fmt: skip
                owner = conv.agent_id
                await conversations.queue(tx, conv, lane, reason="transfer")
                if owner is not None:
                    await people.freed(tx, owner, left=await conversations.load(tx.conn, owner))

    async def a_state_changes(self) -> None:
        agent = self.dice.choice(self.agents)
        state = self.dice.choice(("ready", "ready", "break"))
        async with self.house.work.tx(self.house.tenant) as tx:
            await people.set_presence(tx, agent.id, state, "meal" if state == "break" else None, agent)  # type: ignore[arg-type]

    async def time_passes(self) -> None:
        self.house.later(self.dice.choice((0.2, 1, 7, 25)))
        await self.house.seen(*[a.id for a in self.agents if a.id is not None])

    async def _held(self) -> list[UUID]:
        rows = await self._rows("SELECT id FROM conversations.conversations WHERE phase = 'with_agent'")
        return [r["id"] for r in rows]

    async def _rows(self, sql: str) -> list[dict[str, UUID]]:
        async with self.house.db.reading(self.house.tenant) as conn:
            return [dict(r) for r in await conn.fetch(f"{sql} ORDER BY id")]


async def _anew(house: House) -> tuple[dict[UUID, Contact], dict[UUID, AgentView]]:
    async with house.db.reading(house.tenant) as conn:
        fresh = Kept()
        await fresh.catch_up(conn, house.clock.now())
        scene = await scene_of(conn, house.clock.now())
    assert {c.id for c in scene.snapshot.contacts} == set(fresh.contacts), "two ways to read the same"
    if fresh.anybody:
        assert {v.id: _known(v) for v in scene.snapshot.agents} == {i: _known(v) for i, v in fresh._views.items()}
    return fresh.contacts, fresh._views


def _known(view: AgentView) -> AgentView:
    return msgspec.structs.replace(view, channel_load={c: n for c, n in view.channel_load.items() if n})


def _bare(contact: Contact) -> Contact:
    return msgspec.structs.replace(contact, tried=[])  # those of long ago count for nothing


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_kept_is_what_would_be_read(house: House, seed: int) -> None:
    life = Life(house, seed)
    await life.begin()
    offered = 0
    for step in range(40):
        await life.go_on()
        if life.dice.random() < 0.6:
            offered += await house.route()
        async with house.db.reading(house.tenant) as conn:
            await house.kept.catch_up(conn, house.clock.now())
        contacts, views = await _anew(house)
        kept = house.kept
        assert {i: _bare(c) for i, c in kept.contacts.items()} == {i: _bare(c) for i, c in contacts.items()}, step
        if kept.anybody and kept._views:
            idle_apart = {i: msgspec.structs.replace(_known(v), connected=True) for i, v in kept._views.items()}
            assert idle_apart == {i: msgspec.structs.replace(_known(v), connected=True) for i, v in views.items()}, step
    assert offered


async def test_a_kept_board_decides_what_would_be_decided_anew(house: House) -> None:
    life = Life(house, 99)
    await life.begin()
    agreed = 0
    for step in range(40):
        await life.go_on()
        now = house.clock.now()
        async with house.db.reading(house.tenant) as conn:
            await house.kept.catch_up(conn, now)
            fresh = Kept()
            await fresh.catch_up(conn, now)
        decided, snapshot = house.kept.decide(now, rng(step))
        anew, _ = fresh.decide(now, rng(step))
        assert decided == anew
        if decided:
            kept = routing.record(snapshot, decided, step)
            assert routing.replay(kept) == decided
            agreed += 1
        await house.route()
    assert agreed > 5


async def test_what_no_fact_told_is_found_soon(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜", capacity=1)
    house.heard.kept = None  # deaf from now on
    conv = await house.conversation(queue)
    assert await house.route() == 1, "a timer asked and nobody was known to wait: everything is looked at"
    await house.accept(await house.offer(conv), anna)
    another = await house.conversation(queue)
    await house.close(conv)
    house.later(ALL_SECONDS)
    assert await house.route() == 1
    assert await house.offered_to(another) == anna.id


async def test_a_customer_meets_their_own_agent_first(house: House) -> None:
    queue = await house.queue()
    await house.agent("安娜")
    bert = await house.agent("柏特")
    await house.owned(bert, queue)  # has more in hand than the other
    customer = await house.customer()
    async with house.work.tx(house.tenant) as tx:
        await customers.change(tx, customer, {"dedicated_agent_id": bert.id}, bert)
    conv = await house.conversation(queue, customer=customer)
    assert (await _anew(house))[0][conv].dedicated == bert.id
    assert await house.route() == 1
    assert await house.offered_to(conv) == bert.id


async def test_a_new_queue_is_known_at_once_and_new_rules_soon(house: House) -> None:
    await house.agent("安娜", {"冰箱": 1})
    bert = await house.agent("柏特", {"冰箱": 3}, ready=False)
    await house.conversation(await house.queue())
    assert await house.route() == 1
    new = await house.queue("new")
    conv = await house.conversation(new)
    assert await house.route() == 1
    assert await house.offered_to(conv) is not None
    await house.queue("new", Policy(skills={"冰箱": 3}))
    house.later(LOOK_SECONDS)
    hard = await house.conversation(new)
    assert await house.route() == 0
    async with house.work.tx(house.tenant) as tx:
        await people.set_presence(tx, bert.id, "ready", None, bert)  # type: ignore[arg-type]
    await house.seen(bert.id)  # type: ignore[arg-type]
    house.later(LOOK_SECONDS)
    assert await house.route() == 1
    assert await house.offered_to(hard) == bert.id


async def test_a_reading_that_fails_leaves_nothing_half_known(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    await house.conversation(queue)
    assert await house.route() == 1
    conv = await house.conversation(queue)
    with pytest.raises(AttributeError):
        await house.kept.catch_up(None, house.clock.now())  # type: ignore[arg-type]
    assert await house.route() == 1
    assert await house.offered_to(conv) == anna.id
