"""Agents who could take a call are kept for it, as far as they are needed."""

from __future__ import annotations

import random
from uuid import UUID

import msgspec
import pytest

from qingfeng.kernel.clock import rng
from qingfeng.modules.routing.engine import decide, reserve_of
from qingfeng.modules.routing.model import AgentView, Contact, Policy, QueueState, Snapshot
from qingfeng.modules.routing.record import record, replay
from qingfeng.modules.routing.reserve import needed
from tests.modules.routing.make import NOW, ago, uid

CHAT, CALLS = uid(1), uid(2)


def crew(*loads: int, talking: int = 0, **more: object) -> list[AgentView]:
    """Agents of three places with so many chats in hand, and then those with a call; who has more is idle for longer."""
    here = [
        AgentView(id=uid(10 + n), capacity=3, load=load, idle_since=ago(load + 1), **more)  # type: ignore[arg-type]
        for n, load in enumerate(loads)
    ]
    busy = [AgentView(id=uid(50 + n), capacity=3, load=3, channel_load={"voice": 1}) for n in range(talking)]
    return here + busy


def centre(agents: list[AgentView], *contacts: Contact, chats: Policy | None = None, whole: bool = True) -> Snapshot:
    queues = [
        QueueState(id=CHAT, code="chats", policy=chats or Policy()),
        QueueState(id=CALLS, code="calls", policy=Policy(skills={"phone": 1} if agents and agents[0].skills else {}), whole=whole),
    ]  # fmt: skip
    return Snapshot(now=NOW, contacts=list(contacts), agents=agents, queues=queues)


def chat(n: int = 0) -> Contact:
    return Contact(id=uid(100 + n), queue_id=CHAT, queued_at=NOW)


def call(n: int = 0) -> Contact:
    return Contact(id=uid(200 + n), queue_id=CALLS, queued_at=NOW, channel="voice", whole=True)


def taken_by(snapshot: Snapshot) -> list[UUID]:
    return [plan.agent for plan in decide(snapshot, NOW, rng(1)).offers]


def test_the_chance_that_the_empty_are_needed() -> None:
    assert needed(1, 0, 0) == pytest.approx(0.3618, abs=1e-4)  # 1 - Phi(0.5 / sqrt(2))
    assert needed(6, 0, 32) == pytest.approx(0.2492, abs=1e-4)
    assert needed(40, 0, 32) < 1e-5
    assert needed(0, 30, 4) == pytest.approx(1.0)
    chances = [needed(empty, 2, 9) for empty in range(30)]
    assert chances == sorted(chances, reverse=True)
    assert all(needed(empty, 0, 50) > needed(empty, 0, 5) for empty in range(1, 20))


def test_the_last_empty_agents_are_left_to_calls() -> None:
    spread, packed = centre(crew(1, 0, talking=9), chat(), whole=False), centre(crew(1, 0, talking=9), chat())
    assert taken_by(spread) == [uid(11)], "without calls whoever has least in hand"
    assert taken_by(packed) == [uid(10)], "with calls whoever has a chat already"


def test_with_many_empty_load_is_spread_as_ever() -> None:
    assert taken_by(centre(crew(1, *[0] * 20, talking=4), chat())) != [uid(10)]


def test_of_those_who_chat_they_are_filled_who_would_be_empty_last() -> None:
    waiting = [call(n) for n in range(4)]
    assert taken_by(centre(crew(1, 2, talking=20), chat(), *waiting)) == [uid(11)]
    assert taken_by(centre(crew(1, 2, talking=20), chat(), *waiting, whole=False)) == [uid(11)], "those who wait tell"
    assert taken_by(centre(crew(1, 2), chat(), whole=False)) == [uid(10)]


def test_who_could_not_take_a_call_is_not_kept_for_one() -> None:
    agents = [
        *(msgspec.structs.replace(a, skills={"phone": 1}) for a in crew(1, talking=9)),
        AgentView(id=uid(30), capacity=3, idle_since=ago(1)),
    ]
    assert taken_by(centre(agents, chat())) == [uid(30)]


def test_a_queue_may_forgo_less_or_nothing() -> None:
    agents = crew(1, 0, talking=9)
    assert taken_by(centre(agents, chat(), chats=Policy(spare_levels=0))) == [uid(11)]
    skilled = [msgspec.structs.replace(a, skills={"french": 5 if a.id == uid(11) else 1}) for a in agents]
    for levels, taker in ((3, uid(11)), (60, uid(10))):
        snapshot = centre(skilled, chat(), chats=Policy(skills={"french": 1}, spare_levels=levels))
        anybody = msgspec.structs.replace(snapshot.queues[1], policy=Policy())
        assert taken_by(msgspec.structs.replace(snapshot, queues=[snapshot.queues[0], anybody])) == [taker]


def test_nobody_waits_while_somebody_has_room() -> None:
    assert taken_by(centre(crew(0, talking=30), chat())) == [uid(10)]


def test_a_call_takes_who_is_empty_at_no_charge() -> None:
    snapshot = centre(crew(0, 0, talking=9), call())
    assert decide(snapshot, NOW, rng(1)).offers[0].fit == 0.0


def test_what_is_kept_knows_of_those_who_are_left_out() -> None:
    snapshot = centre(crew(1, 0, talking=9), chat())
    decision = decide(snapshot, NOW, rng(7))
    kept = record(snapshot, decision, 7)
    assert replay(kept) == decision
    told = msgspec.structs.replace(snapshot, agents=snapshot.agents[:2], reserve=reserve_of(snapshot))
    assert decide(told, NOW, rng(7)) == decision
    blind = msgspec.structs.replace(snapshot, agents=snapshot.agents[:2])
    assert decide(blind, NOW, rng(7)).offers[0].fit != decision.offers[0].fit


@pytest.mark.parametrize("seed", range(20))
def test_a_house_without_calls_knows_nothing_of_it(seed: int) -> None:
    """Whatever its queues would forgo, decisions are the same to the last figure."""
    dice = random.Random(seed)
    agents = crew(*(dice.randrange(4) for _ in range(8)))
    contacts = [chat(n) for n in range(dice.randrange(1, 6))]
    free = [
        decide(centre(agents, *contacts, chats=Policy(spare_levels=levels), whole=False), NOW, rng(seed))
        for levels in (0, 100)
    ]
    assert free[0] == free[1]
    assert free[0]
