// What a house has set up, as one file: chosen, shown, brought in.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { archive as api } from "@/api/archive";
import type { ArchiveBody } from "@/api/archive";
import { queries } from "@/api/query";
import type { ArchiveItem, ArchiveKind, ArchivePlan } from "@/api/types";

export type { ArchiveBody } from "@/api/archive";

export function useKinds(): UseQueryResult<ArchiveKind[]> {
  return useQuery({
    queryKey: ["settings-archive"],
    queryFn: async ({ signal }) => (await api.kinds(signal)).items,
  });
}

export const archiveAddress = api.url;

/** The kinds that a file holds and that may be read here; null when it cannot be told: the server says what is wrong. */
export function kindsIn(text: string, allowed: string[]): string[] | null {
  try {
    const { kinds } = JSON.parse(text) as { kinds?: Record<string, unknown[]> };
    const held = Object.keys(kinds ?? {}).filter((kind) => (kinds?.[kind]?.length ?? 0) > 0);
    const known = held.filter((kind) => allowed.includes(kind));
    return held.length > 0 && known.length > 0 ? known : null;
  } catch {
    return null;
  }
}

export function readArchive(body: ArchiveBody): Promise<ArchivePlan> {
  return api.read(body);
}

/** Brings in what was shown; every screen of settings is read anew. */
export async function importArchive(body: ArchiveBody, shown: ArchivePlan): Promise<ArchivePlan> {
  try {
    return await api.read({ ...body, digest: shown.digest });
  } finally {
    await queries.invalidateQueries();
  }
}

/** What is wrong first, then in the order of the file; by kind. */
export function byKind(items: ArchiveItem[]): [string, ArchiveItem[]][] {
  const found = new Map<string, ArchiveItem[]>();
  for (const item of items) found.set(item.kind, [...(found.get(item.kind) ?? []), item]);
  return [...found].map(([kind, those]) => [
    kind,
    those.toSorted((a, b) => Number(b.what === "wrong") - Number(a.what === "wrong") || a.place - b.place),
  ]);
}
