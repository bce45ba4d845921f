// The state of the desk and what is being loaded into it.
import { createStore, useStore } from "@/design";
import { act, initial } from "./state";
import type { Act, State } from "./state";

export interface Loading {
  loading: boolean;
  error: unknown;
}

export const store = createStore<State>(initial);
/** loading and errors of lists and threads, by key */
export const loads = createStore<Record<string, Loading>>({});

export function dispatch(action: Act): void {
  store.update((state) => act(state, action));
}

export function useConversations<S>(select: (state: State) => S): S {
  return useStore(store, select);
}

export function useLoading(key: string): Loading | undefined {
  return useStore(loads, (all) => all[key]);
}

export const running = new Map<string, Promise<void>>();

/** Runs one load per key at a time; a second call waits for the first and runs again, so that it sees later news. */
export function once(key: string, run: () => Promise<void>): Promise<void> {
  const before = running.get(key) ?? Promise.resolve();
  const mine = before.then(async () => {
    loads.update((all) => ({ ...all, [key]: { loading: true, error: null } }));
    try {
      await run();
      loads.update((all) => ({ ...all, [key]: { loading: false, error: null } }));
    } catch (error) {
      loads.update((all) => ({ ...all, [key]: { loading: false, error } }));
    } finally {
      if (running.get(key) === mine) running.delete(key);
    }
  });
  running.set(key, mine);
  return mine;
}
