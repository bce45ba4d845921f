import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { macros as api } from "@/api/macros";
import type { MacroBody } from "@/api/macros";
import { queries } from "@/api/query";
import { templates } from "@/api/client";
import type { Macro, MacroPreview, MacroRun, Macros, Template } from "@/api/types";

const KEY = ["macros"];

/** Mine and the shared ones, the most used first. */
export function useMacros(): UseQueryResult<Macros> {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.list(signal), staleTime: 60_000 });
}

/** A new macro (`old` null), or the words of one that was looked at. */
export async function saveMacro(old: Macro | null, body: MacroBody): Promise<Macro> {
  const kept = await (old === null ? api.make(body) : api.change(old.id, { ...body, version: old.version }));
  await queries.invalidateQueries({ queryKey: KEY });
  return kept;
}

export async function dropMacro(macro: Macro): Promise<void> {
  await api.drop(macro.id);
  await queries.invalidateQueries({ queryKey: KEY });
}

/** What it would do to a conversation now. */
export function usePreview(macro: Macro, conversation: string, locale: string): UseQueryResult<MacroPreview> {
  return useQuery({
    queryKey: ["macro", macro.id, macro.version, conversation, locale],
    queryFn: () => api.preview(macro.id, { conversation_id: conversation, client_id: "preview--", locale }),
    gcTime: 0,
    staleTime: 0,
  });
}

export async function runMacro(
  macro: Macro,
  order: { conversation: string; order: string; locale: string; version: number },
): Promise<MacroRun> {
  const { conversation, order: client_id, locale, version } = order;
  const done = await api.run(macro.id, { conversation_id: conversation, client_id, locale, version });
  void queries.invalidateQueries({ queryKey: KEY });
  return done;
}

/** Templates to choose from: what the words find, the most used without words. */
export function useTemplates(words: string): Template[] {
  const found = useQuery({
    queryKey: ["templates", words],
    queryFn: async ({ signal }) => (await templates.search(words, 40, signal)).items,
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  return found.data ?? [];
}
