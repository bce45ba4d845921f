/** Requests that only an open chat makes. */
import type { Client, Page } from "./client";
import type { CallTimes, CallWay, Contact, Failure, Message, Past } from "./types";

/** Load what lies before the oldest thing shown; false when there is nothing more. Throws `Failure`. */
export async function earlier(c: Client): Promise<boolean> {
  const { past, conv, msgs, pastEnd } = c.state;
  const top = past[0] ?? (conv && { id: conv.id, messages: msgs });
  const first = top?.messages[0];
  if (top && first && first.prev > 0) {
    const { messages } = await c.access.ask<Page>("GET", `messages?conversation_id=${top.id}&before=${first.seq}&limit=50`);
    c.dispatch({ t: "older", id: top.id, messages });
    return messages.length > 0;
  }
  if (pastEnd || !c.config) return false;
  const page = await c.access.ask<{ conversations: Past[]; more: boolean }>("GET", "history" + (top ? "?before=" + top.id : ""));
  c.dispatch({ t: "past", ...page });
  return !c.state.pastEnd;
}

/** A fresh address for an attachment whose signed one has expired; null when there is none. */
export async function renew(c: Client, m: Message): Promise<string | null> {
  const { messages } = await c.access.ask<Page>("GET", `messages?conversation_id=${m.conversation_id}&before=${m.seq + 1}&limit=1`);
  const now = messages.find((x) => x.id === m.id);
  if (now) c.dispatch({ t: "renew", message: now });
  return now?.attachment?.url ?? null;
}

/** Leave a message with a way to be reached; a failure becomes the client's notice. */
export async function leave(c: Client, note: { client_id: string; text: string; contact: Contact }): Promise<boolean> {
  const ok = await c.act("leave", { ...note, help: c.env.help?.() });
  if (ok && c.state.conv) c.dispatch({ t: "resync" });
  else if (ok) void c.access.open();
  return ok;
}

/** What may be chosen instead of waiting; null when that cannot be asked now, which is the client's notice then. */
export async function callTimes(c: Client): Promise<CallTimes | null> {
  try {
    return await c.access.ask<CallTimes>("GET", "callback");
  } catch (e) {
    c.tell(e as Failure);
    return null;
  }
}

/** Be called, or written to, instead of waiting. */
export const callBack = (c: Client, choice: { way: CallWay; starts_at?: string; phone?: string }): Promise<boolean> => {
  c.tell(null);
  return c.act("callback", choice);
};

/** Take it back and wait. */
export const waitAgain = (c: Client): Promise<boolean> => c.act("callback", undefined, "DELETE");
