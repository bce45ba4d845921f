// The shapes of the console's HTTP and socket contract. Times are RFC 3339 UTC strings, ids UUID strings.

export type AuthorKind = "customer" | "agent" | "bot" | "system";
export type MessageKind = "text" | "image" | "file" | "note" | "system";
export type Channel = "webchat" | "open";
export type Delivery = "accepted" | "sent" | "delivered" | "read" | "failed";
export type Phase = "bot" | "queued" | "offered" | "with_agent" | "wrap_up" | "closed" | "snoozed";
export type Tier = "regular" | "silver" | "gold" | "black";
export type View = "mine" | "waiting" | "team" | "all" | "closed";
export type Role = "agent" | "supervisor" | "admin" | "knowledge";
export type Params = Record<string, string | number>;

export interface Attachment {
  id: string;
  name: string;
  /** bytes */
  size: number;
  content_type: string;
  width: number | null;
  height: number | null;
  url: string;
}

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  /** seq of the previous message of the same audience, 0 for the first */
  prev: number;
  author: { kind: AuthorKind; id: string | null; name: string };
  kind: MessageKind;
  text: string;
  format: "plain" | "markdown";
  attachment: Attachment | null;
  sources: { id: string; title: string }[];
  suggestions: string[];
  system: { code: string; params: Params } | null;
  client_id: string | null;
  channel: Channel | null;
  delivery: Delivery | null;
  at: string;
}

export interface Session {
  user: { id: string; name: string; email: string; role: Role };
  permissions: string[];
  tenant: { id: string; name: string; locale: string };
  csrf: string;
}

export interface Reason {
  code: string;
  zh: string;
  en: string;
}

export interface Presence {
  state: "offline" | "ready" | "break";
  reason: string | null;
  since: string;
  next: { state: Presence["state"]; reason: string | null } | null;
  misses: number;
  version: number;
}

export interface AgentCard {
  id: string;
  name: string;
  team_id: string | null;
  presence: Presence;
  load: number;
  capacity: number;
  skills: { code: string; level: number }[];
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
  kind: "normal" | "fast" | "green";
}

export interface Bootstrap {
  me: AgentCard | null;
  agents: AgentCard[];
  teams: { id: string; name: string }[];
  queues: QueueCard[];
  skills: Reason[];
  reasons: { presence: Reason[]; close: Reason[]; decline: Reason[]; wrap_up: Reason[] };
  settings: { offer_seconds: number; wrap_up_seconds: number; send_key: "enter" | "mod_enter" };
  now: string;
}

export interface Row {
  id: string;
  version: number;
  customer: { id: string; name: string; tier: Tier; initials: string };
  channel: Channel;
  phase: Phase;
  queue_id: string | null;
  agent: { id: string; name: string } | null;
  subject: string;
  preview: { kind: MessageKind; author: AuthorKind; text: string };
  last_at: string;
  /** oldest customer message nobody has answered */
  waiting_since: string | null;
  due_at: string | null;
  target_seconds: number | null;
  /** for the person signed in */
  unread: number;
  last_seq: number;
  priority: number;
  fast: boolean;
  green: boolean;
  emotion: "calm" | "annoyed" | "angry";
  left_message: boolean;
  opened_at: string;
  wrap_up_until: string | null;
  closed_at: string | null;
}

export interface Counts {
  mine: number;
  waiting: number;
  team: number;
  all: number;
}

export interface RowPage {
  items: Row[];
  next: string | null;
  counts: Counts;
}

export interface Handover {
  summary: string;
  tried: { question: string; article: { id: string; title: string } | null }[];
  need: string;
  emotion: string;
  reason: "requested" | "low_confidence" | "anger" | "closed_hours" | "policy" | "transfer" | "handback";
  note: string | null;
  by: string | null;
  at: string;
}

export interface Detail extends Row {
  customer_panel: Customer;
  handover: Handover | null;
  survey: { score: number; reasons: string[]; comment: string | null } | null;
  close_reason: string | null;
  codes: string[];
}

export interface Reads {
  customer: number;
  agents: Record<string, number>;
}

export interface MessagePage {
  messages: Message[];
  more: boolean;
  read: Reads;
}

export interface Offer {
  id: string;
  conversation: Row;
  expires_at: string;
  offered_at: string;
  seconds: number;
  why: { code: string; params: Params }[];
}

export type IdentityKind = "phone" | "email" | "visitor" | "openid" | "order" | "device" | "external";

export interface Shipment {
  company: string;
  no: string;
  status: string;
  eta: string | null;
}

export interface Order {
  no: string;
  at: string;
  status: string;
  amount: string;
  items: { name: string; qty: number; price: string }[];
  shipment: Shipment | null;
}

export interface Customer {
  id: string;
  name: string;
  title: string;
  tier: Tier;
  city: string | null;
  tags: string[];
  note: string;
  identities: { kind: IdentityKind; value: string; verified: boolean }[];
  orders: Order[];
  devices: { model: string; name: string; serial: string; installed_on: string; warranty_until: string }[];
  conversations: {
    id: string;
    channel: string;
    opened_at: string;
    closed_at: string | null;
    phase: Phase;
    agent_name: string | null;
    subject: string;
    score: number | null;
  }[];
  open_matters: { kind: "conversation" | "order" | "message"; ref: string; title: string; since: string }[];
  merges: { id: string; from_name: string; at: string; by: string; undone: boolean }[];
  version: number;
}

export interface CustomerRow {
  id: string;
  name: string;
  tier: Tier;
  city?: string | null;
  identities?: { kind: IdentityKind; value: string }[];
}

export interface Template {
  id: string;
  code: string;
  category: string;
  title: string;
  shortcut: string;
  body: string;
  body_en: string;
}

export interface ParkedEvent {
  id: string;
  watcher: string;
  event_type: string;
  event_id: string;
  attempts: number;
  error: string;
  at: string;
}

export interface OpenChannel {
  id: string;
  name: string;
  url: string;
  events: string[];
  created_at: string;
  tokens: OpenToken[];
}

export interface OpenToken {
  id: string;
  name: string;
  prefix: string;
  created_at: string;
  last_used_at: string | null;
}

export interface WebhookDelivery {
  id: string;
  channel_id: string;
  conversation_id: string | null;
  type: string;
  status: "pending" | "sent" | "failed";
  attempts: number;
  http_status: number | null;
  error: string | null;
  at: string;
  next_at: string | null;
}

export interface Person {
  id: string;
  name: string;
}

export type Frame =
  | { t: "welcome"; now: string; me: AgentCard | null; offers: Offer[] }
  | { t: "row"; row: Row }
  | { t: "message"; message: Message }
  | { t: "read"; conversation_id: string; who: { kind: AuthorKind; id: string | null }; seq: number }
  | { t: "delivery"; conversation_id: string; message_id: string; delivery: Delivery }
  | { t: "typing"; conversation_id: string; who: { kind: AuthorKind; id: string | null; name: string }; on: boolean }
  | { t: "viewers"; conversation_id: string; agents: Person[] }
  | { t: "agent"; agent: AgentCard }
  | { t: "queue"; queue: QueueCard }
  | { t: "offer"; offer: Offer }
  | { t: "offer_ended"; offer_id: string; how: "accepted" | "declined" | "timed_out" | "withdrawn" }
  | { t: "resync" }
  | { t: "pong" }
  | { t: "bye"; code: string };
