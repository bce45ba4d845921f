"""Who answers: presence, several contacts at once, tiredness, and how one agent differs from another. Pure."""

from __future__ import annotations

from heapq import heappop, heappush
from math import inf

from qingfeng.twin.arrivals import lognormals
from qingfeng.twin.chance import key_of, normals, uniform
from qingfeng.twin.customers import Person
from qingfeng.twin.world import EVERYTHING, Agents, World

Spans = list[tuple[float, float]]
"""Times from and to, apart from each other and in order."""


class Agent:
    """What an agent has in hand. Contacts that are talked to at once share the agent: each is done when the agent's own
    time (`_done`, which runs slower with every further contact) has gone on by its work. Seconds.

    `held`: by channel, offers, talks and wrap-ups, as a router counts them. `factor[class]`: how long contacts take here.
    """

    __slots__ = (
        "_at", "_done", "_talks", "busy_since", "capacity", "factor", "fatigue", "group", "held", "idle_since", "in_hand",
        "number", "ready", "resolves", "rested", "slow_down", "version",
    )  # fmt: skip

    def __init__(self, number: int, group: int, like: Agents) -> None:
        self.number = number
        self.group = group
        self.capacity = like.capacity
        self.slow_down = like.slow_down
        self.fatigue = like.fatigue / 3600.0
        self.factor: list[float] = []
        self.resolves: list[float] = []
        self.ready = False
        self.held: dict[str, int] = {}
        self.in_hand = 0
        self.idle_since: float | None = None
        self.busy_since = 0.0
        self.rested = 0.0
        self.version = 0
        self._talks: list[tuple[float, int, Person]] = []
        self._done = 0.0
        self._at = 0.0

    def hold(self, channel: str, weight: int) -> None:
        """Something is offered."""
        self.held[channel] = self.held.get(channel, 0) + weight
        self.in_hand += 1

    def let_go(self, channel: str, weight: int, now: float) -> None:
        """It is over, or went elsewhere. Idle is who has answered something and has nothing left."""
        self.held[channel] -= weight
        self.in_hand -= 1
        if not self.in_hand and self.idle_since is None:
            self.idle_since = now

    def talk(self, person: Person, now: float) -> float:
        """A talk begins; gives the moment at which the first of all is done. Earlier forecasts no longer hold."""
        self._go_on(now)
        self.idle_since = None
        work = person.work * self.factor[person.cls]
        if self.fatigue:
            work *= 1.0 + self.fatigue * max(0.0, now - self.rested)
        heappush(self._talks, (self._done + work, person.id, person))
        return self.next_end()

    def end(self, now: float) -> Person:
        """The first talk is done."""
        self._go_on(now)
        done, _, person = heappop(self._talks)
        self._done = done
        return person

    def next_end(self) -> float:
        """When the next talk will be done if nothing else begins; infinity when there is none."""
        self.version += 1
        talks = self._talks
        if not talks:
            return inf
        return self._at + (talks[0][0] - self._done) * (1.0 + self.slow_down * (len(talks) - 1))

    def _go_on(self, now: float) -> None:
        if self._talks:
            self._done += (now - self._at) / (1.0 + self.slow_down * (len(self._talks) - 1))
        self._at = now


def crew(world: World, seed: int) -> list[Agent]:
    """All agents of a world. How they differ depends on the seed alone: they are the same people in all replications."""
    agents: list[Agent] = []
    for place, group in enumerate(world.groups):
        first = len(agents)
        agents += [Agent(first + n, place, group) for n in range(group.count)]
        for contacts in world.classes:
            mean = group.speed.get(contacts.code, group.speed.get(EVERYTHING, 1.0))
            key = key_of(seed, "speed", group.code, contacts.code)
            apart = lognormals(mean, group.speed_cv, normals(key, 0, group.count)).tolist()
            resolves = group.resolution.get(contacts.code, group.resolution.get(EVERYTHING, 1.0))
            for agent, factor in zip(agents[first:], apart, strict=True):
                agent.factor.append(factor)
                agent.resolves.append(resolves)
    return agents


# ------------------------------------------------------------------ presence
def presence(world: World, run: int) -> list[Spans]:
    """When each agent is there, through the run, breaks and absences left out."""
    found: list[Spans] = []
    for group in world.groups:
        for place in range(group.count):
            spans = _planned(world, group, place)
            for event in world.events:
                key = key_of(run, "absent", event.code, group.code)
                if event.absent and uniform(key, place) < event.absent:
                    spans = without(spans, event.start * 3600.0, (event.start + event.hours) * 3600.0)
            found.append(spans)
    return found


def _planned(world: World, group: Agents, place: int) -> Spans:
    if group.staffing or group.staffing_by_day:
        days = group.staffing_by_day or [group.staffing] * world.days
        return joined(
            [
                (day * world.day + n * world.interval, day * world.day + (n + 1) * world.interval)
                for day, staffing in enumerate(days)
                for n, count in enumerate(staffing)
                if count > place
            ]
        )
    if not group.shifts:
        return [(0.0, world.end)]
    for shift in group.shifts:
        if place < shift.count:
            break
        place -= shift.count
    else:
        return []
    spans: Spans = []
    for opening in (day * world.day for day in range(world.days)):
        today = [(opening + shift.start * 3600.0, opening + shift.end * 3600.0)]
        for rest in shift.breaks:
            today = without(today, opening + rest.at * 3600.0, opening + rest.at * 3600.0 + rest.minutes * 60.0)
        spans += today
    return joined(spans)


def joined(spans: Spans) -> Spans:
    """Spans that touch are one."""
    whole: Spans = []
    for start, end in spans:
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def without(spans: Spans, start: float, end: float) -> Spans:
    """Spans with a stretch of time taken out."""
    left: Spans = []
    for a, b in spans:
        if b <= start or a >= end:
            left.append((a, b))
            continue
        if a < start:
            left.append((a, start))
        if b > end:
            left.append((end, b))
    return left
