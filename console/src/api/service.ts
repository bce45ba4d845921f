// What administrators set of the service: tags, reasons, breaks.
import { call } from "./http";
import type { BreakReason, KeptReason, KeptTag, OfferedTags, ReasonLists, TagTone } from "./types";

type Signal = AbortSignal | undefined;
type Tags = { items: KeptTag[] };

export interface TagBody {
  name: string;
  tone: TagTone;
  retired: boolean;
}

/** For whoever tags conversations. */
export const tagsOffered = (signal: Signal) => call<OfferedTags>("GET", "/tags", { signal });

export const keptTags = {
  list: (signal: Signal) => call<Tags>("GET", "/kept-tags", { signal }),
  make: (body: TagBody) => call<Tags>("POST", "/kept-tags", { body }),
  change: (id: string, body: TagBody) => call<Tags>("PUT", `/kept-tags/${id}`, { body }),
  join: (id: string, into_id: string) => call<Tags>("POST", `/kept-tags/${id}/join`, { body: { into_id } }),
  drop: (id: string) => call<Tags>("DELETE", `/kept-tags/${id}`),
};

export const reasons = {
  lists: (signal: Signal) => call<ReasonLists>("GET", "/reasons", { signal }),
  change: (kind: "wrap_up" | "close" | "decline", body: { version: string; items: KeptReason[] }) =>
    call<ReasonLists>("PUT", `/reasons/${kind}`, { body }),
  changeBreaks: (body: { version: string; items: BreakReason[] }) =>
    call<ReasonLists>("PUT", "/break-reasons", { body }),
};
