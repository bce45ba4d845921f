"""Articles read from tables and Markdown: what is taken, what is refused, and where."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.knowledge.imports import MAX_ARTICLES, ImportChoice, Read, draft_of, read

CHOSEN = ImportChoice(category="售后")


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    text = '\ufeff标题;正文;问法;对象\r\n怎么退货;"先申请，\n再寄回";退货流程|不想要了;坐席\r\n;;;\r\n'
    (found,) = read(text, "csv")
    draft = draft_of(found, CHOSEN)
    assert (draft.title, draft.body, draft.audience, draft.category) == (
        "怎么退货",
        "先申请，\n再寄回",
        "agent",
        "售后",
    )
    assert draft.questions == ["退货流程", "不想要了"]
    assert not draft.published, "imported is not yet told to customers"


def test_markdown_is_cut_at_its_first_level_headings() -> None:
    text = (
        "写在前面，不属于任何文章\n# 怎么退货\n分类：退换\n问法: 退货；退款\nvalid_until: 2027-01-01\n\n"
        "先**申请**。\n备注：这是正文\n\n## 小标题\n```\n# 不是标题\n```\n# How to return\nlocale: en\n\nAsk us.\n"
    )
    first, second = [draft_of(one, CHOSEN) for one in read(text, "markdown")]
    assert (first.title, first.category, first.questions) == ("怎么退货", "退换", ["退货", "退款"])
    assert first.body == "先**申请**。\n备注：这是正文\n\n## 小标题\n```\n# 不是标题\n```"
    assert first.valid_until == datetime(2026, 12, 31, 16, tzinfo=UTC), "a day begins where the house is"
    assert (second.title, second.locale, second.body) == ("How to return", "en", "Ask us.")


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"title": "", "body": "x"}, "title", "required"),
        ({"title": "x", "body": ""}, "body", "required"),
        ({"title": "x" * 121, "body": "x"}, "title", "too_long"),
        ({"title": "x", "body": "x", "audience": "all"}, "audience", "unknown_audience"),
        ({"title": "x", "body": "x", "locale": "fr"}, "locale", "unknown_locale"),
        ({"title": "x", "body": "x", "slug": "Bad Slug"}, "slug", "bad_slug"),
        ({"title": "x", "body": "x", "valid_from": "soon"}, "valid_from", "bad_moment"),
        (
            {"title": "x", "body": "x", "valid_from": "2026-05-02", "valid_until": "2026/05/01"},
            "valid_until",
            "range_backwards",
        ),
    ],
)
def test_a_line_that_cannot_be_taken_says_where_and_why(values: dict[str, str], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        draft_of(Read(2, values), CHOSEN)
    assert (refused.value.field, refused.value.code) == (field, code)


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        ("", "csv", "columns_missing"),
        ("title\nx", "csv", "columns_missing"),
        ("title,body\n", "csv", "nothing_found"),
        ('title,body\n"a,b\n', "csv", "bad_table"),
        ("no heading", "markdown", "nothing_found"),
        ("# a\nb\n" * (MAX_ARTICLES + 1), "markdown", "too_many"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused(text: str, form: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text, form)  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.code) == ("text", code)
