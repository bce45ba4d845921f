"""Who may take what, and whose turn it is: slots beside each other in columns, agents with room. The inner part of
`switchboard`, between lines and agents.

After a decision nobody stands first in a slot for whom an agent has room. So the next one looks only at slots that were
asked for since (`ask`: their first may find somebody) and at agents who have room since (`agent`, `freed`). Pure.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from math import inf

import numpy as np

from qingfeng.modules.routing.learning_match import Asked, Choice, Matching, Row, Scored, choose, masked, who
from qingfeng.modules.routing.lines import Ask, Line, Order
from qingfeng.modules.routing.model import AgentView, Policy
from qingfeng.modules.routing.roster import Column, Kind, Roster

_CLASS = 1e10
"""Seconds between classes where an order stands in one number: more than any target or wait."""
_GROW = 64
_FEW = 48
"""So many slots of an agent, or agents with room, are looked at one by one; more, in a row of numbers."""


class Slot:
    """Lines of one ask, the most urgent first; `fit`: how well each agent fits it (`fits`: again, as a list); `key`: its first's order in a number;
    `merits`: by segment what was learned, of those who fit, and the row it was made of; `policy`: of its queue; `spare`, `rate`: what
    it would forgo, in levels, to keep an agent for a call, and for a second since an agent's last pause."""

    __slots__ = ("_heap", "ask", "fit", "fits", "key", "merits", "policy", "rate", "room", "row", "spare")

    def __init__(self, ask: Ask, policy: Policy, row: int, room: bytearray) -> None:
        self.ask = ask
        self.policy = policy
        self.row = row
        self.room = room
        self.fit: Column = np.empty(0)
        self.fits: list[float] = []
        self.spare = float(policy.spare_levels)
        self.rate = policy.rested_levels / 3600.0
        self.merits: dict[str, tuple[Row, Column, Column]] = {}
        self.key = inf
        self._heap: list[tuple[Order, int, Line]] = []

    def push(self, line: Line) -> None:
        assert line.order is not None
        heappush(self._heap, (line.order, line.number, line))

    def first(self) -> Line | None:
        """The line whose turn it is; entries that no longer hold are dropped."""
        heap = self._heap
        while heap:
            order, _, line = heap[0]
            if line.order == order and line.slot is self:
                return line
            heappop(heap)
        return None

    @property
    def order(self) -> Order:
        """That of its first, which there is."""
        line = self.first()
        assert line is not None
        assert line.order is not None
        return line.order


