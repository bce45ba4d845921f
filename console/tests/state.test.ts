import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Delivery, Frame, View } from "@/api/types";
import { orderOf, unreadOf } from "@/features/conversations/rows";
import { act, apply, initial } from "@/features/conversations/state";
import type { State } from "@/features/conversations/state";
import { gapAfter } from "@/features/conversations/threads";
import { ME, Model, TEAM, emptyRow } from "./model";
import type { Command } from "./model";

const VIEWS: View[] = ["mine", "waiting", "team", "all", "closed"];
const CONVERSATIONS = 4;
const NOW = Date.parse("2026-07-01T09:00:00Z");

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constantFrom("customer" as const, "agent" as const, "note" as const), conv: fc.nat(3) }),
  fc.record({
    do: fc.constant("deliver" as const),
    conv: fc.nat(3),
    pick: fc.nat(9),
    to: fc.constantFrom<Delivery>("sent", "delivered", "read", "failed"),
  }),
  fc.record({
    do: fc.constantFrom("customer_reads" as const, "i_read" as const, "queue" as const, "close" as const),
    conv: fc.nat(3),
  }),
  fc.record({ do: fc.constant("assign" as const), conv: fc.nat(3), agent: fc.nat(2) }),
);
const commands = fc.array(command, { maxLength: 40 });

/** Everything fetched anew, as after a reconnect. */
function fetched(model: Model, before: State): State {
  let state = act(before, { t: "who", who: { id: ME, team: new Set(TEAM) } });
  for (const view of VIEWS)
    state = act(state, { t: "page", list: { view, q: "" }, page: model.page(view), asked: state.tick, append: false });
  for (let index = 0; index < CONVERSATIONS; index += 1)
    state = act(state, { t: "messages", id: `c-${index}`, page: model.messages(index), asked: {} });
  return state;
}

/** What a person would see. */
function seen(state: State): unknown {
  return {
    views: VIEWS.map((view) =>
      orderOf(state, { view, q: "" }).map((id) => ({ row: state.rows[id], unread: unreadOf(state, state.rows[id]!) })),
    ),
    threads: Object.fromEntries(
      Object.entries(state.threads).map(([id, thread]) => [
        id,
        { messages: thread.messages, read: thread.read, gap: gapAfter(thread) },
      ]),
    ),
  };
}

function run(state: State, frames: Frame[]): State {
  return frames.reduce((next, frame) => apply(next, frame, NOW), state);
}

