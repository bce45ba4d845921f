// Generated from the server's description of itself by `python -m checks.api_types --write`; do not edit.
// What the server answers and takes, by the names it gives them. Times are RFC 3339 UTC, ids UUIDs.

export interface AboutIn {
  intent_id: string | null;
  seq: number;
}

export interface AboutOut {
  seq: number | null;
  text: string;
  intent: IntentChoice | null;
  understood: boolean;
  confidence: number | null;
  sureness: "sure" | "likely" | "unsure" | null;
  runner_up: IntentChoice | null;
  number: number | null;
  corrected_by_name: string | null;
  corrected_at: string | null;
  choices: IntentChoice[];
}

export interface AccessPolicy {
  second_factor_roles: string[];
}

export interface AgentCard {
  id: string;
  name: string;
  team_id: string | null;
  presence: Presence;
  load: number;
  capacity: number;
  connected: boolean;
  skills: SkillLevel[];
  temporary: Temporary[];
}

export interface AgentReply {
  conversation_id: string;
  text: string;
}

export interface Alert {
  code: string;
  level: "amber" | "red";
  queue_id?: string | null;
  agent_id?: string | null;
  conversation_id?: string | null;
  name: string;
  name_en: string;
  value: number;
  limit: number;
  since?: string | null;
  first?: string | null;
}

export interface AlertLimits {
  items: Limit[];
}

export interface AlertRule {
  code: string;
  unit: "times" | "count" | "ratio" | "minutes" | "none";
  limit: number;
  enabled: boolean;
  usual: number;
  least: number;
  most: number;
}

export interface AlertRules {
  items: AlertRule[];
}

export interface Alternative {
  agent: string;
  fit: number;
  idle_seconds: number | null;
}

export interface Answered {
  text: string;
  then?: "reply" | "human" | "closed";
  reason?: string;
  queue?: string | null;
  suggestions?: string[];
  articles?: string[];
  titles?: string[];
  sure?: boolean;
  calls?: RehearsedCall[];
  milliseconds?: number;
}

export interface ApiToken {
  id: string;
  name: string;
  hint: string;
  scopes: string[];
  made_by: string;
  maker_disabled: boolean;
  created_at: string;
  expires_at: string;
  used_at: string | null;
  used_from: string;
  revoked_at: string | null;
}

export interface ApiTokenIn {
  name: string;
  scopes: ("desk.use" | "conversations.read" | "conversations.claim" | "conversations.assign" | "conversations.export" | "floor.join" | "floor.manage" | "customers.read" | "customers.write" | "customers.reveal" | "customers.merge" | "customers.bulk" | "knowledge.read" | "knowledge.write" | "knowledge.approve" | "cocreation.join" | "cocreation.publish" | "flows.read" | "flows.write" | "intents.read" | "intents.write" | "channels.manage" | "routing.manage" | "service.manage" | "machinery.manage" | "users.manage" | "privacy.manage" | "insight.read" | "insight.manage")[];
  expires_in_days?: number;
}

export interface ApiTokens {
  items: ApiToken[];
  next: string | null;
  may_give: string[];
}

export interface ArchiveIn {
  text: string;
  kinds?: string[] | null;
  digest?: string | null;
}

export interface ArchiveItem {
  kind: string;
  place: number;
  key: string;
  name: string;
  what: "new" | "changed" | "same" | "wrong";
  changed?: string[];
  notes?: string[];
  field?: string | null;
  error?: string | null;
  message?: string | null;
  params?: Record<string, string | number>;
}

export interface ArchivePlan {
  house: string;
  items: ArchiveItem[];
  counts: Record<string, number>;
  left: Record<string, number>;
  digest: string;
  good: boolean;
  written: boolean;
}

export interface ArticleChange {
  version: number;
  draft: ArticleIn;
  note?: string;
  proposal?: number;
}

export interface ArticleDraft {
  slug: string;
  title: string;
  category: string;
  body: string;
  questions?: string[];
  tags?: string[];
  related?: string[];
  audience?: "customer" | "agent";
  locale?: string;
  published?: boolean;
  valid_from?: string | null;
  valid_until?: string | null;
}

export interface ArticleFilesOut {
  items: Attachment[];
}

export interface ArticleFlagsIn {
  draft: ArticleIn;
  id?: string | null;
}

export interface ArticleFlagsOut {
  items: Flag[];
}

export interface ArticleIn {
  slug?: string;
  title: string;
  category: string;
  body: string;
  questions?: string[];
  tags?: string[];
  related?: string[];
  audience?: "customer" | "agent";
  locale?: string;
  published?: boolean;
  valid_from?: string | null;
  valid_until?: string | null;
}

export interface ArticleLine {
  id: string;
  slug: string;
  locale: string;
  title: string;
  category: string;
  audience: "customer" | "agent";
  state: "published" | "draft" | "scheduled" | "expired";
  questions: number;
  valid_from: string | null;
  valid_until: string | null;
  version: number;
  updated_at: string;
  waits: boolean;
  due: "ends" | "old" | null;
}

export interface ArticleLooked {
  version: number;
}

export interface ArticleOut {
  id: string;
  slug: string;
  locale: string;
  title: string;
  category: string;
  audience: string;
  questions: string[];
  body: string;
  tags: string[];
  related: string[];
  version: number;
  published: boolean;
  valid_from: string | null;
  valid_until: string | null;
  updated_at: string;
}

export interface ArticleRestoreIn {
  to: number;
  version: number;
}

export interface ArticleRules {
  approval?: boolean;
  own?: boolean;
  ends_days?: number;
  looked_months?: number;
  version?: number;
}

export interface ArticleSentIn {
  client_id: string;
  article_id: string;
}

export interface ArticleVersionOut {
  version: number;
  draft: ArticleDraft;
  by_name: string;
  at: string;
  note: string;
  restored: number | null;
  changed: string[];
  approved_by: string;
}

export interface ArticleVersionsOut {
  items: ArticleVersionOut[];
}

export interface ArticlesOut {
  items: ArticleLine[];
  next: string | null;
  counts: Record<string, number>;
  tasks: Record<string, number>;
  categories: string[];
}

export interface ArticlesToPin {
  items: Named[];
}

export interface AskIn {
  question: string;
  locale?: "zh-CN" | "en";
  audience?: "customer" | "agent";
}

export interface AskOut {
  found: FoundOut[];
  does: "reply" | "ask_human" | "close" | null;
  text: string;
  reason: string;
  confidence: number | null;
  sources: string[];
  sure: number;
  likely: number;
}

export interface Attachment {
  id: string;
  name: string;
  size: number;
  content_type: string;
  width?: number | null;
  height?: number | null;
  url?: string;
}

export interface Attempt {
  id: string;
  delivery_id: string;
  conversation_id: string | null;
  event: string;
  number: number;
  at: string;
  outcome: "ok" | "failed" | "open";
  milliseconds: number | null;
  status: number | null;
  error: string | null;
  answer: string;
  next_at: string | null;
  delivery: "accepted" | "sent" | "delivered" | "read" | "failed" | null;
}

export interface AttemptsOut {
  items: Attempt[];
  next: string | null;
}

export interface AuditLineOut {
  id: string;
  at: string;
  actor: string;
  actor_name: string | null;
  action: string;
  target: string;
  target_name: string | null;
  detail: Record<string, unknown>;
  names: Record<string, Both>;
}

export interface AuditPage {
  items: AuditLineOut[];
  next: string | null;
  actions: string[];
}

export interface Author {
  kind: "customer" | "agent" | "bot" | "system";
  id: string | null;
  name: string;
}

export interface Behind {
  conversation_id: string;
  measure: string;
  no: number;
  at: string;
  queue_id: string | null;
  channel: string;
  agent_id: string | null;
  value: number;
  customer: string;
  subject: string;
}

export interface Board {
  since: string;
  until: string;
  zone: string;
  by: "hour" | "day" | "queue" | "channel" | "team" | "agent";
  kpis: string[];
  rows: BoardRow[];
  total: Record<string, number | null>;
  before: Record<string, number | null>;
  samples: Record<string, Sample>;
  known_until: string | null;
}

export interface BoardRow {
  key: string;
  name: string;
  name_en: string;
  values: Record<string, number | null>;
}

export interface Bootstrap {
  me: AgentCard | null;
  agents: AgentCard[];
  teams: TeamOut[];
  queues: QueueCard[];
  skills: SkillOut[];
  reasons: Reasons;
  settings: DeskSettings;
  now: string;
}

export interface Both {
  zh?: string;
  en?: string;
}

export interface BothLists {
  zh?: string[];
  en?: string[];
}

export interface BreakList {
  version: string;
  items: BreakReason[];
}

export interface BreakReason {
  code: string;
  zh: string;
  en: string;
  limit_minutes?: number | null;
  paid?: boolean;
  shrinkage?: boolean;
  retired?: boolean;
}

export interface BreaksIn {
  version: string;
  items: BreakReason[];
}

export interface CalendarChange {
  tz: string;
  weekly: Record<string, unknown[][]>;
  exceptions: Record<string, unknown[][]>;
  notes: Record<string, string>;
  follows: "" | "cn";
  on_holiday: unknown[][];
  makeup_as: string;
  name_zh: string;
  name_en: string;
  version: number;
}

export interface CalendarIn {
  tz: string;
  weekly: Record<string, unknown[][]>;
  exceptions: Record<string, unknown[][]>;
  notes: Record<string, string>;
  follows: "" | "cn";
  on_holiday: unknown[][];
  makeup_as: string;
  name_zh: string;
  name_en: string;
  code: string;
}

export interface CalendarOut {
  tz: string;
  weekly: Record<string, unknown[][]>;
  exceptions: Record<string, unknown[][]>;
  notes: Record<string, string>;
  follows: "" | "cn";
  on_holiday: unknown[][];
  makeup_as: string;
  name_zh: string;
  name_en: string;
  code: string;
  id: string;
  version: number;
  now: Now;
  queues: string[];
}

export interface CalendarsOut {
  items: CalendarOut[];
  announced: number[];
}

export interface CallBack {
  id: string;
  way: "phone" | "chat";
  kept_place: boolean;
  starts_at: string;
  ends_at: string;
  tries?: number;
  taken_at?: string | null;
}

export interface CallBackForm {
  kept_until: string | null;
  windows: CallBackWindow[];
  phone: string | null;
}

export interface CallBackIn {
  way: "phone" | "chat";
  starts_at?: string | null;
  phone?: string | null;
}

export interface CallBackOut {
  callback: CallBack | null;
  phone: string | null;
  tries_of: number;
}

export interface CallBackOutcome {
  outcome: "reached" | "not_reached";
}

export interface CallBackTally {
  asked: number;
  kept: number;
  broken: number;
  open: number;
  withdrawn: number;
  reached: number;
  unreached: number;
}

export interface CallBackWindow {
  starts_at: string;
  ends_at: string;
}

export interface CallBacksOut {
  since: string;
  counted: CallBackTally;
  items: StandingCallBack[];
}

