import { describe, expect, it } from "vitest";
import { freshReason, onScale, placeOf, scoresOf } from "@/features/surveys/surveys";

const REASONS = [
  { code: "slow", zh: "等太久", en: "Too slow", scores: [1, 2] },
  { code: "kind", zh: "态度好", en: "Friendly", scores: [4, 5] },
  { code: "bot", zh: "机器人", en: "The bot", scores: [3, 4] },
];

describe("a survey", () => {
  it("keeps its reasons on their side when the scale is another", () => {
    const plain = onScale(REASONS, "stars", "yes_no");
    expect(plain.map((reason) => reason.scores)).toEqual([[1], [5], [1, 5]]);
    expect(onScale(plain, "yes_no", "faces").map((reason) => reason.scores)).toEqual([
      [1, 2, 3],
      [4, 5],
      [1, 2, 3, 4, 5],
    ]);
    expect(onScale(REASONS, "stars", "faces")).toBe(REASONS);
  });

  it("offers a new reason for what was not good, at scores that can be given", () => {
    for (const scale of ["stars", "faces", "yes_no"] as const)
      for (const score of freshReason(scale).scores) expect(scoresOf(scale)).toContain(score);
  });

  it("finds the field the server names", () => {
    expect(placeOf("reasons.2.zh")).toEqual(["reasons", 2, "zh"]);
    expect(placeOf("open_hours")).toEqual(["open_hours"]);
  });
});
