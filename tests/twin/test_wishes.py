"""What a class of contacts would like of agents, in the twin as in the house."""

from __future__ import annotations

from msgspec.structs import replace

from qingfeng.twin.run import Records, simulate
from qingfeng.twin.seam import Production
from qingfeng.twin.world import Agents, Arrivals, Rest, Shift, World
from tests.twin.make import contacts, world


def centre(**more: object) -> World:
    """Two groups alike but for a skill and their breaks; half of them have something to do."""
    call = contacts("call", arrivals=Arrivals(rate=50.0), **more)
    early = Agents(code="early", count=4, skills={"空调": 3}, shifts=[Shift(count=4, start=0, end=8)])
    late = Agents(code="late", count=4, shifts=[Shift(count=4, start=0, end=8, breaks=[Rest(at=2.0, minutes=30)])])
    return world(call, groups=[early, late], day_hours=8.0)


def share(records: Records, agents: range, since: float = 0.0) -> float:
    """Of what was answered since an hour, what these answered."""
    taken = [a for a, at in zip(records.agent, records.queued, strict=True) if a >= 0 and at >= since * 3600.0]
    return sum(a in agents for a in taken) / len(taken)


def test_who_has_what_is_liked_comes_first() -> None:
    plain, liked = (simulate(centre(**more), Production, 1) for more in ({}, {"preferred_skills": {"空调": 1}}))
    assert abs(share(plain, range(4)) - 0.5) < 0.1
    assert share(liked, range(4)) > 0.7
    answered = [sum(a >= 0 for a in records.agent) for records in (plain, liked)]
    assert answered[0] == answered[1] > 0, "nobody waits for it"


def test_after_a_break_they_come_first_where_it_counts() -> None:
    made = centre(rested_levels=2)
    plain = simulate(replace(made, classes=[replace(made.classes[0], rested_levels=0)]), Production, 1)
    rested = simulate(made, Production, 1)
    assert abs(share(plain, range(4, 8), 2.5) - 0.5) < 0.1
    assert share(rested, range(4, 8), 2.5) > 0.7
