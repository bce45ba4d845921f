"""Whether what a bot says has a source: every amount, date, number and policy figure of it. Pure.

A figure is told from the words around it: "1–3 个工作日" is one, and is not made true by a "1 个工作日" here and a "3 个工作日"
there. What no article, no answer of a business system and no word of the customer holds is ungrounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from qingfeng.kernel import text

_UNIT = (
    r"个工作日|工作日|个工作小时|个小时|小时|分钟|天|周|个月|年|元|块|折|%|次|公里|米|厘米|毫米|度|匹|分(?!钟|享|别|开|仓)|月|日|号|点|张|"
    r"working days?|business days?|hours?|minutes?|days?|weeks?|months?|years?|yuan|cny|points?|km|metres?|mm|cm"
)
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?P<code>\b[a-z]{{2,4}}\d{{6,20}}\b)"
    rf"|(?P<iso>\b20\d\d-\d\d-\d\d\b)"
    rf"|(?P<day>\d{{1,2}}月\d{{1,2}}日)"
    rf"|(?P<money>[¥$]|cny ?)?(?P<low>{_NUMBER})(?:\s*(?:–|—|-|~|to|至|到)\s*(?P<high>{_NUMBER}))?\s*(?P<unit>{_UNIT})?",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?:例如|比如|such as|for example|an example is)[^。；;\n]*", re.IGNORECASE)
_LISTED = re.compile(r"(?m)^\s*\d{1,2}[.、)]\s*")
_ONE = {"个工作日": "工作日", "个小时": "小时", "块": "元", "号": "日", "cny": "元", "yuan": "元", "business day": "working day"}  # fmt: skip
_DAYS = tuple((re.compile(pattern, re.IGNORECASE), after) for pattern, after in ((r"今天|今日|today", 0), (r"明天|明日|明儿|tomorrow", 1), (r"(?<!大)后天|day after tomorrow", 2), (r"大后天", 3)))  # fmt: skip
_WEEK = re.compile(r"周[一二三四五六日末天]|星期|礼拜|(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
SAFETY = "110 119 120"
"""Emergency numbers of the country, which need no source."""
LONG = 5
"""Digits from which a number without a unit is one that must come from somewhere."""


def figures(said: str, *, all_: bool = False) -> list[str]:
    """The figures in these words, each in one way of writing: "1-3 工作日", "254 元", "zx2623123190", "day 11-24". `all_`: those
    without a unit, too."""
    plain = _LISTED.sub("", _plain(said) if all_ else _EXAMPLE.sub(" ", _plain(said)))
    found = []
    for match in _FIGURE.finditer(plain):
        one = _figure(match, all_=all_)
        if one:
            found.append(one)
    return list(dict.fromkeys(found))


def _figure(match: re.Match[str], *, all_: bool) -> str:
    if match["code"]:
        return match["code"].lower()
    if match["iso"]:
        return _day(match["iso"])
    if match["day"]:
        month, day = re.findall(r"\d+", match["day"])
        return f"day {int(month)}-{int(day)}"
    unit = (match["unit"] or ("元" if match["money"] else "")).lower()
    unit = unit.removesuffix("s") if unit.isascii() and unit != "points" else unit
    unit = _ONE.get(unit, unit)
    low, high = _number(match["low"]), _number(match["high"])
    if high:
        return f"{low}-{high} {unit}".strip()
    if unit or all_ or len(low) >= LONG:
        return f"{low} {unit}".strip()
    return ""


def _number(written: str | None) -> str:
    if not written:
        return ""
    plain = written.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _plain(said: str) -> str:
    return text.simplify(text.fold(said)).replace("**", "")


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"day {day.month}-{day.day}"


class Sources:
    """What may be said: figures of articles, with their units; numbers of a business system and of the customer, with or
    without."""

    def __init__(self, articles: Iterable[str] = ()) -> None:
        self._exact: set[str] = set()
        self._free: set[str] = set(SAFETY.split())
        for one in articles:
            self.article(one)

    def article(self, words: str) -> None:
        self._exact.update(figures(words, all_=True))

    def customer(self, words: str) -> None:
        self._free.update(_bare(one) for one in figures(words, all_=True))
        self._exact.update(figures(words, all_=True))

    def days(self, words: str, today: date) -> None:
        """Days that the customer names by what they are to today."""
        for pattern, after in _DAYS:
            if pattern.search(words):
                self._free.add(_day((today + timedelta(days=after)).isoformat()))
        if _WEEK.search(words):
            self._free.update(_day((today + timedelta(days=n)).isoformat()) for n in range(15))

    def system(self, value: Any) -> None:
        """An answer of a business system, or what it was given."""
        if isinstance(value, dict):
            for one in value.values():
                self.system(one)
        elif isinstance(value, (list, tuple)):
            self._free.add(str(len(value)))
            for one in value:
                self.system(one)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            self._free.add(_number(f"{value:.4f}") if isinstance(value, float) else str(value))
        elif isinstance(value, str):
            self.customer(value)

    def lacks(self, said: str) -> list[str]:
        """The figures in these words that have no source."""
        return [one for one in figures(said) if one not in self._exact and _bare(one) not in self._free]


def _bare(figure: str) -> str:
    return figure if figure.startswith("day ") else figure.partition(" ")[0]
