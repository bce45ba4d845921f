/**
 * What the visitor sees, as a pure function of what the server said.
 *
 * The current conversation is held as one unbroken run of messages. A message that does not join the run waits in
 * `held` and raises `need`; the answer to "everything after my last seq" is authoritative and closes the gap.
 * So any order, repetition or loss of frames ends in what a fresh snapshot shows.
 */
import type { ConvView, Message, Past, Who } from "./types";

export interface State {
  conv: ConvView | null;
  /** unbroken run, oldest first; earlier ones are loaded by scrolling up */
  msgs: Message[];
  /** arrived beyond a gap */
  held: Message[];
  /** earlier conversations, oldest first */
  past: Past[];
  /** true when nothing earlier is left on the server */
  pastEnd: boolean;
  typing: Who | null;
  /** what the bot has written so far of an answer that is not there yet; the message itself is the truth */
  writing: Writing | null;
  /** the server has told us everything up to this seq; -1: ask again */
  checked: number;
  /** ask the server for everything after `lastSeq(state)` */
  need: boolean;
  /** something was said of a conversation we do not know while ours is open: ask which one is current */
  stale: boolean;
  /** the visitor asked for a new conversation after the closed one shown last */
  fresh: boolean;
  /** counts pushed conversation views, so that a slower answer does not overwrite a newer push */
  beat: number;
}

/** `after`: seq of the last message before it. Empty text: it was taken back. */
export interface Writing {
  conversation_id: string;
  name: string;
  text: string;
  after: number;
}

export type Frame =
  | { t: "welcome"; conversation: ConvView | null; messages: Message[]; reset?: boolean }
  | { t: "message"; message: Message }
  | { t: "status"; conversation: ConvView }
  | { t: "typing"; who: Who | null; on: boolean }
  | ({ t: "writing" } & Writing)
  | { t: "read"; conversation_id: string; seq: number }
  | { t: "resync" }
  /** answers to our own requests */
  | { t: "view"; conversation: ConvView; beat: number }
  | { t: "page"; id: string; beat: number; conversation: ConvView | null; messages: Message[]; more: boolean }
  | { t: "older"; id: string; messages: Message[] }
  | { t: "past"; conversations: Past[]; more: boolean }
  | { t: "renew"; message: Message }
  /** the visitor wants a new conversation */
  | { t: "new" };

export const empty: State = {
  conv: null, msgs: [], held: [], past: [], pastEnd: false, typing: null, writing: null, checked: 0, need: false, stale: false, fresh: false, beat: 0,
};

/** The conversation the visitor is in: none after the wish for a new one. */
export const current = (s: State): ConvView | null => (s.fresh ? null : s.conv);

/** seq of the newest message we hold without a gap; 0 for none. */
export const lastSeq = (s: State): number => s.msgs.length ? s.msgs[s.msgs.length - 1]!.seq : 0;

export function apply(s: State, f: Frame): State {
  switch (f.t) {
    case "message":
      return onMessage(s, f.message);
    case "status":
      return onStatus({ ...s, beat: s.beat + 1 }, f.conversation);
    case "view":
      return f.beat === s.beat ? onStatus(s, f.conversation) : s;
    case "welcome":
      return onWelcome({ ...s, beat: s.beat + 1, typing: null, writing: null }, f);
    case "page":
      return onPage(s, f);
    case "typing":
      return { ...s, typing: f.on && f.who ? f.who : null };
    case "writing":
      return { ...s, writing: f.text && grows(s, f) ? f : null };
    case "read":
      return s.conv?.id === f.conversation_id
        ? { ...s, conv: { ...s.conv, read_by_agent_seq: Math.max(s.conv.read_by_agent_seq, f.seq) } }
        : s;
    case "resync":
      return s.conv ? settle({ ...s, checked: -1 }) : s;
    case "older":
      return onOlder(s, f.id, f.messages);
    case "past":
      return onPast(s, f.conversations, f.more);
    case "renew":
      return { ...s, msgs: renewed(s.msgs, f.message), past: s.past.map((p) => ({ ...p, messages: renewed(p.messages, f.message) })) };
    case "new":
      return { ...s, fresh: !!s.conv?.closed };
    default:
      return s; // a newer server may say more than we understand
  }
}

const known = (s: State, id: string): boolean => s.conv?.id === id || s.past.some((p) => p.id === id);

const renewed = (list: Message[], m: Message): Message[] => list.map((x) => (x.id === m.id ? m : x));

/** Put the current conversation away and start with `conv`. */
function begin(s: State, conv: ConvView | null): State {
  const past = s.conv && s.msgs.length
    ? s.past.concat({ id: s.conv.id, opened_at: s.msgs[0]!.at, messages: s.msgs })
    : s.past;
  return { ...s, past, conv, msgs: [], held: [], typing: null, writing: null, checked: 0, need: false, stale: false, fresh: false };
}

/** An unknown conversation follows on a closed one or on none; else it may as well be an old one we never saw. */
const enter = (s: State, v: ConvView): State => (!s.conv || s.conv.closed ? begin(s, v) : { ...s, stale: true });

