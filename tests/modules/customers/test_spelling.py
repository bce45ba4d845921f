"""One spelling for every way to write a number or an address, and how little of it a screen shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.modules.customers.public import masked, normal

_WIDE = str.maketrans("0123456789+-() ", "０１２３４５６７８９＋－（）\u3000")
_MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
_LANDLINE = st.sampled_from([("10", 8), ("21", 8), ("571", 8), ("755", 8), ("891", 7)])


def spellings(national: str, trunk: str, cuts: tuple[int, ...]) -> list[str]:
    parts = [national[a:b] for a, b in zip((0, *cuts), (*cuts, None), strict=True)]
    plain = [trunk + national, trunk + "-".join(parts), trunk + " ".join(parts), f" {trunk}{national}\n"]
    abroad = [f"{code}{sep.join(parts)}" for code in ("+86", "+86 ", "+86-", "0086", "0086 ") for sep in ("", " ", "-")]
    return [*plain, *abroad, f"({trunk}{parts[0]}) {'-'.join(parts[1:])}", f"tel:+86-{'-'.join(parts)}"]


@given(_MOBILE)
def test_a_mobile_number_has_one_spelling(number: str) -> None:
    for text in [*spellings(number, "", (3, 7)), f"86{number}"]:
        assert normal("phone", text) == f"+86{number}", text
        assert normal("phone", text.translate(_WIDE)) == f"+86{number}", text


@given(_LANDLINE, st.integers(2 * 10**6, 8 * 10**7))
def test_a_landline_has_one_spelling(area: tuple[str, int], rest: int) -> None:
    code, digits = area
    local = str(rest)[:digits].ljust(digits, "6")
    for text in spellings(code + local, "0", (len(code), len(code) + 4)):
        assert normal("phone", text) == f"+86{code}{local}", text
        assert normal("phone", text.translate(_WIDE)) == f"+86{code}{local}", text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+1 415 555 2671", "+14155552671"),
        ("00852 9123 4567", "+85291234567"),
        ("+886 2 2720 8889", "+886227208889"),
        ("", None),
        ("1", None),
        ("没有", None),
        ("1380013800013800138000", None),
        ("张文静", None),
    ],
)
def test_other_numbers(text: str, expected: str | None) -> None:
    assert normal("phone", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Lin.Yue@Example.COM ", "lin.yue@example.com"),
        ("ｌｉｎ．ｙｕｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "lin.yue@example.com"),
        ("lin@example。com", "lin@example.com"),
        ("lin@例子.中国", "lin@例子.中国"),
        ("lin@example", None),
        ("a@b@example.com", None),
        ("lin yue@example.com", None),
        ("lin\x00@example.com", None),
        ("lin\u202e@example.com", None),
        ("@example.com", None),
        (f"{'a' * 65}@example.com", None),
    ],
)
def test_addresses(text: str, expected: str | None) -> None:
    assert normal("email", text) == expected


@given(st.sampled_from(["phone", "email", "external", "openid"]), st.text(max_size=220))
def test_a_spelling_is_final_and_storable(kind: str, text: str) -> None:
    once = normal(kind, text)
    if once is not None:
        assert normal(kind, once) == once
        assert 0 < len(once) <= 300
        assert "\x00" not in once


def test_two_long_numbers_that_begin_alike_are_two() -> None:
    assert normal("external", "x" * 200) == "x" * 200
    assert normal("external", "x" * 201) is None


@given(_MOBILE)
def test_a_mask_hides_the_middle(number: str) -> None:
    shown = masked("phone", f"+86{number}")
    assert shown == f"{number[:3]}****{number[-4:]}"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "+861062345678", "106****5678"),
        ("phone", "+14155552671", "+14****2671"),
        ("phone", "+8695588", "****"),
        ("email", "lin.yue@example.com", "l***@example.com"),
        ("openid", "oABCD1234567890xyz", "oABC…0xyz"),
        ("external", "A-1", "A-1"),
    ],
)
def test_masks(kind: str, value: str, shown: str) -> None:
    assert masked(kind, value) == shown


def test_a_number_of_one_town_without_its_area_code_is_nobodys() -> None:
    assert normal("phone", "5551234") is None
    assert normal("phone", "87654321") is None
    assert normal("phone", "1380013800") is None  # a mobile that lacks a digit
    assert normal("phone", "010-65551234") == "+861065551234"
    assert normal("phone", "021-87654321") == "+862187654321"
    assert normal("phone", "400-820-8820") == "+864008208820"
    assert normal("phone", "+1 212 555 0100") == "+12125550100"
