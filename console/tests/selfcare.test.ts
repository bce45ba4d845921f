import { describe, expect, it } from "vitest";
import type { HelpPage } from "@/api/types";
import { samePage, share, shelvesOf } from "@/features/selfcare/data";
import { sparkline } from "@/features/topics/data";

const PAGE: HelpPage = {
  on: true,
  title_zh: "帮助中心",
  title_en: "",
  intro_zh: "",
  intro_en: "",
  shelves: [{ name: "退换货", en: "Returns" }],
  hot: ["return-how"],
  flows: ["order_status"],
  listed: false,
};

describe("the self-service page", () => {
  it("is the same whatever the order of its fields, and another with another word", () => {
    const { on, ...rest } = PAGE;
    expect(samePage({ ...rest, shelves: [{ en: "Returns", name: "退换货" }], on }, PAGE)).toBe(true);
    expect(samePage({ ...PAGE, shelves: [{ name: "退换货", en: "R" }] }, PAGE)).toBe(false);
    expect(samePage({ ...PAGE, hot: [] }, PAGE)).toBe(false);
  });

  it("keeps what a category is called in English when the order changes", () => {
    expect(shelvesOf(["安装", "退换货"], PAGE.shelves)).toEqual([
      { name: "安装", en: "" },
      { name: "退换货", en: "Returns" },
    ]);
  });

  it("tells no share of nothing", () => {
    expect(share(0, 0)).toBeNull();
    expect(share(1, 3)).toBe(33);
  });
});

it("draws days as a line whose highest touches the top", () => {
  expect(sparkline([0, 2, 1], 10, 4)).toBe("0.0,4.0 5.0,0.0 10.0,2.0");
  expect(sparkline([0, 0], 10, 4)).toBe("0.0,4.0 10.0,4.0");
});
