// What administrators ask of queues and their rules.
import { call } from "./http";
import type { Outlook, QueueBody, QueuePreview, QueueRules, QueueVersion, Queues } from "./types";

type Signal = AbortSignal | undefined;

export const queueRules = {
  list: (signal: Signal) => call<Queues>("GET", "/queues", { signal }),
  make: (body: QueueBody & { code: string }) => call<QueueRules>("POST", "/queues", { body }),
  change: (id: string, body: QueueBody & { version: number; note: string }) =>
    call<QueueRules>("PUT", `/queues/${id}`, { body }),
  preview: (id: string, body: QueueBody & { recent: number }) =>
    call<QueuePreview>("POST", `/queues/${id}/preview`, { body }),
  versions: (id: string, signal: Signal) =>
    call<{ items: QueueVersion[] }>("GET", `/queues/${id}/versions`, { signal }),
  wait: (id: string, signal: Signal) => call<Outlook>("GET", `/queues/${id}/wait`, { signal }),
  restore: (id: string, to: number, version: number) =>
    call<QueueRules>("POST", `/queues/${id}/restore`, { body: { to, version } }),
};
