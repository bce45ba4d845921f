"""Who waits, in lines: contacts that differ in nothing but when they came stand in one. The inner part of `switchboard`.

Inside a line it is first come, first served at any moment, so only its first needs a look: whoever came later has
reached no wider ring, and when nobody is left for the first, nobody is left for the line. A line's place among the
others changes only when its first does, at the opening of a ring or when long waiting lifts it a class: the moments of
both are known beforehand. Moments are seconds since 1970 here: they are compared at every event. Pure.
"""

from __future__ import annotations

from datetime import UTC, datetime
from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from qingfeng.modules.routing.model import (
    PRIORITY_SECONDS,
    RANK,
    Contact,
    QueueState,
    class_of,
    segment_of,
    target_of,
)
from qingfeng.modules.routing.roster import Kind

if TYPE_CHECKING:
    from qingfeng.modules.routing.slots import Slot

Order = tuple[int, float, float, int]
"""Rank of the class, the moment at which the index would be nothing, when it came, who: the least goes first."""


class Ask(NamedTuple):
    """Contacts with equal asks can be served by the same agents. `barred`: who let this very contact go a moment ago."""

    queue: UUID
    ring: int
    locale: str
    kind: Kind
    barred: frozenset[UUID]


class Entry:
    """Somebody's place in a line. Who has gone is no longer `there`; the place is cleared away when its turn comes.

    `last`: the agent who had them last, by number, or None; `last_at`: when. `dedicated`: whom they are to meet first."""

    __slots__ = ("_contact", "came", "dedicated", "id", "last", "last_at", "line", "there")

    def __init__(self, line: Line, id_: int, came: float, last: int | None, last_at: float, contact: Contact | None) -> None:  # fmt: skip
        self.line, self.id, self.came = line, id_, came
        self.last, self.last_at = last, last_at
        self.dedicated = contact.dedicated.int if contact is not None and contact.dedicated is not None else None
        self._contact = contact
        self.there = True

    @property
    def contact(self) -> Contact:
        """Whoever joined as one like the others is made out of these."""
        if self._contact is None:
            self._contact = replace(
                self.line.like,
                id=UUID(int=self.id),
                queued_at=datetime.fromtimestamp(self.came, UTC),
                last_agent=None if self.last is None else UUID(int=self.last),
                last_agent_at=None if self.last is None else datetime.fromtimestamp(self.last_at, UTC),
            )
        return self._contact


def entry_of(contact: Contact, line: Line) -> Entry:
    came, last, at = contact.queued_at.timestamp(), contact.last_agent, contact.last_agent_at
    if last is None or at is None:
        return Entry(line, contact.id.int, came, None, 0.0, contact)
    return Entry(line, contact.id.int, came, last.int, at.timestamp(), contact)


class Line:
    """`head`, `order`, `ring` and `over` are as of the last `look`.

    `until`: when those who are barred may be asked again. `over`: whether its first has waited for as long as its queue
    keeps anybody. `order` is None while nobody of it is served. `slot`, `slots` and `turn_at` belong to the switchboard: where it
    stands among the other lines (by ring: where it stood before), and for when a look at it is noted down.
    """

    __slots__ = (
        "_after", "_awake", "_full", "_head_start", "_opened", "_promote", "_rank", "_target", "_waiting", "barred", "head",
        "key", "kind", "like", "locale", "number", "order", "over", "queue", "ring", "segment", "slot", "slots", "turn_at", "until",
    )  # fmt: skip

    def __init__(self, queue: QueueState, like: Contact, key: tuple[object, ...], number: int) -> None:
        policy, cls = queue.policy, class_of(like, queue)
        self.queue, self.like, self.key, self.number = queue, like, key, number
        self.barred: frozenset[UUID] = NOBODY
        self.until = inf
        self._after = [ring.after_seconds for ring in policy.relax]
        self._awake = queue.open or not like.left_message
        self._full = policy.overflow.after_seconds if policy.overflow is not None else inf
        self._head_start = policy.tier_weight.get(like.tier, 0) + PRIORITY_SECONDS * like.priority
        self._opened = queue.opened_at.timestamp() if like.left_message and queue.opened_at is not None else -inf
        self._promote = policy.promote_seconds
        self._rank = RANK[cls]
        self._target = like.target_seconds or target_of(policy, cls, left_message=like.left_message)
        self.locale = like.locale
        self.segment = segment_of(like, queue)
        self.kind = Kind(like.channel, like.weight, like.whole)
        self._waiting: list[tuple[float, int, int, Entry]] = []
        self.head: Entry | None = None
        self.order: Order | None = None
        self.ring = 0
        self.over = False
        self.slot: Slot | None = None
        self.slots: dict[int, Slot] = {}
        self.turn_at = inf

    @property
    def ask(self) -> Ask:
        locale = self.locale if self.queue.policy.locale_skills else ""
        return Ask(self.queue.id, self.ring, locale, self.kind, self.barred)

    def add(self, entry: Entry, number: int) -> None:
        heappush(self._waiting, (entry.came, entry.id, number, entry))

    def leads(self, entry: Entry) -> bool:
        """Whether it stands first, seen or not yet."""
        return self._waiting[0][3] is entry

    @property
    def first(self) -> Contact:
        """Who is served next of a line that somebody stands in."""
        assert self.head is not None
        return self.head.contact

    def all(self) -> list[Contact]:
        return [entry.contact for _, _, _, entry in sorted(self._waiting, key=lambda w: w[:3]) if entry.there]

    def look(self, now: float) -> float:
        """Find the first and its order; gives the next moment at which that changes by itself, or infinity."""
        waiting = self._waiting
        while waiting and not waiting[0][3].there:
            heappop(waiting)
        if not waiting or not self._awake:
            self.head, self.order, self.over = waiting[0][3] if waiting else None, None, False
            return inf
        came, id_, _, self.head = waiting[0]
        since = came if came > self._opened else self._opened
        waited = now - since
        turn, ring = self.until, 0
        for after in self._after:
            if waited < after:
                turn = min(turn, since + after)
                break
            ring += 1
        self.ring = ring
        rank, lifts = self._rank, 0
        if rank:
            lifts = min(rank, max(0, int(waited // self._promote)))
            if lifts < rank:
                turn = min(turn, since + (lifts + 1) * self._promote)
        self.over = waited >= self._full
        if not self.over and since + self._full < turn:
            turn = since + self._full
        self.order = (rank - lifts, since + lifts * self._promote + self._target - self._head_start, came, id_)
        return turn


def key_of(contact: Contact) -> tuple[object, ...]:
    """What tells lines apart."""
    return (
        contact.queue_id.int, contact.cls, contact.tier, contact.priority, contact.target_seconds, contact.left_message,
        contact.channel, contact.weight, contact.whole, contact.locale, contact.intent,
    )  # fmt: skip


NOBODY: frozenset[UUID] = frozenset()


def barred_of(contact: Contact, queue: QueueState, now: float) -> tuple[frozenset[UUID], float]:
    """Agents who let this contact go a moment ago, and when the first of them may be asked again."""
    rest = queue.policy.cooldown_seconds
    late = {
        t.agent: t.at.timestamp() + rest
        for t in contact.tried
        if t.at.timestamp() + rest > now and t.outcome in ("declined", "timed_out")
    }
    return frozenset(late), min(late.values(), default=inf)
