export interface IntentLine {
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

export interface IntentFigures {
  n: number;
  accuracy: number | null;
  ece: number | null;
  kept: number | null;
  false_alarms: number | null;
  outside: number;
  outside_recall: number | null;
}

export type IntentVersionState = "waiting" | "running" | "failed" | "cancelled" | "draft" | "published" | "retired";

export interface IntentVersion {
  id: string;
  number: number;
  state: IntentVersionState;
  step: string;
  done: number;
  total: number;
  error: string | null;
  asked_by_name: string;
  asked_at: string;
  trained_at: string | null;
  published_at: string | null;
  published_by_name: string | null;
  examples: number;
  intents: number;
  seconds: number | null;
  kept: boolean;
  figures: IntentFigures | null;
}

export interface IntentsPage {
  items: IntentLine[];
  outside: number;
  outside_held_out: number;
  outside_recent: number;
  examples: number;
  most_examples: number;
  published: IntentVersion | null;
  training: IntentVersion | null;
  changed: number;
}

export type ExampleOrigin = "written" | "corrected" | "imported";

export interface IntentExample {
  id: string;
  intent_id: string | null;
  text: string;
  origin: ExampleOrigin;
  held_out: boolean;
  by_name: string;
  at: string;
  from_conversation: boolean;
}

export interface IntentExamplePage {
  items: IntentExample[];
  next: string | null;
}

export interface ExampleRefused {
  line: number;
  text: string;
  why: "known" | "other_intent" | "empty_text" | "too_long";
  intent_id: string | null;
}

export interface ExamplesAdded {
  added: number;
  held_out: number;
  masked: number;
  refused: ExampleRefused[];
}

export interface IntentQuality {
  intent: string;
  n: number;
  told: number;
  precision: number | null;
  recall: number | null;
}

export interface IntentConfusion {
  wanted: string | null;
  said: string | null;
  count: number;
  texts: string[];
}

export interface IntentDifference {
  text: string;
  wanted: string | null;
  before: string | null;
  after: string | null;
}

export interface IntentsCompared {
  number: number | null;
  before: IntentFigures;
  after: IntentFigures;
  better: IntentDifference[];
  worse: IntentDifference[];
  p: number;
}

export interface IntentVersionWhole {
  version: IntentVersion;
  by_intent: IntentQuality[];
  confusions: IntentConfusion[];
  compared: IntentsCompared | null;
}

export type Sureness = "sure" | "likely" | "unsure";

export interface IntentTried {
  number: number;
  in_scope: boolean;
  sureness: Sureness;
  top: { intent: string; confidence: number }[];
  near: { text: string; intent: string | null; likeness: number }[];
  masked: string;
  milliseconds: number;
}

export interface IntentImportProblem {
  row: number;
  column: number;
  name: string;
  code: string;
  text: string;
  intent: string | null;
}

export interface IntentImport {
  rows: number;
  added: number;
  known: number;
  masked: number;
  made: string[];
  problems: IntentImportProblem[];
  wrong: number;
  applied: boolean;
}

export interface IntentChoice {
  id: string;
  code: string;
  name_zh: string;
  name_en: string;
  about: string;
}

/** What a conversation is about, as far as it was understood. */
export interface ConversationIntent {
  seq: number | null;
  text: string;
  intent: IntentChoice | null;
  understood: boolean;
  confidence: number | null;
  sureness: Sureness | null;
  runner_up: IntentChoice | null;
  number: number | null;
  corrected_by_name: string | null;
  corrected_at: string | null;
  choices: IntentChoice[];
}
