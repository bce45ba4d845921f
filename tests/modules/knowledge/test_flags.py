"""What an editor is warned of: the same question twice, titles nearly alike, articles that contradict each other."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from qingfeng.modules.knowledge import flags
from qingfeng.modules.knowledge.facts import differences, facts
from qingfeng.modules.knowledge.flags import Other, judged
from qingfeng.modules.knowledge.model import ArticleDraft
from tests.support.world import World

DRAFT = ArticleDraft(
    slug="x", title="退货运费谁出", category="售后", body="质量问题我们出。", questions=["退货要付邮费吗"]
)


def other(title: str, body: str = "见详情。", *questions: str) -> Other:
    return Other(UUID(int=1), title, list(questions), body, True)


def differ(here: str, there: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.here, one.there) for one in differences(facts(here), facts(there))]


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        ("签收后 7 天内可退货。", "签收后十五天内可退货。", [("time", "7 天", "十五天")]),
        ("上门费 50 元。", "上门费￥80。", [("amount", "50 元", "¥80")]),
        ("退款三个工作日到账。", "退款 7 个工作日到账。", [("workdays", "三个工作日", "7 个工作日")]),
        ("服务热线 400-800-1234。", "服务热线 400-800-4321。", [("phone", "400-800-1234", "400-800-4321")]),
        ("定金退还 50%。", "定金退还 80%。", [("share", "50%", "80%")]),
        ("定制商品支持退货。", "定制商品不支持退货。", [("yes_no", "支持", "不支持")]),
        ("市区上门安装免费。", "市区上门安装收费。", [("yes_no", "免费", "收费")]),
        ("You can return it within 7 days.", "You can return it within 14 days.", [("time", "7 days", "14 days")]),
    ],
)
def test_two_texts_that_say_different_things_are_told_apart(
    here: str, there: str, told: list[tuple[str, str, str]]
) -> None:
    assert differ(here, there) == told
    assert [(kind, b, a) for kind, a, b in differ(there, here)] == told


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("7 天内可退。", "七日内可退。"),
        ("一周内答复。", "7 天内答复。"),
        ("保修一年。", "保修 12 个月。"),
        ("整机保修一年，压缩机保修三年。", "整机保修一年。"),
        ("签收后 7 天内退货，15 天内换货。", "签收后 7 天内退货，退款 3 天到账。"),
        ("自 2026 年 5 月 1 日起执行。", "自 2025 年 8 月 15 日起执行。"),
        ("支持货到付款。", "不支持海外发货。"),
        ("第二天上门。", "三天内上门，第二天优先。"),
        ("智能洗护，节能省电。", "不能水洗。"),
        ("电话 138 1234 5678。", "电话 13812345678。"),
    ],
)
def test_the_same_said_otherwise_or_something_else_is_no_contradiction(here: str, there: str) -> None:
    assert differ(here, there) == []


def test_the_same_question_is_found_whatever_its_politeness_and_signs() -> None:
    (flag,) = judged(DRAFT, [other("寄回商品", "x", "请问退货要付邮费吗？")])
    assert (flag.kind, flag.words) == ("question", "退货要付邮费吗")
    assert judged(DRAFT, [other("怎么安装", "x", "怎么装")]) == []


@pytest.mark.parametrize(
    ("here", "there", "near"),
    [
        ("退货运费谁来出", "退货的运费谁来出", True),
        ("空调滤网怎么清洗", "空调滤网如何清洗", True),
        ("A1 扫地机怎么安装", "A2 扫地机怎么安装", False),
        ("How to return a product", "How to return products", True),
        ("退货", "换货", False),
        ("空调不制冷怎么办", "空调不制热怎么办", True),
    ],
)
def test_titles_nearly_alike_are_told_but_not_those_of_two_models(here: str, there: str, near: bool) -> None:
    assert bool(judged(replace(DRAFT, title=here, questions=[]), [other(there)])) is near


def test_a_contradiction_is_told_first_and_says_what_differs_and_invisible_characters_are_counted() -> None:
    draft = replace(DRAFT, body="签收\u200b后 7 天内可退货。")
    found = judged(draft, [other("寄回", "x", "退货要付邮费吗"), other("退货运费谁出", "签收后 15 天内可退货。")])
    assert [flag.kind for flag in found] == ["invisible", "contradicts", "question"]
    assert found[0].count == 1
    assert [(one.here, one.there) for one in found[1].differences] == [("7 天", "15 天")]


async def test_the_house_s_own_articles_are_laid_beside_a_draft(world: World) -> None:
    async with world.db.reading(world.tenant) as conn:
        row = await conn.fetchrow(
            "SELECT id, title, questions, body FROM knowledge.articles WHERE slug = 'ac-not-cooling' AND locale = 'zh-CN'"
        )
        assert row is not None
        draft = ArticleDraft(slug="", title=row["title"] + "？", category="空调", body="见详情。")
        now = world.db.clock.now()
        assert row["id"] in [flag.id for flag in await flags.flags(conn, draft, None, now)]
        assert row["id"] not in [flag.id for flag in await flags.flags(conn, draft, row["id"], now)], (
            "not beside itself"
        )
        nothing = ArticleDraft(slug="", title="\u200b", category="", body="")
        assert [flag.kind for flag in await flags.flags(conn, nothing, None, now)] == ["invisible"]
