/** The shapes spoken with the server under /webchat/v1: JSON, times RFC 3339 UTC, ids UUID strings. */

export type AuthorKind = "customer" | "agent" | "bot" | "system";
export type MessageKind = "text" | "image" | "file" | "note" | "system";
export type SendKind = "text" | "image" | "file";
export type Phase = "bot" | "queued" | "offered" | "with_agent" | "wrap_up" | "closed" | "snoozed";
export type Params = Record<string, string | number>;

export interface Attachment {
  id: string;
  name: string;
  /** bytes */
  size: number;
  content_type: string;
  width: number | null;
  height: number | null;
  /** signed, expires after an hour, relative to the server's origin */
  url: string;
}

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  /** seq of the message before it that this audience may see; 0 for the first */
  prev: number;
  author: { kind: AuthorKind; id: string | null; name: string };
  kind: MessageKind;
  text: string;
  format: "plain" | "markdown";
  attachment: Attachment | null;
  /** what its words name: pictures of an article */
  files?: Attachment[];
  sources: { id: string; title: string }[];
  suggestions: string[];
  system: { code: string; params: Params } | null;
  client_id: string | null;
  /** what it answers to; empty text: that was taken back */
  quote?: { author: { kind: AuthorKind; name: string }; kind: MessageKind; text: string } | null;
  /** taken back by who wrote it: nothing of it is left */
  recalled?: boolean;
  at: string;
}

export interface Wait {
  /** place in the queue, 1 is next; null when not known */
  position: number | null;
  low_minutes: number | null;
  high_minutes: number | null;
}

export interface ConvView {
  id: string;
  phase: Phase;
  agent: { name: string; kind: "agent" | "bot" } | null;
  wait: Wait | null;
  closed: boolean;
  survey: "none" | "asked" | "done";
  last_seq: number;
  read_by_agent_seq: number;
  can_leave_message: boolean;
  /** a call-back is offered instead of waiting */
  can_be_called?: boolean;
  /** what was promised instead; null: nothing */
  callback?: CallBack | null;
}

export type CallWay = "phone" | "chat";

export interface CallBack {
  way: CallWay;
  /** in one's turn, by `ends_at` at the latest; else between the two */
  kept_place: boolean;
  starts_at: string;
  ends_at: string;
}

/** What may be chosen; `phone`: the number that is known, masked. */
export interface CallTimes {
  kept_until: string | null;
  windows: { starts_at: string; ends_at: string }[];
  phone: string | null;
}

export interface Both {
  zh: string;
  en: string;
}

export interface SurveyReason extends Both {
  code: string;
  /** the answers it is offered for */
  scores: number[];
}

/** What is asked when it is over. A score is 1 to 5; for `yes_no` yes is 5 and no is 1. */
export interface SurveyForm {
  scale: "stars" | "faces" | "yes_no";
  question: Both;
  reasons: SurveyReason[];
  /** whether own words are taken */
  comment: boolean;
}

/** How the chat stands on the page. */
export interface Look {
  corner: "right" | "left";
  /** pixels between the button and the window's edges */
  x: number;
  y: number;
  /** words beside the button's sign; may be empty */
  launcher: Both;
  theme: "auto" | "light" | "dark";
  /** the first is used where the visitor's own is not offered */
  languages: ("zh-CN" | "en")[];
  hide_on_phone: boolean;
}

export interface WidgetConfig {
  look?: Look;
  brand: { name: string; color: string; logo_url: string | null };
  /** what the house says in its own name, by key, with variables such as {{agent.name}} */
  texts: Record<string, Both>;
  quick_questions: { zh: string[]; en: string[] };
  hours: { open: boolean; opens_at: string | null };
  upload: { max_bytes: number; types: string[] };
  /** as long as the conversation itself could not be asked for its own */
  survey: SurveyForm;
  max_text: number;
}

export interface Session {
  token: string;
  expires_at: string;
  visitor: { id: string; name: string | null; identified: boolean };
  config: WidgetConfig;
  conversation: ConvView | null;
  messages: Message[];
}

/** One conversation that came before the current one. */
export interface Past {
  id: string;
  opened_at: string | null;
  messages: Message[];
}

export interface Who {
  kind: AuthorKind;
  name: string;
}

/** What the server says about a stored message. */
export interface Ack {
  conversation_id: string;
  id: string;
  seq: number;
  prev: number;
  at: string;
}

/** An error as the server words it; shown by `errors.<code>`, else by `message`. */
export interface Failure {
  code: string;
  params?: Params;
  message?: string;
  /** true when trying the same again may work */
  retry: boolean;
  /** HTTP status, 0 when there was no answer */
  status: number;
  /** seconds the server asks us to wait */
  after?: number;
}

export interface Contact {
  name?: string;
  phone?: string;
  email?: string;
}
