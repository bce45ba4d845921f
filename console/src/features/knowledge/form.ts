import dayjs from "dayjs";
import type { Article, ArticleDraft, Audience } from "@/api/types";

/** An article as the form holds it: lists as lines, days as days of this place. */
export interface ArticleForm {
  title: string;
  category: string;
  body: string;
  questions: string;
  tags: string[];
  related: string[];
  audience: Audience;
  locale: "zh-CN" | "en";
  from: string | null;
  until: string | null;
}

export const EMPTY: ArticleForm = {
  title: "",
  category: "",
  body: "",
  questions: "",
  tags: [],
  related: [],
  audience: "customer",
  locale: "zh-CN",
  from: null,
  until: null,
};

const DAY = "YYYY-MM-DD";

export function formOf(article: Article): ArticleForm {
  return {
    ...EMPTY,
    title: article.title,
    category: article.category,
    body: article.body,
    questions: article.questions.join("\n"),
    tags: article.tags,
    related: article.related,
    audience: article.audience === "agent" ? "agent" : "customer",
    locale: article.locale === "en" ? "en" : "zh-CN",
    from: article.valid_from && dayjs(article.valid_from).format(DAY),
    // The end is exclusive: the last day is the one before it.
    until: article.valid_until && dayjs(article.valid_until).subtract(1, "millisecond").format(DAY),
  };
}

/** A moment within the day that was chosen stays as it was kept. */
function kept(day: string | null, before: string | null, same: boolean, made: () => string): string | null {
  if (day === null) return null;
  return same && before !== null ? before : made();
}

export function draftOf(form: ArticleForm, slug: string, published: boolean, before: Article | null): ArticleDraft {
  const { from, until, questions, ...rest } = form;
  const old = before && formOf(before);
  return {
    ...rest,
    slug,
    published,
    questions: questions.split("\n").filter((line) => line.trim() !== ""),
    valid_from: kept(from, before?.valid_from ?? null, old?.from === from, () => dayjs(from).toISOString()),
    valid_until: kept(until, before?.valid_until ?? null, old?.until === until, () =>
      dayjs(until).add(1, "day").toISOString(),
    ),
  };
}

/** Where in the form a field stands that the server named. */
export function placeOf(field: string): string {
  const last = field.split(".").pop() ?? field;
  return { valid_from: "from", valid_until: "until" }[last] ?? last;
}
