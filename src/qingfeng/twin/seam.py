"""Where the twin meets the production router: every call of it stands here, and nowhere else.

Any router that can do what `Router` says may take its place (`baselines`). Contacts, classes and agents are small
numbers, moments are seconds since the run's opening.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import inf
from typing import Any, NamedTuple, Protocol
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec

from qingfeng.kernel.clock import rng
from qingfeng.modules.routing.model import WHOLE_CHANNELS, load_of
from qingfeng.modules.routing.public import (
    AgentView,
    Contact,
    Kind,
    Levers,
    Policy,
    QueueState,
    Try,
    Waiting,
    pairs,
    settle,
)
from qingfeng.twin.world import Contacts, World

OPENING = datetime(2026, 1, 5, tzinfo=UTC).timestamp()
"""Second nought of a run: a Monday."""


class Ended(NamedTuple):
    """`resolved`: None where that is not modelled; `seconds`: talk and wrap-up."""

    resolved: bool | None
    seconds: float


class Rejoined(NamedTuple):
    """`promised`: waits on no line, after a promise. `target`: seconds to keep it in, where that is not the queue's own."""

    promised: bool
    target: int | None
    last_agent: int
    last_at: float


class Router(Protocol):
    """What a run asks of whoever decides who gets whom."""

    def arrive(self, contact: int, cls: int, now: float, last_agent: int = -1, last_at: float = 0.0) -> None:  # fmt: skip
        """Somebody begins to wait. `last_agent`: who had them last (-1: nobody), until `last_at`."""

    def leave(self, contact: int, now: float) -> None:
        """Somebody waits no longer."""

    def rejoin(self, contact: int, cls: int, since: float, now: float, held: Rejoined) -> None:
        """Somebody who was heard of under another number is in the line again, and is taken to wait since then."""

    @property
    def levers(self) -> Levers:
        """What a surge moves now."""

    def missed(self, contact: int, agent: int, now: float) -> None:
        """An offer was let go: the contact waits on, from when it came; the agent is told of by `agent`."""

    def done(self, contact: int) -> None:
        """An offer was accepted: the contact is not heard of again."""

    def agent(self, agent: int, ready: bool, held: Mapping[str, int], now: float, idle_since: float | None) -> None:
        """An agent as they are now. `held`: by channel, what they have in hand, open offers and wrap-ups included."""

    def finished(self, agent: int, cls: int, ready: bool, held: Mapping[str, int], now: float, idle_since: float | None) -> None:  # fmt: skip
        """The same, and nothing has changed but that a contact of a class is done."""

    def outcome(self, contact: int, agent: int, cls: int, ended: Ended, now: float) -> None:
        """How a contact that was answered ended."""

    def decide(self, now: float) -> list[tuple[int, int]]:
        """Offers: contact and agent. Whoever is offered waits no longer, and the agent's room is taken."""

    @property
    def next_turn(self) -> float:
        """When to ask again though nothing has happened, or infinity."""


Make = Callable[[World, int], Router]
"""A router for a world, with a seed for its own chance."""


def offer_seconds(contacts: Contacts) -> int:
    """How long an offer of a class stands."""
    return policy_of(contacts).offer_seconds


def policy_of(contacts: Contacts) -> Policy:
    """The rules of the queue that a class of contacts is."""
    policy = Policy(
        skills=contacts.skills,
        preferred_skills=contacts.preferred_skills,
        teams=[team_id(team) for team in contacts.teams],
        service_level_seconds=contacts.target,
        fast_seconds=contacts.target,
        priority=contacts.priority,
        relax=contacts.relax,
        overflow=contacts.overflow,
        spare_levels=contacts.spare_levels,
        rested_levels=contacts.rested_levels,
    )
    if contacts.call_backs is not None:
        backs = contacts.call_backs
        policy = msgspec.structs.replace(
            policy,
            callback_minutes=backs.minutes,
            callback_window_minutes=backs.window_minutes,
            callback_places=backs.places,
            callback_days=backs.days,
            callback_retry_minutes=backs.retry_minutes,
            callback_tries=backs.tries,
        )
    if contacts.leaves_message or contacts.can_wait:
        policy = msgspec.structs.replace(
            policy, left_message_seconds=contacts.message_seconds, can_wait=contacts.can_wait
        )
    if contacts.head_start:
        policy = msgspec.structs.replace(policy, tier_weight={contacts.tier: contacts.head_start})
    return policy


def team_id(code: str) -> UUID:
    """The team of a code."""
    return uuid5(NAMESPACE_OID, code)


