import { describe, expect, it } from "vitest";
import { following, moved, unstarred } from "@/features/insight/reviews";

const IDS = ["甲", "乙", "丙"];

describe("reviewing by keyboard", () => {
  it("goes to the next and the one before, and stays at the ends", () => {
    expect(moved(IDS, "甲", 1)).toBe("乙");
    expect(moved(IDS, "丙", 1)).toBe("丙");
    expect(moved(IDS, "甲", -1)).toBe("甲");
    expect(moved(IDS, null, 1)).toBe("甲");
    expect(moved([], null, 1)).toBeNull();
  });

  it("looks at the one after what was judged, at the end at the one before", () => {
    expect(following(IDS, "甲")).toBe("乙");
    expect(following(IDS, "丙")).toBe("乙");
    expect(following(["甲"], "甲")).toBeNull();
  });
});

describe("masked words", () => {
  it("keep their stars beside what is bold", () => {
    expect(unstarred("**请拨** 138****8000 或 139****0000")).toBe("**请拨** 138＊＊＊＊8000 或 139＊＊＊＊0000");
    expect(unstarred("**电话138****8000**")).toBe("**电话138＊＊＊＊8000**");
  });
});
