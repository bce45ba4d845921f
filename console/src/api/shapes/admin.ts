import type { Delivery } from "./message";

export interface Template {
  id: string;
  code: string;
  category: string;
  category_en: string;
  title: string;
  title_en: string;
  shortcut: string;
  body: string;
  body_en: string | null;
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

export interface ParkedPage {
  items: ParkedEvent[];
  next: string | null;
  /** with the first page only */
  sources: { watcher: string; count: number }[];
}

export interface ParkedReplayed {
  replayed: number;
  failed: number;
  left: boolean;
  until: string;
}

export interface OpenToken {
  id: string;
  name: string;
  /** its last four characters */
  hint: string;
  created_at: string;
  revoked_at: string | null;
}

export interface OpenChannel {
  id: string;
  name: string;
  enabled: boolean;
  /** null: the channel is polled, nothing is sent to it */
  url: string | null;
  events: string[];
  /** each turn is to be answered so soon; null: the house's own promise */
  turn_seconds: number | null;
  /** replies taken after a customer's message; null: as many as one likes */
  quota: { replies: number; hours: number } | null;
  tokens: OpenToken[];
  /** deliveries on their way, and given up */
  waiting: number;
  failed: number;
}

export interface WebhookDelivery {
  id: string;
  channel_id: string;
  conversation_id: string;
  seq: number;
  event: string;
  status: Delivery;
  attempts: number;
  next_at: string | null;
  last_error: string | null;
  last_status: number | null;
  created_at: string;
  updated_at: string;
}

/** One call of a webhook. */
export interface WebhookAttempt {
  id: string;
  delivery_id: string;
  /** null: a ping */
  conversation_id: string | null;
  event: string;
  /** 1 for the first try of a delivery */
  number: number;
  at: string;
  /** open: nobody wrote how it ended */
  outcome: "ok" | "failed" | "open";
  milliseconds: number | null;
  status: number | null;
  error: string | null;
  /** the first bytes of what came back */
  answer: string;
  next_at: string | null;
  /** how far the delivery has come by now; null: a ping */
  delivery: Delivery | null;
}

/** What came back from a test call to a webhook address. */
export interface Ping {
  ok: boolean;
  status: number | null;
  error: string | null;
  milliseconds: number;
  answer: string;
  /** the headers that were sent, and what they sign, byte by byte */
  signed: Record<string, string>;
  body: string;
}

/** Where an account is signed in. */
export interface OpenSession {
  /** names it; opens nothing */
  id: string;
  /** what the browser calls itself */
  agent: string;
  address: string;
  created_at: string;
  /** exact to a minute */
  seen_at: string;
  expires_at: string;
  /** the one that asks */
  current: boolean;
}

export interface SecondFactor {
  /** null: none is in force */
  since: string | null;
  recovery_left: number;
}
