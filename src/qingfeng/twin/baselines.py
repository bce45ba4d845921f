"""Plain policies to hold the production router against. Work-conserving, and blind to what is not asked of them.

An agent serves the classes whose skills they have; rings, overflow, tiers and offers that were let go are not known
here. Whoever waits is in the line of their class; an agent with room takes the first of the line that the policy names,
a contact that finds agents with room goes to the one it names.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Mapping
from heapq import heappop, heappush
from math import inf

from qingfeng.modules.routing.model import RANK, WHOLE_CHANNELS, load_of
from qingfeng.modules.routing.public import Levers
from qingfeng.twin.learned import Learned
from qingfeng.twin.seam import Ended, Make, Rejoined
from qingfeng.twin.surging import production
from qingfeng.twin.world import World


class Lines:
    """First come, first served; an idle contact's agent is the one idle longest."""

    def __init__(self, world: World, seed: int) -> None:
        self._classes = world.classes
        groups = [group for group in world.groups for _ in range(group.count)]
        self._groups = groups
        self._serves = [
            [
                n
                for n, c in enumerate(world.classes)
                if all(g.skills.get(s, 0) >= level for s, level in c.skills.items())
            ]
            for g in groups
        ]
        self._by_class = [
            [a for a, serves in enumerate(self._serves) if n in serves] for n in range(len(world.classes))
        ]
        self._lines: list[deque[tuple[int, int]]] = [deque() for _ in world.classes]
        self._gone: set[int] = set()
        self._of: dict[int, tuple[int, int]] = {}
        self._came = 0
        self._ready = [False] * len(groups)
        self._held: list[dict[str, int]] = [{} for _ in groups]
        self._idle_since = [inf] * len(groups)
        self._new: list[int] = []
        self._freed: list[int] = []
        self._idle: list[list[tuple[float, int]]] = [[] for _ in world.classes]
        """By class, agents who may have room, idle longest first; entries that no longer hold are dropped when met."""

    # ------------------------------------------------------------------ what a router does
    def arrive(self, contact: int, cls: int, now: float, last_agent: int = -1, last_at: float = 0.0) -> None:  # fmt: skip
        self._came += 1
        self._of[contact] = (self._came, cls)
        self._lines[cls].append((self._came, contact))
        self._gone.discard(contact)
        self._new.append(contact)

    def leave(self, contact: int, now: float) -> None:
        self._gone.add(contact)

    def rejoin(self, contact: int, cls: int, since: float, now: float, held: Rejoined) -> None:
        self.arrive(contact, cls, now)  # at the end of the line: places are not known here

    @property
    def levers(self) -> Levers:
        return Levers()

    def missed(self, contact: int, agent: int, now: float) -> None:
        came, cls = self._of[contact]
        line = list(self._lines[cls])
        insort(line, (came, contact))
        self._lines[cls] = deque(line)
        self._new.append(contact)

    def done(self, contact: int) -> None:
        del self._of[contact]

    def agent(self, agent: int, ready: bool, held: Mapping[str, int], now: float, idle_since: float | None) -> None:
        self._ready[agent], self._held[agent] = ready, dict(held)
        self._idle_since[agent] = now if idle_since is None else idle_since
        if ready:
            self._freed.append(agent)

    def finished(self, agent: int, cls: int, ready: bool, held: Mapping[str, int], now: float, idle_since: float | None) -> None:  # fmt: skip
        self.agent(agent, ready, held, now, idle_since)

    def outcome(self, contact: int, agent: int, cls: int, ended: Ended, now: float) -> None:
        """Of no interest."""

    def decide(self, now: float) -> list[tuple[int, int]]:
        offers: list[tuple[int, int]] = []
        for agent in self._freed:
            self._serve(agent, offers)
        self._freed.clear()
        for contact in self._new:
            if contact in self._of and contact not in self._gone and self._is_first(contact):
                self._place(self._of[contact][1], offers)
        self._new.clear()
        return offers

    @property
    def next_turn(self) -> float:
        return inf

    # ------------------------------------------------------------------ what policies differ in
    def choose_class(self, agent: int, waiting: list[int]) -> int:
        """Which of the classes in which somebody waits."""
        return min(waiting, key=lambda cls: self._lines[cls][0])

    def choose_agent(self, cls: int) -> int | None:
        """Somebody with room."""
        idle = self._idle[cls]
        while idle:
            since, agent = idle[0]
            if since == self._idle_since[agent] and self._room(agent, cls):
                return agent
            heappop(idle)
        return None

    # ------------------------------------------------------------------ bookkeeping
    def _first(self, cls: int) -> int | None:
        line = self._lines[cls]
        while line and line[0][1] in self._gone:
            contact = line.popleft()[1]
            self._gone.discard(contact)
            self._of.pop(contact, None)
        return line[0][1] if line else None

    def _is_first(self, contact: int) -> bool:
        return self._first(self._of[contact][1]) == contact

    def _room(self, agent: int, cls: int) -> bool:
        if not self._ready[agent]:
            return False
        c, group, held = self._classes[cls], self._groups[agent], self._held[agent]
        load = load_of(held, group.capacity)
        if c.channel in WHOLE_CHANNELS:
            return not load
        limit = group.channel_capacity.get(c.channel, group.capacity)
        return load + c.weight <= group.capacity and held.get(c.channel, 0) + c.weight <= limit

    def _serve(self, agent: int, offers: list[tuple[int, int]]) -> None:
        """Work for an agent, as long as there is any; who stays with room is remembered."""
        while True:
            open_ = [c for c in self._serves[agent] if self._first(c) is not None and self._room(agent, c)]
            if not open_:
                break
            self._give(self.choose_class(agent, open_), agent, offers)
        for cls in self._serves[agent]:
            if self._room(agent, cls):
                heappush(self._idle[cls], (self._idle_since[agent], agent))

    def _place(self, cls: int, offers: list[tuple[int, int]]) -> None:
        agent = self.choose_agent(cls)
        if agent is not None:
            self._give(cls, agent, offers)
            for other in self._serves[agent]:
                if self._room(agent, other):
                    heappush(self._idle[other], (self._idle_since[agent], agent))

    def _give(self, cls: int, agent: int, offers: list[tuple[int, int]]) -> None:
        contact = self._lines[cls].popleft()[1]
        held, c = self._held[agent], self._classes[cls]
        held[c.channel] = held.get(c.channel, 0) + c.weight
        offers.append((contact, agent))


