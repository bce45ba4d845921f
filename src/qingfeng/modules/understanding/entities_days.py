"""Days in a text, told for a given today: 后天, 下周三, 这个月底, 3月15号, 2026-03-15, 三天后, next Monday. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from qingfeng.modules.understanding.numerals import value

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_NEAR = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨儿": -1, "今天": 0, "今日": 0, "今儿": 0, "明天": 1, "明日": 1, "明儿": 1, "后天": 2, "大后天": 3,
    "today": 0, "tomorrow": 1, "yesterday": -1, "the day after tomorrow": 2, "day after tomorrow": 2, "tonight": 0,
}  # fmt: skip
_SHORT = {
    "今晚": (0, "晚"),
    "今早": (0, "早"),
    "明晚": (1, "晚"),
    "明早": (1, "早"),
    "昨晚": (-1, "晚"),
    "昨夜": (-1, "夜里"),
    "后晚": (2, "晚"),
}
_WHICH = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
_WEEKDAY = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6, "末": 5} | {str(n + 1): n for n in range(7)}
_ENGLISH = {name: n for n, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}  # fmt: skip
_FEASTS = {"元旦": (1, 1), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1), "儿童节": (6, 1), "国庆": (10, 1), "十一国庆": (10, 1), "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "618": (6, 18), "圣诞节": (12, 25), "平安夜": (12, 24)}  # fmt: skip


class Day(msgspec.Struct, frozen=True):
    """From `first` to `last`. `end`: where it ends in the text. `part`: of the day, where one word says both."""

    end: int
    first: date
    last: date
    part: str | None = None


def read(line: str, at: int, today: date) -> Day | None:
    """The day that begins at this place of a plain text, if one does."""
    for pattern, told in _RULES:
        match = pattern.match(line, at)
        if match is None:
            continue
        try:
            found = told(match, today)
        except (ValueError, OverflowError):  # no such day, or beyond the calendar
            found = None
        if found is not None:
            return found
    return None


def _one(match: re.Match[str], day: date, part: str | None = None) -> Day:
    return Day(match.end(), day, day, part)


def _near(match: re.Match[str], today: date) -> Day:
    return _one(
        match, today + timedelta(days=_NEAR[match[0].lower()]), "night" if match[0].lower() == "tonight" else None
    )


def _short(match: re.Match[str], today: date) -> Day:
    days, part = _SHORT[match[1]]
    return _one(match, today + timedelta(days=days), part)


def _full(match: re.Match[str], today: date) -> Day:
    year = int(match["y"])
    return _one(match, date(year + 2000 if year < 100 else year, int(match["m"]), int(match["d"])))


def _month_day(match: re.Match[str], today: date) -> Day | None:
    """Without a year: of the years around, the one in which it is nearest."""
    year, month, day = (value(match[name]) if match[name] else None for name in ("y", "m", "d"))
    if month is None or day is None:
        return None
    if year is not None:
        return _one(match, date(int(year), int(month), int(day)))
    near = [_try(today.year + n, int(month), int(day)) for n in (-1, 0, 1)]
    fitting = [one for one in near if one is not None]
    return _one(match, min(fitting, key=lambda one: abs((one - today).days))) if fitting else None


def _try(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(match: re.Match[str], today: date) -> Day:
    """下周三 is of the next week; without a word before it, the next one, today too."""
    monday, day = today - timedelta(days=today.weekday()), _WEEKDAY[match["d"]]
    weekend = match["d"] == "末"
    if match["w"]:
        first = monday + timedelta(days=7 * _WHICH[match["w"]] + day)
    else:
        first = today + timedelta(days=(day - today.weekday()) % 7)
        if weekend and today.weekday() == 6:
            first = today - timedelta(days=1)
    return Day(match.end(), first, first + timedelta(days=1 if weekend else 0))


def _english(match: re.Match[str], today: date) -> Day:
    day, which = _ENGLISH[match["d"].lower()], (match["w"] or "").lower()
    monday = today - timedelta(days=today.weekday())
    if which in ("next", "last"):
        return _one(match, monday + timedelta(days=day + (7 if which == "next" else -7)))
    return _one(match, today + timedelta(days=(day - today.weekday()) % 7))


def _week(match: re.Match[str], today: date) -> Day:
    which = match["w"].lower()
    shift = {"next": 1, "this": 0, "last": -1}.get(which, _WHICH.get(which, 0))
    first = today - timedelta(days=today.weekday()) + timedelta(days=7 * shift)
    return Day(match.end(), first, first + timedelta(days=6))


def _month(match: re.Match[str], today: date) -> Day:
    """下个月, 这个月底 (the last day), 上月初 (the first ten days), 下个月15号."""
    months = today.year * 12 + today.month - 1 + _WHICH[match["w"] or "这"]
    year, month = divmod(months, 12)
    first, last = date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])
    if match["d"]:
        return _one(match, date(year, month + 1, int(value(match["d"]) or 0)))
    part = match["p"] or ""
    if part in ("底", "末"):
        return _one(match, last)
    if part == "初":
        last = first + timedelta(days=9)
    elif part == "中":
        first, last = first + timedelta(days=10), first + timedelta(days=19)
    return Day(match.end(), first, last)


def _year_end(match: re.Match[str], today: date) -> Day:
    year = today.year + {"去": -1, "今": 0, "本": 0, "明": 1, "": 0}[match["y"][:1]]
    return _one(match, date(year, 12, 31))


def _number(match: re.Match[str], today: date) -> Day | None:
    """15号: of this month when it is not over yet, else of the next that has one."""
    day = int(value(match["d"]) or 0)
    for n in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + n, 12)
        found = _try(year, month + 1, day)
        if found is not None and (found >= today or n):
            return _one(match, found)
    return None


def _after(match: re.Match[str], today: date) -> Day | None:
    """三天后, 两周前, 一个月内."""
    number, unit, way = value(match["n"]), match["u"].lower(), match["way"].lower()
    if number is None:
        return None
    back = way in ("前", "之前", "以前", "ago")
    amount = int(number) * (-1 if back else 1)
    if unit.startswith(("月", "month")) or unit == "年":
        year, month = divmod(today.year * 12 + today.month - 1 + amount * (12 if unit == "年" else 1), 12)
        when = date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    else:
        when = today + timedelta(days=amount * (7 if unit.startswith(("周", "星期", "礼拜", "week")) else 1))
    return Day(match.end(), today, when) if "内" in way else _one(match, when)


def _in(match: re.Match[str], today: date) -> Day:
    days = int(match["n"]) * (7 if match["u"].lower().startswith("week") else 1)
    return _one(match, today + timedelta(days=days))


def _feast(match: re.Match[str], today: date) -> Day:
    """Of the years around, the one in which it is nearest."""
    near = (date(today.year + n, *_FEASTS[match[0]]) for n in (-1, 0, 1))
    return _one(match, min(near, key=lambda one: abs((one - today).days)))


_WAY = "之前|以前|前|之后|以后|后|之内|以内|内"
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Day | None]], ...] = (
    (re.compile(r"(?<![\d.-])(?P<y>20\d\d)\s?(?:年|[-/.])\s?(?P<m>1[0-2]|0?[1-9])\s?(?:月|[-/.])\s?(?P<d>3[01]|[12]\d|0?[1-9])(?![\d.])[日号]?"), _full),
    (re.compile(r"(?:(?P<y>20\d\d|二[零〇]二[零一二三四五六七八九])年)?(?<!\d)(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?P<d>3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?![\d])[日号]?"), _month_day),
    (re.compile("|".join(sorted(map(re.escape, _NEAR), key=len, reverse=True)), re.I), _near),
    (re.compile(rf"({'|'.join(_SHORT)})上?"), _short),
    (re.compile(r"(?:(?P<w>上上|下下|上|下|这|本)个?)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天末1-7])(?![\d年岁])"), _weekday),
    (re.compile(r"(?:(?P<w>next|this|last|on)\s+)?\b(?P<d>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", re.I), _english),
    (re.compile(r"(?P<w>上上|下下|上|下|这|本)一?个?(?:周|星期|礼拜)(?![一二三四五六日天末\d])"), _week),
    (re.compile(r"\b(?P<w>next|this|last) week\b", re.I), _week),
    (re.compile(r"(?P<w>上上|下下|上|下|这|本)一?个?月(?:份)?(?:(?P<p>[初中底末])|(?P<d>3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号])?"), _month),
    (re.compile(r"(?<![\d一二三四五六七八九十个满])(?P<w>)月(?P<p>[初中底末])(?P<d>)"), _month),
    (re.compile(r"(?P<y>今年|明年|去年|本年|今|明|去|本|)年[底末]"), _year_end),
    (re.compile(rf"(?P<n>{_N})个?(?P<u>工作日|天|日|周|星期|礼拜|月|年)(?P<way>{_WAY})(?!天)"), _after),
    (re.compile(r"(?P<n>\d{1,3}) (?P<u>days?|weeks?|months?) (?P<way>ago)\b", re.I), _after),
    (re.compile(r"\bin (?P<n>\d{1,3}) (?P<u>days?|weeks?)\b", re.I), _in),
    (re.compile("|".join(sorted(_FEASTS, key=len, reverse=True)) + r"(?!块|元|\d)"), _feast),
    (re.compile(r"(?<![\d一二三四五六七八九十月A-Za-z-])(?P<d>3[01]|[12]\d|[1-9]|[二三]?十[一二三四五六七八九]?|[二三四五六七八九])[号日](?![楼院线店门柜桌车机房仓库码厅馆宿窗信球令召称召机油字])"), _number),
)  # fmt: skip
