import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { customers as api } from "@/api/client";
import { queries } from "@/api/query";
import type { Customer, CustomerRow } from "@/api/types";

export function useCustomer(id: string): UseQueryResult<Customer> {
  return useQuery({ queryKey: ["customer", id], queryFn: ({ signal }) => api.read(id, signal) });
}

export function useCustomerSearch(q: string): UseQueryResult<CustomerRow[]> {
  return useQuery({
    queryKey: ["customers", q],
    queryFn: async ({ signal }) => (await api.search(q, signal)).items,
    enabled: q !== "",
    placeholderData: (before) => before,
  });
}

/** `identity`: its own id; two may look alike behind their masks. */
export async function reveal(id: string, identity: string): Promise<string> {
  return (await api.reveal(id, identity)).value;
}

export async function change(
  id: string,
  body: Partial<Pick<Customer, "name" | "tier" | "tags" | "note" | "dedicated_agent_id">>,
): Promise<void> {
  queries.setQueryData(["customer", id], await api.change(id, body));
}

async function refresh(id: string): Promise<void> {
  await queries.invalidateQueries({ queryKey: ["customer", id] });
}

export async function merge(id: string, otherId: string): Promise<void> {
  await api.merge(id, otherId);
  await refresh(id);
}

export async function undoMerge(id: string, mergeId: string): Promise<void> {
  await api.undoMerge(mergeId);
  await refresh(id);
}
