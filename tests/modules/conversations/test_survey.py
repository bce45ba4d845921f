"""What may be asked when a talk is over: trimmed, given codes, refused by field; and what may be answered."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.channels.public import Both
from qingfeng.modules.conversations.survey import (
    SCORES,
    Survey,
    SurveyReason,
    changed_fields,
    check_answer,
    checked,
)

GOOD = Survey(
    reasons=[SurveyReason("slow", "等太久", "Too slow", [1, 2, 3]), SurveyReason("kind", "态度好", "Friendly", [4, 5])]
)


def reasons(count: int, scores: list[int]) -> list[SurveyReason]:
    return [SurveyReason(f"r{n}", f"原因{n}", f"Reason {n}", scores) for n in range(count)]


def test_what_is_new_gets_a_code_of_its_english_name_and_blanks_go() -> None:
    new = [SurveyReason("", " 等 太久 ", "Too  slow!", [3, 1, 1]), SurveyReason("", "太慢", "Too slow?", [2])]
    kept = checked(replace(GOOD, reasons=new, question=Both("  满意吗？ ", "Fine? "))).reasons
    assert [(r.code, r.zh, r.en, r.scores) for r in kept] == [
        ("too_slow", "等 太久", "Too slow!", [1, 3]),
        ("too_slow_2", "太慢", "Too slow?", [2]),
    ]
    assert checked(replace(GOOD, reasons=[SurveyReason("", "慢", "！！", [1])])).reasons[0].code == "reason"


def test_on_yes_or_no_a_reason_keeps_the_scores_that_can_be_answered() -> None:
    kept = checked(replace(GOOD, scale="yes_no")).reasons
    assert [r.scores for r in kept] == [[1], [5]]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"question": Both("", "Fine?")}, "empty", "question.zh"),
        ({"question": Both("好吗", "x" * 81)}, "too_long", "question.en"),
        ({"question": Both("好\x00吗", "Fine?")}, "bad_character", "question.zh"),
        ({"delay_minutes": -1}, "out_of_range", "delay_minutes"),
        ({"delay_minutes": 1441}, "out_of_range", "delay_minutes"),
        ({"quiet_days": 366}, "out_of_range", "quiet_days"),
        ({"open_hours": 0}, "out_of_range", "open_hours"),
        ({"reasons": [SurveyReason("a", "慢", "", [1])]}, "empty", "reasons.0.en"),
        ({"reasons": [SurveyReason("a", "慢", "Slow", [])]}, "empty", "reasons.0.scores"),
        ({"reasons": [SurveyReason("a", "慢", "Slow", [7])]}, "empty", "reasons.0.scores"),
        ({"reasons": [SurveyReason("a", "慢", "Slow", [2])], "scale": "yes_no"}, "empty", "reasons.0.scores"),
        ({"reasons": [SurveyReason("A b", "慢", "Slow", [1])]}, "bad_code", "reasons.0.code"),
        ({"reasons": [*reasons(1, [1]), *reasons(1, [2])]}, "bad_code", "reasons.0.code"),
        ({"reasons": reasons(21, [1])}, "too_many", "reasons"),
        ({"reasons": reasons(11, [4])}, "too_many", "reasons"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_field(change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(replace(GOOD, **change))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_an_answer_holds_what_the_survey_offers() -> None:
    check_answer(GOOD, 2, ["slow"], "排队久")
    check_answer(replace(GOOD, scale="yes_no"), 5, [], "")
    for survey, score, chosen, comment, field in (
        (GOOD, 2, ["kind"], "", "reasons"),
        (GOOD, 6, [], "", "score"),
        (replace(GOOD, scale="yes_no"), 3, [], "", "score"),
        (replace(GOOD, comment=False), 4, ["kind"], "很好", "comment"),
    ):
        with pytest.raises(Invalid) as refused:
            check_answer(survey, score, chosen, comment)
        assert refused.value.field == field
    assert all(set(scores) <= {1, 2, 3, 4, 5} for scores in SCORES.values()), "every figure counts 1 to 5"


def test_what_differs_is_named() -> None:
    assert changed_fields(GOOD, replace(GOOD, comment=False, quiet_days=7)) == ["comment", "quiet_days"]
    assert changed_fields(None, GOOD) == changed_fields(GOOD, None) == ["own"]
    assert changed_fields(None, None) == changed_fields(GOOD, GOOD) == []
