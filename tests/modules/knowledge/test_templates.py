from __future__ import annotations

import pytest

from qingfeng.kernel.errors import NotFound
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import Template, TemplateDraft
from tests.support.world import World


async def found(world: World, words: str, limit: int = 20) -> list[Template]:
    async with world.db.reading(world.tenant) as conn:
        return await knowledge.templates(conn, words, limit=limit)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("xrgksw", "angry-01"),  # the whole shortcut
        ("/xrgk", "angry-01"),  # its beginning, as it is typed
        ("xianrang", "angry-01"),  # pinyin
        ("XRGK", "angry-01"),
        ("先让顾客说完", "angry-01"),
        ("先讓顧客說完", "angry-01"),
        ("退款超时", "apology-05"),
    ],
)
async def test_a_template_is_found_by_what_is_typed(world: World, typed: str, code: str) -> None:
    assert (await found(world, typed))[0].code == code


async def test_a_category_or_words_of_the_body_find_templates(world: World) -> None:
    assert {t.category for t in await found(world, "情绪激动", limit=5)} == {"情绪激动"}
    assert any("我不打断" in t.body for t in await found(world, "不打断"))
    assert any("interrupt" in (t.body_en or "") for t in await found(world, "interrupt"))


async def test_the_limit_holds_and_nonsense_finds_nothing(world: World) -> None:
    assert len(await found(world, "", limit=7)) == 7
    assert await found(world, "qqqqq") == []
    for odd in ("'", "\\", "/", "&|!", "^", "👍", "a" * 400):
        await found(world, odd)


async def test_using_a_template_counts_and_brings_it_up(world: World) -> None:
    before = (await found(world, "抱歉"))[-1]
    async with world.work.tx(world.tenant) as tx:
        for _ in range(3):
            await knowledge.render(tx, before.id, {}, "zh-CN")
    assert (await found(world, ""))[0].code == before.code


async def test_rendering_takes_the_language_asked_for_where_it_is_there(world: World) -> None:
    async with world.work.tx(world.tenant) as tx:
        both = await knowledge.put_template(
            tx,
            TemplateDraft(
                code="t-1", category="测试", title="双语", body="{{customer.title}}好", body_en="Hi {{customer.title}}"
            ),
        )
        one = await knowledge.put_template(
            tx, TemplateDraft(code="t-2", category="测试", title="只有中文", body="您好")
        )
        assert await knowledge.render(tx, both.id, {"customer.title": "张女士"}, "zh-CN") == ("张女士好", [])
        assert await knowledge.render(tx, both.id, {}, "en") == ("Hi {{customer.title}}", ["customer.title"])
        assert await knowledge.render(tx, one.id, {}, "en") == ("您好", [])
        with pytest.raises(NotFound):
            await knowledge.render(tx, world.tenant, {}, "en")


async def test_writing_a_template_again_keeps_its_id_and_use(world: World) -> None:
    draft = TemplateDraft(code="t-3", category="测试", title="第一版", body="一")
    async with world.work.tx(world.tenant) as tx:
        first = await knowledge.put_template(tx, draft)
        await knowledge.render(tx, first.id, {}, "zh-CN")
        again = await knowledge.put_template(tx, TemplateDraft(code="t-3", category="测试", title="第二版", body="二"))
    assert (again.id, again.used, again.title) == (first.id, 1, "第二版")
    assert (await found(world, "第二版"))[0].id == first.id
