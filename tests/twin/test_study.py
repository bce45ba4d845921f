"""Figures, replications, comparisons; and exact formulas with the production router inside."""

from __future__ import annotations

from math import isnan, nan

import msgspec
import numpy as np
import pytest

from qingfeng.twin.baselines import POLICIES
from qingfeng.twin.formulas import ErlangA, ErlangC
from qingfeng.twin.measure import covered, measure
from qingfeng.twin.run import ABANDONED, ANSWERED, BALKED, Records, simulate
from qingfeng.twin.seam import Production
from qingfeng.twin.study import Precision, batch_means, compare, profile, replicate, summary
from qingfeng.twin.world import Agents, Arrivals, Handling, Patience, World
from tests.twin.make import contacts, world


def queue(rate: float, agents: int, patience: float | None, hours: float) -> World:
    """One class, exponential everything, 100 s of service; the first hour is not counted."""
    return world(
        contacts(arrivals=Arrivals(rate=rate * 3600.0), patience=Patience(mean=patience)),
        groups=[Agents(code="g", count=agents)],
        day_hours=hours,
        interval=3600,
        warm_up=3600.0,
    )


def test_the_figures_are_those_of_the_product() -> None:
    made = world(contacts(target=20, resolution=0.5), groups=[Agents(code="g", count=1, cost=30.0)], day_hours=1.0)
    records = Records(
        cls=[0] * 6,
        queued=[0.0, 10.0, 20.0, 950.0, 960.0, 970.0],
        wait=[0.0, 20.0, 21.0, 9.9, 30.0, 0.0],
        outcome=[ANSWERED, ANSWERED, ANSWERED, ABANDONED, ABANDONED, BALKED],
        agent=[0, 0, 0, -1, -1, -1],
        handled=[100.0, 50.0, 30.0, 0.0, 0.0, 0.0],
        ready=([0], [0.0], [1800.0]),
        busy=([0], [0.0], [450.0]),
        late=([0], [1800.0], [2700.0]),
        resolved=[2], unresolved=[1], repeats=[0], called_back=[0], unfinished=[1],
    )  # fmt: skip
    outcome = measure(made, records, intervals=True)
    found = outcome.by_class["all"]
    assert found == outcome.by_class["a"]
    assert (found.queued, found.answered, found.abandoned, found.abandoned_short) == (6, 3, 3, 2)
    assert found.service_level == 2 / 4
    assert found.abandonment == 1 / 4
    assert found.left == 0.5
    assert found.speed_of_answer == pytest.approx(41 / 3)
    assert found.mean_wait == pytest.approx(80.9 / 6)
    assert found.waited == 5 / 6
    assert found.wait_quantiles[0] == 20.0
    assert found.effort == 60.0
    assert found.resolution == 2 / 3
    assert (outcome.groups["g"].ready_hours, outcome.groups["g"].busy_hours, outcome.groups["g"].late_hours) == (
        0.5,
        0.125,
        0.25,
    )
    assert (outcome.occupancy, outcome.cost, outcome.cost_of_a_contact) == (0.25, 22.5, 7.5)
    first, second, *others = outcome.intervals
    assert (first.queued, first.service_level, first.occupancy, first.staff) == (3, 2 / 3, 0.5, 1.0)
    assert (second.queued, second.abandonment, second.start, second.staff) == (3, 1.0, 900.0, 1.0)
    assert [one.queued for one in others] == [0, 0]
    assert isnan(others[0].mean_wait)
    assert outcome.by_class_and_interval["a"][0] == first


def test_what_began_in_the_warm_up_does_not_count() -> None:
    made = world(day_hours=2.0, warm_up=3600.0)
    records = simulate(made, Production, 1)
    after = sum(q >= 3600.0 for q in records.queued)
    assert 0 < measure(made, records).by_class["all"].queued == after < len(records.queued)
    assert measure(made, records).hours == pytest.approx(2.0)


def test_covered_time_of_spans() -> None:
    spans = ([0, 1, 0], [0.0, 2.0, 5.0], [4.0, 3.0, 6.0])
    edges = np.array([0.0, 1.0, 2.5, 10.0])
    assert covered(spans, edges).tolist() == [0.0, 1.0, 3.0, 6.0]
    assert covered(spans, edges, 1).tolist() == [0.0, 0.0, 0.5, 1.0]


