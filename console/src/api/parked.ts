// What the machinery has parked: read, and tried again.
import { call } from "./http";
import type { ParkedPage, ParkedReplayed } from "./types";

export const parked = {
  list: (watcher: string, cursor: string, signal?: AbortSignal) =>
    call<ParkedPage>("GET", "/parked", { query: { watcher: watcher === "" ? undefined : watcher, cursor }, signal }),
  replay: (id: string) => call<void>("POST", `/parked/${id}/replay`),
  /** The next of them; `until` as it was answered the first time. */
  replayMany: (watcher: string, until: string | null) =>
    call<ParkedReplayed>("POST", "/parked/replay", {
      body: { ...(watcher === "" ? {} : { watcher }), ...(until === null ? {} : { until }) },
    }),
};