export interface CallLine {
  id: string;
  at: string;
  conversation_id: string | null;
  flow: string;
  step: string;
  system: string;
  operation: string;
  changes: boolean;
  state: "started" | "done" | "failed";
  status: number;
  error: string;
  milliseconds: number;
  attempts: number;
}

export interface CallsOut {
  items: CallLine[];
  next: string | null;
}

export interface CellOut {
  agent_id: string;
  agent: string;
  queue_id: string;
  name_zh: string;
  name_en: string;
  resolved: number;
  low: number;
  high: number;
  count: number;
}

export interface Changed {
  conversation_id: string;
  came: string;
  actual: number | null;
  present: number | null;
  proposed: number | null;
}

export interface Choices {
  roles: RoleName[];
  teams: Team[];
  skills: Skill[];
}

export interface CloseIn {
  reason: string;
  codes?: string[];
  note?: string;
  survey?: boolean;
}

export interface CloseStep {
  reason: string;
  codes?: string[];
  survey?: boolean;
  do: "close";
}

export interface CocreationRules {
  sides?: string[];
  minutes?: number;
  version?: number;
}

export interface CodeIn {
  code: string;
}

export interface Coded {
  code: string;
  zh: string;
  en: string;
}

export interface Colleague {
  id: string;
  name: string;
}

export interface ColleaguesOut {
  items: Colleague[];
}

export interface ContactIn {
  name?: string | null;
  phone?: string | null;
  email?: string | null;
}

export interface ConvAgent {
  name: string;
  kind: "agent" | "bot";
}

export interface ConvView {
  id: string;
  phase: "bot" | "queued" | "offered" | "with_agent" | "wrap_up" | "closed" | "snoozed";
  agent: ConvAgent | null;
  wait: Wait | null;
  closed: boolean;
  survey: "none" | "asked" | "done";
  last_seq: number;
  read_by_agent_seq: number;
  can_leave_message: boolean;
  can_be_called?: boolean;
  callback?: CallBack | null;
}

export interface Counts {
  mine: number;
  waiting: number;
  team: number;
  snoozed: number;
  all: number;
}

export interface Coverage {
  told: number;
  silent: number;
  median: number | null;
  far: number | null;
  announced: number | null;
}

export interface CustomerChange {
  name?: string;
  title?: string;
  tier?: "regular" | "silver" | "gold" | "black";
  city?: string | null;
  tags?: string[];
  note?: string;
  dedicated_agent_id?: string | null;
}

export interface CustomerOut {
  id: string;
  name: string;
  title: string;
  tier: string;
  city: string | null;
  tags: string[];
  note: string;
  dedicated_agent_id: string | null;
  dedicated_agent_name: string | null;
  version: number;
  identities: flow_schemas_IdentityOut[];
  orders: OrderOut[];
  devices: Device[];
  conversations: PastOut[];
  open_matters: Matter[];
  merges: MergeOut[];
}

export interface CustomerRow {
  id: string;
  name: string;
  title: string;
  tier: string;
  city: string | null;
  tags: string[];
}

export interface CustomersOut {
  items: CustomerRow[];
  next: string | null;
}

export interface DayOut {
  day: string;
  spans: unknown[][];
  why: string;
  zh: string;
  en: string;
  announced: boolean;
}

export interface DecisionsOut {
  items: Explained[];
}

export interface DeclineIn {
  reason: string;
}

export interface DeliveriesOut {
  items: Entry[];
  next: string | null;
}

export interface DeskSettings {
  offer_seconds: number;
  wrap_up_seconds: number;
  send_key: "enter" | "mod_enter";
  max_text: number;
  max_upload_bytes: number;
  brand: string;
  bot_name_zh: string;
  bot_name_en: string;
  translates: boolean;
}

export interface Device {
  serial: string;
  model: string;
  name: string;
  installed_on: string | null;
  warranty_until: string | null;
}

export interface DialogueFileIn {
  yaml: string;
  instead?: boolean;
}

export interface DialogueFileOut {
  yaml: string;
  dialogues: number;
}

export interface DialogueIn {
  yaml: string;
  version: number;
}

export interface DialogueLine {
  id: string;
  topic: string;
  mood: string;
  held_out: boolean;
  said: string;
  version: number;
  updated_at: string;
  by_name: string;
}

export interface DialogueOut {
  id: string;
  yaml: string;
  version: number;
}

export interface DialoguesOut {
  items: DialogueLine[];
}

export interface Difference {
  kind: "amount" | "share" | "time" | "workdays" | "phone" | "yes_no";
  here: string;
  there: string;
}

export interface DismissedIn {
  dismissed: boolean;
}

export interface Display {
  id: string;
  name: string;
  hint: string;
  created_at: string;
  expires_at: string;
}

export interface DisplayIn {
  name: string;
  days: number;
}

export interface DisplayMade {
  display: Display;
  token: string;
}

export interface DisplaysOut {
  items: Display[];
}

export interface DocumentFile {
  name: string;
  kind?: "docx" | "pdf" | "html" | "markdown" | "csv" | null;
  articles?: number;
  problem?: ImportProblem | null;
  left?: Left[];
  pictures?: number;
}

export interface DocumentItem {
  row: number;
  title: string;
  slug: string;
  action: "make" | "change" | "same" | "refused";
  id?: string | null;
  changed?: string[];
  problems?: ImportProblem[];
  key: string;
  file: number;
  body: string;
  taken?: boolean;
}

export interface DocumentsOut {
  files: DocumentFile[];
  items: DocumentItem[];
  written: boolean;
}

export interface DrillOut {
  items: Behind[];
  next: string | null;
}

export interface EditedOut {
  id: string;
  slug: string;
  locale: string;
  title: string;
  category: string;
  audience: string;
  questions: string[];
  body: string;
  tags: string[];
  related: string[];
  version: number;
  published: boolean;
  valid_from: string | null;
  valid_until: string | null;
  updated_at: string;
  state: "published" | "draft" | "scheduled" | "expired";
  languages: Record<string, string>;
  related_titles: Record<string, string>;
  proposal: Proposal | null;
  needs_approval: boolean;
  own_approval: boolean;
  look: knowledge_due_Look;
  flags: Flag[];
}

export interface EffectOut {
  waiting: number;
  differs: number;
  line: InLine[];
  replayed: Replayed | null;
  agents: Record<string, string>;
  findings: Finding[];
}

export interface Entry {
  id: string;
  channel_id: string;
  conversation_id: string;
  message_id: string;
  seq: number;
  event: string;
  status: "accepted" | "sent" | "delivered" | "read" | "failed";
  attempts: number;
  next_at: string | null;
  last_error: string | null;
  last_status: number | null;
  created_at: string;
  updated_at: string;
}

export interface ErasureIn {
  confirm: string;
}

export interface ErrorBody {
  code: string;
  message: string;
  field?: string | null;
  params?: Record<string, string | number>;
}

export interface EventIn {
  type: "typing" | "read" | "human" | "end";
  sender: SenderRef;
  seq?: number | null;
  on?: boolean;
  conversation_id?: string | null;
}

export interface ExampleChange {
  text?: string | null;
  held_out?: boolean | null;
}

export interface ExampleRefused {
  line: number;
  text: string;
  why: "known" | "other_intent" | "empty_text" | "too_long";
  intent_id?: string | null;
}

export interface ExamplesAdded {
  added: number;
  held_out: number;
  masked: number;
  refused: ExampleRefused[];
}

export interface ExamplesChosen {
  ids: string[];
}

export interface ExamplesCountOut {
  count: number;
}

export interface ExamplesMove {
  ids: string[];
  intent_id: string | null;
}

export interface Exchange {
  said: string[];
  answer: Answered;
}

export interface Explained {
  decision_id: string;
  at: string;
  what: string;
  why: contracts_routing_Why[];
  policy_version: string;
  digest: string;
  seed: number;
  queue_id?: string | null;
  agent_id?: string | null;
  ring?: number | null;
  fit?: number | null;
  alternatives?: Alternative[];
  outcome?: string | null;
  outcome_reason?: string | null;
  ended_at?: string | null;
  to_queue?: string | null;
}

export interface ExportFilter {
  queue?: string | null;
  agent?: string | null;
  channel?: string | null;
  tag?: string | null;
  tier?: "regular" | "silver" | "gold" | "black" | null;
  emotion?: "calm" | "annoyed" | "angry" | null;
  unanswered?: boolean;
  state?: "open" | "closed" | null;
  since?: string | null;
  before?: string | null;
  ids?: string[] | null;
  view?: "mine" | "waiting" | "team" | "snoozed" | "all" | "closed" | null;
  me?: string | null;
  team?: string[];
  origin?: "search" | "view" | "figure" | "chosen" | null;
}

export interface ExportIn {
  format: "csv" | "xlsx" | "jsonl";
  locale?: "zh-CN" | "en";
  filter?: ExportFilter;
}

export interface ExportOut {
  id: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled" | "over";
  format: "csv" | "xlsx" | "jsonl";
  filter: ExportFilter;
  masked: boolean;
  asked_by_name: string;
  asked_at: string;
  ended_at: string | null;
  expires_at: string | null;
  total: number;
  done: number;
  messages: number;
  bytes: number;
  error: string | null;
  yours: boolean;
  chosen: number | null;
}

export interface ExportsOut {
  items: ExportOut[];
  at_once: number;
  kept_hours: number;
}

export interface Extent {
  name: string;
  conversations: number;
  going_on: number;
  files: number;
  identities: number;
  orders_kept: number;
}

export interface Fault {
  code: string;
  step?: string;
  name?: string;
  language?: string;
  why: string;
  do: string;
}

export interface Filters {
  queue?: string | null;
  agent?: string | null;
  channel?: string | null;
  tag?: string | null;
  tier?: "regular" | "silver" | "gold" | "black" | null;
  emotion?: "calm" | "annoyed" | "angry" | null;
  unanswered?: boolean;
  view?: "mine" | "waiting" | "team" | "snoozed" | "all" | "closed";
}

export interface Finding {
  code: string;
  field: string;
  params?: Record<string, string | number>;
  grave?: boolean;
}

export interface FinishIn {
  codes: string[];
  note?: string;
}

export interface Flag {
  kind: "question" | "title" | "contradicts" | "invisible";
  id?: string | null;
  title?: string;
  published?: boolean;
  words?: string;
  differences?: Difference[];
  count?: number;
}

export interface FloorChange {
  tell_monitored?: boolean;
  idle_minutes?: number;
  sign_off_hours?: number;
}

export interface FloorIn {
  least_alone: number;
  most_wrong: number;
  most_late: number;
  mode: "off" | "warn" | "refuse";
}

export interface FloorOut {
  least_alone: number;
  most_wrong: number;
  most_late: number;
  mode: "off" | "warn" | "refuse";
}

export interface FloorSettings {
  tell_monitored: boolean;
  idle_minutes: number;
  sign_off_hours: number;
}

export interface FlowChange {
  yaml: string;
  version: number;
  note?: string;
}

export interface FlowIn {
  yaml: string;
  note?: string;
}

export interface FlowLine {
  id: string;
  name: string;
  title_zh: string;
  title_en: string;
  about_zh: string;
  about_en: string;
  system: string;
  steps: number;
  phrases: string[];
  version: number;
  published: number | null;
  updated_at: string;
  by_name: string;
}