@pytest.mark.parametrize("seed", [1, 2])
def test_production_router_in_an_erlang_a_queue(seed: int) -> None:
    """The 99 % intervals of batch means cover the exact values."""
    model = ErlangA(rate=0.2, service=100.0, agents=20, patience=150.0)
    made = queue(0.2, 20, 150.0, 81.0)
    records = simulate(made, Production, seed)
    found = batch_means(made, records, 40)
    assert found["left"].holds(model.abandons)
    assert found["waited"].holds(model.waits)
    assert found["mean_wait"].holds(model.mean_wait)
    assert found["left"].half < model.abandons / 4
    outcome = measure(made, records)
    assert outcome.occupancy == pytest.approx(model.occupancy, rel=0.02)
    assert outcome.by_class["all"].service_level == pytest.approx(model.service_level(20.0), abs=0.03)


def test_production_router_in_an_erlang_c_queue() -> None:
    model = ErlangC(rate=0.08, service=100.0, agents=10)
    made = queue(0.08, 10, None, 201.0)
    found = batch_means(made, simulate(made, Production, 3), 40)
    assert found["left"].mean == 0.0
    assert found["waited"].holds(model.waits)
    assert found["mean_wait"].holds(model.mean_wait)


def test_replications_go_on_until_it_is_precise() -> None:
    made = queue(0.1, 11, 60.0, 3.0)
    said: list[str] = []
    rough = replicate(made, Production, 1, Precision(figure="abandonment", half=0.05, least=3), said.append)
    fine = replicate(made, Production, 1, Precision(figure="abandonment", half=0.006, least=3, most=40))
    assert 3 <= len(rough) < len(fine) <= 40
    assert summary(fine).by_class["all"]["abandonment"].half <= 0.006
    assert fine[: len(rough)] == rough
    assert len(said) == len(rough) - 2
    assert len(replicate(made, Production, 1, Precision(half=0.0, least=2, most=4))) == 4
    assert len(replicate(made, Production, 1, Precision(figure="occupancy", half=0.5, least=2))) == 2


def test_by_interval_over_replications() -> None:
    made = world(
        contacts(arrivals=Arrivals(rate=[40.0] * 4 + [0.0] * 4)),
        groups=[Agents(code="g", count=2, staffing=[2, 2, 1, 1, 0, 0, 0, 0])],
        day_hours=2.0,
    )
    outcomes = replicate(made, Production, 1, Precision(half=0.0, least=2, most=30))
    found = profile(outcomes)
    assert [one.start for one in found] == [900.0 * n for n in range(8)]
    assert sum(one.queued for one in found) == pytest.approx(40.0, rel=0.1)
    assert [one.staff for one in found] == [2, 2, 1, 1, 0, 0, 0, 0]
    assert found[0].service_level > found[3].service_level
    assert isnan(found[6].service_level)
    assert found[1].occupancy < found[3].occupancy


def test_policies_are_held_against_each_other_over_the_same_people() -> None:
    """Paired intervals are narrower than those of the difference of two separate runs."""
    made = world(
        contacts(arrivals=Arrivals(rate=330.0)),
        contacts("b", kind="fast", arrivals=Arrivals(rate=30.0, day_cv=0.2), handling=Handling(mean=100.0)),
        groups=[Agents(code="g", count=10)],
        day_hours=3.0,
    )
    found = compare(made, POLICIES, 1, 8)
    assert found.first == "production"
    assert set(found.policies) == set(POLICIES)
    assert set(found.differences) == set(POLICIES) - {"production"}
    apart = found.differences["longest_idle"].by_class["b"]["service_level"]
    assert apart.high < 0  # the fast lane is what first come, first served has not
    one, other = (found.policies[name].by_class["all"]["queued"] for name in ("production", "longest_idle"))
    assert one.half > 0
    assert found.differences["longest_idle"].by_class["all"]["queued"].half < one.half / 3 > 0
    assert other.samples == 8
    assert msgspec.json.decode(msgspec.json.encode(found))["first"] == "production"


def test_no_number_where_there_is_nothing() -> None:
    made = world(contacts(arrivals=Arrivals()))
    figures = measure(made, simulate(made, Production, 1)).by_class["all"]
    assert (figures.queued, figures.answered) == (0, 0)
    assert isnan(figures.service_level)
    assert all(value is nan or isnan(value) for value in figures.wait_quantiles)
