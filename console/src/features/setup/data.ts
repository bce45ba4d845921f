import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { setup as api } from "@/api/setup";
import type { HouseBody, SetupProgress } from "@/api/types";
import { askSession } from "@/features/session";

const KEY = ["setup"];

/** `every`: asked again after so many milliseconds, where something is waited for. */
export function useSetup(enabled = true, every: number | false = false): UseQueryResult<SetupProgress> {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.progress(signal),
    enabled,
    refetchInterval: every,
    staleTime: 0,
  });
}

/** Something was set up: what is left is told anew. */
export function setupChanged(): Promise<void> {
  return queries.invalidateQueries({ queryKey: KEY });
}

export async function dismissSetup(): Promise<void> {
  queries.setQueryData(KEY, await api.dismiss(true));
}

export async function linkOpens(token: string): Promise<void> {
  await api.link(token);
}

/** Makes the house; whoever made it is signed in by the answer. */
export async function makeHouse(token: string, body: HouseBody): Promise<void> {
  await api.make(token, body);
}

export const enterHouse = askSession;
