import { expect, test } from "vitest";
import type { ArchiveItem } from "@/api/types";
import { archiveAddress, byKind, kindsIn } from "@/features/admin/archive";

const item = (over: Partial<ArchiveItem>): ArchiveItem => ({
  kind: "tags",
  place: 1,
  key: "a",
  name: "a",
  what: "new",
  changed: [],
  notes: [],
  field: null,
  error: null,
  message: null,
  params: {},
  ...over,
});

test("of a file only those kinds are asked for that it holds and that may be read here", () => {
  const text = JSON.stringify({ kinds: { tags: [{ name: "a" }], teams: [{}], queues: [] } });
  expect(kindsIn(text, ["tags", "queues"])).toEqual(["tags"]);
  expect(kindsIn(text, ["hours"])).toBeNull();
  expect(kindsIn("not json", ["tags"])).toBeNull();
  expect(kindsIn("{}", ["tags"])).toBeNull();
});

test("what is wrong stands first within its kind, and kinds stay in their order", () => {
  const found = byKind([
    item({ kind: "teams", place: 1 }),
    item({ kind: "teams", place: 2, what: "wrong" }),
    item({ kind: "tags", place: 1 }),
  ]);
  expect(found.map(([kind, items]) => [kind, items.map(({ place }) => place)])).toEqual([
    ["teams", [2, 1]],
    ["tags", [1]],
  ]);
});

test("a download names each kind", () => {
  expect(archiveAddress(["tags", "teams"])).toBe("/api/v1/settings-archive?kinds=tags&kinds=teams");
});
