import { createStore, useStore } from "./store";
import type { Store } from "./store";

const stores = new Map<string, Store<unknown>>();

function keptStore<T>(key: string, initial: T): Store<T> {
  const known = stores.get(key);
  if (known !== undefined) return known as Store<T>;
  let value = initial;
  try {
    const text = localStorage.getItem(`qf.${key}`);
    if (text !== null) value = JSON.parse(text) as T;
  } catch {
    // Somebody else's text under our key: start from the default.
  }
  const store = createStore(value);
  stores.set(key, store as Store<unknown>);
  return store;
}

/** State that this browser remembers: panel widths, collapsed panels, sound. */
export function useKept<T>(key: string, initial: T): [T, (next: T) => void] {
  const store = keptStore(key, initial);
  const value = useStore(store);
  return [
    value,
    (next) => {
      localStorage.setItem(`qf.${key}`, JSON.stringify(next));
      store.set(next);
    },
  ];
}

/** The same outside components. */
export function kept<T>(key: string, initial: T): T {
  return keptStore(key, initial).get();
}
