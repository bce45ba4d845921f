"""The key figures, each defined once: screens, exports and the reference page are written from here. Pure.

Those of the digital employee stand in `kpi_bot`; what a figure is, in `kpi_shape`.
"""

from __future__ import annotations

from collections.abc import Iterator

from qingfeng.modules.insight import kpi_bot
from qingfeng.modules.insight.kpi_shape import Better as Better
from qingfeng.modules.insight.kpi_shape import Kpi as Kpi
from qingfeng.modules.insight.kpi_shape import Sum as Sum
from qingfeng.modules.insight.kpi_shape import Term, counts, totals
from qingfeng.modules.insight.kpi_shape import Unit as Unit
from qingfeng.modules.insight.kpi_shape import value as value

_WAITS = counts("answered", "abandoned", "-abandoned_short")


def _time(code: str, names: tuple[str, str], texts: tuple[str, str], measure: str, target: float | None = None) -> Iterator[Kpi]:  # fmt: skip
    """The average, the median and the 90 % quantile of a duration."""
    shapes: tuple[tuple[str, str, str, float | None], ...] = (
        ("", "平均", "average ", None),
        ("_median", "中位", "median ", 0.5),
        ("_p90", "90% 分位", "90 % ", 0.9),
    )
    for ending, zh, en, quantile in shapes:
        note = ("", "") if quantile is None else ("分位值误差小于 10%（1 秒以内小于半秒）。", " Quantiles differ by less than 10 % (under a second: half a second).")  # fmt: skip
        yield Kpi(
            code=code + ending,
            zh=f"{zh}{names[0]}",
            en=f"{en}{names[1]}".capitalize(),
            zh_definition=texts[0] + note[0],
            en_definition=texts[1] + note[1],
            unit="seconds",
            top=(Term(measure, "n" if quantile is not None else "total"),),
            below=() if quantile is not None else (Term(measure),),
            quantile=quantile,
            better="down",
            target=target if quantile is None else None,
        )


def _of_time() -> Iterator[Kpi]:
    """What agents' time was used for."""
    yield Kpi(
        code="occupancy",
        zh="座席利用率",
        en="Occupancy",
        unit="ratio",
        top=totals("busy"),
        below=totals("ready"),
        zh_definition="在空闲状态的时长中，手上有会话（对话或话后）的占比；小休与离线不计入，同时接待多个只计一次。",
        en_definition="The share of the time agents were ready in which they had a contact in hand, talking or writing up; breaks and absence count neither above nor below, several contacts at once count once.",
    )
    yield Kpi(
        code="concurrency",
        zh="并发会话数",
        en="Concurrency",
        unit="count",
        top=totals("load"),
        below=totals("held"),
        zh_definition="座席手上有会话时，平均同时有几个（含话后）。",
        en_definition="How many contacts agents had in hand on average while they had any, wrap-up included.",
    )
    yield Kpi(
        code="shrinkage",
        zh="缩减率",
        en="Shrinkage",
        unit="ratio",
        better="down",
        top=totals("shrunk"),
        below=totals("ready", "rest", "-unpaid"),
        zh_definition="计薪在线时长（空闲与计薪小休）中，花在「计入缩减」的小休上的占比。每次小休按开始时的设置计；改设置不改过去。",
        en_definition="Of the paid time agents were there (ready or on a paid break), the share spent on breaks that count as shrinkage. Each break counts as it was set when it began; later settings do not change the past.",
    )
    for code, zh, en, terms, zh_definition, en_definition in (
        ("ready_time", "在岗时长", "Ready time", totals("ready"), "座席处于空闲状态（含接待中）的时长，小休与离线不计。", "How long agents were ready, with or without contacts in hand; no breaks, no absence."),
        ("busy_time", "接待时长", "Busy time", totals("busy"), "空闲状态下手上有会话（对话或话后）的时长，同时多个只计一次。", "How long agents were ready and had a contact in hand, talking or writing up; several at once count once."),
        ("idle_time", "待机时长", "Idle time", totals("ready", "-busy"), "空闲状态下手上没有会话的时长。", "How long agents were ready and had nothing in hand."),
        ("wrap_up_total", "话后总时长", "Wrap-up in all", totals("wrapping"), "空闲状态下手上只有话后处理的时长。", "How long agents were ready and were only writing up."),
        ("unpaid_break_time", "不计薪小休时长", "Unpaid break time", totals("unpaid"), "座席在不计薪小休中的时长。", "How long agents were on breaks that are not paid."),
        ("break_time", "小休时长", "Break time", totals("rest"), "座席小休的时长。", "How long agents were on a break."),
    ):  # fmt: skip
        yield Kpi(code=code, zh=zh, en=en, unit="seconds", top=terms, zh_definition=zh_definition, en_definition=en_definition)  # fmt: skip


