"""The ledger keeps its promises: ordered, once, owned by one, and instant however much it holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from qingfeng.contracts.messages import Author, RowAgent
from qingfeng.kernel.errors import Conflict, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation, Draft
from tests.support.world import World, open_world


@pytest.fixture(scope="module")
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        yield made


async def opened(world: World) -> UUID:
    async with world.work.tx(world.tenant) as tx:
        customer = await world.customer(tx)
        conv = await conversations.open_(
            tx,
            conversations.RowCustomer(customer.id, customer.name, "regular"),
            channel_id=world.channel,
            channel_kind="webchat",
            locale="zh-CN",
        )
        return conv.id


def says(text: str, *, kind: str = "customer", public: bool = True, external: str | None = None) -> Draft:
    return Draft(
        author=Author(kind, None, "张文静"),  # type: ignore[arg-type]
        kind="text" if public else "note",
        text=text,
        public=public,
        external_id=external,
    )


async def queued(tx: Tx, world: World, conv: Conversation) -> None:
    await conversations.queue(
        tx,
        conv,
        conversations.Lane(queue_id=UUID(int=1), target_seconds=30, priority=1, fast=False, green=False),
        reason="requested",
    )


async def test_a_hundred_writers_at_once_get_one_order_without_gaps(world: World) -> None:
    id_ = await opened(world)

    async def write(n: int) -> int:
        async with world.work.tx(world.tenant) as tx:
            conv = await conversations.lock(tx, id_)
            return (await conversations.append(tx, conv, says(f"第 {n} 句"))).seq

    seqs = await asyncio.gather(*(write(n) for n in range(100)))
    assert sorted(seqs) == list(range(1, 101))
    async with world.db.reading(world.tenant) as conn:
        conv = await conversations.get(conn, id_)
        assert conv is not None
        page, more = await conversations.messages(conn, conv, public=False, after=0, limit=200)
    assert [m.seq for m in page] == list(range(1, 101))
    assert not more
    assert conv.version == 100


async def test_the_same_external_id_is_stored_once(world: World) -> None:
    id_ = await opened(world)

    async def write() -> None:
        async with world.work.tx(world.tenant) as tx:
            conv = await conversations.lock(tx, id_)
            if await conversations.by_external(tx, world.channel, "ext-1") is None:
                await conversations.append(tx, conv, says("只说一次", external="ext-1"))

    await asyncio.gather(*(write() for _ in range(20)))
    async with world.db.reading(world.tenant) as conn:
        conv = await conversations.get(conn, id_)
    assert conv is not None
    assert conv.last_seq == 1


async def test_state_event_and_step_are_one_commit(world: World) -> None:
    id_ = await opened(world)
    before = len(world.heard.envelopes)

    async def cut_off() -> None:
        async with world.work.tx(world.tenant) as tx:
            conv = await conversations.lock(tx, id_)
            await conversations.append(tx, conv, says("会丢吗"))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        await cut_off()
    async with world.db.reading(world.tenant) as conn:
        conv2 = await conversations.get(conn, id_)
        assert conv2 is not None
        assert conv2.last_seq == 0
        n = await conn.fetchval(
            "SELECT count(*) FROM kernel.outbox WHERE key = $1 AND type = 'MessageAppended'", str(id_)
        )
        assert n == 0
        assert await conn.fetchval("SELECT count(*) FROM kernel.timers WHERE key = $1", str(id_)) == 0
    assert len(world.heard.envelopes) == before
    async with world.work.tx(world.tenant) as tx:
        conv = await conversations.lock(tx, id_)
        await conversations.append(tx, conv, says("不会"))
    async with world.db.reading(world.tenant) as conn:
        kinds = await conn.fetch("SELECT kind FROM kernel.timers WHERE key = $1 ORDER BY kind", str(id_))
    assert [k["kind"] for k in kinds] == ["idle_close", "turn"]


async def test_two_agents_can_never_both_own_it(world: World) -> None:
    id_ = await opened(world)
    async with world.work.tx(world.tenant) as tx:
        await queued(tx, world, await conversations.lock(tx, id_))

    async def take(n: int) -> bool:
        async with world.work.tx(world.tenant) as tx:
            conv = await conversations.lock(tx, id_)
            if conv.phase != "queued":
                return False
            await conversations.assign(tx, conv, agent=RowAgent(UUID(int=n), f"客服{n}"), how="accepted")
            return True

    won = await asyncio.gather(*(take(n) for n in range(1, 31)))
    assert sum(won) == 1


async def test_the_database_itself_refuses_an_owner_where_there_is_none(world: World) -> None:
    id_ = await opened(world)
    with pytest.raises(asyncpg.CheckViolationError):
        async with world.work.tx(world.tenant) as tx:
            await tx.execute("UPDATE conversations.conversations SET agent_id = $2 WHERE id = $1", id_, UUID(int=5))


async def test_customers_see_no_notes_and_no_gaps(world: World) -> None:
    id_ = await opened(world)
    async with world.work.tx(world.tenant) as tx:
        conv = await conversations.lock(tx, id_)
        await conversations.append(tx, conv, says("空调不制冷"))
        await conversations.append(tx, conv, says("客户脾气急，先安抚", kind="agent", public=False))
        await conversations.append(tx, conv, says("您好，我来看看", kind="agent"))
    async with world.db.reading(world.tenant) as conn:
        conv2 = await conversations.get(conn, id_)
        assert conv2 is not None
        theirs, _ = await conversations.messages(conn, conv2, public=True)
        ours, _ = await conversations.messages(conn, conv2, public=False)
    assert [(m.seq, m.prev) for m in theirs] == [(1, 0), (3, 1)]
    assert [(m.seq, m.prev) for m in ours] == [(1, 0), (2, 1), (3, 2)]


async def test_delivery_never_goes_backwards(world: World) -> None:
    id_ = await opened(world)
    async with world.work.tx(world.tenant) as tx:
        conv = await conversations.lock(tx, id_)
        for n in range(3):
            await conversations.append(tx, conv, says(f"{n}", kind="bot"))
        assert await conversations.customer_read(tx, conv, 2)
        assert not await conversations.customer_got(tx, conv, 1)
        assert not await conversations.customer_read(tx, conv, 1)
        page, _ = await conversations.messages(tx.conn, conv, public=False)
    assert [m.delivery for m in page] == ["read", "read", "sent"]


async def test_a_mark_beyond_the_end_is_the_end(world: World) -> None:
    id_ = await opened(world)
    async with world.work.tx(world.tenant) as tx:
        conv = await conversations.lock(tx, id_)
        await conversations.append(tx, conv, says("在吗", kind="bot"))
        await conversations.customer_read(tx, conv, 2**31 - 1)
        assert conv.customer_read_seq == 1


async def test_closed_is_the_end(world: World) -> None:
    id_ = await opened(world)
    async with world.work.tx(world.tenant) as tx:
        conv = await conversations.lock(tx, id_)
        await conversations.close(tx, conv, reason="solved", codes=[])
    with pytest.raises(Conflict) as refused:
        async with world.work.tx(world.tenant) as tx:
            await conversations.append(tx, await conversations.lock(tx, id_), says("还有个问题"))
    assert refused.value.code == "closed"


async def test_moved_between_queues_it_keeps_its_place_in_time(world: World) -> None:
    id_ = await opened(world)
    async with world.work.tx(world.tenant) as tx:
        conv = await conversations.lock(tx, id_)
        await queued(tx, world, conv)
        first = conv.queued_at
    async with world.work.tx(world.tenant) as tx:
        conv = await conversations.lock(tx, id_)
        await queued(tx, world, conv)
        assert conv.queued_at == first
        assert conv.waiting_since == first
        assert conv.due_at == first + timedelta(seconds=30) if first else False


async def test_unknown_conversation(world: World) -> None:
    with pytest.raises(NotFound):
        async with world.work.tx(world.tenant) as tx:
            await conversations.lock(tx, UUID(int=404))
