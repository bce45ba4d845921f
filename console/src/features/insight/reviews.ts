// The bot's answers as reviewers read and judge them.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { reviews as api } from "@/api/reviews";
import type { Review, ReviewRules, ReviewState, Verdict, Why } from "@/api/types";

export const VERDICTS: readonly Verdict[] = ["right", "wrong", "unhelpful"];
export const WHYS: readonly Why[] = [
  "wrong_source",
  "outdated",
  "misread",
  "incomplete",
  "should_hand_over",
  "tone",
  "other",
];
export const CHOICES = [0, 5, 10, 20, 30, 50, 100, 200] as const;

interface Pages {
  items: Review[];
  next: string | null;
}

export function useReviews(shown: ReviewState): UseInfiniteQueryResult<InfiniteData<Pages>> {
  return useInfiniteQuery({
    queryKey: ["reviews", shown],
    queryFn: ({ pageParam, signal }) => api.list(shown, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page: Pages) => page.next,
  });
}

export function useReviewRules(active = true): UseQueryResult<ReviewRules> {
  return useQuery({
    queryKey: ["reviews", "rules"],
    queryFn: ({ signal }) => api.rules(signal),
    enabled: active,
    refetchInterval: 60_000,
  });
}

/** Whatever comes of it, the lists are asked anew. */
async function after<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await queries.invalidateQueries({ queryKey: ["reviews"] });
  }
}

export const judge = (one: Review, verdict: Verdict | null, why: Why | null = null, note = ""): Promise<Review> =>
  after(api.judge(one.id, one.version, { verdict, why, note }));
export const setPerDay = (count: number): Promise<ReviewRules> => after(api.setRules(count));

/** Masked words as they may be drawn: the stars of a mask (138****8000) are no signs of bold. */
export const unstarred = (text: string): string => text.replace(/\*{3,}/g, (run) => "＊".repeat(run.length));

/** What J and K lead to: the next or the one before, never beyond the ends. */
export function moved(ids: string[], chosen: string | null, by: 1 | -1): string | null {
  const at = chosen === null ? -1 : ids.indexOf(chosen);
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))] ?? null;
}

/** What is looked at once this one is judged: the one after it, else the one before. */
export function following(ids: string[], judged: string): string | null {
  const at = ids.indexOf(judged);
  return ids[at + 1] ?? ids[at - 1] ?? null;
}
