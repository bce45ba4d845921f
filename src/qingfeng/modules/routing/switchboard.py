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
from heapq import heappop, heappush
from itertools import count
from math import inf
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from qingfeng.contracts.routing import Why
from qingfeng.modules.routing.learning_match import Fixed, Matching
from qingfeng.modules.routing.lines import NOBODY, Entry, Line, barred_of, entry_of, key_of
from qingfeng.modules.routing.model import Contact, QueueState, Reserve, Snapshot
from qingfeng.modules.routing.reserve import needed
from qingfeng.modules.routing.roster import Kind
from qingfeng.modules.routing.slots import Slot, Slots


class Waiting(Slots):
    """Contacts in lines, lines in slots: whatever happens to those who wait."""

    def __init__(self, epoch: float) -> None:
        super().__init__(epoch)
        self.queues: dict[int, QueueState] = {}
        self.lines: dict[tuple[object, ...], Line] = {}
        self.where: dict[int, Entry] = {}
        self.strangers: dict[int, Contact] = {}
        """Whose queue nobody knows."""
        self._number = count().__next__
        self._turns: list[tuple[float, int, Line]] = []
        self.overdue: dict[int, Line] = {}
        """Lines whose first has waited for so long that another queue may take it."""
        self.unjudged: list[Line] = []
        """Lines of which it is not known whether anybody could ever serve them: for whoever judges to take."""
        self.hopeless: dict[int, tuple[Line, Why]] = {}
        """Those that nobody could ever serve, and why."""
        self.verdicts: dict[tuple[int, str, Kind], Why | None] = {}
        self.reserve: Reserve | None = None
        """As it was told; None: found here."""
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
        if id_ in self.where or id_ in self.strangers:
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
        self.roster.now = now
        if self._unfit:  # agents came, or learned, or changed teams
            self._fit_anew()
            self._unguarded = True
            self._judge_anew()
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

    def take(self, slot: Slot, line: Line, place: int, now: float) -> None:
        """The first of a line is given to an agent."""
        assert line.head is not None
        self.roster.take(place, slot.ask.kind)
        self.drop(line.head.id, now)
        if place not in self._free:  # others than this agent may have room for whoever is next
            self._ask(slot)
            if line.slot is not slot:
                self._ask(line.slot)

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

    def _judge_anew(self) -> None:
        self.verdicts.clear()
        self.hopeless.clear()
        self.unjudged = list(self.lines.values())


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