export interface FlowOut {
  id: string;
  name: string;
  title_zh: string;
  title_en: string;
  about_zh: string;
  about_en: string;
  system: string;
  steps: number;
  phrases: string[];
  version: number;
  published: number | null;
  updated_at: string;
  by_name: string;
  yaml: string;
  flow: Record<string, unknown>;
  faults: Fault[];
}

export interface FlowPublishIn {
  published: number | null;
  version: number;
}

export interface FlowRestoreIn {
  to: number;
  version: number;
}

export interface FlowTryIn {
  yaml: string;
  said: string;
  state?: Record<string, unknown> | null;
  locale?: string;
  answers?: Record<string, MadeUp>;
  real?: boolean;
}

export interface FlowTryOut {
  then: "reply" | "aside" | "call" | "hand_over" | "done" | "close" | "cancelled";
  say: string[];
  suggestions: string[];
  reason: string;
  trail: string[];
  calls: TriedCall[];
  state: Record<string, unknown>;
}

export interface FlowVersionOut {
  version: number;
  yaml: string;
  by_name: string;
  at: string;
  note: string;
  restored: number | null;
  rehearsed: boolean | null;
}

export interface FlowVersionsOut {
  items: FlowVersionOut[];
}

export interface FlowsOut {
  items: FlowLine[];
}

export interface Found {
  row: Row;
  hit: Hit;
  hits: number;
}

export interface FoundOut {
  id: string;
  slug: string;
  title: string;
  snippet: string;
  category: string;
  score: number;
  why: modules_knowledge_model_Why;
}

export interface FoundProvider {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  keys: number;
  algorithms: string[];
  logout: boolean;
}

export interface Gap {
  id: string;
  title: string;
  state: "open" | "drafted" | "published" | "ignored";
  article_id: string | null;
  first_at: string;
  settled_at: string | null;
  version: number;
  by_name: string;
  asked: number;
  week: number;
  week_before: number;
  last_at: string | null;
}

export interface GapAddIn {
  version: number;
  article_id: string;
  questions: string[];
}

export interface GapDraftIn {
  version: number;
  title: string;
  category: string;
  body: string;
}

export interface GapIgnoreIn {
  version: number;
  ignored: boolean;
}

export interface GapOut {
  gap: Gap;
  questions: Unanswered[];
  replies: AgentReply[];
  article: string | null;
}

export interface GapsOut {
  items: Gap[];
  counts: Record<string, number>;
  median_seconds: number | null;
  measured: number;
}

export interface GiveSkills {
  skills: Record<string, number>;
  until: string;
}

export interface GiveState {
  state: "offline" | "ready" | "break";
  reason?: string | null;
  until?: string | null;
}

export interface HandBackIn {
  instruction?: string;
}

export interface Handover {
  summary: string;
  need: string;
  tried?: Tried[];
  emotion?: "calm" | "annoyed" | "angry";
  reason: "requested" | "low_confidence" | "anger" | "closed_hours" | "policy" | "transfer" | "handback";
  note?: string | null;
  by?: string | null;
  at: string;
  by_id?: string | null;
  from_agent?: string | null;
  from_queue?: string | null;
  by_flow?: boolean;
}

export interface HelpCategory {
  name: string;
  articles: number;
}

export interface HelpDesk {
  open: boolean;
  opens_at: string | null;
  low_minutes: number | null;
  high_minutes: number | null;
}

export interface HelpFlow {
  name: string;
  title: Both;
}

export interface HelpHit {
  slug: string;
  title: string;
  snippet: string;
  category: string;
  marks: string[];
}

export interface HelpHits {
  items: HelpHit[];
}

export interface HelpMine {
  known: boolean;
  conversation: ConvView | null;
  orders: HelpOrder[];
}

export interface HelpOrder {
  no: string;
  at: string;
  items: string[];
}

export interface HelpProgress {
  found: boolean;
  away?: boolean;
  say?: string[];
}

export interface HelpRead {
  slug: string;
  title: string;
  reads: number;
  helpful: number;
  unhelpful: number;
}

export interface HelpTrail {
  visit: string;
  read?: string[];
  searched?: string[];
}

export interface Here {
  user_id: string;
  name: string;
  writes: string;
}

export interface HistoryOut {
  conversations: Past[];
  more: boolean;
}

export interface Hit {
  id: string;
  seq: number;
  kind: "text" | "image" | "file" | "note" | "system";
  author_kind: "customer" | "agent" | "bot" | "system";
  author_name: string;
  at: string;
  parts: Part[];
}

export interface HitOut {
  id: string;
  slug: string;
  title: string;
  snippet: string;
  category: string;
  score: number;
}

export interface HitsOut {
  items: HitOut[];
}

export interface HoldIn {
  what: "on" | "off";
  minutes: number;
}

export interface Hot {
  id: string;
  name: string;
  example: string;
  late: number;
}

export interface HotArticle {
  slug: string;
  title: string;
  open: boolean;
}

export interface HotTopicsOut {
  items: Hot[];
}

export interface HoursBody {
  tz: string;
  weekly: Record<string, unknown[][]>;
  exceptions: Record<string, unknown[][]>;
  notes: Record<string, string>;
  follows: "" | "cn";
  on_holiday: unknown[][];
  makeup_as: string;
}

export interface HoursChoice {
  id: string;
  code: string;
  name_zh: string;
  name_en: string;
}

export interface HouseClass {
  code: string;
  zh: string;
  en: string;
  channel: string;
  queue: string;
  kind: string;
  skills: Record<string, number>;
  target: number;
  priority: number;
  rings: unknown[][];
  per_hour: number[];
  waited: number;
  left: number;
  answered: number;
  answer_seconds: number;
  handled: number;
  handle: number;
  handle_cv: number;
  contained: number;
}

export interface HouseGroup {
  code: string;
  count: number;
  skills: Record<string, number>;
  capacity: number;
  staffing: number[][];
}

export interface HouseIn {
  token: string;
  house: string;
  locale: "zh-CN" | "en";
  timezone: string;
  name: string;
  email: string;
  password: string;
}

export interface HouseSeen {
  since: string;
  until: string;
  days: number;
  staffed_days: number;
  contacts: number;
  unstaffed: number;
  interval: number;
  opening: number;
  day_cv: number;
  classes: HouseClass[];
  groups: HouseGroup[];
}

export interface IdentityIn {
  customer: string;
}

export interface ImportChoice {
  locale?: "zh-CN" | "en";
  category?: string;
  published?: boolean;
  zone?: string;
}

export interface ImportIn {
  text: string;
  format: "csv" | "markdown";
  chosen?: ImportChoice;
  apply?: boolean;
}

export interface ImportItem {
  row: number;
  title: string;
  slug: string;
  action: "make" | "change" | "same" | "refused";
  id?: string | null;
  changed?: string[];
  problems?: ImportProblem[];
}

export interface ImportOut {
  items: ImportItem[];
  applied: boolean;
}

export interface ImportProblem {
  field: string;
  code: string;
  message: string;
  params: Record<string, string | number>;
}

export interface InLine {
  conversation_id: string;
  name: string;
  waited: number;
  present: Outcome;
  proposed: Outcome;
}

export interface InsertStep {
  template_id?: string | null;
  text?: string;
  do: "insert";
}

export interface Intent {
  id: string;
  code: string;
  name_zh: string;
  name_en: string;
  about: string;
  archived: boolean;
  version: number;
}

export interface IntentChange {
  name_zh?: string;
  name_en?: string;
  about?: string;
  archived?: boolean;
  version: number;
}

export interface IntentChoice {
  id: string;
  code: string;
  name_zh: string;
  name_en: string;
  about: string;
}

export interface IntentConfusionOut {
  wanted: string | null;
  said: string | null;
  count: number;
  texts: string[];
}

export interface IntentDifferenceOut {
  text: string;
  wanted: string | null;
  before: string | null;
  after: string | null;
}

export interface IntentExample {
  id: string;
  intent_id: string | null;
  text: string;
  origin: "written" | "corrected" | "imported";
  held_out: boolean;
  by_name: string;
  at: string;
  from_conversation: boolean;
}

export interface IntentExamplesIn {
  intent_id: string | null;
  texts: string[];
}

export interface IntentExamplesOut {
  items: IntentExample[];
  next: string | null;
}

export interface IntentFigures {
  n: number;
  accuracy: number | null;
  ece: number | null;
  kept: number | null;
  false_alarms: number | null;
  outside: number;
  outside_recall: number | null;
}

export interface IntentImportIn {
  text: string;
  apply?: boolean;
}

export interface IntentImportOut {
  rows: number;
  added: number;
  known: number;
  masked: number;
  made: string[];
  problems: IntentImportProblem[];
  wrong: number;
  applied: boolean;
}

export interface IntentImportProblem {
  row: number;
  column: number;
  name: string;
  code: "empty_text" | "too_long" | "no_intent" | "bad_title" | "other_intent" | "cells_missing";
  text: string;
  intent?: string | null;
}

export interface IntentIn {
  name_zh?: string;
  name_en?: string;
  about?: string;
}

export interface IntentOut {
  id: string;
  code: string;
  name_zh: string;
  name_en: string;
  about: string;
  archived: boolean;
  version: number;
  examples: number;
  held_out: number;
  corrected: number;
  recent: number;
  tested: number;
  precision: number | null;
  recall: number | null;
}

export interface IntentQuality {
  intent: string;
  n: number;
  told: number;
  precision: number | null;
  recall: number | null;
}

export interface IntentTriedOut {
  number: number;
  in_scope: boolean;
  sureness: "sure" | "likely" | "unsure";
  top: TriedIntent[];
  near: NearExampleOut[];
  masked: string;
  milliseconds: number;
}

export interface IntentTryIn {
  text: string;
  version_id?: string | null;
}

export interface IntentVersion {
  id: string;
  number: number;
  state: "waiting" | "running" | "failed" | "cancelled" | "draft" | "published" | "retired";
  step: string;
  done: number;
  total: number;
  error: string | null;
  asked_by_name: string;
  asked_at: string;
  trained_at: string | null;
  published_at: string | null;
  published_by_name: string | null;
  digest: string | null;
  encoder: string | null;
  examples: number;
  intents: number;
  seconds: number | null;
  kept: boolean;
  figures: IntentFigures | null;
}

export interface IntentVersionWhole {
  version: IntentVersion;
  by_intent: IntentQuality[];
  confusions: IntentConfusionOut[];
  compared: IntentsComparedOut | null;
}

export interface IntentVersionsOut {
  items: IntentVersion[];
  models: number;
}

export interface IntentsComparedOut {
  number: number | null;
  before: IntentFigures;
  after: IntentFigures;
  better: IntentDifferenceOut[];
  worse: IntentDifferenceOut[];
  p: number;
}

export interface IntentsOut {
  items: IntentOut[];
  outside: number;
  outside_held_out: number;
  outside_recent: number;
  examples: number;
  most_examples: number;
  published: IntentVersion | null;
  training: IntentVersion | null;
  changed: number;
}

