import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { parked as api } from "@/api/client";
import { queries } from "@/api/query";
import type { ParkedEvent } from "@/api/types";

export function useParked(): UseQueryResult<ParkedEvent[]> {
  return useQuery({
    queryKey: ["parked"],
    queryFn: async ({ signal }) => (await api.list(signal)).items,
    refetchInterval: 30_000,
  });
}

export async function replay(id: string): Promise<void> {
  await api.replay(id);
  await queries.invalidateQueries({ queryKey: ["parked"] });
}
