import { describe, expect, it } from "vitest";
import { type KeyLike, meaning } from "../src/ui/keys";

const key = (over: Partial<KeyLike>): KeyLike => ({ key: "Enter", keyCode: 13, isComposing: false, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...over });

describe("keys", () => {
  it("Enter sends while writing, and only there", () => {
    expect(meaning(key({}), true)).toBe("send");
    expect(meaning(key({}), false)).toBeNull();
  });

  it("Shift+Enter is a new line", () => expect(meaning(key({ shiftKey: true }), true)).toBeNull());

  it("Enter that belongs to an input method does not send", () => {
    expect(meaning(key({ isComposing: true }), true)).toBeNull();
    expect(meaning(key({ keyCode: 229 }), true)).toBeNull(); // Safari: isComposing is already false
    expect(meaning(key({ keyCode: 229, key: "Process" }), true)).toBeNull();
  });

  it("Escape closes, but not while composing", () => {
    expect(meaning(key({ key: "Escape", keyCode: 27 }), true)).toBe("close");
    expect(meaning(key({ key: "Escape", keyCode: 27, isComposing: true }), true)).toBeNull();
  });

  it("Tab stays inside", () => expect(meaning(key({ key: "Tab", keyCode: 9 }), true)).toBe("trap"));

  it("letters are the browser's", () => expect(meaning(key({ key: "s", keyCode: 83 }), true)).toBeNull());
});
