"""Before and after over the same customers: figures checked by hand, intervals, and what becomes of wishes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec
import pytest

from qingfeng.twin.measure import ALL, measure
from qingfeng.twin.run import simulate
from qingfeng.twin.seam import Production
from qingfeng.twin.study_figures import FIGURES, Studied, conduct, figures
from qingfeng.twin.study_file import Study, studies, study_of
from qingfeng.twin.world import Again, Agents, Arrivals, Bot, Handling, Patience
from tests.twin.make import contacts, world

BOT = {"bot_answer": 2.0, "bot_cost": 0.5, "bot_resolved": 0.9}


def shipped(**more: Any) -> Study:
    """The shipped study, made short."""
    study = study_of(studies()["redesign"])
    aim = msgspec.structs.replace(study.aim, least=3, most=3, varied=2)
    for design in study.designs.values():
        design.world["day_hours"] = 1
    few = {name: msgspec.structs.replace(one, vary=[]) for name, one in study.parameters.items()}
    return msgspec.structs.replace(study, aim=aim, parameters=few, variations=study.variations[:2], **more)


@pytest.fixture(scope="module")
def found() -> Studied:
    said: list[str] = []
    return conduct(shipped(), 1, said.append)


def test_figures_by_hand() -> None:
    """One class, no bot: everything can be counted from the records."""
    made = world(
        contacts(handling=Handling(mean=90.0, wrap_up=10.0), resolution=0.5, returns=Again(share=0.5, after=600.0)),
        groups=[Agents(code="g", count=2, cost=30.0)],
    )
    records = simulate(made, Production, 3)
    row, of = figures(made, records, BOT), measure(made, records).by_class[ALL]
    waits = [w for w, o in zip(records.wait, records.outcome, strict=True) if o == 0]
    assert row["first_15"] == pytest.approx(sum(w <= 15 for w in waits) / of.queued)
    assert row["anybody_15"] == row["first_15"]
    assert row["abandonment"] == of.abandoned / of.queued
    resolved = records.resolved[0]
    assert row["resolved"] == pytest.approx(resolved / (of.queued + of.unfinished - of.repeats))
    assert row["handle_minutes"] == pytest.approx(sum(records.handled) / 60 / resolved)
    assert row["cost"] == pytest.approx(measure(made, records).cost / resolved)
    assert row["per_hour"] * 20 == pytest.approx(resolved, rel=0.01)  # two agents, ten hours, and a little beyond


def test_the_digital_employee_counts_as_first_response_and_costs() -> None:
    made = world(
        contacts(bot=Bot(contains=0.5), resolution=1.0, patience=Patience(mean=1.0), arrivals=Arrivals(rate=200.0)),
        groups=[Agents(code="g", count=1, cost=30.0)],
    )
    records = simulate(made, Production, 3)
    row, of = figures(made, records, BOT), measure(made, records).by_class[ALL]
    assert row["anybody_15"] == 1.0
    assert row["first_15"] < 0.6
    resolved = of.contained * 0.9 + records.resolved[0]
    assert row["cost"] == pytest.approx((measure(made, records).cost + 0.5 * (of.queued + of.contained)) / resolved)
    late = figures(made, records, {**BOT, "bot_answer": 20.0})
    assert late["anybody_15"] == 0.0


def test_differences_are_paired(found: Studied) -> None:
    for situation, of in found.designs.items():
        for design, apart in found.differences[situation].items():
            for name in FIGURES:
                gap = of[design][name].mean - of["before"][name].mean
                assert apart[name].mean == pytest.approx(gap, abs=1e-9)
    assert found.replications == 3


def test_more_containment_never_leaves_more_waiting() -> None:
    """The same customers: whom the digital employee keeps at 40 %, it keeps at 80 %."""
    study = shipped()
    told = []
    for share in (0.4, 0.6, 0.8):
        only = msgspec.structs.replace(study.parameters["contains"], value=share)
        changed = msgspec.structs.replace(
            study,
            parameters={**study.parameters, "contains": only},
            designs={name: study.designs[name] for name in ("before", "after")},
            aim=msgspec.structs.replace(study.aim, varied=0),
        )
        told.append(conduct(changed, 1, lambda _: None).designs["tripled"]["after"])
    for less, more in pairwise(told):
        assert more["first_15"].mean > less["first_15"].mean
        assert more["abandonment"].mean < less["abandonment"].mean
        assert more["occupancy"].mean <= less["occupancy"].mean


def test_replications_go_on_until_the_aim_or_the_most() -> None:
    study = shipped()
    aim = msgspec.structs.replace(study.aim, least=2, most=4, varied=0)
    designs = {name: study.designs[name] for name in ("before", "after")}
    loose = msgspec.structs.replace(study, designs=designs, aim=msgspec.structs.replace(aim, half=10.0))
    strict = msgspec.structs.replace(study, designs=designs, aim=msgspec.structs.replace(aim, half=1e-9))
    ended = [conduct(one, 1, lambda _: None) for one in (loose, strict)]
    assert [(one.replications, one.precise) for one in ended] == [(2, True), (4, False)]


def test_wishes_are_held_against_whole_intervals(found: Studied) -> None:
    for one in found.granted:
        bar = one.wish.at_least
        if one.reached is None:
            assert one.found.low <= bar <= one.found.high
        else:
            assert one.reached == (one.found.low > bar)
    ratio = next(one for one in found.granted if one.wish.against)
    assert ratio.found.mean > 1.0