class Priority(Lines):
    """The most important class first (its kind, then its priority, then the shorter target), however long others wait."""

    def choose_class(self, agent: int, waiting: list[int]) -> int:
        def importance(cls: int) -> tuple[float, ...]:
            c = self._classes[cls]
            return RANK[c.kind], -c.priority, -c.head_start, c.target, self._lines[cls][0][0]

        return min(waiting, key=importance)


class RoundRobin(Lines):
    """Agents of a class in turn, whoever has room; an agent's classes in turn."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world, seed)
        self._next_agent = [0] * len(world.classes)
        self._next_class = [0] * len(self._groups)

    def choose_class(self, agent: int, waiting: list[int]) -> int:
        turn, count = self._next_class[agent], len(self._classes)
        chosen = min(waiting, key=lambda cls: (cls - turn) % count)
        self._next_class[agent] = (chosen + 1) % count
        return chosen

    def choose_agent(self, cls: int) -> int | None:
        crew = self._by_class[cls]
        for step in range(len(crew)):
            place = (self._next_agent[cls] + step) % len(crew)
            if self._room(crew[place], cls):
                self._next_agent[cls] = (place + 1) % len(crew)
                return crew[place]
        return None


POLICIES: Mapping[str, Make] = {
    "production": production,
    "learned": Learned,
    "longest_idle": Lines,
    "priority": Priority,
    "round_robin": RoundRobin,
}
"""By name; the first is what the others are held against."""
