import { describe, expect, it } from "vitest";
import type { LibraryTemplate } from "@/api/types";
import { grouped, unknownIn } from "@/features/admin/templates";

function template(title: string, category: string, extra: Partial<LibraryTemplate> = {}): LibraryTemplate {
  const none = { category_en: "", title_en: "", shortcut: "", body: "", body_en: null, team_id: null };
  return {
    id: title,
    code: title,
    category,
    title,
    ...none,
    scope: "all",
    version: 1,
    used: 0,
    editable: true,
    ...extra,
  };
}

describe("the library of templates", () => {
  const items = [
    template("退款时效", "退款", { title_en: "Refund time", body: "三天内到账" }),
    template("退款道歉", "退款", { scope: "own" }),
    template("开场", "问候", { shortcut: "kc", scope: "team" }),
  ];
  const titles = (typed: string, scope = ""): [string, string[]][] =>
    grouped(items, typed, scope).map(([name, those]) => [name, those.map(({ title }) => title)]);

  it("stands by category", () => {
    expect(titles("")).toEqual([
      ["退款", ["退款时效", "退款道歉"]],
      ["问候", ["开场"]],
    ]);
  });

  it("is found by either title, shortcut, category or text; all words have to fit", () => {
    expect(titles("REFUND")).toEqual([["退款", ["退款时效"]]]);
    expect(titles("退款 到账")).toEqual([["退款", ["退款时效"]]]);
    expect(titles("kc")).toEqual([["问候", ["开场"]]]);
    expect(titles("没有")).toEqual([]);
    expect(titles("", "own")).toEqual([["退款", ["退款道歉"]]]);
  });

  it("says which variables nobody knows", () => {
    expect(unknownIn("{{customer.title}}，{{ order.no }}，{{custmer.title}}{{custmer.title}}")).toEqual([
      "custmer.title",
    ]);
    expect(unknownIn("没有变量")).toEqual([]);
  });
});
