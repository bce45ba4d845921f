"""The figures of the digital employee, each defined once. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from qingfeng.modules.insight.kpi_shape import Kpi, Term, counts, totals
from qingfeng.modules.insight.measures import MEANS, PASSED

SETTLES = 72
"""Hours; see `returns`."""
LEAST = 30
"""Of fewer reviewed answers no share is told: even 30 leave more than ten points to either side."""

_TURNS = totals(*(f"bot_by_{means}" for means in MEANS))
_PASSED = counts(*(f"bot_passed_{reason}" for reason in PASSED))

MEANT: dict[str, tuple[str, str]] = {
    "article": ("知识文章", "articles"),
    "flow": ("任务流程", "task flows"),
    "model": ("语言模型", "the model"),
    "rule": ("规则", "rules"),
}
REASONS: dict[str, tuple[str, str]] = {
    "requested": ("客户要求人工", "asked for a person"),
    "low_confidence": ("答不上来", "did not know"),
    "anger": ("客户愤怒", "anger"),
    "flow": ("任务流程转出", "task flow passed it on"),
    "policy": ("规则要求", "rules"),
    "closed_hours": ("非营业时间留言", "message left while closed"),
}


def figures() -> Iterator[Kpi]:
    yield from _kept()
    yield from _answers()
    yield from _night()
    yield from _passed()
    yield from _reviewed()


def _kept() -> Iterator[Kpi]:
    yield Kpi(
        code="bot_contacts",
        zh="机器人接待量",
        en="Bot contacts",
        unit="count",
        top=counts("bot_closed"),
        zh_definition="机器人回复过并已关闭的会话数，含之后转人工的。",
        en_definition="Ended contacts in which the bot answered, those that went on to people too.",
    )
    yield Kpi(
        code="containment",
        zh="机器人独立解决率",
        en="Bot containment",
        unit="ratio",
        better="up",
        top=counts("bot_kept"),
        below=counts("bot_closed"),
        zh_definition="机器人回复过并已关闭的会话中，从头到尾不需要也没有人想要人工的占比：从未等待或接入人工，没有在非营业时间被告知暂无人工，最后也不是停在“没答上来”或机器人的反问上。得到答案后不再回复而关闭的算独立解决；没得到答案就沉默或离开的不算。",
        en_definition="Of ended contacts in which the bot answered, the share in which no person was ever wanted or needed: nobody was waited for or had it, nobody was told that no person is there now, and it did not end on “I do not know” or on a question of the bot. Silence after an answer counts as contained; leaving or falling silent without one does not.",
    )
    yield Kpi(
        code="bot_unmet",
        zh="未满足离开率",
        en="Left without help",
        unit="ratio",
        better="down",
        top=counts("bot_unmet"),
        below=counts("bot_closed"),
        zh_definition="机器人回复过并已关闭、从未等待或接入人工的会话中，客户在非营业时间要过人工，或停在“没答上来”或机器人反问上的，占机器人接待量的比例。与独立解决率、转人工率相加为 100%。",
        en_definition="Ended contacts of the bot without a wait for a person in which one was asked for out of hours, or which ended on “I do not know” or on a question of the bot. With containment and the hand-over rate it makes 100 %.",
    )
    yield Kpi(
        code="handover",
        zh="转人工率",
        en="Hand-over rate",
        unit="ratio",
        top=counts("bot_closed", "-contained"),
        below=counts("bot_closed"),
        zh_definition="机器人回复过并已关闭的会话中，等待过或接入过人工的占比。",
        en_definition="Of ended contacts in which the bot answered, the share that waited for or were had by a person.",
    )
    yield from _resolved()


def _resolved() -> Iterator[Kpi]:
    yield Kpi(
        code="bot_resolution",
        zh="机器人解决率",
        en="Bot resolution",
        unit="ratio",
        better="up",
        settles=SETTLES,
        top=counts("bot_kept", "-bot_returned"),
        below=counts("bot_closed"),
        zh_definition="机器人回复过并已关闭的会话中，独立解决且该客户此后 72 小时内未从任何渠道再次发起会话的占比。一天结束满 72 小时后才知道结果，此前的日子显示为“尚未可知”，也不计入合计。",
        en_definition="Of ended contacts in which the bot answered, the share that was contained and whose customer began no other on any channel within 72 h. It is known once a day has been over for 72 h; later days are not known yet and in no total.",
    )
    yield Kpi(
        code="bot_turns",
        zh="独立解决会话的回合数",
        en="Turns per contained contact",
        unit="count",
        better="down",
        top=totals("bot_turns"),
        below=counts("bot_turns"),
        zh_definition="独立解决的会话中，机器人平均作出几次决定；没有决定记录的会话不计入。",
        en_definition="How many decisions the bot made in a contained contact on average; contacts without recorded decisions do not count.",
    )


def _answers() -> Iterator[Kpi]:
    yield Kpi(
        code="bot_sourced",
        zh="有出处的回答占比",
        en="Answered with a source",
        unit="ratio",
        better="up",
        top=totals("bot_sourced"),
        below=_TURNS,
        zh_definition="机器人的全部回合中，回答附有文章出处的占比。",
        en_definition="The share of the bot's turns that were answered with an article as the source.",
    )
    yield Kpi(
        code="bot_unknown",
        zh="没答上来占比",
        en="Did not know",
        unit="ratio",
        better="down",
        top=totals("bot_unknown"),
        below=_TURNS,
        zh_definition="机器人的全部回合中，承认不知道、请客户换个说法，或因此转人工的占比；非营业时间因此请客户留言的记为“暂无人工”。",
        en_definition="The share of the bot's turns in which it said that it does not know, asked for other words, or handed over for that; while closed this is told as “nobody is there”.",
    )
    for means, (zh, en) in MEANT.items():
        yield Kpi(
            code=f"bot_by_{means}",
            zh=f"由{zh}决定的回合占比",
            en=f"Turns decided by {en}",
            unit="ratio",
            top=totals(f"bot_by_{means}"),
            below=_TURNS,
            zh_definition=f"机器人的全部回合中，由{zh}决定的占比。知识文章：以文章回答；任务流程：流程说话或转出；语言模型：采用了模型的结果；规则：其余（寒暄、没答上来、要求人工等）。",
            en_definition=f"The share of the bot's turns that {en} decided. Articles: answered from one; task flows: the flow spoke or passed it on; the model: what it came to was taken; rules: all others (small talk, not knowing, the wish for a person).",
        )
    for means, (zh, en) in MEANT.items():
        yield Kpi(
            code=f"containment_{means}",
            zh=f"独立解决率（末次由{zh}决定）",
            en=f"Containment, last decided by {en}",
            unit="ratio",
            better="up",
            top=totals(f"bot_ended_{means}"),
            below=counts(f"bot_ended_{means}"),
            zh_definition=f"机器人最后一次实质决定（寒暄与道别不算）由{zh}作出的已关闭会话中，独立解决的占比。",
            en_definition=f"Of ended contacts whose last decision of substance (no small talk, no good-bye) was made by {en}, the share that was contained.",
        )


def _night() -> Iterator[Kpi]:
    yield Kpi(
        code="bot_night",
        zh="夜间占比",
        en="Night share",
        unit="ratio",
        top=counts("bot_night"),
        below=counts("bot_closed"),
        zh_definition="机器人接待的会话中，在企业营业时间之外开始的占比；按企业日历（含节假日与调休），没有日历则视为全天营业。",
        en_definition="The share of the bot's contacts that began outside the house's business hours, by its calendar with holidays and make-up days; without a calendar it is always open.",
    )
    yield Kpi(
        code="bot_night_containment",
        zh="夜间独立解决率",
        en="Night containment",
        unit="ratio",
        better="up",
        top=totals("bot_night"),
        below=counts("bot_night"),
        zh_definition="营业时间之外开始、机器人接待的会话中，独立解决的占比。",
        en_definition="Of the bot's contacts that began outside business hours, the share that was contained.",
    )


def _passed() -> Iterator[Kpi]:
    yield Kpi(
        code="bot_passed",
        zh="机器人转人工次数",
        en="Hand-overs by the bot",
        unit="count",
        top=_PASSED,
        zh_definition="机器人把会话转给人工的次数，计入转出时刻；座席之间的转接不计。",
        en_definition="How often the bot handed a contact over to people, at that moment; transfers between agents are none.",
    )
    for reason, (zh, en) in REASONS.items():
        yield Kpi(
            code=f"bot_passed_{reason}",
            zh=f"转人工原因：{zh}",
            en=f"Handed over: {en}",
            unit="ratio",
            top=counts(f"bot_passed_{reason}"),
            below=_PASSED,
            zh_definition=f"机器人转人工的次数中，原因为“{zh}”的占比；原因取自转接时的原因代码。",
            en_definition=f"Of the bot's hand-overs, the share for this reason: {en}. By the reason code of the hand-over itself.",
        )


def _reviewed() -> Iterator[Kpi]:
    yield Kpi(
        code="bot_reviewed",
        zh="已抽检回答数",
        en="Answers reviewed",
        unit="count",
        top=counts("bot_sampled"),
        zh_definition="随机抽出并已判定的机器人回答数，计入回答时刻；客户或座席点名要查的不在其中。",
        en_definition="Answers of the bot that were drawn at random and judged, at the moment of the answer; those that a customer or an agent pointed at are not among them.",
    )
    for code, zh, en, verdict_zh, verdict_en, measure in (
        ("bot_wrong", "错误回答率", "Wrong answers", "错误", "wrong", "bot_wrong"),
        ("bot_unhelpful", "无帮助回答率", "Answers of no help", "无帮助", "of no help", "bot_unhelpful"),
    ):
        yield Kpi(
            code=code,
            zh=zh,
            en=en,
            unit="ratio",
            better="down",
            least=LEAST,
            top=(Term(measure),),
            below=counts("bot_sampled"),
            zh_definition=f"随机抽检并已判定的机器人回答中，判为{verdict_zh}的占比，附样本数与 95% 置信区间（Wilson）。样本不足 {LEAST} 条不显示数值；被点名要查的回答另行处理，不计入，以免偏高。",
            en_definition=f"Of the bot's answers drawn at random and judged, the share judged {verdict_en}, with the sample's size and the 95 % interval (Wilson). Of fewer than {LEAST} no number is told; answers that somebody pointed at are not counted, for they would make it too high.",
        )
