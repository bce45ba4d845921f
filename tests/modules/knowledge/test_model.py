from __future__ import annotations

import msgspec
import pytest

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
