// From messages to what a thread draws: day lines, the unread line, groups by author and minute. Pure.
import type { Handover, Message, Whisper } from "@/api/types";

export interface Group {
  kind: "group";
  key: string;
  author: Message["author"];
  note: boolean;
  at: string;
  messages: Message[];
}

export type Item =
  | { kind: "day"; key: string; at: string }
  | { kind: "unread"; key: string }
  | { kind: "system"; key: string; message: Message }
  | { kind: "handover"; key: string; handover: Handover }
  | { kind: "whisper"; key: string; whisper: Whisper }
  | Group;

const MINUTE = 60_000;

function dayOf(at: string): string {
  return new Date(at).toDateString();
}

function joins(group: Group, message: Message): boolean {
  const same = group.author.kind === message.author.kind && group.author.id === message.author.id;
  const minute =
    Math.floor(Date.parse(message.at) / MINUTE) === Math.floor(Date.parse(group.messages.at(-1)!.at) / MINUTE);
  return same && minute && group.note === (message.kind === "note");
}

export interface Marks {
  /** the unread line stands before the first customer message after this seq; null for none */
  unreadAfter: number | null;
  handover: Handover | null;
  /** of the whole thread, oldest first */
  whispers?: Whisper[];
}

/** Those that were said within a slice. What came before its first message, or after its last unless the thread ends there, is not drawn. */
function within(messages: Message[], whispers: Whisper[], tail: boolean): Whisper[] {
  const first = (messages[0]?.seq ?? 1) - 1;
  const last = tail ? Infinity : (messages.at(-1)?.seq ?? 0) - 1;
  return whispers.filter(({ seq }) => seq >= first && seq <= last);
}

/** Items of a slice of a thread. Keys stay the same when messages are added at either end. */
export function itemsOf(messages: Message[], marks: Marks, tail = true): Item[] {
  const items: Item[] = [];
  let day = "";
  let unread = marks.unreadAfter;
  let handover = marks.handover;
  const whispers = within(messages, marks.whispers ?? [], tail);
  const said = (before: number): void => {
    while (whispers[0] !== undefined && whispers[0].seq < before) {
      const whisper = whispers.shift()!;
      if (handover !== null && Date.parse(handover.at) <= Date.parse(whisper.at)) {
        items.push({ kind: "handover", key: "handover", handover });
        handover = null;
      }
      items.push({ kind: "whisper", key: `w${whisper.id}`, whisper });
    }
  };
  // A hand-over older than the slice belongs to messages that are not drawn.
  if (handover !== null && messages[0] !== undefined && Date.parse(handover.at) < Date.parse(messages[0].at))
    handover = null;
  for (const message of messages) {
    said(message.seq);
    if (dayOf(message.at) !== day) {
      day = dayOf(message.at);
      items.push({ kind: "day", key: `day-${day}`, at: message.at });
    }
    if (handover !== null && Date.parse(message.at) > Date.parse(handover.at)) {
      items.push({ kind: "handover", key: "handover", handover });
      handover = null;
    }
    if (unread !== null && message.seq > unread && message.author.kind === "customer") {
      items.push({ kind: "unread", key: "unread" });
      unread = null;
    }
    if (message.kind === "system") {
      items.push({ kind: "system", key: `s${message.seq}`, message });
      continue;
    }
    const last = items.at(-1);
    if (last?.kind === "group" && joins(last, message)) last.messages.push(message);
    else
      items.push({
        kind: "group",
        key: `g${message.seq}`,
        author: message.author,
        note: message.kind === "note",
        at: message.at,
        messages: [message],
      });
  }
  said(Infinity);
  if (handover !== null && messages.length > 0) items.push({ kind: "handover", key: "handover", handover });
  return items;
}

/** Which part of a thread is drawn, by index: [from, to). At most `most` messages. */
export interface Slice {
  from: number;
  to: number;
}

export const STEP = 50;
export const MOST = 250;

export function tailSlice(total: number): Slice {
  return { from: Math.max(0, total - STEP * 2), to: total };
}

/** One step towards the past; what falls out at the other end is no longer drawn. */
export function earlier(slice: Slice): Slice {
  const from = Math.max(0, slice.from - STEP);
  return { from, to: Math.min(slice.to, from + MOST) };
}

export function later(slice: Slice, total: number): Slice {
  const to = Math.min(total, slice.to + STEP);
  return { from: Math.max(slice.from, to - MOST), to };
}

/** A seq the customer has read counts as read whatever the channel's own receipt says. */
export function shownDelivery(message: Message, customerRead: number): Message["delivery"] {
  if (message.author.kind === "customer" || message.kind === "note") return null;
  if (message.delivery === null || message.delivery === "failed") return message.delivery;
  return message.seq <= customerRead ? "read" : message.delivery;
}
