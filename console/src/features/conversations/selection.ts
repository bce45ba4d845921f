// Which rows of a list are chosen for one action on all of them.
import { createStore, useStore } from "@/design";

interface Selection {
  /** the list in which they were chosen; another list begins with none */
  list: string;
  ids: readonly string[];
  /** where a range begins */
  anchor: string | null;
}

const NONE: Selection = { list: "", ids: [], anchor: null };
const selection = createStore<Selection>(NONE);
const EMPTY: readonly string[] = [];

export function clearSelection(): void {
  selection.set(NONE);
}

/** Chooses a row or lets it go; with `order`, all from the one chosen before to this one. Pure. */
export function toggled(before: Selection, list: string, id: string, order: readonly string[] | null): Selection {
  const now = before.list === list ? before : { ...NONE, list };
  const from = order === null || now.anchor === null ? -1 : order.indexOf(now.anchor);
  const to = order === null ? -1 : order.indexOf(id);
  if (order !== null && from >= 0 && to >= 0) {
    const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    return { ...now, ids: [...now.ids, ...range.filter((item) => !now.ids.includes(item))] };
  }
  const ids = now.ids.includes(id) ? now.ids.filter((item) => item !== id) : [...now.ids, id];
  return { list, ids, anchor: id };
}

export function toggle(list: string, id: string, order: readonly string[] | null = null): void {
  selection.update((before) => toggled(before, list, id, order));
}

export function choose(list: string, ids: readonly string[]): void {
  selection.set({ list, ids, anchor: null });
}

export function useSelection(list: string): readonly string[] {
  return useStore(selection, (state) => (state.list === list ? state.ids : EMPTY));
}

export function useChosen(list: string, id: string): boolean {
  return useStore(selection, (state) => state.list === list && state.ids.includes(id));
}
