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
leave, have room, and not have let this very contact go within the cool-down. First the customer's dedicated agent, then the agent
of last time; then by

    fit = mean level of the skills the queue asks for or would like - 4 * load / capacity - rested_levels * hours on end

then whoever is idle longest. A skill that a queue would like counts up to the level that is enough there; nobody must have
it. The load term (affine again) spreads work: one conversation of five costs 0.8 of a level, so a better-skilled colleague
is preferred until clearly busier. What an hour without a pause costs is the queue's to say (`rested_levels`, nothing by
default). Exact equals are told apart by a salt from `rng`. Where calls come too, who could take one costs a chat more while
such agents are few: see `reserve`. Where the snapshot brings what outcomes have taught, that may choose instead among the
same agents: see `learning_match`.

The result is work-conserving (no contact stays unoffered while an agent for it has room), never offers a contact
twice or beyond capacity. `settle` decides on a board that is kept up to date (see `switchboard` for what an event
costs); `decide` fills one and does the same, so its cost is one pass over contacts and agents, and then that of the
offers. A test holds both against each other at every moment of random lives.
"""

from __future__ import annotations

from datetime import datetime
from math import inf
from typing import NamedTuple
from uuid import UUID

from qingfeng.contracts.routing import Why
from qingfeng.modules.routing.learning_match import Choice
from qingfeng.modules.routing.learning_model import Matched
from qingfeng.modules.routing.lines import Line
from qingfeng.modules.routing.model import (
    PRIORITY_SECONDS,
    RANK,
    Alternative,
    Chance,
    Contact,
    Decision,
    OfferPlan,
    OverflowPlan,
    QueueState,
    Reserve,
    Snapshot,
    Unservable,
    class_of,
    needs,
    target_of,
    waiting_since,
)
from qingfeng.modules.routing.roster import Column, Kind, Roster
from qingfeng.modules.routing.slots import Slot
from qingfeng.modules.routing.switchboard import Waiting, filled

VERSION = "2"
"""Grows when the same snapshot may give another decision; recorded with every decision."""

ALTERNATIVES = 3
NOTHING = Decision()

WORTH_SAYING = 5
"""Seconds of waiting from which an agent is told of them."""


def decide(snapshot: Snapshot, now: datetime, rng: Chance) -> Decision:
    """Offers, overflows and hopeless contacts of one moment. Deterministic for a snapshot, a moment and a seed."""
    return settle(filled(now.timestamp(), snapshot), now, rng)


def settle(board: Waiting, now: datetime, rng: Chance, *, explained: bool = True) -> Decision:
    """The same for a board that is kept up to date: what is to be decided since the last time. Who is offered waits
    there no longer; who is moved on does until told otherwise. Not `explained`: without reasons and alternatives."""
    at = _Moment(now, now.timestamp(), rng.getrandbits(32), explained)
    board.turn(at.seconds)
    offers = []
    while (found := board.next()) is not None:
        plan = _place(board, *found, at)
        if plan is not None:
            offers.append(plan)
    if not (offers or board.overdue or board.strangers or board.unjudged or board.hopeless):
        return NOTHING
    overflows = _overflows(board, now) if board.overdue else []
    unservable = _unservable(board, overflows) if board.strangers or board.unjudged or board.hopeless else []
    return Decision(offers=offers, overflows=overflows, unservable=unservable)


def reserve_of(snapshot: Snapshot) -> Reserve | None:
    """Who is kept for calls in a snapshot, and how dear they are; None where no calls come."""
    board = filled(snapshot.now.timestamp(), snapshot)
    board.turn(snapshot.now.timestamp())
    return board.reserved(agent.id for agent in snapshot.agents)


def pairs(board: Waiting, now: float, salt: int) -> list[tuple[int, int]]:
    """The offers of `settle` and nothing else: who and to whom, by number (the ids' own). `salt`: 32 bits of chance.
    While `board.overdue` is empty, there is nothing to be moved on either."""
    board.turn(now)
    offers: list[tuple[int, int]] = []
    while (found := board.next()) is not None:
        slot, line, only = found
        head = line.head
        assert head is not None
        place = only if only is not None else _known(board, slot, line, now)
        if place is None and board.matching is None:
            place = board.best(slot, salt)
        elif place is None:
            place = board.who(slot, line, now, salt)
        if place is not None:
            offers.append((head.id, board.roster.ids[place]))
            board.take(slot, line, place, now)
    return offers


def order_key(contact: Contact, queue: QueueState, now: datetime) -> tuple[int, float, datetime, UUID]:
    """Sorts contacts: the smallest is served first. See the module's formula."""
    policy = queue.policy
    cls = class_of(contact, queue)
    target = contact.target_seconds or target_of(policy, cls, left_message=contact.left_message)
    waited = (now - waiting_since(contact, queue)).total_seconds()
    rank = RANK[cls]
    lifts = min(rank, max(0, int(waited // policy.promote_seconds)))
    index = waited - lifts * policy.promote_seconds - target + policy.tier_weight.get(contact.tier, 0)
    index += PRIORITY_SECONDS * contact.priority
    return rank - lifts, -index, contact.queued_at, contact.id


# ------------------------------------------------------------------ offers
class _Moment(NamedTuple):
    now: datetime
    seconds: float
    salt: int
    explained: bool


class _Pick(NamedTuple):
    """The agent chosen, whether as the one of last time, who else was next in line, and what learning had to do with it."""

    place: int
    known: bool
    others: list[int]
    scores: Column
    matched: Matched | None


def _place(board: Waiting, slot: Slot, line: Line, only: int | None, at: _Moment) -> OfferPlan | None:
    """Give the first of a line to the best agent. None when nobody may take it."""
    known = _known(board, slot, line, at.seconds)
    place = known if known is not None else only
    choice = (
        Choice(place, board.scores(slot), None) if place is not None else board.choose(slot, line, at.seconds, at.salt)
    )
    if choice is None:
        return None
    others: list[int] = []
    place, scores, matched = choice
    if at.explained:
        ranked = board.roster.ranked(scores, 2 + ALTERNATIVES, at.salt)
        others = [p for p in ranked if p != place][:ALTERNATIVES]
    plan = _plan(board, line, _Pick(place, known is not None, others, scores, matched), at)
    board.take(slot, line, place, at.seconds)
    return plan


def _known(board: Waiting, slot: Slot, line: Line, now: float) -> int | None:
    """The dedicated agent, or else that of last time, if recent enough: who of them is here, fits and has room."""
    head = line.head
    if head is None:
        return None
    place = _there(board, slot, head.dedicated)
    if place is None and now - head.last_at <= line.queue.policy.last_agent_seconds:
        place = _there(board, slot, head.last)
    return place


def _there(board: Waiting, slot: Slot, agent: int | None) -> int | None:
    place = board.roster.at.get(agent) if agent is not None else None
    return place if place is not None and slot.room[place] and slot.fit[place] > -inf else None


def _plan(board: Waiting, line: Line, pick: _Pick, at: _Moment) -> OfferPlan:
    roster, contact = board.roster, line.first

    def fit(place: int) -> float:
        return round(float(pick.scores[place]), 3)

    return OfferPlan(
        contact=contact.id,
        agent=roster.views[pick.place].id,
        queue=line.queue.id,
        ring=line.ring,
        seconds=line.queue.policy.offer_seconds,
        fit=fit(pick.place),
        why=_why(board, line, pick, at.now) if at.explained else [],
        alternatives=[Alternative(roster.views[p].id, fit(p), _idle_seconds(roster, p, at.now)) for p in pick.others],
        matched=pick.matched,
    )


def _idle_seconds(roster: Roster, place: int, now: datetime) -> int | None:
    since = float(roster.idle[place])
    return None if since == inf else max(0, int(now.timestamp() - since))


def _why(board: Waiting, line: Line, pick: _Pick, now: datetime) -> list[Why]:
    """The reasons that were at work, strongest first: what put the contact first, then why this agent."""
    contact, policy, roster = line.first, line.queue.policy, board.roster
    cls = class_of(contact, line.queue)
    why = []
    if cls == "green":
        why.append(Why("green_channel"))
    elif cls == "fast":
        why.append(Why("fast_lane"))
    if policy.tier_weight.get(contact.tier, 0) > 0 or contact.tier in policy.fast_lane_for_tiers:
        why.append(Why("tier", {"tier": contact.tier}))
    if pick.known and contact.dedicated == roster.views[pick.place].id:
        why.append(Why("dedicated_agent"))
    elif pick.known and contact.last_agent_at is not None:
        why.append(Why("last_agent", {"days": max(0, (now - contact.last_agent_at).days)}))
    if pick.matched is not None and pick.matched.arm == "learned" and not pick.matched.plain:
        why.append(Why("learned_match", {"percent": round(100 * pick.matched.value)}))
    elif pick.matched is not None and pick.matched.arm == "explored":
        why.append(Why("learning"))
    levels = roster.views[pick.place].skills
    wanted = policy.preferred_skills | needs(policy, 0, contact.locale)
    skill = max((s for s in wanted if s in levels), key=lambda s: levels[s], default=None)
    if skill is not None:
        why.append(Why("skill_match", {"skill": skill, "level": levels[skill]}))
    idle = _idle_seconds(roster, pick.place, now)
    if idle is not None and not pick.known and all(roster.idle[pick.place] <= roster.idle[p] for p in pick.others):
        why.append(Why("longest_idle", {"seconds": idle}))
    waited = int((now - contact.queued_at).total_seconds())
    if waited >= WORTH_SAYING:
        why.append(Why("waited", {"seconds": waited}))
    if line.ring:
        why.append(Why("relaxed", {"ring": line.ring}))
    return why


# ------------------------------------------------------------------ what nobody here can do
def _overflows(board: Waiting, now: datetime) -> list[OverflowPlan]:
    by_code = {q.code: q for q in board.queues.values()}
    plans = []
    for line in board.overdue.values():
        rule = line.queue.policy.overflow
        target = by_code.get(rule.to_queue) if rule else None
        if rule is None or target is None or not target.open:
            continue
        for contact in line.all():
            waited = (now - waiting_since(contact, line.queue)).total_seconds()
            if waited < rule.after_seconds:
                break
            plans.append(
                OverflowPlan(contact=contact.id, from_queue=line.queue.id, to_queue=target.id, waited=int(waited))
            )
    return sorted(plans, key=lambda p: p.contact)


def _unservable(board: Waiting, overflows: list[OverflowPlan]) -> list[Unservable]:
    """Contacts that no agent of the roster fits even in the widest ring of their queue or of those it overflows to."""
    verdicts = board.verdicts
    for line in board.unjudged:
        asked = line.queue.id.int, line.locale, line.kind
        if asked not in verdicts:
            verdicts[asked] = _obstacle(board, line.queue, line.locale, line.kind)
        reason = verdicts[asked]
        if reason is not None:
            board.hopeless[line.number] = (line, reason)
    board.unjudged.clear()
    moved = {plan.contact for plan in overflows}
    found = [Unservable(contact=c.id, queue=c.queue_id, reason=Why("unknown_queue")) for c in board.strangers.values()]
    for line, reason in board.hopeless.values():
        found += [Unservable(contact=c.id, queue=line.queue.id, reason=reason) for c in line.all() if c.id not in moved]
    return sorted(found, key=lambda u: u.contact)


def _obstacle(board: Waiting, queue: QueueState, locale: str, kind: Kind) -> Why | None:
    """None when somebody could serve this one day; else what stands in the way in its own queue."""
    roster = board.roster
    could = roster.could(kind)
    by_code = {q.code: q for q in board.queues.values()}
    here: QueueState | None = queue
    seen: set[UUID] = set()
    while here is not None and here.id not in seen:
        seen.add(here.id)
        policy = here.policy
        if (could & (roster.fits(policy, len(policy.relax), locale) > -inf)).any():
            return None
        here = by_code.get(policy.overflow.to_queue) if policy.overflow else None
    for skill, level in needs(queue.policy, len(queue.policy.relax), locale).items():
        if not any(view.skills.get(skill, 0) >= level for view in roster.views):
            return Why("no_skill", {"skill": skill, "level": level})
    return Why("no_agent")