export interface InviteIn {
  email: string;
  name: string;
  role: string;
  seat?: SeatBody | null;
}

export interface IssuerIn {
  issuer: string;
}

export interface JoinIn {
  into_id: string;
}

export interface JudgeIn {
  yaml: string;
}

export interface JudgedOut {
  yaml: string;
  flow: Record<string, unknown>;
  faults: Fault[];
}

export interface KeptTag {
  id: string;
  name: string;
  tone: "" | "watch" | "risk" | "good";
  retired: boolean;
  recent: number;
  used_at: string | null;
}

export interface KeptTags {
  items: KeptTag[];
}

export interface KindOut {
  kind: string;
  count: number;
}

export interface KindsOut {
  items: KindOut[];
}

export interface KpiOut {
  code: string;
  zh: string;
  en: string;
  zh_definition: string;
  en_definition: string;
  unit: "count" | "ratio" | "seconds" | "score";
  formula: string;
  measures: MeasureOut[];
  better: "up" | "down" | "neither";
  target: number | null;
  by_agent: boolean;
  settles: number;
  least: number;
}

export interface KpisOut {
  items: KpiOut[];
  zone: string;
  today: string;
}

export interface LatestChat {
  conversation_id: string;
  customer: string;
  said: string;
  phase: "bot" | "queued" | "offered" | "with_agent" | "wrap_up" | "closed" | "snoozed";
  agent: string | null;
  answered: boolean;
}

export interface LearningChange {
  version: number;
  mode: "off" | "observe" | "steer";
  explore: number;
  hold_out: number;
}

export interface LearningOut {
  version: number;
  mode: "off" | "observe" | "steer";
  explore: number;
  hold_out: number;
  learned: number;
  learned_until: string | null;
  verdict: "too_few" | "no_overlap" | "not_shown" | "fit";
  judged: number;
  overlap: number;
  gain: Range | null;
  steers_since: string | null;
  stopped: string | null;
  cells: CellOut[];
}

export interface LeaveIn {
  client_id: string;
  text: string;
  contact?: ContactIn;
  help?: HelpTrail | null;
}

export interface Left {
  what: "pictures" | "scripts" | "links" | "linked_files" | "macros" | "headers" | "comments" | "deleted" | "embedded" | "forms" | "hidden" | "invisible" | "frames" | "menus" | "styles" | "pages" | "glyphs" | "extension" | "empty_headings";
  count: number;
  where?: string;
}

export interface Library {
  items: LibraryTemplate[];
  teams: TeamOut[];
  shares: boolean;
  keeps: boolean;
}

export interface LibraryTemplate {
  id: string;
  code: string;
  category: string;
  category_en: string;
  title: string;
  title_en: string;
  shortcut: string;
  body: string;
  body_en: string | null;
  scope: "own" | "team" | "all";
  team_id: string | null;
  version: number;
  used: number;
  editable: boolean;
}

export interface Limit {
  code: string;
  limit: number;
  enabled: boolean;
}

export interface LinkIn {
  token: string;
}

export interface LinkOut {
  name: string;
  email: string;
  tenant: string;
  purpose: string;
  expires_at: string;
}

export interface LinkPassword {
  token: string;
  password: string;
}

export interface Linked {
  row: Row;
  by: string;
  at: string;
}

export interface LinksOut {
  items: Linked[];
}

export interface LiveAgent {
  id: string;
  name: string;
  team_id: string | null;
  state: "talk" | "wrap_up" | "idle" | "unconnected" | "away" | "break" | "offline";
  reason: string | null;
  since: string;
  due_at: string | null;
  away_since: string | null;
  gone_since: string | null;
  load: number;
  capacity: number;
}

export interface LiveAgents {
  ready: number;
  connected: number;
  busy: number;
  on_break: number;
  away: number;
  offline: number;
  in_hand: number;
}

export interface LiveOut {
  now: string;
  zone: string;
  queues: LiveQueue[];
  agents: LiveAgents;
  people: LiveAgent[];
  alerts: Alert[];
  today: Record<string, number | null>;
}

export interface LiveQueue {
  id: string;
  name_zh: string;
  name_en: string;
  kind: string;
  open: boolean;
  waiting: number;
  longest_wait_since: string | null;
  service_level_seconds: number;
  today: Record<string, number | null>;
}

export interface LookIn {
  version: number;
  look: channels_look_Look;
}

export interface LookOut {
  now: Now;
  days: DayOut[];
}

export interface LookRestoreIn {
  to: number;
  version: number;
}

export interface LookVersionOut {
  version: number;
  look: channels_look_Look;
  by_name: string;
  at: string;
  restored: number | null;
  changed: string[];
}

export interface LookVersionsOut {
  items: LookVersionOut[];
}

export interface MacroIn {
  name: string;
  steps: (SayStep | InsertStep | NoteStep | TagStep | PriorityStep | TransferStep | CloseStep | SnoozeStep)[];
  shortcut?: string;
  shared?: boolean;
  version?: number | null;
}

export interface MacroOut {
  id: string;
  name: string;
  shortcut: string;
  shared: boolean;
  mine: boolean;
  owner: string;
  editable: boolean;
  version: number;
  used: number;
  steps: (SayStep | InsertStep | NoteStep | TagStep | PriorityStep | TransferStep | CloseStep | SnoozeStep)[];
}

export interface MacrosOut {
  items: MacroOut[];
  titles: Record<string, string>;
}

export interface MadeUp {
  status?: number;
  data?: Record<string, unknown>;
}

export interface Matter {
  kind: "conversation" | "order" | "message";
  ref: string;
  title: string;
  since: string;
}

export interface MeasureOut {
  code: string;
  zh: string;
  en: string;
  value: "" | "ms" | "number";
  drill: boolean;
}

export interface Member {
  user_id: string;
  name: string;
  role: "owner" | "writer" | "approver";
  side: string;
}

export interface MergeIn {
  other_id: string;
}

export interface MergeOut {
  id: string;
  from_name: string;
  at: string;
  by: string;
  undone: boolean;
}

export interface MergedOut {
  merge_id: string;
}

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  prev: number;
  author: Author;
  kind: "text" | "image" | "file" | "note" | "system";
  text?: string;
  format?: "plain" | "markdown";
  attachment?: Attachment | null;
  sources?: Source[];
  suggestions?: string[];
  system?: SystemNote | null;
  client_id?: string | null;
  channel?: string | null;
  delivery?: "accepted" | "sent" | "delivered" | "read" | "failed" | null;
  mentions?: string[];
  quote?: Quote | null;
  recalled?: boolean;
  files?: Attachment[];
  at: string;
}

export interface ModelCall {
  tokens_in: number;
  tokens_out: number;
  milliseconds: number;
  tools?: number;
  error?: string;
}

export interface ModelChannel {
  id: string;
  name: string;
}

export interface ModelChoices {
  on?: boolean;
  scope?: "unsure" | "always";
  hours?: "always" | "open" | "closed";
  queues?: string[];
  channels?: string[];
  tools?: ("search_articles" | "read_article" | "begin_flow" | "look_up" | "ask_human" | "close")[];
  look_ups?: ModelLookUp[];
  manner?: "plain" | "warm" | "formal";
  wording?: string;
  seconds?: number;
  steps?: number;
  turn_tokens?: number;
  day_tokens?: number;
  day_cost?: number;
  price_in?: number;
  price_out?: number;
  currency?: string;
  together?: number;
}

export interface ModelDayOut {
  day: string;
  turns: number;
  answered: number;
  handed_over: number;
  fell_back: number;
  removed: number;
  tokens_in: number;
  tokens_out: number;
  cost: number;
  milliseconds: number;
}

export interface ModelDaysOut {
  items: ModelDayOut[];
  currency: string;
}

export interface ModelDetail {
  question?: string;
  calls?: ModelCall[];
  used?: ModelToolUse[];
  shown?: ModelSource[];
  kept?: ModelSaid[];
  removed?: ModelRemoved[];
  why?: string;
}

export interface ModelLookUp {
  system: string;
  operation: string;
  give: Record<string, "own_phone" | "own_phone_tail" | "own_order" | "said">;
}

export interface ModelOperation {
  system: string;
  operation: string;
  title: string;
  parameters: ModelParameter[];
}

export interface ModelParameter {
  name: string;
  required: boolean;
  about: string;
}

export interface ModelQueue {
  code: string;
  name_zh: string;
  name_en: string;
}

export interface ModelRemoved {
  text: string;
  fault: string;
  lacking?: string[];
}

export interface ModelSaid {
  text: string;
  source: number;
}

export interface ModelSettings {
  configured: boolean;
  model: string;
  resting: boolean;
  choices: ModelChoices;
  version: number;
  updated_at: string | null;
  by_name: string;
  today: ModelDayOut;
  queues: ModelQueue[];
  channels: ModelChannel[];
  operations: ModelOperation[];
}

export interface ModelSettingsIn {
  choices: ModelChoices;
  version: number;
}

export interface ModelSource {
  number: number;
  kind: "article" | "system";
  id: string;
  title: string;
}

export interface ModelToolUse {
  tool: string;
  arguments: string;
  came?: string;
  refused?: string;
  milliseconds?: number;
}

export interface ModelTraceLine {
  id: string;
  at: string;
  conversation_id: string | null;
  seq: number;
  by_name: string;
  outcome: "answer" | "ask" | "ask_human" | "close" | "task" | "fell_back" | "overtaken";
  fallback: "" | "slow" | "busy" | "refused" | "failed" | "rest" | "crowded" | "day_limit" | "turn_limit" | "steps" | "loop" | "nothing_left" | "broken";
  model: string;
  question: string;
  removed: number;
  tokens_in: number;
  tokens_out: number;
  guessed: boolean;
  cost: number;
  currency: string;
  milliseconds: number;
  first_ms: number | null;
}

export interface ModelTraceOut {
  turn: ModelTraceLine;
  detail: ModelDetail;
}

export interface ModelTracesOut {
  items: ModelTraceLine[];
  next: string | null;
}

export interface ModelTriedOut {
  does: "answer" | "ask" | "ask_human" | "close" | "task" | "fell_back" | "rules";
  text: string;
  sources: Source[];
  begins: string;
  trace: ModelTraceOut | null;
}

export interface ModelTryIn {
  question: string;
  locale?: "zh-CN" | "en";
}

export interface Named {
  id: string;
  title: string;
  shown?: boolean;
}

export interface Names {
  zh: string;
  en: string;
}

export interface NearExampleOut {
  text: string;
  intent: string | null;
  likeness: number;
}

export interface NewApiToken {
  token: ApiToken;
  text: string;
}

export interface NewToken {
  id: string;
  token: string;
}

export interface NextState {
  state: "offline" | "ready" | "break";
  reason: string | null;
}

export interface NotAsked {
  why: "off" | "quiet" | "already";
  days: number | null;
  count: number;
}

export interface NoteStep {
  text: string;
  do: "note";
}

export interface Notice {
  id: string;
  user_id: string;
  kind: "mention" | "assigned" | "woken" | "reminder" | "whisper" | "taken_over" | "alert" | "article_approved" | "article_returned" | "article_due" | "room_mention" | "room_invited" | "room_voided";
  conversation_id: string | null;
  customer_name: string;
  by_name: string;
  text: string;
  at: string;
  read?: boolean;
  article_id?: string | null;
  room_id?: string | null;
}

