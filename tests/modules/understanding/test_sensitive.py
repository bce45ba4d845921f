"""Sensitive words: as they are, whole, through signs, by sound; where they stand; and lists that are refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding.public import Term, Words, shipped_words, worst_severity

LISTS = Words(
    [
        Term("微信", variants=True, pinyin=True),
        Term("加我", whole=True),
        Term("赌博", "block", variants=True),
        Term("sb", whole=True),
        Term("律师", "note"),
    ]
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("加我微信", [("加我", "加我", "plain"), ("微信", "微信", "plain")]),
        ("薇信联系", [("微信", "薇信", "pinyin")]),
        ("微 * 信，微\u200b信", [("微信", "微 * 信", "variant"), ("微信", "微\u200b信", "plain")]),
        ("加weixin号", [("微信", "weixin", "pinyin")]),
        ("ＷｅｉＸｉｎ", [("微信", "ＷｅｉＸｉｎ", "pinyin")]),
        ("weixinpay", []),  # another word
        ("賭-博", [("赌博", "賭-博", "variant")]),
        ("参加我们的活动", []),  # no whole word
        ("usb线坏了", []),
        ("你是sb吗", [("sb", "sb", "plain")]),
        ("㎏律师㎏", [("律师", "律师", "plain")]),
        ("", []),
        ("\u200b\u200b", []),
    ],
)
def test_found_where_they_stand_in_what_was_written(text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert [(hit.term, text[hit.start : hit.end], hit.how) for hit in LISTS.find(text)] == wanted


def test_the_gravest() -> None:
    assert worst_severity(LISTS.find("律师说赌博违法")) == "block"
    assert worst_severity(LISTS.find("律师")) == "note"
    assert worst_severity(LISTS.find("你好")) is None


def test_one_term_on_two_lists_and_one_inside_another_are_both_told() -> None:
    lists = Words([Term("转账"), Term("微信转账", "block"), Term("转账", "note")])
    assert [(hit.term, hit.start) for hit in lists.find("用微信转账")] == [("微信转账", 1), ("转账", 3)]
    assert worst_severity(lists.find("转账")) == "warn"


@pytest.mark.parametrize(
    ("terms", "code", "field"),
    [
        ([Term("好"), Term(" \u200b")], "empty_term", "terms[1].text"),
        ([Term("长" * 65)], "term_too_long", "terms[0].text"),
        ([Term("x")] * 100_001, "too_many_terms", "terms"),
    ],
)
def test_lists_that_are_refused(terms: list[Term], code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Words(terms)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_the_shipped_list_finds_its_own_words_and_no_everyday_ones() -> None:
    lists = Words(shipped_words())
    for term in shipped_words():
        assert term.text in {hit.term for hit in lists.find(f"他说：{term.text}。")}
    for text in ("我要退货退款", "空调不制冷，请派师傅上门", "发票抬头写错了", "订单123456到哪了"):
        assert lists.find(text) == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_found_between_any_texts(before: str, after: str) -> None:
    text = f"{before}赌博{after}"
    hits = [hit for hit in LISTS.find(text) if hit.term == "赌博"]
    assert any((hit.start, hit.end) == (len(before), len(before) + 2) for hit in hits)
