"""Worlds are data: read, checked field by field."""

from __future__ import annotations

import msgspec
import pytest

from qingfeng.modules.routing.public import Overflow
from qingfeng.twin.reading import Fault, Wrong, check, world_of
from qingfeng.twin.world import Agents, Arrivals, Contacts, Event, Hazard, Patience, World, scaled
from tests.twin.make import contacts, world

SMALL = """
name: small
day_hours: 2
classes:
  - {code: a, arrivals: {rate: [10, 20]}, handling: {mean: 100}, skills: {tea: 2}, relax: [{after_seconds: 20, level_drop: 1}]}
groups:
  - {code: g, count: 2, skills: {tea: 3}, shifts: [{count: 2, start: 0, end: 2, breaks: [{at: 1, minutes: 10}]}]}
interval: 3600
"""


def faults(made: World) -> dict[str, str]:
    with pytest.raises(Wrong) as wrong:
        check(made)
    assert all(fault.en and fault.zh for fault in wrong.value.faults)
    return {fault.field: fault.en for fault in wrong.value.faults}


def test_yaml_and_json_give_the_same_world() -> None:
    made = world_of(SMALL)
    assert made.classes[0].relax[0].level_drop == 1
    assert made.groups[0].shifts[0].breaks[0].minutes == 10
    assert world_of(msgspec.json.encode(made)) == made


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("mean: 100", "mean: soon", "classes[0].handling.mean"),
        ("count: 2, skills", "size: 2, skills", "groups[0]"),
        ("name: small", "nome: small", "-"),
        ("skills: {tea: 2}", "channel: [", "-"),
    ],
)
def test_what_is_no_world_is_told_by_field(old: str, new: str, field: str) -> None:
    with pytest.raises(Wrong) as wrong:
        world_of(SMALL.replace(old, new))
    assert [fault.field for fault in wrong.value.faults] == [field]


def test_all_that_is_wrong_is_told_at_once() -> None:
    replace = msgspec.structs.replace
    good = world()
    bad = replace(
        good,
        classes=[
            contacts(arrivals=Arrivals(rate=[1.0, 2.0], day_cv=-1.0)),
            contacts(patience=Patience(mean=3.0, hazard=Hazard(until=[5.0, 2.0], rates=[1.0]), balks=2.0)),
            contacts("c", skills={"rare": 1}, intents={"x": 0.5}),
        ],
        groups=[Agents(code="g", count=1, staffing=[2] * 40, speed={"nobody": 1.0}, slow_down=-0.1)],
        events=[Event(code="e", start=0, hours=0, demand={"nobody": 2.0}, absent=1.5)],
    )
    found = faults(bad)
    assert set(found) == {
        "classes[0].arrivals.rate", "classes[0].arrivals.day_cv", "classes[1].code", "classes[1].patience.hazard",
        "classes[1].patience.hazard.rates", "classes[1].patience.hazard.until", "classes[1].patience.balks",
        "classes[2].skills", "classes[2].intents", "groups[0].staffing", "groups[0].speed.nobody",
        "groups[0].slow_down", "events[0].hours", "events[0].demand.nobody", "events[0].absent",
    }  # fmt: skip
    assert "2 rates for 40 intervals" in found["classes[0].arrivals.rate"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"interval": 7}, "interval"),
        ({"warm_up": 36_000.0}, "warm_up"),
        ({"days": 0}, "days"),
        ({"classes": []}, "classes"),
        ({"day_hours": float("nan")}, "day_hours"),
    ],
)
def test_the_whole_is_checked(more: dict[str, object], field: str) -> None:
    assert field in faults(msgspec.structs.replace(world(), **more))


def test_overflow_must_not_go_in_a_circle() -> None:
    def to(code: str, other: str) -> Contacts:
        return contacts(code, overflow=Overflow(after_seconds=30, to_queue=other))

    def where(*classes: Contacts) -> list[str]:
        return list(faults(msgspec.structs.replace(world(), classes=list(classes))))

    assert where(to("a", "a")) == ["classes[0].overflow.to_queue"]
    assert where(to("a", "b"), to("b", "c"), to("c", "b")) == [f"classes[{n}].overflow.to_queue" for n in (1, 2)]
    check(msgspec.structs.replace(world(), classes=[to("a", "b"), to("b", "c"), contacts("c")]))


def test_recorded_days_must_rise_within_the_day() -> None:
    made = msgspec.structs.replace(world(), classes=[contacts(arrivals=Arrivals(times=[[5.0, 3.0]]))])
    assert list(faults(made)) == ["classes[0].arrivals.times[0]"]


def test_a_fault_reads_as_where_and_why() -> None:
    assert str(Wrong([Fault("days", "too few", "太少")])) == "days: too few"


def test_scaling_touches_rates_only() -> None:
    made = scaled(world(contacts(), contacts("b", arrivals=Arrivals(rate=[2.0] * 40))), 1.5)
    assert made.classes[0].arrivals.rate == 54.0
    assert made.classes[1].arrivals.rate == [3.0] * 40
    assert made.groups == world().groups
