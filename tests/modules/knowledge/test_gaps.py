"""Questions that were not answered become gaps, and gaps become articles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from qingfeng.adapters.embed import found as encoder_found
from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.timers import Job
from qingfeng.modules.knowledge import gaps, grouping
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft, Gap
from qingfeng.ports.embed import Encoder
from tests.ports.encoders import PairEncoder
from tests.support.world import World, make_tenant

BY = Actor("agent", uuid4(), "何珊")
DRAFT = ArticleDraft(slug="", title="门店能停车吗", category="门店", body="停车两小时免费。")


@pytest.fixture
async def shop(world: World) -> World:
    return await make_tenant(world.db, world.work, world.heard, f"g-{uuid4().hex[:10]}")


async def ask(world: World, *texts: str) -> list[UUID]:
    talks = []
    for text in texts:  # one after the other: the first gives a gap its title
        async with world.work.tx(world.tenant) as tx:
            talks.append(tx.new_id())
            await knowledge.note_unanswered(tx, talks[-1], 1, text)
    return talks


async def group(world: World, encoder: Encoder | None) -> None:
    await grouping.group(
        world.work, lambda: encoder, Job(world.tenant, gaps.GROUP, "questions", datetime.now(UTC), {}, 1, 1)
    )


async def listed(world: World, state: gaps.GapState = "open") -> list[Gap]:
    async with world.db.reading(world.tenant) as conn:
        return await knowledge.gaps(conn, state, world.db.clock.now())


async def one(world: World, *texts: str) -> Gap:
    await ask(world, *(texts or ("门店能停车吗",)))
    await group(world, None)
    (found,) = await listed(world)
    return found


async def test_questions_of_one_meaning_are_one_gap_the_most_asked_first(shop: World) -> None:
    encoder = encoder_found()
    assert encoder is not None
    await ask(shop, "你们支持比特币付款吗", "门店附近可以停车吗", "请问门店附近能停车吗")
    await group(shop, encoder)
    await ask(shop, "门店附近能不能停车呀", "👍", "？")
    await group(shop, encoder)
    first, second = await listed(shop)
    assert (first.title, first.asked, first.week, first.week_before) == ("门店附近可以停车吗", 3, 3, 0)
    assert (second.title, second.asked) == ("你们支持比特币付款吗", 1)


async def test_without_an_encoder_what_is_written_alike_is_one_gap(shop: World) -> None:
    await ask(shop, "门店能停车吗", "请问门店能停车吗？？", "比特币可以付款吗")
    await group(shop, None)
    assert [(gap.title, gap.asked) for gap in await listed(shop)] == [("门店能停车吗", 2), ("比特币可以付款吗", 1)]


async def test_a_gap_becomes_an_article_and_is_published_with_it(shop: World) -> None:
    gap = await one(shop, "门店能停车吗", "请问门店能停车吗")
    async with shop.work.tx(shop.tenant) as tx:
        made = await knowledge.draft_for_gap(tx, gap.id, gap.version, DRAFT, BY)
        assert not made.published
        assert set(made.questions) == {"门店能停车吗", "请问门店能停车吗"}
        with pytest.raises(Conflict) as late:
            await knowledge.draft_for_gap(tx, gap.id, gap.version, DRAFT, BY)
        assert late.value.code == "gap_changed"
    (drafted,) = await listed(shop, "drafted")
    assert (drafted.article_id, drafted.by_name, drafted.settled_at) == (made.id, "何珊", None)
    async with shop.work.tx(shop.tenant) as tx:
        with pytest.raises(Conflict) as busy:
            await knowledge.ignore_gap(tx, gap.id, drafted.version, True, BY)
        assert busy.value.code == "gap_has_article"
        await tx.execute("UPDATE knowledge.gaps SET first_at = $1", tx.now - timedelta(hours=3))
        await knowledge.publish(tx, made.id, True)
    (published,) = await listed(shop, "published")
    assert published.settled_at is not None
    async with shop.db.reading(shop.tenant) as conn:
        seconds, measured = await knowledge.seconds_to_publish(conn, shop.db.clock.now())
        assert await knowledge.count_gaps(conn) == {"published": 1}
    assert measured == 1
    assert seconds == pytest.approx(3 * 3600, abs=60)
    await ask(shop, "门店能停车吗")  # asked again although it is answered: a gap anew
    await group(shop, None)
    assert [gap.asked for gap in await listed(shop)] == [1]


async def test_its_questions_may_belong_to_an_article_that_is_there(shop: World) -> None:
    gap = await one(shop, "门店能停车吗", "请问门店能停车吗")
    async with shop.work.tx(shop.tenant) as tx:
        held = await knowledge.make_article(
            tx, ArticleDraft(slug="shop", title="门店", category="门店", body="见下。"), BY
        )
        for chosen in ([], ["别的问题"]):
            with pytest.raises(Invalid) as refused:
                await knowledge.add_gap_to_article(tx, gap.id, gap.version, held.id, chosen, BY)
            assert refused.value.code == "not_of_this_gap"
        with pytest.raises(NotFound):
            await knowledge.add_gap_to_article(tx, gap.id, gap.version, gap.id, ["门店能停车吗"], BY)
        changed = await knowledge.add_gap_to_article(tx, gap.id, gap.version, held.id, ["门店能停车吗"], BY)
    assert (changed.version, changed.questions) == (2, ["门店能停车吗"])
    assert [gap.article_id for gap in await listed(shop, "published")] == [held.id]


async def test_an_ignored_gap_takes_what_is_asked_again_and_can_be_taken_back(shop: World) -> None:
    gap = await one(shop)
    async with shop.work.tx(shop.tenant) as tx:
        await knowledge.ignore_gap(tx, gap.id, gap.version, True, BY)
    await ask(shop, "门店能停车吗")
    await group(shop, None)
    assert await listed(shop) == []
    (ignored,) = await listed(shop, "ignored")
    assert ignored.asked == 2
    async with shop.work.tx(shop.tenant) as tx:
        await knowledge.ignore_gap(tx, gap.id, ignored.version, False, BY)
    assert [gap.state for gap in await listed(shop)] == ["open"]


async def test_what_somebody_asked_is_forgotten_with_their_conversation(shop: World) -> None:
    first, second = await ask(shop, "门店能停车吗", "请问门店能停车吗")
    await group(shop, PairEncoder())
    async with shop.work.tx(shop.tenant) as tx:
        await knowledge.forget_questions(tx, [first])
    assert [(gap.title, gap.asked) for gap in await listed(shop)] == [("请问门店能停车吗", 1)]
    async with shop.work.tx(shop.tenant) as tx:
        await knowledge.forget_questions(tx, [second])
    assert await listed(shop) == []


async def test_another_house_sees_none_of_them(shop: World, world: World) -> None:
    gap = await one(shop)
    assert await listed(world) == []
    async with world.db.reading(world.tenant) as conn:
        assert await knowledge.gap_questions(conn, gap.id) == []
        with pytest.raises(NotFound):
            await knowledge.gap(conn, gap.id, world.db.clock.now())