describe("apply(frames, snapshot) equals the fresh snapshot", () => {
  it("in any order, with duplicates and with old frames", () => {
    fc.assert(
      fc.property(
        commands,
        commands,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (before, after, chance) => {
          const model = new Model(CONVERSATIONS);
          before.forEach((item) => model.run(item));
          const old = [...model.frames];
          const snapshot = fetched(model, initial);
          model.frames = [];
          after.forEach((item) => model.run(item));
          const mixed = [...model.frames, ...model.frames.filter(() => chance.next().value < 0.4), ...old]
            .map((frame) => ({ frame, at: chance.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ frame }) => frame);
          expect(seen(run(snapshot, mixed))).toEqual(seen(fetched(model, initial)));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("after frames were lost, once the snapshots have been fetched again", () => {
    fc.assert(
      fc.property(commands, commands, fc.nat(40), (before, after, lost) => {
        const model = new Model(CONVERSATIONS);
        before.forEach((item) => model.run(item));
        const snapshot = fetched(model, initial);
        model.frames = [];
        after.forEach((item) => model.run(item));
        const heard = model.frames.filter((_, index) => index % 3 !== lost % 3);
        expect(seen(fetched(model, run(snapshot, heard)))).toEqual(seen(fetched(model, initial)));
      }),
      { numRuns: 200 },
    );
  });

  it("in two tabs that heard the same frames in different orders", () => {
    fc.assert(
      fc.property(commands, fc.infiniteStream(fc.nat()), (list, chance) => {
        const model = new Model(CONVERSATIONS);
        const start = fetched(model, initial);
        list.forEach((item) => model.run(item));
        const shuffled = model.frames
          .map((frame) => ({ frame, at: chance.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ frame }) => frame);
        expect(seen(run(start, shuffled))).toEqual(seen(run(start, model.frames)));
      }),
      { numRuns: 200 },
    );
  });
});

describe("unread and read", () => {
  function withUnread(): { model: Model; state: State } {
    const model = new Model(CONVERSATIONS);
    model.run({ do: "assign", conv: 0, agent: 0 });
    model.run({ do: "customer", conv: 0 });
    model.run({ do: "customer", conv: 0 });
    return { model, state: fetched(model, initial) };
  }

  it("counts what the server counts until I read", () => {
    const { state } = withUnread();
    expect(unreadOf(state, state.rows["c-0"]!)).toBe(2);
    expect(unreadOf(act(state, { t: "read_by_me", id: "c-0", seq: 2 }), state.rows["c-0"]!)).toBe(0);
  });

  it("clears in the other tab by the read frame, and counts the next message again", () => {
    const { model, state } = withUnread();
    const other = run(state, [{ t: "read", conversation_id: "c-0", who: { kind: "agent", id: ME }, seq: 2 }]);
    expect(unreadOf(other, other.rows["c-0"]!)).toBe(0);
    model.frames = [];
    model.run({ do: "i_read", conv: 0 });
    model.run({ do: "customer", conv: 0 });
    const next = run(other, model.frames);
    expect(unreadOf(next, next.rows["c-0"]!)).toBe(1);
  });

  it("is not cleared by a colleague's reading, nor by reading an older message", () => {
    const { state } = withUnread();
    const mate = run(state, [{ t: "read", conversation_id: "c-0", who: { kind: "agent", id: "agent-mate" }, seq: 2 }]);
    expect(unreadOf(mate, mate.rows["c-0"]!)).toBe(2);
    const half = run(state, [{ t: "read", conversation_id: "c-0", who: { kind: "agent", id: ME }, seq: 1 }]);
    expect(unreadOf(half, half.rows["c-0"]!)).toBe(2);
  });
});

describe("lists", () => {
  it("drops a row that the server no longer names and that has not changed since", () => {
    const model = new Model(CONVERSATIONS);
    let state = fetched(model, initial);
    expect(orderOf(state, { view: "all", q: "" })).toHaveLength(4);
    const page = model.page("all");
    state = act(state, {
      t: "page",
      list: { view: "all", q: "" },
      page: { ...page, items: page.items.slice(1) },
      asked: state.tick,
      append: false,
    });
    expect(orderOf(state, { view: "all", q: "" })).not.toContain("c-0");
  });

  it("keeps a row that changed while the page was on its way", () => {
    const model = new Model(CONVERSATIONS);
    let state = fetched(model, initial);
    const asked = state.tick;
    model.frames = [];
    const stale = model.page("waiting");
    model.run({ do: "queue", conv: 2 });
    state = run(state, model.frames);
    state = act(state, { t: "page", list: { view: "waiting", q: "" }, page: stale, asked, append: false });
    expect(orderOf(state, { view: "waiting", q: "" })).toEqual(["c-2"]);
  });

  it("appends pages without repeating a row, and keeps the server's order in a search", () => {
    const model = new Model(CONVERSATIONS);
    const [a, b, c] = model.page("all").items;
    const list = { view: "all" as const, q: "张" };
    const counts = { mine: 0, waiting: 0, team: 0, snoozed: 0, all: 0 };
    let state = act(initial, {
      t: "page",
      list,
      page: { items: [b!, a!], next: "2", counts },
      asked: 0,
      append: false,
    });
    state = act(state, { t: "page", list, page: { items: [a!, c!], next: null, counts }, asked: 0, append: true });
    expect(orderOf(state, list)).toEqual(["c-1", "c-0", "c-2"]);
  });

  it("puts the longest unanswered customer first on my desk", () => {
    const model = new Model(CONVERSATIONS);
    for (const conv of [0, 1, 2, 3]) model.run({ do: "assign", conv, agent: 0 });
    model.run({ do: "customer", conv: 3 });
    model.run({ do: "customer", conv: 1 });
    model.run({ do: "agent", conv: 2 });
    expect(orderOf(fetched(model, initial), { view: "mine", q: "" })).toEqual(["c-3", "c-1", "c-2", "c-0"]);
  });

  it("puts those who wait in the queue's own order: green, fast, priority, then who came first", () => {
    const rows = [
      { ...emptyRow(0, "2026-07-01T08:00:00Z"), queued_at: "2026-07-01T08:00:00Z" },
      { ...emptyRow(1, "2026-07-01T08:00:00Z"), queued_at: "2026-07-01T08:03:00Z", priority: 5 },
      { ...emptyRow(2, "2026-07-01T08:00:00Z"), queued_at: "2026-07-01T08:04:00Z", fast: true },
      { ...emptyRow(3, "2026-07-01T08:00:00Z"), queued_at: "2026-07-01T08:05:00Z", green: true },
      { ...emptyRow(4, "2026-07-01T08:00:00Z"), queued_at: "2026-07-01T07:59:00Z" },
    ];
    const list = { view: "waiting" as const, q: "" };
    const counts = { mine: 0, waiting: 5, team: 0, snoozed: 0, all: 5 };
    const state = act(initial, { t: "page", list, page: { items: rows, next: null, counts }, asked: 0, append: false });
    expect(orderOf(state, list)).toEqual(["c-3", "c-2", "c-1", "c-4", "c-0"]);
  });

  it("counts nobody else's unread as mine", () => {
    const model = new Model(CONVERSATIONS);
    model.run({ do: "assign", conv: 0, agent: 1 });
    model.run({ do: "customer", conv: 0 });
    const state = fetched(model, initial);
    expect(unreadOf(state, state.rows["c-0"]!)).toBe(0);
  });
});
