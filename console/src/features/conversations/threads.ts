// Messages of one conversation: by seq, without repeats, gaps found by `prev`, delivery only forward. Pure.
import type { AuthorKind, Delivery, Frame, Message, MessagePage, Reads, Viewer, Whisper } from "@/api/types";
import type { SendBody } from "@/api/client";

export interface Typing {
  kind: AuthorKind;
  id: string | null;
  name: string;
  /** milliseconds of the server's clock after which the sign fades by itself */
  until: number;
}

/** A message of mine that the server has not confirmed yet. */
export interface Pending {
  client_id: string;
  body: SendBody;
  /** what to draw while it waits: the local picture or the file's name */
  local: { name: string; url: string | null; width: number | null; height: number | null } | null;
  state: "sending" | "failed";
  /** code of the refusal */
  error: string | null;
  at: string;
}

export interface Thread {
  messages: Message[];
  older: boolean;
  loaded: boolean;
  /** seqs named by a `prev` that the server does not show us: not gaps */
  absent: number[];
  read: Reads;
  typing: Typing[];
  viewers: Viewer[];
  /** what supervisors said to the agent alone, oldest first */
  whispers: Whisper[];
  /** deliveries that arrived before their message, by message id */
  early: Record<string, Delivery>;
  pending: Pending[];
}

export const noThread: Thread = {
  messages: [],
  older: false,
  loaded: false,
  absent: [],
  read: { customer: 0, agents: {} },
  typing: [],
  viewers: [],
  whispers: [],
  early: {},
  pending: [],
};

const TYPING_FADES = 6_000;
// A failed attempt outranks "sent" but a receipt outranks it: what reached the customer was not lost.
const RANK: Record<Delivery, number> = { accepted: 0, sent: 1, failed: 2, delivered: 3, read: 4 };

/** Delivery moves forward only; a live "accepted" after a failure is a retry and starts the next attempt. */
export function forward(known: Delivery | null, next: Delivery | null, live: boolean): Delivery | null {
  if (known === null || next === null) return next ?? known;
  if (live && known === "failed" && next === "accepted") return next;
  return RANK[next] > RANK[known] ? next : known;
}

function place(messages: Message[], message: Message): Message[] {
  let index = messages.length;
  while (index > 0 && messages[index - 1]!.seq >= message.seq) index -= 1;
  const known = messages[index];
  if (known?.seq === message.seq) {
    const recalled = known.recalled || message.recalled;
    const merged = { ...message, recalled, delivery: forward(known.delivery, message.delivery, false) };
    const same = merged.delivery === known.delivery && recalled === known.recalled;
    if (same && known.attachment?.url === message.attachment?.url) return messages;
    return messages.with(index, merged);
  }
  return messages.toSpliced(index, 0, message);
}

export function putMessage(thread: Thread, message: Message): Thread {
  const { [message.id]: early, ...rest } = thread.early;
  const messages = place(
    thread.messages,
    early === undefined ? message : { ...message, delivery: forward(message.delivery, early, true) },
  );
  const pending =
    message.client_id === null ? thread.pending : thread.pending.filter((item) => item.client_id !== message.client_id);
  const typing = thread.typing.filter((item) => item.kind !== message.author.kind || item.id !== message.author.id);
  return {
    ...thread,
    messages,
    early: early === undefined ? thread.early : rest,
    pending: pending.length === thread.pending.length ? thread.pending : pending,
    typing,
  };
}

/** A retry of mine, or its refusal: the one thing besides a frame that may take a message back to accepted. */
export function putRetried(thread: Thread, message: Message): Thread {
  return { ...thread, messages: thread.messages.map((known) => (known.id === message.id ? message : known)) };
}

export type Asked = { before?: number; after?: number };

/** Takes a page of messages, whichever way it was asked for. */
export function putMessages(thread: Thread, page: MessagePage, asked: Asked): Thread {
  let next = thread;
  for (const message of page.items) next = putMessage(next, message);
  const read = { customer: thread.read.customer, agents: { ...thread.read.agents } };
  read.customer = Math.max(read.customer, page.read.customer);
  for (const [agent, seq] of Object.entries(page.read.agents))
    read.agents[agent] = Math.max(read.agents[agent] ?? 0, seq);
  next = { ...next, read, loaded: true };
  if (asked.after !== undefined) return page.next !== null ? next : settle(next, asked.after);
  const lowest = page.items[0]?.seq;
  // A page that reaches further back than anything known decides whether there is more behind it.
  if (lowest === undefined || lowest <= (next.messages[0]?.seq ?? lowest))
    next = { ...next, older: page.next !== null };
  return next;
}

