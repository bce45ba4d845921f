import { createStore, useStore } from "@/design";

/** The message a draft answers to. */
export interface Quoted {
  id: string;
  name: string;
  text: string;
}

export interface Draft {
  tab: "reply" | "note" | "whisper";
  reply: string;
  note: string;
  whisper: string;
  quote: Quoted | null;
}

const PREFIX = "qf.draft.";
const MONTH = 30 * 86_400_000;
const empty: Draft = { tab: "reply", reply: "", note: "", whisper: "", quote: null };
const drafts = createStore<Record<string, Draft>>({});

const read = new Map<string, Draft>();

function stored(id: string): Draft {
  const known = read.get(id);
  if (known !== undefined) return known;
  let draft = empty;
  try {
    const text = localStorage.getItem(PREFIX + id);
    if (text !== null) draft = { ...empty, ...(JSON.parse(text) as Partial<Draft>) };
  } catch {
    // An unreadable draft is no draft.
  }
  read.set(id, draft);
  return draft;
}

export function draftOf(id: string): Draft {
  return drafts.get()[id] ?? stored(id);
}

export function changeDraft(id: string, change: Partial<Draft>): void {
  const next = { ...draftOf(id), ...change };
  drafts.update((all) => ({ ...all, [id]: next }));
  if (next.reply === "" && next.note === "" && next.whisper === "" && next.quote === null)
    localStorage.removeItem(PREFIX + id);
  else localStorage.setItem(PREFIX + id, JSON.stringify({ ...next, at: Date.now() }));
}

export function useDraft(id: string): Draft {
  return useStore(drafts, (all) => all[id]) ?? draftOf(id);
}

/** A reply that is half written, cut to what a row of the list shows; empty when there is none. */
export function useDraftLine(id: string): string {
  return useStore(drafts, (all) => (all[id] ?? stored(id)).reply.trim().slice(0, 60));
}

/** What is written in another tab is seen in this one; who writes here is not disturbed by what they wrote themselves. */
export function followDrafts(): () => void {
  const follow = ({ key, newValue }: StorageEvent): void => {
    if (key === null || !key.startsWith(PREFIX)) return;
    const id = key.slice(PREFIX.length);
    let draft = empty;
    try {
      if (newValue !== null) draft = { ...empty, ...(JSON.parse(newValue) as Partial<Draft>) };
    } catch {
      return; // not ours
    }
    read.set(id, draft);
    drafts.update((all) => ({ ...all, [id]: { ...draft, tab: all[id]?.tab ?? draft.tab } }));
  };
  window.addEventListener("storage", follow);
  return () => window.removeEventListener("storage", follow);
}

/** Drafts nobody has touched for a month are dropped. */
export function sweepDrafts(now: number): void {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const text = localStorage.getItem(key) ?? "{}";
    const at = (JSON.parse(text) as { at?: number }).at ?? 0;
    if (now - at > MONTH) localStorage.removeItem(key);
  }
}
