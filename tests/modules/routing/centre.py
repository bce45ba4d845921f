"""A centre in which anything may happen in any order, and what must hold whatever does.

The laws are written anew here, from the words of the rules and not with the engine's functions: who breaks the engine
breaks it against these. Names of the laws stand first in each message.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from qingfeng.modules.routing.model import (
    PRIORITY_SECONDS,
    RANK,
    AgentView,
    Contact,
    Decision,
    Overflow,
    OverflowPlan,
    Policy,
    QueueState,
    Ring,
    Snapshot,
    Try,
    Unservable,
)
from tests.modules.routing.make import NOW, uid

SKILLS = ("空调", "冰箱", "english")
TEAMS = (uid(71), uid(72))
QUEUES = tuple(uid(n) for n in (1, 2, 3))
NOBODYS = uid(9)
"""A queue that nobody knows."""
PROMOTE, TIERS, LEFT = 60, {"regular": 0, "gold": 30}, 120

levels = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 4), max_size=2)
picks = st.integers(0, 10**6)
policies = st.builds(
    Policy,
    skills=st.one_of(st.just({}), st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3), max_size=1), levels),
    teams=st.sampled_from([[], [], [TEAMS[0]]]),
    locale_skills=st.sampled_from([{}, {"en": "english"}]),
    service_level_seconds=st.sampled_from([20, 60]),
    left_message_seconds=st.just(LEFT),
    relax=st.sampled_from(
        [[], [Ring(20, level_drop=2)], [Ring(20, level_drop=1), Ring(50, drop_skills=["空调"], any_team=True)]]
    ),
    overflow=st.sampled_from([None, None, Overflow(90, "q3")]),
    cooldown_seconds=st.just(30),
    promote_seconds=st.just(PROMOTE),
    tier_weight=st.just({"gold": TIERS["gold"]}),
    last_agent_seconds=st.just(3600),
    spare_levels=st.sampled_from([0, 30]),
    preferred_skills=st.sampled_from([{}, {"冰箱": 2}]),
    rested_levels=st.sampled_from([0, 2]),
)
views = st.builds(
    AgentView,
    id=st.just(uid(0)),
    team=st.sampled_from([None, *TEAMS]),
    skills=levels,
    capacity=st.integers(1, 3),
    channel_capacity=st.sampled_from([{}, {}, {"email": 1}]),
)


class Had(NamedTuple):
    """A contact in somebody's hands; `until`: how long an offer stands, None once it is taken."""

    contact: Contact
    agent: UUID
    until: float | None


