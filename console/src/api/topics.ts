// What editors ask of topics.
import { call } from "./http";
import type { ExamplesAdded, TopicsPage } from "./types";

type Signal = AbortSignal | undefined;

export const topics = {
  list: (hidden: boolean, signal: Signal) => call<TopicsPage>("GET", `/topics?hidden=${hidden}`, { signal }),
  change: (id: string, version: number, body: { name?: string; hidden?: boolean }) =>
    call<TopicsPage>("PATCH", `/topics/${id}`, { body: { version, ...body } }),
  merge: (id: string, version: number, intent_id: string) =>
    call<ExamplesAdded>("POST", `/topics/${id}/merge`, { body: { version, intent_id } }),
};
