"""Days and times in a text, told for a given now: 明天下午, 下周三, 这个月底, 3月15号晚上8点半, next Monday at 3pm. Pure.

Values are of ISO 8601: `2026-11-24`, `2026-11-24T15:00`; a stretch is `begin/end`. The end of a stretch of days belongs
to it, that of a stretch of hours does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import msgspec

from qingfeng.modules.understanding import entities_days
from qingfeng.modules.understanding.numerals import value

_N = r"(?:\d{1,2}|[零一二两三四五六七八九十]{1,3})"
_PART = "凌晨|清晨|早上|早晨|早间|一早|早|上午|中午|午后|下午|傍晚|晚上|晚间|半夜|夜里|晚"
_HOURS = {
    "凌晨": (0, 6), "清晨": (5, 8), "早上": (6, 9), "早晨": (6, 9), "早间": (6, 9), "一早": (6, 9), "早": (6, 9), "上午": (8, 12),
    "中午": (11, 14), "午后": (12, 18), "下午": (12, 18), "傍晚": (17, 19), "晚上": (18, 24), "晚间": (18, 24), "晚": (18, 24),
    "半夜": (22, 24), "夜里": (22, 24), "morning": (8, 12), "noon": (11, 14), "afternoon": (12, 18), "evening": (18, 22), "night": (20, 24), "tonight": (18, 24),
}  # fmt: skip
_CLOCK = re.compile(
    rf"(?P<h>{_N})(?:点钟?|时(?!候|间|长|效|刻|常|段|不|尚))(?P<m>半|一刻|三刻|整|{_N}分?(?![\d元块个]))?"
    r"|(?<![\d:])(?P<h2>[01]?\d|2[0-4]):(?P<m2>[0-5]\d)(?::[0-5]\d)?(?![\d:])(?:\s?(?P<half>am|pm))?"
    r"|(?<![\d.])(?P<h3>1[0-2]|[1-9])\s?(?P<half3>am|pm|a\.m\.|p\.m\.)(?![a-z])",
    re.I,
)
_OPINION = re.compile(r"\s*(?:意见|建议|问题|疑问|内容|要求|希望|说明|也|都|不|小|点|儿|钱|东西|以上|要说)")
_DAYPART = re.compile(rf"(?P<p>{_PART})")
_DAYPART_EN = re.compile(r"(?:in the |at |this )?\b(?P<p>morning|noon|afternoon|evening|night|tonight)\b", re.I)
_TO = re.compile(r"\s?(?:到|至|-|~|—|–|to|until)\s?", re.I)
_AGO = re.compile(r"(?P<n>\d{1,3}|[半一二两三四五六七八九十]{1,3})个?(?P<unit>半?小时|钟头|分钟|刻钟|hours?|minutes?|mins?)\s?(?P<way>前|之前|以前|后|之后|以后|内|之内|以内|ago)", re.I)  # fmt: skip
_LINK = re.compile(r"[ ,，的]{0,2}(?:at |on |in the |around )?", re.I)


class _Clock(msgspec.Struct, frozen=True):
    """Minutes of the day. `sure`: it cannot be anything else than a time. `halved`: its half of the day is said."""

    end: int
    minutes: int
    sure: bool
    halved: bool


def times(line: str, now: datetime) -> Iterator[tuple[int, int, str]]:
    """Start, end and value of each, in the order of a plain text."""
    at = 0
    while at < len(line):
        try:
            found = _ago(line, at, now) or _at(line, at, now)
        except OverflowError:  # beyond the calendar
            found = None
        if found is None:
            at += 1
            continue
        end, told = found
        yield at, end, told
        at = end


def _at(line: str, at: int, now: datetime) -> tuple[int, str] | None:
    """A day, a part of it and a clock, as many as there are, one behind the other."""
    day = entities_days.read(line, at, now.date())
    here = day.end if day else at
    start, part = _linked(line, here, day is not None)
    span = _part(line, start)
    if span:
        here, part = span
    elif day is None or not day.part:
        part = None
    if day is not None and day.part and span is None:
        part = day.part
    begin, _ = _linked(line, here, day is not None or span is not None)
    clock = _clock(line, begin, loose=day is not None or span is not None)
    if clock is None and day is None and (span is None or not _alone(line, at, here)):
        return None
    if day is not None and day.last != day.first:
        return day.end, f"{day.first}/{day.last}"
    on = day.first if day else now.date()
    if clock is None:
        return (here, _stretch(on, part)) if part else (day.end if day else here, str(on))
    until = _until(line, clock, part)
    first = _when(on, _hours(clock, part))
    if until is None:
        return clock.end, _iso(first)
    last = _when(on, _hours(until, part if not until.halved else None))
    if last <= first:
        last += timedelta(hours=12 if last + timedelta(hours=12) > first and until.minutes < 720 else 24)
    return until.end, f"{_iso(first)}/{_iso(last)}"


def _linked(line: str, here: int, after_something: bool) -> tuple[int, str | None]:
    if not after_something:
        return here, None
    match = _LINK.match(line, here)
    return (match.end() if match else here), None


def _part(line: str, at: int) -> tuple[int, str] | None:
    for pattern in (_DAYPART, _DAYPART_EN):
        match = pattern.match(line, at)
        if match:
            return match.end(), match["p"].lower()
    return None


_ALONE = re.compile(r"上午|中午|下午|晚上|傍晚|凌晨|tonight|(?:in the |this )(?:morning|afternoon|evening)", re.I)


def _alone(line: str, at: int, end: int) -> bool:
    """Whether a part of the day says a time without any day: 下午, not 早."""
    return _ALONE.fullmatch(line, at, end) is not None and not re.match(r"好|安|茶|餐|饭", line[end : end + 1])


def _clock(line: str, at: int, *, loose: bool) -> _Clock | None:
    match = _CLOCK.match(line, at)
    if match is None or (at and line[at - 1].isdigit() and not loose):
        return None
    if match["h"] is None:
        return _figures(match)
    hour, minute = value(match["h"]), _minute(match["m"])
    if hour is None or hour > 24 or minute is None or minute > 59:
        return None
    sure = loose or match["h"].isdigit() or match["m"] is not None or match[0].endswith("钟")
    plain_after = match["m"] is None and _OPINION.match(line, match.end())
    if plain_after or (not sure and not re.match(r"到|至|前|后|左右|之前|之后|以前|以后", line[match.end() : match.end() + 2])):  # fmt: skip
        return None
    return _Clock(match.end(), int(hour) * 60 + minute, sure, hour > 12)


def _figures(match: re.Match[str]) -> _Clock | None:
    hour = int(match["h2"] or match["h3"])
    half = (match["half"] or match["half3"] or "").lower()[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    minutes = hour * 60 + int(match["m2"] or 0)
    return _Clock(match.end(), minutes, True, bool(half) or hour > 12) if minutes <= 1440 else None


def _minute(said: str | None) -> int | None:
    if not said or said == "整":
        return 0
    if said in ("半", "一刻", "三刻"):
        return {"半": 30, "一刻": 15, "三刻": 45}[said]
    found = value(said.rstrip("分"))
    return None if found is None else int(found)


def _hours(clock: _Clock, part: str | None) -> int:
    """Minutes of the day: 下午三点 is 15:00, 晚上十二点 the end of the day, 中午一点 13:00."""
    if clock.halved or part is None or clock.minutes >= 13 * 60:
        return clock.minutes
    begin, end = _HOURS[part]
    if begin >= 17 and clock.minutes >= 720:  # twelve at night
        return 1440 + clock.minutes - 720
    if end > 12 and clock.minutes < begin * 60 and clock.minutes < 720:
        return clock.minutes + 720
    return clock.minutes


def _until(line: str, clock: _Clock, part: str | None) -> _Clock | None:
    link = _TO.match(line, clock.end)
    if link is None:
        return None
    span = _part(line, link.end())
    found = _clock(line, span[0] if span else link.end(), loose=True)
    if found is None or span is None:
        return found
    return _Clock(found.end, _hours(found, span[1]), True, True)


def _ago(line: str, at: int, now: datetime) -> tuple[int, str] | None:
    match = _AGO.match(line, at)
    if match is None:
        return None
    number = 0.5 if match["n"] == "半" else float(value(match["n"]) or 0)
    unit = match["unit"].lower()
    if unit.startswith("半"):
        number += 0.5
    minutes = number * (15 if unit == "刻钟" else 1 if unit.startswith(("分", "min")) else 60)
    step = timedelta(minutes=minutes)
    way = match["way"].lower()
    if "内" in way:
        return match.end(), f"{_iso(now)}/{_iso(now + step)}"
    return match.end(), _iso(now + step if "后" in way else now - step)


def _stretch(on: date, part: str) -> str:
    begin, end = _HOURS[part]
    return f"{_iso(_when(on, begin * 60))}/{_iso(_when(on, end * 60))}"


def _when(on: date, minutes: int) -> datetime:
    return datetime.combine(on, time()) + timedelta(minutes=minutes)


def _iso(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M")
