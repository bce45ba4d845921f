"""Runs around the production router: what happens to contacts and agents, and that it is the router's own decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from qingfeng.kernel.clock import rng
from qingfeng.modules.routing.public import AgentView, Overflow, Ring, Snapshot, decide
from qingfeng.twin.baselines import POLICIES
from qingfeng.twin.run import ABANDONED, ANSWERED, BALKED, CONTAINED, Records, simulate
from qingfeng.twin.seam import OPENING, Production, Router
from qingfeng.twin.world import (
    Again,
    Agents,
    Arrivals,
    Bot,
    CallBack,
    Contacts,
    Desk,
    Event,
    Handling,
    Patience,
    Rest,
    Shift,
    World,
)
from tests.twin.make import contacts, world

FOREVER = Patience()


def at(*times: float, code: str = "a", work: float = 100.0, **more: Any) -> Contacts:
    """Contacts who come at these seconds, take so long, and wait for ever."""
    given = {"patience": FOREVER, "handling": Handling(mean=work, shape="constant"), **more}
    return contacts(code, arrivals=Arrivals(times=[list(times)]), **given)


def run(made: World, name: str = "production", seed: int = 1) -> Records:
    return simulate(made, POLICIES[name], seed)


def rows(records: Records) -> list[tuple[float, float, int]]:
    return sorted(zip(records.queued, records.wait, records.outcome, strict=True))


def chat_house() -> World:
    """Two classes of chats, some for one group only, busy enough that all kinds of things happen."""
    more: dict[str, Any] = {"channel": "webchat", "retry": Again(share=0.3, after=200.0)}
    return world(
        contacts(
            skills={"tea": 2},
            arrivals=Arrivals(rate=180.0),
            tier="gold",
            relax=[Ring(after_seconds=20, level_drop=1)],
            resolution=0.7,
            returns=Again(share=0.5, after=900.0),
            **more,
        ),
        contacts(
            "b",
            kind="fast",
            arrivals=Arrivals(rate=120.0),
            patience=Patience(mean=40.0, balks=0.1),
            overflow=Overflow(after_seconds=60, to_queue="a"),
            handling=Handling(mean=120.0, wrap_up=30.0),
            **more,
        ),
        groups=[
            Agents(code="g", count=3, capacity=3, skills={"tea": 2}, slow_down=0.2, speed_cv=0.3),
            Agents(code="h", count=2, capacity=3, channel_capacity={"webchat": 2}, skills={"tea": 1}, shifts=[Shift(count=2, start=1, end=2.5, breaks=[Rest(at=2, minutes=15)])]),
        ],
        desk=Desk(answer=3.0, misses=0.1),
        day_hours=3.0,
    )  # fmt: skip


@pytest.mark.parametrize("name", POLICIES)
def test_nobody_is_lost_and_nobody_has_more_than_fits(name: str) -> None:
    made, watched = chat_house(), []

    class Watched:
        def __init__(self, made: World, seed: int) -> None:
            self.inner: Router = POLICIES[name](made, seed)
            self.group = [g for g in made.groups for _ in range(g.count)]
            self.load: list[int] = [0] * len(self.group)
            self.ready = [False] * len(self.group)
            watched.append(self)

        def agent(self, agent: int, ready: bool, held: Mapping[str, int], now: float, idle: float | None) -> None:
            self.load[agent], self.ready[agent] = sum(held.values()), ready
            self.inner.agent(agent, ready, held, now, idle)

        def finished(self, agent: int, cls: int, ready: bool, held: Mapping[str, int], now: float, idle: float | None) -> None:  # fmt: skip
            self.load[agent], self.ready[agent] = sum(held.values()), ready
            self.inner.finished(agent, cls, ready, held, now, idle)

        def decide(self, now: float) -> list[tuple[int, int]]:
            offers = self.inner.decide(now)
            for _, agent in offers:
                self.load[agent] += 1
                assert self.ready[agent]
                assert self.load[agent] <= min(
                    self.group[agent].capacity, *self.group[agent].channel_capacity.values(), 9
                )
            return offers

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    records = simulate(made, Watched, 1)
    ends = Counter(records.outcome)
    assert ends[ANSWERED] > 300
    assert ends[ABANDONED] > 30
    assert ends[BALKED] > 3
    came = sum(1 for _ in records.queued)
    again = sum(records.repeats)
    still = sum(records.unfinished)
    first = sum(len(_times(made, n)) for n in range(2))
    assert first + again - still - came in range(3)  # those who are being rung at the end have no row yet
    assert min(records.wait) >= 0.0


def _times(made: World, cls: int) -> Any:
    from qingfeng.twin.arrivals import times_of
    from qingfeng.twin.chance import key_of

    return times_of(made, made.classes[cls], key_of(1, 0), 0)


COMPARED = Counter[str]()


class Twice(Production):
    """Decides with the board, and from scratch."""

    def __init__(self, made: World, seed: int) -> None:
        super().__init__(made, seed)
        self.again = rng(seed)
        self.views: dict[int, AgentView] = {}
        self.waiting: dict[int, None] = {}

    def arrive(self, contact: int, cls: int, now: float, last_agent: int = -1, last_at: float = 0.0) -> None:  # fmt: skip
        super().arrive(contact, cls, now, last_agent, last_at)
        self.waiting[contact] = None

    def leave(self, contact: int, now: float) -> None:
        super().leave(contact, now)
        del self.waiting[contact]

    def missed(self, contact: int, agent: int, now: float) -> None:
        super().missed(contact, agent, now)
        self.waiting[contact] = None

    def agent(self, agent: int, ready: bool, held: Mapping[str, int], now: float, idle_since: float | None) -> None:
        super().agent(agent, ready, held, now, idle_since)
        self._remember(agent, ready, held, idle_since)

    def finished(self, agent: int, cls: int, ready: bool, held: Mapping[str, int], now: float, idle_since: float | None) -> None:  # fmt: skip
        super().finished(agent, cls, ready, held, now, idle_since)
        self._remember(agent, ready, held, idle_since)

    def _remember(self, agent: int, ready: bool, held: Mapping[str, int], idle_since: float | None) -> None:
        group = self._groups[agent]
        self.views[agent] = AgentView(
            id=UUID(int=agent),
            skills=group.skills,
            capacity=group.capacity,
            load=sum(held.values()),
            state="ready" if ready else "offline",
            idle_since=None if idle_since is None else datetime.fromtimestamp(OPENING + idle_since, UTC),
            channel_capacity=group.channel_capacity,
            channel_load=dict(held),
        )

    def decide(self, now: float) -> list[tuple[int, int]]:
        moment = datetime.fromtimestamp(OPENING + now + 2e-6, UTC)  # a ring that opens now is open
        waiting = [self.contact(n) for n in self.waiting]
        snapshot = Snapshot(now=moment, contacts=waiting, agents=list(self.views.values()), queues=self._queues)
        self.again.setstate(self._dice.getstate())
        expected = decide(snapshot, moment, self.again)
        offers = super().decide(now)
        for id_, agent in offers:
            del self.waiting[id_]
            view, channel = self.views[agent], self._kinds[self._here[id_][0]].channel
            load = {**view.channel_load, channel: view.channel_load.get(channel, 0) + 1}
            self.views[agent] = msgspec.structs.replace(view, load=view.load + 1, channel_load=load)
        if not expected.overflows:
            assert [(p.contact.int, p.agent.int) for p in expected.offers] == offers
            COMPARED["same"] += 1
            COMPARED["offers"] += len(offers)
        else:
            COMPARED["overflows"] += 1
        return offers


def test_the_board_decides_what_the_engine_decides_from_scratch() -> None:
    """The seam tells the board everything: the same people, put before the engine at once, get the same offers."""
    COMPARED.clear()
    simulate(chat_house(), Twice, 2)
    assert COMPARED["same"] > 600
    assert COMPARED["offers"] > 300
    assert COMPARED["overflows"] > 0


def test_first_come_first_served_by_one() -> None:
    made = world(at(0.0, 10.0, 20.0), groups=[Agents(code="g", count=1)])
    for name in POLICIES:
        assert rows(run(made, name)) == [(0.0, 0.0, ANSWERED), (10.0, 90.0, ANSWERED), (20.0, 180.0, ANSWERED)]


def test_impatient_people_leave_and_may_try_again() -> None:
    made = world(
        at(0.0, 10.0, work=1000.0, patience=Patience(mean=20.0), retry=Again(share=1.0, after=30.0, most=2)),
        groups=[Agents(code="g", count=1)],
    )
    records = run(made)
    assert Counter(records.outcome) == {ANSWERED: 1, ABANDONED: 3}
    assert records.repeats == [2]
    assert sum(records.unfinished) == 0
    waits = [wait for wait, outcome in zip(records.wait, records.outcome, strict=True) if outcome == ABANDONED]
    assert len(set(waits)) == 3  # each attempt has a patience of its own


def test_balking_happens_only_where_there_is_a_wait() -> None:
    made = world(at(0.0, 10.0, patience=Patience(balks=1.0)), groups=[Agents(code="g", count=1)])
    assert rows(run(made)) == [(0.0, 0.0, ANSWERED), (10.0, 0.0, BALKED)]


def test_the_bot_keeps_some_and_hands_over_the_others() -> None:
    times = [float(n) for n in range(2000)]
    made = world(
        at(*times, work=1.0, bot=Bot(contains=0.4, seconds=50.0, handover=8.0)), groups=[Agents(code="g", count=40)]
    )
    records = run(made)
    ends = Counter(records.outcome)
    assert ends[CONTAINED] == pytest.approx(800, abs=90)
    assert ends[CONTAINED] + ends[ANSWERED] == 2000
    asked = [q for q, outcome in zip(records.queued, records.outcome, strict=True) if outcome == ANSWERED]
    assert min(asked) >= 8.0


def test_who_accepts_a_call_back_does_not_leave() -> None:
    impatient = Patience(mean=100.0)
    made = world(
        at(0.0, *[10.0 + n for n in range(40)], work=400.0, patience=impatient, call_back=CallBack(after=5.0, accepts=1.0)),
        groups=[Agents(code="g", count=1)],
    )  # fmt: skip
    records = run(made)
    left = sum(outcome == ABANDONED for outcome in records.outcome)
    assert records.called_back[0] + left == 40
    assert left < 8  # only those whose patience was less than 5 s
    plain = run(world(*[at(0.0, *[10.0 + n for n in range(40)], work=400.0, patience=impatient)], groups=made.groups))
    assert sum(outcome == ABANDONED for outcome in plain.outcome) > 30


def test_unresolved_contacts_return_another_day() -> None:
    made = world(
        at(*[float(n) for n in range(1000)], work=1.0, resolution=0.8, returns=Again(share=0.5, after=3600.0, most=9)),
        groups=[Agents(code="g", count=10, resolution={"a": 0.75})],
    )
    records = run(made)
    assert records.resolved[0] / (records.resolved[0] + records.unresolved[0]) == pytest.approx(0.6, abs=0.05)
    assert records.repeats[0] == pytest.approx(records.unresolved[0] / 2, rel=0.15)


def test_who_returns_finds_the_agent_of_last_time_again() -> None:
    """The router is told who it was, and until when."""
    told: list[tuple[float, int, float]] = []

    class Told(Production):
        def arrive(self, contact: int, cls: int, now: float, last_agent: int = -1, last_at: float = 0.0) -> None:
            told.append((now, last_agent, last_at))
            super().arrive(contact, cls, now, last_agent, last_at)

    made = world(at(0.0, work=10.0, returns=Again(share=1.0, after=600.0, most=1)), groups=[Agents(code="g", count=9)])
    records = simulate(made, Told, 1)
    assert records.agent[0] == records.agent[1]
    (_, nobody, _), (again, last, until) = told
    assert (nobody, last, until) == (-1, records.agent[0], 10.0)
    assert again > 10.0


def test_wrap_up_keeps_the_agent_but_not_the_customer() -> None:
    made = world(
        at(0.0, 1.0, handling=Handling(mean=100.0, shape="constant", wrap_up=50.0)), groups=[Agents(code="g", count=1)]
    )
    assert rows(run(made)) == [(0.0, 0.0, ANSWERED), (1.0, 149.0, ANSWERED)]


def test_whoever_goes_home_ends_the_call_and_takes_no_other() -> None:
    shifts = [Shift(count=1, start=0, end=1, breaks=[Rest(at=0.5, minutes=6)]), Shift(count=1, start=1, end=10)]
    made = world(at(1790.0, 1850.0, 3590.0, 3595.0), groups=[Agents(code="g", count=2, shifts=shifts)])
    records = run(made)
    assert rows(records) == [
        (1790.0, 0.0, ANSWERED),  # into the break
        (1850.0, 1800.0 + 360.0 - 1850.0, ANSWERED),
        (3590.0, 0.0, ANSWERED),  # beyond the shift
        (3595.0, 5.0, ANSWERED),
    ]
    late = sorted(zip(*records.late[1:], strict=True))
    assert late == [(1800.0, 1890.0), (3600.0, 3690.0)]
    ready = sorted(zip(*records.ready[1:], strict=True))
    assert ready == [(0.0, 1800.0), (2160.0, 3600.0), (3600.0, 36_000.0)]


def test_rings_open_while_nothing_happens() -> None:
    picky = at(
        100.0, skills={"tea": 3}, relax=[Ring(after_seconds=20, level_drop=1), Ring(after_seconds=45, level_drop=2)]
    )
    made = world(picky, groups=[Agents(code="g", count=1, skills={"tea": 1})])
    assert rows(run(made)) == [(100.0, 45.0, ANSWERED)]


def test_rings_open_for_each_in_time() -> None:
    """Also between whole microseconds, and for each of many who wait at once."""
    times = [100.0 + n * 7.123456789 for n in range(400)]
    picky = at(*times, work=3.0, skills={"tea": 3}, relax=[Ring(after_seconds=20, level_drop=2)])
    found = run(world(picky, groups=[Agents(code="g", count=9, skills={"tea": 1})]))
    assert len(found.wait) == 400
    assert max(abs(wait - 20.0) for wait in found.wait) < 1e-3


def test_overflow_into_another_class() -> None:
    first = at(100.0, skills={"tea": 1}, overflow=Overflow(after_seconds=30, to_queue="b"))
    made = world(first, at(5000.0, code="b"), groups=[Agents(code="g", count=1)])
    assert rows(run(made)) == [(100.0, 30.0, ANSWERED), (5000.0, 0.0, ANSWERED)]


def test_head_start_priority_and_kind_are_the_routers_own() -> None:
    def order(**more: Any) -> list[float]:
        made = world(at(0.0, 10.0), at(70.0, code="b", **more), groups=[Agents(code="g", count=1)])
        records = run(made)
        return sorted(records.queued, key=lambda q: q + dict(zip(records.queued, records.wait, strict=True))[q])

    assert order() == [0.0, 10.0, 70.0]
    for ahead in ({"head_start": 90}, {"priority": 2}, {"kind": "fast"}, {"tier": "black"}):
        expected = [0.0, 10.0, 70.0] if ahead == {"tier": "black"} else [0.0, 70.0, 10.0]
        assert order(**ahead) == expected  # the tier's 60 s are just not enough


def test_offers_take_time_and_may_be_let_go() -> None:
    made = world(at(0.0), groups=[Agents(code="g", count=1)], desk=Desk(answer=4.0))
    assert rows(run(made)) == [(0.0, 4.0, ANSWERED)]
    times = [500.0 * n for n in range(60)]
    made = world(at(*times), groups=[Agents(code="g", count=2)], desk=Desk(answer=4.0, misses=0.3))
    waits = Counter(run(made).wait)
    assert waits[4.0] > 30
    assert waits[34.0] > 5  # 30 s ringing with one, then the other answers
    assert sum(waits.values()) == 60


def test_a_customer_may_go_while_it_rings() -> None:
    made = world(at(0.0, 50.0, patience=Patience(mean=0.5)), groups=[Agents(code="g", count=1)], desk=Desk(answer=20.0))
    records = run(made)
    assert Counter(records.outcome) == {ABANDONED: 2}
    assert max(records.wait) < 20.0


def test_events_change_patience_work_and_the_bot() -> None:
    slow = Event(code="e", start=0.0, hours=1.0, handling=3.0)
    made = world(at(0.0, 10.0, 4000.0, 4010.0), groups=[Agents(code="g", count=1)], events=[slow])
    assert [wait for _, wait, _ in rows(run(made))] == [0.0, 290.0, 0.0, 90.0]
    deaf = Event(code="e", start=0.0, hours=10.0, bot=0.0)
    made = world(
        at(*[9.0 * n for n in range(99)], bot=Bot(contains=1.0)), groups=[Agents(code="g", count=40)], events=[deaf]
    )
    assert Counter(run(made).outcome) == {ANSWERED: 99}


def test_a_run_is_a_function_of_its_seed() -> None:
    made = chat_house()
    assert run(made) == run(made)
    assert run(made) != run(made, seed=2)
    assert simulate(made, POLICIES["production"], 1, 1) != run(made)


def test_policies_see_the_same_customers() -> None:
    """Whatever the order of service: who comes when, with which work and patience, is the same."""
    made = world(
        contacts(arrivals=Arrivals(rate=300.0), handling=Handling(mean=60.0)),
        contacts("b", kind="fast", arrivals=Arrivals(rate=200.0), patience=Patience(mean=30.0)),
        groups=[Agents(code="g", count=9)],
    )
    seen = {}
    for name in POLICIES:
        records = run(made, name)
        by_person = {
            (c, q): (w if o == ABANDONED else None, h if o == ANSWERED else None)
            for c, q, w, o, h in zip(records.cls, records.queued, records.wait, records.outcome, records.handled, strict=True)
        }  # fmt: skip
        seen[name] = by_person
    first = seen["production"]
    for name, people in seen.items():
        both = first.keys() & people.keys()
        assert len(both) > 0.99 * len(first)
        for who in both:
            patience, work = zip(first[who], people[who], strict=True)
            assert None in patience or patience[0] == pytest.approx(patience[1])
            assert None in work or work[0] == work[1], name
    assert seen["production"] != seen["longest_idle"]
