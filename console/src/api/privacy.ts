// What is asked about a customer's own data, and how long the house keeps what.
import { call } from "./http";
import type { ErasureExtent, PrivacyRequest, Retention } from "./types";

type Signal = AbortSignal | undefined;
const signalled = (signal: Signal) => (signal ? { signal } : {});

export const privacy = {
  requests: (customer: string | undefined, cursor: string, signal: Signal) =>
    call<{ items: PrivacyRequest[]; next: string | null }>("GET", "/privacy/requests", {
      query: { customer, cursor },
      ...signalled(signal),
    }),
  exportAll: (customer: string) => call<PrivacyRequest>("POST", `/customers/${customer}/export`, { body: {} }),
  extent: (customer: string, signal: Signal) =>
    call<ErasureExtent>("GET", `/customers/${customer}/erasure`, signalled(signal)),
  erase: (customer: string, confirm: string) =>
    call<PrivacyRequest>("POST", `/customers/${customer}/erasure`, { body: { confirm } }),
  retention: (signal: Signal) => call<Retention>("GET", "/retention", signalled(signal)),
  keep: (body: Retention) => call<Retention>("PUT", "/retention", { body }),
};
