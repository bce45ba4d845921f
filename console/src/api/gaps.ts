// What the bot could not answer, and what becomes of it.
import { call } from "./http";
import type { GapPage, GapState, GapWhole } from "./types";

type Signal = AbortSignal | undefined;
const AT = "/knowledge/gaps";

export interface GapDraft {
  version: number;
  title: string;
  category: string;
  body: string;
}

export const gaps = {
  list: (shown: GapState, signal: Signal) => call<GapPage>("GET", AT, { query: { shown }, signal }),
  read: (id: string, signal: Signal) => call<GapWhole>("GET", `${AT}/${id}`, { signal }),
  write: (id: string, body: GapDraft) => call<GapWhole>("POST", `${AT}/${id}/article`, { body }),
  add: (id: string, body: { version: number; article_id: string; questions: string[] }) =>
    call<GapWhole>("POST", `${AT}/${id}/questions`, { body }),
  ignore: (id: string, version: number, ignored: boolean) =>
    call<GapWhole>("PUT", `${AT}/${id}/ignored`, { body: { version, ignored } }),
};
