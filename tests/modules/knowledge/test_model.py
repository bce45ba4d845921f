from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.knowledge import model
from qingfeng.modules.knowledge.model import ArticleDraft, TemplateDraft
from tests.modules.knowledge.seed import articles, templates

GOOD = ArticleDraft(
    slug="refund-time", title="退款多久到账", category="退换货", body="原路退回。", questions=["钱几天到"]
)
READY = TemplateDraft(
    code="refund-01", category="退款", title="退款已发起", shortcut="tkyfq", body="{{ customer.title }}，已发起。"
)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"slug": "Refund Time"}, "bad_slug", "slug"),
        ({"slug": ""}, "bad_slug", "slug"),
        ({"slug": "a" * 81}, "bad_slug", "slug"),
        ({"title": " "}, "required", "title"),
        ({"title": "题" * 121}, "too_long", "title"),
        ({"category": ""}, "required", "category"),
        ({"body": ""}, "required", "body"),
        ({"body": "文" * 20_001}, "too_long", "body"),
        ({"body": "a\x00b"}, "bad_character", "body"),
        ({"questions": ["问"] * 101}, "too_many", "questions"),
        ({"questions": [""]}, "required", "questions"),
        ({"questions": ["问" * 201]}, "too_long", "questions"),
        ({"tags": ["签"] * 51}, "too_many", "tags"),
        ({"related": ["refund-time"]}, "related_to_itself", "related"),
        ({"locale": "fr"}, "unknown_locale", "locale"),
    ],
)
def test_an_article_that_breaks_a_rule_is_refused_by_field(change: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        model.check_article(msgspec.structs.replace(GOOD, **change))
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"code": "退款"}, "bad_slug", "code"),
        ({"title": ""}, "required", "title"),
        ({"shortcut": "/tk"}, "bad_shortcut", "shortcut"),
        ({"shortcut": "t k"}, "bad_shortcut", "shortcut"),
        ({"shortcut": "t\x00k"}, "bad_shortcut", "shortcut"),
        ({"shortcut": "t" * 21}, "bad_shortcut", "shortcut"),
        ({"body": "字" * 2_001}, "too_long", "body"),
        ({"body": "您好 {{customer.title}"}, "bad_variable", "body"),
        ({"body": "您好 {{称呼}}"}, "bad_variable", "body"),
        ({"body_en": "Hi {{ }}"}, "bad_variable", "body_en"),
    ],
)
def test_a_template_that_breaks_a_rule_is_refused_by_field(change: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        model.check_template(msgspec.structs.replace(READY, **change))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_the_demo_content_keeps_the_rules() -> None:
    for article in articles():
        model.check_article(article)
    for template in templates():
        model.check_template(template)
    assert len(templates()) >= 200


def test_variables_are_filled_and_those_without_a_value_stay_and_are_named() -> None:
    body = "{{customer.title}}，订单 {{ order.no }} 已由{{agent.name}}处理，{{order.no}}，{{order.eta}}。"
    text, missing = model.fill(body, {"customer.title": "张女士", "agent.name": "周敏", "order.eta": " "})
    assert text == "张女士，订单 {{order.no}} 已由周敏处理，{{order.no}}，{{order.eta}}。"
    assert missing == ["order.no", "order.eta"]
    assert model.variables(body) == ["customer.title", "order.no", "agent.name", "order.eta"]


def test_a_value_is_put_in_as_it_is() -> None:
    assert model.fill("{{a}}{{b}}", {"a": "{{b}}", "b": r"\1 \g<0>"}) == (r"{{b}}\1 \g<0>", [])


@given(st.text(max_size=300), st.dictionaries(st.sampled_from(["a", "b.c", "d_e"]), st.text(max_size=10)))
def test_filling_never_fails_and_names_only_what_the_text_asks_for(body: str, values: dict[str, str]) -> None:
    _, missing = model.fill(body, values)
    assert set(missing) <= set(model.variables(body))