def _in_hours() -> Iterator[Kpi]:
    """The same times, of which only what lay within the queue's business hours counts."""
    how = ("只计所在队列营业时间内的部分。", " Only what lay within the business hours of its queue counts.")
    for code, zh, en, zh_text, en_text, measure in (
        ("speed_of_answer_in_hours", "接起时长（营业时间内）", "speed of answer in business hours", "从开始等待到座席接起，", "From the beginning of the wait to an agent having it.", "answered_in_hours"),
        ("first_response_in_hours", "首次响应时长（营业时间内）", "first response time in business hours", "从首次等待到座席首条消息，", "From the first wait to an agent's first message.", "first_response_in_hours"),
        ("resolution_in_hours", "解决时长（营业时间内）", "resolution time in business hours", "从会话创建到关闭，", "From the beginning of a contact to its end.", "closed_in_hours"),
    ):  # fmt: skip
        yield from _time(code, (zh, en), (zh_text + how[0], en_text + how[1]), measure)
    yield Kpi(
        code="out_of_hours",
        zh="非营业时间进线占比",
        en="Offered out of business hours",
        unit="ratio",
        top=counts("offered_out_of_hours"),
        below=counts("offered"),
        zh_definition="在所在队列营业时间之外开始的人工等待占比。",
        en_definition="The share of waits for a person that began outside the business hours of their queue.",
    )


