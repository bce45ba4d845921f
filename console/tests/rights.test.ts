import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closed, given, taken } from "@/features/admin/rights";

const NEEDS = { claim: ["desk"], desk: ["read", "customers"], reveal: ["customers"] };
const ALL = ["claim", "desk", "read", "customers", "reveal", "manage"];
const rights = fc.uniqueArray(fc.constantFrom(...ALL));

describe("rights that need others", () => {
  it("brings along what is needed, however deep", () => {
    expect(closed("claim", NEEDS)).toEqual(["claim", "desk", "read", "customers"]);
    expect(given(["manage"], "reveal", NEEDS)).toEqual(["manage", "reveal", "customers"]);
  });

  it("takes along what needs it", () => {
    expect(taken(ALL, "customers", NEEDS)).toEqual(["read", "manage"]);
  });

  it("never leaves a right without what it needs, in whatever order they are ticked", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...ALL), fc.boolean())), rights, (turns, begin) => {
        let held = begin.reduce<string[]>((all, right) => given(all, right, NEEDS), []);
        for (const [right, on] of turns) held = on ? given(held, right, NEEDS) : taken(held, right, NEEDS);
        for (const right of held) expect(closed(right, NEEDS).every((one) => held.includes(one))).toBe(true);
      }),
    );
  });

  it("needs that go round end", () => {
    expect(closed("a", { a: ["b"], b: ["a"] })).toEqual(["a", "b"]);
  });
});
