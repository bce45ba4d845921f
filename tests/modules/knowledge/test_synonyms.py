"""A house's own words that mean the same."""

from __future__ import annotations

from uuid import uuid4

import pytest

from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge import rank, synonyms
from qingfeng.modules.knowledge.alike import Alike
from qingfeng.modules.knowledge.model import OtherWord
from qingfeng.modules.knowledge.public import ArticleDraft, Hit, Meanings
from tests.support.world import World, make_tenant

BY = Actor("agent", uuid4(), "何珊")


@pytest.fixture
async def shop(world: World) -> World:
    made = await make_tenant(world.db, world.work, world.heard, f"s-{uuid4().hex[:10]}")
    async with made.work.tx(made.tenant) as tx:
        for slug, title in (("remote", "遥控器没反应怎么办"), ("parking", "门店停车"), ("gift", "赠品没收到")):
            await knowledge.put_article(
                tx, ArticleDraft(slug=slug, title=title, category="常见问题", body="请看这里。", questions=[])
            )
    return made


async def hits(world: World, question: str, meanings: Meanings) -> list[Hit]:
    async with world.db.reading(world.tenant) as conn:
        wanted = knowledge.Wanted(now=world.db.clock.now(), locale="zh-CN", audience="customer")
        return await knowledge.find(conn, question, wanted, meanings)


async def test_a_house_word_finds_what_is_called_otherwise_from_the_next_search_on(shop: World) -> None:
    meanings = Meanings(lambda: None)
    assert all(hit.slug != "remote" for hit in await hits(shop, "我的小棒棒丢了", meanings))
    async with shop.work.tx(shop.tenant) as tx:
        made = await synonyms.make_line(tx, ["遥控器", "小棒棒"], BY)
    best = (await hits(shop, "我的小棒棒丢了", meanings))[0]
    assert best.slug == "remote"
    assert best.why.alike == [OtherWord("小棒棒", "遥控器")]
    async with shop.work.tx(shop.tenant) as tx:
        await synonyms.drop_line(tx, made.id, made.version, BY)
    assert all(hit.slug != "remote" for hit in await hits(shop, "我的小棒棒丢了", meanings))


async def test_a_word_is_in_one_line_only_and_who_has_it_is_told(shop: World) -> None:
    async with shop.work.tx(shop.tenant) as tx:
        first = await synonyms.make_line(tx, ["遥控器", "小棒棒", "ＲＣ"], BY)
        with pytest.raises(Conflict) as refused:
            await synonyms.make_line(tx, ["按钮板", "rc"], BY)
        assert refused.value.code == "word_in_two_lines"
        assert refused.value.params == {"word": "rc", "line": "遥控器 小棒棒 ＲＣ"}
        second = await synonyms.make_line(tx, ["按钮板", "面板"], BY)
        with pytest.raises(Conflict):
            await synonyms.change_line(tx, second.id, ["面板", "小棒棒"], second.version, BY)
        same = await synonyms.change_line(tx, first.id, ["遥控器", "小棒棒", "遥控"], first.version, BY)
        assert (same.version, same.words) == (2, ["遥控器", "小棒棒", "遥控"])
        with pytest.raises(Conflict) as late:
            await synonyms.change_line(tx, first.id, ["遥控器", "摇控器"], first.version, BY)
        assert late.value.code == "synonyms_changed"
        with pytest.raises(NotFound):
            await synonyms.drop_line(tx, shop.tenant, 1, BY)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["遥控器"], "line_length"),
        (["遥控器", " 遥控器 ", ""], "line_length"),
        ([f"词语{n}" for n in range(21)], "line_length"),
        (["遥控器", "器"], "word_length"),
        (["遥控器", "长" * 31], "word_length"),
        (["遥控器", "怎么办"], "word_says_nothing"),
        (["遥控器", "？！"], "bad_character"),
        (["遥控器", "小\0棒"], "bad_character"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_with_the_reason(words: list[str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        synonyms.tidy(words)
    assert refused.value.code == code


async def test_there_may_be_so_many_lines(shop: World) -> None:
    async with shop.work.tx(shop.tenant) as tx:
        await tx.execute(
            "INSERT INTO knowledge.synonyms (tenant_id, id, words, updated_at)"
            " SELECT $1, gen_random_uuid(), ARRAY['甲词' || n, '乙词' || n], $2 FROM generate_series(1, $3::int) AS n",
            *(shop.tenant, tx.now, synonyms.MOST),
        )
        with pytest.raises(Invalid) as refused:
            await synonyms.make_line(tx, ["遥控器", "小棒棒"], BY)
    assert refused.value.code == "too_many"


async def test_another_house_sees_none_of_them(shop: World, world: World) -> None:
    async with shop.work.tx(shop.tenant) as tx:
        await synonyms.make_line(tx, ["遥控器", "小棒棒"], BY)
    async with world.db.reading(world.tenant) as conn:
        assert await synonyms.lines(conn) == []


def test_a_line_that_shares_a_word_with_a_shipped_one_makes_it_longer() -> None:
    own = Alike((("快递", "跑腿小哥"),))
    assert own.tokens("跑腿小哥到哪了") == own.tokens("物流到哪了") == ["~快递"]
    assert "~快递" in rank.asked_tokens("跑腿小哥到哪了", own)


def test_words_in_letters_are_found_whole() -> None:
    own = Alike((("空调", "AC"),))
    assert own.tokens("my ac is broken")[0] == "~空调"
    assert "~空调" not in own.tokens("the package arrived")
    assert own.usual("我家 AC 不凉") == "我家 空调 不凉"
    assert Alike().usual("我家 AC 不凉") == "我家 AC 不凉"
