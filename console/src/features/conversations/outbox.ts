// Messages on their way: shown at once, sent in order, kept until the server has them, never sent twice (same client_id).
// What is kept is seen by every tab of this person, so a failed message can be sent again from any of them.
import { conversations as api } from "@/api/client";
import type { SendBody } from "@/api/client";
import { ApiError } from "@/api/http";
import { newId, serverNow } from "@/design";
import { sends } from "@/live";
import { dispatch, store } from "./data";
import type { Pending } from "./threads";

const PREFIX = "qf.outbox.";
const PAUSES = [800, 2_500, 6_000];
/** A message that another tab began to send so long ago was left behind by it. */
const LEFT_BEHIND = 20_000;

interface Kept {
  id: string;
  user: string;
  pending: Pending;
  /** when the attempt began, by this machine's clock */
  since: number;
}

const lines = new Map<string, Promise<void>>();
/** what this tab itself is sending */
const sending = new Set<string>();

function keep(id: string, pending: Pending): void {
  const kept: Kept = {
    id,
    user: store.get().who.id ?? "",
    pending: { ...pending, local: pending.local && { ...pending.local, url: null } },
    since: Date.now(),
  };
  localStorage.setItem(PREFIX + pending.client_id, JSON.stringify(kept));
}

function letGo(clientId: string): void {
  localStorage.removeItem(PREFIX + clientId);
}

function show(id: string, pending: Pending): void {
  dispatch({ t: "pending", id, pending });
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

async function attempt(id: string, pending: Pending): Promise<void> {
  for (let round = 0; ; round += 1) {
    try {
      const message = (await sends.send(id, pending.body)) ?? (await api.send(id, pending.body));
      letGo(pending.client_id);
      dispatch({ t: "message", message });
      dispatch({ t: "unpend", id, client_id: pending.client_id });
      return;
    } catch (error) {
      const passing = error instanceof ApiError && error.passing;
      const pause = PAUSES[round];
      if (passing && pause !== undefined) {
        await wait(error.retryAfter === null ? pause : error.retryAfter * 1000);
        continue;
      }
      const failed: Pending = {
        ...pending,
        state: "failed",
        error: error instanceof ApiError ? error.code : "unexpected",
      };
      keep(id, failed);
      show(id, failed);
      return;
    }
  }
}

/** One line per conversation: what was written first is sent first. */
function enqueue(id: string, pending: Pending): void {
  keep(id, pending);
  show(id, pending);
  sending.add(pending.client_id);
  const line = (lines.get(id) ?? Promise.resolve())
    .then(() => attempt(id, pending))
    .finally(() => sending.delete(pending.client_id));
  lines.set(id, line);
}

export function send(id: string, body: Omit<SendBody, "client_id">, local: Pending["local"] = null): void {
  const client_id = newId();
  const at = new Date(serverNow()).toISOString();
  enqueue(id, { client_id, body: { ...body, client_id }, local, state: "sending", error: null, at });
}

export function resend(id: string, pending: Pending): void {
  enqueue(id, { ...pending, state: "sending", error: null });
}

export function discard(id: string, clientId: string): void {
  letGo(clientId);
  dispatch({ t: "unpend", id, client_id: clientId });
}

function read(text: string | null): Kept | null {
  try {
    return JSON.parse(text ?? "") as Kept;
  } catch {
    return null;
  }
}

/** Shows what is kept under a key as it stands: on its way from another tab, or failed and to be sent again by hand. */
function recover(key: string, userId: string): void {
  const kept = read(localStorage.getItem(key));
  if (kept === null) {
    localStorage.removeItem(key);
    return;
  }
  if (kept.user !== userId || sending.has(kept.pending.client_id)) return;
  const left = kept.since + LEFT_BEHIND - Date.now();
  if (kept.pending.state === "failed" || !(left > 0)) {
    show(kept.id, { ...kept.pending, state: "failed", error: kept.pending.error ?? "network" });
    return;
  }
  show(kept.id, kept.pending);
  setTimeout(() => localStorage.getItem(key) !== null && recover(key, userId), left);
}

/** What other tabs and closed ones have not got through comes back; from now on this tab follows the others. */
export function recoverOutbox(userId: string): () => void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) recover(key, userId);
  const follow = ({ key, newValue, oldValue }: StorageEvent): void => {
    if (key === null || !key.startsWith(PREFIX)) return;
    const gone = newValue === null ? read(oldValue) : null;
    if (gone !== null) dispatch({ t: "unpend", id: gone.id, client_id: gone.pending.client_id });
    else if (newValue !== null) recover(key, userId);
  };
  window.addEventListener("storage", follow);
  return () => window.removeEventListener("storage", follow);
}
