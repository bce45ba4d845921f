import { describe, expect, it } from "vitest";
import type { Article } from "@/api/types";
import { diffLines } from "@/features/knowledge/diff";
import { EMPTY, draftOf, formOf, placeOf } from "@/features/knowledge/form";

const article: Article = {
  id: "a",
  slug: "filter",
  title: "滤网",
  category: "保养",
  body: "清洗",
  questions: ["怎么洗", "多久洗"],
  tags: [],
  related: [],
  audience: "customer",
  locale: "zh-CN",
  published: true,
  valid_from: "2026-05-01T03:20:00Z",
  valid_until: null,
  version: 3,
  updated_at: "2026-05-01T00:00:00Z",
  state: "published",
  languages: {},
  related_titles: {},
  proposal: null,
  needs_approval: false,
  look: { at: null, by_name: "", due: null },
};

describe("an article's form", () => {
  it("gives back what it was given, to the second", () => {
    const draft = draftOf(formOf(article), "filter", true, article);
    expect(draft).toMatchObject({ questions: ["怎么洗", "多久洗"], valid_from: article.valid_from, valid_until: null });
  });

  it("ends after the last day", () => {
    const draft = draftOf({ ...EMPTY, until: "2026-12-31" }, "", false, null);
    expect(draft.valid_until).toBe(new Date(2027, 0, 1).toISOString());
    expect(formOf({ ...article, valid_until: draft.valid_until }).until).toBe("2026-12-31");
  });

  it("knows where a refused field stands", () => {
    expect([placeOf("draft.valid_until"), placeOf("title")]).toEqual(["until", "title"]);
  });
});

describe("a difference", () => {
  it("names what went and what came, and keeps what stayed", () => {
    const found = diffLines("一\n二\n三", "一\n三\n四");
    expect(found.map(({ kind, text }) => `${kind} ${text}`)).toEqual(["same 一", "gone 二", "same 三", "new 四"]);
  });

  it("joins to both texts again", () => {
    const [before, after] = ["a\nb\nc\nd", "x\nb\nd\ne"];
    const found = diffLines(before, after);
    const side = (but: string): string =>
      found
        .filter(({ kind }) => kind !== but)
        .map(({ text }) => text)
        .join("\n");
    expect([side("new"), side("gone")]).toEqual([before, after]);
  });
});
