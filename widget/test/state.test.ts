import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply, current, empty, type Frame, lastSeq, type State } from "../src/core/state";
import { message, view, World } from "./world";

const seqs = (s: State): number[] => s.msgs.map((m) => m.seq);
const run = (frames: Frame[], from: State = empty): State => frames.reduce(apply, from);
const msg = (seq: number, prev: number, over = {}): Frame => ({ t: "message", message: message({ seq, prev, ...over }) });

/** Ask until nothing is missing, as the client does. Gives the state and how often it asked. */
function settle(s: State, w: World, limit = 50): [State, number] {
  let asked = 0;
  while ((s.stale || (s.need && s.conv)) && asked < 200) {
    asked++;
    if (s.stale) {
      s = apply(s, { t: "welcome", conversation: w.conv, messages: w.visible(w.conv!.id).slice(-limit), reset: true });
      continue;
    }
    if (!s.conv) break;
    s = apply(s, { t: "page", id: s.conv.id, beat: s.beat, ...w.after(s.conv.id, lastSeq(s), limit) });
  }
  return [s, asked];
}

/** What the visitor sees. */
const shown = (s: State): unknown => ({ conv: s.conv, seqs: seqs(s), texts: s.msgs.map((m) => m.text), need: s.need });

const unbroken = (s: State): boolean => s.msgs.every((m, i) => i === 0 || m.prev === s.msgs[i - 1]!.seq);

