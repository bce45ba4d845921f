// Lists: fetched by page, kept fresh while shown.
import { conversations as api } from "@/api/client";
import { keyOf } from "./rows";
import type { ListKey } from "./rows";
import { live } from "@/live";
import { dispatch, once, store } from "./store";

const PAGE = 50;

export const shown = new Map<string, { list: ListKey; by: number }>();

async function fetchPage(list: ListKey, cursor: string | null): Promise<void> {
  const asked = store.get().tick;
  const page = await api.list({
    view: list.view,
    limit: PAGE,
    ...list.only,
    ...(list.q ? { q: list.q } : {}),
    ...(cursor ? { cursor } : {}),
  });
  dispatch({ t: "page", list, page, asked, append: cursor !== null });
}

export function loadList(list: ListKey): Promise<void> {
  const key = keyOf(list);
  return once(key, async () => {
    const had = store.get().views[key]?.order.length ?? 0;
    await fetchPage(list, null);
    // Whoever had scrolled down keeps what was loaded.
    for (
      let next = store.get().views[key];
      next !== undefined && next.next !== null && next.order.length < had;
      next = store.get().views[key]
    ) {
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

/** My own rows and those that wait come by themselves, the others' only while a list shows them. */
function tellWide(): void {
  live.lists(
    [...shown.values()].some(({ list }) => list.q !== "" || (list.view !== "mine" && list.view !== "waiting")),
  );
}

/** Keeps a list fresh while it is on the screen. */
export function showList(list: ListKey): () => void {
  const key = keyOf(list);
  const by = (shown.get(key)?.by ?? 0) + 1;
  shown.set(key, { list, by });
  tellWide();
  if (by === 1 || store.get().views[key] === undefined) void loadList(list);
  return () => {
    const left = (shown.get(key)?.by ?? 1) - 1;
    if (left === 0) shown.delete(key);
    else shown.set(key, { list, by: left });
    tellWide();
  };
}

let countsDue: ReturnType<typeof setTimeout> | null = null;
let countsAsked = 0;
const COUNTS_SOON_MS = 300;
const COUNTS_EVERY_MS = 4_000;

/** Counts of views are the server's: when rows have moved between views they are asked again soon, but not often. */
export function askCounts(): void {
  if (shown.size === 0) return;
  const due = Math.max(COUNTS_SOON_MS, countsAsked + COUNTS_EVERY_MS - Date.now());
  countsDue ??= setTimeout(() => {
    countsDue = null;
    countsAsked = Date.now();
    // A lost answer is no harm: the next move asks again.
    api.list({ view: "mine", limit: 1 }).then(
      (page) => dispatch({ t: "counts", counts: page.counts }),
      () => undefined,
    );
  }, due);
}
