// Trying many parked events again, some at a time, until there are none left or somebody stops it.
import { parked as api } from "@/api/parked";
import { createStore, useStore } from "@/design";
import { changed } from "./data";

export interface Run {
  /** of one watcher, "" of all */
  watcher: string;
  /** how many there were in the beginning */
  total: number;
  replayed: number;
  failed: number;
  state: "going" | "stopping" | "stopped" | "done" | "broken";
  /** why it is broken */
  error: unknown;
}

const run = createStore<Run | null>(null);

export function useRun(): Run | null {
  return useStore(run);
}

export const isGoing = (now: Run | null): boolean => now?.state === "going" || now?.state === "stopping";

/** It goes on while one looks at other screens; leaving the console ends it, and what is left stays parked. */
export async function start(watcher: string, total: number): Promise<void> {
  if (isGoing(run.get()) || total === 0) return;
  run.set({ watcher, total, replayed: 0, failed: 0, state: "going", error: null });
  const set = (change: Partial<Run>): void => run.update((now) => now && { ...now, ...change });
  try {
    for (let until: string | null = null, left = true; left;) {
      if (run.get()?.state === "stopping") return set({ state: "stopped" });
      const told = await api.replayMany(watcher, until);
      ({ until, left } = told);
      run.update((now) => now && { ...now, replayed: now.replayed + told.replayed, failed: now.failed + told.failed });
    }
    set({ state: "done" });
  } catch (error) {
    set({ state: "broken", error });
  } finally {
    await changed();
  }
}

/** Ends after those that are being tried now. */
export function stop(): void {
  run.update((now) => (now?.state === "going" ? { ...now, state: "stopping" } : now));
}

export function dismiss(): void {
  if (!isGoing(run.get())) run.set(null);
}
