"""A simulated customer: hears by plain words what is asked, and answers as their dialogue says. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from qingfeng.modules.rehearsal.model import Asked, Burst, Dialogue, Person

_CUES: tuple[tuple[Asked, str], ...] = (
    ("confirm", r"确认(?:提交|开票|修改|吗|一下)|确认.{0,6}吗|对吗[?？]?$|shall i (?:submit|issue|book|change|go)"),
    ("tail", r"后四位|尾号.{0,8}(?:告诉|发|多少)|只发 ?4 ?位|last four digits|four digits only"),
    ("order", r"(?:订单号|运单号|单号).{0,14}(?:发给我|发来|多少|告诉|核对)|把订单号|发.{0,4}(?:订单号|单号)|order number|parcel number|our order numbers"),
    ("reason", r"什么原因|为什么(?:要)?退|why would you like to return"),
    ("opened", r"拆封|拆过|使用过|opened or used"),
    ("kind", r"个人抬头还是|个人还是公司|抬头类型|for a person or for a company"),
    ("tax", r"税号|tax number"),
    ("title", r"发票抬头|which name goes"),
    ("day", r"哪天|日期|which day|换一天|choose another|book from tomorrow|understand the day"),
    ("part", r"上午还是下午|morning or afternoon"),
    ("fault", r"描述.{0,6}(?:故障|问题|现象)|什么故障|what is wrong"),
    ("address", r"新的收货地址|新地址|地址.{0,6}(?:不完整|写明)|new address|does not look complete"),
)  # fmt: skip
_HEARD = tuple((asked, re.compile(pattern, re.IGNORECASE)) for asked, pattern in _CUES)
_DATE = re.compile(r"\{date([+-]\d+)\}")
ALIKE = 2
"""Pairs of characters that an offered answer must share with the customer's words to be tapped."""
FILE = "[图片]"
"""A message that is a picture, with no words."""


def asked_for(said: str) -> Asked | None:
    """What the words ask the customer for: of several things, the one that comes last."""
    tail = said.strip().split("\n\n")[-1]
    found: list[tuple[int, Asked]] = []
    for asked, pattern in _HEARD:
        places = [m.start() for m in pattern.finditer(tail)]
        if places:
            found.append((places[-1], asked))
    if any(asked == "confirm" for _, asked in found):
        return "confirm"
    return max(found)[1] if found else None


class Customer:
    """One simulated customer in one conversation. `today`: in the house's zone."""

    def __init__(self, dialogue: Dialogue, person: Person, today: date) -> None:
        self.dialogue = dialogue
        self.person = person
        self.today = today
        self._first = list(dialogue.say)
        self._again = list(dialogue.again)
        self._more = list(dialogue.more)
        self._picked = False
        self._told: dict[Asked, int] = {}
        self.turns = 0

    def opening(self) -> list[str]:
        return self._spoken(self._first.pop(0))

    def hears(self, said: str, offered: Sequence[str] = (), *, met: bool = False) -> list[str] | None:
        """What they write next; None: nothing more. `offered`: answers to tap, where the bot asked which it is; `met`: they have
        what they came for. Raises nothing, whatever is said."""
        if self.turns >= self.dialogue.patience:
            return None
        if self._first:
            return self._spoken(self._first.pop(0))
        asked = asked_for(said)
        answer = self._answer(asked) if asked is not None else None
        if answer is not None:
            return self._spoken(answer)
        picked = self._pick(offered) if offered and not met else None
        if picked is not None:
            return self._spoken(picked)
        left = self._more if met or not self._again else self._again
        return self._spoken(left.pop(0)) if left else None

    def _pick(self, offered: Sequence[str]) -> str | None:
        if self._picked:
            return None
        wanted = self.dialogue.picks
        if wanted:
            found = next((one for one in offered if re.search(wanted, one, re.IGNORECASE)), None)
        else:
            mine = _pairs(
                " ".join(line for burst in self.dialogue.say for line in ([burst] if isinstance(burst, str) else burst))
            )
            found = max(offered, key=lambda one: len(_pairs(one) & mine))
            found = found if len(_pairs(found) & mine) >= ALIKE else None
        self._picked = found is not None
        return found

    @property
    def out_of_patience(self) -> bool:
        return self.turns >= self.dialogue.patience

    def _answer(self, asked: Asked) -> Burst | None:
        known = self.dialogue.answers.get(asked) or self._plain(asked)
        if not known:
            return None
        at = self._told.get(asked, 0)
        self._told[asked] = at + 1
        return known[min(at, len(known) - 1)]

    def _plain(self, asked: Asked) -> list[Burst]:
        """What anybody says who has nothing special to say."""
        if asked == "order":
            return ["{order}"] if self.person.order else []
        if asked == "tail":
            return ["{tail}"] if self.person.tail else []
        if asked == "confirm":
            return ["确认"] if self.dialogue.lang == "zh" else ["yes"]
        return []

    def _spoken(self, burst: Burst) -> list[str]:
        self.turns += 1
        lines = [burst] if isinstance(burst, str) else list(burst)
        return [filled(line, self.person, self.today, self.dialogue.lang) for line in lines]


def _pairs(words: str) -> set[str]:
    plain = re.sub(r"\W+", "", words.casefold())
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def filled(line: str, person: Person, today: date, lang: str = "zh") -> str:
    """`{order}`, `{second}`, `{tail}`, `{parcel}`, `{name}` of the person; `{date+3}` a day, as it is said."""
    for name in ("order", "second", "tail", "parcel", "name"):
        line = line.replace("{" + name + "}", getattr(person, name))
    return _DATE.sub(lambda m: day_said(today + timedelta(days=int(m[1])), lang), line)


def day_said(day: date, lang: str) -> str:
    return f"{day.month}月{day.day}日" if lang == "zh" else f"{day.month}/{day.day}"
