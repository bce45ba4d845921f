import { describe, expect, it } from "vitest";
import { hostOf, visitOf, webAddress } from "@/features/conversations/context";
import { extrasOf } from "@/features/conversations/handover";

describe("the visit", () => {
  it("has its page and where it came from, and the rest as facts", () => {
    const page = { url: "https://shop.example/ac?x=1", title: "空调", referrer: "https://s.example/q" };
    expect(visitOf({ page, version: 3, vip: true, cart: { n: 2 }, none: null })).toEqual({
      page: { url: page.url, title: "空调" },
      referrer: page.referrer,
      facts: [
        { key: "version", value: "3" },
        { key: "vip", value: "true" },
        { key: "cart", value: '{"n":2}' },
      ],
    });
    expect(visitOf({ page: "https://shop.example/a" }).page).toEqual({
      url: "https://shop.example/a",
      title: "shop.example/a",
    });
    expect(hostOf(page.url)).toBe("shop.example");
  });

  it("never makes a link of what is no web address", () => {
    for (const bad of ["javascript:alert(1)", "data:text/html,x", " https://a b", "//evil", 7, null, {}])
      expect(webAddress(bad)).toBe("");
    const visit = visitOf({ page: "pages/order/detail", title: "订单" });
    expect(visit.page).toBeNull();
    expect(visit.facts).toEqual([
      { key: "page", value: "pages/order/detail" },
      { key: "title", value: "订单" },
    ]);
  });
});

describe("a hand-over's summary", () => {
  it("adds only what the card does not already say", () => {
    const summary = "诉求：退货\n已给过：无\n情绪：不满\n单号：QF1\n电话：138****0000";
    expect(extrasOf({ need: "退货", summary })).toEqual([
      { label: "单号", text: "QF1" },
      { label: "电话", text: "138****0000" },
    ]);
    const english = "Need: a refund\nAlready given: nothing\nMood: calm\nPhone: 138****0000";
    expect(extrasOf({ need: "a refund", summary: english })).toEqual([{ label: "Phone", text: "138****0000" }]);
    expect(extrasOf({ need: "退货", summary: "退货" })).toEqual([]);
    expect(extrasOf({ need: "退货", summary: "客户很急" })).toEqual([{ label: null, text: "客户很急" }]);
  });
});
