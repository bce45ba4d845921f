from __future__ import annotations

import pytest

from qingfeng.modules.bot import reading
from qingfeng.modules.bot.passage import passage
from tests.modules.knowledge.seed import articles


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("订单ZX2604718830什么时候发货", ("ZX2604718830",)),
        ("运单号 QN510038274416", ("QN510038274416",)),
        ("ｚｘ２６０４７１８８３０", ("ZX2604718830",)),
        ("订单号：20260718", ("20260718",)),
        ("order number 55512345", ("55512345",)),
        ("2604718830123456", ("2604718830123456",)),
        ("我的手机 13812345678", ()),
        ("138 1234 5678", ()),
        ("+86 138-1234-5678", ()),
        ("KFR-35GW", ()),
        ("序列号 WMR7-40281957", ()),
        ("2026 年 7 月 18 日买的，花了 2899", ()),
        ("12315", ()),
    ],
)
def test_order_numbers(said: str, numbers: tuple[str, ...]) -> None:
    assert reading.order_numbers(said) == numbers


def test_telephone_numbers_are_found_and_hidden() -> None:
    said = "打我 138 1234 5678 或 13900001111，订单 2604718830123"
    assert reading.phones(said) == ("13812345678", "13900001111")
    assert reading.mask(said) == "打我 138****5678 或 139****1111，订单 2604718830123"


@pytest.mark.parametrize(
    ("said", "matter"),
    [
        ("我的订单到哪了", "order"),
        ("查一下我的订单", "order"),
        ("where is my order", "order"),
        ("包裹到哪儿了", "delivery"),
        ("我买的冰箱什么时候能到", "delivery"),
        ("退款进度", "refund"),
        ("我的退款怎么还没到", "refund"),
        ("师傅怎么还没来", "visit"),
        ("退款多久到账", None),
        ("订单怎么取消", None),
        ("几天能送到", None),
        ("安装要多久", None),
    ],
)
def test_matters_of_a_business_system(said: str, matter: str | None) -> None:
    assert reading.read(said, "zh-CN").matter == matter


@pytest.mark.parametrize(
    "said",
    [
        "热水器打不着火",
        "有燃气热水器吗",
        "油烟机不吸烟",
        "漏电保护器要装吗",
        "会不会爆炸",
        "空气炸锅怎么用",
        "插座要防漏电的吗",
    ],
)
def test_words_of_danger_without_danger(said: str) -> None:
    assert not reading.read(said, "zh-CN").danger


@pytest.mark.parametrize(
    "said",
    [
        "师傅让我转个人账户",
        "人工智能音箱怎么连",
        "安装人工费多少",
        "个人信息怎么删",
        "人工客服电话多少",
        "what are your opening hours",
    ],
)
def test_words_of_people_without_a_wish_for_one(said: str) -> None:
    assert not reading.read(said, "zh-CN").human


def test_few_questions_of_the_knowledge_base_are_taken_for_something_else() -> None:
    """Among what customers ask, danger is only in articles on safety, and hardly anything is small talk."""
    other = []
    for article in articles():
        if article.audience != "customer":
            continue
        for question in article.questions:
            read = reading.read(question, article.locale)
            if read.danger:
                assert article.category == "安全", question
            if read.greeting or read.thanks or read.closing or read.acknowledged or read.declined or read.unhelpful:
                other.append(question)
    assert other == []


def test_a_passage_keeps_whole_paragraphs_and_says_when_something_is_missing() -> None:
    short = "一段。\n\n二段。"
    assert passage(short, "问", "zh") == (short, True)
    long = "\n\n".join(f"第{n}段" + "字" * 150 for n in range(6)) + "\n\n关键的退款说明"
    text, whole = passage(long, "退款说明", "zh")
    assert not whole
    assert text.startswith("第0段")
    assert text.endswith("关键的退款说明")
    assert len(text) <= 460
    one = "字" * 900
    assert passage(one, "字", "zh") == ("字" * 419 + "…", False)
    assert passage("", "x", "en") == ("", True)
