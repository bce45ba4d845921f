"""Numbers as they are written and said: 128.5, 1,299, 三百五, 两万三千, 3万5, 十二点五. Pure."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

HAN = "零〇一二两三四五六七八九十百千万亿半"
SAID = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d{1,4})?|[零〇一二两三四五六七八九十百千万亿]{1,12}(?:点[零〇一二三四五六七八九]{1,4})?)"
"""A number in figures or in characters."""
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNIT = {"十": 10, "百": 100, "千": 1000}
_GROUP = {"万": 10_000, "亿": 100_000_000}


def value(said: str) -> Decimal | None:
    """What a number is; None when it is none (一二十, 百百)."""
    plain = said.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Decimal(plain)
    whole, _, part = plain.partition("点")
    number = _whole(whole)
    if number is None:
        return None
    if not part:
        return Decimal(number)
    if any(c not in _DIGIT for c in part):
        return None
    try:
        return Decimal(f"{number}.{''.join(str(_DIGIT[c]) for c in part)}")
    except InvalidOperation:
        return None


def _whole(said: str) -> int | None:
    """In characters. After a unit a last digit counts the next smaller unit: 三百五 is 350, 三百零五 is 305."""
    if not said:
        return None
    if len(said) > 1 and all(c in _DIGIT for c in said):  # read digit by digit: 二零二六
        return int("".join(str(_DIGIT[c]) for c in said))
    total = section = 0
    digit: int | None = None
    last, zero, smallest = 0, False, 0
    for char in said:
        if char in _DIGIT:
            if digit is not None and digit != 0:
                return None
            digit, zero = _DIGIT[char], zero or char in "零〇"
        elif char in _UNIT:
            unit = _UNIT[char]
            if (smallest and unit >= smallest) or (digit == 0) or (digit is None and unit != 10):
                return None
            section += (1 if digit is None else digit) * unit
            digit, last, zero, smallest = None, unit, False, unit
        else:
            unit = _GROUP[char]
            section += digit or 0
            if not section or (total and unit >= total):
                return None
            total += section * unit
            section, digit, last, zero, smallest = 0, None, unit, False, 0
    if digit is None:
        return total + section
    return total + section + digit * (last // 10 if last >= 100 and not zero else 1)


def shown(number: Decimal) -> str:
    """Without zeros at the end: 128.5, 300."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
