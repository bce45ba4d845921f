"""What the engine must keep to whatever it is shown."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.routing_plain import scan
from qingfeng.kernel.clock import rng
from qingfeng.modules.routing import record
from qingfeng.modules.routing.engine import decide, order_key
from qingfeng.modules.routing.model import (
    AgentView,
    Contact,
    Decision,
    OfferPlan,
    Overflow,
    Policy,
    QueueState,
    Ring,
    Snapshot,
    Try,
    fits,
    needs,
    ring_of,
    teams_of,
    waiting_since,
)
from tests.modules.routing.make import NOW, agent, ago, contact, pairs, queue, run, snapshot, uid
from tests.support.depth import examples

SKILLS = ["a", "b", "c"]
TEAMS = [uid(70), uid(71)]
AGENTS = [uid(5000 + n) for n in range(8)]

levels = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 5), max_size=3)
seconds = st.integers(0, 4000)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    skills = draw(st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 5), max_size=2))
    rings = [
        Ring(
            60 * (at + 1),
            draw(st.integers(0, 3)),
            draw(st.lists(st.sampled_from(SKILLS), max_size=1)),
            draw(st.booleans()),
        )
        for at in range(draw(st.integers(0, 3)))
    ]
    return Policy(
        skills=skills,
        teams=draw(st.lists(st.sampled_from(TEAMS), max_size=1)),
        locale_skills=draw(st.sampled_from([{}, {"en": "c"}])),
        priority=draw(st.integers(0, 2)),
        service_level_seconds=draw(st.sampled_from([20, 60, 300])),
        relax=rings,
        overflow=draw(st.sampled_from([None, Overflow(120, "q3")])),
        promote_seconds=draw(st.sampled_from([300, 1800])),
        preferred_skills=draw(st.sampled_from([{}, {}, {"b": 2}, {"a": 5, "c": 3}])),
        rested_levels=draw(st.sampled_from([0, 0, 2])),
        fast_lane_for_tiers=draw(st.sampled_from([[], ["black"]])),
    )


@st.composite
def crews(draw: st.DrawFn) -> list[AgentView]:
    return [
        AgentView(
            id=AGENTS[n],
            team=draw(st.sampled_from([None, *TEAMS])),
            skills=draw(levels),
            capacity=draw(st.integers(0, 4)),
            load=draw(st.integers(0, 4)),
            state=draw(st.sampled_from(["ready", "ready", "ready", "break", "offline"])),
            connected=draw(st.sampled_from([True, True, True, False])),
            leaving=draw(st.sampled_from([False, False, False, True])),
            idle_since=ago(100 + n),  # no two alike: then the seed decides nothing
            rested=draw(st.sampled_from([None, ago(1800), ago(7200)])),
            channel_capacity=draw(st.sampled_from([{}, {"email": 1}])),
        )
        for n in range(draw(st.integers(0, 8)))
    ]


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    rule = st.one_of(policies(), st.builds(Policy, skills=st.just({"a": 1})), st.just(Policy()))
    rules = [draw(rule), draw(rule), Policy()]
    queues = [
        QueueState(
            id=uid(n),
            code=f"q{n}",
            kind=draw(st.sampled_from(["normal", "normal", "fast", "green"])),
            open=draw(st.booleans()),
            opened_at=draw(st.sampled_from([None, ago(500)])),
            policy=rule,
        )
        for n, rule in enumerate(rules, 1)
    ]
    agents = draw(crews())
    kinds = [
        Contact(
            id=uid(0),
            queue_id=uid(draw(st.integers(1, 3))),
            queued_at=NOW,
            cls=draw(st.sampled_from(["normal", "normal", "fast", "green"])),
            priority=draw(st.integers(0, 2)),
            tier=draw(st.sampled_from(["regular", "gold", "black"])),
            target_seconds=draw(st.sampled_from([None, 30])),
            channel=draw(st.sampled_from(["webchat", "email"])),
            weight=draw(st.sampled_from([1, 1, 2])),
            whole=draw(st.sampled_from([False, False, False, True])),
            locale=draw(st.sampled_from(["zh-CN", "en"])),
            left_message=draw(st.sampled_from([False, False, True])),
        )
        for _ in range(draw(st.integers(1, 5)))
    ]
    tries = st.lists(
        st.builds(
            Try,
            st.sampled_from(AGENTS),
            seconds.map(lambda s: ago(s / 20)),
            st.sampled_from(["declined", "timed_out", "withdrawn"]),
        ),
        max_size=3,
    )
    contacts = [
        msgspec.structs.replace(
            draw(st.sampled_from(kinds)),
            id=uid(1000 + n),
            queued_at=ago(draw(seconds)),
            last_agent=draw(st.sampled_from([None, *AGENTS])),
            last_agent_at=ago(draw(st.integers(0, 10)) * 86_400),
            dedicated=draw(st.sampled_from([None, None, *AGENTS])),
            tried=draw(tries),
        )
        for n in range(draw(st.integers(0, 14)))
    ]
    return Snapshot(now=NOW, contacts=contacts, agents=agents, queues=queues)


def weight(c: Contact, a: AgentView) -> int:
    return a.capacity if c.whole else c.weight


def eligible(s: Snapshot, c: Contact, a: AgentView) -> bool:
    """By the words of the rules: here, fitting the ring reached, not tried a moment ago."""
    q = next(q for q in s.queues if q.id == c.queue_id)
    ring = ring_of(q.policy, (s.now - waiting_since(c, q)).total_seconds())
    if not a.available or not fits(a, needs(q.policy, ring, c.locale), teams_of(q.policy, ring)):
        return False
    cut = s.now - timedelta(seconds=q.policy.cooldown_seconds)
    return not any(t.agent == a.id and t.at > cut and t.outcome != "withdrawn" for t in c.tried)


@settings(max_examples=examples(40), deadline=None)
@given(snapshots(), st.integers(0, 2**32))
def test_laws(s: Snapshot, seed: int) -> None:
    decision = decide(s, s.now, rng(seed))
    contacts, agents = {c.id: c for c in s.contacts}, {a.id: a for a in s.agents}
    plans = decision.offers

    assert all(n == 1 for n in Counter(p.contact for p in plans).values()), "a contact is offered once"
    load = {a.id: a.load for a in s.agents}
    channel: Counter[tuple[UUID, str]] = Counter()
    for p in plans:
        c, a = contacts[p.contact], agents[p.agent]
        assert eligible(s, c, a), "only to agents who may have it"
        assert not c.whole or load[a.id] == 0, "a call needs a free agent"
        load[a.id] += weight(c, a)
        channel[a.id, c.channel] += weight(c, a)
        assert p.agent not in {x.agent for x in p.alternatives}
        assert all(eligible(s, c, agents[x.agent]) for x in p.alternatives)
    assert all(load[a] <= max(agents[a].capacity, agents[a].load) for a in load), "never over capacity"
    _work_conserving(s, plans, load, channel)
    _disjoint(decision)


def _work_conserving(
    s: Snapshot, plans: list[OfferPlan], load: dict[UUID, int], channel: Counter[tuple[UUID, str]]
) -> None:
    offered = {p.contact for p in plans}
    queues = {q.id: q for q in s.queues}
    for c in s.contacts:
        if c.id in offered or (c.left_message and not queues[c.queue_id].open):
            continue
        for a in s.agents:
            room = load[a.id] == 0 if c.whole else load[a.id] + c.weight <= a.capacity
            limit = a.channel_capacity.get(c.channel)
            if limit is not None and not c.whole:
                room = room and channel[a.id, c.channel] + c.weight <= limit
            assert not (room and eligible(s, c, a)), f"{c.id} waits although {a.id} is free"


def _disjoint(decision: Decision) -> None:
    parts = [
        {p.contact for p in decision.offers},
        {p.contact for p in decision.overflows},
        {u.contact for u in decision.unservable},
    ]
    assert sum(map(len, parts)) == len(set.union(*parts))


@settings(max_examples=examples(40), deadline=None)
@given(snapshots(), st.integers(0, 2**32))
def test_the_same_choices_as_the_straightforward_scan(s: Snapshot, seed: int) -> None:
    assert [(p.contact, p.agent) for p in decide(s, s.now, rng(seed)).offers] == scan(s, s.now)


@settings(max_examples=examples(30), deadline=None)
@given(snapshots(), st.integers(0, 2**32))
def test_deterministic_and_blind_to_the_order_of_its_input(s: Snapshot, seed: int) -> None:
    first = decide(s, s.now, rng(seed))
    assert decide(s, s.now, rng(seed)) == first
    mixed = random.Random(seed)
    shuffled = msgspec.structs.replace(
        s,
        contacts=mixed.sample(s.contacts, len(s.contacts)),
        agents=mixed.sample(s.agents, len(s.agents)),
        queues=mixed.sample(s.queues, len(s.queues)),
    )
    assert decide(shuffled, s.now, rng(seed)) == first


@settings(max_examples=examples(40), deadline=None)
@given(snapshots(), st.integers(0, 2**47))
def test_what_is_kept_gives_the_same_decision_again(s: Snapshot, seed: int) -> None:
    decision = decide(s, s.now, rng(seed))
    kept = record.record(s, decision, seed)
    assert record.replay(kept) == decision == record.decision_of(kept)
    assert record.intact(kept)
    assert not record.intact(msgspec.structs.replace(kept, snapshot=kept.snapshot + b"x"))
    assert {c.id for c in record.snapshot_of(kept).contacts} == decision.contacts


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(st.integers(0, 200), min_size=2, max_size=10), st.integers(1, 10))
def test_first_come_first_served_among_equals(waits: list[int], room: int) -> None:
    contacts = [contact(n, w) for n, w in enumerate(waits)]
    served = [c for c, _ in pairs(run(snapshot(contacts, [agent(1, capacity=room)])))]
    assert served == [n for n, _ in sorted(enumerate(waits), key=lambda x: (-x[1], x[0]))][:room]


@pytest.mark.parametrize("rival", [{"cls": "green"}, {"cls": "fast"}, {"tier": "black", "priority": 5}])
def test_nobody_starves(rival: dict[str, object]) -> None:
    """One agent, a stronger rival new every round, for ever: the weak one is served within the bound of the formula."""
    policy = Policy(promote_seconds=600)
    q = queue(1, policy)
    bound = 2 * policy.promote_seconds + 60 + 60 + 5 * 60 + 60  # two lifts, targets, tier, priority, a round
    now, weak = NOW, contact(0, 0)
    for step in range(200):
        rivals = [Contact(id=uid(2000 + step), queue_id=uid(1), queued_at=now, **rival)]  # type: ignore[arg-type]
        s = snapshot([weak, *rivals], [agent(1, capacity=1)], q, now=now)
        if decide(s, now, rng(step)).offers[0].contact == weak.id:
            break
        now += timedelta(seconds=20)
    else:
        pytest.fail("starved")
    waited = (now - weak.queued_at).total_seconds()
    assert 20 < waited <= bound


@settings(max_examples=examples(25), deadline=None)
@given(snapshots(), st.integers(1, 100_000))
def test_who_is_ahead_in_a_class_stays_ahead(s: Snapshot, later: int) -> None:
    """Indices grow alike: two of one class keep their order unless one of them is lifted or comes of age."""
    queues = {
        q.id: msgspec.structs.replace(q, policy=msgspec.structs.replace(q.policy, promote_seconds=10**8))
        for q in s.queues
    }
    then = s.now + timedelta(seconds=later)
    awake = [c for c in s.contacts if not c.left_message]
    assert sorted(awake, key=lambda c: order_key(c, queues[c.queue_id], s.now)) == sorted(
        awake, key=lambda c: order_key(c, queues[c.queue_id], then)
    )
