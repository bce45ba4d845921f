// Flows and business systems, as their editors read, write and try them.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { flows as api } from "@/api/flows";
import { queries } from "@/api/query";
import type {
  BusinessCallPage,
  BusinessSystem,
  BusinessSystemDraft,
  TaskFlow,
  TaskFlowLine,
  TaskFlowVersion,
} from "@/api/types";

export function useFlows(): UseQueryResult<TaskFlowLine[]> {
  return useQuery({ queryKey: ["flows"], queryFn: async ({ signal }) => (await api.list(signal)).items });
}

export function useFlow(id: string): UseQueryResult<TaskFlow> {
  return useQuery({ queryKey: ["flow", id], queryFn: ({ signal }) => api.read(id, signal) });
}

export function useFlowVersions(id: string): UseQueryResult<TaskFlowVersion[]> {
  return useQuery({
    queryKey: ["flow", id, "versions"],
    queryFn: async ({ signal }) => (await api.versions(id, signal)).items,
  });
}

export function useSystems(): UseQueryResult<BusinessSystem[]> {
  return useQuery({ queryKey: ["business-systems"], queryFn: async ({ signal }) => (await api.systems(signal)).items });
}

export function useCalls(failed: boolean): UseInfiniteQueryResult<InfiniteData<BusinessCallPage, string>> {
  return useInfiniteQuery({
    queryKey: ["business-calls", failed],
    queryFn: ({ pageParam, signal }) => api.calls(failed, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

async function changed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await Promise.all(
      ["flows", "flow", "business-systems"].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    );
  }
}

export const saveFlow = (kept: TaskFlow | null, yaml: string, note: string): Promise<TaskFlow> =>
  changed(kept === null ? api.make(yaml, note) : api.change(kept.id, { yaml, version: kept.version, note }));
export const publishFlow = (kept: TaskFlow, version: number | null): Promise<TaskFlow> =>
  changed(api.publish(kept.id, version, kept.version));
export const restoreFlow = (kept: TaskFlow, to: number): Promise<TaskFlow> =>
  changed(api.restore(kept.id, to, kept.version));
export const removeFlow = (kept: TaskFlow): Promise<void> => changed(api.remove(kept.id, kept.version));
export const saveSystem = (code: string, draft: BusinessSystemDraft): Promise<BusinessSystem> =>
  changed(api.putSystem(code, draft));
export const removeSystem = (code: string): Promise<void> => changed(api.removeSystem(code));
export const { judge, try: tryFlow, trySystem } = api;
