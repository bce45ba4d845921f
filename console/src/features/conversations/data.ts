import { conversations as api } from "@/api/client";
import type { Frame, Message, Row } from "@/api/types";
import { createStore, serverNow, useStore } from "@/design";
import { people, teamOf } from "@/features/people";
import { live } from "@/live";
import { keyOf } from "./rows";
import type { ListKey } from "./rows";
import { act, apply, initial } from "./state";
import type { Act, State } from "./state";
import { gapAfter } from "./threads";

const PAGE = 50;
/** A hole larger than this is not filled message by message: the thread starts again from its end. */
const LONGEST_GAP = 300;
const FLUSH_MS = 40;

export interface Loading {
  loading: boolean;
  error: unknown;
}

export const store = createStore<State>(initial);
/** loading and errors of lists and threads, by key */
export const loads = createStore<Record<string, Loading>>({});

export function dispatch(action: Act): void {
  store.update((state) => act(state, action));
}

export function useConversations<S>(select: (state: State) => S): S {
  return useStore(store, select);
}

export function useLoading(key: string): Loading | undefined {
  return useStore(loads, (all) => all[key]);
}

const running = new Map<string, Promise<void>>();

/** Runs one load per key at a time; a second call waits for the first and runs again, so that it sees later news. */
function once(key: string, run: () => Promise<void>): Promise<void> {
  const before = running.get(key) ?? Promise.resolve();
  const mine = before.then(async () => {
    loads.update((all) => ({ ...all, [key]: { loading: true, error: null } }));
    try {
      await run();
      loads.update((all) => ({ ...all, [key]: { loading: false, error: null } }));
    } catch (error) {
      loads.update((all) => ({ ...all, [key]: { loading: false, error } }));
    } finally {
      if (running.get(key) === mine) running.delete(key);
    }
  });
  running.set(key, mine);
  return mine;
}

// --- lists

const shown = new Map<string, ListKey>();

async function fetchPage(list: ListKey, cursor: string | null): Promise<void> {
  const asked = store.get().tick;
  const page = await api.list({ view: list.view, limit: PAGE, ...(list.q ? { q: list.q } : {}), ...(cursor ? { cursor } : {}) });
  dispatch({ t: "page", list, page, asked, append: cursor !== null });
}

export function loadList(list: ListKey): Promise<void> {
  const key = keyOf(list);
  return once(key, async () => {
    const had = store.get().views[key]?.order.length ?? 0;
    await fetchPage(list, null);
    // Whoever had scrolled down keeps what was loaded.
    for (let next = store.get().views[key]; next !== undefined && next.next !== null && next.order.length < had; next = store.get().views[key]) {
      await fetchPage(list, next.next);
    }
  });
}

export function loadMore(list: ListKey): Promise<void> {
  const key = keyOf(list);
  return once(key, async () => {
    const next = store.get().views[key]?.next ?? null;
    if (next !== null) await fetchPage(list, next);
  });
}

/** Keeps a list fresh while it is on the screen. */
export function showList(list: ListKey): () => void {
  const key = keyOf(list);
  shown.set(key, list);
  void loadList(list);
  return () => shown.delete(key);
}

let countsDue: ReturnType<typeof setTimeout> | null = null;
const COUNTS_EVERY_MS = 4_000;

/** Counts of views are the server's: when rows have moved between views they are asked again, not more often than this. */
function askCounts(): void {
  if (shown.size === 0) return;
  countsDue ??= setTimeout(() => {
    countsDue = null;
    // A lost answer is no harm: the next move asks again.
    api.list({ view: "mine", limit: 1 }).then(
      (page) => dispatch({ t: "counts", counts: page.counts }),
      () => undefined,
    );
  }, COUNTS_EVERY_MS);
}

// --- threads

const open = new Set<string>();
const latest: string[] = [];
const KEPT_THREADS = 12;

function watch(): void {
  live.watch([...open]);
}

function remember(id: string): void {
  const index = latest.indexOf(id);
  if (index >= 0) latest.splice(index, 1);
  latest.push(id);
  const old = latest.find((item) => !open.has(item));
  if (latest.length <= KEPT_THREADS || old === undefined) return;
  latest.splice(latest.indexOf(old), 1);
  dispatch({ t: "forget", id: old });
}

