"""What words say to a question, and what conditions are worth."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.contracts.flows import Choice, Slot, Words
from qingfeng.modules.flows import expressions, hearing
from qingfeng.modules.flows.expressions import ExpressionError
from tests.modules.flows.shop import NOW


def slot(kind: Any, **more: Any) -> Slot:
    return Slot(name="s", kind=kind, label=Words("地址", "Address"), prompt=Words("?", "?"), **more)


CHOICES = [
    Choice("broken", Words("质量问题", "It is broken"), ["坏了"]),
    Choice("wrong", Words("发错货", "Wrong item")),
    Choice("other", Words("其他", "Other")),
]


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("order", "我的单号是 zx2628109397 谢谢", "ZX2628109397"),
        ("order", "ＺＸ２６２８１０９３９７", "ZX2628109397"),
        ("order", "13800138000", None),
        ("order", "没有", None),
        ("parcel", "QN172764490952", "QN172764490952"),
        ("phone", "手机 138 0013 8000", "13800138000"),
        ("phone", "+86 138-0013-8000", "13800138000"),
        ("phone", "12345678901", None),
        ("date", "明天下午", "2026-07-02"),
        ("date", "后天", "2026-07-03"),
        ("date", "大后天吧", "2026-07-04"),
        ("date", "周五", "2026-07-03"),
        ("date", "周一", "2026-07-06"),
        ("date", "下周一", "2026-07-06"),
        ("date", "下週三上午", "2026-07-08"),
        ("date", "7月15号", "2026-07-15"),
        ("date", "3月1日", "2027-03-01"),
        ("date", "2026-07-20", "2026-07-20"),
        ("date", "3天后", "2026-07-04"),
        ("date", "next friday", "2026-07-10"),
        ("date", "friday", "2026-07-03"),
        ("date", "13月40号", None),
        ("date", "随便", None),
        ("address", "杭州市余杭区栖溪里小区 3 幢 1202 室", "杭州市余杭区栖溪里小区 3 幢 1202 室"),
        ("address", "12 Station Road, Room 5", "12 Station Road, Room 5"),
        ("address", "家里", None),
        ("yes_no", "是的", True),
        ("yes_no", "没有", False),
        ("yes_no", "也许", None),
        ("number", "三个", 3.0),
        ("number", "十二", 12.0),
        ("number", "2.5", 2.5),
        ("number", "很多", None),
        ("choice", "东西坏了", "broken"),
        ("choice", "第二个", "wrong"),
        ("choice", "3", "other"),
        ("choice", "the first one", "broken"),
        ("choice", "9", None),
        ("choice", "不清楚", None),
        ("text", "  门铃\n不响 ", "门铃 不响"),
        ("text", "   ", None),
    ],
)
def test_values(kind: str, said: str, value: Any) -> None:
    asked = slot(kind, choices=CHOICES if kind == "choice" else [])
    assert hearing.read(asked, said, NOW) == value


def test_numbers_have_their_limits() -> None:
    assert hearing.read(slot("number", digits=4), "尾号是0512", NOW) == "0512"
    assert hearing.read(slot("number", digits=4), "05123", NOW) is None
    assert hearing.read(slot("number", digits=4), "0512 或 0513", NOW) is None
    assert hearing.read(slot("number", least=1, most=5), "9", NOW) is None
    assert hearing.of_record(slot("number", digits=4), "+8619900000512", NOW) == "0512"


@given(st.text(max_size=80))
@settings(max_examples=80, deadline=None)
def test_no_words_break_a_reader(said: str) -> None:
    for kind in ("text", "choice", "number", "order", "parcel", "phone", "date", "address", "yes_no"):
        asked = slot(kind, choices=CHOICES, digits=4 if len(said) % 2 else 0)
        value = hearing.read(asked, said, NOW)
        assert (
            value is None or hearing.read(asked, str(value), NOW) is not None or kind in ("yes_no", "number", "choice")
        )
    assert not (hearing.agrees(said) and hearing.declines(said))


VALUES = {
    "order": {"status": "shipped", "paid": 99.5, "items": [{"name": "空调"}], "signed_at": "2026-06-28T23:30:00+00:00"},
    "n": 3,
    "word": "甲",
}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("order.status == 'shipped'", True),
        ('order.status != "shipped" or n >= 3', True),
        ("not (n > 3) and known(order.paid)", True),
        ("order.items.0.name == '空调'", True),
        ("order.items.7.name", None),
        ("order.status in ['new', 'shipped']", True),
        ("'甲' in word", True),
        ("nothing.at.all == none", True),
        ("nothing > 3", False),
        ("days_since(order.signed_at)", 2),
        ("days_until('2026-07-03')", 2),
        ("today()", "2026-07-01"),
        ("len(order.items) + n * 2", 7),
        ("number('12') - 2", 10.0),
        ("lower('ABC') == 'abc'", True),
        ("1 < 2 and 2 < 3 or 1 == 2", True),
    ],
)
def test_conditions(expression: str, value: Any) -> None:
    assert expressions.value(expression, VALUES, NOW) == value


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("a ==", "unfinished"),
        ("a b", "unexpected"),
        ("a == `x`", "bad_character"),
        ("__import__('os')", "unknown_function"),
        ("len()", "wrong_arguments"),
        ("(" * 30 + "1" + ")" * 30, "too_deep"),
        ("1" * 501, "too_long"),
        ("word < 3", "not_comparable"),
        ("1 in 3", "not_comparable"),
        ("days_since(word)", "not_a_date"),
        ("word + 1", "not_a_number"),
    ],
)
def test_what_is_wrong_has_a_name(expression: str, code: str) -> None:
    with pytest.raises(ExpressionError) as wrong:
        expressions.value(expression, VALUES, NOW)
    assert wrong.value.code == code


@given(st.text(alphabet="ab.()[]'\"<>=!andortin 0123,+*-", max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_expression_does_anything_but_fail_by_name(expression: str) -> None:
    with suppress(ExpressionError):
        expressions.value(expression, VALUES, NOW)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("没拆", False),
        ("还没拆封呢", False),
        ("没有用过", False),
        ("未拆封", False),
        ("我没拆过", False),
        ("拆了", True),
        ("已经拆封了", True),
        ("用过的", True),
        ("我們拆過了", True),
        ("拆", None),
        ("坏了", None),
        ("没收到", None),
        ("没拆，但是盒子破了", None),
        ("过", None),
    ],
)
def test_yes_and_no_in_the_words_of_the_question(said: str, value: bool | None) -> None:
    opened = msgspec.structs.replace(
        slot("yes_no"), prompt=Words("商品已经拆封或使用过了吗？", "Has it been opened or used?")
    )
    assert hearing.read(opened, said, NOW) is value


@pytest.mark.parametrize("said", ["算了不开了", "等等 还是不改了", "那先不约了吧", "再想想，先不退了", "我不修了"])
def test_a_task_is_called_off_in_many_ways(said: str) -> None:
    assert hearing.cancels(said)


@pytest.mark.parametrize("said", ["不对，改成后天", "不制冷了", "先不约了，帮我开发票吧", "不退货运费谁出"])
def test_what_only_sounds_like_it_calls_nothing_off(said: str) -> None:
    assert not hearing.cancels(said)


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("电子发票在哪里下载", True),
        ("退货怎么操作", True),
        ("安装要提前几天", True),
        ("帮我查下快递多久到", False),
        ("我的快递怎么还没到", False),
        ("上门维修怎么约，ZX2624603258", False),
        ("how do I get an invoice", True),
        ("can you send me an invoice", False),
    ],
)
def test_how_something_is_done_is_told_from_wanting_it_done(said: str, how: bool) -> None:
    assert hearing.asks_how(said) is how


def test_a_number_alone_is_told_from_a_number_with_a_wish() -> None:
    assert hearing.only_a_number("ZX2624243987")
    assert hearing.only_a_number("订单号：zx2624243987 尾号 8667")
    assert not hearing.only_a_number("ZX2624243987 我要退货")
    assert not hearing.only_a_number("8667")
