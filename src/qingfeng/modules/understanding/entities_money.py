"""Amounts of money in a text: ¥128.5, 3块5, 一百二十八块五, 两万三, 1.5万元, 20美元. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from qingfeng.modules.understanding.numerals import SAID, shown, value

_CURRENCY = {
    "¥": "", "rmb": "", "cny": "", "人民币": "", "元": "", "块": "", "块钱": "", "圆": "", "元钱": "", "yuan": "",
    "$": "USD ", "usd": "USD ", "us$": "USD ", "美元": "USD ", "美金": "USD ", "刀": "USD ", "dollars": "USD ", "dollar": "USD ",
    "港币": "HKD ", "港元": "HKD ", "hkd": "HKD ", "欧元": "EUR ", "€": "EUR ", "eur": "EUR ", "euros": "EUR ", "日元": "JPY ",
    "英镑": "GBP ", "£": "GBP ", "gbp": "GBP ",
}  # fmt: skip
_TIMES = {"": 1, "百": 100, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_MARK = r"¥|rmb|cny|人民币|us\$|\$|usd|€|£|hkd|eur|gbp"
_WORD = r"块钱|块|元钱|元|圆|人民币|rmb|cny|yuan|美元|美金|刀|港币|港元|欧元|日元|英镑|usd|hkd|eur|gbp|dollars?|euros"
_BEFORE = r"(?<!\d[.,])(?<![\dA-Za-z零〇一二两三四五六七八九十百千万亿几第])"
_MARKED = re.compile(rf"(?:{_MARK})\s?(?P<n>{SAID})\s?(?P<times>[万千亿kw](?![a-z]))?(?:{_WORD})?", re.I)
_SAID = re.compile(
    rf"{_BEFORE}(?P<n>{SAID})\s?(?P<times>[百千万亿kw]?)\s?(?P<word>{_WORD})(?:(?P<half>半)|(?P<jiao>{SAID})(?:毛|角)?(?:(?P<fen>[\d一二三四五六七八九])分)?(?![\d.:点月日号个件天元块]))?"
    r"(?![a-z头屏板儿])",
    re.I,
)
_SMALL = re.compile(rf"{_BEFORE}(?P<n>{SAID})(?P<unit>毛|角|分)钱")
_MORE = re.compile(
    r"(?P<n>\d{1,4}(?:\.\d{1,2})?|[一二两三四五六七八九十]{1,3})(?P<times>万)(?P<next>[\d一二三四五六七八九])(?=元|块)"
)


def amounts(line: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and value of each in a plain text; yuan as a number, other money with its code before it. May overlap."""
    for match in _MORE.finditer(line):  # 3万5块
        number, next_ = value(match["n"]), value(match["next"])
        if number is not None and next_ is not None:
            yield match.start(), match.end() + 1, shown(number * 10_000 + next_ * 1000)
    for match in _MARKED.finditer(line):
        found = _times(match["n"], match["times"])
        mark = re.match(_MARK, match[0], re.I)
        if found is not None and mark is not None:
            yield match.start(), match.end(), _CURRENCY[mark[0].lower()] + shown(found)
    for match in _SAID.finditer(line):
        found = _times(match["n"], match["times"])
        if found is not None:
            yield match.start(), match.end(), _CURRENCY[match["word"].lower()] + shown(found + _rest(match))
    for match in _SMALL.finditer(line):
        found = value(match["n"])
        if found is not None:
            yield match.start(), match.end(), shown(found / (100 if match["unit"] == "分" else 10))


def _times(said: str, unit: str | None) -> Decimal | None:
    number = value(said)
    return None if number is None else number * _TIMES[(unit or "").lower()]


def _rest(match: re.Match[str]) -> Decimal:
    """What follows 块: 半, 五 (50 fen), 25 (fen), 五毛三分."""
    if match["half"]:
        return Decimal("0.5")
    part = value(match["jiao"]) if match["jiao"] else None
    if part is None or part >= 100 or part != int(part):
        return Decimal(0)
    fen = value(match["fen"]) if match["fen"] else None
    return (part / 10 if part < 10 else part / 100) + (fen or Decimal(0)) / 100
