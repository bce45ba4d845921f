// Messages on their way: shown at once, sent in order, kept until the server has them, never sent twice (same client_id).
import { conversations as api } from "@/api/client";
import type { SendBody } from "@/api/client";
import { ApiError } from "@/api/http";
import { serverNow } from "@/design";
import { dispatch, store } from "./data";
import type { Pending } from "./threads";

const PREFIX = "qf.outbox.";
const PAUSES = [800, 2_500, 6_000];

interface Kept {
  id: string;
  user: string;
  pending: Pending;
}

const lines = new Map<string, Promise<void>>();

function keep(id: string, pending: Pending): void {
  const kept: Kept = {
    id,
    user: store.get().who.id ?? "",
    pending: { ...pending, local: pending.local && { ...pending.local, url: null } },
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
      const message = await api.send(id, pending.body);
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
  const line = (lines.get(id) ?? Promise.resolve()).then(() => attempt(id, pending));
  lines.set(id, line);
}

export function send(id: string, body: Omit<SendBody, "client_id">, local: Pending["local"] = null): void {
  const client_id = crypto.randomUUID();
  const pending: Pending = {
    client_id,
    body: { ...body, client_id },
    local,
    state: "sending",
    error: null,
    at: new Date(serverNow()).toISOString(),
  };
  keep(id, pending);
  show(id, pending);
  enqueue(id, pending);
}

export function resend(id: string, pending: Pending): void {
  const again: Pending = { ...pending, state: "sending", error: null };
  show(id, again);
  enqueue(id, again);
}

export function discard(id: string, clientId: string): void {
  letGo(clientId);
  dispatch({ t: "unpend", id, client_id: clientId });
}

/** What a closed tab left behind comes back as "failed", for the agent to send again or drop. */
export function recoverOutbox(userId: string): void {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "") as Kept;
      const mine = kept.user === userId;
      const known = store.get().threads[kept.id]?.pending.some((item) => item.client_id === kept.pending.client_id);
      if (mine && !known) show(kept.id, { ...kept.pending, state: "failed", error: kept.pending.error ?? "network" });
    } catch {
      localStorage.removeItem(key);
    }
  }
}
