"""Agents in columns: who fits what is asked, who has room, whom it costs least to take. The inner part of `switchboard`.

A column holds a number for each agent, so that one look at all of them is two operations of NumPy, some microseconds
for thousands. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from qingfeng.modules.routing.model import WHOLE_CHANNELS, AgentView, Policy, needs, teams_of

LOAD_WEIGHT = 4.0
_MIX, _ALL_BITS = 0x9E3779B97F4A7C15F39CC0605CEDC835, (1 << 128) - 1
_GROW = 64

Column = NDArray[np.float64]


class Kind(NamedTuple):
    """What a contact takes of an agent: so much of a channel, or everything."""

    channel: str
    weight: int
    whole: bool


class Roster:
    """All agents, present or not. `price[kind]`: what load costs an agent, infinite where there is no room for one more."""

    def __init__(self) -> None:
        self.views: list[AgentView] = []
        self.ids: list[int] = []
        self.at: dict[int, int] = {}
        self.now = 0.0
        """As of the last turn of the board."""
        self.idle: Column = np.full(_GROW, inf)
        self.rested: Column = np.full(_GROW, inf)
        """When each agent's last pause ended; infinite where it is not known."""
        self.price: dict[Kind, Column] = {}
        self.room: dict[Kind, bytearray] = {}
        """Whether there is room: the price in a byte."""
        self.costs: dict[Kind, list[float]] = {}
        """The price again, where it is looked at one by one."""
        self.free: list[int] = []
        """Who has room for anything at all, in no order."""
        self._free_at: list[int] = []
        self._idle: list[float] = []
        self._rested: list[float] = []
        self._loads: list[dict[str, int]] = []
        self._load: list[int] = []
        self.has_room: list[bool] = []
        self.with_room = 0
        self._levels: NDArray[np.int8] = np.zeros((0, _GROW), np.int8)
        self._skills: dict[str, int] = {}
        self._team: NDArray[np.int32] = np.full(_GROW, -1, np.int32)
        self._teams: dict[UUID, int] = {}
        self._could: dict[Kind, NDArray[np.bool_]] = {}
        self.spread: Column = np.full(_GROW, inf)
        """Of who has room and is kept for calls: one more than they have in hand; infinite for the others."""
        self.guards = False
        """Whether anybody is kept for calls."""
        self.empties = 0
        """How many of those have nothing in hand."""
        self.talking = 0
        """How many have a contact that takes all of them."""
        self._spreads: list[float] = []
        self._guarded: list[bool] = []
        self._talks: list[bool] = []

    @property
    def size(self) -> int:
        """Places in a column; the last ones may be nobody's."""
        return len(self.idle)

    # ------------------------------------------------------------------ changes
    def put(self, view: AgentView) -> tuple[int, bool]:
        """Take an agent in, or what has become of them. Gives their place, and whether what they could take has changed."""
        place = self.at.get(view.id.int)
        if place is None:
            place = self._new_place(view.id)
            fresh = True
        else:
            was = self.views[place]
            fresh = (was.skills, was.team, was.capacity, was.channel_capacity) != (
                view.skills, view.team, view.capacity, view.channel_capacity,
            )  # fmt: skip
        self.views[place] = view
        self._load[place], self._loads[place] = view.load, view.channel_load
        self._note_talk(place, any(view.channel_load.get(channel) for channel in WHOLE_CHANNELS))
        self.idle[place] = self._idle[place] = view.idle_since.timestamp() if view.idle_since else inf
        self.rested[place] = self._rested[place] = view.rested.timestamp() if view.rested else inf
        if fresh:
            self._could.clear()
            self._learn(place, view)
        self._price(place)
        return place, fresh

    def take(self, place: int, kind: Kind) -> None:
        """An offer is made: room is taken by it."""
        self._hold(place, kind, 1)

    def give_back(self, agent: int, kind: Kind, idle_since: float) -> int:
        """What an agent had in hand is done. Gives their place."""
        place = self.at[agent]
        self.idle[place] = self._idle[place] = idle_since
        self._hold(place, kind, -1)
        return place

    def _hold(self, place: int, kind: Kind, sign: int) -> None:
        view = self.views[place]
        weight = sign * (view.capacity if kind.whole else kind.weight)
        self._load[place] += weight
        if kind.whole:
            self._note_talk(place, sign > 0)
        if view.channel_capacity:
            held = self._loads[place]
            self._loads[place] = {**held, kind.channel: held.get(kind.channel, 0) + weight}
        self._price(place)

    def _new_place(self, id_: UUID) -> int:
        place = self.at[id_.int] = len(self.views)
        self.views.append(AgentView(id=id_))
        self.ids.append(id_.int)
        self._load.append(0)
        self.has_room.append(False)
        self._free_at.append(-1)
        self._idle.append(inf)
        self._rested.append(inf)
        self._loads.append({})
        self._spreads.append(inf)
        self._guarded.append(False)
        self._talks.append(False)
        if place >= self.size:
            more = self.size
            self.idle = np.concatenate([self.idle, np.full(more, inf)])
            self.rested = np.concatenate([self.rested, np.full(more, inf)])
            self.spread = np.concatenate([self.spread, np.full(more, inf)])
            self._team = np.concatenate([self._team, np.full(more, -1, np.int32)])
            self._levels = np.concatenate([self._levels, np.zeros((len(self._levels), more), np.int8)], axis=1)
            self.price = {kind: np.concatenate([column, np.full(more, inf)]) for kind, column in self.price.items()}
            for room in self.room.values():  # in place: whoever holds it sees it
                room.extend(bytes(more))
            for costs in self.costs.values():
                costs.extend([inf] * more)
            self._could.clear()
        return place

    def _learn(self, place: int, view: AgentView) -> None:
        self._levels[:, place] = 0
        for skill, level in view.skills.items():
            row = self._skills.get(skill)
            if row is None:
                row = self._skills[skill] = len(self._skills)
                self._levels = np.concatenate([self._levels, np.zeros((1, self.size), np.int8)])
            self._levels[row, place] = level
        self._team[place] = -1 if view.team is None else self._teams.setdefault(view.team, len(self._teams))

    def _price(self, place: int) -> None:
        view = self.views[place]
        free = self._load[place] < view.capacity and view.state == "ready" and view.connected and not view.leaving
        if free != self.has_room[place]:
            self._note_room(place, free)
        if self.guards:
            self._note_spread(place, free)
        for kind, column in self.price.items():
            cost = self._cost(place, kind) if free else inf
            column[place] = self.costs[kind][place] = cost
            self.room[kind][place] = cost < inf

    def _note_room(self, place: int, free: bool) -> None:
        self.has_room[place] = free
        if free:
            self._free_at[place] = len(self.free)
            self.free.append(place)
        else:
            at, last = self._free_at[place], self.free.pop()
            if last != place:
                self.free[at] = last
                self._free_at[last] = at
        self.with_room = len(self.free)

    # ------------------------------------------------------------------ who is kept for calls
    def guard(self, able: NDArray[np.bool_]) -> None:
        """From now on these are kept for calls, as far as they are needed: see `reserve`."""
        self.guards = True
        self._guarded = able[: len(self.views)].tolist()
        for place, free in enumerate(self.has_room):
            self._note_spread(place, free)

    def is_guarded(self, agent: UUID) -> bool:
        place = self.at.get(agent.int)
        return place is not None and self._guarded[place]

    def _note_spread(self, place: int, free: bool) -> None:
        now = 1.0 + self._load[place] if free and self._guarded[place] else inf
        before = self._spreads[place]
        if now != before:
            self.empties += (now == 1.0) - (before == 1.0)
            self._spreads[place] = self.spread[place] = now

    def _note_talk(self, place: int, talks: bool) -> None:
        if talks != self._talks[place]:
            self._talks[place] = talks
            self.talking += 1 if talks else -1

    def _cost(self, place: int, kind: Kind) -> float:
        """What it costs to take somebody who has room for anything at all."""
        view, load = self.views[place], self._load[place]
        if kind.whole:
            return inf if load else 0.0
        if load + kind.weight > view.capacity:
            return inf
        if view.channel_capacity:
            limit = view.channel_capacity.get(kind.channel)
            if limit is not None and self._loads[place].get(kind.channel, 0) + kind.weight > limit:
                return inf
        return LOAD_WEIGHT * load / view.capacity

    # ------------------------------------------------------------------ questions
    def with_room_now(self) -> list[AgentView]:
        """Everybody who has room for anything."""
        return [view for view, room in zip(self.views, self.has_room, strict=True) if room] if self.with_room else []

    def prices(self, kind: Kind) -> Column:
        column = self.price.get(kind)
        if column is None:
            column = self.price[kind] = np.full(self.size, inf)
            for place, free in enumerate(self.has_room):
                if free:
                    column[place] = self._cost(place, kind)
            self.room[kind] = bytearray((column < inf).tobytes())
            self.costs[kind] = column.tolist()
        return column

    def fits(self, policy: Policy, ring: int, locale: str) -> Column:
        """How well each agent fits a queue's rules in a ring: the mean level of the skills it asks for in the end or would
        like, and minus infinity for who does not fit."""
        wanted, asked = needs(policy, 0, locale), needs(policy, ring, locale)
        able = self._having(asked.items())
        teams = teams_of(policy, ring)
        if teams is not None:
            able &= np.isin(self._team, [self._teams[team] for team in teams if team in self._teams])
        able[len(self.views) :] = False
        total = np.zeros(self.size)
        for skill in wanted:
            row = self._skills.get(skill)
            if row is not None:
                total += self._levels[row]
        liked = {skill: enough for skill, enough in policy.preferred_skills.items() if skill not in wanted}
        for skill, enough in liked.items():
            row = self._skills.get(skill)
            if row is not None:
                total += np.minimum(self._levels[row], enough)
        count = len(wanted) + len(liked)
        return np.where(able, total / count if count else total, -inf)

    def _having(self, asked: Iterable[tuple[str, int]]) -> NDArray[np.bool_]:
        able = np.ones(self.size, np.bool_)
        for skill, level in asked:
            row = self._skills.get(skill)
            able &= self._levels[row] >= level if row is not None else level <= 0
        return able

    def could(self, kind: Kind) -> NDArray[np.bool_]:
        """Who would have room with nothing in hand."""
        found = self._could.get(kind)
        if found is None:
            found = self._could[kind] = np.zeros(self.size, np.bool_)
            for place, view in enumerate(self.views):
                limit = view.channel_capacity.get(kind.channel, view.capacity)
                found[place] = view.capacity > 0 if kind.whole else kind.weight <= min(view.capacity, limit)
        return found

    def best(self, scores: Column, salt: int) -> int | None:
        """The highest score, then idle longest, then by lot; None when nobody may."""
        place = int(scores.argmax())
        top = scores[place]
        if top == -inf:
            return None
        equal = (scores == top).nonzero()[0]
        if len(equal) == 1:
            return place
        idle = self.idle[equal]
        equal = equal[idle == idle.min()]
        return int(equal[0]) if len(equal) == 1 else min(equal.tolist(), key=lambda p: self.lot(p, salt))

    def tired(self, rate: float) -> Column:
        """What it costs to take each: so much a second since their last pause."""
        since: Column = rate * np.maximum(self.now - self.rested, 0.0)
        return since

    def best_of_few(self, fit: list[float], kind: Kind, salt: int, spared: float, rate: float) -> int | None:
        """`best` of fit less price, what it costs to take who is `spared` for calls, and being tired at a `rate`: the same by
        looking at each who has room. Faster while those are few."""
        costs, idle, spreads, rested = self.costs[kind], self._idle, self._spreads, self._rested
        best, top, since = -1, -inf, inf
        for place in self.free:
            cost = costs[place]
            if spared:
                cost += spared / spreads[place]
            if rate:
                cost += rate * max(self.now - rested[place], 0.0)
            score = fit[place] - cost
            if score < top or score == -inf:
                continue
            if score > top or idle[place] < since:
                best, top, since = place, score, idle[place]
            elif idle[place] == since and self.lot(place, salt) < self.lot(best, salt):
                best = place
        return best if best >= 0 else None

    def ranked(self, scores: Column, count: int, salt: int) -> list[int]:
        """The first so many who may, best first."""
        able = np.flatnonzero(scores > -inf)
        if len(able) > count:
            cut = np.partition(scores[able], len(able) - count)[len(able) - count]
            able = able[scores[able] >= cut]
        return sorted(able.tolist(), key=lambda p: (-scores[p], self.idle[p], self.lot(p, salt)))[:count]

    def lot(self, place: int, salt: int) -> int:
        """A permutation of ids: no two are equal."""
        return (self.ids[place] + salt) * _MIX & _ALL_BITS
