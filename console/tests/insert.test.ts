import { expect, it } from "vitest";
import { inserted } from "@/features/knowledge/insert";

it.each([
  ["", 0, "X"],
  ["一段", 2, "一段\nX"],
  ["一段\n二段", 2, "一段\nX\n二段"],
  ["1. 打开面板", 7, "1. 打开面板\n   X"],
  ["1. 打开\n   托住\n2. 取出", 11, "1. 打开\n   托住\n   X\n2. 取出"],
  ["一段\n   缩进", 8, "一段\n   缩进\nX"],
])("a picture stands on a line of its own, under the step it is put into: %j", (body, at, want) => {
  const done = inserted(body, at, "X");
  expect(done.body).toBe(want);
  expect(want.slice(0, done.at).endsWith("X")).toBe(true);
});