function lastSeq(id: string): number {
  return store.get().threads[id]?.messages.at(-1)?.seq ?? 0;
}

/** Fetches the end of a thread, with the newest deliveries and reads, and then whatever is missing before it. */
export function loadTail(id: string): Promise<void> {
  return once(`thread:${id}`, async () => {
    const had = lastSeq(id);
    const page = await api.messages(id, { limit: PAGE });
    const first = page.messages[0]?.seq ?? 0;
    if (had > 0 && first - had > LONGEST_GAP) dispatch({ t: "forget", id });
    dispatch({ t: "messages", id, page, asked: {} });
    await fillGaps(id);
  });
}

async function fillGaps(id: string): Promise<void> {
  for (let round = 0; round < LONGEST_GAP / PAGE + 1; round += 1) {
    const thread = store.get().threads[id];
    const after = thread === undefined ? null : gapAfter(thread);
    if (after === null) return;
    const page = await api.messages(id, { after, limit: PAGE });
    dispatch({ t: "messages", id, page, asked: { after } });
  }
}

export function loadOlder(id: string): Promise<void> {
  return once(`older:${id}`, async () => {
    const thread = store.get().threads[id];
    const before = thread?.messages[0]?.seq;
    if (thread === undefined || before === undefined || !thread.older) return;
    const page = await api.messages(id, { before, limit: PAGE });
    dispatch({ t: "messages", id, page, asked: { before } });
  });
}

/** Opens a thread: its frames are watched from now on and its end is fetched. */
export function openThread(id: string): () => void {
  open.add(id);
  dispatch({ t: "open", id });
  remember(id);
  watch();
  void loadTail(id);
  return () => {
    open.delete(id);
    watch();
  };
}

let readDue: ReturnType<typeof setTimeout> | null = null;

/** I have seen everything up to `seq`. */
export function readThread(id: string, seq: number): void {
  if ((store.get().readUpTo[id] ?? -1) >= seq) return;
  dispatch({ t: "read_by_me", id, seq });
  if (readDue !== null) clearTimeout(readDue);
  // A lost "read" is harmless: the next one carries a higher seq.
  readDue = setTimeout(() => void api.read(id, seq).catch(() => undefined), 250);
}

export async function retryDelivery(message: Message): Promise<void> {
  dispatch({ t: "retried", message: await api.retry(message.conversation_id, message.id) });
}

// --- frames

let queue: Frame[] = [];
let flushing: ReturnType<typeof setTimeout> | null = null;

function movesBetweenViews(frame: Frame): boolean {
  if (frame.t !== "row") return false;
  const known = store.get().rows[frame.row.id];
  return known === undefined || known.phase !== frame.row.phase || known.agent?.id !== frame.row.agent?.id;
}

function flush(): void {
  flushing = null;
  const frames = queue;
  queue = [];
  const now = serverNow();
  if (frames.some(movesBetweenViews)) askCounts();
  store.update((state) => frames.reduce((next, frame) => apply(next, frame, now), state));
  for (const id of open) {
    const thread = store.get().threads[id];
    if (thread !== undefined && gapAfter(thread) !== null && !running.has(`thread:${id}`)) void once(`thread:${id}`, () => fillGaps(id));
  }
}

function take(frame: Frame): void {
  queue.push(frame);
  flushing ??= setTimeout(flush, FLUSH_MS);
}

function fresh(): void {
  for (const list of shown.values()) void loadList(list);
  for (const id of open) void loadTail(id);
}

export function startConversations(): () => void {
  const tellWho = (): void => {
    const state = people.get();
    const { who } = store.get();
    const team = teamOf(state);
    if (who.id !== state.meId || who.team.size !== team.size || [...team].some((id) => !who.team.has(id))) dispatch({ t: "who", who: { id: state.meId, team } });
  };
  tellWho();
  const stops = [people.subscribe(tellWho), live.onFrame(take), live.onFresh(fresh)];
  return () => {
    stops.forEach((stop) => stop());
    store.set(initial);
    loads.set({});
  };
}

/** A row that an action answered with: taken at once, like a frame. */
export function takeRow(row: Row): Row {
  const frame: Frame = { t: "row", row };
  if (movesBetweenViews(frame)) askCounts();
  dispatch({ t: "row", row });
  return row;
}
