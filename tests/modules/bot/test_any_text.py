"""Whatever is written: a decision, in time, and never the same words twice in a row."""

from __future__ import annotations

import time
from itertools import pairwise
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.contracts.bot import AskHuman, BotState, Candidate, Decision, Reply
from qingfeng.kernel.clock import rng
from qingfeng.modules.bot.public import decide
from tests.modules.bot.talk import START, Talk, kind_of, message
from tests.modules.bot.test_engine import CASES
from tests.support.depth import examples
from tests.support.slack import SLACK

ANY = st.text(st.characters(exclude_categories=()), max_size=400)
"""Any text: emoji, Traditional, control characters, lone surrogates."""
WRITTEN = st.one_of(
    ANY,
    st.sampled_from([said for said, _ in CASES]),
    st.sampled_from(["", " ", "转人工", "好", "不用", "谢谢", "没用"]),
)
KINDS = st.sampled_from(["text", "text", "text", "image", "file"])
SCORE = st.floats(min_value=0, max_value=1)
CANDIDATE = st.builds(
    Candidate,
    id=st.uuids(),
    title=ANY,
    body=ANY,
    questions=st.lists(ANY, max_size=3),
    related=st.lists(ANY, max_size=3),
    score=SCORE,
    category=st.sampled_from(["", "退换货", "安全", "没有这一类"]),
)
STATE = st.builds(
    BotState,
    unsure=st.integers(min_value=0, max_value=3),
    tried=st.lists(
        st.fixed_dictionaries({}, optional={"question": ANY, "id": ANY, "title": ANY, "category": ANY}), max_size=9
    ),
    instruction=st.one_of(st.none(), ANY),
)
TALKS = st.builds(
    Talk,
    open=st.booleans(),
    locale=st.sampled_from(["zh-CN", "en", "zh-TW", ""]),
    found=st.lists(CANDIDATE, max_size=5),
    state=STATE,
    seed=st.integers(min_value=0, max_value=2**48),
)


def check(decision: Decision, talk: Talk) -> None:
    if isinstance(decision, Reply):
        assert decision.text.strip()
        assert len(decision.suggestions) <= 3
        assert len(set(decision.suggestions)) == len(decision.suggestions)
        assert 0 <= decision.confidence <= 1
    else:
        assert decision.say.strip()
    if isinstance(decision, AskHuman):
        assert talk.open
        assert decision.need
        assert decision.summary
    assert decision.state.instruction == talk.state.instruction
    assert len(decision.state.tried) <= max(8, len(talk.state.tried))


@given(TALKS, st.lists(st.tuples(WRITTEN, KINDS), min_size=1, max_size=5))
@settings(max_examples=examples(150), deadline=None)
def test_any_talk_is_decided_and_no_reply_is_repeated(talk: Talk, written: list[tuple[str, str]]) -> None:
    before = ""
    for said, kind in written:
        decision = talk.say(said, kind=kind)  # type: ignore[arg-type]
        check(decision, talk)
        if isinstance(decision, Reply):
            assert decision.text != before
        before = talk.messages[-1].text


@given(TALKS, st.lists(st.tuples(st.sampled_from(["customer", "agent", "bot", "system"]), ANY), max_size=6))
@settings(max_examples=examples(100), deadline=None)
def test_any_history_is_decided(talk: Talk, history: list[tuple[str, str]]) -> None:
    talk.messages = [message(author, said, n + 1) for n, (author, said) in enumerate(history)]  # type: ignore[arg-type]
    check(decide(talk.snapshot(), START, rng(talk.seed)), talk)


@given(TALKS, WRITTEN)
@settings(max_examples=examples(80), deadline=None)
def test_the_same_snapshot_and_seed_give_the_same_decision(talk: Talk, said: str) -> None:
    talk.put("customer", said)
    snapshot = talk.snapshot()
    first = decide(snapshot, START, rng(talk.seed))
    assert decide(snapshot, START, rng(talk.seed)) == first
    try:
        kept = msgspec.json.decode(msgspec.json.encode(snapshot), type=type(snapshot))
    except UnicodeEncodeError:
        return  # a lone surrogate: no channel lets one in, and none could be stored
    assert decide(kept, START, rng(talk.seed)) == first


def test_the_wording_is_left_to_chance() -> None:
    assert len({Talk(seed=seed).say("你好").text for seed in range(20)}) == 3  # type: ignore[union-attr]


def test_the_same_question_over_and_over_is_never_answered_in_the_same_words() -> None:
    for question in ("空调不制冷", "你好", "谢谢", "今天天气怎么样", "留言", "你是真人吗"):
        talk = Talk(open=False)
        texts = []
        for _ in range(6):
            decision = talk.say(question)
            assert isinstance(decision, Reply), kind_of(decision)
            texts.append(decision.text)
        assert all(a != b for a, b in pairwise(texts)), question


LONG = [
    "好的", "哈", "你们的", "找你的", "转", "转人工", "不用", "谢谢", "没有了", "要投诉", "what ", "我的订单", "1", "ab12", "，", "给我",
    "没", "你好", "等了三", "查一下", "the ", "!", "空调", "闻到", "退款", "👍", "\u200b", "訂單", "a" * 7 + " ", "138", "\n", "(", "i want ",
]  # fmt: skip


@pytest.mark.parametrize("piece", LONG)
def test_four_thousand_characters_are_read_in_time(piece: str) -> None:
    talk = Talk(found=[])
    start = time.perf_counter()
    check(talk.say((piece * 4000)[:4000]), talk)
    assert time.perf_counter() - start < 1.0 * SLACK


def test_ids_of_candidates_are_the_sources() -> None:
    found = [Candidate(id=UUID(int=5), title="标题", body="正文", questions=[], related=[], score=0.9)]
    decision = Talk(found=found).say("随便问问这个标题")
    assert isinstance(decision, Reply)
    assert [s.id for s in decision.sources] == [UUID(int=5)]
