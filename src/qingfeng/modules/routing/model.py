"""Who waits, who answers, by which rules, and what was decided. Pure data: the twin and the live router share it.

Seconds are whole seconds, levels of skill run from 1 to 5, capacity is counted in conversations.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Tier
from qingfeng.contracts.people import State
from qingfeng.contracts.routing import OfferEnd, Why
from qingfeng.modules.routing.learning_model import Learned, Matched

Class = Literal["green", "fast", "normal"]
Announce = Literal["both", "position", "wait", "nothing"]
"""What somebody who waits is told: the place in the line, how long it may take, both, or neither."""

RANK: dict[Class, int] = {"green": 0, "fast": 1, "normal": 2}
"""Who is served first."""
PRIORITY_SECONDS = 60
"""Each priority counts like so much waiting."""
MIN_LEVEL, MAX_LEVEL = 1, 5
DAY = 86_400
OFFER_SECONDS = 30
WHOLE_CHANNELS = frozenset({"voice"})
"""Channels that take an agent's whole capacity: one call, or several chats."""


class Chance(Protocol):
    """What a decider may ask of a generator of chance; a `random.Random` has it."""

    def getrandbits(self, k: int, /) -> int: ...


# ------------------------------------------------------------------ rules
class Ring(msgspec.Struct, frozen=True):
    """What is asked less of agents once a contact has waited `after_seconds`. Rings add up: nothing is asked again.
    `level_drop`: levels less for every skill (never below 1); `drop_skills`: not asked at all; `any_team`: any will do."""

    after_seconds: int
    level_drop: int = 0
    drop_skills: list[str] = []
    any_team: bool = False


class Overflow(msgspec.Struct, frozen=True):
    """After so long in all, the contact moves to another queue (its code) and keeps its place in time."""

    after_seconds: int
    to_queue: str


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one queue. Checked by `policy.check` when saved; `version` grows with every change.

    `skills`: what every agent of this queue must have, with the least level. `preferred_skills`: what nobody must have and
    counts for who has it, up to this level. `teams`: empty means all. `priority`: what a contact is given when it is queued
    here; each counts like a minute of waiting. `locale_skills`: a skill (level 1) asked for contacts of a locale, e.g.
    {"en": "english"}. `tier_weight`: head start in seconds by tier. `promote_seconds`: each such stretch of waiting lifts a
    contact one class, so that nobody waits for ever behind the others. `wrap_up_seconds`: after-call work of this queue's
    conversations; None: the house's own. `codes_required`: agents do not end it without a code. `spare_levels`: levels of
    skill that a contact which takes a part of an agent forgoes at most to leave one free for a call (see `reserve`).
    `rested_levels`: levels that an agent's every hour without a pause costs. 0: none. `callback_minutes`: who is to wait
    longer is offered a call-back (0: in a surge at most); windows of so many minutes, so many places in each, so many days
    ahead; who is not reached is tried again after `callback_retry_minutes`, `callback_tries` times in all. `can_wait`: its
    contacts may be held back in a surge.
    """

    version: int = 1
    skills: dict[str, int] = {}
    preferred_skills: dict[str, int] = {}
    teams: list[UUID] = []
    locale_skills: dict[str, str] = {}
    priority: int = 0
    service_level_seconds: int = 60
    fast_seconds: int = 15
    left_message_seconds: int = 14_400
    offer_seconds: int = OFFER_SECONDS
    max_misses: int = 3
    cooldown_seconds: int = 60
    relax: list[Ring] = []
    overflow: Overflow | None = None
    tier_weight: dict[Tier, int] = msgspec.field(default_factory=lambda: {"silver": 15, "gold": 30, "black": 60})
    fast_lane_for_tiers: list[Tier] = []
    last_agent_seconds: int = 7 * DAY
    promote_seconds: int = 1800
    spare_levels: int = 30
    rested_levels: int = 0
    wrap_up_seconds: int | None = None
    codes_required: bool = False
    announce: Announce = "both"
    callback_minutes: int = 0
    callback_window_minutes: int = 30
    callback_places: int = 4
    callback_days: int = 1
    callback_retry_minutes: int = 30
    callback_tries: int = 2
    can_wait: bool = False


# ------------------------------------------------------------------ who waits, who answers
class Try(msgspec.Struct, frozen=True):
    """An offer of this contact that ended without an answer."""

    agent: UUID
    at: datetime
    outcome: OfferEnd


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One who waits. `target_seconds` None: the queue's own. `whole`: takes an agent's whole capacity (a call). `intent`: what
    it is about, where that is known. `dedicated`: the agent to be met first."""

    id: UUID
    queue_id: UUID
    queued_at: datetime
    cls: Class = "normal"
    priority: int = 0
    tier: Tier = "regular"
    target_seconds: int | None = None
    channel: str = "webchat"
    weight: int = 1
    whole: bool = False
    locale: str = "zh-CN"
    intent: str = ""
    last_agent: UUID | None = None
    last_agent_at: datetime | None = None
    dedicated: UUID | None = None
    left_message: bool = False
    tried: list[Try] = []


