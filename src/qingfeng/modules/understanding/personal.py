"""Personal data in a text: identity cards, telephone numbers, bank cards, plates, addresses, e-mail. Pure, by rules.

Numbers are told by their checksums and by what stands before them: a card has a checksum (Luhn's, ISO/IEC 7812), an
issuer's first digits and their length; an identity card a checksum (GB 11643, ISO 7064 MOD 11-2), a province and a
date of birth. A number that is called an order's is none of a card. Digits may be wide, Chinese or in groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec

from qingfeng.modules.understanding.addresses import addresses
from qingfeng.modules.understanding.plain import digits, with_places

Kind = Literal["id_card", "phone", "bank_card", "plate", "address", "email"]
LOOKED_AT = 20_000
BEFORE = 14
"""Characters before a number that may say what it is."""


class Found(msgspec.Struct, frozen=True):
    """`start`, `end`: places in the text as it was written. `value`: plain, without blanks and hyphens in numbers."""

    kind: Kind
    start: int
    end: int
    value: str


_NUMBER = re.compile(r"(?<![\dA-Za-z])\d(?:[ \-·.]?\d){10,22}(?:[ \-]?[xX])?(?![\dA-Za-z])")
_PHONE = re.compile(
    r"(?<![\dA-Za-z])(?:(?:\+|00)?86[ \-]?)?1[3-9]\d(?:[ \-·.]?\d){8}(?!\d|[ \-]\d{4})"
    r"|(?<![\dA-Za-z])\(?0(?:10|2[0-9]|[3-9]\d{2})\)?[ \-]?[2-8]\d{2,3}[ \-]?\d{4}(?!\d)(?:[ \-转]\d{1,5}(?!\d))?"
)
_ORDER = re.compile(
    r"(?:订单|单号|运单|快递|物流|流水|工单|编号|序列|条码|交易|退款单|服务单|order|tracking|parcel|serial|\bs/?n\b|\bno\.?)"
    r"[^。！？!?,，;；\n\d]{0,8}$",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"(?:卡|银行|账号|账户|信用|储蓄|尾号|card|visa|master|account)[^。！？!?\n\d]{0,10}$", re.IGNORECASE
)
_GROUPED = re.compile(r"\d{4}([ \-])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ \-])\d{6}\2\d{5}|\d{6}[ \-]\d{10,13}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?![\w-])")
_PLATE = re.compile(
    r"(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·.\-]?"
    r"(?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|[A-HJ-NP-Z]{1,2}[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9]?|[A-HJ-NP-Z0-9]{5}|[A-HJ-NP-Z0-9]{4}[挂学警港澳])"
    r"|[A-HJ-NP-Z0-9]{3}\d{3}使|使\d{6}|[A-HJ-NP-Z0-9]{5}领)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83,
}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def find(text: str) -> list[Found]:
    """All that is found, in the order of the text, nothing inside another."""
    plain, places = with_places(text[:LOOKED_AT])
    figures = digits(plain)
    taken: list[Found] = []

    def put(kind: Kind, start: int, end: int, value: str) -> None:
        a, b = places[start], places[end - 1] + 1
        if not any(one.start < b and a < one.end for one in taken):
            taken.append(Found(kind, a, b, value))

    for match in _EMAIL.finditer(plain):
        put("email", *match.span(), match[0])
    for source in (figures, plain) if figures != plain else (plain,):
        for kind, start, end in _numbers(source):
            put(kind, start, end, re.sub(r"[ \-·.()]", "", source[start:end]).upper())
    for match in _PLATE.finditer(plain):
        put("plate", *match.span(), re.sub(r"[ ·.\-]", "", match[0]).upper())
    for start, end in addresses(plain):
        put("address", start, end, plain[start:end])
    return sorted(taken, key=lambda one: one.start)


def mask(text: str) -> str:
    """The text with what was found replaced by stars, but the first and the last characters of a number."""
    out: list[str] = []
    at = 0
    for one in find(text):
        shown = text[one.start : one.end]
        keep = 3 if one.kind in ("phone", "id_card", "bank_card") else 1
        tail = 4 if keep == 3 else 0
        out += [text[at : one.start], shown[:keep], "*" * max(0, len(shown) - keep - tail), shown[len(shown) - tail :]]
        at = one.end
    return "".join([*out, text[at:]])


def _numbers(line: str) -> Iterator[tuple[Kind, int, int]]:
    for match in _NUMBER.finditer(line):
        start, end = match.span()
        bare = re.sub(r"\D", "", match[0])
        before = line[max(0, start - BEFORE) : start]
        ends_in_x = match[0][-1] in "xX"
        if is_id_card(bare + "X" if ends_in_x else bare) or (len(bare) == 15 and "身份证" in before and _born(bare[6:12], 1900)):  # fmt: skip
            yield "id_card", start, end
        elif not ends_in_x and is_bank_card(match[0], before):
            yield "bank_card", start, end
    for match in _PHONE.finditer(line):
        yield "phone", *match.span()


def is_id_card(number: str) -> bool:
    """Seventeen digits and a check character that fits, of a province, born on a day there was."""
    if len(number) != 18 or not number[:17].isdigit() or int(number[:2]) not in _PROVINCES:
        return False
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return number[17].upper() == "10X98765432"[total % 11] and _born(number[6:14])


def _born(day: str, century: int = 0) -> bool:
    try:
        born = date(century + int(day[:-4]), int(day[-4:-2]), int(day[-2:]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2099


def luhn(number: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    doubled = (int(d) * (1 + at % 2) for at, d in enumerate(reversed(number)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def is_bank_card(written: str, before: str) -> bool:
    """By checksum, issuer and length, as it is written and after what. Numbers that begin like a year or a day
    (20, 22 to 27) are cards only when they are called so: orders begin like that."""
    number = re.sub(r"\D", "", written)
    if not 13 <= len(number) <= 19 or not luhn(number):
        return False
    named = bool(_CARD.search(before))
    if _ORDER.search(before) and not named:
        return False
    if number.startswith("62"):
        return len(number) >= 16
    likely = named or bool(_GROUPED.fullmatch(written))
    if number[0] == "4" or "51" <= number[:2] <= "55":
        return len(number) == 16 or (likely and number[0] == "4" and len(number) in (13, 19))
    if number.startswith(("34", "37")):
        return len(number) == 15 and likely
    others = (
        "2221" <= number[:4] <= "2720" or "3528" <= number[:4] <= "3589" or number.startswith(("6011", "65", "9558", "60", "81"))
    )  # fmt: skip
    return likely and others and len(number) >= 16
