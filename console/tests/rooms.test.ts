import { describe, expect, test } from "vitest";
import type { Room, RoomOut } from "@/api/cocreation";
import { allSaidYes, me, named, sides, way } from "@/features/cocreation/state";

const at = (minute: number): string => new Date(Date.UTC(2026, 6, 1, 9, minute)).toISOString();
const room = {
  asked_at: at(0),
  opened_at: at(5),
  drafted_at: at(20),
  approved_at: null,
  published_at: null,
  sides: ["产品", "技术"],
  draft_version: 3,
} as unknown as Room;
const yes = (side: string, draft_version: number): RoomOut["yeses"][number] => ({
  side,
  draft_version,
  by_id: "1",
  by_name: "何静",
  at: at(25),
});
const whole = (yeses: RoomOut["yeses"]): RoomOut =>
  ({ room, yeses, members: [{ user_id: "1", name: "何静", role: "approver", side: "产品" }] }) as unknown as RoomOut;

describe("a room", () => {
  test("tells its way stop by stop, and only what was reached", () => {
    expect(way(room).map((stop) => stop.after)).toEqual([null, 300, 900, null, null]);
    expect(way({ ...room, approved_at: null, published_at: at(30) }).map((stop) => stop.after)).toEqual([
      null,
      300,
      900,
      null,
      600,
    ]);
  });

  test("counts a yes only for the draft as it is", () => {
    const told = sides(whole([yes("产品", 2), yes("技术", 3)]));
    expect(told.map((one) => [one.side, one.by, one.void])).toEqual([
      ["产品", "何静", true],
      ["技术", "何静", false],
    ]);
    expect(allSaidYes(whole([yes("产品", 2), yes("技术", 3)]))).toBe(false);
    expect(allSaidYes(whole([yes("产品", 3), yes("技术", 3)]))).toBe(true);
  });

  test("knows who I am in it, and who is named", () => {
    expect(me(whole([]), "1")?.side).toBe("产品");
    expect(me(whole([]), "2")).toBeNull();
    const people = [
      { id: "1", name: "何静" },
      { id: "2", name: "吴国栋" },
    ];
    expect(named("@何静 看一下，何静不在就找吴国栋", people)).toEqual(["1"]);
  });
});
