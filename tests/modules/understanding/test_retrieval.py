"""Retrieval: by characters, by meaning, the best phrasing of each entry, ties, questions that say nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import retrieval
from qingfeng.modules.understanding.likeness import Likeness
from qingfeng.modules.understanding.public import Phrasing, Shelf, cut_by_words
from qingfeng.modules.understanding.retrieval import Bm25, characters, pieces
from qingfeng.ports.embed import Encoder
from tests.modules.understanding.examples import LEARN, ask, learn

ENTRIES = [
    Phrasing("invoice", "发票在哪里开"),
    Phrasing("refund", "退款多久到账"),
    Phrasing("invoice", "报销要的电子票据怎么下载"),
    Phrasing("router", "WiFi连不上"),
]


def test_pieces_of_a_text() -> None:
    assert characters("连WiFi5断".lower() + " don't!") == ["连", "wifi5", "断", "don't"]
    assert characters("开发票") == ["开", "发", "票", "开发", "发票"]
    assert cut_by_words("退款到账wifi") == ["退款", "到", "账", "wifi"]
    assert characters("？!😀") == pieces("？!😀") == []
    assert pieces("开发票 e4") == ["开", "发", "票", "开发", "发票", "w开发票", "e4", "we4", "#<e4", "#e4>"]


def test_bm25_as_written_down() -> None:
    scores = Bm25(["退款", "退款退款", "发票"], characters).scores("款")
    rare = np.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    mean = (3 + 7 + 3) / 3  # 退 款 退款; 退 款 退 款 退款 款退 退款; 发 票 发票
    wanted = [rare * n * 2.2 / (n + 1.2 * (0.25 + 0.75 * long / mean)) for n, long in ((1, 3), (2, 7))]
    assert scores.tolist() == pytest.approx([*wanted, 0.0], rel=1e-5)


def test_the_best_phrasing_of_an_entry_counts_and_is_told() -> None:
    shelf = Shelf(ENTRIES, None)
    (found,) = shelf.find(["電子票據下載"])
    assert [(one.id, one.phrasing) for one in found] == [("invoice", 2)]
    assert [one.id for one in shelf.find(["ＷＩＦＩ 退款"])[0]] == ["router", "refund"]
    assert shelf.find(["你好", "\u200b", ""]) == [[], [], []]


def test_several_phrasings_that_are_near_count_more_than_one_odd_one() -> None:
    entries = [
        ("a", "空调不制冷"),
        ("b", "空调不制热"),
        ("b", "空调制热效果差"),
        ("b", "空调一点都不热"),
        ("c", "洗衣机"),
    ]
    (found,) = Shelf([Phrasing(*one) for one in entries], None).find(["空调制热"])
    assert [(one.id, one.phrasing) for one in found] == [("b", 2), ("a", 0)]
    shelf = Shelf([Phrasing("a", "甲"), Phrasing("b", "乙"), Phrasing("b", "丙"), Phrasing("b", "丁")], None)
    least = retrieval.LEAST
    fused = shelf._fused(np.asarray([1.0, 0.8, 0.5, 0.2], dtype=np.float32))
    assert fused.tolist() == pytest.approx([1.0, (0.8 + 0.5) / 2])
    fused = shelf._fused(np.asarray([least, 0.8, 0.5, least], dtype=np.float32))
    assert fused[1] == pytest.approx((0.8 + 0.65) / 2)
    assert fused[0] < least / 2


def test_numbers_say_which() -> None:
    entries = [Phrasing(str(n), f"可以分{n}期付款吗") for n in (3, 6, 12, 2024)]
    for one in Shelf(entries, None).find(["分12期付款", "分2024期可以吗"]):
        assert one[0].id in ("12", "2024")
        assert one[0].score > one[1].score


def test_of_entries_with_the_same_pieces_the_order_tells() -> None:
    shelf = Shelf([Phrasing("away", "北京到上海的快递"), Phrasing("back", "上海到北京的快递")], None)
    assert [found[0].id for found in shelf.find(["北京到上海快递", "上海到北京快递"])] == ["away", "back"]


@tried(st.text("退款发票ab", max_size=70), st.text("退款发票ab", max_size=70))
def test_likeness_is_the_longest_common_sequence(a: str, b: str) -> None:
    before = [0] * (len(b) + 1)
    for x in a:
        row = [0]
        for at, y in enumerate(b):
            row.append(before[at] + 1 if x == y else max(before[at + 1], row[at]))
        before = row
    wanted = 2 * before[-1] / (len(a) + len(b)) if a and b else 0.0
    assert Likeness(a).to(b) == pytest.approx(wanted)


def test_meaning_finds_what_shares_no_character(encoder: Encoder) -> None:
    shelf = Shelf(ENTRIES, encoder)
    question = "无线网络断了"
    assert Shelf(ENTRIES, None).find([question]) == [[]]
    (found,) = shelf.find([question])
    assert found[0].id == "router"
    assert len(found) == 3  # with an encoder every entry has a place
    assert shelf.find(["\u200b"]) == [[]]


def test_alone_and_among_others_the_same(encoder: Encoder) -> None:
    shelf = Shelf([Phrasing(one.intent, one.text) for one in learn()], encoder)
    questions = [one.text for one in ask()]
    together = shelf.find(questions, len(LEARN))
    for one, found in zip(questions, together, strict=True):
        (alone,) = shelf.find([one], len(LEARN))
        assert [(m.id, m.phrasing) for m in alone] == [(m.id, m.phrasing) for m in found]
        assert [m.score for m in alone] == pytest.approx([m.score for m in found], abs=1e-3)
    right = [found[0].id == one.intent for found, one in zip(together, ask(), strict=True)]
    assert sum(right) >= 16  # of 17


@pytest.mark.parametrize(("given", "code"), [([], "no_phrasings"), (ENTRIES[:1] * 100_001, "too_many_phrasings")])
def test_shelves_that_are_refused(given: list[Phrasing], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        Shelf(given, None)
    assert (refused.value.code, refused.value.field) == (code, "entries")


@settings(max_examples=60, deadline=None)
@tried(st.lists(st.text("退款发票ab?， ", max_size=8), min_size=1, max_size=8), st.data())
def test_an_entry_is_found_by_its_own_words(lines: list[str], data: st.DataObject) -> None:
    shelf = Shelf([Phrasing(str(at % 3), line) for at, line in enumerate(lines)], None)
    line = data.draw(st.sampled_from(lines))
    (found,) = shelf.find([line], 10)
    assert len({one.id for one in found}) == len(found)
    assert all(str(one.phrasing % 3) == one.id for one in found)
    assert bool(found) == bool(characters(line))