type Step =
  | { do: "append"; kind: "text" | "note" }
  | { do: "status"; phase: "bot" | "queued" | "with_agent" }
  | { do: "read" }
  | { do: "open" }
  | { do: "deliver"; pick: number; again: boolean }
  | { do: "drop"; pick: number }
  | { do: "ask" }
  | { do: "answer" }
  | { do: "reconnect"; cut: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("append" as const), kind: fc.constantFrom("text" as const, "text" as const, "note" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("status" as const), phase: fc.constantFrom("bot" as const, "queued" as const, "with_agent" as const) }) },
  fc.record({ do: fc.constant("read" as const) }),
  { weight: 1, arbitrary: fc.record({ do: fc.constant("open" as const) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("deliver" as const), pick: fc.nat(1000), again: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("drop" as const), pick: fc.nat(1000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("ask" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("answer" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reconnect" as const), cut: fc.boolean() }) },
);

/**
 * Messages in flight may overtake, repeat and vanish; pushed views keep their order (one socket) but may vanish;
 * answers to our own questions come when they come, with what was true when they were asked.
 */
class Net {
  state: State = empty;
  flight: Frame[] = [];
  private views: Frame[] = [];
  private answers: Frame[] = [];

  constructor(readonly world: World) {}

  do(s: Step): void {
    const w = this.world;
    if (!w.conv || s.do === "open") {
      this.views.push({ t: "status", conversation: w.open() });
      return;
    }
    if (s.do === "append") {
      const m = w.append(s.kind);
      if (m.kind !== "note") this.flight.push({ t: "message", message: m });
    } else if (s.do === "status") this.views.push({ t: "status", conversation: w.change({ phase: s.phase }) });
    else if (s.do === "read") {
      w.change({ read_by_agent_seq: w.conv.last_seq });
      this.views.push({ t: "read", conversation_id: w.conv.id, seq: w.conv.last_seq });
    } else if (s.do === "deliver") this.deliver(s.pick, s.again);
    else if (s.do === "drop") {
      if (s.pick % 3 && this.flight.length) this.flight.splice(s.pick % this.flight.length, 1);
      else this.views.shift();
    } else if (s.do === "ask") this.ask();
    else if (s.do === "answer") this.take(this.answers.shift());
    else this.reconnect(s.cut);
  }

  private deliver(pick: number, again: boolean): void {
    if (pick % 4 === 0) return this.take(this.views.shift());
    if (!this.flight.length) return;
    const i = pick % this.flight.length;
    this.take(this.flight[i]);
    if (!again) this.flight.splice(i, 1);
  }

  private ask(): void {
    const { conv, beat } = this.state;
    if (conv) this.answers.push({ t: "page", id: conv.id, beat, ...this.world.after(conv.id, lastSeq(this.state), 3) });
  }

  private take(f: Frame | undefined): void {
    if (f) this.state = apply(this.state, f);
  }

  /** Everything on the old socket is gone; `cut` also loses the answers under way. */
  reconnect(cut: boolean): void {
    const { world, state } = this;
    this.views = [];
    if (cut) this.flight = [];
    this.answers = cut ? [] : this.answers;
    const c = world.conv!;
    const reset = c.id !== state.conv?.id;
    const messages = reset ? world.visible(c.id).slice(-5) : world.after(c.id, lastSeq(state)).messages;
    this.take({ t: "welcome", conversation: c, messages, reset });
  }
}

describe("property: any interleaving ends in the fresh snapshot", () => {
  it("holds for messages, views, answers and reconnects", () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 60, size: "max" }), fc.boolean(), fc.boolean(), (steps, cut, tail) => {
      const net = new Net(new World(tail));
      for (const s of [{ do: "open" } as Step, ...steps]) {
        net.do(s);
        expect(unbroken(net.state)).toBe(true);
      }
      net.reconnect(cut);
      for (const f of net.flight) net.state = apply(net.state, f);
      const [end] = settle(net.state, net.world, 3);
      const c = net.world.conv!;
      const all = net.world.visible(c.id);
      expect(end.need).toBe(false);
      expect(end.conv).toEqual(c);
      // Earlier ones may not be loaded yet; what is shown is the unbroken end of the server's record.
      expect(seqs(end)).toEqual(all.slice(all.length - end.msgs.length).map((m) => m.seq));
      if (all.length) expect(lastSeq(end)).toBe(all.at(-1)!.seq);
    }), { numRuns: 3000 });
  });

  it("does not depend on the order of messages, nor on repeats", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.nat(1000)), (n, dice) => {
      const w = new World();
      w.open();
      const frames: Frame[] = [];
      for (let i = 0; i < n; i++) frames.push({ t: "message", message: w.append(dice.next().value! % 4 ? "text" : "note") });
      const shuffled = frames.flatMap((f) => (dice.next().value! % 3 ? [f] : [f, f])).sort(() => dice.next().value! - 500);
      const start = apply(empty, { t: "status", conversation: { ...w.conv!, last_seq: 0 } });
      const end = run([...shuffled, { t: "status", conversation: w.conv! }], start);
      const fresh = apply(empty, { t: "welcome", conversation: w.conv!, messages: w.visible(w.conv!.id), reset: true });
      expect(shown(settle(end, w)[0])).toEqual(shown(settle(fresh, w)[0]));
    }));
  });

  it("stops asking: a last_seq that counts hidden notes costs one question", () => {
    const w = new World();
    w.open();
    w.append();
    w.append("note");
    const s = run([{ t: "welcome", conversation: w.conv, messages: w.visible("c1"), reset: true }]);
    const [end, asked] = settle(s, w);
    expect(end.need).toBe(false);
    expect(asked).toBe(1);
  });
});

