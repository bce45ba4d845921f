"""A run in which people may be promised something instead of waiting, and what can wait is held back in a surge.

Whether a call-back or a message is offered, by when, in which windows, when somebody is tried again, who is held back and
until when, and how many are given back, is for the product's own functions (`routing.callbacks`, `routing.deferral`,
`routing.surge`, `routing.expected`) to say. Here are only the people: whether they accept, and whether they are reached.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from math import inf

from qingfeng.modules.routing.public import callbacks, deferral, expected, message_instead
from qingfeng.twin.agents import Agent
from qingfeng.twin.customers import Person, State
from qingfeng.twin.run import ABANDONED, ANSWERED, BALKED, PROMISED, Promised, Run
from qingfeng.twin.seam import OPENING, Make, Rejoined, policy_of
from qingfeng.twin.world import World

LOOK = 60.0
"""Seconds from one look at what may be offered or held back to the next."""
FRESH = 15.0
"""So old the pace of a line may be of which people are told."""
MOST_OBSERVATIONS = 200


def moment(now: float) -> datetime:
    """A moment of the run on the product's clock."""
    return datetime.fromtimestamp(OPENING + now, UTC)


def since_opening(at: datetime) -> float:
    """The other way round."""
    return at.timestamp() - OPENING


class Promising(Run):
    """A run with promises. `_promises`: what was promised to whom; `_held`: until when nobody is offered them."""

    def __init__(self, world: World, make: Make, seed: int, replication: int) -> None:
        super().__init__(world, make, seed, replication)
        count = len(world.classes)
        self._policies = [policy_of(c) for c in world.classes]
        self._promises: dict[Person, Promised] = {}
        self._spans: dict[Person, tuple[float, float]] = {}
        """The window that somebody is to be called in, where their place is not kept."""
        self._tries: dict[Person, tuple[int, float, float]] = {}
        """Of who was not reached in the talk that goes on: how many tries, and what work they bring."""
        self._held: dict[Person, float] = {}
        self._deferred: set[Person] = set()
        self._once: set[Person] = set()
        self._booked: list[dict[datetime, int]] = [{} for _ in range(count)]
        self._live: list[dict[Person, None]] = [{} for _ in range(count)]
        self._waits: list[deque[expected.Observed]] = [deque(maxlen=MOST_OBSERVATIONS) for _ in range(count)]
        self._ahead: dict[Person, int] = {}
        self._paces: list[tuple[float, expected.Pace | None]] = [(-inf, None)] * count
        self.records.deferred = [0] * count
        if world.surge is not None and world.surge.defer:
            self._plan(LOOK, self._look, None)

    # ------------------------------------------------------------------ waiting, and what may be offered
    def _queue(self, person: Person, _: int) -> None:
        live = self._live[person.cls]
        self._ahead[person] = len(live)
        live[person] = None
        super()._queue(person, 0)
        if person in live and person.state is State.WAITING:
            self._ask(person, person.attempt)

    def _ask(self, person: Person, attempt: int) -> None:
        """What may be offered instead of waiting now; whoever wants nothing is not asked again."""
        live = self._live[person.cls]
        if person.attempt != attempt or person not in live or person.state is not State.WAITING or person in self._held:
            return
        kin, policy, moved = self._kin[person.cls], self._policies[person.cls], self._router.levers
        contacts = kin.contacts
        backs = contacts.call_backs
        calls = backs is not None and kin.whim("call back", person) < backs.accepts
        leaves = contacts.leaves_message > 0 and kin.whim("message", person) < contacts.leaves_message
        if contacts.kind != "normal" or not (calls or leaves):
            return
        waited = self._now - person.queued
        place = 1 + next(n for n, one in enumerate(live) if one is person)
        least = self._minutes(person.cls, place)[0]
        if calls and callbacks.offered(least, waited, policy, moved):
            self._call_back_of(person, place)
            return
        if leaves and message_instead(least, waited, moved):
            self._leave_message(person)
            return
        self._plan(self._now + LOOK, self._ask, person, attempt)

    def _minutes(self, cls: int, place: int) -> tuple[int | None, int | None]:
        """What is announced at a place of a line."""
        at, known = self._paces[cls]
        if self._now - at >= FRESH:
            first = next(iter(self._live[cls]), None)
            waiting = [] if first is None else [first.queued]
            known = expected.pace(self._waits[cls], waiting, self._now)
            self._paces[cls] = (self._now, known)
        return (None, None) if known is None else expected.minutes(expected.expected(known, place))

    # ------------------------------------------------------------------ promises
    def _call_back_of(self, person: Person, place: int) -> None:
        kin, policy, now = self._kin[person.cls], self._policies[person.cls], moment(self._now)
        assert kin.contacts.call_backs is not None
        kept = callbacks.kept_until(self._minutes(person.cls, place)[1], None, now)
        if kin.whim("window", person) < kin.contacts.call_backs.windows:
            booked = self._booked[person.cls]
            for window in callbacks.windows(None, policy, booked, now)[:1]:
                booked[window.starts_at] = booked.get(window.starts_at, 0) + 1
                self._promise(person, since_opening(window.ends_at), kept=False)
                self._hold_for(person, window.starts_at, window.ends_at)
                return
        if kept is not None:
            self._promise(person, since_opening(kept), kept=True)
            self._join(person, person.queued, kin.contacts.target)

    def _leave_message(self, person: Person) -> None:
        policy = self._policies[person.cls]
        end = deferral.promised("message", policy, moment(person.queued), None, None)
        self._promise(person, since_opening(end), kept=False, message=True)
        self._join(person, person.queued, policy.left_message_seconds)

    def _promise(self, person: Person, ends: float, *, kept: bool, message: bool = False) -> None:
        """The live wait ends with a promise; they leave no more."""
        self._record(person, PROMISED)
        self._router.leave(person.id, self._now)
        person.patience = inf
        promised = Promised(person.cls, message, kept, self._now, ends)
        self._promises[person] = promised
        self.records.promises.append(promised)

    def _join(self, person: Person, since: float, target: int | None) -> None:
        """Into the line (again), under a new number: the old one is not heard of any more."""
        self._waiting.pop(person.id, None)
        self._ids += 1
        person.id = self._ids
        self._waiting[person.id] = person
        person.state = State.WAITING
        promised = person in self._promises
        how = Rejoined(promised, target, person.last_agent, person.last_at)
        self._router.rejoin(person.id, person.cls, since, self._now, how)
        self._decide()

    def _hold_for(self, person: Person, starts: datetime, ends: datetime) -> None:
        self._spans[person] = since_opening(starts), since_opening(ends)
        self._held[person] = since_opening(starts)
        self._plan(since_opening(starts), self._held_end, person)

    def _held_end(self, person: Person, _: int) -> None:
        """The moment has come until which nobody was offered them; they may have gone or been given back before."""
        if self._held.get(person, inf) <= self._now:
            self._back(person)

    def _back(self, person: Person) -> None:
        del self._held[person]
        self._deferred.discard(person)
        since, target = person.queued, None
        if person in self._spans:
            since, end = self._spans[person]
            target = callbacks.target(moment(since), moment(end))
        elif person in self._promises:
            target = self._policies[person.cls].left_message_seconds
        self._join(person, since, target)

    # ------------------------------------------------------------------ held back in a surge
    def _look(self, _: object, token: int) -> None:
        moved = self._router.levers
        if moved.defer_minutes:
            for person, since, promise in list(self._can_wait()):
                until = deferral.held_until(moment(since), promise, moved, moment(self._now))
                if until is not None:
                    self._defer(person, since_opening(until))
        elif self._deferred:
            room = sum(agent.capacity - agent.in_hand for agent in self._crew if agent.ready)
            waiting = len(self._waiting) - len(self._held)
            ordered = sorted(self._deferred, key=lambda one: (self._held[one], one.id))
            for person in ordered[: deferral.given_back(len(ordered), max(0, room), waiting, LOOK)]:
                self._back(person)
        self._plan(self._now + LOOK, self._look, None)

    def _can_wait(self) -> Iterator[tuple[Person, float, datetime]]:
        """Who may be held back: since when they wait, and by when they are to reach a person."""
        for person in self._waiting.values():
            contacts = self._kin[person.cls].contacts
            if person.state is not State.WAITING or person in self._held or contacts.kind != "normal":
                continue
            promised, policy = self._promises.get(person), self._policies[person.cls]
            since, end = self._spans.get(person, (person.queued, None))
            message = promised is not None and promised.message
            kind = deferral.kind_of(
                policy, called_back=promised is not None and not message, kept_place=end is None, left_message=message
            )
            if kind is None:
                continue
            ends = None if end is None else moment(end)
            yield person, since, deferral.promised(kind, policy, moment(since), ends, None)

    def _defer(self, person: Person, until: float) -> None:
        self._router.leave(person.id, self._now)
        self._held[person] = until
        self._deferred.add(person)
        if person not in self._once:
            self._once.add(person)
            self.records.deferred[person.cls] += 1
        self._plan(until, self._held_end, person)

    def _go(self, person: Person, outcome: int) -> None:
        if person in self._held:  # out of every line already
            del self._held[person]
            self._deferred.discard(person)
            self._waiting.pop(person.id)
            self._left(person, outcome)
        else:
            super()._go(person, outcome)

    # ------------------------------------------------------------------ taken up
    def _accept(self, person: Person, attempt: int) -> None:
        promised = self._promises.get(person)
        if person.attempt == attempt and promised is not None and not promised.message:
            self._try(person)
        super()._accept(person, attempt)

    def _try(self, person: Person) -> None:
        """Whether this call finds them; where it does not, the agent has it for as long as it rings."""
        kin = self._kin[person.cls]
        backs = kin.contacts.call_backs
        assert backs is not None
        tries = self._tries.get(person, (0, person.work, person.wrap))
        if kin.whim("reached", person, tries[0]) >= backs.reached:
            self._tries[person] = (tries[0] + 1, tries[1], tries[2])
            person.work, person.wrap = backs.ring, 0.0
        elif tries[0]:
            person.work, person.wrap = tries[1], tries[2]
            del self._tries[person]

    def _record(self, person: Person, outcome: int, agent: Agent | None = None) -> None:
        promised = self._promises.get(person)
        if promised is not None and outcome == ANSWERED:
            if promised.taken is None:
                promised.taken = self._now
            if person not in self._tries:
                promised.reached = True
            return
        if outcome in (ANSWERED, ABANDONED, BALKED, PROMISED) and person in self._live[person.cls]:
            del self._live[person.cls][person]
            ahead = self._ahead.pop(person)
            self._waits[person.cls].append(expected.Observed(person.queued, self._now, ahead, outcome == ANSWERED))
        super()._record(person, outcome, agent)

    def _ended(self, person: Person, agent: Agent) -> None:
        promised = self._promises.get(person)
        if promised is None or person not in self._tries:
            self._forget(person)
            super()._ended(person, agent)
            return
        tries, work, wrap = self._tries[person]
        policy = self._policies[person.cls]
        person.state = State.AWAY
        if tries < policy.callback_tries:
            person.state = State.WAITING
            person.work, person.wrap = work, wrap
            self._waiting[person.id] = person
            self._hold_for(person, *callbacks.retry(policy, None, moment(self._now)))
        else:
            promised.reached = False
            self._forget(person)

    def _forget(self, person: Person) -> None:
        self._promises.pop(person, None)
        self._spans.pop(person, None)
        self._tries.pop(person, None)
