import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { account as api } from "@/api/client";
import { queries } from "@/api/query";
import type { OpenSession } from "@/api/types";

export function useSessions(): UseQueryResult<OpenSession[]> {
  return useQuery({ queryKey: ["sessions"], queryFn: async ({ signal }) => (await api.sessions(signal)).items });
}

async function refresh(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ["sessions"] });
}

export async function endSession(id: string): Promise<void> {
  await api.endSession(id);
  await refresh();
}

/** How many were ended. */
export async function endOthers(): Promise<number> {
  const { ended } = await api.endOthers();
  await refresh();
  return ended;
}

export async function changePassword(current: string, password: string): Promise<void> {
  await api.changePassword({ current, password });
  await refresh();
}
