"""Personal data is found where it is, made up by rule or written by people; order numbers are left alone."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.modules.understanding.personal import find, is_id_card, luhn, mask
from tests.modules.understanding.generated import MAKERS, SAID, order


@pytest.mark.parametrize("kind", MAKERS)
def test_every_one_that_is_made_up_is_found_whole(kind: str) -> None:
    chance = Random(20261123)
    for _ in range(300):
        value = MAKERS[kind](chance)
        text = chance.choice(SAID[kind]).format(value)
        at = text.index(value)
        assert any(one.kind == kind and one.start <= at and one.end >= at + len(value) for one in find(text)), text


def test_order_numbers_that_pass_the_check_of_a_card_are_none() -> None:
    chance = Random(20261123)
    texts = [chance.choice(SAID["order"]).format(order(chance)) for _ in range(1_000)]
    assert [text for text in texts if find(text)] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("身份证11010519491231002X", [("id_card", "11010519491231002X")]),
        ("身份证１１０１０５１９４９１２３１００２ｘ", [("id_card", "11010519491231002X")]),
        ("110105194912310021", []),  # the check character does not fit
        ("11010519490231002X", []),  # no such day
        ("990105194912310028", []),  # no such province
        ("电话幺三八零零一三八零零零", [("phone", "13800138000")]),
        ("电话 138-0013-8000，座机010-62771234", [("phone", "13800138000"), ("phone", "01062771234")]),
        ("打 400-820-8820 就行", []),  # a business's number is nobody's own
        ("卡号6222 0212 3456 7890 129", []),  # the check digit does not fit
        ("订单6228480402564890018到哪了", []),
        ("退到银行卡6228480402564890018", [("bank_card", "6228480402564890018")]),
        ("Visa 4111 1111 1111 1111", [("bank_card", "4111111111111111")]),
        ("车牌粤Ｂ·12345", [("plate", "粤B12345")]),
        ("新能源沪AD12345", [("plate", "沪AD12345")]),
        ("发到 zhang.san+a@mail.example.com 谢谢", [("email", "zhang.san+a@mail.example.com")]),
        ("寄到深圳市南山区科技园路12号3栋501", [("address", "深圳市南山区科技园路12号3栋501")]),
        ("型号KFR-35GW，买了3台，一共5998元", []),
        ("今天下午三点师傅上门，电话没打通", []),
        ("冰箱在厨房里面，城市的路况不好", []),
    ],
)
def test_what_people_write(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.value) for one in find(text)] == wanted


def test_checks() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
    assert is_id_card("11010519491231002x")
    assert not is_id_card("110105194912310020")


def test_masked_where_it_was_written() -> None:
    text = "我的\u200b电话１３８ 0013 8000，身份证11010519491231002X，谢谢"
    said = mask(text)
    assert "0013" not in said
    assert "19491231" not in said
    assert said.startswith("我的\u200b电话１３８")
    assert said.endswith("002X，谢谢")
    assert len(said) == len(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789 -xX省市区路号楼室京A在到@.中卡", max_size=60))
def test_any_text_is_read_and_masked_to_its_length(text: str) -> None:
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len(mask(text)) == len(text)


@pytest.mark.parametrize(
    "part", ["市", "路村", "中山路", "广东省深圳市", "1 ", "1-", "a@", "京A", "区县市镇", "号楼单元", "在到"]
)
def test_long_texts_made_to_take_long_do_not(part: str) -> None:
    begun = perf_counter()
    find(part * 10_000)
    assert perf_counter() - begun < 2
