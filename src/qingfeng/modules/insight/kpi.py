"""The key figures, each defined once: screens, exports and the reference page are written from here. Pure.

A figure is a sum over marks, or a sum divided by another, or a quantile; `marks` says what a mark is and when it is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from qingfeng.modules.insight import spread

Unit = Literal["count", "ratio", "seconds", "score"]
Better = Literal["up", "down", "neither"]


class Measure(msgspec.Struct, frozen=True):
    """What is counted, and when: the moment decides to which interval it belongs. `value`: what is summed, if anything."""

    zh: str
    en: str
    value: Literal["", "ms", "number"] = ""
    agent: bool = False


MEASURES: dict[str, Measure] = {
    "opened": Measure("会话创建，计入创建时刻", "A contact began; at that moment"),
    "annoyed": Measure("客户情绪最终为不满的会话，计入创建时刻", "A contact whose customer was annoyed by the last word on it; when it began"),
    "angry": Measure("客户情绪最终为愤怒的会话，计入创建时刻", "A contact whose customer was angry by the last word on it; when it began"),
    "offered": Measure("客户开始等待人工；再次排队另计一次；队列间流转算同一次等待，归最后的队列。计入开始等待时刻", "A wait for a person began; each later wait counts anew; moved between queues it is one wait, of the last queue. When the wait began"),
    "answered": Measure("等待以座席接起结束；数值为等待时长。计入开始等待时刻", "A wait that ended with an agent; its length. When the wait began", "ms", True),
    "answered_in": Measure("在承诺时长内接起的等待。计入开始等待时刻", "A wait that ended with an agent within the seconds promised. When the wait began", "", True),
    "abandoned": Measure("客户在等待中结束会话；数值为等待时长。计入开始等待时刻", "The customer ended it while waiting; the length of the wait. When the wait began", "ms"),
    "abandoned_short": Measure("等待不足 10 秒即放弃。计入开始等待时刻", "Abandoned after less than 10 s. When the wait began"),
    "withdrawn": Measure("等待因交还机器人或企业侧关闭而结束。计入开始等待时刻", "A wait that the house ended: back to the bot, or closed. When the wait began", "ms"),
    "first_response": Measure("座席首次回复；数值为自首次等待（无等待则自首次接入）起的时长。计入该起点", "An agent's first message; the time from the first wait, or without one from the first assignment. At that beginning", "ms", True),
    "reply": Measure("首次回复之后，客户每轮首条未答消息到座席下一条消息的时长。计入座席回复时刻", "After the first response: from the customer's first unanswered message to the agent's next. When the agent answered", "ms", True),
    "closed": Measure("会话关闭；数值为从创建到关闭的时长。计入关闭时刻", "A contact ended; the time from its beginning. When it ended", "ms", True),
    "handled": Measure("有座席接待过的会话关闭，归最后的座席。计入关闭时刻", "A contact that an agent had ended; of the last agent. When it ended", "", True),
    "transferred": Measure("已关闭且被转接过的会话；数值为转接次数。计入关闭时刻", "A contact that ended and had been transferred; how often. When it ended", "number", True),
    "messages": Measure("已关闭会话的消息数（客户、座席、机器人；备注与系统提示不计）。计入关闭时刻", "The messages of an ended contact (customer, agent, bot; no notes, no lines of the system). When it ended", "number", True),
    "bot_closed": Measure("已关闭且机器人回复过的会话。计入关闭时刻", "A contact that ended and in which the bot had answered. When it ended"),
    "contained": Measure("机器人回复过、从未等待或接入人工即关闭的会话。计入关闭时刻", "A contact that ended in which the bot had answered and no person was waited for or had it. When it ended"),
    "handle": Measure("某座席在一个已关闭会话上花费的对话与话后时长之和。计入关闭时刻", "What an agent spent on an ended contact, talk and wrap-up. When it ended", "ms", True),
    "wrap": Measure("某座席在一个已关闭会话上的话后处理时长。计入关闭时刻", "What an agent spent on the wrap-up of an ended contact. When it ended", "ms", True),
    "asked": Measure("已关闭且向客户发出评价邀请。计入关闭时刻", "A contact that ended and whose customer was asked for a score. When it ended", "", True),
    "survey": Measure("客户给出评分；数值为 1 到 5 分。计入会话关闭时刻", "A score was given; 1 to 5. When the contact ended", "number", True),
    "survey_good": Measure("评分为 4 或 5。计入会话关闭时刻", "A score of 4 or 5. When the contact ended", "", True),
}  # fmt: skip


class Term(msgspec.Struct, frozen=True):
    """A measure's number of marks (`n`) or sum of values (`total`), added or taken away."""

    measure: str
    part: Literal["n", "total"] = "n"
    sign: int = 1


class Kpi(msgspec.Struct, frozen=True, kw_only=True):
    """A figure: `top`, or `top / below`, or the `quantile` of a measure. Seconds are shown of values kept in ms."""

    code: str
    zh: str
    en: str
    zh_definition: str
    en_definition: str
    unit: Unit
    top: tuple[Term, ...]
    below: tuple[Term, ...] = ()
    quantile: float | None = None
    better: Better = "neither"
    target: float | None = None

    @property
    def formula(self) -> str:
        if self.quantile is not None:
            return f"quantile({self.top[0].measure}, {self.quantile:g})"
        top, below = _sum(self.top), _sum(self.below)
        top = f"({top})" if below and len(self.top) > 1 else top
        below = f"({below})" if len(self.below) > 1 else below
        return f"{top} / {below}" if below else top

    @property
    def measures(self) -> list[str]:
        return list(dict.fromkeys(term.measure for term in (*self.top, *self.below)))

    @property
    def by_agent(self) -> bool:
        """Whether it can be told of one agent: all it is made of is known by agent. Quantiles are not kept by agent."""
        return self.quantile is None and all(MEASURES[name].agent for name in self.measures)


