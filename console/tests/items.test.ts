import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Handover, Message, Whisper } from "@/api/types";
import { MOST, earlier, itemsOf, later, shownDelivery, tailSlice } from "@/features/conversations/items";
import { changesBetween } from "@/features/conversations/held";
import { Model } from "./model";

const [sample] = (() => {
  const model = new Model(1);
  model.run({ do: "customer", conv: 0 });
  return model.messages(0).items;
})();

function message(seq: number, kind: "customer" | "agent" | "note", at: string, id = "a1"): Message {
  const author =
    kind === "customer"
      ? { kind: "customer" as const, id: null, name: "张女士" }
      : { kind: "agent" as const, id, name: id };
  return {
    ...sample!,
    id: `m${seq}`,
    seq,
    prev: seq - 1,
    author,
    kind: kind === "note" ? "note" : "text",
    at,
    delivery: kind === "agent" ? "sent" : null,
  };
}
const at = (time: string, day = 1): string =>
  new Date(
    2026,
    6,
    day,
    Number(time.slice(0, 2)),
    Number(time.slice(3, 5)),
    Number(time.slice(6, 8) || 0),
  ).toISOString();
const none = { unreadAfter: null, handover: null };
const shape = (list: Message[], marks = none as { unreadAfter: number | null; handover: Handover | null }) =>
  itemsOf(list, marks).map((item) => (item.kind === "group" ? item.messages.map((one) => one.seq) : item.kind));

describe("thread items", () => {
  it("group by author and minute, notes apart, a line for every day", () => {
    const list = [
      message(1, "customer", at("10:00:05")),
      message(2, "customer", at("10:00:50")),
      message(3, "customer", at("10:01:00")),
      message(4, "agent", at("10:01:10")),
      message(5, "note", at("10:01:20")),
      message(6, "agent", at("10:01:30"), "a2"),
      message(7, "customer", at("09:00", 2)),
    ];
    expect(shape(list)).toEqual(["day", [1, 2], [3], [4], [5], [6], "day", [7]]);
  });

  it("put the unread line before the first unread customer message, splitting a group", () => {
    const list = [
      message(1, "customer", at("10:00:01")),
      message(2, "agent", at("10:00:02")),
      message(3, "customer", at("10:00:03")),
      message(4, "customer", at("10:00:04")),
    ];
    expect(shape(list, { unreadAfter: 1, handover: null })).toEqual(["day", [1], [2], "unread", [3, 4]]);
    expect(shape(list, { unreadAfter: 3, handover: null })).toEqual(["day", [1], [2], [3], "unread", [4]]);
    expect(shape(list, { unreadAfter: 4, handover: null })).toEqual(["day", [1], [2], [3, 4]]);
  });

  it("put the hand-over card where it happened", () => {
    const handover: Handover = {
      summary: "",
      tried: [],
      need: "",
      emotion: "calm",
      reason: "requested",
      note: null,
      by: null,
      at: at("10:00:30"),
    };
    const list = [message(1, "customer", at("10:00:00")), message(2, "customer", at("10:00:40"))];
    expect(shape(list, { unreadAfter: null, handover })).toEqual(["day", [1], "handover", [2]]);
    expect(shape(list.slice(0, 1), { unreadAfter: null, handover })).toEqual(["day", [1], "handover"]);
    expect(shape(list.slice(1), { unreadAfter: null, handover })).toEqual(["day", [2]]);
  });

  it("put whispers where they were said, and none that belongs to a part that is not drawn", () => {
    const list = [1, 2, 3, 4].map((seq) => message(seq, "customer", at("10:00")));
    const whispers = [0, 2, 4].map((seq) => ({ id: `w${seq}`, seq }) as Whisper);
    const drawn = (some: Message[], tail: boolean): unknown[] =>
      itemsOf(some, { ...none, whispers }, tail)
        .filter(({ kind }) => kind !== "day")
        .map((item) => (item.kind === "group" ? item.messages.map(({ seq }) => seq) : item.key));
    expect(drawn(list, true)).toEqual(["ww0", [1, 2], "ww2", [3, 4], "ww4"]);
    expect(drawn(list.slice(1, 3), false)).toEqual([[2], "ww2", [3]]);
    expect(drawn(list.slice(2), true)).toEqual(["ww2", [3, 4], "ww4"]);
    expect(drawn(list.slice(0, 2), false)).toEqual(["ww0", [1, 2]]);
  });

  it("lose no message and keep their order", () => {
    const kinds = fc.constantFrom("customer" as const, "agent" as const, "note" as const);
    fc.assert(
      fc.property(
        fc.array(fc.record({ kind: kinds, gap: fc.integer({ min: 0, max: 90_000 }) }), { maxLength: 60 }),
        fc.option(fc.nat(60)),
        (list, unread) => {
          let time = Date.parse(at("10:00"));
          const all = list.map(({ kind, gap }, index) =>
            message(index + 1, kind, new Date((time += gap)).toISOString()),
          );
          const drawn = itemsOf(all, { unreadAfter: unread, handover: null }).flatMap((item) =>
            item.kind === "group" ? item.messages : [],
          );
          expect(drawn).toEqual(all);
          const keys = itemsOf(all, { unreadAfter: unread, handover: null }).map((item) => item.key);
          expect(new Set(keys).size).toBe(keys.length);
        },
      ),
    );
  });
});

describe("the drawn slice", () => {
  it("walks 5,000 messages to the start and back without ever drawing more than the limit or skipping one", () => {
    const total = 5_000;
    let slice = tailSlice(total);
    const seen = new Set<number>();
    const look = (): void => {
      for (let index = slice.from; index < slice.to; index += 1) seen.add(index);
      expect(slice.to - slice.from).toBeLessThanOrEqual(MOST);
    };
    for (look(); slice.from > 0; look()) slice = earlier(slice);
    expect(seen.size).toBe(total);
    for (let before = -1; slice.to < total && slice.to !== before; look()) {
      before = slice.to;
      slice = later(slice, total);
    }
    expect(slice.to).toBe(total);
  });
});

it("what the customer has read is shown as read, a failure stays a failure, notes have no state", () => {
  expect(shownDelivery(message(3, "agent", at("10:00")), 3)).toBe("read");
  expect(shownDelivery(message(4, "agent", at("10:00")), 3)).toBe("sent");
  expect(shownDelivery({ ...message(3, "agent", at("10:00")), delivery: "failed" }, 3)).toBe("failed");
  expect(shownDelivery(message(3, "note", at("10:00")), 3)).toBeNull();
  expect(shownDelivery(message(3, "customer", at("10:00")), 3)).toBeNull();
});

it("changes behind the pill: rows that come, rows that go, and one for any move", () => {
  expect(changesBetween(["a", "b", "c"], ["a", "b", "c"])).toBe(0);
  expect(changesBetween(["a", "b", "c"], ["c", "a", "b"])).toBe(1);
  expect(changesBetween(["a", "b"], ["x", "a", "y", "b"])).toBe(2);
  expect(changesBetween(["a", "b"], ["b"])).toBe(1);
  expect(changesBetween([], ["a"])).toBe(1);
});
