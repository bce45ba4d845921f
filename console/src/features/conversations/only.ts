// What leaves conversations out of a list beside its view. It lives in the address, so it can be kept and sent. Pure.
import type { ExportFilter, Row, SavedFilters, View } from "@/api/types";

export const VIEWS: View[] = ["mine", "waiting", "team", "snoozed", "all", "closed"];
export const CHANNELS = ["webchat", "open"];
export const TIERS: Row["customer"]["tier"][] = ["regular", "silver", "gold", "black"];
export const EMOTIONS: Row["emotion"][] = ["calm", "annoyed", "angry"];
const NAMES = ["queue", "agent", "channel", "tag", "tier", "emotion", "unanswered"] as const;

/** What is asked for, by name; what is not named does not matter. `unanswered` is "true" or absent. */
export type Only = Partial<Record<(typeof NAMES)[number], string>>;

export const anything: Only = {};

export function readOnly(search: URLSearchParams): Only {
  return Object.fromEntries(NAMES.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : []))) as Only;
}

/** The same text for the same filters. */
export function onlyText(only: Only): string {
  return new URLSearchParams(NAMES.flatMap((name) => (only[name] ? [[name, only[name]]] : []))).toString();
}

export function narrowed(only: Only): number {
  return NAMES.filter((name) => only[name]).length;
}

/** Whether a row is meant: the server's own rule, for rows that change while they are on the screen. */
export function fits(row: Row, only: Only): boolean {
  return (
    (!only.queue || row.queue_id === only.queue) &&
    (!only.agent || row.agent?.id === only.agent) &&
    (!only.channel || row.channel === only.channel) &&
    (!only.tag || row.tags.includes(only.tag)) &&
    (!only.tier || row.customer.tier === only.tier) &&
    (!only.emotion || row.emotion === only.emotion) &&
    (!only.unanswered || row.waiting_since !== null)
  );
}

/** Where the desk is: a view, what is left out of it, and the saved view it came from. */
export interface Place {
  view: View;
  only: Only;
  saved: string | null;
}

export function readPlace(search: URLSearchParams): Place {
  const asked = search.get("view");
  return {
    view: VIEWS.find((view) => view === asked) ?? "mine",
    only: readOnly(search),
    saved: search.get("saved"),
  };
}

/** The address of a place with a conversation open in it, or none. */
export function placeAddress({ view, only, saved }: Place, id: string | null): string {
  const narrow = onlyText(only);
  return `/desk${id ? `/${id}` : ""}?view=${view}${narrow && `&${narrow}`}${saved ? `&saved=${saved}` : ""}`;
}

export function onlyOf(filters: SavedFilters): Only {
  const { unanswered } = filters;
  const texts: Record<string, string | boolean | null> = { ...filters, unanswered: unanswered ? "true" : null };
  return Object.fromEntries(NAMES.flatMap((name) => (texts[name] ? [[name, texts[name]]] : []))) as Only;
}

export function filtersOf(view: View, only: Only): SavedFilters {
  const { unanswered, ...rest } = only;
  const empty = { queue: null, agent: null, channel: null, tag: null, tier: null, emotion: null };
  return { ...empty, ...rest, view, unanswered: unanswered === "true" } as SavedFilters;
}

/** What an export of the list takes: what the view shows now. */
export function exportOf({ view, only }: Place): Partial<ExportFilter> {
  const { unanswered, ...rest } = only;
  return { ...rest, ...(unanswered === "true" && { unanswered: true }), view, origin: "view" };
}