export interface NoticesOut {
  items: Notice[];
  unread: number;
  next: string | null;
}

export interface NoticesRead {
  ids: string[] | null;
}

export interface Now {
  open: boolean;
  opens_at: string | null;
  closes_at: string | null;
}

export interface NumberOut {
  phone: string;
}

export interface Offer {
  id: string;
  agent_id: string;
  conversation: Row;
  offered_at: string;
  expires_at: string;
  seconds: number;
  why: contracts_routing_Why[];
}

export interface OffersOut {
  items: Offer[];
}

export interface OneTimeLink {
  user: UserOut;
  token: string;
}

export interface OpenChannelChange {
  name?: string;
  url?: string | null;
  events?: ("message.created" | "conversation.updated" | "typing")[];
  turn_seconds?: number | null;
  quota?: ReplyQuota | null;
  enabled?: boolean;
}

export interface OpenChannelIn {
  name: string;
  url?: string | null;
  events?: ("message.created" | "conversation.updated" | "typing")[] | null;
  turn_seconds?: number | null;
  quota?: ReplyQuota | null;
}

export interface OpenChannelOut {
  id: string;
  name: string;
  enabled: boolean;
  url: string | null;
  events: string[];
  turn_seconds: number | null;
  quota: ReplyQuota | null;
  tokens: TokenOut[];
  waiting: number;
  failed: number;
}

export interface OpenChannelsOut {
  items: OpenChannelOut[];
}

export interface OpenSessionOut {
  id: string;
  agent: string;
  address: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  current: boolean;
}

export interface OpenSessionsOut {
  items: OpenSessionOut[];
}

export interface Operation {
  name: string;
  method: string;
  path: string;
  summary?: string;
  parameters?: Parameter[];
  changes?: boolean;
  repeatable?: boolean;
}

export interface OrderItem {
  name: string;
  qty: number;
  price: string;
}

export interface OrderOut {
  no: string;
  at: string;
  status: string;
  amount: string;
  items: OrderItem[];
  shipment: Shipment | null;
}

export interface OtherWord {
  said: string;
  other: string;
}

export interface Outcome {
  what: "offer" | "overflow" | "unservable" | "waits";
  agent?: string | null;
  to_queue?: string | null;
  place?: number | null;
}

export interface Outlook {
  queue_id: string;
  place: number;
  median: number | null;
  far: number | null;
  low_minutes: number | null;
  high_minutes: number | null;
  coverage: Coverage;
}

export interface Overflow {
  after_seconds: number;
  to_queue: string;
}

export interface PackIn {
  format: "json" | "csv";
  text: string;
  digest?: string | null;
}

export interface PackLine {
  line: number;
  code: string;
  title: string;
  what: "new" | "changed" | "same" | "wrong";
  changed: string[];
  field: string | null;
  error: string | null;
  message: string | null;
}

export interface PackOut {
  lines: PackLine[];
  digest: string;
  good: boolean;
  written: boolean;
}

export interface Page {
  url?: string;
  title?: string;
  referrer?: string;
}

export interface PageAddress {
  name: string;
  key: string;
  path: string;
  enabled: boolean;
}

export interface Parameter {
  name: string;
  place: "path" | "query" | "header" | "body";
  required?: boolean;
  about?: string;
}

export interface ParkedList {
  items: ParkedOut[];
  next: string | null;
  sources: ParkedSource[];
}

export interface ParkedOut {
  id: string;
  watcher: string;
  event_type: string;
  event_id: string;
  attempts: number;
  error: string;
  at: string;
}

export interface ParkedSource {
  watcher: string;
  count: number;
}

export interface Part {
  text: string;
  hit: boolean;
}

export interface PasswordChange {
  current: string;
  password: string;
}

export interface PasswordIn {
  password: string;
}

export interface Past {
  id: string;
  opened_at: string;
  closed_at: string;
  messages: Message[];
}

export interface PastOut {
  id: string;
  channel: string;
  opened_at: string;
  closed_at: string | null;
  phase: string;
  agent_name: string | null;
  subject: string;
  score: number | null;
}

export interface PastSurge {
  since: string;
  until: string | null;
  peak: number;
}

export interface PermissionGroup {
  code: string;
  permissions: string[];
}

export interface PinIn {
  pinned: string[];
}

export interface PingOut {
  ok: boolean;
  status: number | null;
  error: string | null;
  milliseconds: number;
  answer: string;
  signed: Record<string, string>;
  body: string;
}

export interface PlaceSurveyIn {
  version: number;
  survey: Survey | null;
}

export interface Played {
  id: string;
  exchanges: Exchange[];
  ended: "content" | "gave_up" | "human" | "closed" | "broke";
  error?: string;
}

export interface Policy {
  version?: number;
  skills?: Record<string, number>;
  preferred_skills?: Record<string, number>;
  teams?: string[];
  locale_skills?: Record<string, string>;
  priority?: number;
  service_level_seconds?: number;
  fast_seconds?: number;
  left_message_seconds?: number;
  offer_seconds?: number;
  max_misses?: number;
  cooldown_seconds?: number;
  relax?: Ring[];
  overflow?: Overflow | null;
  tier_weight?: Record<string, number>;
  fast_lane_for_tiers?: ("regular" | "silver" | "gold" | "black")[];
  last_agent_seconds?: number;
  promote_seconds?: number;
  spare_levels?: number;
  rested_levels?: number;
  wrap_up_seconds?: number | null;
  codes_required?: boolean;
  announce?: "both" | "position" | "wait" | "nothing";
  callback_minutes?: number;
  callback_window_minutes?: number;
  callback_places?: number;
  callback_days?: number;
  callback_retry_minutes?: number;
  callback_tries?: number;
  can_wait?: boolean;
}

export interface PolicyIn {
  policy: SurgePolicy;
}

export interface Prepared {
  text?: string;
  missing?: string[];
  until?: string | null;
}

export interface Presence {
  state: "offline" | "ready" | "break";
  reason: string | null;
  since: string;
  next: NextState | null;
  misses: number;
  version: number;
  due_at?: string | null;
  paid?: boolean;
  shrinkage?: boolean;
  away_since?: string | null;
  gone_since?: string | null;
}

export interface PresenceIn {
  state: "offline" | "ready" | "break";
  reason?: string | null;
  when?: "now" | "after";
}

export interface Preview {
  kind: "text" | "image" | "file" | "note" | "system";
  author: "customer" | "agent" | "bot" | "system";
  text: string;
}

export interface PreviewOut {
  version: number;
  steps: Prepared[];
  refused: ErrorBody | null;
}

export interface PriorityStep {
  priority: number;
  do: "priority";
}

/** Why it was refused: a stable code, an English sentence, the field it is about, and parameters. */
export interface Problem {
  error: {
    code: string;
    message: string;
    field?: string | null;
    params?: Record<string, unknown>;
  };
}

export interface ProgressIn {
  channel: string;
  lang: "zh-CN" | "en";
  task: string;
  values?: Record<string, string>;
  visit?: string | null;
}

export interface Proposal {
  id: string;
  base: number;
  version: number;
  draft: ArticleDraft;
  restored: number | null;
  state: "waiting" | "approved" | "returned" | "withdrawn";
  by_id: string | null;
  by_name: string;
  at: string;
  note: string;
  judge_name: string;
  judged_at: string | null;
  answer: string;
}

export interface ProposalApproved {
  version: number;
}

export interface ProposalReturned {
  version: number;
  note: string;
}

export interface ProposalWithdrawn {
  version: number;
}

export interface ProviderChange {
  label: string;
  issuer: string;
  client_id: string;
  scopes?: string[];
  enabled?: boolean;
  passwords?: "everyone" | "managers" | "nobody";
  match_email?: boolean;
  create_users?: boolean;
  sign_out_there?: boolean;
  role_claim?: string;
  rules?: RuleBody[];
  client_secret?: string | null;
  version?: number;
}

export interface ProviderOut {
  label: string;
  issuer: string;
  client_id: string;
  scopes?: string[];
  enabled?: boolean;
  passwords?: "everyone" | "managers" | "nobody";
  match_email?: boolean;
  create_users?: boolean;
  sign_out_there?: boolean;
  role_claim?: string;
  rules?: RuleBody[];
  has_secret: boolean;
  version: number;
}

export interface Question {
  text: string;
  at: string;
  conversation_id: string | null;
}

export interface QueueCard {
  id: string;
  code: string;
  name_zh: string;
  name_en: string;
  open: boolean;
  waiting: number;
  longest_wait_since: string | null;
  service_level_seconds: number;
  kind: "green" | "fast" | "normal";
  codes_required: boolean;
}

export interface QueueChange {
  name_zh: string;
  name_en: string;
  kind: "green" | "fast" | "normal";
  hours_id: string | null;
  active: boolean;
  position: number;
  policy: Policy;
  version: number;
  note?: string;
}

export interface QueueIn {
  name_zh: string;
  name_en: string;
  kind: "green" | "fast" | "normal";
  hours_id: string | null;
  active: boolean;
  position: number;
  policy: Policy;
  code: string;
}

export interface QueueOut {
  id: string;
  code: string;
  name_zh: string;
  name_en: string;
  kind: "green" | "fast" | "normal";
  hours_id: string | null;
  active: boolean;
  position: number;
  policy: Policy;
  version: number;
  waiting: number;
  open: boolean;
  by_name: string;
  at: string | null;
  findings: Finding[];
}

export interface QueueTry {
  name_zh: string;
  name_en: string;
  kind: "green" | "fast" | "normal";
  hours_id: string | null;
  active: boolean;
  position: number;
  policy: Policy;
  recent?: number;
}

export interface QueuesOut {
  items: QueueOut[];
  skills: SkillChoice[];
  teams: Team[];
  hours: HoursChoice[];
}

export interface Quota {
  left: number;
  of: number;
  until: string;
}

export interface Quote {
  id: string;
  seq: number;
  author: Author;
  kind: "text" | "image" | "file" | "note" | "system";
  text: string;
}

export interface Raised {
  id: string;
  code: string;
  red: boolean;
  queue_id: string | null;
  agent_id: string | null;
  conversation_id: string | null;
  name: string;
  name_en: string;
  bound: number;
  worst: number;
  raised_at: string;
  over_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
}

export interface RaisedOut {
  items: Raised[];
  next: string | null;
}

export interface Range {
  mean: number;
  low: number;
  high: number;
}

export interface RangeIn {
  since: string;
  until: string;
}

export interface ReadIn {
  seq: number;
}

export interface ReadMarks {
  customer: number;
  delivered: number;
  agents: Record<string, number>;
}

export interface Reason {
  code: string;
  zh: string;
  en: string;
  bad?: boolean;
  queue?: string | null;
  parent?: string | null;
  retired?: boolean;
}

export interface ReasonList {
  version: string;
  items: Reason[];
  uses: Record<string, number>;
}

export interface ReasonLists {
  wrap_up: ReasonList;
  close: ReasonList;
  decline: ReasonList;
  breaks: BreakList;
}

