import { describe, expect, it } from "vitest";
import { addressOf, filtered, nothing, queryOf, readAsked } from "@/features/search/asked";
import type { Asked } from "@/features/search/asked";

const asked: Asked = { ...nothing, q: "漏水 E4", view: "closed", agent: "a1", from: "2026-07-01", to: "2026-07-31" };

describe("what is asked", () => {
  it("is kept by its address", () => {
    const address = addressOf(asked);
    expect(readAsked(new URL(address, "http://x").searchParams)).toEqual(asked);
    expect(addressOf(nothing)).toBe("/search");
  });

  it("is nothing where the address makes no sense", () => {
    const odd = new URLSearchParams("q=a&view=everybody&from=yesterday&to=2026-99-99");
    expect(readAsked(odd)).toEqual({ ...nothing, q: "a" });
  });

  it("knows whether anything is left out", () => {
    expect(filtered({ ...nothing, q: "漏水" })).toBe(false);
    expect(filtered({ ...nothing, channel: "open" })).toBe(true);
  });

  it("covers whole days, the last one too", () => {
    const { since, before, ...rest } = queryOf(asked);
    expect(rest).toEqual({ q: "漏水 E4", view: "closed", agent: "a1" });
    expect(new Date(since!).getHours()).toBe(0);
    expect(new Date(since!).getDate()).toBe(1);
    expect(new Date(before!).getMonth()).toBe(7);
    expect(new Date(before!).getDate()).toBe(1);
    expect(queryOf(nothing)).toEqual({ q: "" });
  });

  it("is never longer than the server takes", () => {
    expect(queryOf({ ...nothing, q: "长".repeat(300) }).q).toHaveLength(100);
  });
});
