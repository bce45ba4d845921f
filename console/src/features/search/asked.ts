// What is asked lives in the address: it can be kept, sent to a colleague and gone back to. Pure.
import type { SearchQuery } from "@/api/client";
import type { View } from "@/api/types";

export const VIEWS: View[] = ["mine", "waiting", "team", "snoozed", "all", "closed"];

export interface Asked {
  q: string;
  view: View | null;
  queue: string | null;
  agent: string | null;
  channel: string | null;
  tag: string | null;
  /** days, "2026-07-01", both included */
  from: string | null;
  to: string | null;
}

export const nothing: Asked = {
  q: "",
  view: null,
  queue: null,
  agent: null,
  channel: null,
  tag: null,
  from: null,
  to: null,
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function day(text: string | null): string | null {
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

export function readAsked(search: URLSearchParams): Asked {
  const view = search.get("view");
  return {
    q: search.get("q") ?? "",
    view: VIEWS.find((item) => item === view) ?? null,
    queue: search.get("queue"),
    agent: search.get("agent"),
    channel: search.get("channel"),
    tag: search.get("tag"),
    from: day(search.get("from")),
    to: day(search.get("to")),
  };
}

export function addressOf(asked: Asked): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(asked)) if (value) search.set(key, String(value));
  const text = search.toString();
  return `/search${text ? `?${text}` : ""}`;
}

export function filtered(asked: Asked): boolean {
  return addressOf({ ...asked, q: "" }) !== "/search";
}

/** Midnight of a day where the browser is, `later` days on. */
function midnight(text: string, later = 0): string {
  const [year, month, date] = text.split("-").map(Number) as [number, number, number];
  return new Date(year, month - 1, date + later).toISOString();
}

export function queryOf(asked: Asked): SearchQuery {
  const { q, view, queue, agent, channel, tag, from, to } = asked;
  return {
    q: q.slice(0, 100),
    ...(view ? { view } : {}),
    ...(queue ? { queue } : {}),
    ...(agent ? { agent } : {}),
    ...(channel ? { channel } : {}),
    ...(tag ? { tag } : {}),
    ...(from ? { since: midnight(from) } : {}),
    ...(to ? { before: midnight(to, 1) } : {}),
  };
}
