"""What a flow does: slots, corrections, digressions, consent, failure and taking back; and what holds of every flow."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qingfeng.contracts.flows import Confirm, Flow, FlowState, Outcome, Result, Said, Wanted
from qingfeng.modules.flows import engine, judging, wording, written
from tests.modules.flows.shop import NOW, ORDER, RETURN, Talk, return_goods, shop

STRAIGHT = ["我要退货", "ZX2628109397", "0512", "质量问题"]


def test_straight_through() -> None:
    talk = Talk(return_goods())
    said = [talk.say(words) for words in STRAIGHT]
    assert [one.say[-1] for one in said[:3]] == ["请把订单号发我。", "请告诉我下单手机号的后四位。", "因为什么退货呢？"]
    assert said[2].suggestions == ["质量问题", "不喜欢"]
    assert said[3].say == ["订单 ZX2628109397，退款 ¥3,499.00，原因：质量问题。确认提交吗？"]
    assert said[3].suggestions == ["确认", "先不办"]
    assert talk.made == ["find_order"], "nothing with consequences before the yes"
    done = talk.say("确认")
    assert (done.then, done.say) == ("done", ["退货单 RT1 已提交，7月3日 上门取件。"])
    assert talk.made == ["find_order", "make_return", "book_pickup"]
    assert talk.calls[1].give == {"order": "ZX2628109397", "reason": "broken"}
    assert [one.number for one in talk.calls] == [1, 2, 3]


def test_what_was_said_at_first_is_not_asked_again() -> None:
    talk = Talk(return_goods())
    assert talk.say("订单ZX2628109397坏了要退货，手机尾号0512").say == [
        "订单 ZX2628109397，退款 ¥3,499.00，原因：质量问题。确认提交吗？"
    ]


def test_the_digits_may_come_with_the_number() -> None:
    talk = Talk(return_goods())
    talk.say("我要退货")
    assert talk.say("ZX2628109397 0512").say == ["因为什么退货呢？"]


def test_who_is_known_is_not_asked_for_their_phone() -> None:
    talk = Talk(return_goods(), customer={"phone": "19900000512"})
    talk.say("我要退货")
    talk.say("ZX2628109397")
    assert talk.calls[0].give == {"number": "ZX2628109397", "tail": "0512"}
    earlier = Talk(return_goods(), earlier={"tail": "0512"})
    earlier.say("我要退货 ZX2628109397")
    assert earlier.made == ["find_order"]


def test_in_english() -> None:
    talk = Talk(return_goods(), locale="en")
    talk.say("退款 I want to return order ZX2628109397")
    talk = Talk(return_goods(), locale="en")
    assert talk.say("return, please").say == ["Which order?"]
    assert talk.say("ZX2628109397").say == ["The last four digits of the phone, please."]
    assert talk.say("the last four are 0512").say == ["Why do you return it?"]
    assert talk.say("it is broken").say == ["Return ZX2628109397 for ¥3,499.00 (It is broken)?"]
    assert talk.say("yes please").say == ["Return RT1; pick-up on Jul 3."]


def test_a_question_in_the_middle_comes_back() -> None:
    talk = Talk(return_goods())
    for words in STRAIGHT[:3]:
        talk.say(words)
    aside = talk.say("退款多久能到账？")
    assert (aside.then, aside.say, aside.suggestions) == ("aside", ["因为什么退货呢？"], ["质量问题", "不喜欢"])
    assert talk.say("坏了").say[-1].endswith("确认提交吗？")
    aside = talk.say("运费谁出呢？")
    assert (aside.then, talk.made) == ("aside", ["find_order"])
    assert talk.say("好的").then == "done"


@pytest.mark.parametrize(
    ("words", "back"),
    [
        ("不对，是另一个订单", "请把订单号发我。"),
        ("订单号写错了", "请把订单号发我。"),
        ("原因填错了", "因为什么退货呢？"),
    ],
)
def test_an_earlier_answer_is_taken_back(words: str, back: str) -> None:
    talk = Talk(return_goods())
    for one in STRAIGHT:
        talk.say(one)
    assert talk.say(words).say == [back]
    assert talk.state.confirmed is None


def test_an_earlier_answer_is_put_right_in_one_go() -> None:
    talk = Talk(return_goods())
    for one in STRAIGHT:
        talk.say(one)
    said = talk.say("不对，订单号是ZX9999999999")
    assert said.say == ["订单 ZX9999999999，退款 ¥3,499.00，原因：质量问题。确认提交吗？"]
    assert [one.give["number"] for one in talk.calls] == ["ZX2628109397", "ZX9999999999"], "it was looked up anew"
    talk.say("是的")
    assert talk.calls[2].give["order"] == "ZX9999999999"


@pytest.mark.parametrize("at", [1, 2, 3, 4])
@pytest.mark.parametrize("words", ["算了", "不退了", "算了，谢谢", "never mind", "取消"])
def test_never_mind_ends_it(at: int, words: str) -> None:
    talk = Talk(return_goods())
    for one in STRAIGHT[:at]:
        talk.say(one)
    assert talk.say(words).then == "cancelled"
    assert set(talk.made) <= {"find_order"}


@pytest.mark.parametrize(
    "words", ["先不办", "不用了", "不要", "好像不太对", "嗯…我再想想", "可以吗", "是的但是地址不对", "确认收货了吗", ""]
)
def test_only_a_yes_is_a_yes(words: str) -> None:
    talk = Talk(return_goods())
    for one in STRAIGHT:
        talk.say(one)
    talk.say(words)
    assert talk.made == ["find_order"]


@pytest.mark.parametrize(
    "words", ["确认", "是的，确认", "好的", "可以", "嗯嗯", "没问题，提交吧", "Yes", "ok", "好的谢谢", "好的，麻烦了"]
)
def test_a_yes_is_a_yes(words: str) -> None:
    talk = Talk(return_goods())
    for one in STRAIGHT:
        talk.say(one)
    if words == "好的谢谢":  # without a break between them it is asked again
        talk.say(words)
        words = "好的"
    assert talk.say(words).then == "done"


def test_who_cannot_be_understood_meets_a_person_with_what_was_gathered() -> None:
    talk = Talk(return_goods())
    talk.say("我要退货")
    assert talk.say("哈哈哈").say == ["没太明白。", "请把订单号发我。"]
    talk.say("嘿嘿")
    over = talk.say("嘿嘿嘿")
    assert (over.then, over.reason) == ("hand_over", "not_understood")


def test_a_person_is_told_what_was_gathered() -> None:
    talk = Talk(return_goods(), lambda w: Result(number=w.number, error="down"))
    for words in STRAIGHT[:3]:
        over = talk.say(words)
    assert (over.then, over.reason) == ("hand_over", "system")
    assert wording.gathered(talk.flow, over.state) == [
        "办理中：退货退款",
        "订单号：ZX2628109397",
        "手机尾号：0512",
        "没办成：find_order (down)",
    ]


def test_what_the_system_does_not_know_is_asked_anew() -> None:
    answers = iter([404, 200])
    talk = Talk(return_goods(), lambda w: replace(shop(w), status=next(answers, 200)))
    for words in STRAIGHT[:3]:
        said = talk.say(words)
    assert said.say == ["没查到这个订单，请核对一下。", "请把订单号发我。"]
    talk.say("ZX1111111111")
    assert talk.say("1111").say == ["因为什么退货呢？"]


def test_the_policy_is_asked() -> None:
    late = {**ORDER, "signed_at": "2026-06-20"}
    talk = Talk(return_goods(), lambda w: Result(number=w.number, status=200, data=late))
    for words in STRAIGHT[:3]:
        over = talk.say(words)
    assert (over.then, over.say, talk.made) == ("done", ["签收超过 7 天，不能无理由退货了。"], ["find_order"])


@pytest.mark.parametrize("undone", [200, 500])
def test_what_cannot_be_finished_is_taken_back(undone: int) -> None:
    def there(wanted: Wanted) -> Result:
        if wanted.operation == "book_pickup":
            return Result(number=wanted.number, error="down")
        return replace(shop(wanted), status=undone) if wanted.operation == "drop_return" else shop(wanted)

    talk = Talk(return_goods(), there)
    for words in [*STRAIGHT, "确认"]:
        over = talk.say(words)
    assert talk.made == ["find_order", "make_return", "book_pickup", "drop_return"]
    assert (talk.calls[3].give, talk.calls[3].undoes) == ({"number": "RT1"}, 2)
    assert (over.then, over.queue) == ("hand_over", "aftersale" if undone == 200 else None)
    assert over.say == (["取件没约上，我请同事处理。"] if undone == 200 else [wording.said("unknown", "zh")])
    assert bool(over.state.done) == (undone == 500)


def test_what_may_have_been_done_is_not_done_again() -> None:
    def there(wanted: Wanted) -> Result:
        return Result(number=wanted.number, error="unknown") if wanted.operation == "make_return" else shop(wanted)

    talk = Talk(return_goods(), there)
    for words in [*STRAIGHT, "确认"]:
        over = talk.say(words)
    assert (over.then, over.reason, talk.made) == ("hand_over", "unknown", ["find_order", "make_return"])


def test_a_late_or_foreign_result_changes_nothing() -> None:
    talk = Talk(return_goods())
    talk.say(STRAIGHT[0])
    talk.say(STRAIGHT[1])
    waiting = engine.advance(talk.flow, talk.state, Said(text="0512", seq=3), NOW)
    assert waiting.then == "call"
    again = engine.advance(talk.flow, waiting.state, Result(number=9, status=200), NOW)
    assert (again.then, again.state) == ("call", waiting.state)
    again = engine.advance(talk.flow, waiting.state, Said(text="快点", seq=4), NOW)
    assert (again.then, again.state) == ("call", waiting.state)


def test_a_mistake_of_the_house_ends_in_a_person() -> None:
    broken = written.read(RETURN.replace("days_since(order.signed_at) <= 7", "order.paid < 'a'"))
    talk = Talk(broken)
    for words in STRAIGHT[:3]:
        over = talk.say(words)
    assert (over.then, over.reason) == ("hand_over", "expression:not_comparable")


# ---------------------------------------------------------------- what holds of every flow

_WORDS = st.sampled_from(
    [
        "我要退货",
        "ZX2628109397",
        "0512",
        "质量问题",
        "不喜欢",
        "确认",
        "是",
        "不",
        "算了",
        "多久到账？",
        "不对，是另一个订单",
        "订单号是ZX2222222222",
        "",
        "哈",
        "1",
    ]
)
_NAMES = ["a", "b", "c", "d", "e", "f"]


@st.composite
def _flows(draw: Any) -> Flow:
    """Any flow that its shape allows, whatever a judge would say of it."""
    to = st.sampled_from([*_NAMES, "", "nowhere"])
    both = {"zh": "说 {s} {r.x}", "en": "say {s}"}
    steps = []
    for id_ in _NAMES[: draw(st.integers(1, 6))]:
        kind = draw(st.sampled_from(["say", "ask", "choose", "call", "call", "confirm", "close", "hand_over"]))
        step: dict[str, Any] = {"id": id_, "do": kind}
        if kind in ("say", "confirm", "ask", "call"):
            step["next"] = draw(to)
        if kind in ("say", "confirm"):
            step["text"] = both
        if kind == "say":
            step["forget"] = draw(st.lists(st.sampled_from(["s", "t"]), max_size=2))
        if kind == "ask":
            step["slot"] = draw(st.sampled_from(["s", "t", "u"]))
        if kind == "choose":
            whens = st.sampled_from(["s == 'ZX2628109397'", "known(t)", "r.x > 1", "r.x < 'a'", "true", "1 +"])
            step["cases"] = [{"when": draw(whens), "next": draw(to)} for _ in range(draw(st.integers(0, 2)))]
            step["otherwise"] = draw(to)
        if kind == "call":
            step |= {"operation": id_, "save": "r", "changes": draw(st.booleans()), "give": {"s": "s"}}
            step |= {"refused": draw(to), "failed": draw(to)}
            if draw(st.booleans()):
                step["undo"] = {"operation": "undo", "give": {"x": "r.x"}}
        if kind == "confirm":
            step["no"] = draw(to)
        steps.append(step)
    slot = {"label": both, "prompt": both}
    return msgspec.convert(
        {
            "name": "f",
            "title": both,
            "triggers": {"phrases": ["退货"]},
            "slots": [{"name": "s", "kind": "order", **slot}, {"name": "t", "kind": "text", **slot}],
            "steps": steps,
            "turns": draw(st.integers(1, 8)),
        },
        Flow,
    )


_RESULTS = st.sampled_from(
    [{"status": 200, "data": {"x": 2}}, {"status": 404}, {"status": 200}, {"error": "down"}, {"error": "unknown"}]
)


@settings(max_examples=120, deadline=None)
@given(_flows(), st.lists(_WORDS, min_size=10, max_size=10), st.lists(_RESULTS, min_size=1, max_size=6))
def test_every_run_ends_and_no_consequence_is_unconfirmed(
    flow: Flow, words: list[str], results: list[dict[str, Any]]
) -> None:
    state, agreed, made, over = engine.fresh(flow, 1, run=1, locale="zh-CN"), None, set[str](), False
    confirms = {step.id for step in flow.steps if isinstance(step, Confirm)}
    for seq, said in enumerate(words, 1):
        asked = state.at if state.waits and state.at in confirms else ""
        outcome = _again(flow, state, Said(text=said, seq=seq))
        if asked and outcome.state.confirmed is not None and said in ("确认", "是"):
            agreed, made = dict(outcome.state.slots), set()
        calls = 0
        while outcome.then == "call":
            wanted = outcome.state.wanted
            assert wanted is not None
            if wanted.changes and wanted.undoes is None:
                assert agreed is not None, "nobody said yes"
                assert outcome.state.slots == agreed, "yes was said to something else"
                assert wanted.step not in made, "one yes, one consequence"
                made.add(wanted.step)
            calls += 1
            assert calls < 100
            answer = Result(number=wanted.number, **results[wanted.number % len(results)])
            outcome = _again(flow, outcome.state, answer)
        state = outcome.state
        if outcome.then not in ("reply", "aside"):
            over = True
            break
    assert over, "no flow of eight turns outlives ten messages"


def _again(flow: Flow, state: FlowState, heard: Said | Result) -> Outcome:
    """Advance; the same from what was written down and read again, and twice."""
    outcome = engine.advance(flow, state, heard, NOW)
    kept = msgspec.convert(json.loads(json.dumps(msgspec.to_builtins(state))), FlowState)
    assert engine.advance(flow, kept, heard, NOW) == outcome
    return outcome


@settings(max_examples=60, deadline=None)
@given(_flows())
def test_a_judged_flow_never_reaches_a_dead_end_or_an_unconfirmed_call(flow: Flow) -> None:
    """What the judge lets pass, the engine never has to refuse."""
    if judging.judge(flow):
        return
    for answers in (["ZX2628109397", "确认", "质量问题"], ["确认", "算了"]):
        talk = Talk(flow, lambda w: Result(number=w.number, status=200, data={"x": 2}))
        for n in range(9):
            outcome = talk.say(answers[n % len(answers)])
            assert outcome.reason not in ("dead_end", "unconfirmed", "loop", "unknown_slot", "lost")
            if outcome.then not in ("reply", "aside"):
                break
