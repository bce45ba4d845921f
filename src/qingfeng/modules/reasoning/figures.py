"""Figures in a text, told alike however they are written: amounts, dates, durations, shares, codes and addresses. Pure.

七天, 7 天 and ７日 are one figure; 百分之五 and 5% are; 1,299元 and ¥1299 are. A numeral in characters counts only before a unit:
一般, 一下 and 统一 are no figures.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import msgspec

from qingfeng.kernel import text as kernel_text
from qingfeng.modules.understanding import public as understanding

_UNITS: dict[str, tuple[str, ...]] = {
    "year": ("周年", "年", "years", "year", "yrs", "yr"),
    "month": ("个月", "月份", "月", "months", "month"),
    "week": ("个星期", "星期", "礼拜", "周", "weeks", "week"),
    "workday": ("个工作日", "工作日", "business days", "business day", "working days", "working day", "workdays"),
    "day": ("个自然日", "自然日", "日", "天", "号", "days", "day"),
    "hour": ("个小时", "小时", "钟头", "hours", "hour", "hrs", "hr"),
    "minute": ("分钟", "minutes", "minute", "mins", "min"),
    "second": ("秒钟", "秒", "seconds", "second"),
    "money": ("人民币", "块钱", "元", "块", "圆", "rmb", "cny", "yuan", "dollars", "usd"),
    "percent": ("%", "percent", "per cent"),
    "discount": ("折",),
    "tenth": ("成",),
    "times": ("倍", "次", "times"),
    "points": ("积分", "分", "points"),
    "degree": ("℃", "度"),
    "distance": ("公里", "千米", "km", "米", "厘米", "cm", "mm", "毫米"),
    "weight": ("公斤", "千克", "kg", "克", "斤"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_UNIT = "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))
_HAN_NUMBER = "零〇一二两三四五六七八九十百千万亿"
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_RANGE = re.compile(rf"({_DIGITS})(?=\s*(?:-|~|–|—|至|到|to)\s*{_DIGITS}\s*({_UNIT}))")
_FIGURE = re.compile(
    rf"(?P<sign>[¥￥$€£])?\s*(?P<n>{_DIGITS})(?P<big>万|亿|千(?!克|米)|k(?![a-z]))?\s*(?P<unit>{_UNIT})?(?![a-z])"
)
_FIGURE_BARE = re.compile(rf"(?P<n>{_DIGITS})")
_SAID = re.compile(rf"([{_HAN_NUMBER}]+(?:点[零〇一二三四五六七八九]+)?)(个半|半)?({_UNIT})")
_SHARE = re.compile(rf"百分之([{_HAN_NUMBER}]+(?:点[零〇一二三四五六七八九]+)?|{_DIGITS})")
_ORDINAL = re.compile(r"(?m)^\s*(?:[-*•]\s*)?(?:第?\s*\d{1,2}\s*[.、)）:：步]|步骤\s*[\d一二三四五六七八九十]+)\s*")
_CODE = re.compile(r"(?<![a-z0-9])(?=[a-z0-9./_-]*\d)(?=[a-z0-9./_-]*[a-z])[a-z0-9]+(?:[-_./][a-z0-9]+)*(?![a-z0-9])")
_LONG = re.compile(r"(?<!\d)\d(?:[ -]?\d){6,}(?!\d)")
_LINK = re.compile(
    r"(?:https?|ftp|javascript|data|vbscript|file|tel|mailto|weixin):[^\s<>\"'）)】\]]*|(?<![\w@.])(?:www\.)?"
    r"(?:[a-z0-9-]+\.)+(?:com|cn|net|org|io|top|xyz|info|vip|shop|site|app|dev|example|test|me|cc|ru)"
    r"(?![a-z0-9])(?:[/?#][^\s<>\"'）)】\]，。；！？、]*)?",
    re.IGNORECASE,
)
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_WHICH = re.compile(r"[哪某几][一1]?(?=[年月日天周号次])")
"""哪一年: it asks for a figure and is none."""
_ENGLISH = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "sixty": "60",
    "ninety": "90", "hundred": "100",
}  # fmt: skip
_SPELLED = re.compile(rf"(?<![a-z])({'|'.join(_ENGLISH)})(?=[ -](?:{_UNIT})(?![a-z]))")


class Figure(msgspec.Struct, frozen=True):
    """`value`: plain, without zeros at the end. `unit`: its kind; empty where none is said."""

    value: str
    unit: str = ""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What a text says that can be looked up word by word. `codes`: numbers of orders, models and the like."""

    figures: frozenset[Figure]
    codes: frozenset[str]
    links: frozenset[str]