class Centre(RuleBasedStateMachine):
    """What is so, and what happens. Whoever inherits decides (`decided`) and hears facts (`heard`)."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.queues: dict[UUID, QueueState] = {}
        self.agents: dict[UUID, AgentView] = {}
        self.waiting: dict[UUID, Contact] = {}
        self.hands: dict[UUID, Had] = {}
        self.gone: set[UUID] = set()
        self.held: dict[UUID, Contact] = {}
        """Promised a call-back in a window: nobody may be offered them before `queued_at`."""
        self.deferred: dict[UUID, tuple[datetime, Contact]] = {}
        self.came = self.rounds = self.slow = 0
        self.hired = 0

    # ------------------------------------------------------------------ to be filled in
    def heard(self, fact: str, id_: UUID) -> None:
        """`fact`: contact, agent or queue, of which something has changed."""

    def decided(self, seed: int, dice: random.Random) -> Decision:
        raise NotImplementedError

    # ------------------------------------------------------------------ what may happen
    @initialize(rules=st.tuples(policies, policies, policies), crew=st.lists(views, min_size=1, max_size=4))
    def opens(self, rules: tuple[Policy, ...], crew: list[AgentView]) -> None:
        for id_, policy in zip(QUEUES, rules, strict=True):
            self.queues[id_] = QueueState(id=id_, code=f"q{id_.int}", policy=_acyclic(id_, policy))
            self.heard("queue", id_)
        for view in crew:
            self.an_agent_is_hired(view)

    @rule(view=views)
    def an_agent_is_hired(self, view: AgentView) -> None:
        self.hired += 1
        self._agent(replace(view, id=uid(100 + self.hired), idle_since=self.now))

    @rule(
        queue=st.sampled_from([*QUEUES, *QUEUES, NOBODYS]),
        cls=st.sampled_from(["normal", "normal", "fast", "green"]),
        tier=st.sampled_from(list(TIERS)),
        channel=st.sampled_from(["webchat", "webchat", "voice", "email"]),
        priority=st.sampled_from([0, 0, 1]),
        weight=st.sampled_from([1, 1, 2]),
        locale=st.sampled_from(["zh-CN", "en"]),
        left=st.sampled_from([False, False, False, True]),
        last=st.none() | picks,
        alike=st.integers(1, 3),
    )  # fmt: skip
    def some_come(self, queue: UUID, last: int | None, left: bool, alike: int, **more: object) -> None:
        """One after the other, and alike in all else."""
        for _ in range(alike):
            self._come(queue, last, left, **more)
            self.now += timedelta(seconds=0.5)

    def _come(self, queue: UUID, last: int | None, left: bool, priority: int, **more: object) -> None:
        self.came += 1
        agents = sorted(self.agents)
        known = agents[last % len(agents)] if agents and last is not None else None
        contact = Contact(
            id=uid(10_000 + self.came),
            queue_id=queue,
            queued_at=self.now,
            whole=more["channel"] == "voice",
            last_agent=known,
            last_agent_at=self.now - timedelta(seconds=60) if known else None,
            dedicated=agents[0] if agents and priority else None,
            left_message=left,
            priority=priority,
            **more,  # type: ignore[arg-type]
        )
        self._wait(contact)

    @precondition(lambda self: self.waiting)
    @rule(who=picks)
    def somebody_gives_up(self, who: int) -> None:
        self._leave(_one(self.waiting, who))

    @precondition(lambda self: self.waiting)
    @rule(who=picks, queue=st.sampled_from(QUEUES), priority=st.integers(0, 1))
    def somebody_is_moved(self, who: int, queue: UUID, priority: int) -> None:
        lost = {id_: contact for id_, contact in self.waiting.items() if contact.queue_id == NOBODYS}
        self._wait(replace(self.waiting[_one(lost or self.waiting, who)], queue_id=queue, priority=priority))

    @precondition(lambda self: self.waiting)
    @rule(who=picks, window=st.sampled_from([0, 40, 90]), length=st.sampled_from([30, 60]))
    def somebody_is_to_be_called_back(self, who: int, window: int, length: int) -> None:
        """In their turn (`window` 0), or in a window that begins so much later."""
        contact = replace(self.waiting[_one(self.waiting, who)], left_message=True)
        if window == 0:
            self._wait(contact)
            return
        del self.waiting[contact.id]
        begins = self.now + timedelta(seconds=window)
        self.held[contact.id] = replace(contact, queued_at=begins, target_seconds=length)
        self.heard("contact", contact.id)

    @precondition(lambda self: self.waiting)
    @rule(who=picks, seconds=st.sampled_from([20, 70]))
    def somebody_is_held_back(self, who: int, seconds: int) -> None:
        """With their place in time."""
        id_ = _one(self.waiting, who)
        self.deferred[id_] = (self.now + timedelta(seconds=seconds), self.waiting.pop(id_))
        self.heard("contact", id_)

    @precondition(lambda self: self.held or self.deferred)
    @rule(who=picks)
    def somebody_waits_again_or_is_given_back(self, who: int) -> None:
        if self.held:
            contact = self.held.pop(_one(self.held, who))
            self._wait(replace(contact, queued_at=min(contact.queued_at, self.now), target_seconds=None))
        else:
            self._wait(self.deferred.pop(_one(self.deferred, who))[1])

    @precondition(lambda self: self.hands)
    @rule(who=picks, how=st.sampled_from(["accepted", "accepted", "declined", "withdrawn"]))
    def an_offer_is_answered(self, who: int, how: str) -> None:
        id_ = _one(self.hands, who)
        had = self.hands[id_]
        if had.until is not None and how == "accepted":
            self.hands[id_] = had._replace(until=None)
        elif had.until is not None:
            self._give_back(had, how)

    @precondition(lambda self: self.hands)
    @rule(who=picks)
    def a_conversation_ends(self, who: int) -> None:
        id_ = _one(self.hands, who)
        had = self.hands.pop(id_)
        self.gone.add(id_)
        self.heard("contact", id_)
        if had.agent in self.agents:
            self._agent(replace(self.agents[had.agent], idle_since=self.now))

    @precondition(lambda self: self.agents)
    @rule(who=picks, state=st.sampled_from(["ready", "ready", "break"]), leaving=st.sampled_from([False, False, True]), connected=st.sampled_from([True, True, False]))  # fmt: skip
    def a_state_changes(self, who: int, **more: object) -> None:
        was = self.agents[_one(self.agents, who)]
        back = more["state"] == "ready" and was.state != "ready"
        self._agent(replace(was, rested=self.now if back else was.rested, **more))

    @precondition(lambda self: self.agents)
    @rule(who=picks, view=views)
    def an_agent_learns_or_changes_teams(self, who: int, view: AgentView) -> None:
        was = self.agents[_one(self.agents, who)]
        self._agent(replace(was, skills=view.skills, team=view.team, capacity=view.capacity))

    @precondition(lambda self: self.agents)
    @rule(who=picks)
    def an_agent_is_lost(self, who: int) -> None:
        """What they had on offer goes back; what they had in hand goes to wait again."""
        agent = _one(self.agents, who)
        del self.agents[agent]
        self.heard("agent", agent)
        for had in [had for had in self.hands.values() if had.agent == agent]:
            self._give_back(had, "withdrawn")

    @rule(queue=st.sampled_from(QUEUES), policy=policies, kind=st.sampled_from(["normal", "normal", "fast", "green"]))
    def the_rules_change(self, queue: UUID, policy: Policy, kind: str) -> None:
        self.queues[queue] = replace(self.queues[queue], policy=_acyclic(queue, policy), kind=kind)
        self.heard("queue", queue)

    @rule(queue=st.sampled_from(QUEUES))
    def a_queue_opens_or_closes(self, queue: UUID) -> None:
        was = self.queues[queue]
        self.queues[queue] = replace(was, open=not was.open, opened_at=None if was.open else self.now)
        self.heard("queue", queue)

    @rule(seconds=st.sampled_from([0.25, 1, 7, 25, 61, 130]))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        at = self.now.timestamp()
        self._holds_end()
        for had in [had for had in self.hands.values() if had.until is not None and had.until <= at]:
            self._give_back(had, "timed_out")

    @rule(events=st.integers(1, 4))
    def the_router_is_slow(self, events: int) -> None:
        """So much happens before it comes to decide again."""
        self.slow = events

    @invariant()
    def a_round(self) -> None:
        """After everything that happens."""
        self.slow -= 1
        if self.slow >= 0 or not self.queues:
            return
        self.rounds += 1
        decision = self.decided(self.rounds, random.Random(self.rounds))
        self._laws_of_offers(decision)
        self._laws_of_the_others(decision)

    def _holds_end(self) -> None:
        for contact in [one for one in self.held.values() if one.queued_at <= self.now]:
            self._wait(self.held.pop(contact.id))
        for until, contact in [one for one in self.deferred.values() if one[0] <= self.now]:
            assert until <= self.now
            self._wait(self.deferred.pop(contact.id)[1])

    # ------------------------------------------------------------------ what comes of it
    def _agent(self, view: AgentView) -> None:
        self.agents[view.id] = view
        self.heard("agent", view.id)

    def _wait(self, contact: Contact) -> None:
        state = self.queues.get(contact.queue_id)
        if contact.whole and state is not None and not state.whole:  # from now on it is known that calls come here
            self.queues[state.id] = replace(state, whole=True)
            self.heard("queue", state.id)
        self.waiting[contact.id] = contact
        self.heard("contact", contact.id)

    def _leave(self, id_: UUID) -> None:
        del self.waiting[id_]
        self.gone.add(id_)
        self.heard("contact", id_)

    def _give_back(self, had: Had, how: str) -> None:
        contact = self.hands.pop(had.contact.id).contact
        tried = [*contact.tried, Try(had.agent, self.now, how)]  # type: ignore[arg-type]
        self._wait(replace(contact, tried=tried))
        if had.agent in self.agents:
            self._agent(self.agents[had.agent])

    def view(self, id_: UUID) -> AgentView:
        """An agent as the router is shown them: with what is in their hands."""
        view = self.agents[id_]
        held: Counter[str] = Counter()
        whole = False
        for had in self.hands.values():
            if had.agent == id_:
                held[had.contact.channel] += had.contact.weight
                whole |= had.contact.whole
        load = sum(held.values())
        return replace(view, load=max(load, view.capacity) if whole else load, channel_load=dict(held))

    def snapshot(self) -> Snapshot:
        return Snapshot(
            now=self.now,
            contacts=list(self.waiting.values()),
            agents=[self.view(id_) for id_ in self.agents],
            queues=list(self.queues.values()),
        )

    # ------------------------------------------------------------------ the laws
    def _laws_of_offers(self, decision: Decision) -> None:
        for plan in decision.offers:
            assert plan.contact not in self.hands, "two owners: it is in somebody's hands already"
            assert plan.contact not in self.held, "promise: offered before the window that was promised"
            assert plan.contact not in self.deferred, "held back, and offered all the same"
            assert plan.contact in self.waiting, "two owners: offered twice, or to nobody's good"
            contact, view = self.waiting[plan.contact], self.view(plan.agent)
            assert self.may(contact, view), "ineligible: this agent may not have this contact now"
            assert self.room(contact, view), "over capacity: there is no room for this contact"
            for other in self.waiting.values():
                self._in_order(other, contact, view)
            del self.waiting[plan.contact]
            self.hands[plan.contact] = Had(contact, plan.agent, self.now.timestamp() + plan.seconds)
            self.heard("contact", plan.contact)
            self.heard("agent", plan.agent)
        everybody = [self.view(id_) for id_ in self.agents]
        for contact in self.waiting.values():
            for view in everybody:
                assert not self.takes(contact, view), "work left: somebody waits for whom an agent has room"

    def _in_order(self, other: Contact, served: Contact, view: AgentView) -> None:
        """`other` waited when `served` was given to this agent."""
        if other is served or not self.takes(other, view):
            return
        assert self.urgency(other) >= self.urgency(served), "out of order: a more urgent one was passed over"
        if self.urgency(other)[:2] == self.urgency(served)[:2]:
            assert other.queued_at >= served.queued_at, (
                "out of order: of two with equal indices, the later one came first"
            )
        ahead = (served.queued_at - self.since(other)).total_seconds()
        bound = (
            2 * PROMOTE + LEFT + TIERS["gold"] + PRIORITY_SECONDS
        )  # two lifts, the longest target, the others' head start
        assert ahead <= bound, f"starved: passed over by somebody who came {ahead} seconds later"

    def _laws_of_the_others(self, decision: Decision) -> None:
        parts = [{p.contact for p in decision.offers}, {p.contact for p in decision.overflows}, {u.contact for u in decision.unservable}]  # fmt: skip
        assert sum(map(len, parts)) == len(set.union(*parts)), "two owners: decided about twice"
        assert {p.contact for p in decision.overflows} == self._overdue(), "lost: whom another queue would take stays"
        for move in decision.overflows:
            self._move(move)
        hopeless = {c.id for c in self.waiting.values() if c.id not in parts[1] and not self.ever(c)}
        assert {u.contact for u in decision.unservable} == hopeless, "lost: nobody says that nobody can take it"
        assert all(isinstance(u, Unservable) for u in decision.unservable)
        kept = len(self.held) + len(self.deferred)
        assert self.came == len(self.waiting) + len(self.hands) + len(self.gone) + kept, "lost: a contact is nowhere"
        assert not (self.waiting.keys() & self.hands.keys()), "two owners: waits and is had"

    def _overdue(self) -> set[UUID]:
        by_code = {q.code: q for q in self.queues.values()}
        found = set()
        for contact in self.waiting.values():
            queue = self.queues.get(contact.queue_id)
            if queue is None or queue.policy.overflow is None or (contact.left_message and not queue.open):
                continue
            waited = (self.now - self.since(contact)).total_seconds()
            if waited >= queue.policy.overflow.after_seconds and by_code[queue.policy.overflow.to_queue].open:
                found.add(contact.id)
        return found

    def _move(self, move: OverflowPlan) -> None:
        contact = self.waiting[move.contact]
        assert contact.queue_id == move.from_queue
        self._wait(replace(contact, queue_id=move.to_queue))

    # ------------------------------------------------------------------ the rules in plain words
    def since(self, contact: Contact) -> datetime:
        queue = self.queues.get(contact.queue_id)
        if contact.left_message and queue is not None and queue.opened_at is not None:
            return max(contact.queued_at, queue.opened_at)
        return contact.queued_at

    def asked(self, contact: Contact, waited: float, policy: Policy) -> tuple[dict[str, int], bool]:
        """Skills with levels, and whether any team will do."""
        wanted = dict(policy.skills)
        if contact.locale in policy.locale_skills:
            wanted.setdefault(policy.locale_skills[contact.locale], 1)
        drop, any_team = 0, not policy.teams
        for ring in policy.relax:
            if waited >= ring.after_seconds:
                drop, any_team = max(drop, ring.level_drop), any_team or ring.any_team
                wanted = {skill: level for skill, level in wanted.items() if skill not in ring.drop_skills}
        return {skill: max(1, level - drop) for skill, level in wanted.items()}, any_team

    def able(self, contact: Contact, view: AgentView, waited: float, queue: QueueState) -> bool:
        wanted, any_team = self.asked(contact, waited, queue.policy)
        have = all(view.skills.get(skill, 0) >= level for skill, level in wanted.items())
        return have and (any_team or view.team in queue.policy.teams)

    def may(self, contact: Contact, view: AgentView) -> bool:
        queue = self.queues.get(contact.queue_id)
        if queue is None or (contact.left_message and not queue.open):
            return False
        if view.state != "ready" or not view.connected or view.leaving:
            return False
        rest = timedelta(seconds=queue.policy.cooldown_seconds)
        if any(t.agent == view.id and t.outcome != "withdrawn" and self.now - t.at < rest for t in contact.tried):
            return False
        return self.able(contact, view, (self.now - self.since(contact)).total_seconds(), queue)

    def room(self, contact: Contact, view: AgentView) -> bool:
        if contact.whole:
            return view.load == 0 and view.capacity > 0
        limit = view.channel_capacity.get(contact.channel, view.capacity)
        held = view.channel_load.get(contact.channel, 0)
        fits_channel = contact.channel not in view.channel_capacity or held + contact.weight <= limit
        return view.load + contact.weight <= view.capacity and fits_channel

    def takes(self, contact: Contact, view: AgentView) -> bool:
        return self.may(contact, view) and self.room(contact, view)

    def urgency(self, contact: Contact) -> tuple[int, float]:
        """The least is served first: class, then the moment at which the index would be nothing."""
        queue = self.queues[contact.queue_id]
        claims = {contact.cls, queue.kind}
        cls = "green" if "green" in claims else "fast" if "fast" in claims else "normal"
        target = queue.policy.service_level_seconds
        if contact.left_message:
            target = LEFT
        elif cls == "fast":
            target = min(target, queue.policy.fast_seconds)
        target = contact.target_seconds or target
        since = self.since(contact)
        waited = (self.now - since).total_seconds()
        lifts = min(RANK[cls], int(waited // PROMOTE))  # type: ignore[index]
        due = since.timestamp() + lifts * PROMOTE + target - TIERS[contact.tier] - PRIORITY_SECONDS * contact.priority
        return RANK[cls] - lifts, due  # type: ignore[index]

    def ever(self, contact: Contact) -> bool:
        """Whether somebody of the house could serve it one day, here or where it overflows to."""
        by_code = {q.code: q for q in self.queues.values()}
        queue = self.queues.get(contact.queue_id)
        while queue is not None:
            for view in self.agents.values():
                least = 1 if contact.whole else contact.weight
                most = view.capacity if contact.whole else min(view.capacity, view.channel_capacity.get(contact.channel, 99))  # fmt: skip
                if least <= most and self.able(contact, view, 10**9, queue):
                    return True
            queue = by_code[queue.policy.overflow.to_queue] if queue.policy.overflow else None
        return False


def _one(among: Mapping[UUID, object], n: int) -> UUID:
    ids = sorted(among)
    return ids[n % len(ids)]


def _acyclic(id_: UUID, policy: Policy) -> Policy:
    """A queue does not overflow to itself: refused when it is saved."""
    return replace(policy, overflow=None) if id_ == QUEUES[2] else policy
