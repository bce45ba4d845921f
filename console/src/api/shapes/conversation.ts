import type { AnsweredSurvey } from "./survey";
import type { Customer } from "./customer";
import type { AuthorKind, MessageKind, Params } from "./message";

export type Phase = "bot" | "queued" | "offered" | "with_agent" | "wrap_up" | "closed" | "snoozed";

export type Tier = "regular" | "silver" | "gold" | "black";

export type View = "mine" | "waiting" | "team" | "snoozed" | "all" | "closed";

export interface Row {
  id: string;
  version: number;
  customer: { id: string; name: string; tier: Tier; initials: string };
  channel: string;
  phase: Phase;
  queue_id: string | null;
  agent: { id: string; name: string } | null;
  subject: string;
  preview: { kind: MessageKind; author: AuthorKind; text: string } | null;
  last_at: string;
  /** oldest customer message nobody has answered */
  waiting_since: string | null;
  due_at: string | null;
  target_seconds: number | null;
  /** for the owner */
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
  /** what it is about, in the team's own words */
  tags: string[];
  /** put aside until then; null unless it is */
  snoozed_until: string | null;
  /** so soon does its channel want each turn answered; null: it does not ask */
  turn_seconds: number | null;
  /** replies its channel still takes, and until when; null: as many as one likes */
  quota: { left: number; of: number; until: string } | null;
  /** supervisors who speak with the customer beside the agent */
  joined: { id: string; name: string }[];
  /** what its customer was promised instead of waiting */
  callback: CallBack | null;
  /** nobody is offered it before */
  held_until: string | null;
}

export interface CallBack {
  id: string;
  way: "phone" | "chat";
  /** in their turn, by `ends_at` at the latest; else between the two */
  kept_place: boolean;
  starts_at: string;
  ends_at: string;
  tries: number;
  /** by an agent, the first time */
  taken_at: string | null;
}

export interface CallBackOf {
  callback: CallBack | null;
  /** masked */
  phone: string | null;
  tries_of: number;
}

/** Of the last 24 hours; `kept`: an agent took it by the end of what was promised. */
export interface CallBacks {
  since: string;
  counted: {
    asked: number;
    kept: number;
    broken: number;
    open: number;
    withdrawn: number;
    reached: number;
    unreached: number;
  };
  items: {
    conversation_id: string;
    customer_name: string;
    queue_id: string;
    callback: CallBack;
    held_until: string | null;
    agent_name: string | null;
  }[];
}

export interface Counts {
  mine: number;
  waiting: number;
  team: number;
  /** mine that are put aside */
  snoozed: number;
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
  survey: AnsweredSurvey | null;
  close_reason: string | null;
  codes: string[];
  /** what the channel said of the visit: page, order, version of the app */
  context: Record<string, unknown>;
}

export interface Offer {
  id: string;
  conversation: Row;
  expires_at: string;
  offered_at: string;
  seconds: number;
  why: { code: string; params: Params }[];
}
