// What a conversation is linked with: fetched when it is shown, kept as each answer says.
import { useQuery } from "@tanstack/react-query";
import { conversations as api } from "@/api/client";
import { queries } from "@/api/query";
import type { Linked } from "@/api/types";

const keyOf = (id: string): string[] => ["links", id];
const NONE: Linked[] = [];

export function useLinks(id: string): Linked[] {
  return useQuery({ queryKey: keyOf(id), queryFn: ({ signal }) => api.links(id, signal) }).data?.items ?? NONE;
}

function kept(id: string, other: string, page: { items: Linked[] }): void {
  queries.setQueryData(keyOf(id), page);
  void queries.invalidateQueries({ queryKey: keyOf(other) });
}

export async function link(id: string, other: string): Promise<void> {
  kept(id, other, await api.link(id, other));
}

export async function unlink(id: string, other: string): Promise<void> {
  kept(id, other, await api.unlink(id, other));
}