class AgentView(msgspec.Struct, frozen=True, kw_only=True):
    """One who answers. `load` counts conversations in hand, wrap-ups and open offers, in the same unit as `capacity`. `leaving`:
    another state is queued for after the last conversation, so nothing new is offered. `rested`: when their last pause ended;
    None: not known, as rested as can be. `channel_capacity` limits single channels within the whole; a channel that is
    not named has no limit of its own."""

    id: UUID
    team: UUID | None = None
    skills: dict[str, int] = {}
    capacity: int = 5
    load: int = 0
    state: State = "ready"
    connected: bool = True
    leaving: bool = False
    idle_since: datetime | None = None
    rested: datetime | None = None
    channel_capacity: dict[str, int] = {}
    channel_load: dict[str, int] = {}

    @property
    def available(self) -> bool:
        """May be offered something now."""
        return self.state == "ready" and self.connected and not self.leaving and self.load < self.capacity


class QueueState(msgspec.Struct, frozen=True, kw_only=True):
    """A queue at a moment: its rules, whether its hours are open, and since when (None: always open). `whole`: contacts
    are known to come here that take an agent's whole capacity, though none may wait now."""

    id: UUID
    code: str
    kind: Class = "normal"
    open: bool = True
    opened_at: datetime | None = None
    policy: Policy
    whole: bool = False


class Reserve(msgspec.Struct, frozen=True):
    """Agents who could take a call, and the `chance` that all of them who are empty will be needed: see `reserve`."""

    chance: float
    agents: list[UUID]


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """All that a decision is made from. `agents` is the whole roster, present or not. `learned`: None where nothing is.
    `reserve`: as it was where not everybody is here any more; None: as contacts, agents and queues say."""

    now: datetime
    contacts: list[Contact]
    agents: list[AgentView]
    queues: list[QueueState]
    learned: Learned | None = None
    reserve: Reserve | None = None


# ------------------------------------------------------------------ what was decided
class Alternative(msgspec.Struct, frozen=True):
    """An agent who could have been offered the contact too. `fit`: see `engine`; higher is better."""

    agent: UUID
    fit: float
    idle_seconds: int | None


class OfferPlan(msgspec.Struct, frozen=True, kw_only=True):
    """`ring`: how far the rules were relaxed (0: not at all). `seconds`: how long the offer stands. `matched`: how the agent
    was chosen, where what was learned had a part in it."""

    contact: UUID
    agent: UUID
    queue: UUID
    ring: int
    seconds: int
    fit: float
    why: list[Why]
    alternatives: list[Alternative]
    matched: Matched | None = None


class OverflowPlan(msgspec.Struct, frozen=True, kw_only=True):
    contact: UUID
    from_queue: UUID
    to_queue: UUID
    waited: int


class Unservable(msgspec.Struct, frozen=True, kw_only=True):
    """Nobody on the roster could ever serve this contact, present or not, however long it waits."""

    contact: UUID
    queue: UUID
    reason: Why


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    offers: list[OfferPlan] = []
    overflows: list[OverflowPlan] = []
    unservable: list[Unservable] = []

    @property
    def contacts(self) -> set[UUID]:
        """Everybody something was decided about."""
        return {
            *(p.contact for p in self.offers),
            *(p.contact for p in self.overflows),
            *(u.contact for u in self.unservable),
        }

    def __bool__(self) -> bool:
        return bool(self.offers or self.overflows or self.unservable)


# ------------------------------------------------------------------ what every reader of the rules shares
def ring_of(policy: Policy, waited: float) -> int:
    """How many rings have opened after `waited` seconds."""
    ring = 0
    for step in policy.relax:
        if waited < step.after_seconds:
            break
        ring += 1
    return ring


