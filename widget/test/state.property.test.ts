import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply, empty, type Frame, lastSeq, type State } from "../src/core/state";
import { World } from "./world";

const seqs = (s: State): number[] => s.msgs.map((m) => m.seq);
const run = (frames: Frame[], from: State = empty): State => frames.reduce(apply, from);

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
