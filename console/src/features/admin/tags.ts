// Tags as the administration looks after them.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { keptTags as api } from "@/api/service";
import type { TagBody } from "@/api/service";
import type { KeptTag, TagTone } from "@/api/types";

export const TONES: TagTone[] = ["", "watch", "risk", "good"];

export function useKeptTags(): UseQueryResult<KeptTag[]> {
  return useQuery({ queryKey: ["kept-tags"], queryFn: async ({ signal }) => (await api.list(signal)).items });
}

async function changed(doing: Promise<{ items: KeptTag[] }>): Promise<void> {
  const { items } = await doing;
  queries.setQueryData(["kept-tags"], items);
  await queries.invalidateQueries({ queryKey: ["tags"] });
}

export function saveTag(tag: KeptTag | null, body: TagBody): Promise<void> {
  return changed(tag === null ? api.make(body) : api.change(tag.id, body));
}

export function joinTags(tag: KeptTag, into: string): Promise<void> {
  return changed(api.join(tag.id, into));
}

export function dropTag(tag: KeptTag): Promise<void> {
  return changed(api.drop(tag.id));
}