export interface Reasons {
  presence: BreakReason[];
  close: Reason[];
  decline: Reason[];
  wrap_up: Reason[];
}

export interface ReasonsIn {
  version: string;
  items: Reason[];
}

export interface ReceiptIn {
  message_id: string;
  status: "delivered" | "read" | "failed";
  error?: string | null;
}

export interface RecoveryCodesOut {
  codes: string[];
}

export interface RehearsalFigures {
  dialogues: number;
  goals: number;
  alone: number;
  reached: number;
  needs: number;
  right: number;
  late: number;
  missing: number;
  wrong_queue: number;
  needless: number;
  statements: number;
  wrong: number;
  beside: number;
  pretended: number;
  turns: number;
}

export interface RehearsalIn {
  flow_id?: string | null;
  flow_version?: number | null;
}

export interface RehearsalOut {
  run: RehearsalRun;
  before: RehearsalRun | null;
  lost: string[];
  won: string[];
  parts: Record<string, RehearsalFigures>;
  topics: Record<string, RehearsalFigures>;
  results: RehearsalResult[];
}

export interface RehearsalResult {
  verdict: Verdict;
  played: Played | null;
}

export interface RehearsalRun {
  id: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  flow_id: string | null;
  flow_name: string;
  flow_version: number | null;
  done: number;
  total: number;
  figures: RehearsalFigures | null;
  passed: boolean | null;
  error: string;
  asked_by_name: string;
  asked_at: string;
  ended_at: string | null;
}

export interface RehearsalsOut {
  items: RehearsalRun[];
}

export interface RehearsedCall {
  operation: string;
  give: Record<string, unknown>;
  changes: boolean;
  status?: number;
  data?: Record<string, unknown>;
  error?: string;
}

export interface Reminder {
  id: string;
  conversation_id: string;
  text: string;
  due_at: string;
}

export interface ReminderIn {
  at: string;
  text?: string;
}

export interface RemindersOut {
  items: Reminder[];
}

export interface RenderIn {
  conversation_id: string;
  locale?: "zh-CN" | "en";
}

export interface RenderOut {
  text: string;
  missing: string[];
}

export interface ReplayIn {
  watcher?: string | null;
  until?: string | null;
}

export interface ReplayOut {
  replayed: number;
  failed: number;
  left: boolean;
  until: string;
}

export interface Replayed {
  contacts: number;
  since: string;
  until: string;
  off_by: number | null;
  actual: Spread;
  present: Spread;
  proposed: Spread;
  present_moved: number;
  proposed_moved: number;
  others: number;
  others_present: Spread;
  others_proposed: Spread;
  changed: Changed[];
}

export interface ReplyQuota {
  replies: number;
  hours: number;
}

export interface RequestOut {
  id: string;
  customer_id: string;
  kind: string;
  state: string;
  done: number;
  total: number;
  counts: Record<string, number>;
  error: string | null;
  asked_by_name: string;
  asked_at: string;
  ended_at: string | null;
  expires_at: string | null;
  url: string | null;
}

export interface RequestsOut {
  items: RequestOut[];
  next: string | null;
}

export interface RestoreIn {
  to: number;
  version: number;
}

export interface Retention {
  messages_days?: number | null;
  files_days?: number | null;
  audit_days?: number | null;
}

export interface RevealIn {
  identity_id: string;
}

export interface RevealOut {
  value: string;
}

export interface Ring {
  after_seconds: number;
  level_drop?: number;
  drop_skills?: string[];
  any_team?: boolean;
}

export interface RoleChange {
  name_zh: string;
  name_en: string;
  permissions: string[];
  about?: string;
  version: number;
}

export interface RoleIn {
  name_zh: string;
  name_en: string;
  permissions: string[];
  about?: string;
}

export interface RoleName {
  code: string;
  zh: string;
  en: string;
  given: boolean;
}

export interface RoleOut {
  code: string;
  shipped: boolean;
  name_zh: string;
  name_en: string;
  about: string;
  permissions: string[];
  people: number;
  yours: boolean;
  version: number;
}

export interface RolesOut {
  items: RoleOut[];
  groups: PermissionGroup[];
  needs: Record<string, string[]>;
}

export interface Room {
  id: string;
  title: string;
  source: "hand" | "gap" | "topic" | "conversation";
  source_id: string | null;
  sides: string[];
  asked_at: string;
  opened_at: string;
  opened_by: string;
  due_at: string;
  drafted_at: string | null;
  approved_at: string | null;
  published_at: string | null;
  published_by: string;
  archived_at: string | null;
  article_id: string | null;
  note_id: string | null;
  pinned_until: string | null;
  draft_version: number;
  version: number;
}

export interface RoomArchiveIn {
  archived: boolean;
}

export interface RoomChangeIn {
  version: number;
  title: string;
  sides: string[];
  due_at: string;
}

export interface RoomHereIn {
  writes?: "title" | "questions" | "body" | "note" | "";
}

export interface RoomHereOut {
  version: number;
  here: Here[];
  now: string;
}

export interface RoomIn {
  title: string;
  source?: "hand" | "gap" | "topic" | "conversation";
  source_id?: string | null;
  questions?: string[];
  asked_at?: string | null;
  sides?: string[] | null;
  due_at?: string | null;
}

export interface RoomLine {
  id: string;
  title: string;
  source: "hand" | "gap" | "topic" | "conversation";
  asked_at: string;
  opened_at: string;
  due_at: string;
  drafted_at: string | null;
  approved_at: string | null;
  published_at: string | null;
  archived_at: string | null;
  names: string[];
  members: number;
  waits_for: string[];
}

export interface RoomMemberIn {
  role: "owner" | "writer" | "approver";
  side?: string;
}

export interface RoomMessage {
  id: string;
  by_id: string;
  by_name: string;
  at: string;
  text: string;
  mentions: string[];
}

export interface RoomMessagesOut {
  items: RoomMessage[];
  next: string | null;
}

export interface RoomOut {
  room: Room;
  state: "open" | "published" | "archived";
  members: Member[];
  questions: Question[];
  parts: Text[];
  yeses: Yes[];
  messages: RoomMessage[];
  earlier: string | null;
  here: Here[];
  source_title: string | null;
}

export interface RoomPartIn {
  version: number;
  text: string;
}

export interface RoomPartsOut {
  items: Text[];
}

export interface RoomPinIn {
  hours: number;
}

export interface RoomPublishIn {
  draft_version: number;
  category: string;
  locale?: "zh-CN" | "en";
  pin_hours?: number;
}

export interface RoomRulesIn {
  version: number;
  sides: string[];
  minutes: number;
}

export interface RoomSayIn {
  text: string;
  mentions?: string[];
}

export interface RoomSpan {
  median: number | null;
  slowest: number | null;
}

export interface RoomTimes {
  published: number;
  in_time: number;
  opened: RoomSpan;
  drafted: RoomSpan;
  approved: RoomSpan;
  went_out: RoomSpan;
  whole: RoomSpan;
  weeks: RoomWeek[];
}

export interface RoomWeek {
  since: string;
  published: number;
  median: number | null;
  slowest: number | null;
}

export interface RoomYesIn {
  draft_version: number;
  yes: boolean;
}

export interface RoomsOut {
  items: RoomLine[];
  next: string | null;
  counts: Record<string, number>;
}

export interface Row {
  id: string;
  version: number;
  customer: RowCustomer;
  channel: string;
  channel_id: string;
  phase: "bot" | "queued" | "offered" | "with_agent" | "wrap_up" | "closed" | "snoozed";
  queue_id: string | null;
  agent: RowAgent | null;
  subject: string;
  preview: Preview | null;
  last_at: string;
  waiting_since: string | null;
  due_at: string | null;
  target_seconds: number | null;
  unread: number;
  last_seq: number;
  priority: number;
  fast: boolean;
  green: boolean;
  emotion: "calm" | "annoyed" | "angry";
  left_message: boolean;
  opened_at: string;
  queued_at: string | null;
  wrap_up_until: string | null;
  closed_at: string | null;
  survey_state: "none" | "asked" | "done";
  customer_read_seq: number;
  delivered_seq: number;
  agent_read_seq: number;
  locale: string;
  tags?: string[];
  snoozed_until?: string | null;
  turn_seconds?: number | null;
  quota?: Quota | null;
  joined?: RowAgent[];
  callback?: CallBack | null;
  held_until?: string | null;
}

export interface RowAgent {
  id: string;
  name: string;
}

export interface RowCustomer {
  id: string;
  name: string;
  tier: "regular" | "silver" | "gold" | "black";
  initials?: string;
}

export interface RowItem {
  row: number;
  name: string;
  what: "new" | "changed" | "same" | "wrong";
  id?: string | null;
  changed?: string[];
  field?: string | null;
  error?: string | null;
  message?: string | null;
}

export interface RowsOut {
  items: Row[];
  next: string | null;
  counts: Counts;
}

export interface RuleBody {
  value: string;
  role: string;
}

export interface RunIn {
  conversation_id: string;
  client_id: string;
  locale?: "zh-CN" | "en";
  version?: number | null;
}

export interface RunOut {
  row: Row;
  insert: string | null;
  missing: string[];
}

export interface Sample {
  n: number;
  least: number;
  low: number | null;
  high: number | null;
}

export interface SayStep {
  template_id?: string | null;
  text?: string;
  do: "say";
}

export interface SearchOut {
  customers: CustomerRow[];
  conversations: Found[];
  capped: boolean;
}

export interface SeatBody {
  team_id: string | null;
  capacity: number;
  skills: Record<string, number>;
}

export interface SecondFactorOut {
  since: string | null;
  recovery_left: number;
}

export interface SecretOut {
  id: string;
  secret: string;
}

export interface SecretUriOut {
  uri: string;
}

export interface Seen {
  name: string;
  color: string;
  logo_url: string | null;
  brand: Both;
  texts: Record<string, Both>;
}

export interface SelfcareCounts {
  visits: number;
  used: number;
  alone: number;
  searches: number;
  nothing: number;
  reads: number;
  helpful: number;
  unhelpful: number;
  progress: number;
}

export interface SelfcareFigures {
  days: number;
  figures: SelfcareCounts;
  gaps: SelfcareSearch[];
  searches: SelfcareSearch[];
  reads: HelpRead[];
}

export interface SelfcareIn {
  version: number;
  page: SelfcarePage;
}

export interface SelfcareOut {
  page: SelfcarePage;
  version: number;
  by_name: string;
  at: string | null;
  addresses: PageAddress[];
  categories: HelpCategory[];
  flows: HelpFlow[];
  hot: HotArticle[];
}

export interface SelfcarePage {
  on?: boolean;
  title_zh?: string;
  title_en?: string;
  intro_zh?: string;
  intro_en?: string;
  shelves?: SelfcareShelf[];
  hot?: string[];
  flows?: string[];
  listed?: boolean;
}

export interface SelfcareSearch {
  words: string;
  locale: string;
  asked: number;
  nothing: number;
  at: string;
}

export interface SelfcareShelf {
  name: string;
  en?: string;
}

