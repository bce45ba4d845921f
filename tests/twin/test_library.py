"""What is shipped: families and scenarios can all be simulated."""

from __future__ import annotations

import msgspec
import pytest

from qingfeng.twin.library import Scenario, at_load, families, family_of, scenario_of, scenarios, struck
from qingfeng.twin.measure import measure
from qingfeng.twin.reading import Wrong, check
from qingfeng.twin.run import simulate
from qingfeng.twin.seam import Production
from qingfeng.twin.world import Agents, Arrivals, Handling
from tests.twin.make import contacts, world

FAMILIES, SCENARIOS = families(), scenarios()


def test_families_say_where_they_are_from() -> None:
    assert set(FAMILIES) == {"specialists_generalists", "three_types", "two_queues", "two_skills_each"}
    for name, family in FAMILIES.items():
        assert family.name == name
        assert family.source
        assert family.theirs
        assert family.ours
        for load in family.loads:
            check(at_load(family, load))


def test_two_queues_lend_each_other_agents_after_thirty_seconds() -> None:
    made = FAMILIES["two_queues"].world
    small = made.classes[0]
    assert sum(small.arrivals.rate) / 2 == pytest.approx(600.0)  # type: ignore[arg-type]
    alone = msgspec.structs.replace(
        made,
        classes=[msgspec.structs.replace(small, relax=[]), made.classes[1]],
        groups=[msgspec.structs.replace(made.groups[0], staffing=[1] * 22), made.groups[1]],
    )
    lent = msgspec.structs.replace(alone, classes=made.classes)
    kept, shared = (measure(w, simulate(w, Production, 1)).by_class["small"] for w in (alone, lent))
    assert shared.abandonment < kept.abandonment / 2


def test_twenty_scenarios_in_two_languages() -> None:
    assert len(SCENARIOS) == 20
    for code, scenario in SCENARIOS.items():
        assert scenario.code == code
        assert all((scenario.zh, scenario.en, scenario.about_zh, scenario.about_en))
        assert any("\u4e00" <= one <= "\u9fff" for one in scenario.zh)
    assert len({s.zh for s in SCENARIOS.values()}) == len({s.en for s in SCENARIOS.values()}) == 20


@pytest.mark.parametrize("code", SCENARIOS)
def test_each_can_fall_on_any_world(code: str) -> None:
    made = world(contacts(intents={"delivery": 0.4, "repair": 0.3, "account": 0.3}), contacts("b"))
    hit = struck(made, SCENARIOS[code], 1.0)
    check(hit)
    event = hit.events[0]
    assert (event.start, event.hours) == (1.0, SCENARIOS[code].hours)
    assert event.demand["b"] == SCENARIOS[code].overall
    assert simulate(hit, Production, 1) != simulate(made, Production, 1)


def test_demand_is_that_of_the_intents() -> None:
    strike = SCENARIOS["courier_strike"]
    made = contacts(intents={"delivery": 0.5, "account": 0.5})
    assert strike.factor(made) == pytest.approx(0.5 * 5 + 0.5 * 1)
    assert SCENARIOS["promotion"].factor(made) == pytest.approx(1.2)  # every intent that is not named
    assert strike.factor(contacts()) == strike.overall


def test_half_the_agents_ill() -> None:
    made = world(
        contacts(arrivals=Arrivals(rate=200.0), handling=Handling(mean=100.0)), groups=[Agents(code="g", count=40)]
    )
    hit = struck(made, SCENARIOS["staff_illness"], 0.0)
    healthy, ill = (measure(w, simulate(w, Production, 1)) for w in (made, hit))
    assert ill.hours / healthy.hours == pytest.approx(0.5, abs=0.2)
    assert ill.by_class["a"].effort == pytest.approx(1.05 * healthy.by_class["a"].effort, rel=0.01)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"hours": 0}, "hours"),
        ({"absent": 1.5}, "absent"),
        ({"emotion": {"angry": 0.7, "sad": 0.7}}, "emotion"),
        ({"demand": {"order": -1}}, "order"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused(more: dict[str, object], field: str) -> None:
    given = {**msgspec.to_builtins(SCENARIOS["promotion"]), **more}
    with pytest.raises(Wrong) as wrong:
        scenario_of(msgspec.json.encode(given))
    assert [fault.field for fault in wrong.value.faults] == [field]


def test_a_family_that_cannot_be_is_refused() -> None:
    given = msgspec.to_builtins(FAMILIES["three_types"])
    with pytest.raises(Wrong, match="loads"):
        family_of(msgspec.json.encode({**given, "loads": [0.0]}))
    given["world"]["classes"][0]["handling"]["mean"] = -1
    with pytest.raises(Wrong, match=r"world\.classes\[0\]\.handling\.mean"):
        family_of(msgspec.json.encode(given))
    assert isinstance(SCENARIOS["promotion"], Scenario)
