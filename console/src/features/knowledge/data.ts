// Articles, as their editors look for, write and try them.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { articles as api } from "@/api/knowledge";
import type { ArticleQuery, Taking } from "@/api/knowledge";
import { queries } from "@/api/query";
import type {
  Article,
  ArticleDraft,
  ArticlePage,
  ArticleVersion,
  Asked,
  Audience,
  DocumentPlan,
  Proposal,
} from "@/api/types";

export const STATES = ["published", "draft", "scheduled", "expired"] as const;

export function useArticles(asked: ArticleQuery): UseInfiniteQueryResult<InfiniteData<ArticlePage, string>> {
  return useInfiniteQuery({
    queryKey: ["articles", asked],
    queryFn: ({ pageParam, signal }) => api.list(asked, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
}

export function useArticle(id: string): UseQueryResult<Article> {
  return useQuery({ queryKey: ["article", id], queryFn: ({ signal }) => api.read(id, signal) });
}

export function useArticleVersions(id: string): UseQueryResult<ArticleVersion[]> {
  return useQuery({
    queryKey: ["article", id, "versions"],
    queryFn: async ({ signal }) => (await api.versions(id, signal)).items,
  });
}

async function changed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await Promise.all(["articles", "article"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  }
}

/** `proposal`: the version of my own proposal that this changes; 0: none waits. */
export function saveArticle(kept: Article | null, draft: ArticleDraft, note: string, proposal = 0): Promise<Article> {
  return changed(
    kept === null ? api.make(draft) : api.change(kept.id, { version: kept.version, draft, note, proposal }),
  );
}

/** The change that waits beside what is published, if one does. */
export function waiting(article: Article | null): Proposal | null {
  return article?.proposal?.state === "waiting" ? article.proposal : null;
}

export const stillRight = (kept: Article): Promise<Article> => changed(api.looked(kept.id, kept.version));
export const withdraw = (kept: Article, one: Proposal): Promise<Article> => changed(api.withdraw(kept.id, one.version));
export async function judge(kept: Article, one: Proposal, reason: string | null): Promise<Article> {
  const done = reason === null ? api.approve(kept.id, one.version) : api.sendBack(kept.id, one.version, reason);
  await changed(done);
  return api.read(kept.id, undefined);
}
export const showArticle = (kept: Article, published: boolean): Promise<Article> =>
  changed(api.show(kept.id, published, kept.version));
export const restoreArticle = (kept: Article, to: number): Promise<Article> =>
  changed(api.restore(kept.id, to, kept.version));
export const askBot = (question: string, locale: string, audience: Audience): Promise<Asked> =>
  api.ask(question, locale, audience);

/** What would become of files, and with `write` what did. */
export function takeIn(files: File[], how: Taking): Promise<DocumentPlan> {
  const doing = api.documents(files, how, () => undefined);
  return how.write ? changed(doing) : doing;
}
