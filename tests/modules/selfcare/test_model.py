"""What may be chosen for the self-service page, and in what form a search is counted."""

from __future__ import annotations

import pytest

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.selfcare.model import SelfcarePage, SelfcareShelf, changed_fields, checked, countable


def test_it_is_kept_trimmed_and_without_doubles() -> None:
    page = checked(
        SelfcarePage(title_zh=" 帮助  中心 ", shelves=[SelfcareShelf(" 退换货 ", " Returns"), SelfcareShelf("退换货", "R")], hot=["a", "a", "b"])
    )  # fmt: skip
    assert page.title_zh == "帮助 中心"
    assert page.shelves == [SelfcareShelf("退换货", "R")]
    assert page.hot == ["a", "b"]
    assert changed_fields(SelfcarePage(), page) == ["title_zh", "shelves", "hot"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title_zh": "长" * 41}, "title_zh"),
        ({"intro_en": "x" * 201}, "intro_en"),
        ({"title_en": "a\x00b"}, "title_en"),
        ({"hot": [f"a{n}" for n in range(7)]}, "hot"),
        ({"hot": ["../etc/passwd"]}, "hot.0"),
        ({"flows": ["Order Status"]}, "flows.0"),
        ({"shelves": [SelfcareShelf("")]}, "shelves.0.name"),
        ({"shelves": [SelfcareShelf(f"类{n}") for n in range(41)]}, "shelves"),
    ],
)
def test_what_cannot_be_kept_is_told_by_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(SelfcarePage(**change))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_searches_that_read_alike_are_one() -> None:
    assert countable("  怎麼退貨 ") == countable("怎么退货") == "怎么退货"
    assert countable("ＡＢＣ　退货") == "abc 退货"
    assert countable("\u200b \n") == ""
    assert len(countable("退" * 500)) == 60
