"""One run of a world: an event heap around a router. `simulate(world, make, seed, replication) -> Records`.

What can happen stands in `Run`, a method each. Contacts that come are no events of the heap: they are drawn a day at a
time, in order, and merged with it. Deterministic: equal moments are served in the order they were planned in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf
from typing import Any

from qingfeng.twin.agents import Agent, crew, presence
from qingfeng.twin.chance import key_of
from qingfeng.twin.customers import Kin, Person, State, coming
from qingfeng.twin.seam import Ended, Make, Router, offer_seconds
from qingfeng.twin.world import World

ANSWERED, ABANDONED, BALKED, CONTAINED, PROMISED = range(5)
"""How an attempt ended. `PROMISED`: with a call-back or a message instead of waiting."""

Happening = tuple[float, int, Callable[[Any, int], None], Any, int]


@dataclass
class Promised:
    """A call-back or a message left behind. `ends`: by when an agent was to take it up; `taken`: when one first did (None:
    not before the end of the run); `reached`: None while nothing came of it, False when the last try failed too."""

    cls: int
    message: bool
    kept_place: bool
    asked: float
    ends: float
    taken: float | None = None
    reached: bool | None = None


@dataclass
class Records:
    """What a run leaves behind. One row an attempt that ended, by column: class, when it began to wait, for how long,
    how it ended (`ANSWERED`, ...), the agent or -1, seconds of talk and wrap-up. Spans of agents: group, from, to.

    `unfinished`: attempts by class that still waited at the end. `events`: how much happened.
    """

    cls: list[int] = field(default_factory=list)
    queued: list[float] = field(default_factory=list)
    wait: list[float] = field(default_factory=list)
    outcome: list[int] = field(default_factory=list)
    agent: list[int] = field(default_factory=list)
    handled: list[float] = field(default_factory=list)
    ready: tuple[list[int], list[float], list[float]] = field(default_factory=lambda: ([], [], []))
    busy: tuple[list[int], list[float], list[float]] = field(default_factory=lambda: ([], [], []))
    """With something in hand, while ready."""
    late: tuple[list[int], list[float], list[float]] = field(default_factory=lambda: ([], [], []))
    """With something in hand beyond the shift."""
    resolved: list[int] = field(default_factory=list)
    """By class."""
    unresolved: list[int] = field(default_factory=list)
    repeats: list[int] = field(default_factory=list)
    called_back: list[int] = field(default_factory=list)
    unfinished: list[int] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    """What was promised instead of waiting, and what came of it."""
    deferred: list[int] = field(default_factory=list)
    """By class, how often somebody was held back."""
    events: int = 0


def simulate(world: World, make: Make, seed: int, replication: int = 0) -> Records:
    """Run a checked world once. Customers depend on seed and replication only, agents on the seed."""
    if world.promises:
        from qingfeng.twin.promises import Promising  # a kind of run, which is made of this one

        return Promising(world, make, seed, replication).finish()
    return Run(world, make, seed, replication).finish()


class Run:
    """State of a run. Methods named after happenings take who it is about and a number that tells stale ones."""

    def __init__(self, world: World, make: Make, seed: int, replication: int) -> None:
        self._world = world
        self._key = key_of(seed, replication)
        self._router: Router = make(world, key_of(self._key, "router"))
        self._kin = [Kin(contacts, self._key) for contacts in world.classes]
        self._crew = crew(world, key_of(seed, "crew"))
        self._channel = [c.channel for c in world.classes]
        self._weight = [c.weight for c in world.classes]
        self._offer_seconds = [offer_seconds(c) for c in world.classes]
        self._prompt = not world.desk.answer and not world.desk.misses
        self._heap: list[Happening] = []
        self._planned = self._ids = self._turns = 0
        self._turn_at = inf
        self._waiting: dict[int, Person] = {}
        self._now = 0.0
        count = len(world.classes)
        self.records = Records(
            resolved=[0] * count, unresolved=[0] * count, repeats=[0] * count, called_back=[0] * count
        )

    def finish(self) -> Records:
        """To the end of the last day."""
        for agent, spans in zip(self._crew, presence(self._world, self._key), strict=True):
            self._tell(agent)
            for start, end in spans:
                self._plan(start, self._sign_in, agent)
                self._plan(end, self._sign_out, agent)
        for day in range(self._world.days):
            for now, person in coming(self._world, self._kin, self._key, day):
                self._until(now)
                self._come(person)
            self._until((day + 1) * self._world.day)
        return self._closed()

    # ------------------------------------------------------------------ time
    def _plan(self, at: float, what: Callable[[Any, int], None], whom: Any, token: int = 0) -> None:
        self._planned += 1
        heappush(self._heap, (at, self._planned, what, whom, token))

    def _until(self, now: float) -> None:
        heap = self._heap
        while heap and heap[0][0] <= now:
            at, _, what, whom, token = heappop(heap)
            self._now = at
            what(whom, token)
        self._now = now

    # ------------------------------------------------------------------ customers
    def _come(self, person: Person) -> None:
        self.records.events += 1
        kin = self._kin[person.cls]
        bot = kin.contacts.bot
        if bot is None:
            self._queue(person, 0)
            return
        talked = kin.delay("bot", person, bot.seconds)
        if kin.whim("contained", person) < bot.contains * self._factor("bot"):
            self._plan(self._now + talked, self._contained, person)
        else:
            self._plan(self._now + talked + bot.handover, self._queue, person)

    def _contained(self, person: Person, _: int) -> None:
        person.queued = self._now
        self._record(person, CONTAINED)

    def _queue(self, person: Person, _: int) -> None:
        now, kin = self._now, self._kin[person.cls]
        self._ids += 1
        person.id, person.queued, person.state = self._ids, now, State.WAITING
        if self._world.events:
            person.patience *= self._factor("patience")
            person.work *= self._factor("handling")
        self._waiting[person.id] = person
        self._router.arrive(person.id, person.cls, now, person.last_agent, person.last_at)
        self._decide()
        if person.state is State.SERVED:
            return
        contacts = kin.contacts
        balks = contacts.patience.balks
        if balks and person.state is State.WAITING and kin.whim("balks", person) < balks:
            self._go(person, BALKED)
            return
        if person.patience < inf:
            self._plan(now + person.patience, self._abandon, person, person.attempt)
        back = contacts.call_back
        if back is not None and kin.whim("call back", person) < back.accepts:
            self._plan(now + back.after, self._call_back, person, person.attempt)

    def _abandon(self, person: Person, attempt: int) -> None:
        if person.attempt != attempt or person.state not in (State.WAITING, State.OFFERED):
            return
        if person.patience == inf:  # to be called back
            return
        self.records.events += 1
        if person.state is State.OFFERED:
            agent = self._crew[person.agent]
            self._router.done(person.id)
            self._waiting.pop(person.id)
            self._let_go(agent, person)
            self._left(person, ABANDONED)
            self._decide()
        else:
            self._go(person, ABANDONED)

    def _call_back(self, person: Person, attempt: int) -> None:
        if person.attempt == attempt and person.state is State.WAITING:
            person.patience = inf
            self.records.called_back[person.cls] += 1

    def _go(self, person: Person, outcome: int) -> None:
        self._waiting.pop(person.id)
        self._router.leave(person.id, self._now)
        self._left(person, outcome)

    def _left(self, person: Person, outcome: int) -> None:
        self._record(person, outcome)
        person.state = State.AWAY
        retry = self._kin[person.cls].contacts.retry
        if retry is not None:
            self._again(person, "retry", retry.share, retry.after, retry.most)

    def _again(self, person: Person, why: str, share: float, after: float, most: int) -> None:
        kin = self._kin[person.cls]
        if person.attempt < most and kin.whim(why, person) < share:
            self._plan(self._now + kin.delay(f"{why} after", person, after), self._come_again, person)

    def _come_again(self, person: Person, _: int) -> None:
        self.records.repeats[person.cls] += 1
        self._kin[person.cls].again(person)
        self._come(person)

    # ------------------------------------------------------------------ offers and talks
    def _decide(self) -> None:
        now = self._now
        for id_, number in self._router.decide(now):
            person, agent = self._waiting[id_], self._crew[number]
            agent.hold(self._channel[person.cls], self._weight[person.cls])
            if agent.in_hand == 1:
                agent.busy_since = now
            person.agent = number
            if self._prompt:
                self._accept(person, person.attempt)
            else:
                self._offer(person)
        turn = self._router.next_turn
        if turn < self._turn_at:
            self._turn_at = turn
            self._turns += 1
            self._plan(turn, self._turn, None, self._turns)

    def _turn(self, _: Any, token: int) -> None:
        if token != self._turns:  # a sooner one was planned since
            return
        self._turn_at = inf
        if self._waiting:  # nobody's turn comes where nobody waits; whoever comes next asks again
            self._decide()

    def _offer(self, person: Person) -> None:
        person.state = State.OFFERED
        desk, kin = self._world.desk, self._kin[person.cls]
        if desk.misses and kin.whim("missed", person, person.misses) < desk.misses:
            self._plan(self._now + self._offer_seconds[person.cls], self._miss, person, person.attempt)
        else:
            self._plan(self._now + desk.answer, self._accept, person, person.attempt)

    def _miss(self, person: Person, attempt: int) -> None:
        if person.attempt != attempt or person.state is not State.OFFERED:
            return
        person.misses += 1
        person.state = State.WAITING
        agent = self._crew[person.agent]
        self._let_go(agent, person)
        self._router.missed(person.id, agent.number, self._now)
        self._decide()

    def _accept(self, person: Person, attempt: int) -> None:
        if person.attempt != attempt or person.state not in (State.WAITING, State.OFFERED):
            return
        agent = self._crew[person.agent]
        del self._waiting[person.id]
        self._router.done(person.id)
        person.state = State.SERVED
        self._record(person, ANSWERED, agent)
        end = agent.talk(person, self._now)
        if agent.capacity > 1:  # who has room left is not idle from now on
            self._tell(agent)
        self._plan(end, self._hang_up, agent, agent.version)

    def _hang_up(self, agent: Agent, version: int) -> None:
        if version != agent.version:
            return
        self.records.events += 1
        person = agent.end(self._now)
        end = agent.next_end()
        if end < inf:
            self._plan(end, self._hang_up, agent, agent.version)
        if person.wrap:
            self._plan(self._now + person.wrap, self._wrapped, (agent, person))
            self._ended(person, agent)
        else:
            self._ended(person, agent)
            self._let_go(agent, person)
            self._decide()

    def _wrapped(self, who: tuple[Agent, Person], _: int) -> None:
        self.records.events += 1
        agent, person = who
        self._let_go(agent, person)
        self._decide()

    def _ended(self, person: Person, agent: Agent) -> None:
        """Whether it is resolved, and whether they come again with it."""
        kin = self._kin[person.cls]
        contacts = kin.contacts
        person.state = State.AWAY
        person.last_agent, person.last_at = agent.number, self._now
        solved: bool | None = None
        if contacts.resolution is not None:
            solved = kin.whim("resolved", person) < contacts.resolution * agent.resolves[person.cls]
            (self.records.resolved if solved else self.records.unresolved)[person.cls] += 1
        seconds = person.work * agent.factor[person.cls] + person.wrap
        self._router.outcome(person.id, agent.number, person.cls, Ended(solved, seconds), self._now)
        returns = contacts.returns
        if returns is not None and not solved:
            self._again(person, "returns", returns.share, returns.after, returns.most)

    # ------------------------------------------------------------------ agents
    def _let_go(self, agent: Agent, person: Person) -> None:
        cls = person.cls
        agent.let_go(self._channel[cls], self._weight[cls], self._now)
        if not agent.in_hand:
            self._span(self.records.busy if agent.ready else self.records.late, agent, agent.busy_since)
        self._router.finished(agent.number, cls, agent.ready, agent.held, self._now, agent.idle_since)

    def _sign_in(self, agent: Agent, _: int) -> None:
        now = self._now
        if agent.in_hand:
            self._span(self.records.late, agent, agent.busy_since)
        agent.ready, agent.rested, agent.busy_since = True, now, now
        agent.idle_since = None if agent.in_hand else now
        self._tell(agent)
        self._decide()

    def _sign_out(self, agent: Agent, _: int) -> None:
        if agent.in_hand:
            self._span(self.records.busy, agent, agent.busy_since)
            agent.busy_since = self._now
        agent.ready = False
        self._span(self.records.ready, agent, agent.rested)
        self._tell(agent)

    def _span(self, spans: tuple[list[int], list[float], list[float]], agent: Agent, start: float) -> None:
        groups, starts, ends = spans
        groups.append(agent.group)
        starts.append(start)
        ends.append(self._now)

    def _tell(self, agent: Agent) -> None:
        self._router.agent(agent.number, agent.ready, agent.held, self._now, agent.idle_since)

    # ------------------------------------------------------------------ what is written down
    def _record(self, person: Person, outcome: int, agent: Agent | None = None) -> None:
        records = self.records
        records.cls.append(person.cls)
        records.queued.append(person.queued)
        records.wait.append(self._now - person.queued)
        records.outcome.append(outcome)
        records.agent.append(-1 if agent is None else agent.number)
        records.handled.append(0.0 if agent is None else person.work * agent.factor[person.cls] + person.wrap)

    def _factor(self, what: str) -> float:
        """What events make of something now."""
        factor, hour = 1.0, self._now / 3600.0
        for event in self._world.events:
            if event.start <= hour < event.start + event.hours:
                factor *= getattr(event, what)
        return factor

    def _closed(self) -> Records:
        """What is still going on at the end is closed there."""
        records = self.records
        for agent in self._crew:
            if agent.ready:
                self._span(records.ready, agent, agent.rested)
            if agent.in_hand:
                self._span(records.busy if agent.ready else records.late, agent, agent.busy_since)
        records.unfinished = [0] * len(self._world.classes)
        for person in self._waiting.values():
            records.unfinished[person.cls] += 1
        return records