/** A conversation we know only by a message of it; `need` fetches the rest. */
const stub = (id: string): ConvView => ({
  id, phase: "bot", agent: null, wait: null, closed: false, survey: "none", last_seq: 0, read_by_agent_seq: 0,
  can_leave_message: false,
});

/** Join held messages to the run as far as they fit, and say whether something is still missing. */
function settle(s: State): State {
  const msgs = s.msgs.slice();
  const held: Message[] = [];
  let last = lastSeq(s);
  for (const m of s.held.slice().sort((a, b) => a.seq - b.seq)) {
    if (m.seq <= last) continue;
    if (m.prev === last) {
      msgs.push(m);
      last = m.seq;
    } else held.push(m);
  }
  const conv = s.conv && { ...s.conv, last_seq: Math.max(s.conv.last_seq, last) };
  const need = !!conv && (held.length > 0 || s.checked < 0 || conv.last_seq > Math.max(last, s.checked));
  return { ...s, conv, msgs, held, need, fresh: s.fresh && !!conv?.closed };
}

function onMessage(s: State, m: Message): State {
  if (m.kind === "note") return s; // for the desk only; never shown even if it slipped through
  if (s.conv?.id !== m.conversation_id) {
    if (known(s, m.conversation_id)) return s;
    s = enter(s, stub(m.conversation_id));
    if (s.stale) return s;
    s = { ...s, checked: -1 };
  }
  const typing = s.typing && s.typing.kind === m.author.kind ? null : s.typing;
  const writing = m.author.kind === "customer" ? s.writing : null;
  return settle({ ...s, typing, writing, held: s.held.concat(m) });
}

/** Whether it is of this conversation, which the bot has, and not behind what was said meanwhile. */
const grows = (s: State, f: Writing): boolean =>
  s.conv?.id === f.conversation_id && s.conv.phase === "bot" && !s.conv.closed
  && !s.msgs.some((m) => m.seq > f.after && m.author.kind !== "customer");

function onStatus(s: State, v: ConvView): State {
  if (v.phase !== "bot") s = { ...s, writing: null };
  if (s.conv?.id !== v.id) return known(s, v.id) ? s : settle(enter(s, v));
  return settle({ ...s, conv: merged(s.conv, v) });
}

/** The newer view, without letting marks that only move forward go back. A closed one may open again. */
const merged = (old: ConvView, v: ConvView): ConvView => ({
  ...v,
  last_seq: Math.max(old.last_seq, v.last_seq),
  read_by_agent_seq: Math.max(old.read_by_agent_seq, v.read_by_agent_seq),
});

function onWelcome(s: State, f: Extract<Frame, { t: "welcome" }>): State {
  const v = f.conversation;
  s = { ...s, stale: false };
  if (!v) return f.reset ? begin(s, null) : s;
  // The server knows best which one is current, even one that was put away here.
  if (s.conv?.id !== v.id) s = begin({ ...s, past: s.past.filter((p) => p.id !== v.id) }, v);
  return complete(s, v, f.messages, v.last_seq);
}

function onPage(s: State, f: Extract<Frame, { t: "page" }>): State {
  const v = f.conversation;
  if (v && !known(s, v.id)) return settle(enter(s, v));
  if (!s.conv || s.conv.id !== f.id) return s;
  const view = v && f.beat === s.beat ? v : s.conv;
  const next = complete(s, view, f.messages, v ? v.last_seq : 0);
  return f.more ? { ...next, checked: -1, need: true } : next;
}

/**
 * Take the server's word that `list` is everything after what we hold, or its last page when more than that was
 * missed: then the old run cannot be joined to it. `last_seq` may count what this audience never sees: one more
 * question that brings nothing new settles it.
 */
function complete(s: State, view: ConvView, list: Message[], upTo: number): State {
  const last = lastSeq(s);
  const fresh = list.filter((m) => m.seq > last && m.kind !== "note");
  const run = fresh.length && fresh[0]!.prev > last ? [] : s.msgs;
  const end = fresh.length ? fresh[fresh.length - 1]!.seq : last;
  const checked = !fresh.length || end >= upTo ? Math.max(upTo, s.checked, 0) : s.checked;
  return settle({ ...s, conv: s.conv ? merged(s.conv, view) : view, msgs: run.concat(fresh), checked });
}

function onOlder(s: State, id: string, list: Message[]): State {
  const before = (run: Message[]): Message[] => {
    const first = run[0]?.seq ?? Infinity;
    return list.filter((m) => m.seq < first && m.kind !== "note").concat(run);
  };
  if (s.conv?.id === id) return { ...s, msgs: before(s.msgs) };
  return { ...s, past: s.past.map((p) => (p.id === id ? { ...p, messages: before(p.messages) } : p)) };
}

function onPast(s: State, list: Past[], more: boolean): State {
  const fresh = list.filter((p) => !known(s, p.id)).sort((a, b) => (a.opened_at! < b.opened_at! ? -1 : 1));
  return { ...s, past: fresh.concat(s.past), pastEnd: !more || !fresh.length };
}
