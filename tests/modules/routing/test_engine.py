"""What the engine decides, case by case."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from qingfeng.contracts.routing import Why
from qingfeng.modules.routing.model import Overflow, Policy, Ring, Try
from tests.modules.routing.make import NOW, agent, ago, codes, contact, pairs, queue, run, snapshot, uid


def test_first_come_first_served() -> None:
    s = snapshot([contact(1, 5), contact(2, 50), contact(3, 20)], [agent(1, capacity=2)])
    assert pairs(run(s)) == [(2, 1), (3, 1)]


def test_green_before_fast_before_the_rest_however_long_they_waited() -> None:
    s = snapshot([contact(1, 500), contact(2, 20, cls="fast"), contact(3, 1, cls="green")], [agent(1, capacity=3)])
    decision = run(s)
    assert pairs(decision) == [(3, 1), (2, 1), (1, 1)]
    assert codes(decision, 0)[0] == "green_channel"
    assert codes(decision, 1)[0] == "fast_lane"


def test_the_kind_of_a_queue_is_the_class_of_its_contacts() -> None:
    s = snapshot([contact(1, 500), contact(2, 1, q=2)], [agent(1, capacity=1)], queue(1), queue(2, kind="green"))
    assert pairs(run(s)) == [(2, 1)]


def test_a_tier_may_have_the_fast_lane() -> None:
    policy = Policy(fast_lane_for_tiers=["black"])
    decision = run(snapshot([contact(1, 500), contact(2, 1, tier="black")], [agent(1, capacity=1)], queue(1, policy)))
    assert pairs(decision) == [(2, 1)]
    assert codes(decision)[:2] == ["fast_lane", "tier"]


def test_a_tier_is_a_head_start_in_seconds() -> None:
    policy = Policy(tier_weight={"gold": 30})
    early = snapshot([contact(1, 20), contact(2, 1, tier="gold")], [agent(1, capacity=1)], queue(1, policy))
    late = snapshot([contact(1, 40), contact(2, 1, tier="gold")], [agent(1, capacity=1)], queue(1, policy))
    assert pairs(run(early)) == [(2, 1)]
    assert pairs(run(late)) == [(1, 1)]


def test_the_nearer_deadline_goes_first() -> None:
    q1, q2 = queue(1, Policy(service_level_seconds=60)), queue(2, Policy(service_level_seconds=300))
    s = snapshot([contact(1, 100, q=2), contact(2, 30)], [agent(1, capacity=1)], q1, q2)
    assert pairs(run(s)) == [(2, 1)]
    s = snapshot([contact(1, 100, q=2, target_seconds=20), contact(2, 30)], [agent(1, capacity=1)], q1, q2)
    assert pairs(run(s)) == [(1, 1)]


def test_priority_counts_a_minute_each() -> None:
    s = snapshot([contact(1, 100), contact(2, 50, priority=1)], [agent(1, capacity=1)])
    assert pairs(run(s)) == [(2, 1)]


def test_long_waiting_lifts_a_class() -> None:
    policy = Policy(promote_seconds=600)
    s = snapshot(
        [contact(1, 700), contact(2, 30, cls="fast"), contact(3, 300, cls="fast")],
        [agent(1, capacity=3)],
        queue(1, policy),
    )
    # Contact 1 stands in the fast lane as if it had come 100 s ago (with its own target of 60 s, not 15).
    assert [c for c, _ in pairs(run(s))] == [3, 1, 2]


def test_an_agent_of_several_queues_is_not_overbooked() -> None:
    s = snapshot([contact(1, 90), contact(2, 60, q=2), contact(3, 30)], [agent(1, capacity=2)], queue(1), queue(2))
    assert pairs(run(s)) == [(1, 1), (2, 1)]


def test_who_cannot_be_offered_just_now_holds_up_nobody_behind() -> None:
    tried = [Try(uid(5001), ago(5), "declined")]
    assert pairs(run(snapshot([contact(1, 90, tried=tried), contact(2, 10)], [agent(1)]))) == [(2, 1)]


def test_skills_and_levels() -> None:
    policy = Policy(skills={"refund": 3})
    s = snapshot(
        [contact(1)],
        [agent(1, skills={"refund": 2}), agent(2, skills={"sales": 5}), agent(3, skills={"refund": 3})],
        queue(1, policy),
    )
    decision = run(s)
    assert pairs(decision) == [(1, 3)]
    assert Why("skill_match", {"skill": "refund", "level": 3}) in decision.offers[0].why
    assert decision.offers[0].alternatives == []


def test_best_skill_then_longest_idle() -> None:
    policy = Policy(skills={"refund": 1})
    agents = [
        agent(1, skills={"refund": 3}, idle_since=ago(900)),
        agent(2, skills={"refund": 5}, idle_since=ago(10)),
        agent(3, skills={"refund": 5}, idle_since=ago(20)),
    ]
    decision = run(snapshot([contact(1)], agents, queue(1, policy)))
    assert pairs(decision) == [(1, 3)]
    assert [a.agent.int - 5000 for a in decision.offers[0].alternatives] == [2, 1]
    assert "longest_idle" not in codes(decision)  # agent 1 is idle for longer: skill decided
    decision = run(snapshot([contact(1)], agents[1:], queue(1, policy)))
    assert Why("longest_idle", {"seconds": 20}) in decision.offers[0].why


def test_work_is_spread_before_the_best_is_overloaded() -> None:
    policy = Policy(skills={"refund": 1})
    agents = [agent(1, skills={"refund": 5}), agent(2, skills={"refund": 4})]
    decision = run(snapshot([contact(n, 100 - n) for n in range(1, 6)], agents, queue(1, policy)))
    assert [a for _, a in pairs(decision)] == [1, 1, 2, 1, 2]


@pytest.mark.parametrize(
    "away", [{"state": "break"}, {"state": "offline"}, {"connected": False}, {"leaving": True}, {"load": 5}]
)
def test_only_agents_who_are_there_with_room(away: dict[str, object]) -> None:
    assert run(snapshot([contact(1)], [agent(1, **away)])).offers == []
    assert pairs(run(snapshot([contact(1)], [agent(1, **away), agent(2)]))) == [(1, 2)]


def test_the_agent_of_last_time_goes_first_within_the_window() -> None:
    agents = [agent(1, idle_since=ago(9000)), agent(2, idle_since=ago(1), load=4)]
    known = contact(1, last_agent=uid(5002), last_agent_at=ago(3 * 86_400))
    decision = run(snapshot([known], agents))
    assert pairs(decision) == [(1, 2)]
    assert Why("last_agent", {"days": 3}) in decision.offers[0].why
    assert [a.agent for a in decision.offers[0].alternatives] == [uid(5001)]
    old = contact(1, last_agent=uid(5002), last_agent_at=ago(8 * 86_400))
    assert pairs(run(snapshot([old], agents))) == [(1, 1)]


@pytest.mark.parametrize("away", [{"state": "offline"}, {"connected": False}, {"load": 5}, {"state": "break"}])
def test_never_an_absent_agent_of_last_time(away: dict[str, object]) -> None:
    known = contact(1, last_agent=uid(5002), last_agent_at=ago(60))
    assert pairs(run(snapshot([known], [agent(1), agent(2, **away)]))) == [(1, 1)]
    assert run(snapshot([known], [agent(2, **away)])).offers == []


def test_the_agent_of_last_time_must_fit() -> None:
    known = contact(1, last_agent=uid(5002), last_agent_at=ago(60))
    agents = [agent(1, skills={"vip": 1}), agent(2)]
    assert pairs(run(snapshot([known], agents, queue(1, Policy(skills={"vip": 1}))))) == [(1, 1)]


def test_not_again_to_who_let_it_go_until_the_cool_down_is_over() -> None:
    tried = [Try(uid(5001), ago(30), "timed_out")]
    agents = [agent(1, idle_since=ago(999)), agent(2, idle_since=ago(1))]
    assert pairs(run(snapshot([contact(1, tried=tried)], agents))) == [(1, 2)]
    assert run(snapshot([contact(1, tried=tried)], agents[:1])).offers == []
    assert pairs(run(snapshot([contact(1, tried=[Try(uid(5001), ago(61), "declined")])], agents[:1]))) == [(1, 1)]
    assert pairs(run(snapshot([contact(1, tried=[Try(uid(5001), ago(1), "withdrawn")])], agents[:1]))) == [(1, 1)]


def test_rings_relax_levels_skills_and_teams_over_time() -> None:
    policy = Policy(
        skills={"refund": 4, "vip": 2},
        teams=[uid(77)],
        relax=[Ring(60, level_drop=2), Ring(120, drop_skills=["vip"]), Ring(180, any_team=True)],
    )
    q = queue(1, policy)
    strict = agent(1, team=uid(77), skills={"refund": 4, "vip": 2})
    junior = agent(2, team=uid(77), skills={"refund": 2, "vip": 1})
    plain = agent(3, team=uid(77), skills={"refund": 2})
    lent = agent(4, team=uid(78), skills={"refund": 2})
    reached = [
        [a.id.int - 5000 for a in (strict, junior, plain, lent) if run(snapshot([contact(1, waited)], [a], q)).offers]
        for waited in (59, 60, 120, 180)
    ]
    assert reached == [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]
    assert Why("relaxed", {"ring": 3}) in run(snapshot([contact(1, 180)], [lent], q)).offers[0].why


def test_a_locale_may_ask_for_a_skill() -> None:
    q = queue(1, Policy(locale_skills={"en": "english"}))
    agents = [agent(1, idle_since=ago(999)), agent(2, skills={"english": 1})]
    assert pairs(run(snapshot([contact(1, locale="en-GB")], agents, q))) == [(1, 2)]
    assert pairs(run(snapshot([contact(1, locale="zh-CN")], agents, q))) == [(1, 1)]


def test_a_call_takes_the_whole_agent() -> None:
    call = contact(1, 50, channel="voice", whole=True)
    assert run(snapshot([call], [agent(1, load=1)])).offers == []
    assert pairs(run(snapshot([call, contact(2, 5)], [agent(1), agent(2, load=1)]))) == [(1, 1), (2, 2)]
    assert pairs(run(snapshot([contact(2, 90), call], [agent(1)]))) == [(2, 1)]


def test_a_channel_may_have_a_limit_of_its_own() -> None:
    mails = [contact(n, 50 - n, channel="email") for n in (1, 2)]
    limited = agent(1, channel_capacity={"email": 2}, channel_load={"email": 1}, load=1)
    assert pairs(run(snapshot([*mails, contact(3)], [limited]))) == [(1, 1), (3, 1)]


def test_overflow_after_its_time_only_if_nobody_is_free_and_the_other_queue_is_open() -> None:
    rule = Policy(overflow=Overflow(120, "q2"), skills={"vip": 1})
    there = [agent(1, skills={"vip": 1}, state="break")]
    late = [contact(1, 120), contact(2, 119)]
    decision = run(snapshot(late, there, queue(1, rule), queue(2)))
    assert [(p.contact, p.to_queue, p.waited) for p in decision.overflows] == [(uid(1001), uid(2), 120)]
    assert decision.unservable == []
    assert run(snapshot(late, there, queue(1, rule), queue(2, open=False))).overflows == []
    free = [agent(1, skills={"vip": 1})]
    decision = run(snapshot(late, free, queue(1, rule), queue(2)))
    assert (len(decision.offers), decision.overflows) == (2, [])


def test_a_message_left_behind_waits_for_opening_others_take_whoever_is_ready() -> None:
    shut = queue(1, open=False)
    assert pairs(run(snapshot([contact(1, left_message=True), contact(2)], [agent(1)], shut))) == [(2, 1)]


def test_messages_of_the_night_do_not_push_aside_who_waits_now() -> None:
    q = queue(1, opened_at=ago(60))
    s = snapshot([contact(1, 36_000, left_message=True), contact(2, 1)], [agent(1, capacity=1)], q)
    assert pairs(run(s)) == [(2, 1)]
    assert pairs(run(snapshot(s.contacts, [agent(1, capacity=2)], q))) == [(2, 1), (1, 1)]
    long_open = queue(1, opened_at=ago(15_000))  # its own four hours are over
    assert pairs(run(snapshot(s.contacts, [agent(1, capacity=1)], long_open))) == [(1, 1)]


def test_unservable_only_if_nobody_at_all_could_ever() -> None:
    policy = Policy(skills={"vip": 3})
    off_duty = agent(1, skills={"vip": 3}, state="offline", connected=False)
    assert run(snapshot([contact(1)], [off_duty], queue(1, policy))).unservable == []
    decision = run(snapshot([contact(1)], [agent(1, skills={"vip": 2})], queue(1, policy)))
    assert [u.reason for u in decision.unservable] == [Why("no_skill", {"skill": "vip", "level": 3})]
    relaxed = Policy(skills={"vip": 3}, relax=[Ring(600, level_drop=1)])
    assert run(snapshot([contact(1)], [agent(1, skills={"vip": 2})], queue(1, relaxed))).unservable == []
    spills = Policy(skills={"vip": 3}, overflow=Overflow(600, "q2"))
    assert run(snapshot([contact(1)], [agent(1)], queue(1, spills), queue(2))).unservable == []
    assert [u.reason.code for u in run(snapshot([contact(1, q=9)], [agent(1)])).unservable] == ["unknown_queue"]
    assert [u.reason.code for u in run(snapshot([contact(1)], [])).unservable] == ["no_agent"]


def test_waiting_time_and_length_of_the_offer_are_told() -> None:
    decision = run(snapshot([contact(1, 42)], [agent(1)], queue(1, Policy(offer_seconds=20))))
    assert Why("waited", {"seconds": 42}) in decision.offers[0].why
    assert decision.offers[0].seconds == 20


def test_exact_equals_take_turns_by_the_seed_and_only_by_it() -> None:
    s = snapshot([contact(1)], [agent(n) for n in range(1, 9)])
    assert len({pairs(run(s, seed))[0][1] for seed in range(60)}) > 3
    assert all(run(s, seed) == run(s, seed) for seed in range(5))


def test_a_clock_that_went_back_does_no_harm() -> None:
    future = contact(1, -5)
    decision = run(snapshot([future], [agent(1, idle_since=NOW + timedelta(seconds=9))]))
    assert decision.offers[0].why == [Why("longest_idle", {"seconds": 0})]


def test_a_large_house_where_nobody_waits() -> None:
    """The only one with room stands far down the list, and nobody has ever asked for anything."""
    people = [agent(n, capacity=1, load=0 if n == 199 else 1) for n in range(200)]
    assert not run(snapshot([], people))


# ------------------------------------------------------------------ what a queue would like
def test_a_skill_that_is_liked_decides_among_those_who_may_and_keeps_nobody_waiting() -> None:
    q = queue(1, Policy(skills={"维修": 1}, preferred_skills={"空调": 2}))
    knows = agent(1, skills={"维修": 2, "空调": 2}, idle_since=ago(5))
    better = agent(2, skills={"维修": 3}, idle_since=ago(500))
    assert pairs(run(snapshot([contact(1)], [knows, better], q))) == [(1, 1)], "2 and 2 before 3 and none"
    assert pairs(run(snapshot([contact(1)], [better], q))) == [(1, 2)], "who has it not answers all the same"
    expert = agent(3, skills={"维修": 2, "空调": 5}, idle_since=ago(1))
    assert pairs(run(snapshot([contact(1)], [expert, knows], q))) == [(1, 1)], "more than enough counts no more"
    unasked = queue(1, Policy(skills={"维修": 1}))
    assert pairs(run(snapshot([contact(1)], [knows, better], unasked))) == [(1, 2)]


def test_who_is_tired_gives_way_where_the_queue_says_so() -> None:
    fresh = agent(1, skills={"维修": 3}, idle_since=ago(5), rested=ago(600))
    tired = agent(2, skills={"维修": 4}, idle_since=ago(900), rested=ago(4 * 3600))
    for levels, taken in ((0, 2), (1, 1)):
        q = queue(1, Policy(skills={"维修": 1}, rested_levels=levels))
        assert pairs(run(snapshot([contact(1)], [fresh, tired], q))) == [(1, taken)]
        assert pairs(run(snapshot([contact(1)], [tired], q))) == [(1, 2)], "rather somebody tired than nobody"
    unknown = agent(3, skills={"维修": 3})
    assert pairs(run(snapshot([contact(1)], [unknown, fresh], queue(1, Policy(rested_levels=1))))) == [(1, 3)]


def test_the_dedicated_agent_comes_first_while_there_is_room() -> None:
    own, last = agent(1, skills={"维修": 1}, load=3, idle_since=ago(1)), agent(2, skills={"维修": 5})
    q = queue(1, Policy(skills={"维修": 1}))
    known = contact(1, dedicated=own.id, last_agent=last.id, last_agent_at=ago(60))
    decision = run(snapshot([known], [own, last], q))
    assert pairs(decision) == [(1, 1)]
    assert "dedicated_agent" in codes(decision)
    assert "last_agent" not in codes(decision)
    full = msgspec.structs.replace(own, load=5)
    decision = run(snapshot([known], [full, last], q))
    assert pairs(decision) == [(1, 2)], "nobody waits for them"
    assert "last_agent" in codes(decision)
    unskilled = msgspec.structs.replace(own, skills={})
    assert pairs(run(snapshot([known], [unskilled, last], q))) == [(1, 2)], "who does not fit is not asked"
    gone = contact(2, dedicated=uid(5999))
    assert pairs(run(snapshot([gone], [last], q))) == [(2, 2)]
