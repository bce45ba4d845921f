import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { templates as api } from "@/api/client";
import type { Template } from "@/api/types";

const WHOLE_LIBRARY = 1000;

/** The whole library is small (hundreds): fetched once, searched here, so that every key answers at once. */
export function useTemplates(): UseQueryResult<Template[]> {
  return useQuery({
    queryKey: ["templates"],
    queryFn: async ({ signal }) => (await api.search("", WHOLE_LIBRARY, signal)).items,
    staleTime: 300_000,
  });
}

export function render(
  template: Template,
  conversationId: string,
  language: string,
): Promise<{ text: string; missing: string[] }> {
  return api.render(template.id, conversationId, language);
}
