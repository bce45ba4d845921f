"""Several contacts at once, tiredness, differences, presence."""

from __future__ import annotations

import pytest

from qingfeng.twin.agents import Agent, crew, joined, presence, without
from qingfeng.twin.customers import Person
from qingfeng.twin.world import Agents, Event, Rest, Shift
from tests.twin.make import contacts, world


def person(id_: int, work: float) -> Person:
    made = Person(0, id_)
    made.id = id_
    made.work = work
    return made


def agent(**more: float) -> Agent:
    made = Agent(0, 0, Agents(code="g", count=1, capacity=3, **more))  # type: ignore[arg-type]
    made.factor = [1.0]
    return made


def test_chats_at_once_are_each_slower() -> None:
    one = agent(slow_down=0.5)
    assert one.talk(person(1, 60.0), 0.0) == 60.0
    # After 30 s half is done; together each goes on at two thirds of the pace.
    assert one.talk(person(2, 60.0), 30.0) == pytest.approx(30.0 + 30.0 * 1.5)
    assert one.end(75.0).id == 1
    assert one.next_end() == pytest.approx(75.0 + 30.0)
    assert one.end(105.0).id == 2
    assert one.next_end() == float("inf")


def test_without_slow_down_contacts_do_not_meet() -> None:
    one = agent()
    assert one.talk(person(1, 60.0), 0.0) == 60.0
    assert one.talk(person(2, 10.0), 5.0) == 15.0
    assert one.end(15.0).id == 2
    assert one.next_end() == 60.0


def test_tired_agents_take_longer_until_they_rest() -> None:
    one = agent(fatigue=0.1)
    assert one.talk(person(1, 60.0), 7200.0) == pytest.approx(7200.0 + 72.0)
    one.end(7272.0)
    one.rested = 7300.0
    assert one.talk(person(2, 60.0), 7300.0) == pytest.approx(7360.0)


def test_what_is_in_hand() -> None:
    one = agent()

    def idle() -> tuple[int, float | None]:
        return one.in_hand, one.idle_since

    one.idle_since = 1.0
    one.hold("webchat", 2)
    one.let_go("webchat", 2, 2.0)
    assert idle() == (0, 1.0)  # an offer that was let go is no work
    one.hold("webchat", 2)
    one.talk(person(1, 60.0), 3.0)
    one.hold("email", 1)
    assert (one.held, idle()) == ({"webchat": 2, "email": 1}, (2, None))
    one.let_go("webchat", 2, 5.0)
    assert idle() == (1, None)
    one.let_go("email", 1, 9.0)
    assert idle() == (0, 9.0)


def test_agents_differ_and_are_the_same_people_each_time() -> None:
    made = world(contacts(), contacts("b"), groups=[Agents(code="g", count=400, speed={"b": 2.0}, speed_cv=0.25)])
    factors = [one.factor for one in crew(made, 5)]
    assert factors == [one.factor for one in crew(made, 5)]
    assert factors != [one.factor for one in crew(made, 6)]
    assert sum(f[0] for f in factors) / 400 == pytest.approx(1.0, abs=0.04)
    assert sum(f[1] for f in factors) / 400 == pytest.approx(2.0, abs=0.08)


def test_shifts_breaks_and_absence() -> None:
    shifts = [Shift(count=1, start=1, end=3, breaks=[Rest(at=2, minutes=30)]), Shift(count=1, start=8, end=10)]
    made = world(groups=[Agents(code="g", count=3, shifts=shifts)], days=2, day_hours=10.0)
    h = 3600.0
    assert presence(made, 1) == [
        [(1 * h, 2 * h), (2.5 * h, 3 * h), (11 * h, 12 * h), (12.5 * h, 13 * h)],
        [(8 * h, 10 * h), (18 * h, 20 * h)],
        [],
    ]
    ill = world(groups=[Agents(code="g", count=2)], events=[Event(code="e", start=1, hours=2, absent=1.0)])
    assert presence(ill, 1) == [[(0.0, h), (3 * h, 10 * h)]] * 2
    half = world(groups=[Agents(code="g", count=1000)], events=[Event(code="e", start=0, hours=10, absent=0.5)])
    assert sum(not spans for spans in presence(half, 1)) == pytest.approx(500, abs=60)


def test_staffing_by_interval_and_day() -> None:
    staffing = [1, 2] + [0] * 38
    made = world(groups=[Agents(code="g", count=2, staffing=staffing)])
    assert presence(made, 1) == [[(0.0, 1800.0)], [(900.0, 1800.0)]]
    by_day = world(groups=[Agents(code="g", count=2, staffing_by_day=[[0] * 40, [2] * 40])], days=2)
    assert presence(by_day, 1) == [[(36_000.0, 72_000.0)]] * 2


def test_spans() -> None:
    assert joined([(0, 1), (1, 2), (3, 4)]) == [(0, 2), (3, 4)]
    assert without([(0, 10)], 3, 4) == [(0, 3), (4, 10)]
    assert without([(0, 10)], -1, 11) == []
    assert without([(0, 1), (5, 9)], 1, 6) == [(0, 1), (6, 9)]