describe("gaps", () => {
  const one = run([{ t: "welcome", conversation: view({ last_seq: 1 }), messages: [message({ seq: 1, prev: 0 })], reset: true }]);

  it("holds a message beyond a gap back and asks", () => {
    const s = apply(one, msg(3, 2));
    expect(seqs(s)).toEqual([1]);
    expect(s.need).toBe(true);
  });

  it("heals when the missing one arrives by itself", () => {
    const s = run([msg(3, 2), msg(2, 1)], one);
    expect(seqs(s)).toEqual([1, 2, 3]);
    expect(s.need).toBe(false);
  });

  it("does not take a jump in seq for a gap when prev fits", () => {
    const s = apply(one, msg(4, 1));
    expect(seqs(s)).toEqual([1, 4]);
    expect(s.need).toBe(false);
  });

  it("drops duplicates", () => {
    expect(seqs(run([msg(2, 1), msg(2, 1), msg(1, 0)], one))).toEqual([1, 2]);
  });

  it("asks when a view knows of a message that never came", () => {
    expect(apply(one, { t: "status", conversation: view({ last_seq: 2 }) }).need).toBe(true);
  });

  it("asks on resync", () => {
    expect(apply(one, { t: "resync" }).need).toBe(true);
  });

  it("keeps asking while the server has more", () => {
    const s = apply({ ...one, need: true }, { t: "page", id: "c1", beat: one.beat, conversation: view({ last_seq: 9 }), messages: [message({ seq: 2, prev: 1 })], more: true });
    expect(seqs(s)).toEqual([1, 2]);
    expect(s.need).toBe(true);
  });

  it("replaces the run when the answer is only the end of what was missed", () => {
    const s = apply(one, { t: "page", id: "c1", beat: one.beat, conversation: view({ last_seq: 90 }), messages: [message({ seq: 89, prev: 88 }), message({ seq: 90, prev: 89 })], more: false });
    expect(seqs(s)).toEqual([89, 90]);
    expect(s.need).toBe(false);
  });

  it("replaces the run when a reset cannot be joined to it", () => {
    const s = apply(one, { t: "welcome", conversation: view({ last_seq: 90 }), messages: [message({ seq: 90, prev: 89 })], reset: true });
    expect(seqs(s)).toEqual([90]);
  });
});

describe("views", () => {
  const open = run([{ t: "welcome", conversation: view({ last_seq: 1, read_by_agent_seq: 1 }), messages: [message({ seq: 1, prev: 0 })], reset: true }]);

  it("lets an answer asked before a push lose against the push", () => {
    const pushed = apply(open, { t: "status", conversation: view({ last_seq: 1, phase: "with_agent" }) });
    expect(apply(pushed, { t: "view", conversation: view({ phase: "queued" }), beat: open.beat }).conv!.phase).toBe("with_agent");
    expect(apply(pushed, { t: "page", id: "c1", beat: open.beat, conversation: view({ phase: "queued", last_seq: 1 }), messages: [], more: false }).conv!.phase).toBe("with_agent");
  });

  it("takes an answer when nothing was pushed meanwhile", () => {
    expect(apply(open, { t: "view", conversation: view({ phase: "queued" }), beat: open.beat }).conv!.phase).toBe("queued");
  });

  it("never moves read marks back", () => {
    const s = run([{ t: "read", conversation_id: "c1", seq: 5 }, { t: "read", conversation_id: "c1", seq: 3 }, { t: "status", conversation: view({ read_by_agent_seq: 2 }) }], open);
    expect(s.conv!.read_by_agent_seq).toBe(5);
  });

  it("ignores the read mark of another conversation", () => {
    expect(apply(open, { t: "read", conversation_id: "cX", seq: 9 })).toBe(open);
  });
});

