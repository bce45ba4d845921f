import { useInfiniteQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { parked as api } from "@/api/parked";
import { queries } from "@/api/query";
import type { ParkedPage } from "@/api/types";
import { tCode } from "@/i18n";

const KEY = ["parked"];

/** Of one watcher, or of all ("") . What one has leafed through is not fetched again by itself. */
export function useParked(watcher: string): UseInfiniteQueryResult<InfiniteData<ParkedPage, string>> {
  return useInfiniteQuery({
    queryKey: [...KEY, watcher],
    queryFn: ({ pageParam, signal }) => api.list(watcher, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? 30_000 : false),
  });
}

export function changed(): Promise<void> {
  return queries.invalidateQueries({ queryKey: KEY });
}

export async function replay(id: string): Promise<void> {
  await api.replay(id);
  await changed();
}

/** What people call a watcher or a step: "watcher:insight" is the figures. */
export function sourceName(source: string): string {
  const name = source.slice(source.indexOf(":") + 1);
  return tCode("parked_source", name, {}, name);
}
