"""A before-and-after study as data: references, sources, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from qingfeng.twin.reading import Wrong
from qingfeng.twin.study_file import Study, studies, study_of, values_of, variations_of, world_at

DATA = studies()["redesign"]
STUDY = study_of(DATA)


def small(**more: Any) -> dict[str, Any]:
    """The smallest study there can be, as YAML would give it."""
    world = {
        "name": "w",
        "day_hours": 2,
        "classes": [{"code": "a", "arrivals": {"rate": "= load * calls"}, "handling": {"mean": "= talk * 0.5"}}],
        "groups": [{"code": "g", "count": "= agents"}],
    }
    named = {"zh": "名", "en": "name"}
    figures = {"calls": 30.0, "talk": 100.0, "agents": 2.0, "bot_answer": 2.0, "bot_cost": 0.0, "bot_resolved": 1.0}
    return {
        "name": "small", **named, "about_zh": "", "about_en": "", "limits_zh": [], "limits_en": [], "sources": {},
        "parameters": {name: {"value": value, **named} for name, value in figures.items()},
        "designs": {one: {**named, "policy": "longest_idle", "world": world} for one in ("before", "after")},
        "contrast": "after", "situations": {"ordinary": {**named, "load": 2}},
        "aim": {"figure": "first_15", "half": 0.05}, **more,
    }  # fmt: skip


def made(**more: Any) -> Study:
    return study_of(yaml.safe_dump(small(**more), sort_keys=False))


def faults(**more: Any) -> list[str]:
    with pytest.raises(Wrong) as wrong:
        made(**more)
    return [fault.field for fault in wrong.value.faults]


def test_figures_stand_in_one_place() -> None:
    study = made()
    world = world_at(study, "after", "ordinary", values_of(study, {"talk": 300.0}))
    assert world.classes[0].arrivals.rate == 60
    assert world.classes[0].handling.mean == 150
    assert world.groups[0].count == 2


def test_every_parameter_of_the_shipped_study_has_a_source_and_is_varied() -> None:
    for name, one in STUDY.parameters.items():
        assert one.source == "ours" or one.source in STUDY.sources, name
        assert one.source == "ours" or one.why_en or STUDY.sources[one.source].en, name
        assert one.vary, name
        assert one.value not in one.vary, name
        assert any("\u4e00" <= letter <= "\u9fff" for letter in one.zh), name
    asked = {value for one in variations_of(STUDY) if set(one.values) == {"contains"} for value in one.values.values()}
    assert {0.4, 0.8} <= asked
    assert any(one.values == {"remainder": 1.25} for one in variations_of(STUDY))


def test_every_parameter_is_used() -> None:
    """What is changed must change a world, or be one of those that are asked for by name."""
    base = [world_at(STUDY, d, s, values_of(STUDY)) for d in STUDY.designs for s in STUDY.situations]
    for name, one in STUDY.parameters.items():
        changed = values_of(STUDY, {name: one.vary[0]})
        worlds = [world_at(STUDY, d, s, changed) for d in STUDY.designs for s in STUDY.situations]
        assert worlds != base or name.startswith("bot_"), name


def test_people_are_the_same_in_all_designs() -> None:
    designs = [world_at(STUDY, design, "ordinary", values_of(STUDY)) for design in STUDY.designs]
    first = designs[0]
    for world in designs[1:]:
        assert [(g.code, g.count, g.resolution, g.speed_cv, g.cost) for g in world.groups] == [
            (g.code, g.count, g.resolution, g.speed_cv, g.cost) for g in first.groups
        ]
        assert [(c.code, c.arrivals, c.patience, c.retry, c.returns) for c in world.classes] == [
            (c.code, c.arrivals, c.patience, c.retry, c.returns) for c in first.classes
        ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"contrast": "before"}, "contrast"),
        ({"situations": {"ordinary": {"zh": "名", "en": "n", "load": 0}}}, "situations.ordinary.load"),
        ({"variations": [{"zh": "名", "en": "n", "values": {"nothing": 1}}]}, "variations[0].values.nothing"),
        ({"aim": {"figure": "first_15", "half": 0.0}}, "aim"),
        ({"aim": {"figure": "nothing", "half": 0.1}}, "aim.figure"),
        (
            {
                "wishes": [
                    {"zh": "名", "en": "n", "design": "x", "situation": "ordinary", "figure": "cost", "at_least": 1}
                ]
            },
            "wishes[0]",
        ),
    ],
)
def test_what_cannot_be_studied_is_refused_by_field(more: dict[str, Any], field: str) -> None:
    assert faults(**more) == [field]


def test_what_is_wrong_in_a_world_is_told_where_it_stands() -> None:
    given = small()
    world = given["designs"]["after"]["world"]
    designs = {**given["designs"], "after": {**given["designs"]["after"], "world": {**world, "groups": [{"code": "g", "count": "= nobody"}]}}}  # fmt: skip
    assert faults(designs=designs) == ["designs.after.world.groups[0].count"]
    designs["after"] = {**designs["after"], "world": {**world, "groups": [{"code": "g", "count": -1}]}}
    assert faults(designs=designs) == ["designs.after.world.groups[0].count"]
    designs["after"] = {**designs["after"], "policy": "whatever", "world": world}
    assert faults(designs=designs) == ["designs.after.policy"]


def test_an_assumption_without_a_source_is_refused() -> None:
    given = small()["parameters"]
    assert faults(parameters={**given, "calls": {**given["calls"], "source": "somewhere"}}) == [
        "parameters.calls.source"
    ]
    assert faults(parameters={k: v for k, v in given.items() if k != "bot_cost"}) == ["parameters.bot_cost"]