def _sum(terms: tuple[Term, ...]) -> str:
    text = ""
    for term in terms:
        name = term.measure if term.part == "n" else f"total({term.measure})"
        text += f" {'+' if term.sign > 0 else '-'} {name}" if text or term.sign < 0 else name
    return text.strip()


class Sum(msgspec.Struct):
    """What was added up of a measure."""

    n: int = 0
    total: int = 0
    spread: dict[int, int] = {}


def value(kpi: Kpi, sums: Mapping[str, Sum]) -> float | None:
    """The figure; None where there is nothing to divide by or to choose from. Times in seconds, ratios from 0 to 1."""
    if kpi.quantile is not None:
        return spread.quantile(sums.get(kpi.top[0].measure, Sum()).spread, kpi.quantile)
    top = _add(kpi.top, sums)
    if not kpi.below:
        return top
    below = _add(kpi.below, sums)
    scale = 1000.0 if kpi.unit == "seconds" else 1.0
    return top / below / scale if below else None


def _add(terms: tuple[Term, ...], sums: Mapping[str, Sum]) -> int:
    return sum(term.sign * (s.n if term.part == "n" else s.total) for term in terms if (s := sums.get(term.measure)))


def _n(*names: str) -> tuple[Term, ...]:
    return tuple(Term(name.lstrip("-"), "n", -1 if name.startswith("-") else 1) for name in names)


_WAITS = _n("answered", "abandoned", "-abandoned_short")


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


_FIGURES: tuple[Kpi, ...] = (
    Kpi(
        code="opened",
        zh="会话量",
        en="Contacts",
        unit="count",
        top=_n("opened"),
        zh_definition="创建的会话数，含仅由机器人接待的。",
        en_definition="Contacts that began, those of the bot alone too.",
    ),
    Kpi(
        code="offered",
        zh="人工呼入量",
        en="Contacts offered",
        unit="count",
        top=_n("offered"),
        zh_definition="进入人工等待的次数；机器人独立接待的不计，再次排队另计。",
        en_definition="Waits for a person; what the bot handles alone is none, a second wait of a contact counts anew.",
    ),
    Kpi(
        code="handled",
        zh="人工接待量",
        en="Contacts handled",
        unit="count",
        top=_n("handled"),
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
        top=_n("answered_in"),
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
        top=_n("abandoned", "-abandoned_short"),
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
            "首次响应之后，客户每轮首条未答消息到座席下一条消息。",
            "After the first response: from the customer's first unanswered message to the agent's next.",
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
    Kpi(
        code="transfers",
        zh="转接率",
        en="Transfer rate",
        unit="ratio",
        better="down",
        top=_n("transferred"),
        below=_n("handled"),
        zh_definition="人工接待并关闭的会话中，至少转接过一次的占比。",
        en_definition="The share of contacts handled that were transferred at least once.",
    ),
    Kpi(
        code="containment",
        zh="机器人独立解决率",
        en="Bot containment",
        unit="ratio",
        better="up",
        top=_n("contained"),
        below=_n("bot_closed"),
        zh_definition="机器人回复过并已关闭的会话中，从未等待或接入人工的占比；客户不再回复而关闭的也算。",
        en_definition="Of ended contacts in which the bot answered, the share in which nobody waited for or had a person; those that fell silent too.",
    ),
    Kpi(
        code="handover",
        zh="转人工率",
        en="Hand-over rate",
        unit="ratio",
        top=_n("bot_closed", "-contained"),
        below=_n("bot_closed"),
        zh_definition="机器人回复过并已关闭的会话中，等待过或接入过人工的占比。",
        en_definition="Of ended contacts in which the bot answered, the share that waited for or were had by a person.",
    ),
    Kpi(
        code="satisfaction",
        zh="满意度均分",
        en="Satisfaction",
        unit="score",
        better="up",
        target=4.5,
        top=(Term("survey", "total"),),
        below=_n("survey"),
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
        top=_n("survey_good"),
        below=_n("survey"),
        zh_definition="评分为 4 或 5 的占比。",
        en_definition="The share of scores of 4 or 5.",
    ),
    Kpi(
        code="survey_response",
        zh="参评率",
        en="Survey response rate",
        unit="ratio",
        better="up",
        top=_n("survey"),
        below=_n("asked"),
        zh_definition="收到评价邀请的会话中给出评分的占比。",
        en_definition="The share of those asked who gave a score.",
    ),
    Kpi(
        code="upset",
        zh="负面情绪占比",
        en="Upset customers",
        unit="ratio",
        better="down",
        top=_n("annoyed", "angry"),
        below=_n("opened"),
        zh_definition="情绪为不满或愤怒的会话占全部会话的比例，以最后一次判断为准。",
        en_definition="The share of contacts whose customer was annoyed or angry, by the last word on it.",
    ),
    Kpi(
        code="messages",
        zh="每会话消息数",
        en="Messages per contact",
        unit="count",
        top=(Term("messages", "total"),),
        below=_n("messages"),
        zh_definition="已关闭会话的平均消息数；机器人消息计入，备注与系统提示不计。",
        en_definition="Messages of ended contacts on average; the bot's count, notes and lines of the system do not.",
    ),
)
KPIS: dict[str, Kpi] = {kpi.code: kpi for kpi in _FIGURES}
