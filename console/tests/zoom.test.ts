import { describe, expect, it } from "vitest";
import { fitted, larger, moved, smaller, zoomed } from "@/features/conversations/zoom";

const stage = { width: 800, height: 600 };

describe("a picture on its stage", () => {
  it("keeps under the pointer what lies under it", () => {
    const at = { x: 100, y: -50 };
    const lie = zoomed(zoomed(fitted, 2, at), 1.5, at);
    expect(lie.scale).toBeCloseTo(3);
    // a point p of the picture is drawn at x + p * scale
    expect(lie.x + at.x * lie.scale).toBeCloseTo(at.x);
    expect(lie.y + at.y * lie.scale).toBeCloseTo(at.y);
  });

  it("is never smaller than it fits, nor larger than eightfold, and lies in the middle when it fits", () => {
    expect(smaller(fitted)).toEqual(fitted);
    let lie = fitted;
    for (let step = 0; step < 20; step += 1) lie = larger(lie);
    expect(lie.scale).toBe(8);
    lie = moved(lie, 500, 500, stage);
    for (let step = 0; step < 20; step += 1) lie = smaller(lie);
    expect(lie).toEqual(fitted);
  });

  it("can be moved only when it is larger, and not out of sight", () => {
    expect(moved(fitted, 50, 50, stage)).toEqual(fitted);
    const lie = moved(zoomed(fitted, 2), 9_999, -9_999, stage);
    expect(lie.x).toBeLessThan(stage.width);
    expect(lie.y).toBeGreaterThan(-stage.height);
  });
});