_FIGURES: tuple[Kpi, ...] = (
    Kpi(
        code="opened",
        zh="会话量",
        en="Contacts",
        unit="count",
        top=counts("opened"),
        zh_definition="创建的会话数，含仅由机器人接待的。",
        en_definition="Contacts that began, those of the bot alone too.",
    ),
    Kpi(
        code="offered",
        zh="人工呼入量",
        en="Contacts offered",
        unit="count",
        top=counts("offered"),
        zh_definition="进入人工等待的次数；机器人独立接待的不计，再次排队另计。",
        en_definition="Waits for a person; what the bot handles alone is none, a second wait of a contact counts anew.",
    ),
    Kpi(
        code="handled",
        zh="人工接待量",
        en="Contacts handled",
        unit="count",
        top=counts("handled"),
        zh_definition="座席接待过并已关闭的会话数，归最后接待的座席。",
        en_definition="Contacts that an agent had and that have ended; of the agent who had them last.",
    ),
    Kpi(
        code="service_level",
        zh="服务水平",
        en="Service level",
        unit="ratio",
        better="up",
        target=0.8,
        top=counts("answered_in"),
        below=_WAITS,
        zh_definition="在该队列承诺秒数内接起的等待占比。分母为接起与放弃之和，不含不足 10 秒即放弃的、仍在等待的和由企业侧结束的等待。",
        en_definition="The share of waits that ended with an agent within the seconds their queue promises. Out of those answered and abandoned; not those abandoned within 10 s, still waiting, or ended by the house.",
    ),
    Kpi(
        code="abandonment",
        zh="放弃率",
        en="Abandonment rate",
        unit="ratio",
        better="down",
        target=0.05,
        top=counts("abandoned", "-abandoned_short"),
        below=_WAITS,
        zh_definition="客户在等待中结束会话的占比；不足 10 秒即放弃的不计入分子与分母。",
        en_definition="The share of waits that the customer ended; those of less than 10 s count neither above nor below.",
    ),
    *_time(
        "speed_of_answer",
        ("接起时长", "speed of answer"),
        ("从开始等待到座席接起。", "From the beginning of the wait to an agent having it."),
        "answered",
        30.0,
    ),
    *_time(
        "first_response",
        ("首次响应时长", "first response time"),
        (
            "从首次等待到座席首条消息；备注不算回复，机器人消息不算。",
            "From the first wait to an agent's first message; neither notes nor the bot answer.",
        ),
        "first_response",
        45.0,
    ),
    *_time(
        "response",
        ("每轮响应时长", "response time"),
        (
            "首次响应之后，客户每轮首条未答消息到座席下一条消息；归回复当时会话所在的队列与渠道，撤回的回复照计。",
            "After the first response: from the customer's first unanswered message to the agent's next; of the queue and channel the conversation was in when the agent answered. A reply taken back stays one.",
        ),
        "reply",
        60.0,
    ),
    *_time(
        "resolution",
        ("解决时长", "resolution time"),
        (
            "从会话创建到关闭，含等待与夜间，不扣除非营业时间。",
            "From the beginning of a contact to its end; waits and nights count.",
        ),
        "closed",
    ),
    *_time(
        "handle_time",
        ("处理时长（AHT）", "handle time"),
        (
            "每个会话、每位座席的对话与话后时长之和；同时接待的会话各自计时。",
            "Talk and wrap-up (ACW), for each contact and agent who had it; contacts in hand at once each have their own time.",
        ),
        "handle",
    ),
    *_time(
        "wrap_up",
        ("话后处理时长（ACW）", "wrap-up time"),
        ("有话后处理的会话，每位座席的话后时长。", "Wrap-up (ACW), for each contact and agent with one."),
        "wrap",
    ),
    *_in_hours(),
    Kpi(
        code="transfers",
        zh="转接率",
        en="Transfer rate",
        unit="ratio",
        better="down",
        top=counts("transferred"),
        below=counts("handled"),
        zh_definition="人工接待并关闭的会话中，至少转接过一次的占比。",
        en_definition="The share of contacts handled that were transferred at least once.",
    ),
    Kpi(
        code="first_contact",
        zh="一次解决率（FCR）",
        en="First-contact resolution",
        unit="ratio",
        better="up",
        target=0.75,
        top=counts("handled", "-returned"),
        below=counts("handled"),
        zh_definition="人工接待并关闭的会话中，客户此后 72 小时内未从任何渠道再次发起会话的占比。最近 72 小时内关闭的会话按目前所知计，之后可能下降。",
        en_definition="Of contacts handled, the share whose customer began no other contact on any channel within 72 h after the end. Those ended in the last 72 h count as known so far, so that it may still fall.",
    ),
    *_of_time(),
    *kpi_bot.figures(),
    Kpi(
        code="satisfaction",
        zh="满意度均分",
        en="Satisfaction",
        unit="score",
        better="up",
        target=4.5,
        top=(Term("survey", "total"),),
        below=counts("survey"),
        zh_definition="客户评分（1 到 5）的平均值，归最后接待的座席。",
        en_definition="The average score (1 to 5); of the agent who had the contact last.",
    ),
    Kpi(
        code="satisfied",
        zh="满意率",
        en="Satisfied",
        unit="ratio",
        better="up",
        target=0.9,
        top=counts("survey_good"),
        below=counts("survey"),
        zh_definition="评分为 4 或 5 的占比。",
        en_definition="The share of scores of 4 or 5.",
    ),
    Kpi(
        code="praised",
        zh="好评数",
        en="Good scores",
        unit="count",
        better="up",
        top=counts("survey_good"),
        zh_definition="客户给出 4 分或 5 分的次数，归最后接待的座席。",
        en_definition="How often a customer gave a score of 4 or 5; of the agent who had the contact last.",
    ),
    Kpi(
        code="survey_response",
        zh="参评率",
        en="Survey response rate",
        unit="ratio",
        better="up",
        top=counts("survey"),
        below=counts("asked"),
        zh_definition="收到评价邀请的会话中给出评分的占比。",
        en_definition="The share of those asked who gave a score.",
    ),
    Kpi(
        code="upset",
        zh="负面情绪占比",
        en="Upset customers",
        unit="ratio",
        better="down",
        top=counts("annoyed", "angry"),
        below=counts("opened"),
        zh_definition="情绪为不满或愤怒的会话占全部会话的比例，以最后一次判断为准。",
        en_definition="The share of contacts whose customer was annoyed or angry, by the last word on it.",
    ),
    Kpi(
        code="messages",
        zh="每会话消息数",
        en="Messages per contact",
        unit="count",
        top=(Term("messages", "total"),),
        below=counts("messages"),
        zh_definition="已关闭会话的平均消息数；机器人消息计入，备注与系统提示不计。",
        en_definition="Messages of ended contacts on average; the bot's count, notes and lines of the system do not.",
    ),
)
KPIS: dict[str, Kpi] = {kpi.code: kpi for kpi in _FIGURES}
