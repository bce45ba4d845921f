"""What a text states so that another text can contradict it: amounts, spans of time, telephone numbers, yes and no. Pure.

A statement is compared only with one about the same: the words around both share something, or each text has but one
statement of that kind.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

import msgspec

from qingfeng.kernel import text

FactKind = Literal["amount", "share", "time", "workdays", "phone", "yes_no"]
BEFORE, AFTER = 10, 6
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_N = r"(\d+(?:,\d{3})*(?:\.\d+)?|半|[零〇一二两三四五六七八九十百千]{1,7})"
_PHONE = re.compile(
    r"(?<![\d-])(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|(?:400|800)[ -]?\d{3,4}[ -]?\d{3,4}|0\d{2,3}[ -]\d{7,8}|95\d{3,4})(?!\d)"
)
_AMOUNT = re.compile(rf"(?:[¥￥$]\s*(\d+(?:\.\d+)?))|{_N}\s*(万?)(?:元|块钱?|圆|rmb\b|yuan\b|cny\b)", re.I)
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_TIME = re.compile(
    rf"(?<!第){_N}\s*-?\s*(?:个|多)?(工作日|working days?|business days?|分钟|小时|天|日(?![本常期用])|周|星期|礼拜|月|年|minutes?|hours?|days?|weeks?|months?|years?)",
    re.I,
)
_UNITS: dict[str, tuple[str, float]] = {
    "分钟": ("h", 1 / 60), "minute": ("h", 1 / 60), "小时": ("h", 1), "hour": ("h", 1), "天": ("h", 24), "日": ("h", 24),
    "day": ("h", 24), "周": ("h", 168), "星期": ("h", 168), "礼拜": ("h", 168), "week": ("h", 168),
    "月": ("m", 1), "month": ("m", 1), "年": ("m", 12), "year": ("m", 12),
}  # fmt: skip
_YES_NO: tuple[tuple[str, str, str], ...] = (
    ("支持", r"(?<!不)支持", r"不支持|暂不支持"),
    ("可以", r"(?<!不)可以|(?<!不)能够", r"不可以|不能|不可(?=[退换用以])|无法"),
    ("收费", r"(?<!不)收费|自费|付费", r"免费|不收费|不另收"),
    ("需要", r"(?<!不)需要|必须", r"不需要|无需|不用|不必"),
    ("包含", r"(?<!不)包含|(?<!不)包括", r"不包含|不包括"),
    ("提供", r"(?<!不)提供", r"不提供|暂不提供"),
    ("can", r"\bcan\b(?! ?not)", r"\bcannot\b|\bcan'?t\b|\bcan not\b"),
    ("free", r"\bfree\b", r"\bcharged?\b"),
)
_WORD = re.compile(r"[\u4e00-\u9fff]+|[a-z]{3,}")
_EMPTY = frozenset("的了是在内后前为您我们请个到和与或者也都就可以需要大约左右以上以下之")


class Fact(msgspec.Struct, frozen=True):
    """`value` is what is compared; `said` stands in the text; `about`: pieces of the words around it."""

    kind: FactKind
    value: str
    said: str
    about: frozenset[str]


class Difference(msgspec.Struct, frozen=True):
    """One text says this, the other that."""

    kind: FactKind
    here: str
    there: str


def facts(body: str) -> list[Fact]:
    """What a text states, in its order; what is crossed out by a later match of the same place is left out."""
    plain = text.simplify(text.fold(body))
    found: list[Fact] = []
    taken: list[tuple[int, int]] = []

    def take(kind: FactKind, value: str, at: re.Match[str]) -> None:
        if any(a < at.end() and at.start() < b for a, b in taken):
            return
        taken.append(at.span())
        found.append(Fact(kind, value, at[0].strip(), _about(plain, at.start(), at.end())))

    for at in _PHONE.finditer(plain):
        take("phone", re.sub(r"\D", "", at[0]), at)
    for at in _AMOUNT.finditer(plain):
        number = _number(at[1] or at[2])
        take("amount", f"{number * (10_000 if at[3] else 1):g}", at)
    for at in _SHARE.finditer(plain):
        take("share", f"{float(at[1]):g}", at)
    for at in _TIME.finditer(plain):
        number, unit = _number(at[1]), at[2].lower()
        if unit == "工作日" or unit.startswith(("working", "business")):
            take("workdays", f"{number:g}", at)
        elif (unit == "年" and number > 1900) or (unit in ("月", "日") and _is_date(plain, at)):
            continue
        else:
            measure, times = _UNITS[unit if unit in _UNITS else unit.removesuffix("s")]
            take("time", f"{number * times:g}{measure}", at)
    for stem, yes, no in _YES_NO:
        taken.clear()
        for at in re.finditer(no, plain):
            take("yes_no", f"{stem}-", at)
        for at in re.finditer(yes, plain):
            take("yes_no", f"{stem}+", at)
    return found


def _is_date(plain: str, at: re.Match[str]) -> bool:
    """5月1日, 12 月: a day of the calendar and no span of time."""
    return "个" not in at[0] and (at[2] == "月" or plain[: at.start()].rstrip().endswith("月"))


def _number(said: str) -> float:
    if said == "半":
        return 0.5
    if said[0].isdigit() and said[0].isascii():
        return float(said.replace(",", ""))
    total, digit = 0, 0
    for character in said:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return float(total + digit)


def _about(plain: str, begin: int, end: int) -> frozenset[str]:
    """Pairs of characters, and words, of the clause around a place; of the clause before where it stands alone."""
    *_, long = re.split(r"[。！？!?；;\n]", plain[max(0, begin - BEFORE) : begin])
    *_, before = re.split(r"[，,、]", long)
    after = re.split(r"[。！？!?；;，,、\n]", plain[end : end + AFTER])[0]
    return _pieces(before) | _pieces(after) or _pieces(long)


def _pieces(part: str) -> frozenset[str]:
    pieces: set[str] = set()
    for word in _WORD.findall(part):
        if word[0].isascii():
            pieces.add(word)
        else:
            kept = "".join(character for character in word if character not in _EMPTY)
            pieces |= {a + b for a, b in pairwise(kept)}
    return frozenset(pieces)


def differences(here: list[Fact], there: list[Fact]) -> list[Difference]:
    """Where two texts about the same say different things."""
    found: list[Difference] = []
    for kind in dict.fromkeys(fact.kind for fact in here):
        mine = [fact for fact in here if fact.kind == kind]
        theirs = [fact for fact in there if fact.kind == kind]
        known, other = {fact.value for fact in mine}, {fact.value for fact in theirs}
        alone = kind != "yes_no" and len(known) == 1 and len(other) == 1
        for one in mine:
            match = next(
                (
                    two
                    for two in theirs
                    if one.value not in other
                    and two.value not in known
                    and (alone or one.about & two.about)
                    and (kind != "yes_no" or one.value[:-1] == two.value[:-1])
                ),
                None,
            )
            if match and all(before.here != one.said for before in found):
                found.append(Difference(kind, one.said, match.said))
    return found
