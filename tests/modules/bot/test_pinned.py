"""What is pinned for a surge: answered with when the question is near, once; offered first otherwise; never in the way of people."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from qingfeng.contracts.bot import AskHuman, BotSnapshot, Candidate, Decision, Reply
from qingfeng.kernel.clock import rng
from qingfeng.modules.bot.public import decide, question
from tests.modules.bot.talk import START, Talk, kind_of


def article(n: int, title: str, score: float = 0.0) -> Candidate:
    return Candidate(
        id=UUID(int=n), title=title, body=f"{title}的办法。", questions=[f"{title}怎么办"], related=[], score=score
    )


LATE = article(1, "暴雨致物流延迟")
RETURN = article(2, "七天无理由退货")
LONG = article(3, "关于台风期间多地仓库暂停发货及补偿办法的说明")


def ask(words: str, found: list[Candidate], *pinned: Candidate, talk: Talk | None = None) -> Decision:
    """The next turn of a talk, with these articles pinned."""
    talk = talk or Talk()
    talk.found = found
    talk.put("customer", words)
    snapshot: BotSnapshot = msgspec.structs.replace(talk.snapshot(), pinned=list(pinned))
    decision = decide(snapshot, START, rng(1))
    talk.state = decision.state
    talk.put("bot", decision.text if isinstance(decision, Reply) else decision.say or "…")
    return decision


def near(one: Candidate, score: float) -> Candidate:
    return msgspec.structs.replace(one, score=score)


def source(decision: Decision) -> UUID | None:
    assert isinstance(decision, Reply)
    return decision.sources[0].id if decision.sources else None


@pytest.mark.parametrize(
    ("own", "other", "answered"),
    [
        (0.50, 0.60, LATE.id),  # near the best: it comes first
        (0.50, 0.90, RETURN.id),  # far behind
        (0.80, 0.99, RETURN.id),  # the other is about this very question
        (0.99, 0.99, LATE.id),
        (0.30, 0.20, LATE.id),  # with care: below what is likely without being pinned
    ],
)
def test_it_answers_what_is_near(own: float, other: float, answered: UUID) -> None:
    found = sorted([near(LATE, own), near(RETURN, other)], key=lambda c: -c.score)
    assert source(ask("东西在哪里看", found, LATE)) == answered


def test_it_answers_once_in_a_conversation() -> None:
    talk = Talk()
    found = [near(RETURN, 0.65), near(LATE, 0.6)]
    assert source(ask("东西在哪里看", found, LATE, talk=talk)) == LATE.id
    again = ask("那东西在哪里看呢", found, LATE, talk=talk)
    assert source(again) != LATE.id
    assert isinstance(again, Reply)
    assert LATE.title not in again.suggestions[:1]


def test_what_only_a_system_knows_is_answered_first_where_it_is_near_and_no_number_was_given() -> None:
    talk = Talk()
    found = [near(LATE, 0.5)]
    assert kind_of(ask("我的快递到哪了", found, talk=Talk())).startswith("human:policy")
    assert source(ask("我的快递到哪了", found, LATE, talk=talk)) == LATE.id
    assert kind_of(ask("我的快递到哪了", found, LATE, talk=talk)).startswith("human:policy")
    assert kind_of(ask("订单 202607010001 的快递到哪了", found, LATE)).startswith("human:policy")


def test_it_is_offered_first_and_the_way_to_a_person_stays() -> None:
    unsure = ask("嗡嗡嗡", [], LATE, LONG)
    assert isinstance(unsure, Reply)
    assert unsure.suggestions == [LATE.title, LONG.questions[0], "转人工"]
    greeted = ask("你好", [], LATE)
    assert isinstance(greeted, Reply)
    assert (greeted.reason, greeted.suggestions) == ("small_talk", [LATE.title])
    answered = ask("退货", [near(RETURN, 0.9)], LATE)
    assert isinstance(answered, Reply)
    assert (source(answered), answered.suggestions[0]) == (RETURN.id, LATE.title)
    thanked = ask("谢谢", [], LATE)
    assert isinstance(thanked, Reply)
    assert thanked.suggestions == []


@pytest.mark.parametrize("words", ["转人工", "气死我了，什么垃圾公司", "我要投诉", "有煤气味"])
def test_nobody_who_needs_a_person_is_kept_with_it(words: str) -> None:
    decision = ask(words, [near(LATE, 0.99)], LATE)
    assert isinstance(decision, AskHuman)


def test_without_anything_pinned_nothing_is_different() -> None:
    for words in ("嗡嗡嗡", "你好", "退货"):
        plain, empty = Talk(found=[near(RETURN, 0.9)]), Talk(found=[near(RETURN, 0.9)])
        plain.put("customer", words)
        assert decide(plain.snapshot(), START, rng(1)) == ask(words, [near(RETURN, 0.9)], talk=empty)


def test_the_words_that_lead_to_it_fit_on_a_button() -> None:
    assert question(LATE) == LATE.title
    assert question(LONG) == LONG.questions[0]


# ------------------------------------------------------------------ once more before handing over
def unsure(words: str, talk: Talk) -> Decision:
    talk.found = []
    talk.put("customer", words)
    decision = decide(msgspec.structs.replace(talk.snapshot(), once_more=True), START, rng(1))
    talk.state = decision.state
    if isinstance(decision, Reply):
        talk.put("bot", decision.text, suggestions=decision.suggestions)
    return decision


def test_it_asks_once_more_and_a_plain_yes_or_no_is_understood() -> None:
    for answer, then in (
        ("嗡嗡", "human:low_confidence:None"),
        ("好的", "human:requested:None"),
        ("不用", "reply:declined"),
    ):
        talk = Talk()
        assert [kind_of(unsure(words, talk)) for words in ("嗡嗡嗡", "嗡嗡嗡嗡", answer)] == [
            "reply:unsure",
            "reply:once_more",
            then,
        ]


def test_an_impatient_customer_is_handed_over_all_the_same() -> None:
    talk = Talk()
    unsure("嗡嗡嗡", talk)
    assert kind_of(unsure("怎么还是嗡嗡嗡，烦死了", talk)).startswith("human:")