/** After a complete answer from `after` on, a `prev` that is still unknown is not ours to see. */
function settle(thread: Thread, after: number): Thread {
  const known = new Set(thread.messages.map((message) => message.seq));
  const missing = thread.messages
    .filter((message) => message.seq > after && message.prev !== 0 && !known.has(message.prev))
    .map((message) => message.prev);
  return missing.length === 0 ? thread : { ...thread, absent: [...new Set([...thread.absent, ...missing])] };
}

/** The seq after which messages are missing, or null when there is no gap. */
export function gapAfter(thread: Thread): number | null {
  const first = thread.messages[0];
  if (first === undefined || !thread.loaded) return null;
  const known = new Set(thread.messages.map((message) => message.seq));
  for (const message of thread.messages) {
    if (message.prev <= first.seq || known.has(message.prev) || thread.absent.includes(message.prev)) continue;
    return Math.max(...thread.messages.filter((other) => other.seq < message.prev).map((other) => other.seq));
  }
  return null;
}

export function putRead(thread: Thread, frame: Extract<Frame, { t: "read" }>): Thread {
  if (frame.who.kind === "customer") {
    return frame.seq <= thread.read.customer ? thread : { ...thread, read: { ...thread.read, customer: frame.seq } };
  }
  const id = frame.who.id;
  if (id === null || frame.seq <= (thread.read.agents[id] ?? 0)) return thread;
  return { ...thread, read: { ...thread.read, agents: { ...thread.read.agents, [id]: frame.seq } } };
}

export function putDelivery(thread: Thread, messageId: string, delivery: Delivery): Thread {
  const index = thread.messages.findIndex((message) => message.id === messageId);
  const known = thread.messages[index];
  if (known === undefined) {
    const early = forward(thread.early[messageId] ?? null, delivery, true) ?? delivery;
    return { ...thread, early: { ...thread.early, [messageId]: early } };
  }
  const next = forward(known.delivery, delivery, true);
  return next === known.delivery
    ? thread
    : { ...thread, messages: thread.messages.with(index, { ...known, delivery: next }) };
}

export function putTyping(thread: Thread, frame: Extract<Frame, { t: "typing" }>, now: number): Thread {
  const others = thread.typing.filter((item) => item.kind !== frame.who.kind || item.id !== frame.who.id);
  if (!frame.on) return others.length === thread.typing.length ? thread : { ...thread, typing: others };
  return { ...thread, typing: [...others, { ...frame.who, until: now + TYPING_FADES }] };
}

export function putPending(thread: Thread, pending: Pending): Thread {
  const known = thread.pending.some((item) => item.client_id === pending.client_id);
  const list = known
    ? thread.pending.map((item) => (item.client_id === pending.client_id ? pending : item))
    : [...thread.pending, pending];
  return { ...thread, pending: list };
}

export function dropPending(thread: Thread, clientId: string): Thread {
  return { ...thread, pending: thread.pending.filter((item) => item.client_id !== clientId) };
}

/** Ids grow with time, so that their order is that of the words. */
export function putWhispers(thread: Thread, whispers: Whisper[]): Thread {
  const fresh = whispers.filter(({ id }) => !thread.whispers.some((known) => known.id === id));
  if (fresh.length === 0) return thread;
  return { ...thread, whispers: [...thread.whispers, ...fresh].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** Of those who have a conversation open, who is told to somebody: not they themselves, and not its own agent, of whom it
 * is no news; supervisors who answer in it too (`beside`) are told as such already. */
export function lookersOn(
  open: Viewer[],
  me: string | null,
  owner: string | undefined,
  beside: { id: string }[],
): { supervisors: Viewer[]; others: Viewer[] } {
  const told = open.filter(({ id }) => id !== me && id !== owner);
  return {
    supervisors: told.filter((one) => one.supervisor && !beside.some(({ id }) => id === one.id)),
    others: told.filter((one) => !one.supervisor),
  };
}