class Slots:
    """Knows who may take what, and nothing of why anybody waits."""

    def __init__(self, epoch: float) -> None:
        self.roster = Roster()
        self.matching: Matching | None = None
        """What was learned of outcomes; None: it has no part in anything."""
        self.needed = 0.0
        """The chance that all who are empty will be needed for calls, as of the last `turn`."""
        self._epoch = epoch
        self._slots: dict[Ask, Slot] = {}
        self._rows: list[Slot | None] = []
        self._spare: list[int] = []
        self._key = np.full(_GROW, inf)
        self._kind = np.zeros(_GROW, np.intp)
        self._kinds: dict[Kind, int] = {}
        self._able = np.zeros((self.roster.size, _GROW), np.bool_)
        self._served: dict[int, list[Slot]] = {}
        """What each agent can serve, as far as somebody asked."""
        self._asking: list[tuple[Order, int]] = []
        self._free: set[int] = set()
        self._unfit = False

    # ------------------------------------------------------------------ who has room
    def agent(self, view: AgentView) -> None:
        """An agent as they are now, new or known."""
        place, fits_anew = self.roster.put(view)
        self._unfit |= fits_anew
        if len(self._able) < self.roster.size:
            more = self.roster.size - len(self._able)
            self._able = np.concatenate([self._able, np.zeros((more, self._able.shape[1]), np.bool_)])
        self._room(place)

    def freed(self, agent: int, kind: Kind, idle_since: float) -> None:
        """What an agent had in hand is done."""
        place = self.roster.give_back(agent, kind, idle_since)
        self._room(place)

    def _room(self, place: int) -> None:
        if self.roster.has_room[place]:
            self._free.add(place)
        else:
            self._free.discard(place)

    # ------------------------------------------------------------------ whose turn it is
    def next(self) -> tuple[Slot, Line, int | None] | None:
        """The most urgent who may be served now; with the only agent who may, where that is known."""
        free = self._free
        if free and (self._asking or len(free) > 1):
            self._ask_for(free)
        elif free:
            (place,) = free
            slot = self._best_for(place)
            if slot is not None:
                line = slot.first()
                assert line is not None
                return slot, line, place
            free.clear()
        while self._asking:
            order, row = heappop(self._asking)
            slot = self._rows[row]
            line = slot.first() if slot is not None else None
            if slot is not None and line is not None and line.order == order:
                return slot, line, None
        return None

    def best(self, slot: Slot, salt: int) -> int | None:
        """Who of those with room fits best; None when nobody may."""
        if self.roster.with_room <= _FEW:
            return self.roster.best_of_few(slot.fits, slot.ask.kind, salt, self._spared(slot), slot.rate)
        return self.roster.best(self.scores(slot), salt)

    def choose(self, slot: Slot, line: Line, now: float, salt: int) -> Choice | None:
        """The same with what was learned, where it is asked."""
        matching, roster = self.matching, self.roster
        row = matching.row(line.segment, roster) if matching is not None else None
        if matching is None or row is None:
            plain = self.scores(slot)
            place = roster.best(plain, salt)
            return None if place is None else Choice(place, plain, None)
        return choose(matching.terms, row, self._scored(slot, line, row), roster, _asked(line, now, salt))

    def who(self, slot: Slot, line: Line, now: float, salt: int) -> int | None:
        """Whom `choose` would."""
        matching, roster = self.matching, self.roster
        row = matching.row(line.segment, roster) if matching is not None else None
        if matching is None or row is None:
            return self.best(slot, salt)
        return who(matching.terms, self._scored(slot, line, row), roster, _asked(line, now, salt))

    def _scored(self, slot: Slot, line: Line, row: Row) -> Scored:
        load = self._cost(slot)
        known = slot.merits.get(line.segment)
        if known is None or known[0] is not row:
            known = slot.merits[line.segment] = (row, *masked(row, slot.fit))
        return Scored(slot.fit, known[1], known[2], load)

    def scores(self, slot: Slot) -> Column:
        scores: Column = slot.fit - self._cost(slot)
        return scores

    def _cost(self, slot: Slot) -> Column:
        """What it costs to take each: load, being missed by a call, and being tired."""
        load, spared = self.roster.prices(slot.ask.kind), self._spared(slot)
        cost: Column = load + spared / self.roster.spread if spared else load
        return cost + self.roster.tired(slot.rate) if slot.rate else cost

    def _spared(self, slot: Slot) -> float:
        return 0.0 if slot.ask.kind.whole else slot.spare * self.needed

    def _best_for(self, place: int) -> Slot | None:
        if not self.roster.has_room[place]:
            return None
        served = self._served.get(place)
        if served is None:
            served = self._served[place] = self._find_served(place)
        if len(served) > _FEW:
            return self._best_of_many(place)
        best, low = None, inf
        for slot in served:
            if slot.key < low:
                if slot.room[place]:
                    best, low = slot, slot.key
            elif slot.key == low and best is not None and slot.room[place] and slot.order < best.order:
                best = slot
        return best

    def _find_served(self, place: int) -> list[Slot]:
        return [slot for row in np.flatnonzero(self._able[place, : len(self._rows)]) if (slot := self._rows[row])]

    def _best_of_many(self, place: int) -> Slot | None:
        n = len(self._rows)
        may = self._able[place, :n]
        closed = [not self.roster.room[kind][place] for kind in self._kinds]
        if any(closed):
            may = may & ~np.array(closed)[self._kind[:n]]
        keys = np.where(may, self._key[:n], inf)
        row = int(keys.argmin())
        low = keys[row]
        if low == inf:
            return None
        equal = [slot for at in np.flatnonzero(keys == low) if (slot := self._rows[at]) is not None]
        return min(equal, key=lambda slot: slot.order)

    def _ask_for(self, places: set[int]) -> None:
        """Whoever any of these agents could serve is looked at."""
        n = len(self._rows)
        if n:
            rows = self._able[sorted(places), :n].any(axis=0) & (self._key[:n] < inf)
            self._asking += [(s.order, s.row) for row in np.flatnonzero(rows) if (s := self._rows[row]) is not None]
            heapify(self._asking)
        places.clear()

    def _ask(self, slot: Slot | None) -> None:
        """Its first may find somebody."""
        if slot is None or not self.roster.with_room:
            return
        line = slot.first()
        if line is not None and line.order is not None:
            heappush(self._asking, (line.order, slot.row))

    # ------------------------------------------------------------------ slots
    def _note(self, slot: Slot) -> None:
        """Keep a slot's first in the row of keys."""
        line = slot.first()
        if line is None or line.order is None:
            slot.key = inf
            if slot.ask.barred:
                self._release(slot)
        else:
            slot.key = line.order[0] * _CLASS + (line.order[1] - self._epoch)
        self._key[slot.row] = slot.key

    def _release(self, slot: Slot) -> None:
        if self._slots.pop(slot.ask, None) is not None:
            self._rows[slot.row] = None
            self._key[slot.row] = slot.key = inf
            self._spare.append(slot.row)
            self._served.clear()

    def _slot(self, line: Line) -> Slot:
        ask = line.ask
        slot = self._slots.get(ask)
        if slot is None:
            kind = ask.kind
            self.roster.prices(kind)
            slot = self._slots[ask] = Slot(ask, line.queue.policy, self._row(), self.roster.room[kind])
            self._rows[slot.row] = slot
            self._kind[slot.row] = self._kinds.setdefault(kind, len(self._kinds))
            self._fit(slot)
            self._served.clear()
        if not ask.barred:  # the others are given back when nobody stands there
            line.slots[ask.ring] = slot
        return slot

    def _row(self) -> int:
        if self._spare:
            return self._spare.pop()
        self._rows.append(None)
        if len(self._rows) > len(self._key):
            more = len(self._key)
            self._key = np.concatenate([self._key, np.full(more, inf)])
            self._kind = np.concatenate([self._kind, np.zeros(more, np.intp)])
            self._able = np.concatenate([self._able, np.zeros((len(self._able), more), np.bool_)], axis=1)
        return len(self._rows) - 1

    def _fit(self, slot: Slot) -> None:
        slot.fit = self.roster.fits(slot.policy, slot.ask.ring, slot.ask.locale)
        slot.fit[[self.roster.at[id_.int] for id_ in slot.ask.barred if id_.int in self.roster.at]] = -inf
        slot.fits = slot.fit.tolist()
        self._able[:, slot.row] = slot.fit > -inf
        slot.merits.clear()

    def _fit_anew(self) -> None:
        """Agents came, or learned, or changed teams."""
        self._unfit = False
        self._served.clear()
        for slot in self._slots.values():
            self._fit(slot)
            self._ask(slot)


def _asked(line: Line, now: float, salt: int) -> Asked:
    assert line.head is not None
    return Asked(line.head.id, line.segment, line.like.tier, now, salt)
