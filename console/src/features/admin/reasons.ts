// Lists of reasons as the administration edits them: one flat list whose order is that of the screen.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { reasons as api } from "@/api/service";
import type { BreakReason, KeptReason, ReasonLists } from "@/api/types";
import { loadBootstrap } from "@/features/people";

export type ReasonKind = "wrap_up" | "close" | "decline" | "break";

/** A line of the list; what a kind does not have is left at its default. */
export interface Entry extends KeptReason, Omit<BreakReason, "retired" | "code" | "zh" | "en"> {
  /** tells lines apart on the screen: those that are new have no code yet */
  key: string;
}

const FRESH: Omit<Entry, "key"> = {
  code: "",
  zh: "",
  en: "",
  bad: false,
  queue: null,
  parent: null,
  retired: false,
  limit_minutes: null,
  paid: true,
  shrinkage: true,
};
export const DEEPEST = 3;

export function entriesOf(lists: ReasonLists, kind: ReasonKind): Entry[] {
  const items: (KeptReason | BreakReason)[] = kind === "break" ? lists.breaks.items : lists[kind].items;
  return inOrder(items.map((item) => ({ ...FRESH, ...item, key: item.code })));
}

/** What stands under a heading directly follows it. */
function inOrder(entries: Entry[]): Entry[] {
  const under = (parent: string | null): Entry[] =>
    entries.filter((one) => one.parent === parent).flatMap((one) => [one, ...under(one.code)]);
  return under(null);
}

export function depthOf(entries: Entry[], entry: Entry): number {
  const above = entries.find((one) => one.code !== "" && one.code === entry.parent);
  return above === undefined ? 0 : 1 + depthOf(entries, above);
}

/** How many lines, itself included, belong to the one at `at`. */
function spanOf(entries: Entry[], at: number): number {
  const own = entries[at];
  if (own === undefined) return 0;
  const depth = depthOf(entries, own);
  const rest = entries.slice(at + 1).findIndex((one) => depthOf(entries, one) <= depth);
  return rest === -1 ? entries.length - at : rest + 1;
}

/** A new line at the end, or the last under `parent`. */
export function added(entries: Entry[], parent: Entry | null, key: string): Entry[] {
  const fresh = { ...FRESH, key, parent: parent?.code ?? null, queue: parent?.queue ?? null };
  if (parent === null) return [...entries, fresh];
  const at = entries.indexOf(parent);
  return entries.toSpliced(at + spanOf(entries, at), 0, fresh);
}

/** The line with all that stands under it, one place up or down among its like; null where it cannot go. */
export function moved(entries: Entry[], entry: Entry, by: 1 | -1): Entry[] | null {
  const like = entries.filter((one) => one.parent === entry.parent);
  const other = like[like.indexOf(entry) + by];
  if (other === undefined) return null;
  const [first, second] = by === 1 ? [entry, other] : [other, entry];
  const [from, to] = [entries.indexOf(first), entries.indexOf(second)];
  const block = entries.slice(from, from + spanOf(entries, from));
  const next = entries.slice(to, to + spanOf(entries, to));
  return entries.toSpliced(from, block.length + next.length, ...next, ...block);
}

/** Whether it is chosen no more: retired itself, or under what is. */
export function goneOf(entries: Entry[], entry: Entry): boolean {
  if (entry.retired) return true;
  const above = entries.find((one) => one.code !== "" && one.code === entry.parent);
  return above !== undefined && goneOf(entries, above);
}

export function isHeading(entries: Entry[], entry: Entry): boolean {
  return entry.code !== "" && entries.some((one) => one.parent === entry.code);
}

export function useReasons(): UseQueryResult<ReasonLists> {
  return useQuery({ queryKey: ["reasons"], queryFn: ({ signal }) => api.lists(signal) });
}

/** The lists as they are now; my own desk follows at once. */
export async function saveReasons(kind: ReasonKind, lists: ReasonLists, entries: Entry[]): Promise<ReasonLists> {
  const saved = await (kind === "break"
    ? api.changeBreaks({
        version: lists.breaks.version,
        items: entries.map(({ code, zh, en, limit_minutes, paid, shrinkage, retired }) => ({
          code,
          zh,
          en,
          limit_minutes,
          paid,
          shrinkage,
          retired,
        })),
      })
    : api.change(kind, {
        version: lists[kind].version,
        items: entries.map(({ code, zh, en, bad, queue, parent, retired }) => ({
          code,
          zh,
          en,
          bad,
          queue,
          parent,
          retired,
        })),
      }));
  queries.setQueryData(["reasons"], saved);
  void loadBootstrap();
  return saved;
}
