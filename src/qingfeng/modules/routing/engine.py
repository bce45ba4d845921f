"""Who gets whom: `decide(snapshot, now, rng) -> Decision`. Pure; the live router and the twin run this very code.

**Contacts** are served by class (green channel, fast lane, normal), inside a class by an index in seconds,

    index = (waited - target) + tier weight + 60 * priority

and with equal indices first come, first served. `waited - target` is the negative slack to the contact's own
service-level target (earliest due date first, Jackson 1955); tier and priority are head starts on the same scale, so
the index is affine in the waiting time: the weight-based routing of Chan, Koole and L'Ecuyer (2014), and, between
classes of head start, the delay-dependent priorities of Kleinrock (1964). Everybody's index grows by one per second
while newcomers start from bounded values, so inside a class nobody is overtaken for ever. Across classes ageing does
it: each `promote_seconds` waited lifts a contact one class, where it stands in line as if it had come at that moment.
A message left while the queue was closed starts to wait when the queue opens, against a target of its own.

**Agents** must fit the ring the contact has reached (skills, levels, team), be ready, connected and not about to
leave, have room, and not have let this very contact go within the cool-down. First the agent of last time; then by

    fit = mean level of the skills the queue asks for - 4 * load / capacity

then whoever is idle longest. The load term (affine again) spreads work: one conversation of five costs 0.8 of a level,
so a better-skilled colleague is preferred until clearly busier. Exact equals are told apart by a salt from `rng`.

The result is work-conserving (no contact stays unoffered while an agent for it has room), never offers a contact
twice or beyond capacity. Cost: one pass over contacts and agents, then O(log n) per offer: contacts that differ only
in when they came form a lane of which only the first is looked at, contacts with the same requirements share one heap
of agents, and a heap that ran dry ends all that depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from heapq import heapify, heappop, heapreplace
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from qingfeng.contracts.routing import Why
from qingfeng.modules.routing.matching import Ask, Candidates, Seat, Seats, fits
from qingfeng.modules.routing.model import (
    AgentView,
    Alternative,
    Chance,
    Class,
    Contact,
    Decision,
    OfferPlan,
    OverflowPlan,
    QueueState,
    Snapshot,
    Unservable,
    class_of,
    needs,
    ring_of,
    target_of,
    teams_of,
    waiting_since,
)

VERSION = "1"
"""Grows when the same snapshot may give another decision; recorded with every decision."""

PRIORITY_SECONDS = 60
ALTERNATIVES = 3
_RANK: dict[Class, int] = {"green": 0, "fast": 1, "normal": 2}

WORTH_SAYING = 5
"""Seconds of waiting from which an agent is told of them."""


def decide(snapshot: Snapshot, now: datetime, rng: Chance) -> Decision:
    """Offers, overflows and hopeless contacts of one moment. Deterministic for a snapshot, a moment and a seed."""
    queues = {q.id: q for q in snapshot.queues}
    seats = Seats(snapshot.agents, rng.getrandbits(32))
    lanes, unknown = _lanes(snapshot.contacts, queues)
    offers = _offers(lanes, seats, now)
    offered = {plan.contact for plan in offers}
    overflows = _overflows(lanes, offered, snapshot.queues, now)
    moved = {plan.contact for plan in overflows}
    hopeless = [Unservable(contact=c.id, queue=c.queue_id, reason=Why("unknown_queue")) for c in unknown]
    hopeless += _unservable(lanes, offered | moved, snapshot, now)
    return Decision(offers=offers, overflows=overflows, unservable=sorted(hopeless, key=lambda u: u.contact))


def order_key(contact: Contact, queue: QueueState, now: datetime) -> tuple[int, float, datetime, UUID]:
    """Sorts contacts: the smallest is served first. See the module's formula."""
    policy = queue.policy
    cls = class_of(contact, queue)
    target = contact.target_seconds or target_of(policy, cls, left_message=contact.left_message)
    waited = (now - waiting_since(contact, queue)).total_seconds()
    rank = _RANK[cls]
    lifts = min(rank, max(0, int(waited // policy.promote_seconds)))
    index = waited - lifts * policy.promote_seconds - target + policy.tier_weight.get(contact.tier, 0)
    index += PRIORITY_SECONDS * contact.priority
    return rank - lifts, -index, contact.queued_at, contact.id


# ------------------------------------------------------------------ contacts, in lanes
class _Lane:
    """Contacts that differ in nothing but when they came: among them it is first come, first served at any moment.

    So only the first of each lane needs a look. Whoever came later has reached no wider ring, so when nobody is left
    for the first, nobody is left for the lane.
    """

    __slots__ = ("at", "contacts", "queue")

    def __init__(self, queue: QueueState) -> None:
        self.queue = queue
        self.contacts: list[Contact] = []
        self.at = 0

    @property
    def first(self) -> Contact:
        return self.contacts[self.at]

    @property
    def awake(self) -> bool:
        """A message left behind waits for opening hours; who is there now is served whenever somebody is ready."""
        return self.queue.open or not self.contacts[0].left_message

    def ask(self, contact: Contact, now: datetime) -> Ask:
        policy = self.queue.policy
        ring = ring_of(policy, (now - waiting_since(contact, self.queue)).total_seconds()) if policy.relax else 0
        locale = contact.locale if policy.locale_skills else ""
        return Ask(self.queue.id, ring, locale, contact.channel, contact.weight, contact.whole)


_came = attrgetter("queued_at", "id")


def _lanes(contacts: Iterable[Contact], queues: dict[UUID, QueueState]) -> tuple[list[_Lane], list[Contact]]:
    """Contacts by lane, and those whose queue is not in the snapshot."""
    lanes: dict[tuple[object, ...], _Lane] = {}
    unknown = []
    for c in contacts:
        key = (
            c.queue_id, c.cls, c.tier, c.priority, c.target_seconds,
            c.left_message, c.channel, c.weight, c.whole, c.locale,
        )  # fmt: skip
        lane = lanes.get(key)
        if lane is None:
            queue = queues.get(c.queue_id)
            if queue is None:
                unknown.append(c)
                continue
            lane = lanes[key] = _Lane(queue)
        lane.contacts.append(c)
    for lane in lanes.values():
        lane.contacts.sort(key=_came)
    return list(lanes.values()), unknown


# ------------------------------------------------------------------ offers
def _offers(lanes: list[_Lane], seats: Seats, now: datetime) -> list[OfferPlan]:
    if not seats.all:
        return []
    heads = [(order_key(x.first, x.queue, now), number, x) for number, x in enumerate(lanes) if x.awake]
    heapify(heads)
    able: dict[Ask, Candidates] = {}
    plans = []
    while heads and seats.with_room:
        _, number, lane = heads[0]
        contact = lane.first
        ask = lane.ask(contact, now)
        candidates = able.get(ask)
        if candidates is None:
            candidates = able[ask] = Candidates(ask, lane.queue.policy, seats)
        plan = _place(contact, lane.queue, candidates, now) if candidates.heap else None
        if plan is not None:
            plans.append(plan)
        lane.at += 1
        if candidates.heap and lane.at < len(lane.contacts):
            heapreplace(heads, (order_key(lane.first, lane.queue, now), number, lane))
        else:
            heappop(heads)
    return plans


class _Pick(NamedTuple):
    """The agent chosen, whether as the one of last time, and who else was next in line."""

    seat: Seat
    known: bool
    others: list[Seat]
    candidates: Candidates


def _place(contact: Contact, queue: QueueState, candidates: Candidates, now: datetime) -> OfferPlan | None:
    barred = _barred(contact, queue, now)
    known = candidates.last_agent(contact, queue.policy.last_agent_seconds, now, barred)
    drawn, passed = candidates.draw(1 + ALTERNATIVES, barred)
    others = [s for s in drawn if s is not known]
    plan = None
    if known is not None or others:
        seat = known or others.pop(0)
        pick = _Pick(seat, known is not None, others[:ALTERNATIVES], candidates)
        plan = _plan(pick, contact, queue, now)
        candidates.take(seat)
    candidates.put_back(drawn)
    candidates.put_back(passed)
    return plan


def _plan(pick: _Pick, contact: Contact, queue: QueueState, now: datetime) -> OfferPlan:
    fit = pick.candidates.fit
    return OfferPlan(
        contact=contact.id,
        agent=pick.seat.agent.id,
        queue=queue.id,
        ring=pick.candidates.ask.ring,
        seconds=queue.policy.offer_seconds,
        fit=round(fit(pick.seat), 3),
        why=_why(pick, contact, queue, now),
        alternatives=[Alternative(s.agent.id, round(fit(s), 3), s.idle_seconds(now)) for s in pick.others],
    )


def _barred(contact: Contact, queue: QueueState, now: datetime) -> set[UUID]:
    """Agents who let this contact go a moment ago."""
    if not contact.tried:
        return set()
    cut = now - timedelta(seconds=queue.policy.cooldown_seconds)
    return {t.agent for t in contact.tried if t.at > cut and t.outcome in ("declined", "timed_out")}


def _why(pick: _Pick, contact: Contact, queue: QueueState, now: datetime) -> list[Why]:
    """The reasons that were at work, strongest first: what put the contact first, then why this agent."""
    policy, ask = queue.policy, pick.candidates.ask
    cls = class_of(contact, queue)
    why = []
    if cls == "green":
        why.append(Why("green_channel"))
    elif cls == "fast":
        why.append(Why("fast_lane"))
    if policy.tier_weight.get(contact.tier, 0) > 0 or contact.tier in policy.fast_lane_for_tiers:
        why.append(Why("tier", {"tier": contact.tier}))
    if pick.known and contact.last_agent_at is not None:
        why.append(Why("last_agent", {"days": max(0, (now - contact.last_agent_at).days)}))
    levels = pick.seat.agent.skills
    skill = max((s for s in pick.candidates.wanted if s in levels), key=lambda s: levels[s], default=None)
    if skill is not None:
        why.append(Why("skill_match", {"skill": skill, "level": levels[skill]}))
    idle = pick.seat.idle_seconds(now)
    if idle is not None and not pick.known and all(pick.seat.idle <= s.idle for s in pick.others):
        why.append(Why("longest_idle", {"seconds": idle}))
    waited = int((now - contact.queued_at).total_seconds())
    if waited >= WORTH_SAYING:
        why.append(Why("waited", {"seconds": waited}))
    if ask.ring:
        why.append(Why("relaxed", {"ring": ask.ring}))
    return why


# ------------------------------------------------------------------ what nobody here can do
def _overflows(lanes: list[_Lane], offered: set[UUID], queues: list[QueueState], now: datetime) -> list[OverflowPlan]:
    by_code = {q.code: q for q in queues}
    plans = []
    for lane in lanes:
        rule = lane.queue.policy.overflow
        target = by_code.get(rule.to_queue) if rule else None
        if rule is None or target is None or not target.open or not lane.awake:
            continue
        for contact in lane.contacts:
            waited = (now - waiting_since(contact, lane.queue)).total_seconds()
            if waited < rule.after_seconds:
                break
            if contact.id not in offered:
                plans.append(
                    OverflowPlan(contact=contact.id, from_queue=lane.queue.id, to_queue=target.id, waited=int(waited))
                )
    return sorted(plans, key=lambda p: p.contact)


def _unservable(lanes: list[_Lane], settled: set[UUID], snapshot: Snapshot, now: datetime) -> list[Unservable]:
    """Contacts that no agent of the roster fits even in the widest ring of their queue or of those it overflows to."""
    by_code = {q.code: q for q in snapshot.queues}
    verdicts: dict[Ask, Why | None] = {}
    found = []
    for lane in lanes:
        ask = lane.ask(lane.contacts[0], now)._replace(ring=0)
        if ask not in verdicts:
            verdicts[ask] = _obstacle(lane.queue, ask, by_code, snapshot.agents)
        reason = verdicts[ask]
        if reason is not None:
            found += [
                Unservable(contact=c.id, queue=ask.queue, reason=reason) for c in lane.contacts if c.id not in settled
            ]
    return found


def _obstacle(queue: QueueState, ask: Ask, by_code: dict[str, QueueState], agents: list[AgentView]) -> Why | None:
    """None when somebody could serve this ask one day; else what stands in the way in its own queue."""
    here: QueueState | None = queue
    seen: set[UUID] = set()
    while here is not None and here.id not in seen:
        seen.add(here.id)
        policy = here.policy
        last = len(policy.relax)
        asked, teams = needs(policy, last, ask.locale), teams_of(policy, last)
        if any(_could(a, ask) and fits(a, asked, teams) for a in agents):
            return None
        here = by_code.get(policy.overflow.to_queue) if policy.overflow else None
    asked = needs(queue.policy, len(queue.policy.relax), ask.locale)
    for skill, level in asked.items():
        if not any(a.skills.get(skill, 0) >= level for a in agents):
            return Why("no_skill", {"skill": skill, "level": level})
    return Why("no_agent")


def _could(agent: AgentView, ask: Ask) -> bool:
    """Whether an agent with nothing in hand would have room."""
    limit = agent.channel_capacity.get(ask.channel, agent.capacity)
    return agent.capacity > 0 if ask.whole else ask.weight <= min(agent.capacity, limit)
