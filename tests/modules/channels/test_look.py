"""What may be chosen of a web chat's look: trimmed, checked, refused by field; colours that can be read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.channels.contrast import ENOUGH, best, contrast, nearby
from qingfeng.modules.channels.look import Both, BothLists, Look, changed_fields, checked

GOOD = Look(name="清和家电")
COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#0B7F79", "#0B7F79") == 1


@given(COLOURS)
def test_the_nearby_colour_can_be_read_and_a_readable_one_stays(colour: str) -> None:
    near = nearby(colour)
    assert best(near) >= ENOUGH
    assert (near == colour) == (best(colour) >= ENOUGH)


def test_a_look_is_kept_trimmed() -> None:
    kept = checked(
        replace(
            GOOD,
            name="  清和 \n 家电 ",
            color="#0b7f79",
            launcher=Both(" 在线客服 ", ""),
            questions=BothLists([" 怎么退货 ", "", "怎么退货"], ["How do I return it?"]),
            sites=[
                "https://www.Example.com/shop?a=1",
                "www.example.com",
                "http://localhost:8080",
                "https://例子.cn:443",
                "",
            ],
        )
    )
    assert (kept.name, kept.color, kept.launcher.zh) == ("清和 家电", "#0B7F79", "在线客服")
    assert kept.questions.zh == ["怎么退货"]
    assert kept.sites == ["https://www.example.com", "http://localhost:8080", "https://xn--fsqu00a.cn"]
    assert checked(kept) == kept, "what was kept is kept as it is"
    assert changed_fields(GOOD, kept) == ["name", "launcher", "questions", "sites"]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": "  "}, "empty", "name"),
        ({"name": "长" * 41}, "too_long", "name"),
        ({"name": "a\x00b"}, "bad_character", "name"),
        ({"color": "red"}, "bad_colour", "color"),
        ({"color": "#0B7F79\n"}, "bad_colour", "color"),
        ({"offset_x": -1}, "out_of_range", "offset_x"),
        ({"offset_y": 401}, "out_of_range", "offset_y"),
        ({"languages": []}, "empty", "languages"),
        ({"languages": ["en", "en"]}, "empty", "languages"),
        ({"launcher": Both("长" * 21, "")}, "too_long", "launcher.zh"),
        ({"questions": BothLists(["好", "长" * 61])}, "too_long", "questions.zh.1"),
        ({"questions": BothLists([str(n) for n in range(7)])}, "too_many", "questions.zh"),
        ({"sites": ["https://a.example", "ftp://a.example"]}, "bad_site", "sites.1"),
        ({"sites": ["https://*.example.com"]}, "bad_site", "sites.0"),
        ({"sites": ["https://me:pw@example.com"]}, "bad_site", "sites.0"),
        ({"sites": ["https://[::1"]}, "bad_site", "sites.0"),
        ({"sites": [f"https://s{n}.example" for n in range(51)]}, "too_many", "sites"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(replace(GOOD, **change))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_colour_that_nothing_can_be_read_on_comes_with_one_that_works() -> None:
    with pytest.raises(Invalid) as refused:
        checked(replace(GOOD, color="#7D7D7D"))
    suggestion = str(refused.value.params["suggestion"])
    assert refused.value.code == "low_contrast"
    assert checked(replace(GOOD, color=suggestion)).color == suggestion