def needs(policy: Policy, ring: int, locale: str) -> dict[str, int]:
    """Skills with the least level that an agent must have in a ring (0: nothing relaxed)."""
    asked = dict(policy.skills)
    spoken = policy.locale_skills.get(locale) or policy.locale_skills.get(locale.partition("-")[0])
    if spoken is not None:
        asked.setdefault(spoken, MIN_LEVEL)
    for step in policy.relax[:ring]:
        for skill in step.drop_skills:
            asked.pop(skill, None)
    drop = max((step.level_drop for step in policy.relax[:ring]), default=0)
    return {skill: max(MIN_LEVEL, level - drop) for skill, level in asked.items()}


def teams_of(policy: Policy, ring: int) -> frozenset[UUID] | None:
    """Teams an agent must belong to in a ring; None: any."""
    if not policy.teams or any(step.any_team for step in policy.relax[:ring]):
        return None
    return frozenset(policy.teams)


def fits(agent: AgentView, asked: dict[str, int], teams: frozenset[UUID] | None) -> bool:
    """Whether an agent has what is asked, with room or without."""
    if teams is not None and agent.team not in teams:
        return False
    return all(agent.skills.get(skill, 0) >= level for skill, level in asked.items())


def segment_of(contact: Contact, queue: QueueState) -> str:
    """What outcomes of such a contact are learned under: what it is about, or else its queue."""
    return contact.intent or queue.code


def waiting_since(contact: Contact, queue: QueueState) -> datetime:
    """From when a contact's wait counts: a message left behind begins to wait when the queue opens."""
    if contact.left_message and queue.opened_at is not None:
        return max(contact.queued_at, queue.opened_at)
    return contact.queued_at


def class_of(contact: Contact, queue: QueueState) -> Class:
    """The strongest claim counts: the contact's own, its queue's, or its customer's tier."""
    return class_in(contact.cls, contact.tier, queue.kind, queue.policy)


def class_in(own: Class, tier: Tier, kind: Class, policy: Policy) -> Class:
    """The class of somebody of a tier in a queue of a kind."""
    if "green" in (own, kind):
        return "green"
    if "fast" in (own, kind) or tier in policy.fast_lane_for_tiers:
        return "fast"
    return "normal"


def target_of(policy: Policy, cls: Class, *, left_message: bool) -> int:
    """Seconds within which such a contact should reach a person."""
    if left_message:
        return policy.left_message_seconds
    return min(policy.fast_seconds, policy.service_level_seconds) if cls == "fast" else policy.service_level_seconds


def load_of(by_channel: dict[str, int], capacity: int) -> int:
    """What an agent has in hand, in the unit of capacity: a call fills all of it."""
    total = sum(by_channel.values())
    return max(total, capacity) if any(n and c in WHOLE_CHANNELS for c, n in by_channel.items()) else total


# ------------------------------------------------------------------ what is kept
class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """A queue as it is kept. `hours_id` None: the house's own hours. `version` grows with every change of anything."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    kind: Class
    policy: Policy
    hours_id: UUID | None
    active: bool
    position: int
    version: int

    def draft(self) -> QueueDraft:
        """As somebody would ask for it."""
        return QueueDraft(
            code=self.code,
            name_zh=self.name_zh,
            name_en=self.name_en,
            kind=self.kind,
            policy=self.policy,
            hours_id=self.hours_id,
            active=self.active,
            position=self.position,
        )


class QueueDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A queue as somebody wants it; `code` says which. The policy's `version` is given by the store."""

    code: str
    name_zh: str
    name_en: str
    kind: Class = "normal"
    policy: Policy = Policy()
    hours_id: UUID | None = None
    active: bool = True
    position: int = 0


class QueueVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A queue as it was from `at` on. `by_name`: empty for the system. `restored`: the version it took back."""

    version: int
    draft: QueueDraft
    by_id: UUID | None
    by_name: str
    at: datetime
    note: str
    restored: int | None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a conversation goes to wait, and under which promise. `name` is Chinese."""

    queue_id: UUID
    code: str
    name: str
    name_en: str
    target_seconds: int
    priority: int
    fast: bool
    green: bool


class KeptOffer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as it is kept."""

    id: UUID
    conversation_id: UUID
    queue_id: UUID
    agent_id: UUID
    state: Literal["open", "accepted", "declined", "timed_out", "withdrawn"]
    why: list[Why]
    decision_id: UUID
    seconds: int
    offered_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    end_reason: str | None
