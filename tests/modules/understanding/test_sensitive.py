"""Sensitive words: as they are, whole, through signs, by sound; where they stand; and lists that are refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import sensitive
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


SOUNDS = str.maketrans("薇辛", "微信")
TERMS = st.builds(Term, st.text("微薇信辛b", min_size=1, max_size=3), variants=st.booleans(), pinyin=st.booleans())


def _one_by_one(term: Term, text: str) -> set[tuple[str, int, int, str]]:
    """Where a term without signs is, in a text that is plain."""
    kept = [at for at, char in enumerate(text) if char.isalnum()]
    found: set[tuple[str, int, int, str]] = set()
    for first in range(len(kept) - len(term.text) + 1):
        places = kept[first : first + len(term.text)]
        start, end = places[0], places[-1] + 1
        there = "".join(text[at] for at in places)
        together = end - start == len(places)
        if there == term.text and (together or term.variants):
            found.add((term.text, start, end, "plain" if together else "variant"))
        elif term.pinyin and together and there.translate(SOUNDS) == term.text.translate(SOUNDS):
            found.add((term.text, start, end, "pinyin"))
    return found


@settings(max_examples=120, deadline=None)
@given(st.lists(TERMS, min_size=1, max_size=5, unique_by=lambda term: term.text), st.text("微薇信辛b*- ", max_size=10))
def test_all_at_once_finds_what_each_alone_does(terms: list[Term], text: str) -> None:
    found = [(hit.term, hit.start, hit.end, hit.how) for hit in Words(terms).find(text)]
    assert len(found) == len(set(found))
    assert set(found) == set().union(*(_one_by_one(term, text) for term in terms))


@pytest.mark.parametrize(
    ("term", "text", "wanted"),
    [
        ("赌-博", "赌博", [("赌博", "variant")]),
        ("赌-博", "去赌-博吧", [("赌-博", "plain")]),
        ("赌-博", "堵-搏", [("堵-搏", "pinyin")]),
        ("赌-博", "堵*搏", []),
        ("*赌", "赌", [("赌", "variant")]),
        ("*赌", "*赌", [("*赌", "plain")]),
        ("***", "a***b", [("***", "plain")]),
    ],
)
def test_terms_that_have_signs(term: str, text: str, wanted: list[tuple[str, str]]) -> None:
    found = Words([Term(term, variants=True, pinyin=True)]).find(text)
    assert [(text[hit.start : hit.end], hit.how) for hit in found] == wanted


def test_no_letter_stands_for_a_syllable() -> None:
    letters = "".join(map(chr, range(0x100, 0x800)))
    syllables = set("微信赌博".translate(sensitive._HEARD))
    assert len(syllables) == 4
    assert all("\u0100" <= one < "\u0800" for one in syllables)
    assert not [one for one in letters.translate(sensitive._HEARD) if "\u0100" <= one < "\u0800"]


def test_the_plainest_of_the_first_list_counts() -> None:
    lists = Words([Term("微信", "note", pinyin=True), Term("微信", "block"), Term("微信", variants=True)])
    assert [(hit.severity, hit.how) for hit in lists.find("微信 薇信 微-信")] == [
        ("note", "plain"),
        ("note", "pinyin"),
        ("warn", "variant"),
    ]
