import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { privacy as api } from "@/api/privacy";
import { queries } from "@/api/query";
import type { ErasureExtent, PrivacyRequest, Retention } from "@/api/types";

type Page = { items: PrivacyRequest[]; next: string | null };
const BUSY_MS = 2000;

export function underWay(request: PrivacyRequest): boolean {
  return request.state === "waiting" || request.state === "running";
}

/** Of one customer, or of the whole house; looked at again while something is under way. */
export function useRequests(customer?: string): UseInfiniteQueryResult<InfiniteData<Page, string>> {
  return useInfiniteQuery({
    queryKey: ["privacy-requests", customer ?? ""],
    queryFn: ({ pageParam, signal }) => api.requests(customer, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some(underWay)) ? BUSY_MS : false),
  });
}

export function useExtent(customer: string): UseQueryResult<ErasureExtent> {
  return useQuery({
    queryKey: ["erasure", customer],
    queryFn: ({ signal }) => api.extent(customer, signal),
    staleTime: 0,
    retry: false,
  });
}

async function refresh(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ["privacy-requests"] });
}

export async function exportAll(customer: string): Promise<void> {
  await api.exportAll(customer);
  await refresh();
}

export async function erase(customer: string, confirm: string): Promise<void> {
  await api.erase(customer, confirm);
  await refresh();
}

export function useRetention(): UseQueryResult<Retention> {
  return useQuery({ queryKey: ["retention"], queryFn: ({ signal }) => api.retention(signal) });
}

export async function keep(retention: Retention): Promise<void> {
  queries.setQueryData(["retention"], await api.keep(retention));
}
