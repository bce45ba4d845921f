"""The search in a real database."""

from __future__ import annotations

import msgspec
import pytest

from qingfeng.kernel.errors import NotFound
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge import rank
from qingfeng.modules.knowledge.public import ArticleDraft, Hit
from tests.modules.knowledge.calibration import content_folder, index, load, measure_all
from tests.support.world import World, make_tenant

DRAFT = ArticleDraft(
    slug="parking",
    title="门店停车",
    category="门店",
    body="停车两小时免费。",
    questions=["停车要钱吗"],
    related=["track-order"],
)


async def hits(world: World, question: str, **wanted: object) -> list[Hit]:
    options = {"now": world.db.clock.now(), "locale": "zh-CN", "audience": "customer", "limit": 5} | wanted
    async with world.db.reading(world.tenant) as conn:
        return await knowledge.search(conn, question, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("空调不制冷", "ac-not-cooling"),
        ("我家空条不制冷了咋回事啊", "ac-not-cooling"),
        ("冷氣機不製冷", "ac-not-cooling"),
        ("退款多久到账", "refund-time"),
        ("花呗可以用不", "pay-methods"),
        ("ＡＣ显示Ｅ１是什么意思 空调", "ac-e1"),
        ("快递到哪了", "track-order"),
        ("Where is my order?", "track-order"),
        ("my ac is not cooling!!", "ac-not-cooling"),
    ],
)
async def test_a_question_finds_its_article_in_its_language(world: World, question: str, slug: str) -> None:
    found = await hits(world, question)
    assert found[0].slug == slug
    assert found[0].score > 0.6
    assert found == sorted(found, key=lambda h: -h.score)


async def test_a_hit_says_what_a_reader_needs(world: World) -> None:
    best = (await hits(world, "退款多久到账"))[0]
    assert "到账" in best.snippet
    assert "**" not in best.snippet
    assert len(best.snippet) <= 90
    assert best.related
    for question in best.related:  # each leads somewhere
        assert (await hits(world, question))[0].score > 0.6, question


async def test_the_database_scores_as_the_ranking_does(world: World) -> None:
    articles = load(content_folder())
    docs = [a.doc for a in articles]
    indexes = [index(doc) for doc in docs]
    for question in ("烘干机烘不干", "能送货上楼吗", "师傅乱收费", "发票抬头写错了"):
        strengths = [rank.strength(row) for row in measure_all(question, docs, indexes)]
        best = max(range(len(docs)), key=lambda i: strengths[i])
        found = (await hits(world, question))[0]
        assert found.slug == articles[best].slug
        assert found.score == pytest.approx(max(rank.scores(strengths)), abs=0.03)


@pytest.mark.parametrize(
    "question", ["", "   ", "👍🏽", "？？！", "\u200b", "'", "\\", "a:b & !c | (d)", "x" * 4000, "空调" * 2000]
)
async def test_odd_questions_are_no_error(world: World, question: str) -> None:
    for hit in await hits(world, question):
        assert 0 <= hit.score <= 1


async def test_what_is_for_agents_is_not_shown_to_customers(world: World) -> None:
    question = "12315 投诉怎么处理 内部规范"
    assert any(h.slug.startswith("agent-") for h in await hits(world, question, audience="agent"))
    assert not any(h.slug.startswith("agent-") for h in await hits(world, question, limit=20))


async def test_writing_again_changes_nothing_and_a_change_is_a_version(world: World) -> None:
    async with world.work.tx(world.tenant) as tx:
        first = await knowledge.put_article(tx, DRAFT)
        same = await knowledge.put_article(tx, DRAFT)
        assert same == first
        assert first.version == 1
        longer = await knowledge.put_article(tx, msgspec.structs.replace(DRAFT, body="停车三小时免费。"))
        assert (longer.id, longer.version, longer.body) == (first.id, 2, "停车三小时免费。")
    assert (await hits(world, "停车要钱吗"))[0].slug == "parking"


async def test_an_unpublished_article_is_not_found_until_it_is_published(world: World) -> None:
    draft = msgspec.structs.replace(DRAFT, slug="pet", title="宠物能进门店吗", questions=["能带狗吗"], published=False)
    async with world.work.tx(world.tenant) as tx:
        made = await knowledge.put_article(tx, draft)
    assert all(h.slug != "pet" for h in await hits(world, "宠物能进门店吗"))
    async with world.work.tx(world.tenant) as tx:
        assert (await knowledge.publish(tx, made.id, True)).version == 2
        assert (await knowledge.publish(tx, made.id, True)).version == 2
    assert (await hits(world, "宠物能进门店吗"))[0].slug == "pet"
    async with world.db.reading(world.tenant) as conn:
        assert (await knowledge.article(conn, made.id)).published
        by_slug = await knowledge.article_by_slug(conn, "pet", "zh-CN")
        assert by_slug is not None
        assert by_slug.id == made.id
        with pytest.raises(NotFound):
            await knowledge.article(conn, world.tenant)
    async with world.work.tx(world.tenant) as tx:
        with pytest.raises(NotFound):
            await knowledge.publish(tx, world.tenant, True)


async def test_another_tenant_sees_none_of_it(world: World) -> None:
    other = await make_tenant(world.db, world.work, world.heard, "other")
    assert await hits(other, "空调不制冷") == []
    async with other.db.reading(other.tenant) as conn:
        assert await knowledge.templates(conn, "") == []


async def test_a_hit_becomes_a_candidate(world: World) -> None:
    best = (await hits(world, "退款多久到账"))[0]
    candidate = knowledge.candidate(best)
    assert (candidate.id, candidate.category, candidate.score) == (best.id, "退换货", best.score)
