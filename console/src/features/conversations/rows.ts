// Rows of the list and the views over them. Pure.
import type { Counts, Row, RowPage, View } from "@/api/types";
import { anything, fits, onlyText } from "./only";
import type { Only } from "./only";

/** Who is looking: decides what "mine" and "team" mean. */
export interface Who {
  id: string | null;
  team: ReadonlySet<string>;
}

export interface ListKey {
  view: View;
  q: string;
  /** what is left out; none: nothing */
  only?: Only;
}

/** What the server said about one view, and when (in ticks of this state). */
export interface Membership {
  versions: Record<string, number>;
  order: string[];
  next: string | null;
  tick: number;
}

export interface RowState {
  /** grows with every change, so that "newer than that snapshot" can be asked */
  tick: number;
  who: Who;
  rows: Record<string, Row>;
  touched: Record<string, number>;
  views: Record<string, Membership>;
  counts: Counts | null;
  /** the seq up to which this person has read, known before the server's row says so */
  readUpTo: Record<string, number>;
}

export const noRows: RowState = {
  tick: 0,
  who: { id: null, team: new Set() },
  rows: {},
  touched: {},
  views: {},
  counts: null,
  readUpTo: {},
};

export function keyOf(list: ListKey): string {
  return `${list.view}|${list.q}|${onlyText(list.only ?? anything)}`;
}

/** Takes a row when it is newer than the known one; an equal or older version changes nothing. */
export function putRow<S extends RowState>(state: S, row: Row): S {
  const known = state.rows[row.id];
  if (known !== undefined && known.version >= row.version) return state;
  const tick = state.tick + 1;
  return { ...state, tick, rows: { ...state.rows, [row.id]: row }, touched: { ...state.touched, [row.id]: tick } };
}

/**
 * Takes a page of a view. `asked` is the tick at which the request left: rows that changed since then are newer
 * than the page and keep the benefit of their own rule.
 */
export function putPage<S extends RowState>(state: S, list: ListKey, page: RowPage, asked: number, append: boolean): S {
  const key = keyOf(list);
  const before = append ? state.views[key] : undefined;
  const versions: Record<string, number> = { ...before?.versions };
  const order = before ? [...before.order] : [];
  const rows = { ...state.rows };
  for (const row of page.items) {
    const known = rows[row.id];
    if (known === undefined || known.version < row.version) rows[row.id] = row;
    if (versions[row.id] === undefined) order.push(row.id);
    versions[row.id] = row.version;
  }
  const membership: Membership = { versions, order, next: page.next, tick: before ? before.tick : asked };
  return { ...state, rows, views: { ...state.views, [key]: membership }, counts: page.counts };
}

function belongs(row: Row, view: View, who: Who): boolean {
  const served = row.phase === "with_agent" || row.phase === "wrap_up";
  switch (view) {
    case "mine":
      return served && row.agent !== null && row.agent.id === who.id;
    case "waiting":
      return (row.phase === "queued" || row.phase === "offered") && row.held_until === null;
    case "team":
      return served && row.agent !== null && who.team.has(row.agent.id);
    case "snoozed":
      return row.phase === "snoozed" && row.agent !== null && row.agent.id === who.id;
    case "all":
      return row.phase !== "closed";
    case "closed":
      return row.phase === "closed";
  }
}

/**
 * Whether a row shows in a view. The server's answer holds for the version it was given for; a row that has changed
 * since is judged by the view's rule; a row the server left out and that has not changed stays out.
 */
export function shows(state: RowState, list: ListKey, row: Row): boolean {
  const membership = state.views[keyOf(list)];
  if (membership === undefined) return false;
  if (membership.versions[row.id] === row.version) return true;
  if (list.q !== "") return membership.versions[row.id] !== undefined;
  const fresh = (state.touched[row.id] ?? 0) > membership.tick;
  return fresh && belongs(row, list.view, state.who) && fits(row, list.only ?? anything);
}

type Order = (a: Row, b: Row) => number;

const time = (at: string | null): number => (at === null ? 0 : Date.parse(at));
const byLatest: Order = (a, b) => time(b.last_at) - time(a.last_at) || (a.id < b.id ? -1 : 1);
const byClosing: Order = (a, b) => time(b.closed_at) - time(a.closed_at) || (a.id < b.id ? -1 : 1);

/** The queue's own order: green channel, fast lane, priority, then who came first. */
const byTurn: Order = (a, b) =>
  Number(b.green) - Number(a.green) ||
  Number(b.fast) - Number(a.fast) ||
  b.priority - a.priority ||
  time(a.queued_at) - time(b.queued_at) ||
  (a.id < b.id ? -1 : 1);

/** The longest unanswered customer first, then the latest word. */
export function byUrgency(a: Row, b: Row): number {
  if (a.waiting_since === null && b.waiting_since === null) return byLatest(a, b);
  if (a.waiting_since === null) return 1;
  if (b.waiting_since === null) return -1;
  return time(a.waiting_since) - time(b.waiting_since) || byLatest(a, b);
}

/** What comes back first. */
const byMoment: Order = (a, b) => time(a.snoozed_until) - time(b.snoozed_until) || (a.id < b.id ? -1 : 1);

/** The same orders in which the server turns its pages, so that a further page never pushes in above. */
const ORDERS: Record<View, Order> = {
  mine: byUrgency,
  team: byUrgency,
  waiting: byTurn,
  snoozed: byMoment,
  all: byLatest,
  closed: byClosing,
};

/** Ids of a view in the order of the screen. */
export function orderOf(state: RowState, list: ListKey): string[] {
  const membership = state.views[keyOf(list)];
  if (membership === undefined) return [];
  if (list.q !== "") return membership.order.filter((id) => state.rows[id] !== undefined);
  const rows = Object.values(state.rows).filter((row) => shows(state, list, row));
  return rows.sort(ORDERS[list.view]).map((row) => row.id);
}

/** Unread for me: what the owner has not read, if that is me, and nothing once I have read as far as it goes. */
export function unreadOf(state: RowState, row: Row): number {
  if (row.agent === null || row.agent.id !== state.who.id) return 0;
  return (state.readUpTo[row.id] ?? -1) >= row.last_seq ? 0 : row.unread;
}

export function markRead<S extends RowState>(state: S, id: string, seq: number): S {
  if ((state.readUpTo[id] ?? -1) >= seq) return state;
  return { ...state, readUpTo: { ...state.readUpTo, [id]: seq } };
}
