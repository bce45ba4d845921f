"""The learned match: who is chosen, with which chance, and that nothing else of a decision changes."""

from __future__ import annotations

from collections import Counter
from math import inf
from uuid import UUID

import msgspec
import numpy as np
import pytest

from qingfeng.contracts.messages import Tier
from qingfeng.contracts.routing import Why
from qingfeng.modules.routing.learning import Estimates, Outcome
from qingfeng.modules.routing.learning_match import (
    WINDOW_SECONDS,
    Asked,
    Fixed,
    Living,
    Row,
    Scored,
    Worth,
    choose,
    held_out,
    masked,
    who,
)
from qingfeng.modules.routing.learning_model import Learned, Merit, Terms
from qingfeng.modules.routing.model import AgentView, Decision, OfferPlan, Policy, Snapshot
from qingfeng.modules.routing.roster import Roster
from tests.modules.routing.make import agent, ago, codes, contact, pairs, queue, run, snapshot, uid

SURE = Terms(mode="steer", explore=0.0, hold_out=0.0)


def learned(merits: dict[int, float], segment: str = "q1", terms: Terms = SURE, doubt: float = 0.0) -> Learned:
    known = [Merit(uid(5000 + n), merit / 10, merit, doubt) for n, merit in merits.items()]
    return Learned(version=3, terms=terms, segments={segment: known})


def with_learned(s: Snapshot, found: Learned) -> Snapshot:
    return msgspec.structs.replace(s, learned=found)


def only(decision: Decision) -> OfferPlan:
    [plan] = decision.offers
    return plan


# ------------------------------------------------------------------ in a decision
def test_of_those_who_may_the_one_is_chosen_who_does_best() -> None:
    s = snapshot([contact(1)], [agent(1, idle_since=ago(900)), agent(2), agent(3)])
    assert pairs(run(s)) == [(1, 1)]
    decision = run(with_learned(s, learned({1: 5.0, 2: 9.0, 3: 8.0})))
    assert pairs(decision) == [(1, 2)]
    assert Why("learned_match", {"percent": 90}) in decision.offers[0].why
    plan = only(decision)
    assert plan.fit == 9.0
    assert [(a.agent.int - 5000, a.fit) for a in plan.alternatives] == [(3, 8.0), (1, 5.0)]
    matched = plan.matched
    assert matched is not None
    assert (matched.arm, matched.propensity, matched.aim, matched.plain) == ("learned", 1.0, 1.0, False)
    assert (matched.value, matched.plain_value, matched.aim_value) == (0.9, 0.5, 0.9)


def test_skills_teams_room_and_misses_are_asked_as_before() -> None:
    rules = queue(1, Policy(skills={"a": 3}))
    people = [agent(1, skills={"a": 3}), agent(2, skills={"a": 2}), agent(3, skills={"a": 5}, load=5)]
    decision = run(with_learned(snapshot([contact(1)], people, rules), learned({1: 1.0, 2: 9.0, 3: 9.0})))
    assert pairs(decision) == [(1, 1)]


def test_who_had_the_customer_last_goes_first_as_before() -> None:
    s = snapshot([contact(1, last_agent=uid(5001), last_agent_at=ago(60))], [agent(1), agent(2)])
    decision = run(with_learned(s, learned({1: 1.0, 2: 9.0})))
    assert pairs(decision) == [(1, 1)]
    assert only(decision).matched is None


def test_who_is_busy_is_worth_less() -> None:
    people = [agent(1, load=2), agent(2)]
    assert pairs(run(with_learned(snapshot([contact(1)], people), learned({1: 9.0, 2: 8.0})))) == [(1, 2)]
    assert pairs(run(with_learned(snapshot([contact(1)], people), learned({1: 9.9, 2: 8.0})))) == [(1, 1)]


