/** agent, supervisor, admin, knowledge, or the code of a role of the house's own */
export type Role = string;

export interface Session {
  user: { id: string; name: string; email: string; role: Role; role_zh: string; role_en: string };
  permissions: string[];
  tenant: { id: string; name: string; locale: string };
  csrf: string;
  /** the house asks for a second factor, and there is none yet: nothing else is open */
  second_factor_due: boolean;
}

export interface Reason {
  code: string;
  zh: string;
  en: string;
  /** code of the one queue it belongs to */
  queue?: string | null;
  /** code of the heading it stands under */
  parent?: string | null;
  /** known, and chosen no more */
  retired?: boolean;
}

export interface Presence {
  state: "offline" | "ready" | "break";
  reason: string | null;
  since: string;
  next: { state: Presence["state"]; reason: string | null } | null;
  misses: number;
  version: number;
  /** of a break: when it has lasted as long as it may */
  due_at?: string | null;
  /** the house put them on this break because nobody was there: the last sign of them */
  away_since?: string | null;
  /** the house signed them off because nobody was there for hours: the last sign of them */
  gone_since?: string | null;
}

export interface AgentCard {
  id: string;
  name: string;
  team_id: string | null;
  presence: Presence;
  load: number;
  capacity: number;
  /** whether a desk of this agent is open and reachable now */
  connected: boolean;
  skills: { code: string; level: number }[];
  temporary: Temporary[];
}

/** What a supervisor gave an agent: a state, until it is changed when `until` is null; or skills. */
export interface Temporary {
  kind: "state" | "skills";
  by_name: string;
  since: string;
  until: string | null;
  state: Presence["state"] | null;
  reason: string | null;
  skills: Record<string, number>;
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
  /** agents say what a conversation was about before they end it */
  codes_required: boolean;
}

export interface DeskSettings {
  offer_seconds: number;
  wrap_up_seconds: number;
  send_key: "enter" | "mod_enter";
  /** characters a message may have */
  max_text: number;
  max_upload_bytes: number;
  /** what customers know the house as */
  brand: string;
  /** there is a language model: messages may be asked for in another language */
  translates: boolean;
}

export interface Bootstrap {
  me: AgentCard | null;
  agents: AgentCard[];
  teams: { id: string; name: string; name_en: string }[];
  queues: QueueCard[];
  skills: Reason[];
  reasons: { presence: Reason[]; close: Reason[]; decline: Reason[]; wrap_up: Reason[] };
  settings: DeskSettings;
  now: string;
}

export interface Person {
  id: string;
  name: string;
}

/** Who looks at a conversation. */
export interface Viewer extends Person {
  supervisor: boolean;
}