def plain(said: str) -> str:
    """One form for what reads alike: half width, lower case, Simplified, digits of any script as 0-9, nothing invisible."""
    folded = kernel_text.simplify(kernel_text.fold(said)).translate(_FORMAL)
    if folded.isascii():
        return folded
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in folded)


def read(said: str) -> Figures:
    """All figures, codes and links of a text."""
    line = plain(said)
    links = frozenset(m[0].rstrip(".,;:!?。，；：！？") for m in _LINK.finditer(line))
    line = _LINK.sub(" ", line)
    codes = {re.sub(r"[^a-z0-9]", "", m[0]) for m in _CODE.finditer(line) if not _is_measure(m[0])}
    codes |= {re.sub(r"\D", "", m[0]) for m in _LONG.finditer(line)}
    line = _CODE.sub(lambda m: m[0] if _is_measure(m[0]) else " ", _LONG.sub(" ", line))
    line = _ORDINAL.sub(" ", line)
    return Figures(figures=frozenset(_figures(line)), codes=frozenset(codes), links=links)


def _is_measure(code: str) -> bool:
    """30min, 50km: a figure with its unit, no code."""
    found = re.fullmatch(r"[\d.]+([a-z]+)", code)
    return found is not None and found[1] in _UNIT_OF


def _figures(line: str) -> set[Figure]:
    found: set[Figure] = set()
    line = _SHARE.sub(lambda m: f" {_number(m[1])}% ", _WHICH.sub(" ", line))
    line = _SPELLED.sub(lambda m: _ENGLISH[m[1]], line)
    line = _SAID.sub(_spelled, line)
    line = _RANGE.sub(lambda m: f" {m[1]}{m[2]} ", line)
    for one in _FIGURE.finditer(line):
        unit = "money" if one["sign"] else _UNIT_OF.get(one["unit"] or "", "")
        value = Decimal(one["n"].replace(",", ""))
        value *= {"万": 10_000, "亿": 100_000_000, "千": 1000, "k": 1000}.get(one["big"] or "", 1)
        found.add(Figure(_shown(value), unit))
    for one in _FIGURE_BARE.finditer(re.sub(_FIGURE, " ", line)):  # before letters: 4g, 5p
        found.add(Figure(_shown(Decimal(one["n"].replace(",", "")))))
    return found


def _spelled(m: re.Match[str]) -> str:
    number = understanding.number_said(m[1])
    if number is None:
        return m[0]
    return f" {_shown(number + (Decimal('0.5') if m[2] else 0))}{m[3]} "


def _number(said: str) -> str:
    number = understanding.number_said(said)
    return said if number is None else _shown(number)


def _shown(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def without(line: str) -> str:
    """A plain line without its figures: what is left are its words."""
    return _FIGURE.sub(" ", _SAID.sub(" ", _SHARE.sub(" ", line)))


def lacking(said: Figures, there: Figures, *, codes: frozenset[str] = frozenset()) -> list[str]:
    """What is said and not there. `codes`: such as may be said besides. A figure is there when its value is, with the
    same unit or where one of both has none."""
    missing = [
        f"{one.value} {one.unit}".strip()
        for one in said.figures
        if not any(o.value == one.value and (o.unit == one.unit or not o.unit or not one.unit) for o in there.figures)
    ]
    missing += [code for code in said.codes if code not in there.codes and code not in codes]
    return sorted(missing) + sorted(link for link in said.links if link not in there.links)