def test_equals_take_turns_as_by_default_and_no_chance_has_a_say() -> None:
    s = snapshot([contact(1)], [agent(1), agent(2, idle_since=ago(500)), agent(3)])
    decision = run(with_learned(s, learned({1: 7.0, 2: 7.0, 3: 7.0})))
    assert pairs(decision) == [(1, 2)]
    assert only(decision).matched is None


def test_a_segment_nobody_knows_is_left_to_the_default() -> None:
    s = snapshot([contact(1, intent="refund")], [agent(1, idle_since=ago(900)), agent(2)])
    known = learned({1: 1.0, 2: 9.0})
    assert run(with_learned(s, known)) == run(s)
    assert pairs(run(with_learned(s, learned({1: 1.0, 2: 9.0}, "refund")))) == [(1, 2)]


def test_contacts_of_one_queue_are_matched_by_what_they_are_about() -> None:
    s = snapshot([contact(1, 20, intent="refund"), contact(2, 10, intent="repair")], [agent(1), agent(2)])
    terms = learned({1: 1.0, 2: 9.0}, "refund")
    both = msgspec.structs.replace(terms, segments=terms.segments | learned({1: 9.0, 2: 2.0}, "repair").segments)
    assert pairs(run(with_learned(s, both))) == [(1, 2), (2, 1)]


def test_with_nobody_to_choose_from_nothing_is_said_of_learning() -> None:
    decision = run(with_learned(snapshot([contact(1)], [agent(1)]), learned({1: 1.0})))
    assert only(decision).matched is None
    assert "learned_match" not in codes(decision)


# ------------------------------------------------------------------ chance
def drawn(terms: Terms, tier: Tier = "regular", times: int = 20_000) -> tuple[Counter[int], dict[int, float]]:
    """How often each of four was chosen, and the propensity that was noted. The default is 0, the best is 1; 2 may be as
    good, 3 may not."""
    roster = Roster()
    for n in range(4):
        roster.put(AgentView(id=uid(n), idle_since=ago(100)))
    plain = np.full(roster.size, -inf)
    plain[:4] = 3.0, 2.0, 2.0, 2.0
    value = np.zeros(roster.size)
    value[:4] = 0.5, 0.9, 0.85, 0.3
    row = Row(value, 10 * value, np.full(roster.size, 1.0))
    merit, hope = masked(row, plain)
    counted: Counter[int] = Counter()
    noted: dict[int, float] = {}
    for n in range(times):
        asked = Asked(1_000_000 + 7 * n, "a", tier, n * WINDOW_SECONDS, n % 97)
        scored = Scored(plain, merit, hope, np.zeros(roster.size))
        choice = choose(terms, row, scored, roster, asked)
        assert choice is not None
        assert choice.matched is not None
        assert who(terms, scored, roster, asked) == choice.place
        counted[choice.place] += 1
        noted[choice.place] = choice.matched.propensity
    return counted, noted


@pytest.mark.parametrize("mode", ["observe", "steer"])
def test_agents_are_chosen_as_often_as_their_propensities_say(mode: str) -> None:
    terms = Terms(mode=mode, explore=0.1, hold_out=0.2, key=5)  # type: ignore[arg-type]
    counted, noted = drawn(terms)
    total = sum(counted.values())
    wanted = {0: 0.9, 1: 0.1} if mode == "observe" else {0: 0.2, 1: 0.8 * 0.9, 2: 0.8 * 0.1}
    assert noted == pytest.approx(wanted)
    for place, chance in wanted.items():
        assert counted[place] / total == pytest.approx(chance, abs=4 * (chance * (1 - chance) / total) ** 0.5)


@pytest.mark.parametrize(("mode", "wanted"), [("observe", {0: 1.0}), ("steer", {0: 0.2, 1: 0.8})])
def test_nothing_is_tried_with_high_tiers(mode: str, wanted: dict[int, float]) -> None:
    _, noted = drawn(Terms(mode=mode, explore=0.1, hold_out=0.2), "gold", 2_000)  # type: ignore[arg-type]
    assert noted == pytest.approx(wanted)


