"""What a flow says by itself, and how what it knows is written into its house's words. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from qingfeng.contracts.flows import Flow, FlowState, Slot, Words
from qingfeng.modules.flows import hearing
from qingfeng.modules.flows.expressions import look_up

SHOWN = 200
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_]+)*)(?:\|([a-z]+))?\}")
FILTERS = ("money", "date", "percent")
UNKNOWN = "—"

_SAID = {
    "retry": ("没太明白。", "Sorry, I did not get that."),
    "cancelled": ("好的，先不办了，需要的时候再告诉我。", "All right, I have stopped here. Tell me when you need it."),
    "cancelled_done": (
        "好的，后面的不办了；前面已经提交的仍然有效，要撤回请转人工。",
        "All right, I stop here. What has been submitted stands; ask for a colleague to take it back.",
    ),
    "finished": ("办好了。", "That is done."),
    "yes": ("确认", "Confirm"),
    "no": ("先不办", "Not now"),
    "is": ("是", "Yes"),
    "is_not": ("不是", "No"),
    "wait": ("正在为您查询，请稍等片刻。", "One moment, I am looking it up."),
    "system": (
        "抱歉，后台系统暂时没有响应，我把您的情况转给同事处理，不用再重复说明。",
        "Sorry, our system is not answering. I am passing this to a colleague; you need not repeat anything.",
    ),
    "unknown": (
        "抱歉，系统没有给出明确结果，为避免重复办理，我请同事核实后答复您。",
        "Sorry, the system gave no clear result. A colleague will check before anything is done twice.",
    ),
    "refused": (
        "这件事系统没有受理，我请同事帮您看一下。",
        "The system did not accept this; a colleague will have a look.",
    ),
    "person": ("我请同事来帮您继续办理。", "A colleague will go on with this for you."),
}


def said(occasion: str, language: str) -> str:
    """One of the sentences that are shipped."""
    return _SAID[occasion][0 if language == "zh" else 1]


def word(words: Words, language: str) -> str:
    """In the language asked for; the other one where it is missing."""
    return (words.zh or words.en) if language == "zh" else (words.en or words.zh)


def filled(words: Words, flow: Flow, state: FlowState) -> str:
    """A text with what is known written into it."""
    language = state.locale
    slots = {slot.name: slot for slot in flow.slots}

    def put(match: re.Match[str]) -> str:
        path = match[1].split(".")
        if len(path) == 1 and path[0] in slots and path[0] in state.slots:
            return shown(slots[path[0]], state.slots[path[0]], language)
        return _plain(look_up(path, values(state)), match[2] or "", language)

    return PLACEHOLDER.sub(put, word(words, language)).strip()


def values(state: FlowState) -> dict[str, Any]:
    """All names that expressions and texts may use."""
    return {**state.saved, **state.slots, "customer": state.customer}


def shown(slot: Slot, value: str | float | bool, language: str) -> str:
    """A slot's value as people read it."""
    if slot.kind == "choice":
        return next((word(c.label, language) for c in slot.choices if c.value == value), str(value))
    if slot.kind == "yes_no":
        return said("is" if value else "is_not", language)
    if slot.kind == "phone":
        return hearing.mask(str(value))
    return _plain(value, "date" if slot.kind == "date" else "", language)


def gathered(flow: Flow, state: FlowState) -> list[str]:
    """What whoever takes over has to know: the task, where it stopped, every answer, what was done already."""
    zh = state.locale == "zh"
    colon = "：" if zh else ": "
    lines = [("办理中" if zh else "Task") + colon + word(flow.title, state.locale)]
    lines += [
        word(slot.label, state.locale) + colon + shown(slot, state.slots[slot.name], state.locale)
        for slot in flow.slots
        if slot.name in state.slots
    ]
    if state.done:
        lines.append(("已提交" if zh else "Submitted") + colon + ", ".join(one.operation for one in state.done))
    if state.failure:
        lines.append(("没办成" if zh else "Failed") + colon + state.failure)
    elif state.at:
        lines.append(("停在" if zh else "Stopped at") + colon + state.at)
    return lines


def _plain(value: Any, how: str, language: str) -> str:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return said("is" if value else "is_not", language)
    if isinstance(value, list):
        return ("、" if language == "zh" else ", ").join(_plain(one, how, language) for one in value[:20]) or UNKNOWN
    if isinstance(value, dict):
        return UNKNOWN
    if how == "money" and isinstance(value, (int, float)):
        return f"¥{value:,.2f}"
    if how == "percent" and isinstance(value, (int, float)):
        return f"{value:g}%"
    if how == "date":
        return _day(str(value), language)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    # A link in what a system or a customer wrote would be shown as if the house had written it.
    return str(value).replace("](", "] (")[:SHOWN]


def _day(value: str, language: str) -> str:
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value[:SHOWN]
    return f"{day.month}月{day.day}日" if language == "zh" else f"{day:%b} {day.day}"
