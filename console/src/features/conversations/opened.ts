// Open threads: watched, fetched both ways, gaps filled, read.
import { conversations as api } from "@/api/client";
import type { Message } from "@/api/types";
import { live } from "@/live";
import { dispatch, once, store } from "./store";
import { gapAfter } from "./threads";

const PAGE = 50;
/** A hole larger than this is not filled message by message: the thread starts again from its end. */
const LONGEST_GAP = 300;

export const open = new Set<string>();
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
    const first = page.items[0]?.seq ?? 0;
    if (had > 0 && first - had > LONGEST_GAP) dispatch({ t: "forget", id });
    dispatch({ t: "messages", id, page, asked: {} });
    const heard = api.whispers(id);
    await fillGaps(id);
    dispatch({ t: "whispers", id, whispers: (await heard).items });
  });
}

/** Tells the agent something that nobody else sees; the same `client_id` again is the same whisper. */
export async function sendWhisper(id: string, client_id: string, text: string): Promise<void> {
  dispatch({ t: "whispers", id, whispers: [await api.whisper(id, { client_id, text })] });
}

export async function fillGaps(id: string): Promise<void> {
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
  const { rows, readUpTo, who } = store.get();
  // Only the owner's reading counts; a supervisor looking in does not tell the customer that they were read.
  if (rows[id]?.agent?.id !== who.id || (readUpTo[id] ?? -1) >= seq) return;
  dispatch({ t: "read_by_me", id, seq });
  if (readDue !== null) clearTimeout(readDue);
  // A lost "read" is harmless: the next one carries a higher seq.
  readDue = setTimeout(() => void api.read(id, seq).catch(() => undefined), 250);
}

/** Takes back what I said a moment ago. */
export async function recallMessage(message: Message): Promise<void> {
  dispatch({ t: "message", message: await api.recall(message.conversation_id, message.id) });
}

/** Shown as a new attempt at once; a refusal puts the failure back. */
export async function retryDelivery(message: Message): Promise<void> {
  dispatch({ t: "retried", message: { ...message, delivery: "accepted" } });
  try {
    await api.retry(message.conversation_id, message.id);
  } catch (error) {
    dispatch({ t: "retried", message });
    throw error;
  }
}