def test_windows_are_left_to_the_default_as_a_whole() -> None:
    terms = Terms(mode="steer", hold_out=0.25, key=9)
    starts = [n * WINDOW_SECONDS for n in range(4_000)]
    assert all(held_out(terms, s) == held_out(terms, s + WINDOW_SECONDS - 1) for s in starts)
    assert sum(held_out(terms, s) for s in starts) / 4_000 == pytest.approx(0.25, abs=0.03)
    other = msgspec.structs.replace(terms, key=10)
    assert [held_out(terms, s) for s in starts] != [held_out(other, s) for s in starts]


# ------------------------------------------------------------------ what merits are made of
def house(chances: dict[int, dict[str, float]], seconds: dict[int, float] | None = None) -> tuple[Estimates, Roster]:
    roster, estimates = Roster(), Estimates()
    for n, by_segment in chances.items():
        roster.put(AgentView(id=uid(n)))
        for segment, chance in by_segment.items():
            for time in range(200):
                resolved = (time * 0.618) % 1 < chance
                took = (seconds or {}).get(n)
                estimates.note(Outcome(agent=uid(n), segment=segment, day=0, resolved=resolved, seconds=took))
    return estimates, roster


def merits(estimates: Estimates, roster: Roster, worth: Worth, segment: str = "a") -> list[float]:
    living = Living(estimates, worth)
    living.refresh(roster)
    row = living.row(segment, roster)
    assert row is not None
    return row.merit[: len(roster.ids)].tolist()


def test_handle_time_counts_as_much_as_it_is_worth() -> None:
    estimates, roster = house({n: {"a": 0.7} for n in range(6)}, {n: 400 if n < 3 else 200 for n in range(6)})
    slow, *_, fast = merits(estimates, roster, Worth(handle_time=0.1, scarcity=0))
    assert 0.5 < fast - slow < 0.9
    slow, *_, fast = merits(estimates, roster, Worth(handle_time=0, scarcity=0))
    assert fast == slow


def test_who_is_good_at_what_is_short_costs_more() -> None:
    chances = {n: {"a": 0.9, "b": 0.9 if n < 2 else 0.3, "c": 0.9 if n >= 2 else 0.3} for n in range(12)}
    estimates, roster = house(chances)
    both = merits(estimates, roster, Worth(scarcity=1))
    assert both[0] < both[5]
    assert merits(estimates, roster, Worth(scarcity=0))[0] == pytest.approx(
        merits(estimates, roster, Worth(scarcity=0))[5], abs=0.2
    )


def test_too_few_outcomes_are_left_to_the_default_and_newcomers_are_like_others() -> None:
    estimates, roster = house({n: {"a": 0.7} for n in range(4)})
    estimates.note(Outcome(agent=uid(1), segment="rare", day=0, resolved=True))
    living = Living(estimates, Worth())
    living.refresh(roster)
    assert living.row("rare", roster) is None
    for n in range(100, 200):  # more than there were places
        roster.put(AgentView(id=UUID(int=n)))
    row = living.row("a", roster)
    assert row is not None
    assert len(row.value) == roster.size
    assert row.value[roster.at[150]] == pytest.approx(0.7, abs=0.03)


def test_what_a_decision_is_told_gives_the_same_row() -> None:
    estimates, roster = house({n: {"a": 0.5 + n / 10} for n in range(4)})
    living = Living(estimates, Worth())
    living.refresh(roster)
    row = living.row("a", roster)
    assert row is not None
    known = [Merit(uid(n), float(row.value[n]), float(row.merit[n]), float(row.doubt[n])) for n in range(4)]
    told = Fixed(Learned(version=1, terms=SURE, segments={"a": known})).row("a", roster)
    assert told is not None
    for mine, other in zip(row, told, strict=True):
        assert mine[:4].tolist() == other[:4].tolist()
