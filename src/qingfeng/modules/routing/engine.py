"""Who gets whom: `decide(snapshot, now, rng) -> Decision`. Pure; the live router and the twin run this very code.

**Contacts** are served by class (green channel, fast lane, normal), inside a class by an index in seconds,

    index = (waited - target) + tier weight + 60 * (priority of the contact + priority of its queue)

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
twice or beyond capacity. Cost: one pass over contacts and agents, then O(log n) per offer: contacts with the same
requirements share one heap of agents, and a heap that ran dry ends the whole group.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
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


def decide(snapshot: Snapshot, now: datetime, rng: Chance) -> Decision:
    """Offers, overflows and hopeless contacts of one moment. Deterministic for a snapshot, a moment and a seed."""
    queues = {q.id: q for q in snapshot.queues}
    seats = Seats(snapshot.agents, rng.getrandbits(32))
    groups, unknown = _groups(snapshot.contacts, queues, now)
    offers = _offers(groups, seats, now)
    offered = {plan.contact for plan in offers}
    overflows = _overflows(groups, offered, snapshot.queues, now)
    moved = {plan.contact for plan in overflows}
    hopeless = [Unservable(contact=c.id, queue=c.queue_id, reason=Why("unknown_queue")) for c in unknown]
    hopeless += _unservable(groups, offered | moved, snapshot)
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
    index += PRIORITY_SECONDS * (contact.priority + policy.priority)
    return rank - lifts, -index, contact.queued_at, contact.id


# ------------------------------------------------------------------ contacts, by what they ask for
class _Group:
    def __init__(self, ask: Ask, queue: QueueState) -> None:
        self.ask = ask
        self.queue = queue
        self.contacts: list[Contact] = []


def _groups(
    contacts: Iterable[Contact], queues: dict[UUID, QueueState], now: datetime
) -> tuple[list[_Group], list[Contact]]:
    """Contacts by ask, and those whose queue is not in the snapshot."""
    groups: dict[Ask, _Group] = {}
    unknown = []
    for contact in contacts:
        queue = queues.get(contact.queue_id)
        if queue is None:
            unknown.append(contact)
            continue
        policy = queue.policy
        ring = ring_of(policy, (now - waiting_since(contact, queue)).total_seconds()) if policy.relax else 0
        locale = contact.locale if policy.locale_skills else ""
        ask = Ask(queue.id, ring, locale, contact.channel, contact.weight, contact.whole)
        group = groups.get(ask)
        if group is None:
            group = groups[ask] = _Group(ask, queue)
        group.contacts.append(contact)
    return list(groups.values()), unknown


# ------------------------------------------------------------------ offers
def _offers(groups: list[_Group], seats: Seats, now: datetime) -> list[OfferPlan]:
    if not seats.all:
        return []
    lines = []
    for number, group in enumerate(groups):
        queue = group.queue
        waiting = [c for c in group.contacts if _awake(c, queue)]
        if not waiting:
            continue
        candidates = Candidates(group.ask, queue.policy, seats)
        if candidates.heap:
            line = [(order_key(c, queue, now), c) for c in waiting]
            heapify(line)
            lines.append((line[0][0], number, line, candidates, queue))
    heapify(lines)
    plans = []
    while lines:
        _, number, line, candidates, queue = heappop(lines)
        contact = heappop(line)[1]
        plan = _place(contact, queue, candidates, now)
        if plan is not None:
            plans.append(plan)
        if line and candidates.heap:
            heappush(lines, (line[0][0], number, line, candidates, queue))
    return plans


def _awake(contact: Contact, queue: QueueState) -> bool:
    """A message left behind waits for opening hours; who is there now is served whenever somebody is ready."""
    return queue.open or not contact.left_message


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
        seat.take(candidates.ask)
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
    why.append(Why("waited", {"seconds": max(0, int((now - contact.queued_at).total_seconds()))}))
    if ask.ring:
        why.append(Why("relaxed", {"ring": ask.ring}))
    return why


# ------------------------------------------------------------------ what nobody here can do
def _overflows(groups: list[_Group], offered: set[UUID], queues: list[QueueState], now: datetime) -> list[OverflowPlan]:
    by_code = {q.code: q for q in queues}
    plans = []
    for group in groups:
        rule = group.queue.policy.overflow
        target = by_code.get(rule.to_queue) if rule else None
        if rule is None or target is None or not target.open:
            continue
        for contact in group.contacts:
            waited = (now - waiting_since(contact, group.queue)).total_seconds()
            if waited >= rule.after_seconds and contact.id not in offered and _awake(contact, group.queue):
                plans.append(
                    OverflowPlan(contact=contact.id, from_queue=group.queue.id, to_queue=target.id, waited=int(waited))
                )
    return sorted(plans, key=lambda p: p.contact)


def _unservable(groups: list[_Group], settled: set[UUID], snapshot: Snapshot) -> list[Unservable]:
    """Contacts that no agent of the roster fits even in the widest ring of their queue or of those it overflows to."""
    by_code = {q.code: q for q in snapshot.queues}
    verdicts: dict[tuple[UUID, str, str, int, bool], Why | None] = {}
    found = []
    for group in groups:
        ask = group.ask
        profile = (ask.queue, ask.locale, ask.channel, ask.weight, ask.whole)
        if profile not in verdicts:
            verdicts[profile] = _obstacle(group.queue, ask, by_code, snapshot.agents)
        reason = verdicts[profile]
        if reason is not None:
            found += [
                Unservable(contact=c.id, queue=ask.queue, reason=reason) for c in group.contacts if c.id not in settled
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
