import { expect, test } from "vitest";
import type { RehearsalFigures, RehearsalRun } from "@/api/rehearsal";
import { alone, isGoing, late, percent, wrong } from "@/features/rehearsal/data";

const figures: RehearsalFigures = {
  dialogues: 365,
  goals: 318,
  alone: 285,
  reached: 334,
  needs: 47,
  right: 45,
  late: 1,
  missing: 1,
  wrong_queue: 0,
  needless: 6,
  statements: 830,
  wrong: 2,
  beside: 9,
  pretended: 0,
  turns: 2.3,
};

test("shares are of those they are about", () => {
  expect(percent(alone(figures))).toBe("89.6 %");
  expect(percent(wrong(figures), 2)).toBe("0.24 %");
  expect(percent(late(figures))).toBe("4.3 %");
});

test("where there is none of a kind there is no share, and no division by nothing", () => {
  const none = { ...figures, goals: 0, statements: 0, needs: 0 };
  expect([alone(none), wrong(none), late(none)]).toEqual([0, 0, 0]);
});

test("a rehearsal goes on until it has ended", () => {
  const run = { state: "waiting" } as RehearsalRun;
  expect(isGoing(run)).toBe(true);
  expect(isGoing({ ...run, state: "running" })).toBe(true);
  expect(isGoing({ ...run, state: "cancelled" })).toBe(false);
});
