import { useInfiniteQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { parked as api } from "@/api/client";
import { queries } from "@/api/query";
import type { ParkedEvent } from "@/api/types";

type ParkedPage = { items: ParkedEvent[]; next: string | null };

export function useParked(): UseInfiniteQueryResult<InfiniteData<ParkedPage, string>> {
  return useInfiniteQuery({
    queryKey: ["parked"],
    queryFn: ({ pageParam, signal }) => api.list(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 30_000,
  });
}

export async function replay(id: string): Promise<void> {
  await api.replay(id);
  await queries.invalidateQueries({ queryKey: ["parked"] });
}
