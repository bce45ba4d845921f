import { describe, expect, it } from "vitest";
import type { Template } from "@/api/types";
import { score, search } from "@/features/templates/match";
import { initials } from "@/features/templates/pinyin";

function template(title: string, category: string, extra: Partial<Template> = {}): Template {
  return {
    id: title,
    code: "T1",
    category,
    title_en: "",
    category_en: "",
    title,
    shortcut: "",
    body: "",
    body_en: "",
    ...extra,
  };
}

describe("pinyin initials", () => {
  it("come from the first letters of the syllables", () => {
    expect(initials("退款时效说明")).toBe("tksxsm");
    expect(initials("安装预约")).toBe("azyy");
    expect(initials("情绪安抚")).toBe("qxaf");
    expect(initials("发票 A4")).toBe("fpa4");
    expect(initials("阿姨昨天")).toBe("ayzt");
  });
});

describe("template search", () => {
  const library = [
    template("退款时效说明", "退换货"),
    template("退货地址", "退换货"),
    template("改约安装时间", "安装", { body: "退款" }),
    template("首句问候", "开场", { shortcut: "hi" }),
  ];
  const titles = (q: string) => search(library, q, 10).map((item) => item.title);

  it("finds by title, initials, category, shortcut and text, the closest first", () => {
    expect(titles("退款")).toEqual(["退款时效说明", "改约安装时间"]);
    expect(titles("tk")).toEqual(["退款时效说明"]);
    expect(titles("az")).toEqual(["改约安装时间"]);
    expect(titles("hi")).toEqual(["首句问候"]);
    expect(titles("退换货")).toEqual(["退款时效说明", "退货地址"]);
    expect(titles("thh")).toEqual(["退款时效说明", "退货地址"]);
    expect(titles("没有这样的")).toEqual([]);
  });

  it("shows the whole library for a bare slash, as far as asked", () => {
    expect(search(library, "", 3)).toHaveLength(3);
  });

  it("an exact shortcut beats everything", () => {
    expect(score(template("别的", "别的", { shortcut: "tk" }), "TK")).toBeGreaterThan(score(library[0]!, "tk"));
  });
});
