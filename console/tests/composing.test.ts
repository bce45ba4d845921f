import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holes, mentionToken, mentioned, sends, slashToken } from "@/features/conversations/composing";

const enter = { key: "Enter", shift: false, mod: false, alt: false, composing: false };

describe("sending by key", () => {
  it("never while an input method is composing, whatever else is pressed", () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom("enter" as const, "mod_enter" as const),
        (shift, mod, alt, setting) => {
          expect(sends({ key: "Enter", shift, mod, alt, composing: true }, setting)).toBe(false);
        },
      ),
    );
  });

  it("Enter sends and Shift+Enter does not, unless the setting asks for Mod+Enter", () => {
    expect(sends(enter, "enter")).toBe(true);
    expect(sends({ ...enter, shift: true }, "enter")).toBe(false);
    expect(sends(enter, "mod_enter")).toBe(false);
    expect(sends({ ...enter, mod: true }, "enter")).toBe(true);
    expect(sends({ ...enter, mod: true }, "mod_enter")).toBe(true);
    expect(sends({ ...enter, alt: true }, "enter")).toBe(false);
    expect(sends({ ...enter, key: "a" }, "enter")).toBe(false);
  });
});

describe("signs in the text", () => {
  it("a slash opens templates at the start or after a blank, not inside a word or an address", () => {
    expect(slashToken("/退款", 3)).toEqual({ query: "退款", start: 0 });
    expect(slashToken("您好 /tk", 6)).toEqual({ query: "tk", start: 3 });
    expect(slashToken("/", 1)).toEqual({ query: "", start: 0 });
    expect(slashToken("https://a", 9)).toBeNull();
    expect(slashToken("1/2", 3)).toBeNull();
    expect(slashToken("/退款 ", 4)).toBeNull();
    expect(slashToken("/退款", 0)).toBeNull();
  });

  it("an at sign opens colleagues, also right after Chinese, not inside an address", () => {
    expect(mentionToken("请看@王", 4)).toEqual({ query: "王", start: 2 });
    expect(mentionToken("a@b", 3)).toBeNull();
  });

  it("unfilled variables are found as they stand", () => {
    expect(holes("订单 {{订单号}}，{{日期}} 前到账")).toEqual(["{{订单号}}", "{{日期}}"]);
    expect(holes("没有变量 {单}")).toEqual([]);
  });

  it("the longer name wins", () => {
    const agents = [
      { id: "1", name: "王芳" },
      { id: "2", name: "王芳芳" },
      { id: "3", name: "陈立" },
    ];
    expect(mentioned("@王芳芳 看一下", agents)).toEqual(["2"]);
    expect(mentioned("@王芳芳 @王芳 看一下", agents).sort()).toEqual(["1", "2"]);
    expect(mentioned("王芳 看一下", agents)).toEqual([]);
  });
});
