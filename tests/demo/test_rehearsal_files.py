"""The demo's dialogues: many, varied, of people the business system knows, and split by id."""

from __future__ import annotations

from collections import Counter
from datetime import date

from qingfeng.app.demo import content
from qingfeng.app.demo.business_data import seeded
from qingfeng.app.demo.load_flows import shipped
from qingfeng.app.eval_bot import scripts

SCRIPT = scripts(content.rehearsal_files())


def test_there_are_three_hundred_and_more_of_many_topics_and_moods() -> None:
    topics, moods = Counter(one.topic for one in SCRIPT.dialogues), Counter(one.mood for one in SCRIPT.dialogues)
    assert len(SCRIPT.dialogues) >= 300
    assert len(topics) >= 15
    assert min(topics.values()) >= 5
    assert len(moods) == 8
    assert 0.35 < sum(one.held_out for one in SCRIPT.dialogues) / len(SCRIPT.dialogues) < 0.45
    openings = Counter(str(one.say) for one in SCRIPT.dialogues)
    assert sum(count > 1 for count in openings.values()) <= 20, "few say the very same"


def test_people_are_customers_of_the_business_system() -> None:
    orders = seeded(date(2026, 7, 1)).orders
    for name, one in SCRIPT.people.items():
        for number in filter(None, (one.order, one.second)):
            assert orders[number].phone.endswith(one.tail), name
        if one.parcel:
            assert (orders[one.order].parcel or None) is not None, name
            assert orders[one.order].parcel.number == one.parcel, name  # type: ignore[union-attr]


def test_acts_are_operations_of_the_flows() -> None:
    known = {getattr(step, "operation", "") for flow in shipped() for step in flow.steps}
    assert {one.goal.act for one in SCRIPT.dialogues if one.goal.act} <= known
