import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { gaps as api } from "@/api/gaps";
import type { GapDraft } from "@/api/gaps";
import { articles } from "@/api/knowledge";
import { queries } from "@/api/query";
import type { Gap, GapPage, GapState, GapWhole } from "@/api/types";

export const STATES: readonly GapState[] = ["open", "drafted", "published", "ignored"];

export function useGaps(shown: GapState): UseQueryResult<GapPage> {
  return useQuery({
    queryKey: ["gaps", shown],
    queryFn: ({ signal }) => api.list(shown, signal),
    placeholderData: (before) => before,
  });
}

export function useGap(id: string): UseQueryResult<GapWhole> {
  return useQuery({ queryKey: ["gap", id], queryFn: ({ signal }) => api.read(id, signal) });
}

async function changed(doing: Promise<GapWhole>): Promise<GapWhole> {
  try {
    return await doing;
  } finally {
    await Promise.all(
      ["gaps", "gap", "articles", "article"].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    );
  }
}

export function writeArticle(gap: Gap, draft: Omit<GapDraft, "version">): Promise<GapWhole> {
  return changed(api.write(gap.id, { ...draft, version: gap.version }));
}

export function addToArticle(gap: Gap, article: string, questions: string[]): Promise<GapWhole> {
  return changed(api.add(gap.id, { version: gap.version, article_id: article, questions }));
}

export function ignoreGap(gap: Gap, ignored: boolean): Promise<GapWhole> {
  return changed(api.ignore(gap.id, gap.version, ignored));
}

/** Articles to choose from: those that the search finds for the question. */
export function useNearest(words: string): UseQueryResult<{ value: string; label: string }[]> {
  return useQuery({
    queryKey: ["gap-articles", words],
    enabled: words.trim() !== "",
    queryFn: async () =>
      (await articles.ask(words, "zh-CN", "agent")).found.map((one) => ({ value: one.id, label: one.title })),
    placeholderData: (before) => before,
  });
}
