import type { Tier } from "./conversation";

export interface Ring {
  after_seconds: number;
  level_drop: number;
  drop_skills: string[];
  any_team: boolean;
}

export interface Policy {
  version: number;
  skills: Record<string, number>;
  /** nobody must have them; each counts up to its level */
  preferred_skills: Record<string, number>;
  teams: string[];
  locale_skills: Record<string, string>;
  priority: number;
  service_level_seconds: number;
  fast_seconds: number;
  left_message_seconds: number;
  offer_seconds: number;
  max_misses: number;
  cooldown_seconds: number;
  relax: Ring[];
  overflow: { after_seconds: number; to_queue: string } | null;
  tier_weight: Record<string, number>;
  fast_lane_for_tiers: Tier[];
  last_agent_seconds: number;
  promote_seconds: number;
  /** forgone to keep an agent free for calls */
  spare_levels: number;
  /** what an agent's hour without a pause costs */
  rested_levels: number;
  /** null: the house's own */
  wrap_up_seconds: number | null;
  codes_required: boolean;
  announce: "both" | "position" | "wait" | "nothing";
  /** who is to wait longer is offered a call-back; 0: at most in a surge */
  callback_minutes: number;
  callback_window_minutes: number;
  callback_places: number;
  callback_days: number;
  callback_retry_minutes: number;
  callback_tries: number;
  /** its contacts may be held back in a surge */
  can_wait: boolean;
}

export interface QueueBody {
  name_zh: string;
  name_en: string;
  kind: "normal" | "fast" | "green";
  hours_id: string | null;
  active: boolean;
  position: number;
  policy: Policy;
}

/** What of a queue's rules can never come true; `grave`: nobody could ever answer there. */
export interface Finding {
  code: string;
  field: string;
  params: Record<string, string | number>;
  grave: boolean;
}

/** A queue as it is administered. */
export interface QueueRules extends QueueBody {
  id: string;
  code: string;
  version: number;
  waiting: number;
  open: boolean;
  /** who changed it last; empty: nobody by hand */
  by_name: string;
  at: string | null;
  findings: Finding[];
}

export interface Queues {
  items: QueueRules[];
  /** `best`: the highest level anybody has */
  skills: { code: string; name_zh: string; name_en: string; best: number }[];
  teams: { id: string; code: string; name: string; name_en: string }[];
  hours: { id: string; code: string; name_zh: string; name_en: string }[];
}

export interface QueueVersion {
  version: number;
  at: string;
  by_name: string;
  note: string;
  restored: number | null;
  changed: string[];
  queue: QueueBody & { code: string };
}

/** What whoever joins a queue now would be told, in seconds and minutes, and how right it was of the last waits. */
export interface Outlook {
  queue_id: string;
  place: number;
  median: number | null;
  far: number | null;
  low_minutes: number | null;
  high_minutes: number | null;
  coverage: {
    told: number;
    silent: number;
    median: number | null;
    far: number | null;
    announced: number | null;
  };
}

export interface Outcome {
  what: "offer" | "overflow" | "unservable" | "waits";
  agent: string | null;
  to_queue: string | null;
  place: number | null;
}

export interface Spread {
  answered: number;
  unserved: number;
  median: number | null;
  p90: number | null;
  within: number | null;
}

export interface QueuePreview {
  waiting: number;
  differs: number;
  line: { conversation_id: string; name: string; waited: number; present: Outcome; proposed: Outcome }[];
  replayed: {
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
    changed: {
      conversation_id: string;
      came: string;
      actual: number | null;
      present: number | null;
      proposed: number | null;
    }[];
  } | null;
  agents: Record<string, string>;
  findings: Finding[];
}