export interface SenderIn {
  id: string;
  name?: string | null;
  phone?: string | null;
  email?: string | null;
  external?: string | null;
}

export interface SenderRef {
  id: string;
}

export interface SentAgain {
  replayed: number;
  left: number;
}

export interface Session {
  user: SessionUser;
  permissions: string[];
  tenant: SessionTenant;
  csrf: string;
  second_factor_due: boolean;
}

export interface SessionIn {
  channel: string;
  token?: string | null;
  identity?: string | null;
  locale?: "zh-CN" | "en" | null;
}

export interface SessionOut {
  token: string;
  expires_at: string;
  visitor: VisitorOut;
  config: Record<string, unknown>;
  conversation: ConvView | null;
  messages: Message[];
}

export interface SessionTenant {
  id: string;
  name: string;
  locale: string;
}

export interface SessionUser {
  id: string;
  name: string;
  email: string;
  role: string;
  role_zh: string;
  role_en: string;
}

export interface SessionsEnded {
  ended: number;
}

export interface SetupLinkOut {
  expires_at: string;
}

export interface SetupOut {
  second_factor: boolean;
  people: boolean;
  hours: boolean;
  queue: boolean;
  chat: boolean;
  latest: LatestChat | null;
  article: boolean;
  timezone: string;
  dismissed: boolean;
  listed: boolean;
}

export interface Shipment {
  company: string;
  no: string;
  status: string;
  eta?: string | null;
}

export interface ShownIn {
  published: boolean;
  version: number;
}

export interface SignIn {
  email: string;
  password: string;
  code?: string;
}

export interface SignInOptions {
  house: string | null;
  label: string | null;
  passwords: "everyone" | "managers" | "nobody";
}

export interface SignedOut {
  go_to: string | null;
}

export interface SingleSignOnOut {
  provider: ProviderOut | null;
  redirect_uri: string;
  sign_out_uri: string;
  sign_in_url: string;
  yours: boolean;
}

export interface Skill {
  code: string;
  name_zh: string;
  name_en: string;
}

export interface SkillChoice {
  code: string;
  name_zh: string;
  name_en: string;
  best: number;
}

export interface SkillLevel {
  code: string;
  level: number;
}

export interface SkillOut {
  code: string;
  zh: string;
  en: string;
}

export interface SlotOut {
  key: string;
  group: string;
  room: string;
  max_zh: number;
  max_en: number;
  variables: string[];
  most: number;
  shipped: Wording;
}

export interface SnoozeIn {
  until: string;
}

export interface SnoozeStep {
  minutes?: number | null;
  morning?: "tomorrow" | "monday" | null;
  do: "snooze";
}

export interface Source {
  id: string;
  title: string;
}

export interface Spread {
  answered: number;
  unserved: number;
  median: number | null;
  p90: number | null;
  within: number | null;
}

export interface StandingCallBack {
  conversation_id: string;
  customer_name: string;
  queue_id: string;
  callback: CallBack;
  held_until: string | null;
  agent_name: string | null;
}

export interface StatusOut {
  conversation: ConvView | null;
}

export interface SurgeOut {
  on: boolean;
  since: string | null;
  by_hand: boolean;
  ratio: number | null;
  arrivals: number | null;
  expected: number | null;
  lending: boolean;
  pool_teams: Team[];
  wrap_up_seconds: number | null;
  pinned: Named[];
  ai_first: boolean;
  message_minutes: number;
  callback_minutes: number;
  defer_minutes: number;
  deferred: number;
  hold: "on" | "off" | null;
  hold_until: string | null;
}

export interface SurgePolicy {
  version?: number;
  detect?: boolean;
  alpha?: number;
  least_arrivals?: number;
  windows_to_begin?: number;
  windows_to_end?: number;
  end_ratio?: number;
  share_above?: number;
  share_until?: number;
  pool_teams?: string[];
  wrap_up_seconds?: number | null;
  pinned?: string[];
  ai_first?: boolean;
  message_minutes?: number;
  callback_minutes?: number;
  defer?: boolean;
  defer_minutes?: number;
}

export interface SurgePreview {
  windows: number;
  known: number;
  surges: PastSurge[];
}

export interface SurgeRulesOut {
  policy: SurgePolicy;
  by_name?: string;
  at?: string | null;
  teams: Team[];
  pinned: Named[];
}

export interface Survey {
  scale?: "stars" | "faces" | "yes_no";
  question?: Both;
  reasons?: SurveyReason[];
  comment?: boolean;
  after_agent?: boolean;
  after_bot?: boolean;
  delay_minutes?: number;
  quiet_days?: number;
  open_hours?: number;
}

export interface SurveyChoice {
  code: string;
  zh: string;
  en: string;
  scores: number[];
}

export interface SurveyForecast {
  asked: number;
  not_asked: NotAsked[];
}

export interface SurveyForecastIn {
  conversations: string[];
}

export interface SurveyForm {
  scale: "stars" | "faces" | "yes_no";
  question: SurveyText;
  reasons: SurveyChoice[];
  comment: boolean;
}

export interface SurveyOut {
  score: number;
  reasons: SurveyReason[];
  comment: string;
  scale: "stars" | "faces" | "yes_no";
  question: Both;
}

export interface SurveyPlace {
  place: string;
  kind: "house" | "queue" | "channel";
  name_zh: string;
  name_en: string;
  survey: Survey | null;
  version: number;
  seen: Seen;
}

export interface SurveyPlaces {
  items: SurveyPlace[];
}

export interface SurveyReason {
  code: string;
  zh: string;
  en: string;
  scores: number[];
}

export interface SurveyRestoreIn {
  to: number;
  version: number;
}

export interface SurveyText {
  zh: string;
  en: string;
}

export interface SurveyVersionOut {
  version: number;
  survey: Survey | null;
  by_name: string;
  at: string;
  restored: number | null;
  changed: string[];
}

export interface SurveyVersionsOut {
  items: SurveyVersionOut[];
}

export interface Switch {
  on?: boolean;
  per_minute?: number;
}

export interface SynonymsChange {
  words: string[];
  version: number;
}

export interface SynonymsIn {
  words: string[];
}

export interface SynonymsOut {
  items: WordLine[];
  shipped: string[][];
  most: number;
}

export interface SystemIn {
  title: string;
  base_url: string;
  document_url: string;
  auth?: "none" | "bearer" | "header" | "basic";
  header?: string;
  secret?: string | null;
  rehearsal_path?: string;
}

export interface SystemNote {
  code: string;
  params?: Record<string, string | number>;
}

export interface SystemOut {
  code: string;
  title: string;
  base_url: string;
  document_url: string;
  auth: "none" | "bearer" | "header" | "basic";
  header: string;
  has_secret: boolean;
  loopback: boolean;
  operations: Operation[];
  version: number;
  read_at: string | null;
  rehearsal_path: string;
}

export interface SystemTryIn {
  operation: string;
  give?: Record<string, string | number | boolean | null>;
  changes?: boolean;
}

export interface SystemTryOut {
  status: number;
  data: Record<string, unknown>;
  error: string;
  milliseconds: number;
}

export interface SystemsOut {
  items: SystemOut[];
}

export interface TableIn {
  csv: string;
}

export interface TableOut {
  rows: TableRow[];
}

export interface TablePlan {
  heading: string[];
  columns: ("number" | "name" | "title" | "tier" | "phone" | "email" | "city" | "locale" | "tags" | "note" | null)[];
  sample: string[][];
  items: RowItem[];
  counts: Record<string, number>;
  problem: string | null;
  written: boolean;
}

export interface TableRow {
  line: number;
  day: string;
  kind: string;
  note: string;
  error: string | null;
}

export interface TagDraft {
  name: string;
  tone?: "" | "watch" | "risk" | "good";
  retired?: boolean;
}

export interface TagStep {
  add?: string[];
  remove?: string[];
  do: "tag";
}

export interface TagsChange {
  add?: string[];
  remove?: string[];
}

export interface TagsIn {
  tags: string[];
}

export interface TagsOut {
  items: string[];
  tones: Record<string, string>;
}

export interface TakeOver {
  agent_id: string;
}

export interface Team {
  id: string;
  code: string;
  name: string;
  name_en: string;
}

export interface TeamOut {
  id: string;
  name: string;
  name_en: string;
}

export interface TemplateIn {
  title: string;
  category: string;
  body: string;
  title_en?: string;
  category_en?: string;
  body_en?: string | null;
  shortcut?: string;
  scope?: "own" | "team" | "all";
  team_id?: string | null;
  version?: number | null;
}

export interface TemplateOut {
  id: string;
  code: string;
  category: string;
  title: string;
  shortcut: string;
  body: string;
  body_en: string | null;
  category_en: string;
  title_en: string;
}

export interface TemplatesOut {
  items: TemplateOut[];
}

export interface Temporary {
  kind: "state" | "skills";
  by_name: string;
  since: string;
  until: string | null;
  state?: "offline" | "ready" | "break" | null;
  reason?: string | null;
  skills?: Record<string, number>;
}

export interface Text {
  part: "title" | "questions" | "body" | "note";
  text: string;
  version: number;
  by_id: string | null;
  by_name: string;
  at: string | null;
}

export interface TextsIn {
  version: number;
  texts: Record<string, Wording>;
}

export interface TextsOut {
  slots: SlotOut[];
  places: TextsPlace[];
}

export interface TextsPlace {
  place: string;
  kind: "house" | "webchat" | "open";
  name: string;
  version: number;
  texts: Record<string, Wording>;
  seen: Seen;
}

export interface TextsRestoreIn {
  to: number;
  version: number;
}

export interface TextsVersionOut {
  version: number;
  texts: Record<string, Wording>;
  by_name: string;
  at: string;
  restored: number | null;
  changed: string[];
}

export interface TextsVersionsOut {
  items: TextsVersionOut[];
}

export interface ThemeIntent {
  id: string;
  name_zh: string;
  name_en: string;
}

export interface ThemeOut {
  id: string;
  name: string;
  named_by: string | null;
  words: string[];
  size: number;
  share: number;
  days: number[];
  growth: number;
  hot: boolean;
  new: boolean;
  examples: string[];
  like: ThemeIntent | null;
  merged: ThemeIntent | null;
  hidden: boolean;
  first_at: string;
  version: number;
}

export interface TokenIn {
  name: string;
}

export interface TokenOut {
  id: string;
  name: string;
  hint: string;
  created_at: string;
  revoked_at: string | null;
}

export interface TopicChange {
  version: number;
  name?: string | null;
  hidden?: boolean | null;
}

export interface TopicMerge {
  intent_id: string;
  version: number;
}

export interface TopicsOut {
  items: ThemeOut[];
  messages: number;
}

export interface TransferIn {
  note: string;
  queue_id?: string | null;
  agent_id?: string | null;
}

export interface TransferStep {
  queue_id: string;
  note: string;
  do: "transfer";
}

export interface TranslateIn {
  to: "zh-CN" | "en";
}

export interface TranslationOut {
  text: string;
  to: "zh-CN" | "en";
  model: string;
  at: string;
}

export interface Tried {
  question: string;
  article: Source | null;
}

