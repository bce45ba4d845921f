// Call-backs: what was promised, the number to call, what came of it.
import { call } from "./http";
import type { CallBackOf, CallBacks, Row } from "./types";

type Signal = AbortSignal | undefined;

export const callbacks = {
  of: (id: string, signal: Signal) => call<CallBackOf>("GET", `/conversations/${id}/callback`, { signal }),
  number: (id: string) => call<{ phone: string }>("POST", `/conversations/${id}/callback/number`, { body: {} }),
  outcome: (id: string, outcome: "reached" | "not_reached") =>
    call<Row>("POST", `/conversations/${id}/callback/outcome`, { body: { outcome } }),
  all: (signal: Signal) => call<CallBacks>("GET", "/callbacks", { signal }),
};
