import { beforeEach, describe, expect, it } from "vitest";
import { Marks } from "../src/core/marks";
import { apply, empty, type State } from "../src/core/state";
import { Shared } from "./clock";
import { message, view } from "./world";

const customer = { kind: "customer" as const, id: null, name: "" };
const system = { kind: "system" as const, id: null, name: "" };
const state = (...authors: object[]): State => apply(empty, {
  t: "welcome", reset: true, conversation: view({ last_seq: authors.length }),
  messages: authors.map((a, i) => message({ seq: i + 1, prev: i, ...(a as { author?: typeof customer }) })),
});

let sent: object[];
let online: boolean;
let store: Shared;
let marks: Marks;
beforeEach(() => {
  sent = [];
  online = true;
  store = new Shared();
  marks = new Marks(store, "seen", (f) => { if (online) sent.push(f); return online; });
});

describe("read marks", () => {
  it("count what others wrote, not the visitor's own words or system lines", () => {
    expect(marks.unread(state({ author: customer }, {}, { author: system }, {}))).toBe(2);
  });

  it("tell the server once for each new answer, and not of own words", () => {
    const s = state({}, { author: customer });
    marks.seen(s);
    marks.seen(s);
    expect(sent).toEqual([{ t: "read", conversation_id: "c1", seq: 1 }]);
    marks.seen(state({ author: customer }, { author: system }));
    expect(sent).toHaveLength(1);
  });

  it("tell it when the line is back, and again on a new line", () => {
    const s = state({});
    online = false;
    marks.seen(s);
    online = true;
    marks.seen(s);
    marks.forget();
    marks.seen(s);
    expect(sent).toHaveLength(2);
  });

  it("are kept for the next page and the other tabs", () => {
    marks.seen(state({}, {}));
    expect(new Marks(store, "seen", () => true).unread(state({}, {}, {}))).toBe(1);
  });

  it("of another conversation say nothing about this one", () => {
    store.set("seen", "c0 99");
    expect(marks.unread(state({}))).toBe(1);
  });

  it("begin with what was there when visitor and widget met", () => {
    marks.first("c1", 2);
    marks.first("c1", 0);
    expect(marks.unread(state({}, {}, {}))).toBe(1);
  });
});
