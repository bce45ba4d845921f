"""Decisions are kept with what they were made from, and can be made again."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from qingfeng.contracts.bot import Candidate, Decision
from qingfeng.kernel.clock import rng
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.bot import public as bot
from tests.modules.bot.talk import HERE, START, Talk
from tests.support.world import World, open_world

SAID = ["你好", "空调不制冷", "我的退款到哪了 13812345678", "什么垃圾公司", "没有了谢谢", "👍🏽 訂單 \u200b", "转人工"]


@pytest.fixture(scope="module")
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        yield made


async def test_every_kind_of_decision_is_replayed_the_same(world: World) -> None:
    for n, said in enumerate(SAID):
        talk = Talk(open=n % 3 != 2)
        talk.put("customer", said)
        snapshot = msgspec.structs.replace(talk.snapshot(), conversation_id=world.db.ids.new(), seq=n + 1)
        decision: Decision = bot.decide(snapshot, START, rng(n))
        async with world.work.tx(world.tenant) as tx:
            id_ = await bot.record(tx, snapshot, decision, n)
            assert id_ is not None
            assert await bot.record(tx, snapshot, decision, n) is None  # the same message again writes nothing
        async with world.db.reading(world.tenant) as conn:
            replay = await bot.replay(conn, snapshot.conversation_id, n + 1)
        assert replay.same, said
        assert replay.intact
        assert replay.recorded.id == id_
        assert replay.recorded.decision == decision
        assert len(replay.recorded.digest) == 64


async def test_a_changed_snapshot_is_noticed(world: World) -> None:
    talk = Talk()
    talk.put("customer", "空调不制冷")
    snapshot = msgspec.structs.replace(talk.snapshot(), conversation_id=world.db.ids.new())
    async with world.work.tx(world.tenant) as tx:
        await bot.record(tx, snapshot, bot.decide(snapshot, START, rng(1)), 1)
        await tx.execute(
            "UPDATE bot.decisions SET snapshot = jsonb_set(snapshot, '{candidates}', '[]') WHERE conversation_id = $1",
            snapshot.conversation_id,
        )
    async with world.db.reading(world.tenant) as conn:
        replay = await bot.replay(conn, snapshot.conversation_id, snapshot.seq)
    assert not replay.intact
    assert not replay.same


async def test_the_digest_does_not_depend_on_how_a_snapshot_came_about(world: World) -> None:
    found = [Candidate(id=HERE, title="甲", body="乙", questions=[], related=[], score=0.1 + 0.2)]
    talk = Talk(found=found)
    talk.put("customer", "甲是什么")
    snapshot = msgspec.structs.replace(talk.snapshot(), conversation_id=world.db.ids.new())
    async with world.work.tx(world.tenant) as tx:
        await bot.record(tx, snapshot, bot.decide(snapshot, START, rng(1)), 2**47 + 1)
    async with world.db.reading(world.tenant) as conn:
        assert (await bot.replay(conn, snapshot.conversation_id, snapshot.seq)).intact


async def test_what_was_never_decided_is_not_found(world: World) -> None:
    async with world.db.reading(world.tenant) as conn:
        with pytest.raises(NotFound):
            await bot.replay(conn, HERE, 99)
