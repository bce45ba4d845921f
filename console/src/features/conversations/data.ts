// The live frames of the desk, and when to fetch snapshots again. The one place that other files of this feature load from.
import type { Frame, Row } from "@/api/types";
import { serverNow } from "@/design";
import { people, teamOf } from "@/features/people";
import { live } from "@/live";
import { askCounts, loadList, showList, shown } from "./lists";
import { fillGaps, loadTail, open } from "./opened";
import { apply, initial } from "./state";
import { dispatch, loads, once, running, store } from "./store";
import { gapAfter } from "./threads";

export { loadList, loadMore, showList } from "./lists";
export { loadOlder, loadTail, openThread, readThread, recallMessage, retryDelivery, sendWhisper } from "./opened";
export { dispatch, store, useConversations, useLoading } from "./store";

const FLUSH_MS = 40;

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
    if (thread !== undefined && gapAfter(thread) !== null && !running.has(`thread:${id}`))
      void once(`thread:${id}`, () => fillGaps(id));
  }
}

function take(frame: Frame): void {
  queue.push(frame);
  flushing ??= setTimeout(flush, FLUSH_MS);
}

function fresh(): void {
  for (const { list } of shown.values()) void loadList(list);
  for (const id of open) void loadTail(id);
}

/** `userId`: who is signed in. Not everybody who looks in is an agent with a card of their own. */
export function startConversations(userId: string): () => void {
  const tellWho = (): void => {
    const state = people.get();
    const { who } = store.get();
    const team = teamOf(state);
    if (who.id !== userId || who.team.size !== team.size || [...team].some((id) => !who.team.has(id)))
      dispatch({ t: "who", who: { id: userId, team } });
  };
  tellWho();
  // My own conversations are always known, whatever the list shows: presence and the palette speak of them.
  const stops = [showList({ view: "mine", q: "" }), people.subscribe(tellWho), live.onFrame(take), live.onFresh(fresh)];
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
