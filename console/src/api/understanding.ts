// Intents: what customers write about, the examples they are learned from, and the versions of what was learned.
import { address, call } from "./http";
import type {
  ConversationIntent,
  ExamplesAdded,
  IntentExample,
  IntentExamplePage,
  IntentImport,
  IntentLine,
  IntentTried,
  IntentVersion,
  IntentVersionWhole,
  IntentsPage,
} from "./types";

const AT = "/intents";
const EXAMPLES = `${AT}/examples`;
const VERSIONS = `${AT}/versions`;

export interface IntentDraft {
  name_zh: string;
  name_en: string;
  about: string;
}

export interface ExampleQuery {
  intent_id: string | null;
  outside: boolean;
  kind: string;
  q: string;
}

export const intents = {
  list: (signal: AbortSignal | undefined) => call<IntentsPage>("GET", AT, { signal }),
  make: (body: IntentDraft) => call<IntentLine>("POST", AT, { body }),
  change: (id: string, body: IntentDraft & { archived: boolean; version: number }) =>
    call<IntentLine>("PUT", `${AT}/${id}`, { body }),
  drop: (id: string) => call<void>("DELETE", `${AT}/${id}`),
  examples: (query: ExampleQuery, cursor: string | null, signal: AbortSignal | undefined) =>
    call<IntentExamplePage>("GET", EXAMPLES, { query: { ...query, outside: query.outside || null, cursor }, signal }),
  add: (intent_id: string | null, texts: string[]) =>
    call<ExamplesAdded>("POST", EXAMPLES, { body: { intent_id, texts } }),
  changeExample: (id: string, body: { text?: string; held_out?: boolean }) =>
    call<IntentExample>("PATCH", `${EXAMPLES}/${id}`, { body }),
  move: (ids: string[], intent_id: string | null) =>
    call<{ count: number }>("POST", `${EXAMPLES}/move`, { body: { ids, intent_id } }),
  dropExamples: (ids: string[]) => call<{ count: number }>("POST", `${EXAMPLES}/delete`, { body: { ids } }),
  restore: (ids: string[]) => call<{ count: number }>("POST", `${EXAMPLES}/restore`, { body: { ids } }),
  takeIn: (text: string, apply: boolean) => call<IntentImport>("POST", `${AT}/import`, { body: { text, apply } }),
  file: () => address(`${AT}/export`),
  versions: (signal: AbortSignal | undefined) =>
    call<{ items: IntentVersion[]; models: number }>("GET", VERSIONS, { signal }),
  version: (id: string, against: string | null, signal: AbortSignal | undefined) =>
    call<IntentVersionWhole>("GET", `${VERSIONS}/${id}`, { query: { against }, signal }),
  train: () => call<IntentVersion>("POST", VERSIONS, { body: {} }),
  cancel: (id: string) => call<IntentVersion>("POST", `${VERSIONS}/${id}/cancel`, { body: {} }),
  publish: (id: string) => call<IntentVersion>("POST", `${VERSIONS}/${id}/publish`, { body: {} }),
  try: (text: string, version_id: string | null) =>
    call<IntentTried>("POST", `${AT}/try`, { body: { text, version_id } }),
  of: (conversation: string, signal: AbortSignal | undefined) =>
    call<ConversationIntent>("GET", `/conversations/${conversation}/intent`, { signal }),
  correct: (conversation: string, seq: number, intent_id: string | null) =>
    call<ConversationIntent>("PUT", `/conversations/${conversation}/intent`, { body: { seq, intent_id } }),
};
