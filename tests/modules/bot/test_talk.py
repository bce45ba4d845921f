"""Whole turns: what the bot says, remembers and hands over."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from qingfeng.contracts.bot import AskHuman, BotPolicy, BotState, Candidate, Close, Decision, Reply
from qingfeng.kernel.clock import rng
from qingfeng.modules.bot.public import decide
from tests.modules.bot.talk import START, Talk, candidates, kind_of

STEPS = "先看模式。\n\n1. 洗滤网；\n2. 断电重启。"


def candidate(
    title: str, score: float, *, category: str = "退换货", body: str = STEPS, related: list[str] | None = None
) -> Candidate:
    return Candidate(
        id=UUID(int=abs(hash(title)) % 10**9),
        title=title,
        body=body,
        questions=[f"{title}怎么办"],
        related=related or [],
        score=score,
        category=category,
    )


def reply(decision: object) -> Reply:
    assert isinstance(decision, Reply)
    return decision


def asked(decision: object) -> AskHuman:
    assert isinstance(decision, AskHuman)
    return decision


def test_an_answer_holds_the_passage_its_source_and_what_comes_next() -> None:
    found = reply(Talk().say("空调不制冷"))
    assert "洗滤网" in found.text
    assert [s.title for s in found.sources] == ["空调不制冷、制冷慢，先做这五步"]
    assert 1 <= len(found.suggestions) <= 3
    assert found.confidence > 0.9
    assert found.state.unsure == 0
    assert found.state.tried[-1]["title"] == "空调不制冷、制冷慢，先做这五步"
    assert found.state.tried[-1]["category"] == "空调故障"


def test_a_long_article_is_cut_to_what_was_asked_and_names_its_source() -> None:
    body = (
        "开头一段。\n\n"
        + "\n\n".join(f"第{n}节。" + "说明" * 60 for n in range(6))
        + "\n\n**保修**：滤网不在保修范围。"
    )
    found = reply(Talk(found=[candidate("保养说明", 0.9, body=body)]).say("滤网在保修范围吗"))
    assert "开头一段" in found.text
    assert "滤网不在保修范围" in found.text
    assert "《保养说明》" in found.text
    assert len(found.text) < 600


def test_two_near_articles_are_asked_about_and_the_choice_is_answered() -> None:
    talk = Talk(found=[candidate("空调漏水", 0.5), candidate("冰箱漏水", 0.45)])
    found = reply(talk.say("漏水了"))
    assert (found.reason, found.sources) == ("which", [])
    assert found.suggestions[:2] == ["空调漏水", "冰箱漏水"]
    talk.found = [candidate("冰箱漏水", 0.99)]
    assert reply(talk.say("冰箱漏水")).reason == "answer"


def test_it_does_not_ask_which_twice_in_a_row() -> None:
    talk = Talk(found=[candidate("空调漏水", 0.5), candidate("冰箱漏水", 0.45)])
    assert reply(talk.say("漏水了")).reason == "which"
    assert reply(talk.say("就是漏水")).reason == "likely_answer"


def test_a_middling_article_is_shown_with_care_and_a_way_to_a_person() -> None:
    found = reply(Talk(found=[candidate("换货流程", 0.45)]).say("这个能换不"))
    assert found.reason == "likely_answer"
    assert "转人工" in found.suggestions
    assert found.confidence == 0.45


def test_not_knowing_is_said_once_and_then_handed_over() -> None:
    talk = Talk(found=[candidate("退款多久到账", 0.2), candidate("怎么退货", 0.15)])
    first = reply(talk.say("我那个补差"))
    assert first.reason == "unsure"
    assert first.sources == []
    assert first.suggestions == ["退款多久到账", "怎么退货", "转人工"]
    second = asked(talk.say("就是补差啊"))
    assert (second.reason, second.queue, second.urgent) == ("low_confidence", "aftersale", False)
    assert "“我那个补差”没答上来" in second.summary
    assert second.state.unsure == 0


def test_an_answer_in_between_starts_the_count_anew() -> None:
    talk = Talk(found=[])
    assert reply(talk.say("量子力学")).state.unsure == 1
    talk.found = [candidate("退款多久到账", 0.95)]
    assert reply(talk.say("退款多久到账")).state.unsure == 0
    talk.found = []
    assert kind_of(talk.say("相对论")) == "reply:unsure"


def test_an_answer_that_did_not_help_counts_as_not_knowing() -> None:
    talk = Talk()
    talk.say("空调不制冷")
    assert reply(talk.say("没用，试过了")).reason == "unsure"
    assert asked(talk.say("还是不行")).reason == "low_confidence"


def test_thanks_after_an_answer_then_nothing_more_closes() -> None:
    talk = Talk()
    talk.say("退款多久到账")
    assert reply(talk.say("谢谢")).reason == "small_talk"
    closed = talk.say("没有了")
    assert isinstance(closed, Close)
    assert closed.reason == "bot_resolved"
    assert closed.say


def test_yes_to_the_offer_of_a_person_is_a_wish_for_one_and_no_is_not() -> None:
    for answer, expected in (("好的", "human:requested:aftersale"), ("不用", "reply:declined")):
        talk = Talk(found=[candidate("换货流程", 0.45)])
        talk.say("这个能换不")
        assert kind_of(talk.say(answer)) == expected
    assert kind_of(Talk().say("好的")) == "reply:small_talk"


def test_the_hand_over_tells_need_tries_mood_and_numbers() -> None:
    talk = Talk()
    talk.say("洗衣机脱水的时候满屋跑")
    talk.say("我的电话 138 1234 5678，单号 SV71846620")
    talk = Talk(messages=talk.messages, state=talk.state)
    talk.say("滤网多久洗一次")
    found = asked(talk.say("转人工"))
    assert found.need == "滤网多久洗一次"
    assert "诉求：滤网多久洗一次" in found.summary
    assert "《洗衣机抖动厉害，显示 UE》" in found.summary
    assert "情绪：平静" in found.summary
    assert "SV71846620" in found.summary
    assert "138****5678" in found.summary
    assert "12345678" not in found.summary.replace(" ", "")
    assert found.queue == "repair"


def test_a_telephone_number_is_no_need_and_no_threat() -> None:
    talk = Talk()
    talk.say("空调不制冷")
    talk.say("试过了没用")
    found = asked(talk.say("我电话13812345678，转人工"))
    assert found.need == "空调不制冷"
    assert found.emotion == "calm"
    assert "没用" not in found.summary


@pytest.mark.parametrize("said", ["不是这个", "没用", "不对"])
def test_a_brief_no_is_about_the_last_answer_whatever_it_finds(said: str) -> None:
    talk = Talk(found=[candidate("退款多久到账", 0.99)])
    talk.say("退款多久到账")
    found = reply(talk.say(said))
    assert (found.reason, found.suggestions) == ("unsure", ["转人工"])


def test_a_need_hides_telephone_numbers() -> None:
    found = asked(Talk().say("订单ZX2604718830打我13812345678"))
    assert found.need == "订单ZX2604718830打我138****5678"


def test_without_a_need_the_summary_says_so() -> None:
    found = asked(Talk().say("转人工"))
    assert found.need == "顾客想找人工，还没有说是什么事"
    assert asked(Talk(locale="en").say("agent")).need.startswith("The customer asks for a person")


def test_anger_is_apologised_for_once() -> None:
    talk = Talk()
    first = asked(talk.say("什么垃圾公司，退钱"))
    assert first.urgent
    assert first.emotion == "angry"
    assert any(sorry in first.say for sorry in ("对不起", "抱歉"))
    again = asked(talk.say("骗子！"))
    assert not any(sorry in again.say for sorry in ("对不起", "抱歉"))


def test_anger_of_the_message_before_is_not_forgotten() -> None:
    talk = Talk()
    talk.put("customer", "你们就是骗子")
    assert kind_of(talk.say("在吗")) == "human:anger:escalation!"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["空调不制冷", "在吗"], "reply:answer"),
        (["你好", "空调不制冷"], "reply:answer"),
        (["转人工", "快点"], "human:requested:None"),
        (["快点", "人工"], "human:requested:None"),
        (["转人工", "不用转人工了"], "reply:declined"),
        (["你好", "在吗"], "reply:small_talk"),
        (["谢谢", "再见"], "close"),
        (["退款多久到账", "谢谢"], "reply:answer"),
        (["厨房有煤气味", "怎么办"], "human:policy:repair!"),
        (["帮我看下这个", "ZX2604718830"], "human:policy:order"),
    ],
)
def test_several_messages_in_a_row_are_one_turn(lines: list[str], expected: str) -> None:
    talk = Talk(found=candidates("\n".join(lines)))
    for line in lines[:-1]:
        talk.put("customer", line)
    assert kind_of(talk.say(lines[-1])) == expected


def test_words_before_a_picture_are_answered() -> None:
    talk = Talk(found=candidates("空调不制冷"))
    talk.put("customer", "空调不制冷")
    assert kind_of(talk.say("", kind="image")) == "reply:answer"


def test_an_impatient_customer_is_understood_first_and_once() -> None:
    talk = Talk()
    first = reply(talk.say("怎么还没发货"))
    assert first.text.split("\n\n")[0] in (
        "让您等急了，抱歉。",
        "折腾到现在还没弄好，换谁都着急。",
        "明白，这事拖着确实烦人。",
    )
    assert "48" in first.text
    second = reply(talk.say("怎么还没发货，多久发"))
    assert "让您等急了" not in second.text


CLOSED = [
    ("转人工", "closed_hours"),
    ("我的订单到哪了", "closed_hours"),
    ("订单ZX2604718830到哪了", "closed_hours"),
    ("我要投诉", "closed_hours"),
    ("什么垃圾公司", "closed_hours"),
    ("有煤气味", "closed_hours"),
    ("空调不制冷", "answer"),
]
PROMISES = (
    "马上转",
    "现在就转",
    "马上有人",
    "正在给您接",
    "优先接",
    "这就帮您转",
    "帮您转给同事",
    "直接找人工",
    "转人工",
)


@pytest.mark.parametrize(("said", "reason"), CLOSED)
def test_out_of_hours_nobody_is_promised(said: str, reason: str) -> None:
    for seed in range(6):
        found = reply(Talk(open=False, seed=seed).say(said))
        assert found.reason == reason
        if reason == "closed_hours":
            assert "留言" in found.text
            assert found.suggestions == ["留言"]
            assert not any(p in found.text for p in PROMISES), found.text


def test_out_of_hours_not_knowing_leads_to_a_message() -> None:
    for seed in range(8):
        talk = Talk(open=False, found=[], seed=seed)
        first, second = reply(talk.say("量子力学")), reply(talk.say("相对论"))
        assert second.reason == "closed_hours"
        for said in (first, second):
            assert "转人工" not in said.suggestions
            assert not any(p in said.text for p in PROMISES), said.text


def test_out_of_hours_danger_still_gets_its_first_steps() -> None:
    found = reply(Talk(open=False).say("厨房有煤气味"))
    assert "119" in found.text
    assert "关气阀" in found.text


def test_an_instruction_of_an_agent_is_acknowledged_once_and_kept() -> None:
    talk = Talk(state=BotState(instruction="告诉她退款多久到账，别再让她等"))
    talk.put("customer", "帮我看下退款")
    talk.put("agent", "好的，后面小夏会告诉您")
    first = reply(talk.turn())
    assert first.reason == "handed_back"
    assert "同事" in first.text
    assert "别再让她等" not in first.text  # the words were meant for the bot
    assert first.state.instruction == "告诉她退款多久到账，别再让她等"
    second = reply(talk.say("退款多久到账"))
    assert "交代" not in second.text
    assert second.state.instruction
    assert "同事先前交代：告诉她退款多久到账" in asked(talk.say("转人工")).summary


def test_an_instruction_is_acknowledged_with_the_first_reply_when_the_customer_writes_first() -> None:
    talk = Talk(state=BotState(instruction="跟进安装"))
    talk.put("agent", "稍等")
    found = reply(talk.say("怎么预约安装"))
    assert found.reason == "answer"
    assert "同事" in found.text.split("\n\n")[0]


def test_a_picture_cannot_be_read() -> None:
    found = reply(Talk().say("", kind="image"))
    assert found.reason == "file"
    assert found.suggestions == ["转人工"]
    closed = reply(Talk(open=False).say("", kind="image"))
    assert "留言" in closed.text


def test_english_is_answered_in_english() -> None:
    found = reply(
        Talk(found=[candidate("Refund time", 0.9, body="Back to the same account.")]).say("how long does a refund take")
    )
    assert "Back to the same account." in found.text
    assert reply(Talk(locale="en").say("thanks")).text.isascii()
    say = asked(Talk(locale="en", found=[candidate("Refunds", 0.1)]).say("talk to a human please"))
    assert say.queue == "english"
    assert say.summary.isascii()


def test_a_customer_who_writes_chinese_is_answered_in_chinese_whatever_the_locale() -> None:
    assert "您" in reply(Talk(locale="en").say("今天天气怎么样")).text


def test_the_policy_of_the_tenant_is_kept() -> None:
    policy = BotPolicy(
        queues={"退换货": "returns"}, matters={"order": "logistics"}, complaint="vip", sure=0.4, likely=0.2
    )
    assert kind_of(_with(policy, "我的订单到哪了")) == "human:policy:logistics"
    assert kind_of(_with(policy, "我要投诉")) == "human:policy:vip"
    assert kind_of(_with(policy, "转人工，我要退货")) == "human:requested:returns"
    assert kind_of(_with(policy, "能换不")) == "reply:answer"


def _with(policy: BotPolicy, said: str) -> Decision:
    talk = Talk(found=[candidate("换货流程", 0.45)])
    talk.put("customer", said)
    return decide(msgspec.structs.replace(talk.snapshot(), policy=policy), START, rng(1))


def test_candidates_may_come_in_any_order() -> None:
    talk = Talk(found=[candidate("甲", 0.1), candidate("乙", 0.95)])
    assert reply(talk.say("问一下")).sources[0].title == "乙"
