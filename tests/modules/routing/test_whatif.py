"""Other rules tried out: on one moment, and on recorded contacts served anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qingfeng.modules.routing.model import Overflow, Policy, Ring
from qingfeng.modules.routing.preview import spread_of
from qingfeng.modules.routing.whatif import Opening, Outcome, Past, Served, outcomes, run, with_queue
from tests.modules.routing.make import NOW, agent, contact, queue, snapshot, uid


def past(n: int, came: float, *, waited: int | None = 0, left: float | None = None, **more: Any) -> Past:
    """Came `came` seconds after NOW; left at `left`, if it did."""
    who = contact(n, -came, **more)
    gone = None if left is None else NOW + timedelta(seconds=left)
    return Past(contact=who, conversation=uid(9000 + n), waited=None if left is not None else waited, left_at=gone)


def opening(n: int, at: float, delay: float = 0, **more: Any) -> Opening:
    return Opening(agent=agent(n, **more), at=NOW + timedelta(seconds=at), delay=delay)


def waits(found: dict[Any, Served]) -> dict[int, int | None]:
    return {id_.int - 1000: served.seconds for id_, served in found.items()}


# ---------------------------------------------------------------------------------------------- a moment


def test_a_moment_is_told_person_by_person() -> None:
    asking = Policy(skills={"refund": 3})
    scene = snapshot(
        [contact(1, 50), contact(2, 40), contact(3, 30)],
        [agent(1, skills={"refund": 2}), agent(2, skills={"refund": 4}, capacity=1)],
        queue(policy=asking),
    )
    assert outcomes(scene, 1) == {
        uid(1001): Outcome(what="offer", agent=uid(5002)),
        uid(1002): Outcome(what="waits", place=1),
        uid(1003): Outcome(what="waits", place=2),
    }
    relaxed = with_queue(scene, queue(policy=Policy(skills={"refund": 3}, relax=[Ring(35, 1)])))
    assert outcomes(relaxed, 1)[uid(1002)] == Outcome(what="offer", agent=uid(5001))
    hopeless = with_queue(scene, queue(policy=Policy(skills={"refund": 5})))
    assert {o.what for o in outcomes(hopeless, 1).values()} == {"unservable"}
    away = replace(scene, queues=[queue(policy=Policy(skills={"refund": 5}, overflow=Overflow(45, "q2"))), queue(2)])
    assert outcomes(away, 1)[uid(1001)] == Outcome(what="overflow", to_queue=uid(2))


# ---------------------------------------------------------------------------------------------- the record


def test_the_same_rules_give_what_was() -> None:
    pasts = [past(1, 0), past(2, 10), past(3, 20)]
    openings = [opening(1, 30, 5), opening(1, 60, 5), opening(2, 90, 5)]
    assert waits(run(pasts, openings, [queue()], 1)) == {1: 35, 2: 55, 3: 75}


def test_priority_changes_who_is_first_and_not_how_many_are_served() -> None:
    vip = queue(2, Policy(priority=0))
    pasts = [past(1, 0), past(2, 10, q=2, priority=0)]
    openings = [opening(1, 30), opening(1, 100)]
    before = waits(run(pasts, openings, [queue(), vip], 1))
    after = waits(run(pasts, openings, [queue(), replace(vip, kind="fast")], 1))
    assert (before, after) == ({1: 30, 2: 90}, {1: 100, 2: 20})


def test_room_that_nobody_may_use_waits_for_somebody_who_may() -> None:
    pasts = [past(1, 0), past(2, 50)]
    openings = [opening(1, 10, skills={"refund": 1}), opening(2, 60, skills={"refund": 5})]
    strict = queue(policy=Policy(skills={"refund": 3}))
    assert waits(run(pasts, openings, [strict], 1)) == {1: 60, 2: None}
    softer = queue(policy=Policy(skills={"refund": 3}, relax=[Ring(30, 2)]))
    assert waits(run(pasts, openings, [softer], 1)) == {1: 30, 2: 10}  # the ring opens between two events


def test_who_waits_too_long_overflows_and_keeps_the_time() -> None:
    pasts = [past(1, 0)]
    openings = [opening(1, 10, team=uid(7))]
    closed = queue(policy=Policy(teams=[uid(8)], overflow=Overflow(40, "q2")))
    found = run(pasts, openings, [closed, queue(2)], 1)
    assert found == {uid(1001): Served(40, True)}


def test_who_left_is_served_only_when_somebody_has_room_before_that() -> None:
    pasts = [past(1, 0, left=20), past(2, 5, left=200)]
    assert waits(run(pasts, [opening(1, 30)], [queue()], 1)) == {1: None, 2: 25}


def test_an_agent_has_room_for_as_many_as_were_answered() -> None:
    pasts = [past(n, 0) for n in range(1, 4)]
    openings = [opening(1, 10, capacity=1), opening(1, 10, capacity=1)]
    assert sorted(waits(run(pasts, openings, [queue()], 1)).values(), key=str) == [10, 10, None]


_PASTS = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from([1, 2]), st.one_of(st.none(), st.integers(1, 300))), max_size=25
)
_OPENINGS = st.lists(st.tuples(st.integers(0, 800), st.integers(1, 4)), max_size=25)
_POLICIES = st.builds(
    Policy,
    skills=st.sampled_from([{}, {"refund": 2}]),
    relax=st.sampled_from([[], [Ring(60, 1)], [Ring(30, 1), Ring(90, 0, ["refund"])]]),
    priority=st.integers(0, 5),
)


@settings(max_examples=150, deadline=None)
@given(_PASTS, _OPENINGS, _POLICIES, st.one_of(st.none(), st.integers(1, 200)))
def test_laws_of_serving_anew(people: list[Any], rooms: list[Any], policy: Policy, over: int | None) -> None:
    """Nobody is served before they came or after they left, no opening serves two, and what was found is found again."""
    pasts = [past(n, came, q=q, left=None if left is None else came + left) for n, (came, q, left) in enumerate(people)]
    openings = [opening(who, at, skills={"refund": who}) for at, who in rooms]
    first = replace(policy, overflow=Overflow(over, "q2")) if over else policy
    queues = [queue(1, first), queue(2)]
    found = run(pasts, openings, queues, 3)
    assert set(found) == {p.contact.id for p in pasts}
    served = [p for p in pasts if found[p.contact.id].seconds is not None]
    assert len(served) <= len(openings)
    for p in served:
        seconds = found[p.contact.id].seconds
        assert seconds is not None
        assert seconds >= 0
        assert p.left_at is None or p.contact.queued_at + timedelta(seconds=seconds) < p.left_at
    assert run(pasts[::-1], openings[::-1], queues, 3) == found


def test_a_spread_counts_who_was_not_answered_against_the_target() -> None:
    told = spread_of([10, 20, 30, None], 20)
    assert (told.answered, told.unserved, told.median, told.within) == (3, 1, 20, 50.0)
    empty = spread_of([], 20)
    assert (empty.median, empty.p90, empty.within) == (None, None, None)
    assert spread_of([7], 20).p90 == 7
