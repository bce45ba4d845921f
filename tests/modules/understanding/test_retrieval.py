"""Retrieval: by characters, by meaning, the best phrasing of each entry, ties, questions that say nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import retrieval
from qingfeng.modules.understanding.public import Phrasing, Shelf, cut_by_words
from qingfeng.modules.understanding.retrieval import Bm25, characters
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
    assert characters("？!😀") == []


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
    assert [one.id for one in shelf.find(["ＷＩＦＩ 退款"])[0]] == ["refund", "router"]
    assert shelf.find(["你好", "\u200b", ""]) == [[], [], []]


def test_places_are_shared_by_equals_and_nothing_in_common_is_worth_nothing() -> None:
    worth = retrieval._worth(np.asarray([0.5, 0.9, 0.0, 0.5], dtype=np.float32), 1.0, 0.0)
    assert worth.tolist() == pytest.approx([1 / 7, 1 / 6, 0, 1 / 7])


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
    assert [shelf.find([one], len(LEARN))[0] for one in questions] == together
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
