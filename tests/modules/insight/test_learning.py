"""What the router is told of contacts that ended: by the key figures' definitions, once, and 72 hours later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from qingfeng.modules.insight import learning
from qingfeng.modules.routing import learning_store
from qingfeng.modules.routing.public import Estimates
from tests.modules.insight.life import Life

NewLife = Callable[[], Life]


async def mark(life: Life, conversation: UUID, at: datetime, queue: UUID | None = None, **measures: int) -> None:
    async with life.house.work.tx(life.house.tenant) as tx:
        for measure, value in measures.items():
            await tx.execute(
                "INSERT INTO insight.marks (tenant_id, conversation_id, measure, no, at, queue_id, channel, agent_id, value)"
                " VALUES ($1, $2, $3, 0, $4, $5, 'webchat', $6, $7)",
                tx.tenant, conversation, measure, at, queue or life.queues[0], life.agents[0].id, value,
            )  # fmt: skip


async def learned(life: Life) -> tuple[bool, Estimates]:
    async with life.house.work.tx(life.house.tenant) as tx:
        more = await learning.learn(tx)
        known = (await learning_store.read(tx.conn)).known()
    known.fit()
    return more, known


async def test_contacts_are_told_once_their_customer_had_time_to_come_again(new_life: NewLife) -> None:
    life = new_life()
    now = life.house.clock.now()
    await mark(life, uuid4(), now - timedelta(hours=80), handled=0, handle=240_000, survey=5)
    await mark(life, uuid4(), now - timedelta(hours=79), handled=0, returned=0)
    await mark(life, uuid4(), now - timedelta(hours=70, minutes=30), handled=0)
    await mark(life, uuid4(), now - timedelta(days=94), handled=0)
    more, known = await learned(life)
    assert not more
    assert known.count == 2
    assert known.segments == {"sales": 0}
    agent = life.agents[0].id
    assert agent is not None
    sums = {name: (float(ladder.n.sum()), float(ladder.sum.sum())) for name, ladder in known.ladders.items()}
    assert sums["resolved"] == (2, 1)
    assert sums["satisfied"] == (1, 1)
    assert sums["handled"][0] == 1
    life.house.later(3600)
    assert (await learned(life))[1].count == 2
    life.house.later(3600)
    assert (await learned(life))[1].count == 3
    assert (await learned(life))[1].count == 3


async def test_many_contacts_are_told_in_pieces_and_none_twice(new_life: NewLife) -> None:
    life = new_life()
    most, learning.MOST = learning.MOST, 4
    try:
        now = life.house.clock.now()
        for n in range(9):
            await mark(life, uuid4(), now - timedelta(hours=100, minutes=n // 2), handled=0)
        counts = []
        while True:
            more, known = await learned(life)
            counts.append(known.count)
            if not more:
                break
    finally:
        learning.MOST = most
    assert counts[-1] == 9
    assert len(counts) > 2