export interface TriedCall {
  step: string;
  operation: string;
  give: Record<string, unknown>;
  changes: boolean;
  status: number;
  error: string;
  data: Record<string, unknown>;
}

export interface TriedIntent {
  intent: string;
  confidence: number;
}

export interface TriedSignIn {
  refused?: string;
  message?: string;
  subject?: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  claims?: string[];
  role_values?: string[];
  role?: string | null;
  how?: string;
  account?: string;
}

export interface TryOut {
  url: string;
}

export interface Unanswered {
  conversation_id: string;
  seq: number;
  at: string;
  text: string;
}

export interface UserChange {
  name: string;
  role: string;
  seat: SeatBody | null;
  version: number;
}

export interface UserOut {
  id: string;
  email: string;
  name: string;
  role: string;
  disabled: boolean;
  invited: boolean;
  second_factor: boolean;
  single_sign_on: boolean;
  link_until: string | null;
  signed_in_at: string | null;
  created_at: string;
  version: number;
  seat: SeatBody | null;
}

export interface UsersOut {
  items: UserOut[];
  next: string | null;
}

export interface Verdict {
  id: string;
  topic: string;
  mood: string;
  held_out: boolean;
  reached: boolean;
  alone: boolean;
  needs_person: boolean;
  handed: "" | "right" | "wrong_queue" | "late" | "missing" | "needless";
  turns: number;
  statements: number;
  beside?: boolean;
  wrong?: Wrong[];
  reasons?: ("not_told" | "not_done" | "wrong_done" | "needless_hand_over" | "no_hand_over" | "wrong_queue" | "late_hand_over" | "pretended" | "forbidden" | "ungrounded" | "no_leaving" | "gave_up" | "broke")[];
  missing?: string[];
}

export interface VersionOut {
  version: number;
  at: string;
  by_name: string;
  note: string;
  restored: number | null;
  changed: string[];
  queue: QueueIn;
}

export interface VersionsOut {
  items: VersionOut[];
}

export interface ViewChange {
  name?: string;
  filters?: Filters;
  shared?: boolean;
}

export interface ViewIn {
  name: string;
  filters: Filters;
  shared?: boolean;
}

export interface ViewOut {
  id: string;
  name: string;
  shared: boolean;
  mine: boolean;
  owner: string;
  filters: Filters;
  count: number | null;
}

export interface ViewsOut {
  items: ViewOut[];
}

export interface VisitIn {
  channel: string;
  visit: string;
  lang: "zh-CN" | "en";
  what: "came" | "searched" | "read" | "judged";
  q?: string;
  slug?: string;
  helpful?: boolean | null;
}

export interface VisitorOut {
  id: string;
  name: string | null;
  identified: boolean;
}

export interface Wait {
  position: number | null;
  low_minutes: number | null;
  high_minutes: number | null;
}

export interface WallNow {
  now: string;
  queues: LiveQueue[];
  agents: LiveAgents;
  today: Record<string, number | null>;
}

export interface WallOut {
  tenant: string;
  zone: string;
  today: string;
  kpis: KpiOut[];
  live: WallNow;
  hours: Board;
  people: Board;
}

export interface WebChatChange {
  name?: string | null;
  enabled?: boolean | null;
}

export interface WebChatIn {
  name: string;
}

export interface WebChatOut {
  id: string;
  name: string;
  key: string;
  enabled: boolean;
  look: channels_look_Look;
  version: number;
  logo_url: string | null;
  texts: Record<string, Both>;
}

export interface WebChatsOut {
  items: WebChatOut[];
}

export interface WhatIfAnswer {
  replications: number;
  whole: boolean;
  day_hours: number;
  opening_hour: number;
  classes: WhatIfClass[];
  variants: WhatIfRan[];
}

export interface WhatIfChange {
  name?: string | null;
  kept?: boolean | null;
}

export interface WhatIfClass {
  code: string;
  zh: string;
  en: string;
}

export interface WhatIfDraft {
  name: string;
  weeks?: number;
  weekdays?: number[];
  family?: string | null;
  load?: number;
  event?: WhatIfEvent | null;
  variants: WhatIfVariant[];
  replications?: number;
}

export interface WhatIfEntry {
  id: string;
  name: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  draft: WhatIfDraft;
  done: number;
  total: number;
  error: string | null;
  error_field: string | null;
  asked_by_name: string;
  asked_at: string;
  ended_at: string | null;
  expires_at: string | null;
}

export interface WhatIfEvent {
  code: string;
  at?: number;
}

export interface WhatIfFamily {
  code: string;
  zh: string;
  en: string;
  loads: number[];
  day_hours: number;
}

export interface WhatIfFigure {
  mean: number | null;
  half: number | null;
}

export interface WhatIfKnownEvent {
  code: string;
  zh: string;
  en: string;
  about_zh: string;
  about_en: string;
  hours: number;
  overall: number;
}

export interface WhatIfLibrary {
  families: WhatIfFamily[];
  events: WhatIfKnownEvent[];
}

export interface WhatIfMoment {
  start: number;
  queued: number | null;
  service_level: number | null;
  abandonment: number | null;
  mean_wait: number | null;
  occupancy: number | null;
  staff: number | null;
}

export interface WhatIfRan {
  name: string;
  figures: Record<string, WhatIfFigure>;
  by_class: Record<string, Record<string, WhatIfFigure>>;
  differences: Record<string, WhatIfFigure>;
  profile: WhatIfMoment[];
}

export interface WhatIfStudy {
  id: string;
  name: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  draft: WhatIfDraft;
  done: number;
  total: number;
  error: string | null;
  error_field: string | null;
  asked_by_name: string;
  asked_at: string;
  ended_at: string | null;
  expires_at: string | null;
  seen: HouseSeen | null;
  answer: WhatIfAnswer | null;
}

export interface WhatIfVariant {
  name: string;
  demand?: number;
  agents?: number;
  handling?: number;
  patience?: number;
  contains?: number | null;
  ring_seconds?: number | null;
  policy?: "production" | "longest_idle" | "priority" | "round_robin";
}

export interface WhatIfsOut {
  items: WhatIfEntry[];
  library: WhatIfLibrary;
  at_once: number;
  days: number;
}

export interface Whisper {
  id: string;
  conversation_id: string;
  seq: number;
  author_id: string;
  author_name: string;
  agent_id: string;
  text: string;
  client_id: string;
  at: string;
}

export interface WhisperIn {
  client_id: string;
  text: string;
}

export interface WhispersOut {
  items: Whisper[];
}

export interface WordLine {
  id: string;
  words: string[];
  version: number;
  by_name: string;
  updated_at: string;
}

export interface Wording {
  zh?: string[];
  en?: string[];
}

export interface Wrong {
  turn: number;
  what: string;
  why: "ungrounded" | "forbidden" | "pretended";
}

export interface Yes {
  side: string;
  draft_version: number;
  by_id: string;
  by_name: string;
  at: string;
}

export interface adapters_channels_open_schemas_Done {
  ok?: boolean;
}

export interface adapters_channels_open_schemas_MessageIn {
  external_id: string;
  sender: SenderIn;
  kind?: "text" | "image" | "file";
  text?: string;
  attachment_id?: string | null;
  sent_at?: string | null;
  locale?: string | null;
  context?: Record<string, unknown>;
}

export interface adapters_channels_open_schemas_MessagesOut {
  items: Message[];
  next: string | null;
}

export interface adapters_channels_webchat_schemas_ConversationOut {
  conversation: ConvView;
}

export interface adapters_channels_webchat_schemas_Done {
  ok?: boolean;
}

export interface adapters_channels_webchat_schemas_MessageIn {
  client_id: string;
  kind?: "text" | "image" | "file";
  text?: string;
  attachment_id?: string | null;
  quick?: boolean;
  page?: Page | null;
  help?: HelpTrail | null;
}

export interface adapters_channels_webchat_schemas_MessagesOut {
  conversation: ConvView | null;
  messages: Message[];
  more: boolean;
  recalled: Message[];
}

export interface app_api_demo_IdentityOut {
  identity: string;
}

export interface channels_look_Look {
  name: string;
  logo?: string | null;
  color?: string;
  corner?: "right" | "left";
  offset_x?: number;
  offset_y?: number;
  launcher?: Both;
  theme?: "auto" | "light" | "dark";
  languages?: ("zh-CN" | "en")[];
  questions?: BothLists;
  sites?: string[];
  hide_on_phone?: boolean;
}

export interface contracts_routing_Why {
  code: string;
  params?: Record<string, string | number>;
}

export interface flow_schemas_ConversationOut {
  id: string;
  version: number;
  customer: RowCustomer;
  channel: string;
  channel_id: string;
  phase: "bot" | "queued" | "offered" | "with_agent" | "wrap_up" | "closed" | "snoozed";
  queue_id: string | null;
  agent: RowAgent | null;
  subject: string;
  preview: Preview | null;
  last_at: string;
  waiting_since: string | null;
  due_at: string | null;
  target_seconds: number | null;
  unread: number;
  last_seq: number;
  priority: number;
  fast: boolean;
  green: boolean;
  emotion: "calm" | "annoyed" | "angry";
  left_message: boolean;
  opened_at: string;
  queued_at: string | null;
  wrap_up_until: string | null;
  closed_at: string | null;
  survey_state: "none" | "asked" | "done";
  customer_read_seq: number;
  delivered_seq: number;
  agent_read_seq: number;
  locale: string;
  tags?: string[];
  snoozed_until?: string | null;
  turn_seconds?: number | null;
  quota?: Quota | null;
  joined?: RowAgent[];
  callback?: CallBack | null;
  held_until?: string | null;
  customer_panel: CustomerOut;
  handover: Handover | null;
  survey: SurveyOut | null;
  close_reason: string | null;
  codes: string[];
  context: Record<string, unknown>;
}

export interface flow_schemas_Done {
  ok?: boolean;
}

export interface flow_schemas_IdentityOut {
  id: string;
  kind: string;
  value: string;
  verified: boolean;
}

export interface flow_schemas_MessageIn {
  client_id: string;
  kind?: "text" | "image" | "file" | "note";
  text?: string;
  attachment_id?: string | null;
  mentions?: string[];
  quote?: string | null;
}

export interface flow_schemas_MessagesOut {
  items: Message[];
  next: string | null;
  read: ReadMarks;
}

export interface knowledge_due_Look {
  at?: string | null;
  by_name?: string;
  due?: "ends" | "old" | null;
}

export interface modules_knowledge_model_Why {
  words?: string[];
  alike?: OtherWord[];
  meaning?: number | null;
}

export interface open_schemas_MessageOut {
  conversation_id: string;
  message_id: string;
  seq: number;
  duplicate: boolean;
}

export interface open_schemas_SurveyIn {
  sender: SenderRef;
  conversation_id: string;
  score: number;
  reasons?: string[];
  comment?: string;
}

export interface webchat_schemas_MessageOut {
  conversation_id: string;
  id: string;
  seq: number;
  prev: number;
  at: string;
  duplicate: boolean;
}

export interface webchat_schemas_SurveyIn {
  conversation_id: string;
  score: number;
  reasons?: string[];
  comment?: string;
}
