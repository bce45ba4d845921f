"""What is counted or measured, each said once. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec

Value = Literal["", "ms", "number"]


class Measure(msgspec.Struct, frozen=True):
    """What is counted, and when: the moment decides to which interval it belongs. `value`: what is summed, if anything.

    `time`: not counted but measured, of agents by day (`work`); `hands`: what they then had in hand stands behind it.
    """

    zh: str
    en: str
    value: Value = ""
    agent: bool = False
    time: bool = False
    hands: bool = False


SPREAD = (
    "answered", "abandoned", "first_response", "reply", "closed", "handle", "wrap",
    "answered_in_hours", "first_response_in_hours", "closed_in_hours",
)  # fmt: skip
"""Measures whose values are durations, of which quantiles are asked."""
AGENT_SPREAD = ("first_response", "reply", "handle", "wrap")
"""Those of which they are asked by agent too."""
MEANT = (
    ("article", "知识文章", "an article"),
    ("flow", "任务流程", "a task flow"),
    ("model", "语言模型", "the model"),
    ("rule", "规则", "a rule"),
)
"""What may decide a turn of the bot."""
MEANS = tuple(code for code, _, _ in MEANT)
PASSES = (
    ("requested", "客户要求人工", "the customer asked for a person"), ("low_confidence", "没答上来", "it did not know"),
    ("anger", "客户愤怒", "the customer was angry"), ("flow", "由任务流程转出", "a task flow passed it on"),
    ("policy", "规则要求", "a rule wants it"), ("closed_hours", "非营业时间留言", "a message was left while nobody works"),
)  # fmt: skip
"""Why the bot hands over."""
PASSED = tuple(code for code, _, _ in PASSES)
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
    "reply": Measure("首次回复之后，客户每轮首条未答消息到座席下一条消息的时长；归回复当时会话所在的队列与渠道，此后不再变动，撤回的消息照计。计入座席回复时刻", "After the first response: from the customer's first unanswered message to the agent's next; of the queue and channel the conversation was in at that moment, whatever comes later, also when it is taken back. When the agent answered", "ms", True),
    "closed": Measure("会话关闭；数值为从创建到关闭的时长。计入关闭时刻", "A contact ended; the time from its beginning. When it ended", "ms", True),
    "handled": Measure("有座席接待过的会话关闭，归最后的座席。计入关闭时刻", "A contact that an agent had ended; of the last agent. When it ended", "", True),
    "returned": Measure("人工接待的会话关闭后 72 小时内，该客户从任一渠道又发起会话。计入前一会话的关闭时刻", "Within 72 h after the end of a contact that an agent had, its customer began another, on any channel. When the first one ended", "", True),
    "transferred": Measure("已关闭且被转接过的会话；数值为转接次数。计入关闭时刻", "A contact that ended and had been transferred; how often. When it ended", "number", True),
    "messages": Measure("已关闭会话的消息数（客户、座席、机器人；备注与系统提示不计）。计入关闭时刻", "The messages of an ended contact (customer, agent, bot; no notes, no lines of the system). When it ended", "number", True),
    "offered_out_of_hours": Measure("在队列的营业时间之外开始的等待。计入开始等待时刻", "A wait that began outside the queue's business hours. When the wait began"),
    "answered_in_hours": Measure("等待由座席接起；数值为等待中落在队列营业时间内的时长。计入开始等待时刻", "A wait that ended with an agent; how much of it lay within the queue's business hours. When the wait began", "ms", True),
    "first_response_in_hours": Measure("座席首次回复；数值为该时长中落在队列营业时间内的部分。计入其起点", "An agent's first message; how much of that time lay within the queue's business hours. At its beginning", "ms", True),
    "closed_in_hours": Measure("会话关闭；数值为从创建到关闭之间落在队列营业时间内的时长。计入关闭时刻", "A contact ended; how much of its time lay within the queue's business hours. When it ended", "ms", True),
    "bot_closed": Measure("已关闭且机器人回复过的会话。计入关闭时刻", "A contact that ended and in which the bot had answered. When it ended"),
    "contained": Measure("机器人回复过、从未等待或接入人工即关闭的会话。计入关闭时刻", "A contact that ended in which the bot had answered and no person was waited for or had it. When it ended"),
    "bot_kept": Measure("机器人回复过、从未等待或接入人工即关闭，且客户没有要人工而未得到、也没有停在没有答案处的会话。计入关闭时刻", "A contact that ended in which the bot had answered, no person was waited for or had it, none was asked for in vain, and which did not end without an answer. When it ended"),
    "bot_unmet": Measure("机器人回复过、从未等待或接入人工即关闭，但客户在非营业时间要过人工，或停在没答上来、机器人反问处的会话。计入关闭时刻", "A contact that ended in which the bot had answered and no person was waited for, but one was asked for while nobody works, or the bot had not known or had asked back last. When it ended"),
    "bot_returned": Measure("机器人独立解决的会话关闭后 72 小时内，该客户从任一渠道又发起会话。计入前一会话的关闭时刻", "Within 72 h after the end of a contact that the bot contained, its customer began another, on any channel. When the first one ended"),
    "bot_turns": Measure("机器人独立解决且有决定记录的会话；数值为机器人的决定次数。计入关闭时刻", "A contact that the bot contained and of which decisions are recorded; how many. When it ended", "number"),
    "bot_sourced": Measure("已关闭且机器人附出处回答过的会话；数值为这样的回合数。计入关闭时刻", "A contact that ended in which the bot answered with a source; in how many turns. When it ended", "number"),
    "bot_unknown": Measure("已关闭且机器人没答上来过的会话；数值为这样的回合数。计入关闭时刻", "A contact that ended in which the bot did not know; in how many turns. When it ended", "number"),
    **{
        f"bot_by_{means}": Measure(f"已关闭且有回合由{zh}决定的会话；数值为这样的回合数。计入关闭时刻", f"A contact that ended in which {en} decided turns of the bot; how many. When it ended", "number")
        for means, zh, en in MEANT
    },
    **{
        f"bot_ended_{means}": Measure(f"已关闭且机器人最后一次实质决定由{zh}作出的会话；独立解决的数值为 1。计入关闭时刻", f"A contact that ended whose last decision of substance was made by {en}; 1 when it was contained. When it ended", "number")
        for means, zh, en in MEANT
    },
    "bot_night": Measure("机器人回复过、在企业营业时间之外开始的已关闭会话；独立解决的数值为 1。计入关闭时刻", "A contact that ended in which the bot had answered and that began outside the house's business hours; 1 when it was contained. When it ended", "number"),
    **{
        f"bot_passed_{reason}": Measure(f"机器人转人工，{zh}。计入转出时刻", f"The bot handed a contact over: {en}. At that moment")
        for reason, zh, en in PASSES
    },
    "bot_sampled": Measure("随机抽出的机器人回答被判定。计入回答时刻", "An answer of the bot drawn at random was judged. When it was given"),
    "bot_wrong": Measure("随机抽出的机器人回答被判为错误。计入回答时刻", "An answer of the bot drawn at random was judged wrong. When it was given"),
    "bot_unhelpful": Measure("随机抽出的机器人回答被判为无帮助。计入回答时刻", "An answer of the bot drawn at random was judged to be of no help. When it was given"),
    "handle": Measure("某座席在一个已关闭会话上花费的对话与话后时长之和。计入关闭时刻", "What an agent spent on an ended contact, talk and wrap-up. When it ended", "ms", True),
    "wrap": Measure("某座席在一个已关闭会话上的话后处理时长。计入关闭时刻", "What an agent spent on the wrap-up of an ended contact. When it ended", "ms", True),
    "asked": Measure("已关闭且向客户发出评价邀请。计入关闭时刻", "A contact that ended and whose customer was asked for a score. When it ended", "", True),
    "survey": Measure("客户给出评分；数值为 1 到 5 分。计入会话关闭时刻", "A score was given; 1 to 5. When the contact ended", "number", True),
    "survey_good": Measure("评分为 4 或 5。计入会话关闭时刻", "A score of 4 or 5. When the contact ended", "", True),
    "ready": Measure("座席处于空闲状态（含接待中）的时长", "How long agents were ready, with or without contacts in hand", "ms", True, True),
    "busy": Measure("座席处于空闲状态且手上有会话（对话或话后）的时长，同时多个只计一次", "How long agents were ready and had a contact in hand, talking or writing up; several at once count once", "ms", True, True, True),
    "wrapping": Measure("座席处于空闲状态、手上只有话后处理的时长", "How long agents were ready and were only writing up", "ms", True, True, True),
    "unpaid": Measure("不计薪小休的时长", "How long agents were on breaks that are not paid", "ms", True, True),
    "shrunk": Measure("计入缩减的小休时长", "How long agents were on breaks that count as shrinkage", "ms", True, True),
    "rest": Measure("座席小休的时长", "How long agents were on a break", "ms", True, True),
    "held": Measure("座席手上有会话的时长（不论状态），同时多个只计一次", "How long agents had a contact in hand, whatever their state; several at once count once", "ms", True, True, True),
    "load": Measure("座席手上各会话时长之和（不论状态）", "How long agents had contacts in hand, each counted for itself, whatever their state", "ms", True, True, True),
}  # fmt: skip
