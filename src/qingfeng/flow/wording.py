"""Names, dates, states and spans of time as people write them in a message, in Chinese and English. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from qingfeng.kernel.text import pinyin

_HAN = re.compile(r"[\u4e00-\u9fff]")
_COMPOUND = frozenset(
    re.findall("..", "欧阳司马上官诸葛司徒慕容尉迟皇甫令狐宇文长孙端木东方独孤南宫夏侯公孙轩辕司空申屠钟离万俟")
)
_TIERS = {
    "regular": ("普通会员", "Regular member"),
    "silver": ("银卡会员", "Silver member"),
    "gold": ("金卡会员", "Gold member"),
    "black": ("黑金会员", "Black member"),
}
STATUS = {
    "pending": ("待付款", "awaiting payment"),
    "pending_payment": ("待付款", "awaiting payment"),
    "paid": ("已付款，待发货", "paid, being prepared"),
    "shipped": ("已发货", "shipped"),
    "delivered": ("已签收", "delivered"),
    "installed": ("已安装", "installed"),
    "completed": ("已完成", "completed"),
    "cancelled": ("已取消", "cancelled"),
    "refunding": ("退款中", "being refunded"),
    "refunded": ("已退款", "refunded"),
    "exchanging": ("换货中", "being exchanged"),
}
"""States of an order by code."""
_TITLES = {"女士": "Ms.", "小姐": "Ms.", "先生": "Mr.", "太太": "Mrs.", "老师": "", "医生": "Dr.", "教授": "Prof."}
_ZH_DAYS = "一二三四五六日"
_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NEAR = {
    -1: ("昨天", "yesterday"),
    0: ("今天", "today"),
    1: ("明天", "tomorrow"),
    2: ("后天", "the day after tomorrow"),
}
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def surname(name: str) -> str:
    """The family name: the first character of a Chinese name, two of a compound one; the last word of any other."""
    if _HAN.match(name):
        return name[:2] if name[:2] in _COMPOUND and len(name) > 2 else name[:1]
    return name.split()[-1] if name.split() else ""


def latin(name: str) -> str:
    """A Chinese name in letters, family name first (吴国栋: Wu Guodong); any other as it is."""
    if not _HAN.search(name):
        return name
    family = surname(name)
    syllables = pinyin(name, surname=True).split()
    parts = ["".join(syllables[: len(family)]), "".join(syllables[len(family) :])]
    return " ".join(part.title() for part in parts if part)


def place(name: str) -> str:
    """A Chinese place in letters (杭州: Hangzhou); any other as it is."""
    return "".join(pinyin(name).split()).title() if _HAN.search(name) else name


def title(name: str, polite: str, zh: bool) -> str:
    """How a customer is addressed: 张女士, Ms. Zhang. Without a form of address it is the whole name."""
    if zh:
        if not polite:
            return name
        return f"{surname(name)}{polite}" if _HAN.match(name) else f"{name} {polite}"
    known = _TITLES.get(polite, "")
    family = latin(name).split()[0] if _HAN.match(name) else surname(name)
    return f"{known} {family}" if known and family else latin(name)


def tier(code: str, zh: bool) -> str:
    return _TIERS[code][0 if zh else 1] if code in _TIERS else ""


def status(code: str, zh: bool) -> str:
    """An order's state; a code of a shop's own that has no words here is not known."""
    return STATUS[code][0 if zh else 1] if code in STATUS else ""


def day(on: date, today: date, zh: bool, *, year: bool = False) -> str:
    """今天, 7 月 12 日（周六）, 2029 年 5 月 3 日; today, Saturday, 12 July, 3 May 2029. `year`: always with the year."""
    near = _NEAR.get((on - today).days)
    if near is not None and not year:
        return near[0 if zh else 1]
    if year or on.year != today.year:
        return f"{on.year} 年 {on.month} 月 {on.day} 日" if zh else f"{on.day} {_EN_MONTHS[on.month - 1]} {on.year}"
    if zh:
        return f"{on.month} 月 {on.day} 日（周{_ZH_DAYS[on.weekday()]}）"
    return f"{_EN_DAYS[on.weekday()]}, {on.day} {_EN_MONTHS[on.month - 1]}"


def moment(at: datetime, today: date, zh: bool) -> str:
    """A day with its part: 后天下午, tomorrow afternoon. `at` is local."""
    part = 0 if at.hour < 12 else 1 if at.hour < 18 else 2
    if zh:
        return day(at.date(), today, zh) + ("上午", "下午", "晚上")[part]
    words = ("morning", "afternoon", "evening")[part]
    on = day(at.date(), today, zh)
    near = {"today": f"this {words}", "tomorrow": f"tomorrow {words}"}
    return near.get(on) or f"{on}, in the {words}"


def wait_in_words(low: int, high: int, zh: bool) -> str:
    return f"{low}–{high} 分钟" if zh else f"{low}–{high} minutes"


def hours_in_words(weekly: Mapping[str, Sequence[tuple[str, str]]], zh: bool) -> str:
    """A weekly calendar: 每天 09:00–21:00; 周一至周五 09:00–18:00，周六 10:00–16:00. Closed days are left out."""
    spans = [_spans(weekly.get(name, ()), zh) for name in _WEEK]
    found = []
    first = 0
    for number in range(1, 8):
        if number == 7 or spans[number] != spans[first]:
            if spans[first]:
                found.append(f"{_days(first, number - 1, zh)} {spans[first]}")
            first = number
    return ("，" if zh else ", ").join(found)


def _spans(spans: Sequence[tuple[str, str]], zh: bool) -> str:
    if any(start == "00:00" and end in ("24:00", "00:00") for start, end in spans):
        return "24 小时" if zh else "around the clock"
    return ("、" if zh else " and ").join(f"{start}–{end}" for start, end in spans)


def _days(first: int, last: int, zh: bool) -> str:
    if (first, last) == (0, 6):
        return "每天" if zh else "every day"
    if zh:
        return f"周{_ZH_DAYS[first]}" + (f"至周{_ZH_DAYS[last]}" if last > first else "")
    return _EN_DAYS[first] + (f" to {_EN_DAYS[last]}" if last > first else "")
