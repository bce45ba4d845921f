"""What a person must know who takes over: need, what was tried, mood, numbers. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from qingfeng.contracts.bot import BotState
from qingfeng.contracts.messages import Emotion, Message
from qingfeng.kernel import text
from qingfeng.modules.bot import reading

NEED = 200
LINE = 60
SUBSTANCE = 2
"""Characters that must be left of a message, without politeness, for it to be what the customer needs."""

_WORDS = {
    "zh": {
        "need": "诉求：{}",
        "none": "顾客想找人工，还没有说是什么事",
        "tried": "已给过：{}",
        "nothing": "已给过：无",
        "article": "《{}》",
        "unanswered": "“{}”没答上来",
        "mood": "情绪：{}",
        "numbers": "单号：{}",
        "phones": "电话：{}",
        "instruction": "同事先前交代：{}",
        "and": "；",
        "calm": "平静",
        "annoyed": "不满",
        "angry": "愤怒",
    },
    "en": {
        "need": "Need: {}",
        "none": "The customer asks for a person and has not said why",
        "tried": "Already given: {}",
        "nothing": "Already given: nothing",
        "article": '"{}"',
        "unanswered": '"{}" was not answered',
        "mood": "Mood: {}",
        "numbers": "Numbers: {}",
        "phones": "Phone: {}",
        "instruction": "Earlier instruction of a colleague: {}",
        "and": "; ",
        "calm": "calm",
        "annoyed": "annoyed",
        "angry": "angry",
    },
}


def need(messages: Sequence[Message], language: str) -> str:
    """The customer's last words that say what they want, telephone numbers masked."""
    for message in reversed(messages):
        if message.author.kind == "customer" and _has_substance(message, language):
            return text.clip(reading.mask(" ".join(message.text.split())), NEED)
    return _WORDS[language]["none"]


def _has_substance(message: Message, language: str) -> bool:
    read = reading.read(message.text, language)
    if read.idle or read.unhelpful:
        return False
    return bool(read.orders) or len("".join(read.rest.split())) >= SUBSTANCE


def summary(messages: Sequence[Message], state: BotState, emotion: Emotion, wanted: str, language: str) -> str:
    """A few lines for the desk, in the conversation's language."""
    words = _WORDS[language]
    lines = [words["need"].format(wanted), _tried(state, words), words["mood"].format(words[emotion])]
    said = [m.text for m in messages if m.author.kind == "customer"]
    numbers = list(dict.fromkeys(no for s in said for no in reading.order_numbers(s)))
    phones = list(dict.fromkeys(reading.mask(p) for s in said for p in reading.phones(s)))
    if numbers:
        lines.append(words["numbers"].format(", ".join(numbers[-5:])))
    if phones:
        lines.append(words["phones"].format(", ".join(phones[-3:])))
    if state.instruction:
        lines.append(words["instruction"].format(text.clip(reading.mask(state.instruction), NEED)))
    return "\n".join(lines)


def _tried(state: BotState, words: dict[str, str]) -> str:
    if not state.tried:
        return words["nothing"]
    found = []
    for one in state.tried[-4:]:
        if one.get("id"):
            found.append(words["article"].format(one.get("title", "")))
        else:
            found.append(words["unanswered"].format(text.clip(one.get("question", ""), LINE)))
    return words["tried"].format(words["and"].join(dict.fromkeys(found)))
