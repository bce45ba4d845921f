"""Call-backs, messages and deferral in the twin: the product's rules, people who accept, and what it comes to."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from qingfeng.twin.baselines import POLICIES
from qingfeng.twin.library import at_load, families
from qingfeng.twin.measure import Outcome, measure
from qingfeng.twin.reading import Wrong, world_of
from qingfeng.twin.run import ABANDONED, ANSWERED, PROMISED, Records, simulate
from qingfeng.twin.world import Agents, Arrivals, CallBacks, Event, Handling, Patience, Surge, World
from tests.twin.make import contacts, world

BACKS = CallBacks(accepts=0.6, minutes=2, windows=0.3, reached=0.8)


def busy(call_backs: CallBacks | None = None, **more: object) -> World:
    """Eight hours, the middle two overloaded: the line is long, and short again."""
    one = contacts(
        arrivals=Arrivals(rate=100.0),
        patience=Patience(mean=600.0),
        handling=Handling(mean=240.0),
        call_backs=call_backs,
        **more,
    )
    events = [Event(code="busy", start=2.0, hours=2.0, demand={"a": 1.8})]
    return world(one, groups=[Agents(code="g", count=8)], day_hours=8.0, events=events)


def of(made: World, policy: str = "production", seed: int = 3) -> tuple[Records, Outcome]:
    records = simulate(made, POLICIES[policy], seed)
    return records, measure(made, records)


def test_call_backs_are_promised_in_the_long_line_and_kept_after_it() -> None:
    plain, without = of(busy())
    records, found = of(busy(BACKS))
    figures = found.by_class["all"]
    assert figures.promised >= 80
    assert figures.promised == len(records.promises) == records.outcome.count(PROMISED)
    assert figures.kept > 0.95 * figures.promised
    assert figures.call_back_wait > 60
    assert figures.unreached > 0
    assert all(p.asked >= 7200 for p in records.promises)  # nobody is offered one while the line is short
    assert figures.abandoned < without.by_class["all"].abandoned
    taken = [p for p in records.promises if p.taken is not None]
    assert {p.kept_place for p in taken} == {True, False}
    for p in taken:
        assert p.taken is not None
        if not p.kept_place:  # nobody is called before their window of half an hour, nor after it
            assert p.ends - 1800 <= p.taken <= p.ends
    assert plain.promises == []


def test_everybody_ends_once() -> None:
    records, _ = of(busy(BACKS))
    came = of(busy())[0]
    ended = sum(how in (ANSWERED, ABANDONED, PROMISED) for how in records.outcome)
    open_ = sum(p.reached is None for p in records.promises)
    assert ended + records.unfinished[0] - open_ == len(came.cls) + came.unfinished[0]


@pytest.mark.parametrize("accepts", [0.0, 1.0])
def test_who_accepts_is_a_matter_of_the_stated_probability(accepts: float) -> None:
    records, found = of(busy(replace(BACKS, accepts=accepts)))
    if accepts:
        assert found.by_class["a"].promised > of(busy(BACKS))[1].by_class["a"].promised
    else:
        plain = of(busy())[0]
        assert (records.wait, records.agent, records.outcome) == (plain.wait, plain.agent, plain.outcome)


def test_who_is_never_reached_is_tried_as_often_as_the_queue_says() -> None:
    one, two = (of(busy(replace(BACKS, reached=0.0, tries=n)))[1].by_class["a"] for n in (1, 2))
    assert one.unreached == one.kept + one.broken > 0
    assert 0 < two.unreached < two.promised + 1
    assert two.answered != one.answered  # the second tries take agents' time


def test_windows_have_so_many_places() -> None:
    records, _ = of(busy(replace(BACKS, windows=1.0, places=1)))
    ends = [p.ends for p in records.promises if not p.kept_place]
    assert len(set(ends)) == len(ends) > 40


def surging(surge: Surge | None, **more: object) -> World:
    """A surge of two hours in a house of mail that can wait, and of calls; the fast lane beside them."""
    calls = contacts(
        "calls", arrivals=Arrivals(rate=240.0), patience=Patience(mean=300.0), handling=Handling(mean=180.0), **more
    )
    mail = contacts(
        "mail", channel="email", arrivals=Arrivals(rate=30.0), patience=Patience(), handling=Handling(mean=180.0),
        target=7200, can_wait=True,
    )  # fmt: skip
    fast = contacts("fast", kind="fast", teams=["vip"], arrivals=Arrivals(rate=20.0))
    return world(
        calls,
        mail,
        fast,
        groups=[Agents(code="g", count=15), Agents(code="v", count=3, team="vip")],
        day_hours=6.0,
        events=[Event(code="surge", start=1.0, hours=2.0, demand={"calls": 2.0, "*": 1.0})],
        surge=surge,
    )


def test_in_a_surge_what_can_wait_waits_and_is_given_back() -> None:
    _, plain = of(surging(Surge()))
    records, found = of(surging(Surge(defer=True, defer_minutes=60)))
    assert found.by_class["mail"].deferred > 10
    assert found.by_class["calls"].deferred == found.by_class["fast"].deferred == 0
    assert found.by_class["mail"].speed_of_answer > plain.by_class["mail"].speed_of_answer
    assert found.by_class["calls"].answered > plain.by_class["calls"].answered
    mail = [n for n in range(len(records.cls)) if records.cls[n] == 1 and records.outcome[n] == ANSWERED]
    assert max(records.wait[n] for n in mail) < 7200  # nobody beyond what was promised
    assert plain.by_class["mail"].answered + 2 >= len(mail) >= plain.by_class["mail"].answered - 2  # nobody is lost


def test_a_surge_offers_messages_and_call_backs_and_a_usual_day_none() -> None:
    levers = Surge(message_minutes=2, callback_minutes=2, defer=True, defer_minutes=60)
    people = {"call_backs": CallBacks(accepts=0.3), "leaves_message": 0.3}
    records, found = of(surging(levers, **people))
    figures = found.by_class["calls"]
    assert figures.promised >= 10
    assert figures.messages >= 3
    assert figures.messages_in <= figures.messages
    assert figures.message_wait > 60
    assert all(p.asked > 3600 for p in records.promises)
    _, calm = of(replace(surging(levers, **people), events=[]))
    assert calm.by_class["all"].promised == calm.by_class["all"].messages == calm.by_class["all"].deferred == 0


@pytest.mark.parametrize("policy", ["longest_idle", "priority", "round_robin", "learned"])
def test_every_policy_keeps_promises(policy: str) -> None:
    _, found = of(busy(BACKS), policy)
    assert found.by_class["a"].kept > 0


def test_the_same_twice() -> None:
    first, second = (of(busy(BACKS))[0] for _ in range(2))
    assert first == second


TEXT = """
name: x
classes: [{code: a, handling: {mean: 60}, %s}]
groups: [{code: g, count: 1, team: t}]
surge: {%s}
"""


@pytest.mark.parametrize(
    ("of_class", "surge", "field"),
    [
        ("call_backs: {accepts: 1.5}", "", "classes[0].call_backs.accepts"),
        ("call_backs: {accepts: 0.5, windows: -1}", "", "classes[0].call_backs.windows"),
        ("call_backs: {accepts: 0.5, ring: 0}", "", "classes[0].call_backs.ring"),
        ("call_backs: {accepts: 0.5, tries: 0}", "", "classes[0].call_backs.tries"),
        ("call_backs: {accepts: 0.5, window_minutes: 0}", "", "classes[0].call_backs.window_minutes"),
        ("call_backs: {accepts: 0.5}, kind: fast", "", "classes[0].call_backs"),
        ("call_backs: {accepts: 0.5}, call_back: {after: 9, accepts: 0.1}", "", "classes[0].call_back"),
        ("leaves_message: 2", "", "classes[0].leaves_message"),
        ("message_seconds: 5", "", "classes[0].message_seconds"),
        ("target: 20", "pool_teams: [nobody]", "surge.pool_teams[0]"),
        ("target: 20", "share_above: 1, share_until: 3", "surge.share_above"),
        ("target: 20", "defer_minutes: 0", "surge.defer_minutes"),
        ("target: 20", "levers: 1", "surge"),
        ("call_backs: {minutes: 3}", "", "classes[0].call_backs"),
    ],
)
def test_what_is_wrong_is_told_by_field(of_class: str, surge: str, field: str) -> None:
    with pytest.raises(Wrong) as wrong:
        world_of(TEXT % (of_class, surge))
    assert [fault.field for fault in wrong.value.faults] == [field]


def test_a_world_file_may_state_them() -> None:
    found = world_of(TEXT % ("call_backs: {accepts: 0.5, minutes: 3}, can_wait: true", "defer: true, pool_teams: [t]"))
    assert found.promises
    assert found.surge is not None


USUAL = {
    "three_types": (3078, 5949, 232524.685),
    "two_queues": (6227, 12420, 105485.348),
}
"""Attempts, happenings and seconds waited as they were before anything could be promised."""


@pytest.mark.parametrize("name", ["three_types", "two_queues"])
def test_a_world_that_says_nothing_of_promises_is_as_it_was(name: str) -> None:
    records = simulate(at_load(families()[name], 1.0), POLICIES["production"], 1)
    assert (len(records.wait), records.events, round(sum(records.wait), 3)) == USUAL[name]
