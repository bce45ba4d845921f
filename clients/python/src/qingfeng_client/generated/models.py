# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""What the API takes and answers, by the names it gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType



class AboutIn(msgspec.Struct, kw_only=True):
    intent_id: UUID | None
    seq: int


class AboutOut(msgspec.Struct, kw_only=True):
    seq: int | None
    text: str
    intent: IntentChoice | None
    understood: bool
    confidence: float | None
    sureness: str | None
    runner_up: IntentChoice | None
    number: int | None
    corrected_by_name: str | None
    corrected_at: datetime | None
    choices: list[IntentChoice]


class AccessPolicy(msgspec.Struct, kw_only=True):
    second_factor_roles: list[str]


class AgentCard(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    team_id: UUID | None
    presence: Presence
    load: int
    capacity: int
    connected: bool
    skills: list[SkillLevel]
    temporary: list[Temporary]


class AgentReply(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    text: str


class Alert(msgspec.Struct, kw_only=True):
    code: str
    level: str
    queue_id: UUID | None
    agent_id: UUID | None
    conversation_id: UUID | None
    name: str
    name_en: str
    value: float
    limit: float
    since: datetime | None
    first: UUID | None


class AlertLimits(msgspec.Struct, kw_only=True):
    items: list[Limit]


class AlertRule(msgspec.Struct, kw_only=True):
    code: str
    unit: str
    limit: float
    enabled: bool
    usual: float
    least: float
    most: float


class AlertRules(msgspec.Struct, kw_only=True):
    items: list[AlertRule]


class Alternative(msgspec.Struct, kw_only=True):
    agent: UUID
    fit: float
    idle_seconds: int | None


class Answered(msgspec.Struct, kw_only=True):
    text: str
    then: str
    reason: str
    queue: str | None
    suggestions: list[str]
    articles: list[str]
    titles: list[str]
    sure: bool
    calls: list[RehearsedCall]
    milliseconds: int


class ApiToken(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    hint: str
    scopes: list[str]
    made_by: str
    maker_disabled: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_from: str
    revoked_at: datetime | None


class ApiTokenIn(msgspec.Struct, kw_only=True):
    name: str
    scopes: list[Literal['desk.use', 'conversations.read', 'conversations.claim', 'conversations.assign', 'conversations.export', 'floor.join', 'floor.manage', 'customers.read', 'customers.write', 'customers.reveal', 'customers.merge', 'customers.bulk', 'knowledge.read', 'knowledge.write', 'knowledge.approve', 'cocreation.join', 'cocreation.publish', 'flows.read', 'flows.write', 'intents.read', 'intents.write', 'channels.manage', 'routing.manage', 'service.manage', 'machinery.manage', 'users.manage', 'privacy.manage', 'insight.read', 'insight.manage']]
    expires_in_days: int | UnsetType = UNSET


class ApiTokens(msgspec.Struct, kw_only=True):
    items: list[ApiToken]
    next: str | None
    may_give: list[str]


class ArchiveIn(msgspec.Struct, kw_only=True):
    text: str
    kinds: list[str] | None | UnsetType = UNSET
    digest: str | None | UnsetType = UNSET


class ArchiveItem(msgspec.Struct, kw_only=True):
    kind: str
    place: int
    key: str
    name: str
    what: str
    changed: list[str]
    notes: list[str]
    field: str | None
    error: str | None
    message: str | None
    params: dict[str, str | int | float]


class ArchivePlan(msgspec.Struct, kw_only=True):
    house: str
    items: list[ArchiveItem]
    counts: dict[str, int]
    left: dict[str, int]
    digest: str
    good: bool
    written: bool


class ArticleChange(msgspec.Struct, kw_only=True):
    version: int
    draft: ArticleIn
    note: str | UnsetType = UNSET
    proposal: int | UnsetType = UNSET


class ArticleDraft(msgspec.Struct, kw_only=True):
    slug: str
    title: str
    category: str
    body: str
    questions: list[str]
    tags: list[str]
    related: list[str]
    audience: str
    locale: str
    published: bool
    valid_from: datetime | None
    valid_until: datetime | None


class ArticleFilesOut(msgspec.Struct, kw_only=True):
    items: list[Attachment]


class ArticleFlagsIn(msgspec.Struct, kw_only=True):
    draft: ArticleIn
    id: UUID | None | UnsetType = UNSET


class ArticleFlagsOut(msgspec.Struct, kw_only=True):
    items: list[Flag]


class ArticleIn(msgspec.Struct, kw_only=True):
    slug: str | UnsetType = UNSET
    title: str
    category: str
    body: str
    questions: list[str] | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    related: list[str] | UnsetType = UNSET
    audience: Literal['customer', 'agent'] | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    published: bool | UnsetType = UNSET
    valid_from: datetime | None | UnsetType = UNSET
    valid_until: datetime | None | UnsetType = UNSET


class ArticleLine(msgspec.Struct, kw_only=True):
    id: UUID
    slug: str
    locale: str
    title: str
    category: str
    audience: str
    state: str
    questions: int
    valid_from: datetime | None
    valid_until: datetime | None
    version: int
    updated_at: datetime
    waits: bool
    due: str | None


class ArticleLooked(msgspec.Struct, kw_only=True):
    version: int


class ArticleOut(msgspec.Struct, kw_only=True):
    id: UUID
    slug: str
    locale: str
    title: str
    category: str
    audience: str
    questions: list[str]
    body: str
    tags: list[str]
    related: list[str]
    version: int
    published: bool
    valid_from: datetime | None
    valid_until: datetime | None
    updated_at: datetime


class ArticleRestoreIn(msgspec.Struct, kw_only=True):
    to: int
    version: int


class ArticleRules(msgspec.Struct, kw_only=True):
    approval: bool | UnsetType = UNSET
    own: bool | UnsetType = UNSET
    ends_days: int | UnsetType = UNSET
    looked_months: int | UnsetType = UNSET
    version: int | UnsetType = UNSET


class ArticleSentIn(msgspec.Struct, kw_only=True):
    client_id: str
    article_id: UUID


class ArticleVersionOut(msgspec.Struct, kw_only=True):
    version: int
    draft: ArticleDraft
    by_name: str
    at: datetime
    note: str
    restored: int | None
    changed: list[str]
    approved_by: str


class ArticleVersionsOut(msgspec.Struct, kw_only=True):
    items: list[ArticleVersionOut]


class ArticlesOut(msgspec.Struct, kw_only=True):
    items: list[ArticleLine]
    next: str | None
    counts: dict[str, int]
    tasks: dict[str, int]
    categories: list[str]


class ArticlesToPin(msgspec.Struct, kw_only=True):
    items: list[Named]


class AskIn(msgspec.Struct, kw_only=True):
    question: str
    locale: Literal['zh-CN', 'en'] | UnsetType = UNSET
    audience: Literal['customer', 'agent'] | UnsetType = UNSET


class AskOut(msgspec.Struct, kw_only=True):
    found: list[FoundOut]
    does: str | None
    text: str
    reason: str
    confidence: float | None
    sources: list[UUID]
    sure: float
    likely: float


class Attachment(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    size: int
    content_type: str
    width: int | None
    height: int | None
    url: str


class Attempt(msgspec.Struct, kw_only=True):
    id: UUID
    delivery_id: UUID
    conversation_id: UUID | None
    event: str
    number: int
    at: datetime
    outcome: str
    milliseconds: int | None
    status: int | None
    error: str | None
    answer: str
    next_at: datetime | None
    delivery: str | None


class AttemptsOut(msgspec.Struct, kw_only=True):
    items: list[Attempt]
    next: str | None


class AuditLineOut(msgspec.Struct, kw_only=True):
    id: UUID
    at: datetime
    actor: str
    actor_name: str | None
    action: str
    target: str
    target_name: str | None
    detail: dict[str, Any]
    names: dict[str, Both]


class AuditPage(msgspec.Struct, kw_only=True):
    items: list[AuditLineOut]
    next: str | None
    actions: list[str]


class Author(msgspec.Struct, kw_only=True):
    kind: str
    id: UUID | None
    name: str


class Behind(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    measure: str
    no: int
    at: datetime
    queue_id: UUID | None
    channel: str
    agent_id: UUID | None
    value: int
    customer: str
    subject: str


class Board(msgspec.Struct, kw_only=True):
    since: datetime
    until: datetime
    zone: str
    by: str
    kpis: list[str]
    rows: list[BoardRow]
    total: dict[str, float | None]
    before: dict[str, float | None]
    samples: dict[str, Sample]
    known_until: datetime | None


class BoardRow(msgspec.Struct, kw_only=True):
    key: str
    name: str
    name_en: str
    values: dict[str, float | None]


class Bootstrap(msgspec.Struct, kw_only=True):
    me: AgentCard | None
    agents: list[AgentCard]
    teams: list[TeamOut]
    queues: list[QueueCard]
    skills: list[SkillOut]
    reasons: Reasons
    settings: DeskSettings
    now: datetime


class Both(msgspec.Struct, kw_only=True):
    zh: str | UnsetType = UNSET
    en: str | UnsetType = UNSET


class BothLists(msgspec.Struct, kw_only=True):
    zh: list[str] | UnsetType = UNSET
    en: list[str] | UnsetType = UNSET


class BreakList(msgspec.Struct, kw_only=True):
    version: str
    items: list[BreakReason]


class BreakReason(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str
    limit_minutes: int | None | UnsetType = UNSET
    paid: bool | UnsetType = UNSET
    shrinkage: bool | UnsetType = UNSET
    retired: bool | UnsetType = UNSET


class BreaksIn(msgspec.Struct, kw_only=True):
    version: str
    items: list[BreakReason]


class CalendarChange(msgspec.Struct, kw_only=True):
    tz: str
    weekly: dict[str, list[tuple[str, str]]]
    exceptions: dict[str, list[tuple[str, str]]]
    notes: dict[str, str]
    follows: Literal['', 'cn']
    on_holiday: list[tuple[str, str]]
    makeup_as: str
    name_zh: str
    name_en: str
    version: int


class CalendarIn(msgspec.Struct, kw_only=True):
    tz: str
    weekly: dict[str, list[tuple[str, str]]]
    exceptions: dict[str, list[tuple[str, str]]]
    notes: dict[str, str]
    follows: Literal['', 'cn']
    on_holiday: list[tuple[str, str]]
    makeup_as: str
    name_zh: str
    name_en: str
    code: str


class CalendarOut(msgspec.Struct, kw_only=True):
    tz: str
    weekly: dict[str, list[tuple[str, str]]]
    exceptions: dict[str, list[tuple[str, str]]]
    notes: dict[str, str]
    follows: str
    on_holiday: list[tuple[str, str]]
    makeup_as: str
    name_zh: str
    name_en: str
    code: str
    id: UUID
    version: int
    now: Now
    queues: list[str]


class CalendarsOut(msgspec.Struct, kw_only=True):
    items: list[CalendarOut]
    announced: list[int]


class CallBack(msgspec.Struct, kw_only=True):
    id: UUID
    way: str
    kept_place: bool
    starts_at: datetime
    ends_at: datetime
    tries: int
    taken_at: datetime | None


class CallBackForm(msgspec.Struct, kw_only=True):
    kept_until: datetime | None
    windows: list[CallBackWindow]
    phone: str | None


class CallBackIn(msgspec.Struct, kw_only=True):
    way: Literal['phone', 'chat']
    starts_at: datetime | None | UnsetType = UNSET
    phone: str | None | UnsetType = UNSET


class CallBackOut(msgspec.Struct, kw_only=True):
    callback: CallBack | None
    phone: str | None
    tries_of: int


class CallBackOutcome(msgspec.Struct, kw_only=True):
    outcome: Literal['reached', 'not_reached']


class CallBackTally(msgspec.Struct, kw_only=True):
    asked: int
    kept: int
    broken: int
    open: int
    withdrawn: int
    reached: int
    unreached: int


class CallBackWindow(msgspec.Struct, kw_only=True):
    starts_at: datetime
    ends_at: datetime


class CallBacksOut(msgspec.Struct, kw_only=True):
    since: datetime
    counted: CallBackTally
    items: list[StandingCallBack]


class CallLine(msgspec.Struct, kw_only=True):
    id: UUID
    at: datetime
    conversation_id: UUID | None
    flow: str
    step: str
    system: str
    operation: str
    changes: bool
    state: str
    status: int
    error: str
    milliseconds: int
    attempts: int


class CallsOut(msgspec.Struct, kw_only=True):
    items: list[CallLine]
    next: str | None


class CellOut(msgspec.Struct, kw_only=True):
    agent_id: UUID
    agent: str
    queue_id: UUID
    name_zh: str
    name_en: str
    resolved: float
    low: float
    high: float
    count: float


class Changed(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    came: datetime
    actual: int | None
    present: int | None
    proposed: int | None


class Choices(msgspec.Struct, kw_only=True):
    roles: list[RoleName]
    teams: list[Team]
    skills: list[Skill]


class CloseIn(msgspec.Struct, kw_only=True):
    reason: str
    codes: list[str] | UnsetType = UNSET
    note: str | UnsetType = UNSET
    survey: bool | UnsetType = UNSET


class CloseStep(msgspec.Struct, kw_only=True, tag_field="do", tag="close"):
    reason: str
    codes: list[str] | UnsetType = UNSET
    survey: bool | UnsetType = UNSET


class CocreationRules(msgspec.Struct, kw_only=True):
    sides: list[str]
    minutes: int
    version: int


class CodeIn(msgspec.Struct, kw_only=True):
    code: str


class Coded(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str


class Colleague(msgspec.Struct, kw_only=True):
    id: UUID
    name: str


class ColleaguesOut(msgspec.Struct, kw_only=True):
    items: list[Colleague]


class ContactIn(msgspec.Struct, kw_only=True):
    name: str | None | UnsetType = UNSET
    phone: str | None | UnsetType = UNSET
    email: str | None | UnsetType = UNSET


class ConvAgent(msgspec.Struct, kw_only=True):
    name: str
    kind: str


class ConvView(msgspec.Struct, kw_only=True):
    id: UUID
    phase: str
    agent: ConvAgent | None
    wait: Wait | None
    closed: bool
    survey: str
    last_seq: int
    read_by_agent_seq: int
    can_leave_message: bool
    can_be_called: bool
    callback: CallBack | None


class Counts(msgspec.Struct, kw_only=True):
    mine: int
    waiting: int
    team: int
    snoozed: int
    all: int


class Coverage(msgspec.Struct, kw_only=True):
    told: int
    silent: int
    median: float | None
    far: float | None
    announced: float | None


class CustomerChange(msgspec.Struct, kw_only=True):
    name: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    tier: Literal['regular', 'silver', 'gold', 'black'] | UnsetType = UNSET
    city: str | None | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    note: str | UnsetType = UNSET
    dedicated_agent_id: UUID | None | UnsetType = UNSET


class CustomerOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    title: str
    tier: str
    city: str | None
    tags: list[str]
    note: str
    dedicated_agent_id: UUID | None
    dedicated_agent_name: str | None
    version: int
    identities: list[DeskIdentityOut]
    orders: list[OrderOut]
    devices: list[Device]
    conversations: list[PastOut]
    open_matters: list[Matter]
    merges: list[MergeOut]


class CustomerRow(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    title: str
    tier: str
    city: str | None
    tags: list[str]


class CustomersOut(msgspec.Struct, kw_only=True):
    items: list[CustomerRow]
    next: str | None


class DayOut(msgspec.Struct, kw_only=True):
    day: str
    spans: list[tuple[str, str]]
    why: str
    zh: str
    en: str
    announced: bool


class DecisionsOut(msgspec.Struct, kw_only=True):
    items: list[Explained]


class DeclineIn(msgspec.Struct, kw_only=True):
    reason: str


class DeliveriesOut(msgspec.Struct, kw_only=True):
    items: list[Entry]
    next: str | None


class DeskSettings(msgspec.Struct, kw_only=True):
    offer_seconds: int
    wrap_up_seconds: int
    send_key: str
    max_text: int
    max_upload_bytes: int
    brand: str
    bot_name_zh: str
    bot_name_en: str
    translates: bool


class Device(msgspec.Struct, kw_only=True):
    serial: str
    model: str
    name: str
    installed_on: str | None
    warranty_until: str | None


class DialogueFileIn(msgspec.Struct, kw_only=True):
    yaml: str
    instead: bool | UnsetType = UNSET


class DialogueFileOut(msgspec.Struct, kw_only=True):
    yaml: str
    dialogues: int


class DialogueIn(msgspec.Struct, kw_only=True):
    yaml: str
    version: int


class DialogueLine(msgspec.Struct, kw_only=True):
    id: str
    topic: str
    mood: str
    held_out: bool
    said: str
    version: int
    updated_at: datetime
    by_name: str


class DialogueOut(msgspec.Struct, kw_only=True):
    id: str
    yaml: str
    version: int


class DialoguesOut(msgspec.Struct, kw_only=True):
    items: list[DialogueLine]


class Difference(msgspec.Struct, kw_only=True):
    kind: str
    here: str
    there: str


class DismissedIn(msgspec.Struct, kw_only=True):
    dismissed: bool


class Display(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    hint: str
    created_at: datetime
    expires_at: datetime


class DisplayIn(msgspec.Struct, kw_only=True):
    name: str
    days: int


class DisplayMade(msgspec.Struct, kw_only=True):
    display: Display
    token: str


class DisplaysOut(msgspec.Struct, kw_only=True):
    items: list[Display]


class DocumentFile(msgspec.Struct, kw_only=True):
    name: str
    kind: str | None
    articles: int
    problem: ImportProblem | None
    left: list[Left]
    pictures: int


class DocumentItem(msgspec.Struct, kw_only=True):
    row: int
    title: str
    slug: str
    action: str
    id: UUID | None
    changed: list[str]
    problems: list[ImportProblem]
    key: str
    file: int
    body: str
    taken: bool


class DocumentsOut(msgspec.Struct, kw_only=True):
    files: list[DocumentFile]
    items: list[DocumentItem]
    written: bool


class DrillOut(msgspec.Struct, kw_only=True):
    items: list[Behind]
    next: str | None


class EditedOut(msgspec.Struct, kw_only=True):
    id: UUID
    slug: str
    locale: str
    title: str
    category: str
    audience: str
    questions: list[str]
    body: str
    tags: list[str]
    related: list[str]
    version: int
    published: bool
    valid_from: datetime | None
    valid_until: datetime | None
    updated_at: datetime
    state: str
    languages: dict[str, UUID]
    related_titles: dict[str, str]
    proposal: Proposal | None
    needs_approval: bool
    own_approval: bool
    look: knowledge_due_Look
    flags: list[Flag]


class EffectOut(msgspec.Struct, kw_only=True):
    waiting: int
    differs: int
    line: list[InLine]
    replayed: Replayed | None
    agents: dict[str, str]
    findings: list[Finding]


class Entry(msgspec.Struct, kw_only=True):
    id: UUID
    channel_id: UUID
    conversation_id: UUID
    message_id: UUID
    seq: int
    event: str
    status: str
    attempts: int
    next_at: datetime | None
    last_error: str | None
    last_status: int | None
    created_at: datetime
    updated_at: datetime


class ErasureIn(msgspec.Struct, kw_only=True):
    confirm: str


class ErrorBody(msgspec.Struct, kw_only=True):
    code: str
    message: str
    field: str | None
    params: dict[str, str | int | float]


class EventIn(msgspec.Struct, kw_only=True):
    type: Literal['typing', 'read', 'human', 'end']
    sender: SenderRef
    seq: int | None | UnsetType = UNSET
    on: bool | UnsetType = UNSET
    conversation_id: UUID | None | UnsetType = UNSET


class ExampleChange(msgspec.Struct, kw_only=True):
    text: str | None | UnsetType = UNSET
    held_out: bool | None | UnsetType = UNSET


class ExampleRefused(msgspec.Struct, kw_only=True):
    line: int
    text: str
    why: str
    intent_id: UUID | None


class ExamplesAdded(msgspec.Struct, kw_only=True):
    added: int
    held_out: int
    masked: int
    refused: list[ExampleRefused]


class ExamplesChosen(msgspec.Struct, kw_only=True):
    ids: list[UUID]


class ExamplesCountOut(msgspec.Struct, kw_only=True):
    count: int


class ExamplesMove(msgspec.Struct, kw_only=True):
    ids: list[UUID]
    intent_id: UUID | None


class Exchange(msgspec.Struct, kw_only=True):
    said: list[str]
    answer: Answered


class Explained(msgspec.Struct, kw_only=True):
    decision_id: UUID
    at: datetime
    what: str
    why: list[contracts_routing_Why]
    policy_version: str
    digest: str
    seed: int
    queue_id: UUID | None
    agent_id: UUID | None
    ring: int | None
    fit: float | None
    alternatives: list[Alternative]
    outcome: str | None
    outcome_reason: str | None
    ended_at: datetime | None
    to_queue: UUID | None


class ExportFilter(msgspec.Struct, kw_only=True):
    queue: UUID | None | UnsetType = UNSET
    agent: UUID | None | UnsetType = UNSET
    channel: str | None | UnsetType = UNSET
    tag: str | None | UnsetType = UNSET
    tier: Literal['regular', 'silver', 'gold', 'black'] | None | UnsetType = UNSET
    emotion: Literal['calm', 'annoyed', 'angry'] | None | UnsetType = UNSET
    unanswered: bool | UnsetType = UNSET
    state: Literal['open', 'closed'] | None | UnsetType = UNSET
    since: datetime | None | UnsetType = UNSET
    before: datetime | None | UnsetType = UNSET
    ids: list[UUID] | None | UnsetType = UNSET
    view: Literal['mine', 'waiting', 'team', 'snoozed', 'all', 'closed'] | None | UnsetType = UNSET
    me: UUID | None | UnsetType = UNSET
    team: list[UUID] | UnsetType = UNSET
    origin: Literal['search', 'view', 'figure', 'chosen'] | None | UnsetType = UNSET


class ExportIn(msgspec.Struct, kw_only=True):
    format: Literal['csv', 'xlsx', 'jsonl']
    locale: Literal['zh-CN', 'en'] | UnsetType = UNSET
    filter: ExportFilter | UnsetType = UNSET


class ExportOut(msgspec.Struct, kw_only=True):
    id: UUID
    state: str
    format: str
    filter: ExportFilter
    masked: bool
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    total: int
    done: int
    messages: int
    bytes: int
    error: str | None
    yours: bool
    chosen: int | None


class ExportsOut(msgspec.Struct, kw_only=True):
    items: list[ExportOut]
    at_once: int
    kept_hours: int


class Extent(msgspec.Struct, kw_only=True):
    name: str
    conversations: int
    going_on: int
    files: int
    identities: int
    orders_kept: int


class Fault(msgspec.Struct, kw_only=True):
    code: str
    step: str
    name: str
    language: str
    why: str
    do: str


class Filters(msgspec.Struct, kw_only=True):
    queue: UUID | None | UnsetType = UNSET
    agent: UUID | None | UnsetType = UNSET
    channel: str | None | UnsetType = UNSET
    tag: str | None | UnsetType = UNSET
    tier: Literal['regular', 'silver', 'gold', 'black'] | None | UnsetType = UNSET
    emotion: Literal['calm', 'annoyed', 'angry'] | None | UnsetType = UNSET
    unanswered: bool | UnsetType = UNSET
    view: Literal['mine', 'waiting', 'team', 'snoozed', 'all', 'closed'] | UnsetType = UNSET


class Finding(msgspec.Struct, kw_only=True):
    code: str
    field: str
    params: dict[str, str | int]
    grave: bool


class FinishIn(msgspec.Struct, kw_only=True):
    codes: list[str]
    note: str | UnsetType = UNSET


class Flag(msgspec.Struct, kw_only=True):
    kind: str
    id: UUID | None
    title: str
    published: bool
    words: str
    differences: list[Difference]
    count: int


class FloorChange(msgspec.Struct, kw_only=True):
    tell_monitored: bool | UnsetType = UNSET
    idle_minutes: int | UnsetType = UNSET
    sign_off_hours: int | UnsetType = UNSET


class FloorIn(msgspec.Struct, kw_only=True):
    least_alone: float
    most_wrong: float
    most_late: float
    mode: Literal['off', 'warn', 'refuse']


class FloorOut(msgspec.Struct, kw_only=True):
    least_alone: float
    most_wrong: float
    most_late: float
    mode: str


class FloorSettings(msgspec.Struct, kw_only=True):
    tell_monitored: bool
    idle_minutes: int
    sign_off_hours: int


class FlowChange(msgspec.Struct, kw_only=True):
    yaml: str
    version: int
    note: str | UnsetType = UNSET


class FlowIn(msgspec.Struct, kw_only=True):
    yaml: str
    note: str | UnsetType = UNSET


class FlowLine(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    system: str
    steps: int
    phrases: list[str]
    version: int
    published: int | None
    updated_at: datetime
    by_name: str


class FlowOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    system: str
    steps: int
    phrases: list[str]
    version: int
    published: int | None
    updated_at: datetime
    by_name: str
    yaml: str
    flow: dict[str, Any]
    faults: list[Fault]


class FlowPublishIn(msgspec.Struct, kw_only=True):
    published: int | None
    version: int


class FlowRestoreIn(msgspec.Struct, kw_only=True):
    to: int
    version: int


class FlowTryIn(msgspec.Struct, kw_only=True):
    yaml: str
    said: str
    state: dict[str, Any] | None | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    answers: dict[str, MadeUp] | UnsetType = UNSET
    real: bool | UnsetType = UNSET


class FlowTryOut(msgspec.Struct, kw_only=True):
    then: str
    say: list[str]
    suggestions: list[str]
    reason: str
    trail: list[str]
    calls: list[TriedCall]
    state: dict[str, Any]


class FlowVersionOut(msgspec.Struct, kw_only=True):
    version: int
    yaml: str
    by_name: str
    at: datetime
    note: str
    restored: int | None
    rehearsed: bool | None


class FlowVersionsOut(msgspec.Struct, kw_only=True):
    items: list[FlowVersionOut]


class FlowsOut(msgspec.Struct, kw_only=True):
    items: list[FlowLine]


class Found(msgspec.Struct, kw_only=True):
    row: Row
    hit: Hit
    hits: int


class FoundOut(msgspec.Struct, kw_only=True):
    id: UUID
    slug: str
    title: str
    snippet: str
    category: str
    score: float
    why: modules_knowledge_model_Why


class FoundProvider(msgspec.Struct, kw_only=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    keys: int
    algorithms: list[str]
    logout: bool


class Gap(msgspec.Struct, kw_only=True):
    id: UUID
    title: str
    state: str
    article_id: UUID | None
    first_at: datetime
    settled_at: datetime | None
    version: int
    by_name: str
    asked: int
    week: int
    week_before: int
    last_at: datetime | None


class GapAddIn(msgspec.Struct, kw_only=True):
    version: int
    article_id: UUID
    questions: list[str]


class GapDraftIn(msgspec.Struct, kw_only=True):
    version: int
    title: str
    category: str
    body: str


class GapIgnoreIn(msgspec.Struct, kw_only=True):
    version: int
    ignored: bool


class GapOut(msgspec.Struct, kw_only=True):
    gap: Gap
    questions: list[Unanswered]
    replies: list[AgentReply]
    article: str | None


class GapsOut(msgspec.Struct, kw_only=True):
    items: list[Gap]
    counts: dict[str, int]
    median_seconds: float | None
    measured: int


class GiveSkills(msgspec.Struct, kw_only=True):
    skills: dict[str, int]
    until: datetime


class GiveState(msgspec.Struct, kw_only=True):
    state: Literal['offline', 'ready', 'break']
    reason: str | None | UnsetType = UNSET
    until: datetime | None | UnsetType = UNSET


class HandBackIn(msgspec.Struct, kw_only=True):
    instruction: str | UnsetType = UNSET


class Handover(msgspec.Struct, kw_only=True):
    summary: str
    need: str
    tried: list[Tried]
    emotion: str
    reason: str
    note: str | None
    by: str | None
    at: datetime
    by_id: UUID | None
    from_agent: UUID | None
    from_queue: UUID | None
    by_flow: bool


class HelpCategory(msgspec.Struct, kw_only=True):
    name: str
    articles: int


class HelpDesk(msgspec.Struct, kw_only=True):
    open: bool
    opens_at: datetime | None
    low_minutes: int | None
    high_minutes: int | None


class HelpFlow(msgspec.Struct, kw_only=True):
    name: str
    title: Both


class HelpHit(msgspec.Struct, kw_only=True):
    slug: str
    title: str
    snippet: str
    category: str
    marks: list[str]


class HelpHits(msgspec.Struct, kw_only=True):
    items: list[HelpHit]


class HelpMine(msgspec.Struct, kw_only=True):
    known: bool
    conversation: ConvView | None
    orders: list[HelpOrder]


class HelpOrder(msgspec.Struct, kw_only=True):
    no: str
    at: datetime
    items: list[str]


class HelpProgress(msgspec.Struct, kw_only=True):
    found: bool
    away: bool
    say: list[str]


class HelpRead(msgspec.Struct, kw_only=True):
    slug: str
    title: str
    reads: int
    helpful: int
    unhelpful: int


class HelpTrail(msgspec.Struct, kw_only=True):
    visit: UUID
    read: list[str] | UnsetType = UNSET
    searched: list[str] | UnsetType = UNSET


class Here(msgspec.Struct, kw_only=True):
    user_id: UUID
    name: str
    writes: str


class HistoryOut(msgspec.Struct, kw_only=True):
    conversations: list[Past]
    more: bool


class Hit(msgspec.Struct, kw_only=True):
    id: UUID
    seq: int
    kind: str
    author_kind: str
    author_name: str
    at: datetime
    parts: list[Part]


class HitOut(msgspec.Struct, kw_only=True):
    id: UUID
    slug: str
    title: str
    snippet: str
    category: str
    score: float


class HitsOut(msgspec.Struct, kw_only=True):
    items: list[HitOut]


class HoldIn(msgspec.Struct, kw_only=True):
    what: Literal['on', 'off']
    minutes: int


class Hot(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    example: str
    late: int


class HotArticle(msgspec.Struct, kw_only=True):
    slug: str
    title: str
    open: bool


class HotTopicsOut(msgspec.Struct, kw_only=True):
    items: list[Hot]


class HoursBody(msgspec.Struct, kw_only=True):
    tz: str
    weekly: dict[str, list[tuple[str, str]]]
    exceptions: dict[str, list[tuple[str, str]]]
    notes: dict[str, str]
    follows: Literal['', 'cn']
    on_holiday: list[tuple[str, str]]
    makeup_as: str


class HoursChoice(msgspec.Struct, kw_only=True):
    id: UUID
    code: str
    name_zh: str
    name_en: str


class HouseClass(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str
    channel: str
    queue: str
    kind: str
    skills: dict[str, int]
    target: int
    priority: int
    rings: list[tuple[int, int, list[str]]]
    per_hour: list[float]
    waited: float
    left: int
    answered: int
    answer_seconds: float
    handled: int
    handle: float
    handle_cv: float
    contained: float


class HouseGroup(msgspec.Struct, kw_only=True):
    code: str
    count: int
    skills: dict[str, int]
    capacity: int
    staffing: list[list[float]]


class HouseIn(msgspec.Struct, kw_only=True):
    token: str
    house: str
    locale: Literal['zh-CN', 'en']
    timezone: str
    name: str
    email: str
    password: str


class HouseSeen(msgspec.Struct, kw_only=True):
    since: str
    until: str
    days: int
    staffed_days: int
    contacts: int
    unstaffed: int
    interval: int
    opening: int
    day_cv: float
    classes: list[HouseClass]
    groups: list[HouseGroup]


class IdentityIn(msgspec.Struct, kw_only=True):
    customer: str


class ImportChoice(msgspec.Struct, kw_only=True):
    locale: Literal['zh-CN', 'en'] | UnsetType = UNSET
    category: str | UnsetType = UNSET
    published: bool | UnsetType = UNSET
    zone: str | UnsetType = UNSET


class ImportIn(msgspec.Struct, kw_only=True):
    text: str
    format: Literal['csv', 'markdown']
    chosen: ImportChoice | UnsetType = UNSET
    apply: bool | UnsetType = UNSET


class ImportItem(msgspec.Struct, kw_only=True):
    row: int
    title: str
    slug: str
    action: str
    id: UUID | None
    changed: list[str]
    problems: list[ImportProblem]


class ImportOut(msgspec.Struct, kw_only=True):
    items: list[ImportItem]
    applied: bool


class ImportProblem(msgspec.Struct, kw_only=True):
    field: str
    code: str
    message: str
    params: dict[str, str | int | float]


class InLine(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    name: str
    waited: int
    present: Outcome
    proposed: Outcome


class InsertStep(msgspec.Struct, kw_only=True, tag_field="do", tag="insert"):
    template_id: UUID | None | UnsetType = UNSET
    text: str | UnsetType = UNSET


class Intent(msgspec.Struct, kw_only=True):
    id: UUID
    code: str
    name_zh: str
    name_en: str
    about: str
    archived: bool
    version: int


class IntentChange(msgspec.Struct, kw_only=True):
    name_zh: str | UnsetType = UNSET
    name_en: str | UnsetType = UNSET
    about: str | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    version: int


class IntentChoice(msgspec.Struct, kw_only=True):
    id: UUID
    code: str
    name_zh: str
    name_en: str
    about: str


class IntentConfusionOut(msgspec.Struct, kw_only=True):
    wanted: str | None
    said: str | None
    count: int
    texts: list[str]


class IntentDifferenceOut(msgspec.Struct, kw_only=True):
    text: str
    wanted: str | None
    before: str | None
    after: str | None


class IntentExample(msgspec.Struct, kw_only=True):
    id: UUID
    intent_id: UUID | None
    text: str
    origin: str
    held_out: bool
    by_name: str
    at: datetime
    from_conversation: bool


class IntentExamplesIn(msgspec.Struct, kw_only=True):
    intent_id: UUID | None
    texts: list[str]


class IntentExamplesOut(msgspec.Struct, kw_only=True):
    items: list[IntentExample]
    next: str | None


class IntentFigures(msgspec.Struct, kw_only=True):
    n: int
    accuracy: float | None
    ece: float | None
    kept: float | None
    false_alarms: float | None
    outside: int
    outside_recall: float | None


class IntentImportIn(msgspec.Struct, kw_only=True):
    text: str
    apply: bool | UnsetType = UNSET


class IntentImportOut(msgspec.Struct, kw_only=True):
    rows: int
    added: int
    known: int
    masked: int
    made: list[str]
    problems: list[IntentImportProblem]
    wrong: int
    applied: bool


class IntentImportProblem(msgspec.Struct, kw_only=True):
    row: int
    column: int
    name: str
    code: str
    text: str
    intent: str | None


class IntentIn(msgspec.Struct, kw_only=True):
    name_zh: str | UnsetType = UNSET
    name_en: str | UnsetType = UNSET
    about: str | UnsetType = UNSET


class IntentOut(msgspec.Struct, kw_only=True):
    id: UUID
    code: str
    name_zh: str
    name_en: str
    about: str
    archived: bool
    version: int
    examples: int
    held_out: int
    corrected: int
    recent: int
    tested: int
    precision: float | None
    recall: float | None


class IntentQuality(msgspec.Struct, kw_only=True):
    intent: str
    n: int
    told: int
    precision: float | None
    recall: float | None


class IntentTriedOut(msgspec.Struct, kw_only=True):
    number: int
    in_scope: bool
    sureness: str
    top: list[TriedIntent]
    near: list[NearExampleOut]
    masked: str
    milliseconds: float


class IntentTryIn(msgspec.Struct, kw_only=True):
    text: str
    version_id: UUID | None | UnsetType = UNSET


class IntentVersion(msgspec.Struct, kw_only=True):
    id: UUID
    number: int
    state: str
    step: str
    done: int
    total: int
    error: str | None
    asked_by_name: str
    asked_at: datetime
    trained_at: datetime | None
    published_at: datetime | None
    published_by_name: str | None
    digest: str | None
    encoder: str | None
    examples: int
    intents: int
    seconds: float | None
    kept: bool
    figures: IntentFigures | None


class IntentVersionWhole(msgspec.Struct, kw_only=True):
    version: IntentVersion
    by_intent: list[IntentQuality]
    confusions: list[IntentConfusionOut]
    compared: IntentsComparedOut | None


class IntentVersionsOut(msgspec.Struct, kw_only=True):
    items: list[IntentVersion]
    models: int


class IntentsComparedOut(msgspec.Struct, kw_only=True):
    number: int | None
    before: IntentFigures
    after: IntentFigures
    better: list[IntentDifferenceOut]
    worse: list[IntentDifferenceOut]
    p: float


class IntentsOut(msgspec.Struct, kw_only=True):
    items: list[IntentOut]
    outside: int
    outside_held_out: int
    outside_recent: int
    examples: int
    most_examples: int
    published: IntentVersion | None
    training: IntentVersion | None
    changed: int


class InviteIn(msgspec.Struct, kw_only=True):
    email: str
    name: str
    role: str
    seat: SeatBody | None | UnsetType = UNSET


class IssuerIn(msgspec.Struct, kw_only=True):
    issuer: str


class JoinIn(msgspec.Struct, kw_only=True):
    into_id: UUID


class JudgeIn(msgspec.Struct, kw_only=True):
    yaml: str


class JudgedOut(msgspec.Struct, kw_only=True):
    yaml: str
    flow: dict[str, Any]
    faults: list[Fault]


class KeptTag(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    tone: str
    retired: bool
    recent: int
    used_at: datetime | None


class KeptTags(msgspec.Struct, kw_only=True):
    items: list[KeptTag]


class KindOut(msgspec.Struct, kw_only=True):
    kind: str
    count: int


class KindsOut(msgspec.Struct, kw_only=True):
    items: list[KindOut]


class KpiOut(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str
    zh_definition: str
    en_definition: str
    unit: str
    formula: str
    measures: list[MeasureOut]
    better: str
    target: float | None
    by_agent: bool
    settles: int
    least: int


class KpisOut(msgspec.Struct, kw_only=True):
    items: list[KpiOut]
    zone: str
    today: str


class LatestChat(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    customer: str
    said: str
    phase: str
    agent: str | None
    answered: bool


class LearningChange(msgspec.Struct, kw_only=True):
    version: int
    mode: Literal['off', 'observe', 'steer']
    explore: float
    hold_out: float


class LearningOut(msgspec.Struct, kw_only=True):
    version: int
    mode: str
    explore: float
    hold_out: float
    learned: int
    learned_until: datetime | None
    verdict: str
    judged: int
    overlap: float
    gain: Range | None
    steers_since: datetime | None
    stopped: str | None
    cells: list[CellOut]


class LeaveIn(msgspec.Struct, kw_only=True):
    client_id: str
    text: str
    contact: ContactIn | UnsetType = UNSET
    help: HelpTrail | None | UnsetType = UNSET


class Left(msgspec.Struct, kw_only=True):
    what: str
    count: int
    where: str


class Library(msgspec.Struct, kw_only=True):
    items: list[LibraryTemplate]
    teams: list[TeamOut]
    shares: bool
    keeps: bool


class LibraryTemplate(msgspec.Struct, kw_only=True):
    id: UUID
    code: str
    category: str
    category_en: str
    title: str
    title_en: str
    shortcut: str
    body: str
    body_en: str | None
    scope: str
    team_id: UUID | None
    version: int
    used: int
    editable: bool


class Limit(msgspec.Struct, kw_only=True):
    code: str
    limit: float
    enabled: bool


class LinkIn(msgspec.Struct, kw_only=True):
    token: str


class LinkOut(msgspec.Struct, kw_only=True):
    name: str
    email: str
    tenant: str
    purpose: str
    expires_at: datetime


class LinkPassword(msgspec.Struct, kw_only=True):
    token: str
    password: str


class Linked(msgspec.Struct, kw_only=True):
    row: Row
    by: str
    at: datetime


class LinksOut(msgspec.Struct, kw_only=True):
    items: list[Linked]


class LiveAgent(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    team_id: UUID | None
    state: str
    reason: str | None
    since: datetime
    due_at: datetime | None
    away_since: datetime | None
    gone_since: datetime | None
    load: int
    capacity: int


class LiveAgents(msgspec.Struct, kw_only=True):
    ready: int
    connected: int
    busy: int
    on_break: int
    away: int
    offline: int
    in_hand: int


class LiveOut(msgspec.Struct, kw_only=True):
    now: datetime
    zone: str
    queues: list[LiveQueue]
    agents: LiveAgents
    people: list[LiveAgent]
    alerts: list[Alert]
    today: dict[str, float | None]


class LiveQueue(msgspec.Struct, kw_only=True):
    id: UUID
    name_zh: str
    name_en: str
    kind: str
    open: bool
    waiting: int
    longest_wait_since: datetime | None
    service_level_seconds: int
    today: dict[str, float | None]


class LookIn(msgspec.Struct, kw_only=True):
    version: int
    look: channels_look_Look


class LookOut(msgspec.Struct, kw_only=True):
    now: Now
    days: list[DayOut]


class LookRestoreIn(msgspec.Struct, kw_only=True):
    to: int
    version: int


class LookVersionOut(msgspec.Struct, kw_only=True):
    version: int
    look: channels_look_Look
    by_name: str
    at: datetime
    restored: int | None
    changed: list[str]


class LookVersionsOut(msgspec.Struct, kw_only=True):
    items: list[LookVersionOut]


class MacroIn(msgspec.Struct, kw_only=True):
    name: str
    steps: list[SayStep | InsertStep | NoteStep | TagStep | PriorityStep | TransferStep | CloseStep | SnoozeStep]
    shortcut: str | UnsetType = UNSET
    shared: bool | UnsetType = UNSET
    version: int | None | UnsetType = UNSET


class MacroOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    shortcut: str
    shared: bool
    mine: bool
    owner: str
    editable: bool
    version: int
    used: int
    steps: list[SayStep | InsertStep | NoteStep | TagStep | PriorityStep | TransferStep | CloseStep | SnoozeStep]


class MacrosOut(msgspec.Struct, kw_only=True):
    items: list[MacroOut]
    titles: dict[str, str]


class MadeUp(msgspec.Struct, kw_only=True):
    status: int | UnsetType = UNSET
    data: dict[str, Any] | UnsetType = UNSET


class Matter(msgspec.Struct, kw_only=True):
    kind: str
    ref: str
    title: str
    since: datetime


class MeasureOut(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str
    value: str
    drill: bool


class Member(msgspec.Struct, kw_only=True):
    user_id: UUID
    name: str
    role: str
    side: str


class MergeIn(msgspec.Struct, kw_only=True):
    other_id: UUID


class MergeOut(msgspec.Struct, kw_only=True):
    id: UUID
    from_name: str
    at: datetime
    by: str
    undone: bool


class MergedOut(msgspec.Struct, kw_only=True):
    merge_id: UUID


class Message(msgspec.Struct, kw_only=True):
    id: UUID
    conversation_id: UUID
    seq: int
    prev: int
    author: Author
    kind: str
    text: str
    format: str
    attachment: Attachment | None
    sources: list[Source]
    suggestions: list[str]
    system: SystemNote | None
    client_id: str | None
    channel: str | None
    delivery: str | None
    mentions: list[UUID]
    quote: Quote | None
    recalled: bool
    files: list[Attachment]
    at: datetime


class ModelCall(msgspec.Struct, kw_only=True):
    tokens_in: int
    tokens_out: int
    milliseconds: int
    tools: int
    error: str


class ModelChannel(msgspec.Struct, kw_only=True):
    id: UUID
    name: str


class ModelChoices(msgspec.Struct, kw_only=True):
    on: bool | UnsetType = UNSET
    scope: Literal['unsure', 'always'] | UnsetType = UNSET
    hours: Literal['always', 'open', 'closed'] | UnsetType = UNSET
    queues: list[str] | UnsetType = UNSET
    channels: list[UUID] | UnsetType = UNSET
    tools: list[Literal['search_articles', 'read_article', 'begin_flow', 'look_up', 'ask_human', 'close']] | UnsetType = UNSET
    look_ups: list[ModelLookUp] | UnsetType = UNSET
    manner: Literal['plain', 'warm', 'formal'] | UnsetType = UNSET
    wording: str | UnsetType = UNSET
    seconds: float | UnsetType = UNSET
    steps: int | UnsetType = UNSET
    turn_tokens: int | UnsetType = UNSET
    day_tokens: int | UnsetType = UNSET
    day_cost: float | UnsetType = UNSET
    price_in: float | UnsetType = UNSET
    price_out: float | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    together: int | UnsetType = UNSET


class ModelDayOut(msgspec.Struct, kw_only=True):
    day: str
    turns: int
    answered: int
    handed_over: int
    fell_back: int
    removed: int
    tokens_in: int
    tokens_out: int
    cost: float
    milliseconds: int


class ModelDaysOut(msgspec.Struct, kw_only=True):
    items: list[ModelDayOut]
    currency: str


class ModelDetail(msgspec.Struct, kw_only=True):
    question: str
    calls: list[ModelCall]
    used: list[ModelToolUse]
    shown: list[ModelSource]
    kept: list[ModelSaid]
    removed: list[ModelRemoved]
    why: str


class ModelLookUp(msgspec.Struct, kw_only=True):
    system: str
    operation: str
    give: dict[str, Literal['own_phone', 'own_phone_tail', 'own_order', 'said']]


class ModelOperation(msgspec.Struct, kw_only=True):
    system: str
    operation: str
    title: str
    parameters: list[ModelParameter]


class ModelParameter(msgspec.Struct, kw_only=True):
    name: str
    required: bool
    about: str


class ModelQueue(msgspec.Struct, kw_only=True):
    code: str
    name_zh: str
    name_en: str


class ModelRemoved(msgspec.Struct, kw_only=True):
    text: str
    fault: str
    lacking: list[str]


class ModelSaid(msgspec.Struct, kw_only=True):
    text: str
    source: int


class ModelSettings(msgspec.Struct, kw_only=True):
    configured: bool
    model: str
    resting: bool
    choices: ModelChoices
    version: int
    updated_at: datetime | None
    by_name: str
    today: ModelDayOut
    queues: list[ModelQueue]
    channels: list[ModelChannel]
    operations: list[ModelOperation]


class ModelSettingsIn(msgspec.Struct, kw_only=True):
    choices: ModelChoices
    version: int


class ModelSource(msgspec.Struct, kw_only=True):
    number: int
    kind: str
    id: str
    title: str


class ModelToolUse(msgspec.Struct, kw_only=True):
    tool: str
    arguments: str
    came: str
    refused: str
    milliseconds: int


class ModelTraceLine(msgspec.Struct, kw_only=True):
    id: UUID
    at: datetime
    conversation_id: UUID | None
    seq: int
    by_name: str
    outcome: str
    fallback: str
    model: str
    question: str
    removed: int
    tokens_in: int
    tokens_out: int
    guessed: bool
    cost: float
    currency: str
    milliseconds: int
    first_ms: int | None


class ModelTraceOut(msgspec.Struct, kw_only=True):
    turn: ModelTraceLine
    detail: ModelDetail


class ModelTracesOut(msgspec.Struct, kw_only=True):
    items: list[ModelTraceLine]
    next: str | None


class ModelTriedOut(msgspec.Struct, kw_only=True):
    does: str
    text: str
    sources: list[Source]
    begins: str
    trace: ModelTraceOut | None


class ModelTryIn(msgspec.Struct, kw_only=True):
    question: str
    locale: Literal['zh-CN', 'en'] | UnsetType = UNSET


class Named(msgspec.Struct, kw_only=True):
    id: UUID
    title: str
    shown: bool


class Names(msgspec.Struct, kw_only=True):
    zh: str
    en: str


class NearExampleOut(msgspec.Struct, kw_only=True):
    text: str
    intent: str | None
    likeness: float


class NewApiToken(msgspec.Struct, kw_only=True):
    token: ApiToken
    text: str


class NewToken(msgspec.Struct, kw_only=True):
    id: UUID
    token: str


class NextState(msgspec.Struct, kw_only=True):
    state: str
    reason: str | None


class NotAsked(msgspec.Struct, kw_only=True):
    why: str
    days: int | None
    count: int


class NoteStep(msgspec.Struct, kw_only=True, tag_field="do", tag="note"):
    text: str


class Notice(msgspec.Struct, kw_only=True):
    id: UUID
    user_id: UUID
    kind: str
    conversation_id: UUID | None
    customer_name: str
    by_name: str
    text: str
    at: datetime
    read: bool
    article_id: UUID | None
    room_id: UUID | None


class NoticesOut(msgspec.Struct, kw_only=True):
    items: list[Notice]
    unread: int
    next: str | None


class NoticesRead(msgspec.Struct, kw_only=True):
    ids: list[UUID] | None


class Now(msgspec.Struct, kw_only=True):
    open: bool
    opens_at: datetime | None
    closes_at: datetime | None


class NumberOut(msgspec.Struct, kw_only=True):
    phone: str


class Offer(msgspec.Struct, kw_only=True):
    id: UUID
    agent_id: UUID
    conversation: Row
    offered_at: datetime
    expires_at: datetime
    seconds: int
    why: list[contracts_routing_Why]


class OffersOut(msgspec.Struct, kw_only=True):
    items: list[Offer]


class OneTimeLink(msgspec.Struct, kw_only=True):
    user: UserOut
    token: str


class OpenChannelChange(msgspec.Struct, kw_only=True):
    name: str | UnsetType = UNSET
    url: str | None | UnsetType = UNSET
    events: list[Literal['message.created', 'conversation.updated', 'typing']] | UnsetType = UNSET
    turn_seconds: int | None | UnsetType = UNSET
    quota: ReplyQuota | None | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class OpenChannelIn(msgspec.Struct, kw_only=True):
    name: str
    url: str | None | UnsetType = UNSET
    events: list[Literal['message.created', 'conversation.updated', 'typing']] | None | UnsetType = UNSET
    turn_seconds: int | None | UnsetType = UNSET
    quota: ReplyQuota | None | UnsetType = UNSET


class OpenChannelOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    enabled: bool
    url: str | None
    events: list[str]
    turn_seconds: int | None
    quota: ReplyQuota | None
    tokens: list[TokenOut]
    waiting: int
    failed: int


class OpenChannelsOut(msgspec.Struct, kw_only=True):
    items: list[OpenChannelOut]


class OpenSessionOut(msgspec.Struct, kw_only=True):
    id: UUID
    agent: str
    address: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


class OpenSessionsOut(msgspec.Struct, kw_only=True):
    items: list[OpenSessionOut]


class Operation(msgspec.Struct, kw_only=True):
    name: str
    method: str
    path: str
    summary: str
    parameters: list[Parameter]
    changes: bool
    repeatable: bool


class OrderItem(msgspec.Struct, kw_only=True):
    name: str
    qty: int
    price: str


class OrderOut(msgspec.Struct, kw_only=True):
    no: str
    at: datetime
    status: str
    amount: str
    items: list[OrderItem]
    shipment: Shipment | None


class OtherWord(msgspec.Struct, kw_only=True):
    said: str
    other: str


class Outcome(msgspec.Struct, kw_only=True):
    what: str
    agent: UUID | None
    to_queue: UUID | None
    place: int | None


class Outlook(msgspec.Struct, kw_only=True):
    queue_id: UUID
    place: int
    median: int | None
    far: int | None
    low_minutes: int | None
    high_minutes: int | None
    coverage: Coverage


class Overflow(msgspec.Struct, kw_only=True):
    after_seconds: int
    to_queue: str


class PackIn(msgspec.Struct, kw_only=True):
    format: Literal['json', 'csv']
    text: str
    digest: str | None | UnsetType = UNSET


class PackLine(msgspec.Struct, kw_only=True):
    line: int
    code: str
    title: str
    what: str
    changed: list[str]
    field: str | None
    error: str | None
    message: str | None


class PackOut(msgspec.Struct, kw_only=True):
    lines: list[PackLine]
    digest: str
    good: bool
    written: bool


class Page(msgspec.Struct, kw_only=True):
    url: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    referrer: str | UnsetType = UNSET


class PageAddress(msgspec.Struct, kw_only=True):
    name: str
    key: str
    path: str
    enabled: bool


class Parameter(msgspec.Struct, kw_only=True):
    name: str
    place: str
    required: bool
    about: str


class ParkedList(msgspec.Struct, kw_only=True):
    items: list[ParkedOut]
    next: str | None
    sources: list[ParkedSource]


class ParkedOut(msgspec.Struct, kw_only=True):
    id: UUID
    watcher: str
    event_type: str
    event_id: str
    attempts: int
    error: str
    at: datetime


class ParkedSource(msgspec.Struct, kw_only=True):
    watcher: str
    count: int


class Part(msgspec.Struct, kw_only=True):
    text: str
    hit: bool


class PasswordChange(msgspec.Struct, kw_only=True):
    current: str
    password: str


class PasswordIn(msgspec.Struct, kw_only=True):
    password: str


class Past(msgspec.Struct, kw_only=True):
    id: UUID
    opened_at: datetime
    closed_at: datetime
    messages: list[Message]


class PastOut(msgspec.Struct, kw_only=True):
    id: UUID
    channel: str
    opened_at: datetime
    closed_at: datetime | None
    phase: str
    agent_name: str | None
    subject: str
    score: int | None


class PastSurge(msgspec.Struct, kw_only=True):
    since: datetime
    until: datetime | None
    peak: float


class PermissionGroup(msgspec.Struct, kw_only=True):
    code: str
    permissions: list[str]


class PinIn(msgspec.Struct, kw_only=True):
    pinned: list[UUID]


class PingOut(msgspec.Struct, kw_only=True):
    ok: bool
    status: int | None
    error: str | None
    milliseconds: int
    answer: str
    signed: dict[str, str]
    body: str


class PlaceSurveyIn(msgspec.Struct, kw_only=True):
    version: int
    survey: Survey | None


class Played(msgspec.Struct, kw_only=True):
    id: str
    exchanges: list[Exchange]
    ended: str
    error: str


class Policy(msgspec.Struct, kw_only=True):
    version: int | UnsetType = UNSET
    skills: dict[str, int] | UnsetType = UNSET
    preferred_skills: dict[str, int] | UnsetType = UNSET
    teams: list[UUID] | UnsetType = UNSET
    locale_skills: dict[str, str] | UnsetType = UNSET
    priority: int | UnsetType = UNSET
    service_level_seconds: int | UnsetType = UNSET
    fast_seconds: int | UnsetType = UNSET
    left_message_seconds: int | UnsetType = UNSET
    offer_seconds: int | UnsetType = UNSET
    max_misses: int | UnsetType = UNSET
    cooldown_seconds: int | UnsetType = UNSET
    relax: list[Ring] | UnsetType = UNSET
    overflow: Overflow | None | UnsetType = UNSET
    tier_weight: dict[str, int] | UnsetType = UNSET
    fast_lane_for_tiers: list[Literal['regular', 'silver', 'gold', 'black']] | UnsetType = UNSET
    last_agent_seconds: int | UnsetType = UNSET
    promote_seconds: int | UnsetType = UNSET
    spare_levels: int | UnsetType = UNSET
    rested_levels: int | UnsetType = UNSET
    wrap_up_seconds: int | None | UnsetType = UNSET
    codes_required: bool | UnsetType = UNSET
    announce: Literal['both', 'position', 'wait', 'nothing'] | UnsetType = UNSET
    callback_minutes: int | UnsetType = UNSET
    callback_window_minutes: int | UnsetType = UNSET
    callback_places: int | UnsetType = UNSET
    callback_days: int | UnsetType = UNSET
    callback_retry_minutes: int | UnsetType = UNSET
    callback_tries: int | UnsetType = UNSET
    can_wait: bool | UnsetType = UNSET


class PolicyIn(msgspec.Struct, kw_only=True):
    policy: SurgePolicy


class Prepared(msgspec.Struct, kw_only=True):
    text: str
    missing: list[str]
    until: datetime | None


class Presence(msgspec.Struct, kw_only=True):
    state: str
    reason: str | None
    since: datetime
    next: NextState | None
    misses: int
    version: int
    due_at: datetime | None
    paid: bool
    shrinkage: bool
    away_since: datetime | None
    gone_since: datetime | None


class PresenceIn(msgspec.Struct, kw_only=True):
    state: Literal['offline', 'ready', 'break']
    reason: str | None | UnsetType = UNSET
    when: Literal['now', 'after'] | UnsetType = UNSET


class Preview(msgspec.Struct, kw_only=True):
    kind: str
    author: str
    text: str


class PreviewOut(msgspec.Struct, kw_only=True):
    version: int
    steps: list[Prepared]
    refused: ErrorBody | None


class PriorityStep(msgspec.Struct, kw_only=True, tag_field="do", tag="priority"):
    priority: int


class Problem(msgspec.Struct, kw_only=True):
    """Why it was refused: a stable code, an English sentence, the field it is about, and parameters."""

    error: dict[str, Any]


class ProgressIn(msgspec.Struct, kw_only=True):
    channel: str
    lang: Literal['zh-CN', 'en']
    task: str
    values: dict[str, str] | UnsetType = UNSET
    visit: UUID | None | UnsetType = UNSET


class Proposal(msgspec.Struct, kw_only=True):
    id: UUID
    base: int
    version: int
    draft: ArticleDraft
    restored: int | None
    state: str
    by_id: UUID | None
    by_name: str
    at: datetime
    note: str
    judge_name: str
    judged_at: datetime | None
    answer: str


class ProposalApproved(msgspec.Struct, kw_only=True):
    version: int


class ProposalReturned(msgspec.Struct, kw_only=True):
    version: int
    note: str


class ProposalWithdrawn(msgspec.Struct, kw_only=True):
    version: int


class ProviderChange(msgspec.Struct, kw_only=True):
    label: str
    issuer: str
    client_id: str
    scopes: list[str] | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    passwords: Literal['everyone', 'managers', 'nobody'] | UnsetType = UNSET
    match_email: bool | UnsetType = UNSET
    create_users: bool | UnsetType = UNSET
    sign_out_there: bool | UnsetType = UNSET
    role_claim: str | UnsetType = UNSET
    rules: list[RuleBody] | UnsetType = UNSET
    client_secret: str | None | UnsetType = UNSET
    version: int | UnsetType = UNSET


class ProviderOut(msgspec.Struct, kw_only=True):
    label: str
    issuer: str
    client_id: str
    scopes: list[str]
    enabled: bool
    passwords: str
    match_email: bool
    create_users: bool
    sign_out_there: bool
    role_claim: str
    rules: list[RuleBody]
    has_secret: bool
    version: int


class Question(msgspec.Struct, kw_only=True):
    text: str
    at: datetime
    conversation_id: UUID | None


class QueueCard(msgspec.Struct, kw_only=True):
    id: UUID
    code: str
    name_zh: str
    name_en: str
    open: bool
    waiting: int
    longest_wait_since: datetime | None
    service_level_seconds: int
    kind: str
    codes_required: bool


class QueueChange(msgspec.Struct, kw_only=True):
    name_zh: str
    name_en: str
    kind: Literal['green', 'fast', 'normal']
    hours_id: UUID | None
    active: bool
    position: int
    policy: Policy
    version: int
    note: str | UnsetType = UNSET


class QueueIn(msgspec.Struct, kw_only=True):
    name_zh: str
    name_en: str
    kind: Literal['green', 'fast', 'normal']
    hours_id: UUID | None
    active: bool
    position: int
    policy: Policy
    code: str


class QueueOut(msgspec.Struct, kw_only=True):
    id: UUID
    code: str
    name_zh: str
    name_en: str
    kind: str
    hours_id: UUID | None
    active: bool
    position: int
    policy: Policy
    version: int
    waiting: int
    open: bool
    by_name: str
    at: datetime | None
    findings: list[Finding]


class QueueTry(msgspec.Struct, kw_only=True):
    name_zh: str
    name_en: str
    kind: Literal['green', 'fast', 'normal']
    hours_id: UUID | None
    active: bool
    position: int
    policy: Policy
    recent: int | UnsetType = UNSET


class QueuesOut(msgspec.Struct, kw_only=True):
    items: list[QueueOut]
    skills: list[SkillChoice]
    teams: list[Team]
    hours: list[HoursChoice]


class Quota(msgspec.Struct, kw_only=True):
    left: int
    of: int
    until: datetime


class Quote(msgspec.Struct, kw_only=True):
    id: UUID
    seq: int
    author: Author
    kind: str
    text: str


class Raised(msgspec.Struct, kw_only=True):
    id: UUID
    code: str
    red: bool
    queue_id: UUID | None
    agent_id: UUID | None
    conversation_id: UUID | None
    name: str
    name_en: str
    bound: float
    worst: float
    raised_at: datetime
    over_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None


class RaisedOut(msgspec.Struct, kw_only=True):
    items: list[Raised]
    next: str | None


class Range(msgspec.Struct, kw_only=True):
    mean: float
    low: float
    high: float


class RangeIn(msgspec.Struct, kw_only=True):
    since: datetime
    until: datetime


class ReadIn(msgspec.Struct, kw_only=True):
    seq: int


class ReadMarks(msgspec.Struct, kw_only=True):
    customer: int
    delivered: int
    agents: dict[str, int]


class Reason(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str
    bad: bool | UnsetType = UNSET
    queue: str | None | UnsetType = UNSET
    parent: str | None | UnsetType = UNSET
    retired: bool | UnsetType = UNSET


class ReasonList(msgspec.Struct, kw_only=True):
    version: str
    items: list[Reason]
    uses: dict[str, int]


class ReasonLists(msgspec.Struct, kw_only=True):
    wrap_up: ReasonList
    close: ReasonList
    decline: ReasonList
    breaks: BreakList


class Reasons(msgspec.Struct, kw_only=True):
    presence: list[BreakReason]
    close: list[Reason]
    decline: list[Reason]
    wrap_up: list[Reason]


class ReasonsIn(msgspec.Struct, kw_only=True):
    version: str
    items: list[Reason]


class ReceiptIn(msgspec.Struct, kw_only=True):
    message_id: UUID
    status: Literal['delivered', 'read', 'failed']
    error: str | None | UnsetType = UNSET


class RecoveryCodesOut(msgspec.Struct, kw_only=True):
    codes: list[str]


class RehearsalFigures(msgspec.Struct, kw_only=True):
    dialogues: int
    goals: int
    alone: int
    reached: int
    needs: int
    right: int
    late: int
    missing: int
    wrong_queue: int
    needless: int
    statements: int
    wrong: int
    beside: int
    pretended: int
    turns: float


class RehearsalIn(msgspec.Struct, kw_only=True):
    flow_id: UUID | None | UnsetType = UNSET
    flow_version: int | None | UnsetType = UNSET


class RehearsalOut(msgspec.Struct, kw_only=True):
    run: RehearsalRun
    before: RehearsalRun | None
    lost: list[str]
    won: list[str]
    parts: dict[str, RehearsalFigures]
    topics: dict[str, RehearsalFigures]
    results: list[RehearsalResult]


class RehearsalResult(msgspec.Struct, kw_only=True):
    verdict: Verdict
    played: Played | None


class RehearsalRun(msgspec.Struct, kw_only=True):
    id: UUID
    state: str
    flow_id: UUID | None
    flow_name: str
    flow_version: int | None
    done: int
    total: int
    figures: RehearsalFigures | None
    passed: bool | None
    error: str
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None


class RehearsalsOut(msgspec.Struct, kw_only=True):
    items: list[RehearsalRun]


class RehearsedCall(msgspec.Struct, kw_only=True):
    operation: str
    give: dict[str, Any]
    changes: bool
    status: int
    data: dict[str, Any]
    error: str


class Reminder(msgspec.Struct, kw_only=True):
    id: UUID
    conversation_id: UUID
    text: str
    due_at: datetime


class ReminderIn(msgspec.Struct, kw_only=True):
    at: datetime
    text: str | UnsetType = UNSET


class RemindersOut(msgspec.Struct, kw_only=True):
    items: list[Reminder]


class RenderIn(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    locale: Literal['zh-CN', 'en'] | UnsetType = UNSET


class RenderOut(msgspec.Struct, kw_only=True):
    text: str
    missing: list[str]


class ReplayIn(msgspec.Struct, kw_only=True):
    watcher: str | None | UnsetType = UNSET
    until: datetime | None | UnsetType = UNSET


class ReplayOut(msgspec.Struct, kw_only=True):
    replayed: int
    failed: int
    left: bool
    until: datetime


class Replayed(msgspec.Struct, kw_only=True):
    contacts: int
    since: datetime
    until: datetime
    off_by: int | None
    actual: Spread
    present: Spread
    proposed: Spread
    present_moved: int
    proposed_moved: int
    others: int
    others_present: Spread
    others_proposed: Spread
    changed: list[Changed]


class ReplyQuota(msgspec.Struct, kw_only=True):
    replies: int
    hours: int


class RequestOut(msgspec.Struct, kw_only=True):
    id: UUID
    customer_id: UUID
    kind: str
    state: str
    done: int
    total: int
    counts: dict[str, int]
    error: str | None
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    url: str | None


class RequestsOut(msgspec.Struct, kw_only=True):
    items: list[RequestOut]
    next: str | None


class RestoreIn(msgspec.Struct, kw_only=True):
    to: int
    version: int


class Retention(msgspec.Struct, kw_only=True):
    messages_days: int | None | UnsetType = UNSET
    files_days: int | None | UnsetType = UNSET
    audit_days: int | None | UnsetType = UNSET


class RevealIn(msgspec.Struct, kw_only=True):
    identity_id: UUID


class RevealOut(msgspec.Struct, kw_only=True):
    value: str


class Ring(msgspec.Struct, kw_only=True):
    after_seconds: int
    level_drop: int | UnsetType = UNSET
    drop_skills: list[str] | UnsetType = UNSET
    any_team: bool | UnsetType = UNSET


class RoleChange(msgspec.Struct, kw_only=True):
    name_zh: str
    name_en: str
    permissions: list[str]
    about: str | UnsetType = UNSET
    version: int


class RoleIn(msgspec.Struct, kw_only=True):
    name_zh: str
    name_en: str
    permissions: list[str]
    about: str | UnsetType = UNSET


class RoleName(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str
    given: bool


class RoleOut(msgspec.Struct, kw_only=True):
    code: str
    shipped: bool
    name_zh: str
    name_en: str
    about: str
    permissions: list[str]
    people: int
    yours: bool
    version: int


class RolesOut(msgspec.Struct, kw_only=True):
    items: list[RoleOut]
    groups: list[PermissionGroup]
    needs: dict[str, list[str]]


class Room(msgspec.Struct, kw_only=True):
    id: UUID
    title: str
    source: str
    source_id: UUID | None
    sides: list[str]
    asked_at: datetime
    opened_at: datetime
    opened_by: str
    due_at: datetime
    drafted_at: datetime | None
    approved_at: datetime | None
    published_at: datetime | None
    published_by: str
    archived_at: datetime | None
    article_id: UUID | None
    note_id: UUID | None
    pinned_until: datetime | None
    draft_version: int
    version: int


class RoomArchiveIn(msgspec.Struct, kw_only=True):
    archived: bool


class RoomChangeIn(msgspec.Struct, kw_only=True):
    version: int
    title: str
    sides: list[str]
    due_at: datetime


class RoomHereIn(msgspec.Struct, kw_only=True):
    writes: Literal['title', 'questions', 'body', 'note', ''] | UnsetType = UNSET


class RoomHereOut(msgspec.Struct, kw_only=True):
    version: int
    here: list[Here]
    now: datetime


class RoomIn(msgspec.Struct, kw_only=True):
    title: str
    source: Literal['hand', 'gap', 'topic', 'conversation'] | UnsetType = UNSET
    source_id: UUID | None | UnsetType = UNSET
    questions: list[str] | UnsetType = UNSET
    asked_at: datetime | None | UnsetType = UNSET
    sides: list[str] | None | UnsetType = UNSET
    due_at: datetime | None | UnsetType = UNSET


class RoomLine(msgspec.Struct, kw_only=True):
    id: UUID
    title: str
    source: str
    asked_at: datetime
    opened_at: datetime
    due_at: datetime
    drafted_at: datetime | None
    approved_at: datetime | None
    published_at: datetime | None
    archived_at: datetime | None
    names: list[str]
    members: int
    waits_for: list[str]


class RoomMemberIn(msgspec.Struct, kw_only=True):
    role: Literal['owner', 'writer', 'approver']
    side: str | UnsetType = UNSET


class RoomMessage(msgspec.Struct, kw_only=True):
    id: UUID
    by_id: UUID
    by_name: str
    at: datetime
    text: str
    mentions: list[UUID]


class RoomMessagesOut(msgspec.Struct, kw_only=True):
    items: list[RoomMessage]
    next: str | None


class RoomOut(msgspec.Struct, kw_only=True):
    room: Room
    state: str
    members: list[Member]
    questions: list[Question]
    parts: list[Text]
    yeses: list[Yes]
    messages: list[RoomMessage]
    earlier: str | None
    here: list[Here]
    source_title: str | None


class RoomPartIn(msgspec.Struct, kw_only=True):
    version: int
    text: str


class RoomPartsOut(msgspec.Struct, kw_only=True):
    items: list[Text]


class RoomPinIn(msgspec.Struct, kw_only=True):
    hours: int


class RoomPublishIn(msgspec.Struct, kw_only=True):
    draft_version: int
    category: str
    locale: Literal['zh-CN', 'en'] | UnsetType = UNSET
    pin_hours: int | UnsetType = UNSET


class RoomRulesIn(msgspec.Struct, kw_only=True):
    version: int
    sides: list[str]
    minutes: int


class RoomSayIn(msgspec.Struct, kw_only=True):
    text: str
    mentions: list[UUID] | UnsetType = UNSET


class RoomSpan(msgspec.Struct, kw_only=True):
    median: float | None
    slowest: float | None


class RoomTimes(msgspec.Struct, kw_only=True):
    published: int
    in_time: int
    opened: RoomSpan
    drafted: RoomSpan
    approved: RoomSpan
    went_out: RoomSpan
    whole: RoomSpan
    weeks: list[RoomWeek]


class RoomWeek(msgspec.Struct, kw_only=True):
    since: datetime
    published: int
    median: float | None
    slowest: float | None


class RoomYesIn(msgspec.Struct, kw_only=True):
    draft_version: int
    yes: bool


class RoomsOut(msgspec.Struct, kw_only=True):
    items: list[RoomLine]
    next: str | None
    counts: dict[str, int]


class Row(msgspec.Struct, kw_only=True):
    id: UUID
    version: int
    customer: RowCustomer
    channel: str
    channel_id: UUID
    phase: str
    queue_id: UUID | None
    agent: RowAgent | None
    subject: str
    preview: Preview | None
    last_at: datetime
    waiting_since: datetime | None
    due_at: datetime | None
    target_seconds: int | None
    unread: int
    last_seq: int
    priority: int
    fast: bool
    green: bool
    emotion: str
    left_message: bool
    opened_at: datetime
    queued_at: datetime | None
    wrap_up_until: datetime | None
    closed_at: datetime | None
    survey_state: str
    customer_read_seq: int
    delivered_seq: int
    agent_read_seq: int
    locale: str
    tags: list[str]
    snoozed_until: datetime | None
    turn_seconds: int | None
    quota: Quota | None
    joined: list[RowAgent]
    callback: CallBack | None
    held_until: datetime | None


class RowAgent(msgspec.Struct, kw_only=True):
    id: UUID
    name: str


class RowCustomer(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    tier: str
    initials: str


class RowItem(msgspec.Struct, kw_only=True):
    row: int
    name: str
    what: str
    id: UUID | None
    changed: list[str]
    field: str | None
    error: str | None
    message: str | None


class RowsOut(msgspec.Struct, kw_only=True):
    items: list[Row]
    next: str | None
    counts: Counts


class RuleBody(msgspec.Struct, kw_only=True):
    value: str
    role: str


class RunIn(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    client_id: str
    locale: Literal['zh-CN', 'en'] | UnsetType = UNSET
    version: int | None | UnsetType = UNSET


class RunOut(msgspec.Struct, kw_only=True):
    row: Row
    insert: str | None
    missing: list[str]


class Sample(msgspec.Struct, kw_only=True):
    n: int
    least: int
    low: float | None
    high: float | None


class SayStep(msgspec.Struct, kw_only=True, tag_field="do", tag="say"):
    template_id: UUID | None | UnsetType = UNSET
    text: str | UnsetType = UNSET


class SearchOut(msgspec.Struct, kw_only=True):
    customers: list[CustomerRow]
    conversations: list[Found]
    capped: bool


class SeatBody(msgspec.Struct, kw_only=True):
    team_id: UUID | None
    capacity: int
    skills: dict[str, int]


class SecondFactorOut(msgspec.Struct, kw_only=True):
    since: datetime | None
    recovery_left: int


class SecretOut(msgspec.Struct, kw_only=True):
    id: UUID
    secret: str


class SecretUriOut(msgspec.Struct, kw_only=True):
    uri: str


class Seen(msgspec.Struct, kw_only=True):
    name: str
    color: str
    logo_url: str | None
    brand: Both
    texts: dict[str, Both]


class SelfcareCounts(msgspec.Struct, kw_only=True):
    visits: int
    used: int
    alone: int
    searches: int
    nothing: int
    reads: int
    helpful: int
    unhelpful: int
    progress: int


class SelfcareFigures(msgspec.Struct, kw_only=True):
    days: int
    figures: SelfcareCounts
    gaps: list[SelfcareSearch]
    searches: list[SelfcareSearch]
    reads: list[HelpRead]


class SelfcareIn(msgspec.Struct, kw_only=True):
    version: int
    page: SelfcarePage


class SelfcareOut(msgspec.Struct, kw_only=True):
    page: SelfcarePage
    version: int
    by_name: str
    at: datetime | None
    addresses: list[PageAddress]
    categories: list[HelpCategory]
    flows: list[HelpFlow]
    hot: list[HotArticle]


class SelfcarePage(msgspec.Struct, kw_only=True):
    on: bool | UnsetType = UNSET
    title_zh: str | UnsetType = UNSET
    title_en: str | UnsetType = UNSET
    intro_zh: str | UnsetType = UNSET
    intro_en: str | UnsetType = UNSET
    shelves: list[SelfcareShelf] | UnsetType = UNSET
    hot: list[str] | UnsetType = UNSET
    flows: list[str] | UnsetType = UNSET
    listed: bool | UnsetType = UNSET


class SelfcareSearch(msgspec.Struct, kw_only=True):
    words: str
    locale: str
    asked: int
    nothing: int
    at: datetime


class SelfcareShelf(msgspec.Struct, kw_only=True):
    name: str
    en: str | UnsetType = UNSET


class SenderIn(msgspec.Struct, kw_only=True):
    id: str
    name: str | None | UnsetType = UNSET
    phone: str | None | UnsetType = UNSET
    email: str | None | UnsetType = UNSET
    external: str | None | UnsetType = UNSET


class SenderRef(msgspec.Struct, kw_only=True):
    id: str


class SentAgain(msgspec.Struct, kw_only=True):
    replayed: int
    left: int


class Session(msgspec.Struct, kw_only=True):
    user: SessionUser
    permissions: list[str]
    tenant: SessionTenant
    csrf: str
    second_factor_due: bool


class SessionIn(msgspec.Struct, kw_only=True):
    channel: str
    token: str | None | UnsetType = UNSET
    identity: str | None | UnsetType = UNSET
    locale: Literal['zh-CN', 'en'] | None | UnsetType = UNSET


class SessionOut(msgspec.Struct, kw_only=True):
    token: str
    expires_at: datetime
    visitor: VisitorOut
    config: dict[str, Any]
    conversation: ConvView | None
    messages: list[Message]


class SessionTenant(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    locale: str


class SessionUser(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    email: str
    role: str
    role_zh: str
    role_en: str


class SessionsEnded(msgspec.Struct, kw_only=True):
    ended: int


class SetupLinkOut(msgspec.Struct, kw_only=True):
    expires_at: datetime


class SetupOut(msgspec.Struct, kw_only=True):
    second_factor: bool
    people: bool
    hours: bool
    queue: bool
    chat: bool
    latest: LatestChat | None
    article: bool
    timezone: str
    dismissed: bool
    listed: bool


class Shipment(msgspec.Struct, kw_only=True):
    company: str
    no: str
    status: str
    eta: str | None


class ShownIn(msgspec.Struct, kw_only=True):
    published: bool
    version: int


class SignIn(msgspec.Struct, kw_only=True):
    email: str
    password: str
    code: str | UnsetType = UNSET


class SignInOptions(msgspec.Struct, kw_only=True):
    house: str | None
    label: str | None
    passwords: str


class SignedOut(msgspec.Struct, kw_only=True):
    go_to: str | None


class SingleSignOnOut(msgspec.Struct, kw_only=True):
    provider: ProviderOut | None
    redirect_uri: str
    sign_out_uri: str
    sign_in_url: str
    yours: bool


class Skill(msgspec.Struct, kw_only=True):
    code: str
    name_zh: str
    name_en: str


class SkillChoice(msgspec.Struct, kw_only=True):
    code: str
    name_zh: str
    name_en: str
    best: int


class SkillLevel(msgspec.Struct, kw_only=True):
    code: str
    level: int


class SkillOut(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str


class SlotOut(msgspec.Struct, kw_only=True):
    key: str
    group: str
    room: str
    max_zh: int
    max_en: int
    variables: list[str]
    most: int
    shipped: Wording


class SnoozeIn(msgspec.Struct, kw_only=True):
    until: datetime


class SnoozeStep(msgspec.Struct, kw_only=True, tag_field="do", tag="snooze"):
    minutes: int | None | UnsetType = UNSET
    morning: Literal['tomorrow', 'monday'] | None | UnsetType = UNSET


class Source(msgspec.Struct, kw_only=True):
    id: UUID
    title: str


class Spread(msgspec.Struct, kw_only=True):
    answered: int
    unserved: int
    median: int | None
    p90: int | None
    within: float | None


class StandingCallBack(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    customer_name: str
    queue_id: UUID
    callback: CallBack
    held_until: datetime | None
    agent_name: str | None


class StatusOut(msgspec.Struct, kw_only=True):
    conversation: ConvView | None


class SurgeOut(msgspec.Struct, kw_only=True):
    on: bool
    since: datetime | None
    by_hand: bool
    ratio: float | None
    arrivals: int | None
    expected: float | None
    lending: bool
    pool_teams: list[Team]
    wrap_up_seconds: int | None
    pinned: list[Named]
    ai_first: bool
    message_minutes: int
    callback_minutes: int
    defer_minutes: int
    deferred: int
    hold: str | None
    hold_until: datetime | None


class SurgePolicy(msgspec.Struct, kw_only=True):
    version: int | UnsetType = UNSET
    detect: bool | UnsetType = UNSET
    alpha: float | UnsetType = UNSET
    least_arrivals: int | UnsetType = UNSET
    windows_to_begin: int | UnsetType = UNSET
    windows_to_end: int | UnsetType = UNSET
    end_ratio: float | UnsetType = UNSET
    share_above: int | UnsetType = UNSET
    share_until: int | UnsetType = UNSET
    pool_teams: list[UUID] | UnsetType = UNSET
    wrap_up_seconds: int | None | UnsetType = UNSET
    pinned: list[UUID] | UnsetType = UNSET
    ai_first: bool | UnsetType = UNSET
    message_minutes: int | UnsetType = UNSET
    callback_minutes: int | UnsetType = UNSET
    defer: bool | UnsetType = UNSET
    defer_minutes: int | UnsetType = UNSET


class SurgePreview(msgspec.Struct, kw_only=True):
    windows: int
    known: int
    surges: list[PastSurge]


class SurgeRulesOut(msgspec.Struct, kw_only=True):
    policy: SurgePolicy
    by_name: str
    at: datetime | None
    teams: list[Team]
    pinned: list[Named]


class Survey(msgspec.Struct, kw_only=True):
    scale: Literal['stars', 'faces', 'yes_no'] | UnsetType = UNSET
    question: Both | UnsetType = UNSET
    reasons: list[SurveyReason] | UnsetType = UNSET
    comment: bool | UnsetType = UNSET
    after_agent: bool | UnsetType = UNSET
    after_bot: bool | UnsetType = UNSET
    delay_minutes: int | UnsetType = UNSET
    quiet_days: int | UnsetType = UNSET
    open_hours: int | UnsetType = UNSET


class SurveyChoice(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str
    scores: list[int]


class SurveyForecast(msgspec.Struct, kw_only=True):
    asked: int
    not_asked: list[NotAsked]


class SurveyForecastIn(msgspec.Struct, kw_only=True):
    conversations: list[UUID]


class SurveyForm(msgspec.Struct, kw_only=True):
    scale: str
    question: SurveyText
    reasons: list[SurveyChoice]
    comment: bool


class SurveyOut(msgspec.Struct, kw_only=True):
    score: int
    reasons: list[SurveyReason]
    comment: str
    scale: str
    question: Both


class SurveyPlace(msgspec.Struct, kw_only=True):
    place: str
    kind: str
    name_zh: str
    name_en: str
    survey: Survey | None
    version: int
    seen: Seen


class SurveyPlaces(msgspec.Struct, kw_only=True):
    items: list[SurveyPlace]


class SurveyReason(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str
    scores: list[int]


class SurveyRestoreIn(msgspec.Struct, kw_only=True):
    to: int
    version: int


class SurveyText(msgspec.Struct, kw_only=True):
    zh: str
    en: str


class SurveyVersionOut(msgspec.Struct, kw_only=True):
    version: int
    survey: Survey | None
    by_name: str
    at: datetime
    restored: int | None
    changed: list[str]


class SurveyVersionsOut(msgspec.Struct, kw_only=True):
    items: list[SurveyVersionOut]


class Switch(msgspec.Struct, kw_only=True):
    on: bool | UnsetType = UNSET
    per_minute: float | UnsetType = UNSET


class SynonymsChange(msgspec.Struct, kw_only=True):
    words: list[str]
    version: int


class SynonymsIn(msgspec.Struct, kw_only=True):
    words: list[str]


class SynonymsOut(msgspec.Struct, kw_only=True):
    items: list[WordLine]
    shipped: list[list[str]]
    most: int


class SystemIn(msgspec.Struct, kw_only=True):
    title: str
    base_url: str
    document_url: str
    auth: Literal['none', 'bearer', 'header', 'basic'] | UnsetType = UNSET
    header: str | UnsetType = UNSET
    secret: str | None | UnsetType = UNSET
    rehearsal_path: str | UnsetType = UNSET


class SystemNote(msgspec.Struct, kw_only=True):
    code: str
    params: dict[str, str | int]


class SystemOut(msgspec.Struct, kw_only=True):
    code: str
    title: str
    base_url: str
    document_url: str
    auth: str
    header: str
    has_secret: bool
    loopback: bool
    operations: list[Operation]
    version: int
    read_at: datetime | None
    rehearsal_path: str


class SystemTryIn(msgspec.Struct, kw_only=True):
    operation: str
    give: dict[str, str | float | bool | None] | UnsetType = UNSET
    changes: bool | UnsetType = UNSET


class SystemTryOut(msgspec.Struct, kw_only=True):
    status: int
    data: dict[str, Any]
    error: str
    milliseconds: int


class SystemsOut(msgspec.Struct, kw_only=True):
    items: list[SystemOut]


class TableIn(msgspec.Struct, kw_only=True):
    csv: str


class TableOut(msgspec.Struct, kw_only=True):
    rows: list[TableRow]


class TablePlan(msgspec.Struct, kw_only=True):
    heading: list[str]
    columns: list[str | None]
    sample: list[list[str]]
    items: list[RowItem]
    counts: dict[str, int]
    problem: str | None
    written: bool


class TableRow(msgspec.Struct, kw_only=True):
    line: int
    day: str
    kind: str
    note: str
    error: str | None


class TagDraft(msgspec.Struct, kw_only=True):
    name: str
    tone: Literal['', 'watch', 'risk', 'good'] | UnsetType = UNSET
    retired: bool | UnsetType = UNSET


class TagStep(msgspec.Struct, kw_only=True, tag_field="do", tag="tag"):
    add: list[str] | UnsetType = UNSET
    remove: list[str] | UnsetType = UNSET


class TagsChange(msgspec.Struct, kw_only=True):
    add: list[str] | UnsetType = UNSET
    remove: list[str] | UnsetType = UNSET


class TagsIn(msgspec.Struct, kw_only=True):
    tags: list[str]


class TagsOut(msgspec.Struct, kw_only=True):
    items: list[str]
    tones: dict[str, str]


class TakeOver(msgspec.Struct, kw_only=True):
    agent_id: UUID


class Team(msgspec.Struct, kw_only=True):
    id: UUID
    code: str
    name: str
    name_en: str


class TeamOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    name_en: str


class TemplateIn(msgspec.Struct, kw_only=True):
    title: str
    category: str
    body: str
    title_en: str | UnsetType = UNSET
    category_en: str | UnsetType = UNSET
    body_en: str | None | UnsetType = UNSET
    shortcut: str | UnsetType = UNSET
    scope: Literal['own', 'team', 'all'] | UnsetType = UNSET
    team_id: UUID | None | UnsetType = UNSET
    version: int | None | UnsetType = UNSET


class TemplateOut(msgspec.Struct, kw_only=True):
    id: UUID
    code: str
    category: str
    title: str
    shortcut: str
    body: str
    body_en: str | None
    category_en: str
    title_en: str


class TemplatesOut(msgspec.Struct, kw_only=True):
    items: list[TemplateOut]


class Temporary(msgspec.Struct, kw_only=True):
    kind: str
    by_name: str
    since: datetime
    until: datetime | None
    state: str | None
    reason: str | None
    skills: dict[str, int]


class Text(msgspec.Struct, kw_only=True):
    part: str
    text: str
    version: int
    by_id: UUID | None
    by_name: str
    at: datetime | None


class TextsIn(msgspec.Struct, kw_only=True):
    version: int
    texts: dict[str, Wording]


class TextsOut(msgspec.Struct, kw_only=True):
    slots: list[SlotOut]
    places: list[TextsPlace]


class TextsPlace(msgspec.Struct, kw_only=True):
    place: str
    kind: str
    name: str
    version: int
    texts: dict[str, Wording]
    seen: Seen


class TextsRestoreIn(msgspec.Struct, kw_only=True):
    to: int
    version: int


class TextsVersionOut(msgspec.Struct, kw_only=True):
    version: int
    texts: dict[str, Wording]
    by_name: str
    at: datetime
    restored: int | None
    changed: list[str]


class TextsVersionsOut(msgspec.Struct, kw_only=True):
    items: list[TextsVersionOut]


class ThemeIntent(msgspec.Struct, kw_only=True):
    id: UUID
    name_zh: str
    name_en: str


class ThemeOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    named_by: str | None
    words: list[str]
    size: int
    share: float
    days: list[int]
    growth: float
    hot: bool
    new: bool
    examples: list[str]
    like: ThemeIntent | None
    merged: ThemeIntent | None
    hidden: bool
    first_at: datetime
    version: int


class TokenIn(msgspec.Struct, kw_only=True):
    name: str


class TokenOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    hint: str
    created_at: datetime
    revoked_at: datetime | None


class TopicChange(msgspec.Struct, kw_only=True):
    version: int
    name: str | None | UnsetType = UNSET
    hidden: bool | None | UnsetType = UNSET


class TopicMerge(msgspec.Struct, kw_only=True):
    intent_id: UUID
    version: int


class TopicsOut(msgspec.Struct, kw_only=True):
    items: list[ThemeOut]
    messages: int


class TransferIn(msgspec.Struct, kw_only=True):
    note: str
    queue_id: UUID | None | UnsetType = UNSET
    agent_id: UUID | None | UnsetType = UNSET


class TransferStep(msgspec.Struct, kw_only=True, tag_field="do", tag="transfer"):
    queue_id: UUID
    note: str


class TranslateIn(msgspec.Struct, kw_only=True):
    to: Literal['zh-CN', 'en']


class TranslationOut(msgspec.Struct, kw_only=True):
    text: str
    to: str
    model: str
    at: datetime


class Tried(msgspec.Struct, kw_only=True):
    question: str
    article: Source | None


class TriedCall(msgspec.Struct, kw_only=True):
    step: str
    operation: str
    give: dict[str, Any]
    changes: bool
    status: int
    error: str
    data: dict[str, Any]


class TriedIntent(msgspec.Struct, kw_only=True):
    intent: str
    confidence: float


class TriedSignIn(msgspec.Struct, kw_only=True):
    refused: str
    message: str
    subject: str
    email: str
    email_verified: bool
    name: str
    claims: list[str]
    role_values: list[str]
    role: str | None
    how: str
    account: str


class TryOut(msgspec.Struct, kw_only=True):
    url: str


class Unanswered(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    seq: int
    at: datetime
    text: str


class UserChange(msgspec.Struct, kw_only=True):
    name: str
    role: str
    seat: SeatBody | None
    version: int


class UserOut(msgspec.Struct, kw_only=True):
    id: UUID
    email: str
    name: str
    role: str
    disabled: bool
    invited: bool
    second_factor: bool
    single_sign_on: bool
    link_until: datetime | None
    signed_in_at: datetime | None
    created_at: datetime
    version: int
    seat: SeatBody | None


class UsersOut(msgspec.Struct, kw_only=True):
    items: list[UserOut]
    next: str | None


class Verdict(msgspec.Struct, kw_only=True):
    id: str
    topic: str
    mood: str
    held_out: bool
    reached: bool
    alone: bool
    needs_person: bool
    handed: str
    turns: int
    statements: int
    beside: bool
    wrong: list[Wrong]
    reasons: list[str]
    missing: list[str]


class VersionOut(msgspec.Struct, kw_only=True):
    version: int
    at: datetime
    by_name: str
    note: str
    restored: int | None
    changed: list[str]
    queue: QueueIn


class VersionsOut(msgspec.Struct, kw_only=True):
    items: list[VersionOut]


class ViewChange(msgspec.Struct, kw_only=True):
    name: str | UnsetType = UNSET
    filters: Filters | UnsetType = UNSET
    shared: bool | UnsetType = UNSET


class ViewIn(msgspec.Struct, kw_only=True):
    name: str
    filters: Filters
    shared: bool | UnsetType = UNSET


class ViewOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    shared: bool
    mine: bool
    owner: str
    filters: Filters
    count: int | None


class ViewsOut(msgspec.Struct, kw_only=True):
    items: list[ViewOut]


class VisitIn(msgspec.Struct, kw_only=True):
    channel: str
    visit: UUID
    lang: Literal['zh-CN', 'en']
    what: Literal['came', 'searched', 'read', 'judged']
    q: str | UnsetType = UNSET
    slug: str | UnsetType = UNSET
    helpful: bool | None | UnsetType = UNSET


class VisitorOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str | None
    identified: bool


class Wait(msgspec.Struct, kw_only=True):
    position: int | None
    low_minutes: int | None
    high_minutes: int | None


class WallNow(msgspec.Struct, kw_only=True):
    now: datetime
    queues: list[LiveQueue]
    agents: LiveAgents
    today: dict[str, float | None]


class WallOut(msgspec.Struct, kw_only=True):
    tenant: str
    zone: str
    today: str
    kpis: list[KpiOut]
    live: WallNow
    hours: Board
    people: Board


class WebChatChange(msgspec.Struct, kw_only=True):
    name: str | None | UnsetType = UNSET
    enabled: bool | None | UnsetType = UNSET


class WebChatIn(msgspec.Struct, kw_only=True):
    name: str


class WebChatOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    key: str
    enabled: bool
    look: channels_look_Look
    version: int
    logo_url: str | None
    texts: dict[str, Both]


class WebChatsOut(msgspec.Struct, kw_only=True):
    items: list[WebChatOut]


class WhatIfAnswer(msgspec.Struct, kw_only=True):
    replications: int
    whole: bool
    day_hours: float
    opening_hour: float
    classes: list[WhatIfClass]
    variants: list[WhatIfRan]


class WhatIfChange(msgspec.Struct, kw_only=True):
    name: str | None | UnsetType = UNSET
    kept: bool | None | UnsetType = UNSET


class WhatIfClass(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str


class WhatIfDraft(msgspec.Struct, kw_only=True):
    name: str
    weeks: int | UnsetType = UNSET
    weekdays: list[int] | UnsetType = UNSET
    family: str | None | UnsetType = UNSET
    load: float | UnsetType = UNSET
    event: WhatIfEvent | None | UnsetType = UNSET
    variants: list[WhatIfVariant]
    replications: int | UnsetType = UNSET


class WhatIfEntry(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    state: str
    draft: WhatIfDraft
    done: int
    total: int
    error: str | None
    error_field: str | None
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None


class WhatIfEvent(msgspec.Struct, kw_only=True):
    code: str
    at: float | UnsetType = UNSET


class WhatIfFamily(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str
    loads: list[float]
    day_hours: float


class WhatIfFigure(msgspec.Struct, kw_only=True):
    mean: float | None
    half: float | None


class WhatIfKnownEvent(msgspec.Struct, kw_only=True):
    code: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    hours: float
    overall: float


class WhatIfLibrary(msgspec.Struct, kw_only=True):
    families: list[WhatIfFamily]
    events: list[WhatIfKnownEvent]


class WhatIfMoment(msgspec.Struct, kw_only=True):
    start: float
    queued: float | None
    service_level: float | None
    abandonment: float | None
    mean_wait: float | None
    occupancy: float | None
    staff: float | None


class WhatIfRan(msgspec.Struct, kw_only=True):
    name: str
    figures: dict[str, WhatIfFigure]
    by_class: dict[str, dict[str, WhatIfFigure]]
    differences: dict[str, WhatIfFigure]
    profile: list[WhatIfMoment]


class WhatIfStudy(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    state: str
    draft: WhatIfDraft
    done: int
    total: int
    error: str | None
    error_field: str | None
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    seen: HouseSeen | None
    answer: WhatIfAnswer | None


class WhatIfVariant(msgspec.Struct, kw_only=True):
    name: str
    demand: float | UnsetType = UNSET
    agents: float | UnsetType = UNSET
    handling: float | UnsetType = UNSET
    patience: float | UnsetType = UNSET
    contains: float | None | UnsetType = UNSET
    ring_seconds: int | None | UnsetType = UNSET
    policy: Literal['production', 'longest_idle', 'priority', 'round_robin'] | UnsetType = UNSET


class WhatIfsOut(msgspec.Struct, kw_only=True):
    items: list[WhatIfEntry]
    library: WhatIfLibrary
    at_once: int
    days: int


class Whisper(msgspec.Struct, kw_only=True):
    id: UUID
    conversation_id: UUID
    seq: int
    author_id: UUID
    author_name: str
    agent_id: UUID
    text: str
    client_id: str
    at: datetime


class WhisperIn(msgspec.Struct, kw_only=True):
    client_id: str
    text: str


class WhispersOut(msgspec.Struct, kw_only=True):
    items: list[Whisper]


class WordLine(msgspec.Struct, kw_only=True):
    id: UUID
    words: list[str]
    version: int
    by_name: str
    updated_at: datetime


class Wording(msgspec.Struct, kw_only=True):
    zh: list[str] | UnsetType = UNSET
    en: list[str] | UnsetType = UNSET


class Wrong(msgspec.Struct, kw_only=True):
    turn: int
    what: str
    why: str


class Yes(msgspec.Struct, kw_only=True):
    side: str
    draft_version: int
    by_id: UUID
    by_name: str
    at: datetime


class OpenDone(msgspec.Struct, kw_only=True):
    ok: bool


class OpenMessageIn(msgspec.Struct, kw_only=True):
    external_id: str
    sender: SenderIn
    kind: Literal['text', 'image', 'file'] | UnsetType = UNSET
    text: str | UnsetType = UNSET
    attachment_id: UUID | None | UnsetType = UNSET
    sent_at: datetime | None | UnsetType = UNSET
    locale: str | None | UnsetType = UNSET
    context: dict[str, Any] | UnsetType = UNSET


class OpenMessagesOut(msgspec.Struct, kw_only=True):
    items: list[Message]
    next: str | None


class ChatConversationOut(msgspec.Struct, kw_only=True):
    conversation: ConvView


class ChatDone(msgspec.Struct, kw_only=True):
    ok: bool


class ChatMessageIn(msgspec.Struct, kw_only=True):
    client_id: str
    kind: Literal['text', 'image', 'file'] | UnsetType = UNSET
    text: str | UnsetType = UNSET
    attachment_id: UUID | None | UnsetType = UNSET
    quick: bool | UnsetType = UNSET
    page: Page | None | UnsetType = UNSET
    help: HelpTrail | None | UnsetType = UNSET


class ChatMessagesOut(msgspec.Struct, kw_only=True):
    conversation: ConvView | None
    messages: list[Message]
    more: bool
    recalled: list[Message]


class DemoIdentityOut(msgspec.Struct, kw_only=True):
    identity: str


class channels_look_Look(msgspec.Struct, kw_only=True):
    name: str
    logo: UUID | None | UnsetType = UNSET
    color: str | UnsetType = UNSET
    corner: Literal['right', 'left'] | UnsetType = UNSET
    offset_x: int | UnsetType = UNSET
    offset_y: int | UnsetType = UNSET
    launcher: Both | UnsetType = UNSET
    theme: Literal['auto', 'light', 'dark'] | UnsetType = UNSET
    languages: list[Literal['zh-CN', 'en']] | UnsetType = UNSET
    questions: BothLists | UnsetType = UNSET
    sites: list[str] | UnsetType = UNSET
    hide_on_phone: bool | UnsetType = UNSET


class contracts_routing_Why(msgspec.Struct, kw_only=True):
    code: str
    params: dict[str, str | int]


class DeskConversationOut(msgspec.Struct, kw_only=True):
    id: UUID
    version: int
    customer: RowCustomer
    channel: str
    channel_id: UUID
    phase: str
    queue_id: UUID | None
    agent: RowAgent | None
    subject: str
    preview: Preview | None
    last_at: datetime
    waiting_since: datetime | None
    due_at: datetime | None
    target_seconds: int | None
    unread: int
    last_seq: int
    priority: int
    fast: bool
    green: bool
    emotion: str
    left_message: bool
    opened_at: datetime
    queued_at: datetime | None
    wrap_up_until: datetime | None
    closed_at: datetime | None
    survey_state: str
    customer_read_seq: int
    delivered_seq: int
    agent_read_seq: int
    locale: str
    tags: list[str]
    snoozed_until: datetime | None
    turn_seconds: int | None
    quota: Quota | None
    joined: list[RowAgent]
    callback: CallBack | None
    held_until: datetime | None
    customer_panel: CustomerOut
    handover: Handover | None
    survey: SurveyOut | None
    close_reason: str | None
    codes: list[str]
    context: dict[str, Any]


class DeskDone(msgspec.Struct, kw_only=True):
    ok: bool


class DeskIdentityOut(msgspec.Struct, kw_only=True):
    id: UUID
    kind: str
    value: str
    verified: bool


class DeskMessageIn(msgspec.Struct, kw_only=True):
    client_id: str
    kind: Literal['text', 'image', 'file', 'note'] | UnsetType = UNSET
    text: str | UnsetType = UNSET
    attachment_id: UUID | None | UnsetType = UNSET
    mentions: list[UUID] | UnsetType = UNSET
    quote: UUID | None | UnsetType = UNSET


class DeskMessagesOut(msgspec.Struct, kw_only=True):
    items: list[Message]
    next: str | None
    read: ReadMarks


class knowledge_due_Look(msgspec.Struct, kw_only=True):
    at: datetime | None
    by_name: str
    due: str | None


class modules_knowledge_model_Why(msgspec.Struct, kw_only=True):
    words: list[str]
    alike: list[OtherWord]
    meaning: float | None


class OpenMessageOut(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    message_id: UUID
    seq: int
    duplicate: bool


class OpenSurveyIn(msgspec.Struct, kw_only=True):
    sender: SenderRef
    conversation_id: UUID
    score: int
    reasons: list[str] | UnsetType = UNSET
    comment: str | UnsetType = UNSET


class ChatMessageOut(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    id: UUID
    seq: int
    prev: int
    at: datetime
    duplicate: bool


class ChatSurveyIn(msgspec.Struct, kw_only=True):
    conversation_id: UUID
    score: int
    reasons: list[str] | UnsetType = UNSET
    comment: str | UnsetType = UNSET
