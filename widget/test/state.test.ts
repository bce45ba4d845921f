import { describe, expect, it } from "vitest";
import { apply, current, empty, type Frame, type State } from "../src/core/state";
import { message, view } from "./world";

const seqs = (s: State): number[] => s.msgs.map((m) => m.seq);
const run = (frames: Frame[], from: State = empty): State => frames.reduce(apply, from);
const msg = (seq: number, prev: number, over = {}): Frame => ({ t: "message", message: message({ seq, prev, ...over }) });

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

describe("what was taken back", () => {
  const talk = run([
    { t: "welcome", conversation: view({ last_seq: 2 }), messages: [message({ seq: 1, prev: 0 }), message({ seq: 2, prev: 1, text: "退款已到账" })], reset: true },
  ]);
  const back = message({ seq: 2, prev: 1, text: "", recalled: true });

  it("is gone from the record, whatever comes again", () => {
    const s = run([{ t: "renew", message: back }, msg(2, 1, { text: "退款已到账" })], talk);
    expect(s.msgs.map((m) => [m.text, !!m.recalled])).toEqual([[talk.msgs[0]!.text, false], ["", true]]);
  });

  it("is nothing new to what was never seen", () => {
    const s = apply(talk, { t: "renew", message: message({ id: "other", seq: 9, prev: 8, text: "", recalled: true }) });
    expect(s.msgs).toEqual(talk.msgs);
    expect(s.need).toBe(false);
  });
});

describe("an answer that grows", () => {
  const grows = (text: string, after = 1, id = "c1"): Frame => ({ t: "writing", conversation_id: id, name: "清风 AI", text, after });
  const bot = { author: { kind: "bot" as const, id: null, name: "清风 AI" } };
  const asked = run([{ t: "welcome", conversation: view({ phase: "bot", last_seq: 1 }), messages: [message({ seq: 1, prev: 0, author: { kind: "customer", id: null, name: "" } })], reset: true }]);

  it("is shown until its message is there, and never after it", () => {
    const s = run([grows("整机包修3年。"), grows("整机包修3年。压缩机包修10年。")], asked);
    expect(s.writing?.text).toBe("整机包修3年。压缩机包修10年。");
    expect(seqs(s)).toEqual([1]);
    const there = apply(s, msg(2, 1, bot));
    expect(there.writing).toBeNull();
    expect(apply(there, grows("整机包修3年。")).writing).toBeNull();
  });

  it("goes on under the customer's own words and after they were told to wait", () => {
    const s = run([msg(2, 1, bot), grows("整机", 2), msg(3, 2, { author: { kind: "customer", id: null, name: "" } })], asked);
    expect(s.writing?.text).toBe("整机");
  });

  it("is taken back, and is nobody's once a person has it", () => {
    const s = apply(asked, grows("整机"));
    expect(apply(s, grows("")).writing).toBeNull();
    const taken = apply(s, { t: "status", conversation: view({ phase: "with_agent", last_seq: 1 }) });
    expect(taken.writing).toBeNull();
    expect(apply(taken, grows("整机")).writing).toBeNull();
    expect(apply(s, grows("别的", 1, "x")).writing).toBeNull();
  });
});
