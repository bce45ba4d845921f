import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { templates as api } from "@/api/client";
import type { Template } from "@/api/types";
import { search } from "./match";

const MOST_USED = 100;
const SHOWN = 40;

export interface Found {
  items: Template[];
  pending: boolean;
  error: unknown;
  again: () => void;
}

/**
 * The most used templates are here and answer every key at once; the server, which knows the whole library and real
 * pinyin, adds what they lack.
 */
export function useFound(query: string): Found {
  const asked = useDeferredValue(query.trim());
  const common = useQuery({
    queryKey: ["templates", ""],
    queryFn: async ({ signal }) => (await api.search("", MOST_USED, signal)).items,
    staleTime: 300_000,
  });
  const exact = useQuery({
    queryKey: ["templates", asked],
    queryFn: async ({ signal }) => (await api.search(asked, SHOWN, signal)).items,
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const items = useMemo(() => {
    const fresh = asked !== "" && !exact.isPlaceholderData ? (exact.data ?? []) : [];
    const known = new Map([...(common.data ?? []), ...fresh].map((template) => [template.id, template]));
    const ranked = search([...known.values()], query, SHOWN);
    const shown = new Set(ranked.map((template) => template.id));
    return [...ranked, ...fresh.filter((template) => !shown.has(template.id))].slice(0, SHOWN);
  }, [common.data, exact.data, exact.isPlaceholderData, asked, query]);
  const pending = common.isPending || (items.length === 0 && exact.isFetching);
  return { items, pending, error: common.error, again: () => void common.refetch() };
}

export function render(
  template: Template,
  conversationId: string,
  language: string,
): Promise<{ text: string; missing: string[] }> {
  return api.render(template.id, conversationId, language);
}
