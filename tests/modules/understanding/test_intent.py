"""Intents learned from a dozen examples each: right, sure when right, silent about what was never learned."""

from __future__ import annotations

import pytest

from qingfeng.kernel.clock import rng
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding.public import (
    OUT_OF_SCOPE,
    Example,
    IntentModel,
    clashes,
    dump,
    fits,
    read,
    train,
)
from qingfeng.ports.embed import Encoder
from tests.modules.understanding.examples import ask, learn, others
from tests.ports.encoders import PairEncoder


def test_new_wordings_are_told_and_the_sure_ones_are_right(model: IntentModel, encoder: Encoder) -> None:
    asked = ask()
    found = read(model, [one.text for one in asked], encoder)
    right = [one.intent for one in asked] == [one.top[0].intent for one in found]
    wrong = [(a.text, b.top) for a, b in zip(asked, found, strict=True) if a.intent != b.top[0].intent]
    assert right or len(wrong) <= 1, wrong
    assert sum(one.in_scope for one in found) >= len(found) - 2
    assert all(0 <= one.confidence <= 1 for one in found)


def test_what_was_never_learned_is_out_of_scope_and_has_no_intent(model: IntentModel, encoder: Encoder) -> None:
    found = read(model, others(), encoder)
    assert sum(not one.in_scope for one in found) >= len(found) - 1
    assert all((one.intent is None) != one.in_scope for one in found)


def test_three_at_most_with_margins_that_add_up(model: IntentModel, encoder: Encoder) -> None:
    (found,) = read(model, ["快递到哪了"], encoder)
    assert found.top[0].intent == "parcel"
    assert len({one.intent for one in found.top}) == 3
    assert all(one.margin >= 0 for one in found.top)
    two = train([one for one in learn() if one.intent in ("parcel", "human")], encoder, rng(1))
    (found,) = read(two, ["转人工"], encoder)
    assert [one.intent for one in found.top] == ["human", "parcel"]


def test_width_script_case_and_invisible_characters_change_nothing(model: IntentModel, encoder: Encoder) -> None:
    plain, *same = read(
        model, ["发票抬头写错了OK", "發票抬頭寫錯了OK", "发票抬头写错了ＯＫ", "发票\u200b抬头\u2060写错了ok"], encoder
    )
    assert all(one == plain for one in same)


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200d\ufeff" * 500, "😀😀😀", "a" * 100_000, "的" * 100_000])
def test_texts_without_sense_are_read_and_not_taken_for_an_intent(
    model: IntentModel, encoder: Encoder, text: str
) -> None:
    (found,) = read(model, [text], encoder)
    assert found.intent is None


def test_the_same_seed_gives_the_same_bytes(encoder: Encoder) -> None:
    few = [one for one in learn() if one.intent in ("parcel", "refund", "repair")]
    assert dump(train(few, encoder, rng(3))) == dump(train(few, encoder, rng(3)))
    assert dump(train(few, encoder, rng(3))) != dump(train(few[1:], encoder, rng(3)))


def test_many_examples_are_learned_by_the_machine_for_many() -> None:
    examples = [
        Example(f"{text}{end}", intent)
        for text, intent in ((one.text, one.intent) for one in learn())
        for end in ("", "啊", "，谢谢", "？")
    ]
    encoder = PairEncoder()
    made = train(examples, encoder, rng(1))
    assert not made.header.few
    asked = [one for one in ask() if one.intent in ("parcel", "invoice", "coupon")]
    found = read(made, [one.text for one in asked], encoder)
    assert sum(a.intent == b.top[0].intent for a, b in zip(asked, found, strict=True)) >= len(asked) - 1


def test_without_an_encoder_words_alone_do(encoder: Encoder) -> None:
    made = train(learn(), None, rng(1))
    assert made.header.encoder is None
    assert fits(made, None)
    assert fits(made, encoder)
    asked = ask()
    found = read(made, [one.text for one in asked], None)
    assert sum(a.intent == b.top[0].intent for a, b in zip(asked, found, strict=True)) >= 0.7 * len(asked)
    silent = PairEncoder()
    read(made, ["转人工"], silent)
    assert silent.asked == 0


def test_a_model_is_for_the_encoder_it_was_learned_with(model: IntentModel, encoder: Encoder) -> None:
    assert fits(model, encoder)
    assert not fits(model, None)
    assert not fits(model, PairEncoder())


def test_examples_of_none_say_what_is_out_of_scope(encoder: Encoder) -> None:
    made = train([*learn(), *(Example(text, OUT_OF_SCOPE) for text in others())], encoder, rng(1))
    assert OUT_OF_SCOPE not in made.header.labels
    assert not any(one.in_scope for one in read(made, others(), encoder)[:3])


@pytest.mark.parametrize(
    ("examples", "code"),
    [
        ([], "too_few_intents"),
        ([Example("快递", "a"), Example("物流", "a")], "too_few_intents"),
        ([Example("快递", "a"), Example("物流", "a"), Example("发票", "b")], "too_few_examples"),
        ([Example("\u200b", "a"), Example("物流", "b")], "empty_text"),
        ([Example(f"句子{n}", str(n // 2)) for n in range(2_002)], "too_many_intents"),
        ([Example("快递", "a")] * 50_001, "too_many_examples"),
    ],
)
def test_examples_that_nothing_can_be_learned_from_are_refused(examples: list[Example], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        train(examples, None, rng(1))
    assert refused.value.code == code


def test_one_text_for_two_intents_is_told() -> None:
    given = [Example("开发票", "invoice"), Example("開發票", "tax"), Example("开发票", "invoice")]
    assert clashes(given) == [("開發票", "invoice", "tax")]
