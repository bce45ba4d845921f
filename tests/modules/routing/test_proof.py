"""Recorded decisions decided again: the same come out the same, and whatever does not is told with its reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.routing import engine
from qingfeng.modules.routing.explained import explain_kept
from qingfeng.modules.routing.model import Overflow, Policy, Snapshot
from qingfeng.modules.routing.proof import KeptDecision, Tallying, again, engine_of, line_of, read_line
from qingfeng.modules.routing.record import Recorded, decision_of, record
from tests.modules.routing.make import NOW, agent, contact, queue, run, snapshot, uid

SEED = 11


def decided(s: Snapshot, n: int = 1) -> KeptDecision:
    return KeptDecision(uid(n), NOW + timedelta(seconds=n), record(s, run(s, SEED), SEED))


def a_moment() -> Snapshot:
    """Somebody is offered, somebody moves on, somebody nobody can serve."""
    rules = Policy(skills={"vip": 3}, overflow=Overflow(60, "q2"))
    lost = Policy(skills={"flying": 1})
    return snapshot(
        [contact(1, 20), contact(2, 90, q=3), contact(3, 5, q=4)],
        [agent(1), agent(2, idle_since=None)],
        queue(1),
        queue(2),
        queue(3, rules),
        queue(4, lost),
    )


def with_other_agent(kept: Recorded) -> Recorded:
    """As if somebody else had been chosen."""
    decision = decision_of(kept)
    offers = [replace(offer, agent=uid(5999)) for offer in decision.offers]
    made = record(a_moment(), replace(decision, offers=offers), kept.seed)
    return replace(kept, decision=made.decision)


def with_other_reasons(kept: Recorded) -> Recorded:
    decision = decision_of(kept)
    offers = [replace(offer, why=[]) for offer in decision.offers]
    return replace(kept, decision=record(a_moment(), replace(decision, offers=offers), kept.seed).decision)


def test_what_was_decided_is_decided_again() -> None:
    kept = decided(a_moment())
    decision = decision_of(kept.recorded)
    assert (len(decision.offers), len(decision.overflows), len(decision.unservable)) == (1, 1, 1)
    found = again(kept)
    assert (found.verdict, found.engine, found.other_engine) == ("same", engine.VERSION, False)


def test_whatever_is_not_the_same_is_told_with_its_reason() -> None:
    one = decided(a_moment())
    good = one.recorded
    other = good.policy_version.replace(f"engine {engine.VERSION}", "engine 0")
    kept = [
        replace(one, recorded=changed)
        for changed in (
            good,
            with_other_agent(good),
            with_other_reasons(good),
            replace(with_other_agent(good), policy_version=other),
            replace(good, policy_version=other),  # another engine that decided the same is no difference
            replace(good, snapshot=good.snapshot + b"x"),
            replace(good, decision=b"x"),
        )
    ]
    verdicts = [again(k).verdict for k in kept]
    assert verdicts == ["same", "differs", "reasons", "differs", "same", "damaged", "damaged"]
    assert again(kept[1]).parts == ["offers"]
    tallying = Tallying()
    for k in kept:
        tallying.add(k)
    tally = tallying.tally()
    assert (tally.decisions, tally.same, tally.left_out, len(tally.apart)) == (7, 2, 0, 5)
    assert tally.by_reason == {"differs": 1, "reasons": 1, "other_engine": 1, "damaged": 2}
    ours = Tallying(this_engine=True)
    for k in kept:
        ours.add(k)
    assert (ours.tally().left_out, "other_engine" in ours.tally().by_reason) == (2, False)


@pytest.mark.parametrize(("text", "found"), [("engine 1; a 3, b 1", "1"), ("engine 2.1", "2.1"), ("", ""), ("v3", "")])
def test_which_engine_decided(text: str, found: str) -> None:
    assert engine_of(replace(decided(a_moment()).recorded, policy_version=text)) == found


def test_a_line_says_all_of_a_decision_and_nothing_of_anybody() -> None:
    kept = decided(a_moment())
    line = line_of(kept)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert read_line(line, 1) == kept


@pytest.mark.parametrize("text", [b"", b"{}", b"\xff\xfe", b'{"qingfeng_decision": 1}', b"[1]", b"null"])
def test_other_lines_are_refused_and_told_which(text: bytes) -> None:
    with pytest.raises(Invalid, match="Line 7") as refused:
        read_line(text, 7)
    assert refused.value.code == "not_a_decision"
    later = line_of(decided(a_moment())).replace(b'"qingfeng_decision":1', b'"qingfeng_decision":2')
    with pytest.raises(Invalid, match="format 2"):
        read_line(later, 7)


def test_what_a_decision_says_of_one_conversation() -> None:
    kept = decided(a_moment())
    told = [explain_kept(kept.id, kept.at, kept.recorded, contact(n).id) for n in (1, 2, 3, 4)]
    assert [[one.what for one in found] for found in told] == [["offer"], ["overflow"], ["unservable"], []]
    [offer] = told[0]
    assert (offer.queue_id, offer.outcome, offer.seed, len(offer.alternatives)) == (uid(1), None, SEED, 1)
