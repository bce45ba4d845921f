// What reviewers ask of the bot's answers.
import { call } from "./http";
import type { Review, ReviewRules, ReviewState, Verdict, Why } from "./types";

interface Said {
  verdict: Verdict | null;
  why: Why | null;
  note: string;
}

export const reviews = {
  list: (shown: ReviewState, cursor: string, signal?: AbortSignal) =>
    call<{ items: Review[]; next: string | null }>(
      "GET",
      `/bot/reviews?shown=${shown}&limit=20&cursor=${encodeURIComponent(cursor)}`,
      { signal },
    ),
  judge: (id: string, version: number, said: Said) =>
    call<Review>("PUT", `/bot/reviews/${id}`, { body: { version, ...said } }),
  rules: (signal?: AbortSignal) => call<ReviewRules>("GET", "/bot/review-rules", { signal }),
  setRules: (per_day: number) => call<ReviewRules>("PUT", "/bot/review-rules", { body: { per_day } }),
};
