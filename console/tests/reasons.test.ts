import { describe, expect, it } from "vitest";
import type { KeptReason, ReasonLists } from "@/api/types";
import { added, depthOf, entriesOf, goneOf, isHeading, moved } from "@/features/admin/reasons";
import { offered } from "@/features/people";

function reason(code: string, parent: string | null = null, retired = false): KeptReason {
  return { code, zh: code, en: code, bad: false, queue: null, parent, retired };
}

// "late" stands under "returns", though it is kept far from it.
const ITEMS = [
  reason("returns"),
  reason("ask"),
  reason("fault", "returns"),
  reason("late", "returns"),
  reason("old", null, true),
];
const none = { version: "", items: [], uses: {} };
const LISTS: ReasonLists = {
  wrap_up: { version: "1", items: ITEMS, uses: {} },
  close: none,
  decline: none,
  breaks: { version: "", items: [] },
};

function codes(entries: { code: string }[] | null): string[] | undefined {
  return entries?.map(({ code }) => code);
}

describe("a list of reasons", () => {
  const entries = entriesOf(LISTS, "wrap_up");
  const at = (code: string) => entries.find((entry) => entry.code === code) ?? entries[0]!;

  it("shows what stands under a heading right after it", () => {
    expect(codes(entries)).toEqual(["returns", "fault", "late", "ask", "old"]);
    expect(entries.map((entry) => depthOf(entries, entry))).toEqual([0, 1, 1, 0, 0]);
    expect(isHeading(entries, at("returns"))).toBe(true);
  });

  it("takes a new line under a heading as its last, of the heading's queue", () => {
    const heading = { ...at("returns"), queue: "order" };
    const grown = added(entries.with(0, heading), heading, "new");
    expect(codes(grown)).toEqual(["returns", "fault", "late", "", "ask", "old"]);
    expect(grown[3]).toMatchObject({ key: "new", parent: "returns", queue: "order" });
    expect(added(entries, null, "new").at(-1)).toMatchObject({ key: "new", parent: null });
  });

  it("moves a heading with everything under it, and nothing out of its like", () => {
    expect(codes(moved(entries, at("returns"), 1))).toEqual(["ask", "returns", "fault", "late", "old"]);
    expect(codes(moved(entries, at("ask"), -1))).toEqual(["ask", "returns", "fault", "late", "old"]);
    expect(codes(moved(entries, at("late"), -1))).toEqual(["returns", "late", "fault", "ask", "old"]);
    expect(moved(entries, at("late"), 1)).toBeNull();
    expect(moved(entries, at("returns"), -1)).toBeNull();
  });

  it("retires what stands under a retired heading with it", () => {
    const retired = entries.map((entry) => (entry.code === "returns" ? { ...entry, retired: true } : entry));
    expect(codes(retired.filter((entry) => goneOf(retired, entry)))).toEqual(["returns", "fault", "late", "old"]);
  });

  it("offers agents only leaves that are in use", () => {
    expect(codes(offered(ITEMS))).toEqual(["ask", "fault", "late"]);
    expect(codes(offered([...ITEMS.slice(1), reason("returns", null, true)]))).toEqual(["ask"]);
  });
});