class Production:
    """The engine that routes in production, as it is."""

    def __init__(self, world: World, seed: int) -> None:
        self._classes = world.classes
        self._board = Waiting(OPENING)
        self._dice = rng(seed)
        self._queues = [
            QueueState(id=UUID(int=n + 1), code=c.code, kind=c.kind, policy=policy_of(c))
            for n, c in enumerate(world.classes)
        ]
        for queue in self._queues:
            self._board.queue(queue, OPENING)
        self._kinds = [Kind(c.channel, c.weight, c.channel in WHOLE_CHANNELS) for c in world.classes]
        self._groups = [group for group in world.groups for _ in range(group.count)]
        self._here: dict[int, tuple[int, UUID, float, int, float]] = {}
        """By contact: class, queue, since when, who had them last and until when."""
        self._tried: dict[int, list[Try]] = {}
        self._promised: dict[int, Rejoined] = {}
        self._alike = [self._board.line(self._like(n), OPENING) for n in range(len(world.classes))]
        self._anybody = False
        self._rested: dict[int, datetime] = {}
        """When the last pause of those who are here ended."""

    def arrive(self, contact: int, cls: int, now: float, last_agent: int = -1, last_at: float = 0.0) -> None:  # fmt: skip
        at = OPENING + now
        self._here[contact] = (cls, self._queues[cls].id, at, last_agent, last_at)
        self._anybody = True
        self._board.join(self._alike[cls], contact, at, (last_agent, OPENING + last_at) if last_agent >= 0 else None)

    def rejoin(self, contact: int, cls: int, since: float, now: float, held: Rejoined) -> None:
        self._here[contact] = (cls, self._queues[cls].id, OPENING + since, held.last_agent, held.last_at)
        if held.promised:
            self._promised[contact] = held
        self._anybody = True
        self._board.put(self.contact(contact), OPENING + now)

    @property
    def levers(self) -> Levers:
        return Levers()

    def leave(self, contact: int, now: float) -> None:
        self.done(contact)
        self._board.drop(contact, OPENING + now)

    def missed(self, contact: int, agent: int, now: float) -> None:
        at = OPENING + now
        self._tried.setdefault(contact, []).append(Try(UUID(int=agent), datetime.fromtimestamp(at, UTC), "timed_out"))
        self._board.put(self.contact(contact), at)

    def done(self, contact: int) -> None:
        del self._here[contact]
        if self._tried:
            self._tried.pop(contact, None)
        if self._promised:
            self._promised.pop(contact, None)

    def agent(self, agent: int, ready: bool, held: Mapping[str, int], now: float, idle_since: float | None) -> None:
        group = self._groups[agent]
        if not ready:
            self._rested.pop(agent, None)
        elif agent not in self._rested:
            self._rested[agent] = datetime.fromtimestamp(OPENING + now, UTC)
        self._board.agent(
            AgentView(
                id=UUID(int=agent),
                team=team_id(group.team) if group.team else None,
                skills=group.skills,
                capacity=group.capacity,
                load=load_of(dict(held), group.capacity),
                state="ready" if ready else "offline",
                connected=ready,
                idle_since=None if idle_since is None else datetime.fromtimestamp(OPENING + idle_since, UTC),
                rested=self._rested.get(agent),
                channel_capacity=group.channel_capacity,
                channel_load=dict(held),
            )
        )

    def finished(self, agent: int, cls: int, ready: bool, held: Mapping[str, int], now: float, idle_since: float | None) -> None:  # fmt: skip
        if self._groups[agent].channel_capacity:
            self.agent(agent, ready, held, now, idle_since)
        else:
            self._board.freed(agent, self._kinds[cls], inf if idle_since is None else OPENING + idle_since)

    def outcome(self, contact: int, agent: int, cls: int, ended: Ended, now: float) -> None:
        """Nothing is learned here."""

    def decide(self, now: float) -> list[tuple[int, int]]:
        if not self._anybody:  # before the first contact there is nothing to decide
            return []
        offers = pairs(self._board, OPENING + now, self._dice.getrandbits(32))
        if self._board.overdue:
            self._move_on(now, offers)
        return offers

    @property
    def next_turn(self) -> float:
        turn = self._board.next_turn
        return turn - OPENING if turn < inf else inf

    def contact(self, number: int) -> Contact:
        """Whoever is here, as the engine knows them."""
        cls, queue, since, last, last_at = self._here[number]
        came = datetime.fromtimestamp(since, UTC)
        known: dict[str, Any] = (
            {"last_agent": UUID(int=last), "last_agent_at": datetime.fromtimestamp(OPENING + last_at, UTC)}
            if last >= 0
            else {}
        )
        if (held := self._promised.get(number)) is not None:
            known |= {"left_message": True, "target_seconds": held.target}
        return msgspec.structs.replace(
            self._like(cls),
            id=UUID(int=number),
            queue_id=queue,
            queued_at=came,
            tried=self._tried.get(number, []),
            **known,
        )

    def _like(self, cls: int) -> Contact:
        c = self._classes[cls]
        return Contact(
            id=UUID(int=0),
            queue_id=self._queues[cls].id,
            queued_at=datetime.fromtimestamp(OPENING, UTC),
            priority=c.priority,
            tier=c.tier,
            channel=c.channel,
            weight=c.weight,
            whole=self._kinds[cls].whole,
        )

    def _move_on(self, now: float, offers: list[tuple[int, int]]) -> None:
        """Overflow. The engine's own moments are whole microseconds: one is added, lest somebody is due by a rounding."""
        at = OPENING + now + 1e-6
        moment = datetime.fromtimestamp(at, UTC)
        while True:
            decision = settle(self._board, moment, self._dice, explained=False)
            offers += [(plan.contact.int, plan.agent.int) for plan in decision.offers]
            if not decision.overflows:
                return
            for plan in decision.overflows:
                number = plan.contact.int
                cls, _, since, last, last_at = self._here[number]
                self._here[number] = (cls, plan.to_queue, since, last, last_at)
                self._board.put(self.contact(number), at)
