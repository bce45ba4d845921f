// What the board is asked, kept in the address of the page. Pure.
import type { BoardQuery, By } from "@/api/types";

export const RANGES = ["today", "yesterday", "7", "30", "90"] as const;
export type Range = (typeof RANGES)[number];
export const BYS: readonly By[] = ["hour", "day", "queue", "channel", "team", "agent"];
const FILTERS = ["queue", "channel", "team", "agent"] as const;
const MOST_DAYS_BY_HOUR = 31;

export interface Choice {
  /** null: days chosen by hand */
  range: Range | null;
  from: string;
  to: string;
  by: By;
  queue: string | null;
  channel: string | null;
  team: string | null;
  agent: string | null;
  /** the figure that is drawn */
  kpi: string | null;
}

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days a range has, both ends included. */
export function daysOf(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS) + 1;
}

function isDay(text: string | null): text is string {
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

export function spanOf(range: Range, today: string): { from: string; to: string } {
  if (range === "today") return { from: today, to: today };
  if (range === "yesterday") return { from: addDays(today, -1), to: addDays(today, -1) };
  return { from: addDays(today, 1 - Number(range)), to: today };
}

/** People's figures are kept by day and tell no queues or channels apart; hours are kept for a month at once. */
export function allowed(choice: Choice, own: boolean): Choice {
  const ofPeople =
    own || choice.by === "team" || choice.by === "agent" || choice.team !== null || choice.agent !== null;
  let by: By = choice.by;
  if (own) by = "day";
  else if (ofPeople && !["day", "team", "agent"].includes(by)) by = "day";
  else if (by === "hour" && daysOf(choice.from, choice.to) > MOST_DAYS_BY_HOUR) by = "day";
  return {
    ...choice,
    by,
    queue: ofPeople ? null : choice.queue,
    channel: ofPeople ? null : choice.channel,
    team: own ? null : choice.team,
    agent: own ? null : choice.agent,
  };
}

/** What the address says; what it does not say or says wrongly is as a newcomer sees it. `own`: they see only their own figures. */
export function read(search: URLSearchParams, today: string, own: boolean): Choice {
  const named = RANGES.find((range) => range === search.get("range"));
  const [from, to] = [search.get("from"), search.get("to")];
  const byHand = isDay(from) && isDay(to) && from <= to && daysOf(from, to) <= 366;
  const range = named ?? (byHand ? null : "7");
  const span = range === null ? { from: from!, to: to! } : spanOf(range, today);
  const fallback: By = span.from === span.to ? "hour" : "day";
  const [queue = null, channel = null, team = null, agent = null] = FILTERS.map((name) => search.get(name) || null);
  const by = BYS.find((one) => one === search.get("by")) ?? fallback;
  return allowed({ range, ...span, by, queue, channel, team, agent, kpi: search.get("kpi") }, own);
}

export function write(choice: Choice, page = "/insight"): string {
  const search = new URLSearchParams();
  if (choice.range === null) {
    search.set("from", choice.from);
    search.set("to", choice.to);
  } else search.set("range", choice.range);
  search.set("by", choice.by);
  for (const name of [...FILTERS, "kpi"] as const) {
    const value = choice[name];
    if (value !== null) search.set(name, value);
  }
  return `${page}?${search.toString()}`;
}

export function asked(choice: Choice, by: By = choice.by): BoardQuery {
  const query: BoardQuery = { from: choice.from, to: choice.to, by };
  for (const name of FILTERS) {
    const value = choice[name];
    if (value !== null) query[name] = value;
  }
  return query;
}

/** Choosing a person or a team leaves the filters it cannot be joined with, and the other way round. */
export function filtered(choice: Choice, name: (typeof FILTERS)[number], value: string | null): Choice {
  const next = { ...choice, [name]: value };
  if (value === null) return next;
  if (name === "queue" || name === "channel") {
    const by = next.by === "team" || next.by === "agent" ? "day" : next.by;
    return { ...next, by, team: null, agent: null };
  }
  return { ...next, queue: null, channel: null };
}

export function grouped(choice: Choice, by: By): Choice {
  if (by === "team" || by === "agent") return { ...choice, by, queue: null, channel: null };
  if (by === "day") return { ...choice, by };
  return { ...choice, by, team: null, agent: null };
}

/** The bot is nobody's team and no agent: by these ways its figures are told apart. */
export const BYS_OF_BOT: readonly By[] = ["hour", "day", "channel", "queue"];

export function ofBot(choice: Choice): Choice {
  const by = BYS_OF_BOT.includes(choice.by) ? choice.by : "day";
  return { ...choice, by, team: null, agent: null };
}