describe("conversations", () => {
  const first = run([{ t: "welcome", conversation: view({ last_seq: 1, closed: true, phase: "closed" }), messages: [message({ seq: 1, prev: 0 })], reset: true }]);

  it("shows a new one when the visitor asks for it, and still hears late words of the old one", () => {
    const s = run([{ t: "new" }, msg(2, 1), { t: "status", conversation: view({ last_seq: 2, closed: true }) }], first);
    expect(current(s)).toBeNull();
    expect(seqs(s)).toEqual([1, 2]);
    const next = apply(s, { t: "status", conversation: view({ id: "c2" }) });
    expect([current(next)!.id, next.past.map((p) => p.id), next.msgs]).toEqual(["c2", ["c1"], []]);
  });

  it("returns to the old one when the server opens it again", () => {
    const s = run([{ t: "new" }, { t: "status", conversation: view({ last_seq: 1 }) }], first);
    expect(current(s)).toMatchObject({ id: "c1", closed: false });
  });

  it("does not ask for a new one while one is open", () => {
    const open = apply(first, { t: "status", conversation: view({ last_seq: 1 }) });
    expect(current(apply(open, { t: "new" }))!.id).toBe("c1");
  });

  it("takes one that was put away for current again when the server says so", () => {
    const second = run([{ t: "status", conversation: view({ id: "c2" }) }, { t: "welcome", conversation: view({ last_seq: 1 }), messages: [message({ seq: 1, prev: 0 })], reset: true }], first);
    expect([second.conv!.id, second.past.map((p) => p.id)]).toEqual(["c1", []]);
  });

  it("moves on when a message of a new one arrives, and asks for the rest of it", () => {
    const s = apply(first, msg(3, 2, { conversation_id: "c2" }));
    expect(s.conv!.id).toBe("c2");
    expect(s.need).toBe(true);
    expect(s.past.map((p) => p.id)).toEqual(["c1"]);
  });

  it("asks which conversation is current when an unknown one speaks while ours is open", () => {
    const open = run([{ t: "welcome", conversation: view({ last_seq: 1 }), messages: [message({ seq: 1, prev: 0 })], reset: true }]);
    for (const f of [msg(3, 2, { conversation_id: "c2" }), { t: "status", conversation: view({ id: "c2" }) } as Frame]) {
      const s = apply(open, f);
      expect([s.conv!.id, s.stale]).toEqual(["c1", true]);
      expect(apply(s, { t: "welcome", conversation: view({ id: "c2" }), messages: [], reset: true })).toMatchObject({ stale: false, conv: { id: "c2" } });
    }
  });

  it("puts earlier ones in front, once, and knows the end", () => {
    const past = [{ id: "c0", opened_at: "2025-01-01T00:00:00Z", messages: [message({ seq: 1, prev: 0, conversation_id: "c0" })] }];
    const s = run([{ t: "past", conversations: past, more: true }, { t: "past", conversations: past, more: true }], first);
    expect(s.past.map((p) => p.id)).toEqual(["c0"]);
    expect(s.pastEnd).toBe(true); // the server repeats itself: asking on would never end
  });

  it("adds older messages in front without repeats", () => {
    const late = run([{ t: "welcome", conversation: view({ last_seq: 9 }), messages: [message({ seq: 9, prev: 8 })], reset: true }]);
    const s = apply(late, { t: "older", id: "c1", messages: [message({ seq: 8, prev: 0 }), message({ seq: 9, prev: 8 })] });
    expect(seqs(s)).toEqual([8, 9]);
  });

  it("never shows a note", () => {
    const s = run([msg(2, 1, { kind: "note" }), { t: "page", id: "c1", beat: 0, conversation: null, messages: [message({ seq: 2, prev: 1, kind: "note" })], more: false }], first);
    expect(seqs(s)).toEqual([1]);
  });

  it("renews an attachment's address in place", () => {
    const s = apply(first, { t: "renew", message: message({ seq: 1, prev: 0, text: "new" }) });
    expect(s.msgs[0]!.text).toBe("new");
  });
});

describe("typing", () => {
  it("ends with the message of the one who typed", () => {
    const s = run([{ t: "welcome", conversation: view(), messages: [] }, { t: "typing", who: { kind: "agent", name: "林悦" }, on: true }]);
    expect(s.typing?.name).toBe("林悦");
    expect(apply(s, msg(1, 0, { author: { kind: "customer", id: null, name: "" } })).typing).not.toBeNull();
    expect(apply(s, msg(1, 0)).typing).toBeNull();
    expect(apply(s, { t: "typing", who: { kind: "agent", name: "林悦" }, on: false }).typing).toBeNull();
  });
});
