// The desk's conversations as one pure state: snapshots and frames go in, the same state comes out in any order.
import type { Counts, Frame, Message, MessagePage, Row, RowPage, Whisper } from "@/api/types";
import { markRead, noRows, putPage, putRow } from "./rows";
import type { ListKey, RowState, Who } from "./rows";
import {
  dropPending,
  noThread,
  putDelivery,
  putMessage,
  putMessages,
  putPending,
  putRead,
  putRetried,
  putTyping,
  putWhispers,
} from "./threads";
import type { Asked, Pending, Thread } from "./threads";

export interface State extends RowState {
  threads: Record<string, Thread>;
}

export const initial: State = { ...noRows, threads: {} };

/** What this tab itself does or learns by asking. */
export type Act =
  | { t: "who"; who: Who }
  | { t: "page"; list: ListKey; page: RowPage; asked: number; append: boolean }
  | { t: "row"; row: Row }
  | { t: "counts"; counts: Counts }
  | { t: "message"; message: Message }
  | { t: "messages"; id: string; page: MessagePage; asked: Asked }
  | { t: "whispers"; id: string; whispers: Whisper[] }
  | { t: "open"; id: string }
  | { t: "forget"; id: string }
  | { t: "retried"; message: Message }
  | { t: "pending"; id: string; pending: Pending }
  | { t: "unpend"; id: string; client_id: string }
  | { t: "read_by_me"; id: string; seq: number };

function within(state: State, id: string, change: (thread: Thread) => Thread): State {
  const thread = state.threads[id];
  if (thread === undefined) return state;
  const next = change(thread);
  return next === thread ? state : { ...state, threads: { ...state.threads, [id]: next } };
}

function opened(state: State, id: string): State {
  return state.threads[id] === undefined ? { ...state, threads: { ...state.threads, [id]: noThread } } : state;
}

/** A live frame. `now` in milliseconds fades typing signs; frames of conversations that are not open are left alone. */
export function apply(state: State, frame: Frame, now: number): State {
  switch (frame.t) {
    case "row":
      return putRow(state, frame.row);
    case "message":
      return within(state, frame.message.conversation_id, (thread) => putMessage(thread, frame.message));
    case "recalled":
      return within(state, frame.message.conversation_id, (thread) =>
        thread.messages.some(({ id }) => id === frame.message.id) ? putMessage(thread, frame.message) : thread,
      );
    case "whisper":
      return within(state, frame.whisper.conversation_id, (thread) => putWhispers(thread, [frame.whisper]));
    case "read": {
      const next = within(state, frame.conversation_id, (thread) => putRead(thread, frame));
      const mine = frame.who.kind === "agent" && frame.who.id !== null && frame.who.id === state.who.id;
      return mine ? markRead(next, frame.conversation_id, frame.seq) : next;
    }
    case "delivery":
      return within(state, frame.conversation_id, (thread) => putDelivery(thread, frame.message_id, frame.delivery));
    case "typing":
      return within(state, frame.conversation_id, (thread) => putTyping(thread, frame, now));
    case "viewers":
      return within(state, frame.conversation_id, (thread) => ({ ...thread, viewers: frame.agents }));
    default:
      return state;
  }
}

/** An act of this tab. */
export function act(state: State, action: Act): State {
  switch (action.t) {
    case "who":
      return { ...state, who: action.who };
    case "page":
      return putPage(state, action.list, action.page, action.asked, action.append);
    case "row":
      return putRow(state, action.row);
    case "counts":
      return { ...state, counts: action.counts };
    case "message":
      return within(state, action.message.conversation_id, (thread) => putMessage(thread, action.message));
    case "messages": {
      const next = within(opened(state, action.id), action.id, (thread) =>
        putMessages(thread, action.page, action.asked),
      );
      const mine = state.who.id === null ? undefined : action.page.read.agents[state.who.id];
      return mine === undefined ? next : markRead(next, action.id, mine);
    }
    case "whispers":
      return within(state, action.id, (thread) => putWhispers(thread, action.whispers));
    case "open":
      return opened(state, action.id);
    case "forget": {
      const { [action.id]: gone, ...threads } = state.threads;
      return gone === undefined
        ? state
        : { ...state, threads: { ...threads, [action.id]: { ...noThread, pending: gone.pending } } };
    }
    case "retried":
      return within(state, action.message.conversation_id, (thread) => putRetried(thread, action.message));
    case "pending":
      return within(opened(state, action.id), action.id, (thread) => putPending(thread, action.pending));
    case "unpend":
      return within(state, action.id, (thread) => dropPending(thread, action.client_id));
    case "read_by_me":
      return markRead(state, action.id, action.seq);
  }
}
