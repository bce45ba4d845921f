"""Agents with room, grouped by what contacts ask for: the inner part of `engine`, which see. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from heapq import heapify, heappop, heappush
from math import inf
from typing import NamedTuple
from uuid import UUID

from qingfeng.modules.routing.model import AgentView, Contact, Policy, needs, teams_of

LOAD_WEIGHT = 4.0
_MIX, _ALL_BITS = 0x9E3779B97F4A7C15F39CC0605CEDC835, (1 << 128) - 1


class Ask(NamedTuple):
    """Contacts with equal asks can be served by the same agents."""

    queue: UUID
    ring: int
    locale: str
    channel: str
    weight: int
    whole: bool


class Seat:
    """An agent during one decision: its load grows with the offers made."""

    __slots__ = ("agent", "channel_load", "idle", "load", "tie")

    def __init__(self, agent: AgentView, salt: int) -> None:
        self.agent = agent
        self.load = agent.load
        self.channel_load = agent.channel_load
        self.idle = agent.idle_since.timestamp() if agent.idle_since else inf
        self.tie = (agent.id.int + salt) * _MIX & _ALL_BITS  # a permutation of ids: no two are equal

    def idle_seconds(self, now: datetime) -> int | None:
        return None if self.idle == inf else max(0, int(now.timestamp() - self.idle))

    def takes(self, ask: Ask) -> bool:
        """Room for one more of this kind."""
        agent = self.agent
        if ask.whole:
            return self.load == 0 and agent.capacity > 0
        if self.load + ask.weight > agent.capacity:
            return False
        limit = agent.channel_capacity.get(ask.channel)
        return limit is None or self.channel_load.get(ask.channel, 0) + ask.weight <= limit

    def take(self, ask: Ask) -> None:
        weight = self.agent.capacity if ask.whole else ask.weight
        self.load += weight
        self.channel_load = {**self.channel_load, ask.channel: self.channel_load.get(ask.channel, 0) + weight}


class Seats:
    """Agents that may be offered something now, found by id and by skill."""

    def __init__(self, agents: Iterable[AgentView], salt: int) -> None:
        self.all = [Seat(a, salt) for a in agents if a.available]
        self.with_room = len(self.all)
        self.by_id = {s.agent.id: s for s in self.all}
        self.by_skill: dict[str, list[Seat]] = {}
        for seat in self.all:
            for skill in seat.agent.skills:
                self.by_skill.setdefault(skill, []).append(seat)

    def take(self, seat: Seat, ask: Ask) -> None:
        seat.take(ask)
        if seat.load >= seat.agent.capacity:
            self.with_room -= 1

    def fitting(self, asked: dict[str, int], teams: frozenset[UUID] | None) -> list[Seat]:
        pool = min((self.by_skill.get(s, []) for s in asked), key=len) if asked else self.all
        return [s for s in pool if fits(s.agent, asked, teams)]


def fits(agent: AgentView, asked: dict[str, int], teams: frozenset[UUID] | None) -> bool:
    if teams is not None and agent.team not in teams:
        return False
    skills = agent.skills
    return all(skills.get(skill, 0) >= level for skill, level in asked.items())


class Candidates:
    """The agents of one group, best first. Loads only grow during a decision, so a stale entry is found when popped."""

    def __init__(self, ask: Ask, policy: Policy, seats: Seats) -> None:
        self.ask = ask
        self.wanted = list(needs(policy, 0, self.ask.locale))
        self.asked = needs(policy, self.ask.ring, self.ask.locale)
        self.teams = teams_of(policy, self.ask.ring)
        self._seats = seats
        self.heap = [self._entry(s) for s in seats.fitting(self.asked, self.teams) if s.takes(self.ask)]
        heapify(self.heap)

    def fit(self, seat: Seat) -> float:
        levels = seat.agent.skills
        mean = sum(levels.get(s, 0) for s in self.wanted) / len(self.wanted) if self.wanted else 0.0
        return mean - LOAD_WEIGHT * seat.load / seat.agent.capacity

    def _entry(self, seat: Seat) -> tuple[float, float, int, int, Seat]:
        return -self.fit(seat), seat.idle, seat.tie, seat.load, seat

    def take(self, seat: Seat) -> None:
        self._seats.take(seat, self.ask)

    def put_back(self, seats: Iterable[Seat]) -> None:
        for seat in seats:
            if seat.takes(self.ask):
                heappush(self.heap, self._entry(seat))

    def draw(self, count: int, barred: set[UUID]) -> tuple[list[Seat], list[Seat]]:
        """The best `count` that are not barred, and the barred ones met on the way; all are out of the heap now."""
        good: list[Seat] = []
        passed: list[Seat] = []
        while self.heap and len(good) < count:
            *_, load, seat = heappop(self.heap)
            if seat.load != load:
                self.put_back([seat])
            elif seat.agent.id in barred:
                passed.append(seat)
            else:
                good.append(seat)
        return good, passed

    def last_agent(self, contact: Contact, window: int, now: datetime, barred: set[UUID]) -> Seat | None:
        """The agent of last time, if recent enough, here, fitting and with room."""
        if contact.last_agent is None or contact.last_agent_at is None or contact.last_agent in barred:
            return None
        seat = self._seats.by_id.get(contact.last_agent)
        if seat is None or (now - contact.last_agent_at).total_seconds() > window:
            return None
        return seat if seat.takes(self.ask) and fits(seat.agent, self.asked, self.teams) else None
