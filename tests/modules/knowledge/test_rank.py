from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from qingfeng.modules.knowledge import rank
from qingfeng.modules.knowledge.rank import Doc

COOLING = Doc(
    "空调不制冷怎么办",
    "空调故障",
    ["空调", "自查"],
    ["空调不凉", "吹出来的是热风"],
    "先看模式，再洗滤网。显示 E4 请报修。",
)
FRIDGE = Doc("冰箱不制冷", "冰箱故障", ["冰箱"], ["冷藏室不凉"], "先看门封条。")
REFUND = Doc(
    "退款多久到账",
    "退换货",
    ["退款"],
    ["钱什么时候退回来"],
    "原路退回，1–5 个工作日。Installing takes a day; code E10.",
)
DOCS = [COOLING, FRIDGE, REFUND]


def scores(question: str, docs: list[Doc] = DOCS) -> list[float]:
    tokens = rank.asked_tokens(question)
    having = {
        t: float(sum(any(rank._occurs(t, rank._plain(p)) for p in (d.title, d.body)) for d in docs)) for t in tokens
    }
    return rank.rank(question, rank.weigh(question, tokens, having, len(docs)), docs)


def test_the_right_article_is_first() -> None:
    for question, right in [
        ("空调不制冷", 0),
        ("你好，请问空调不凉了怎么办呀", 0),
        ("空調不製冷", 0),
        ("冰箱冷藏不凉", 1),
        ("退钱要多久", 2),
        ("refund? 退款", 2),
    ]:
        found = scores(question)
        assert found.index(max(found)) == right, question


def test_a_question_of_the_article_word_for_word_is_certain() -> None:
    assert scores("空调不凉")[0] > 0.97
    assert scores("请问，空调不凉？？")[0] > 0.97


def test_a_house_with_one_article_answers_it_reworded_and_nothing_else() -> None:
    only = [Doc("多久能发货？", "常见问题", [], [], "付款后 24 小时内发货，节假日顺延。")]
    for question in ("什么时候发货", "付款后多久发货呀", "节假日发货吗"):
        assert scores(question, only)[0] >= 0.7, question
    for question in ("多久能退款", "多久能到账"):
        assert scores(question, only)[0] < 0.7, question
    for question in ("发票抬头能改吗", "周末几点下班", "能便宜点吗"):
        assert scores(question, only)[0] < 0.2, question


def test_articles_that_say_the_same_share_one_probability() -> None:
    alone = scores("空调不凉吹热风")
    twins = scores("空调不凉吹热风", [COOLING, FRIDGE, REFUND, COOLING])
    assert twins[0] == twins[3]
    assert twins[0] < alone[0]


def test_nothing_in_common_scores_nothing() -> None:
    assert max(scores("世界杯谁赢了")) < 0.2
    assert rank.scores([]) == []


def test_words_that_say_nothing_find_nothing() -> None:
    for question in ("不是这个", "这个怎么弄", "那你说怎么办呢"):
        assert max(scores(question)) < 0.35, question


def test_same_meanings_are_found_under_another_word() -> None:
    assert "~refund" in rank.asked_tokens("I want to be reimbursed, reimbursement please")
    assert rank.lexeme_query("~退款") == "('退款') | ('退钱') | ('退回')"
    assert rank.lexeme_query("~价保").endswith("('价格' & '格保' & '保护')")


def test_codes_and_words_are_found_whole() -> None:
    assert rank._occurs("e4", "显示 e4 请报修")
    assert rank._occurs("e4", "显示e4请")
    assert not rank._occurs("e1", "显示 e10")
    assert not rank._occurs("fix", "prefix")
    assert rank._occurs("install", "installing it")
    assert not rank._occurs("inst", "installation")


@given(st.lists(st.floats(min_value=-60, max_value=60), max_size=40))
def test_scores_are_probabilities_in_the_order_of_strength(strengths: list[float]) -> None:
    found = rank.scores(strengths)
    assert all(0 <= s <= 1 and math.isfinite(s) for s in found)
    for a, b in zip(sorted(strengths), sorted(found), strict=True):
        assert found[strengths.index(a)] <= b + 1e-12


@given(st.text(max_size=200))
def test_any_text_can_be_ranked(question: str) -> None:
    assert all(0 <= s <= 1 for s in scores(question))
