export type LearningMode = "off" | "observe" | "steer";

/** What is expected of an agent in a queue: the share resolved, with its 95 % interval. `count`: outcomes, older ones less. */
export interface LearnedCell {
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

/** What outcomes have taught the router, and how far it may go by that. Shares are between 0 and 1. */
export interface Learning {
  version: number;
  mode: LearningMode;
  explore: number;
  hold_out: number;
  learned: number;
  learned_until: string | null;
  verdict: "too_few" | "no_overlap" | "not_shown" | "fit";
  judged: number;
  overlap: number;
  gain: { mean: number; low: number; high: number } | null;
  steers_since: string | null;
  stopped: string | null;
  cells: LearnedCell[];
}
