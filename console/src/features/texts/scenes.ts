// The moment of a talk at which each text is seen, for the preview.
import type { TextSlot } from "@/api/types";
import { filled } from "./texts";

interface Line {
  code?: string;
  params?: Record<string, string>;
  text?: string;
}

export interface Scene {
  lines: Line[];
  view: object;
  refuse?: string;
}

/** `open`: false: nobody is at the desk, and until when if that is known. `survey`: it ends with that. */
export interface Seen {
  hours: { open: boolean; opens_at: string | null };
  scene?: Scene;
  survey?: boolean;
}

/** Names to try a text out with, in the words of whoever looks. */
export interface Names {
  agent: string;
  colleague: string;
  queue: string;
  article: string;
  brand: string;
}

const OPEN = { open: true, opens_at: null };
const WAIT = { position: 4, low_minutes: 2, high_minutes: 5 };
const UNKNOWN = { position: null, low_minutes: null, high_minutes: null };
const WAITS: Record<string, object> = { wait_next: { ...WAIT, position: 1 }, wait_plain: UNKNOWN };
/** Those that say when the desk opens again, and those that are seen when nobody knows. */
const LEFT = ["left_message", "left_until"];
const NEVER = ["away", "left_message"];

function tomorrow(now: number): string {
  const day = new Date(now + 864e5);
  day.setHours(9, 0, 0, 0);
  return day.toISOString();
}

const closed = (key: string, now: number): Seen => ({
  hours: { open: false, opens_at: NEVER.includes(key) ? null : tomorrow(now) },
  ...(LEFT.includes(key) && { scene: { lines: [{ code: "left_message" }], view: { phase: "queued", agent: null } } }),
});

function waiting(key: string): Seen {
  const view = { phase: key === "wait_offered" ? "offered" : "queued", agent: null, wait: WAITS[key] ?? WAIT };
  return { hours: OPEN, scene: { lines: [{ code: "human_requested" }, { code: "queued" }], view } };
}

/** What was promised instead of waiting: an hour from now, and for half an hour. */
function calledBack(key: string, now: number): Seen {
  const [starts_at, ends_at] = [60, 90].map((minutes) => new Date(now + minutes * 60_000).toISOString());
  const [, kind, chosen] = key.split("_");
  const way = chosen ?? "phone";
  const over = kind === "withdrawn" || kind === "unreached";
  const code = over ? key : kind === "window" ? "callback_window" : "callback_kept";
  const callback = over ? null : { way, kept_place: code === "callback_kept", starts_at, ends_at };
  const line: Line = { code, params: { way, start: starts_at ?? "", end: ends_at ?? "" } };
  const wait = over ? WAIT : null;
  return {
    hours: OPEN,
    scene: { lines: [{ code: "queued" }, line], view: { phase: "queued", agent: null, wait, callback } },
  };
}

function talking(key: string, names: Names): Seen {
  const lines: Line[] = [{ code: "queued" }, { code: "agent_joined", params: { name: names.agent } }];
  if (key.startsWith("supervisor")) lines.push({ code: "supervisor_joined", params: { name: names.colleague } });
  if (key === "supervisor_left") lines.push({ code: key, params: { name: names.colleague } });
  if (key === "transferred") lines.push({ code: key, params: { name: names.colleague } });
  if (key === "transferred_queue") lines.push({ code: "transferred", params: { queue: names.queue } });
  if (key === "back_to_bot") return { hours: OPEN, scene: { lines: [...lines, { code: key }], view: {} } };
  const agent = { name: key === "transferred" ? names.colleague : names.agent, kind: "agent" };
  return {
    hours: OPEN,
    scene: { lines, view: { phase: key === "head_snoozed" ? "snoozed" : "with_agent", agent } },
  };
}

function ended(key: string): Seen {
  const scene = { lines: [{ code: "closed" }, { code: "survey_sent" }], view: {}, refuse: key };
  return { hours: OPEN, survey: true, ...(key === "survey_over" && { scene }) };
}

/** Where a text is seen. `wordings`: what the bot says, in the language shown. */
export function sceneOf(slot: TextSlot, wordings: string[], names: Names, now: number): Seen {
  const { key, group } = slot;
  if (group === "bot") {
    const values = { "brand.name": names.brand, "article.title": names.article };
    return { hours: OPEN, scene: { lines: wordings.map((text) => ({ text: filled(text, values) })), view: {} } };
  }
  if (group === "refused") return { hours: OPEN, scene: { lines: [], view: {}, refuse: key } };
  if (group === "callback" || key === "head_callback") return calledBack(key, now);
  if (group === "away" || key === "head_off") return closed(key, now);
  if (group === "waiting" || key === "head_wait") return waiting(key);
  if (group === "end" || key === "head_closed") return ended(key);
  if (group === "talk" || key === "head_agent" || key === "head_snoozed") return talking(key, names);
  return { hours: OPEN };
}
