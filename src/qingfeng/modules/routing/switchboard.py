"""Who waits and who answers, kept up to date event by event, and decided on at any moment. Pure.

After a decision nobody waits for whom an agent has room. So the next one needs to look only at what changed since: whose
turn came (`put`, a ring that opened), and who has room again (`agent`, `freed`). Whatever it decides, it decides as
`engine.decide` does for the same people from scratch: that is this board, filled at once.

Cost of an event: whoever joins a line that somebody stands in is put down and no more; an agent with room looks at the
firsts of what they can serve; a first for whom several have room costs a look at a column of numbers (see `roster`).
None of it grows with how many wait, but for the logarithm of the heaps.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from itertools import count
from math import inf
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from qingfeng.contracts.routing import Why
from qingfeng.modules.routing.learning_match import Asked, Choice, Fixed, Matching, Row, Scored, choose, masked, who
from qingfeng.modules.routing.lines import NOBODY, Ask, Entry, Line, Order, barred_of, entry_of, key_of
from qingfeng.modules.routing.model import AgentView, Contact, QueueState, Reserve, Snapshot
from qingfeng.modules.routing.reserve import needed
from qingfeng.modules.routing.roster import Column, Kind, Roster

_CLASS = 1e10
"""Seconds between classes where an order stands in one number: more than any target or wait."""
_GROW = 64
_FEW = 48
"""So many slots of an agent, or agents with room, are looked at one by one; more, in a row of numbers."""


class Slot:
    """Lines of one ask, the most urgent first; `fit`: how well each agent fits it (`fits`: again, as a list); `key`: its first's order in a number;
    `merits`: by segment what was learned, of those who fit, and the row it was made of; `spare`: what its queue would forgo, in
    levels, to keep an agent for a call."""

    __slots__ = ("_heap", "ask", "fit", "fits", "key", "merits", "room", "row", "spare")

    def __init__(self, ask: Ask, row: int, room: bytearray) -> None:
        self.ask = ask
        self.row = row
        self.room = room
        self.fit: Column = np.empty(0)
        self.fits: list[float] = []
        self.merits: dict[str, tuple[Row, Column, Column]] = {}
        self.key = inf
        self.spare = 0.0
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


class Waiting:
    """Contacts in lines, lines in slots, slots beside each other in columns. Knows who may take what, and nothing of why."""

    def __init__(self, epoch: float) -> None:
        self.roster = Roster()
        self.queues: dict[int, QueueState] = {}
        self.matching: Matching | None = None
        """What was learned of outcomes; None: it has no part in anything."""
        self.lines: dict[tuple[object, ...], Line] = {}
        self.where: dict[int, Entry] = {}
        self.strangers: dict[int, Contact] = {}
        """Whose queue nobody knows."""
        self._epoch = epoch
        self._number = count().__next__
        self._slots: dict[Ask, Slot] = {}
        self._rows: list[Slot | None] = []
        self._spare: list[int] = []
        self._key = np.full(_GROW, inf)
        self._kind = np.zeros(_GROW, np.intp)
        self._kinds: dict[Kind, int] = {}
        self._able = np.zeros((self.roster.size, _GROW), np.bool_)
        self._served: dict[int, list[Slot]] = {}
        """What each agent can serve, as far as somebody asked."""
        self._turns: list[tuple[float, int, Line]] = []
        self._asking: list[tuple[Order, int]] = []
        self._free: set[int] = set()
        self._unfit = False
        self.overdue: dict[int, Line] = {}
        """Lines whose first has waited for so long that another queue may take it."""
        self.unjudged: list[Line] = []
        """Lines of which it is not known whether anybody could ever serve them: for whoever judges to take."""
        self.hopeless: dict[int, tuple[Line, Why]] = {}
        """Those that nobody could ever serve, and why."""
        self.verdicts: dict[tuple[int, str, Kind], Why | None] = {}
        self.reserve: Reserve | None = None
        """As it was told; None: found here."""
        self.needed = 0.0
        """The chance that all who are empty will be needed for calls, as of the last `turn`."""
        self._whole: set[int] = set()
        """Queues to which such come who take an agent's whole capacity."""
        self._parts = False
        """Whether anybody ever came who takes a part of an agent: else there is nobody to keep agents from."""
        self._whole_waiting = 0
        self._unguarded = False
        """Whether it is to be found anew who could take a call."""

    # ------------------------------------------------------------------ what happens
    def put(self, contact: Contact, now: float) -> None:
        """Somebody waits, or waits otherwise than before."""
        id_ = contact.id.int
        if id_ in self.where:
            self.drop(id_, now)
        queue = self.queues.get(contact.queue_id.int)
        if queue is None:
            self.strangers[id_] = contact
            return
        line = self._line(contact, queue, now)
        self._join(entry_of(contact, line), now)

    def line(self, like: Contact, now: float) -> Line:
        """Where those wait who are like this one but for name and time. It stands until the rules of its queue change."""
        return self._line(like, self.queues[like.queue_id.int], now)

    def join(self, line: Line, id_: int, now: float, last: tuple[int, float] | None = None) -> None:
        """`put` by number, of somebody who comes now and is like all of a line. `last`: who had them last, and when."""
        agent, at = last or (None, 0.0)
        self._join(Entry(line, id_, now, agent, at, None), now)

    def _join(self, entry: Entry, now: float) -> None:
        line = entry.line
        self.where[entry.id] = entry
        line.add(entry, self._number())
        if line.kind.whole:
            self._whole_waiting += 1
        if line.leads(entry):
            self._settle(line, now)
            self._ask(line.slot)

    def drop(self, id_: int, now: float) -> None:
        """Somebody waits no longer; who was not there is no error."""
        entry = self.where.pop(id_, None)
        if entry is None:
            self.strangers.pop(id_, None)
            return
        entry.there = False
        if entry.line.kind.whole:
            self._whole_waiting -= 1
        if entry.line.head is entry:
            self._settle(entry.line, now)

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

    def queue(self, state: QueueState, now: float) -> None:
        """Rules or hours have changed: whoever waits there is put anew."""
        self.rule(state)
        theirs = [e.contact for e in self.where.values() if e.contact.queue_id == state.id]
        for contact in theirs:
            self.drop(contact.id.int, now)
        for key in [key for key, line in self.lines.items() if line.queue.id == state.id]:
            self.overdue.pop(self.lines.pop(key).number, None)
        for ask in [ask for ask in self._slots if ask.queue == state.id]:
            self._release(self._slots[ask])
        self._judge_anew()
        strangers = [c for c in self.strangers.values() if c.queue_id == state.id]
        for contact in [*theirs, *strangers]:
            self.strangers.pop(contact.id.int, None)
            self.put(contact, now)

    def rule(self, state: QueueState) -> None:
        """The same for a queue in which nobody waits."""
        id_ = state.id.int
        self.queues[id_] = state
        if state.whole:
            self._whole.add(id_)
        self._unguarded = True

    def turn(self, now: float) -> None:
        """Bring to the moment whatever changes by itself."""
        if self._unfit:
            self._fit_anew()
        turns = self._turns
        while turns and turns[0][0] <= now:
            due, _, line = heappop(turns)
            if due != line.turn_at:
                continue
            line.turn_at = inf
            if line.until <= now:
                for contact in line.all():
                    self.drop(contact.id.int, now)
                    self.put(contact, now)
            elif self.lines.get(line.key) is line:
                self._settle(line, now)
                self._ask(line.slot)
        if (self._whole and self._parts) or self.reserve is not None:
            self._keep()

    def _keep(self) -> None:
        """Who is kept for calls, and how dear they are until the next turn: all of one round pay the same."""
        roster = self.roster
        if self._unguarded:
            self._unguarded = False
            if self.reserve is not None:
                able = np.zeros(roster.size, np.bool_)
                able[[roster.at[id_.int] for id_ in self.reserve.agents if id_.int in roster.at]] = True
            else:
                able = self._takers()
            roster.guard(able)
        if self.reserve is not None:
            self.needed = self.reserve.chance
        else:
            self.needed = needed(roster.empties, self._whole_waiting, roster.talking)

    def _takers(self) -> NDArray[np.bool_]:
        """Whom one of those queues asks before it asks less."""
        able = np.zeros(self.roster.size, np.bool_)
        for id_ in self._whole:
            queue = self.queues.get(id_)
            if queue is not None:
                able |= self.roster.fits(queue.policy, 0, "") > -inf
        return able

    def reserved(self, agents: Iterable[UUID]) -> Reserve | None:
        """What a decision of this turn is told of who is kept for calls."""
        if not self._whole:
            return None
        return Reserve(self.needed, [id_ for id_ in agents if self.roster.is_guarded(id_)])

    @property
    def next_turn(self) -> float:
        """The next moment at which something may change by itself, or infinity."""
        return self._turns[0][0] if self._turns else inf

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

    def take(self, slot: Slot, line: Line, place: int, now: float) -> None:
        """The first of a line is given to an agent."""
        assert line.head is not None
        self.roster.take(place, slot.ask.kind)
        self.drop(line.head.id, now)
        if place not in self._free:  # others than this agent may have room for whoever is next
            self._ask(slot)
            if line.slot is not slot:
                self._ask(line.slot)

    def best(self, slot: Slot, salt: int) -> int | None:
        """Who of those with room fits best; None when nobody may."""
        if self.roster.with_room <= _FEW:
            return self.roster.best_of_few(slot.fits, slot.ask.kind, salt, self._spared(slot))
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
        """What it costs to take each: load, and being missed by a call."""
        load, spared = self.roster.prices(slot.ask.kind), self._spared(slot)
        if not spared:
            return load
        cost: Column = load + spared / self.roster.spread
        return cost

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

    # ------------------------------------------------------------------ lines and slots
    def _line(self, contact: Contact, queue: QueueState, now: float) -> Line:
        key = key_of(contact)
        if contact.tried:
            barred, until = barred_of(contact, queue, now)
            if barred:  # it stands with those of the same lot until then
                return self._line_of((*key, barred, until), contact, queue, barred, until)
        line = self.lines.get(key)
        return line if line is not None else self._line_of(key, contact, queue, NOBODY, inf)

    def _line_of(self, key: tuple[object, ...], like: Contact, queue: QueueState, barred: frozenset[UUID], until: float) -> Line:  # fmt: skip
        line = self.lines.get(key)
        if line is None:
            line = self.lines[key] = Line(queue, like, key, self._number())
            line.barred, line.until = barred, until
            self._parts |= not line.kind.whole
            if line.kind.whole and queue.id.int not in self._whole:
                self._whole.add(queue.id.int)
                self._unguarded = True
            self.unjudged.append(line)
        return line

    def _settle(self, line: Line, now: float) -> None:
        """Put a line where its first belongs."""
        before, order = line.slot, line.order
        due = line.look(now)
        if due < line.turn_at:  # a look that comes too early does no harm
            line.turn_at = due
            heappush(self._turns, (due, line.number, line))
        if line.over:
            self.overdue[line.number] = line
        elif line.number in self.overdue:
            del self.overdue[line.number]
        if line.order is None:
            line.slot = None
            if line.head is None and line.barred:  # of the others there are as many as there are kinds of contacts
                self.lines.pop(line.key, None)
                self.hopeless.pop(line.number, None)
        else:
            slot = line.slot = line.slots.get(line.ring) or self._slot(line)
            if line.order != order or slot is not before:
                slot.push(line)
            self._note(slot)
        if before is not None and before is not line.slot:
            self._note(before)

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
            slot = self._slots[ask] = Slot(ask, self._row(), self.roster.room[kind])
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
        policy = self.queues[slot.ask.queue.int].policy
        slot.fit = self.roster.fits(policy, slot.ask.ring, slot.ask.locale)
        slot.fit[[self.roster.at[id_.int] for id_ in slot.ask.barred if id_.int in self.roster.at]] = -inf
        slot.fits = slot.fit.tolist()
        slot.spare = float(policy.spare_levels)
        self._able[:, slot.row] = slot.fit > -inf
        slot.merits.clear()

    def _fit_anew(self) -> None:
        """Agents came, or learned, or changed teams."""
        self._unfit = False
        self._unguarded = True
        self._served.clear()
        self._judge_anew()
        for slot in self._slots.values():
            self._fit(slot)
            self._ask(slot)

    def _judge_anew(self) -> None:
        self.verdicts.clear()
        self.hopeless.clear()
        self.unjudged = list(self.lines.values())


def _asked(line: Line, now: float, salt: int) -> Asked:
    assert line.head is not None
    return Asked(line.head.id, line.segment, line.like.tier, now, salt)


def filled(now: float, snapshot: Snapshot) -> Waiting:
    """A board as of a moment."""
    board = Waiting(now)
    board.reserve = snapshot.reserve
    for queue in snapshot.queues:
        board.rule(queue)
    for agent in snapshot.agents:
        board.agent(agent)
    for contact in snapshot.contacts:
        board.put(contact, now)
    if snapshot.learned is not None:
        board.matching = Matching(snapshot.learned.terms, Fixed(snapshot.learned))
    return board
