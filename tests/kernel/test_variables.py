"""Variables of a text: filled in, left out, named when they are missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.variables import check, fill, names, plain


def test_variables_are_filled_and_those_without_a_value_stay_and_are_named() -> None:
    body = "{{customer.title}}，订单 {{ order.no }} 已由{{agent.name}}处理，{{order.no}}，{{order.eta}}。"
    text, missing = fill(body, {"customer.title": "张女士", "agent.name": "周敏", "order.eta": " "})
    assert text == "张女士，订单 {{order.no}} 已由周敏处理，{{order.no}}，{{order.eta}}。"
    assert missing == ["order.no", "order.eta"]
    assert names(body) == ["customer.title", "order.no", "agent.name", "order.eta"]


def test_a_fallback_stands_in_for_what_is_not_known() -> None:
    body = "{{customer.title|您}}好，{{ order.no | 您的订单 }}已收到{{order.eta|}}。"
    assert fill(body, {}) == ("您好，您的订单已收到。", [])
    assert fill(body, {"customer.title": "张女士", "order.no": "A1"}) == ("张女士好，A1已收到。", [])
    assert names(body) == ["customer.title", "order.no", "order.eta"]
    assert plain(body) == "好，已收到。"


def test_a_value_is_put_in_as_it_is() -> None:
    assert fill("{{a}}{{b}}", {"a": "{{b}}", "b": r"\1 \g<0>"}) == (r"{{b}}\1 \g<0>", [])


@pytest.mark.parametrize("body", ["{{Customer}}", "{{a|b|c}}", "{{a|{b}}}", "{{a", "a}}", "{{}}", "{{a|\n}}"])
def test_braces_that_are_no_variable_are_refused(body: str) -> None:
    with pytest.raises(Invalid) as refused:
        check("body", body)
    assert (refused.value.code, refused.value.field) == ("bad_variable", "body")


@given(st.text(max_size=300), st.dictionaries(st.sampled_from(["a", "b.c", "d_e"]), st.text(max_size=10)))
def test_filling_never_fails_and_names_only_what_the_text_asks_for(body: str, values: dict[str, str]) -> None:
    _, missing = fill(body, values)
    assert set(missing) <= set(names(body))
