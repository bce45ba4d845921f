import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { fromAck, type Item, LEASE, Outbox } from "../src/core/outbox";
import { Sender, type Wire } from "../src/core/sender";
import type { Ack, Failure } from "../src/core/types";
import { Clock, settled, Shared } from "./clock";

const ackOf = (seq: number): Ack => ({ conversation_id: "c1", id: "m" + seq, seq, prev: seq - 1, at: "2025-11-03T08:00:00Z" });
const refusal = (retry: boolean, code = "invalid"): Failure => ({ code, retry, status: 422 });

/** One tab: its wire records what was sent, and answers as the test says. */
class Tab {
  readonly box: Outbox;
  readonly sender: Sender;
  sent: string[] = [];
  posted: string[] = [];
  done: number[] = [];
  suspected = 0;
  ready = true;
  lostAt = 0;
  dead = false;
  post: (i: Item) => Promise<Ack> = async () => { throw { code: "network", retry: true, status: 0 }; };

  constructor(readonly clock: Clock, store: Shared, name: string) {
    const env = { ...clock, now: clock.now, after: (ms: number, run: () => void) => clock.after(ms, () => void (this.dead || run())) };
    this.box = new Outbox(store, "o:", name, env);
    const wire: Wire = {
      ready: () => this.ready,
      away: () => (this.ready ? 0 : clock.now() - this.lostAt),
      send: (i) => this.sent.push(i.client_id),
      post: (i) => { this.posted.push(i.client_id); return this.post(i); },
      suspect: () => { this.suspected++; this.cut(); },
    };
    this.sender = new Sender(this.box, wire, env, "lock", (_, ack) => this.done.push(ack.seq), () => {});
  }

  cut(): void {
    this.ready = false;
    this.lostAt = this.clock.now();
    this.sender.lost();
  }

  back(): void {
    this.ready = true;
    void this.sender.pump();
  }

  write(text: string): string {
    const { client_id } = this.box.add("text", text, null);
    void this.sender.pump();
    return client_id;
  }
}

let clock: Clock;
let store: Shared;
let tab: Tab;
beforeEach(() => {
  clock = new Clock();
  store = new Shared();
  tab = new Tab(clock, store, "A");
});

describe("outbox", () => {
  it("survives a reload", async () => {
    tab.ready = false;
    tab.lostAt = clock.now();
    const id = tab.write("您好");
    expect(new Outbox(store, "o:", "B", clock).all().map((i) => [i.client_id, i.text])).toEqual([[id, "您好"]]);
  });

  it("is not disturbed by what others put beside it", () => {
    store.set("o:junk", "{");
    store.set("o:null", "null");
    tab.box.add("text", "a", null);
    expect(tab.box.all()).toHaveLength(1);
  });

  it("makes the message that will come back", () => {
    const item = tab.box.add("text", "您好", null);
    expect(fromAck(item, ackOf(3))).toMatchObject({ id: "m3", seq: 3, prev: 2, text: "您好", client_id: item.client_id, author: { kind: "customer" } });
  });
});

describe("sending", () => {
  it("goes one by one, in order", async () => {
    const [a, b] = [tab.write("1"), tab.write("2")];
    await settled();
    expect(tab.sent).toEqual([a]);
    tab.sender.acked(a, ackOf(1));
    await settled();
    expect(tab.sent).toEqual([a, b]);
  });

  it("keeps the entry until the server acknowledges, and only then", async () => {
    const a = tab.write("1");
    await settled();
    expect(tab.box.all()).toHaveLength(1);
    tab.sender.acked(a, ackOf(1));
    expect(tab.box.all()).toHaveLength(0);
    expect(tab.done).toEqual([1]);
  });

  it("sends the same id again after the line was lost", async () => {
    const a = tab.write("1");
    await settled();
    tab.cut();
    await clock.pass(1000);
    tab.back();
    await settled();
    expect(tab.sent).toEqual([a, a]);
    expect(tab.posted).toEqual([]);
  });

  it("takes a silent socket for dead and sends the same again by POST", async () => {
    tab.post = async () => ackOf(1);
    const a = tab.write("1");
    await clock.pass(5900);
    expect(tab.suspected).toBe(0);
    await clock.pass(200);
    expect(tab.suspected).toBe(1);
    expect(tab.posted).toEqual([a]);
    expect(tab.done).toEqual([1]);
  });

  it("does not doubt a socket that answered", async () => {
    const a = tab.write("1");
    await settled();
    tab.sender.acked(a, ackOf(1));
    await clock.pass(60_000);
    expect(tab.suspected).toBe(0);
  });

  it("waits three seconds for the socket before it POSTs", async () => {
    tab.cut();
    tab.post = async () => ackOf(1);
    const a = tab.write("1");
    await clock.pass(2900);
    expect(tab.posted).toEqual([]);
    await clock.pass(200);
    expect(tab.posted).toEqual([a]);
  });

  it("tries a failing POST again with growing pauses, always with the same id", async () => {
    tab.cut();
    const a = tab.write("1");
    await clock.pass(30_000);
    expect(tab.posted.length).toBeGreaterThan(3);
    expect(tab.posted.length).toBeLessThan(9);
    expect(new Set(tab.posted)).toEqual(new Set([a]));
  });

  it("waits as long as the server asks", async () => {
    const a = tab.write("1");
    await settled();
    tab.sender.refused(a, { ...refusal(true, "rate_limited"), after: 7 });
    await clock.pass(3000);
    void tab.sender.pump(); // something else wakes it
    await clock.pass(3900);
    expect(tab.sent).toEqual([a]);
    await clock.pass(200);
    expect(tab.sent).toEqual([a, a]);
  });

  it("sets a refused one aside with its reason, goes on with the next, and sends it again on request", async () => {
    const [a, b] = [tab.write("1"), tab.write("2")];
    await settled();
    tab.sender.refused(a, refusal(false, "too_long"));
    await settled();
    expect(tab.sent).toEqual([a, b]);
    expect(tab.box.get(a)!.error!.code).toBe("too_long");
    tab.sender.acked(b, ackOf(1));
    tab.box.release(a);
    void tab.sender.pump();
    await settled();
    expect(tab.sent).toEqual([a, b, a]);
  });

  it("puts the message in place once when ack comes twice", async () => {
    const a = tab.write("1");
    await settled();
    tab.sender.acked(a, ackOf(1));
    tab.sender.acked(a, ackOf(1));
    expect(tab.done).toEqual([1]);
  });
});

describe("two tabs", () => {
  let other: Tab;
  beforeEach(() => { other = new Tab(clock, store, "B"); });

  it("do not both send one entry", async () => {
    const a = tab.write("1");
    void other.sender.pump();
    await clock.pass(5000);
    expect([...tab.sent, ...other.sent]).toEqual([a]);
  });

  it("one takes over when the other died", async () => {
    const a = tab.write("1");
    await settled();
    tab.dead = true;
    void other.sender.pump();
    await clock.pass(LEASE - 1000);
    expect(other.sent).toEqual([]);
    await clock.pass(6000);
    expect(other.sent[0]).toBe(a);
  });

  it("one goes on at once when the other said goodbye", async () => {
    const a = tab.write("1");
    await settled();
    tab.sender.release();
    void other.sender.pump();
    await settled();
    expect(other.sent).toEqual([a]);
  });

  it("leave the ack behind for each other before the entry goes", async () => {
    const writes: (string | null)[] = [];
    const set = store.set;
    store.set = (k, v) => { writes.push(v); set(k, v); };
    const a = tab.write("1");
    await settled();
    tab.sender.acked(a, ackOf(4));
    expect(JSON.parse(writes.at(-2)!).ack.seq).toBe(4);
    expect(writes.at(-1)).toBeNull();
  });
});

describe("property: whatever the net does, each message arrives once and in order", () => {
  it("holds for losses, cuts, refusals and two tabs", async () => {
    const event = fc.constantFrom("write", "write", "writeB", "cut", "back", "cutB", "backB", "loseAck", "busy", "pass");
    await fc.assert(fc.asyncProperty(fc.array(event, { maxLength: 30, size: "max" }), async (events) => {
      const t = new Clock();
      const disk = new Shared();
      const tabs = [new Tab(t, disk, "A"), new Tab(t, disk, "B")] as const;
      const stored: string[] = [];
      const written: string[] = [];
      let trouble = "";
      const accept = (i: Item): Ack => {
        if (!stored.includes(i.client_id)) stored.push(i.client_id);
        return ackOf(stored.indexOf(i.client_id) + 1);
      };
      for (const x of tabs) {
        const wire = (x.sender as unknown as { wire: Wire }).wire;
        wire.send = (i) => {
          if (trouble === "busy") return void ((trouble = ""), t.after(20, () => x.sender.refused(i.client_id, refusal(true, "unavailable"))));
          const ack = accept(i);
          if (trouble === "loseAck") return void (trouble = "");
          t.after(20, () => x.ready && x.sender.acked(i.client_id, ack));
        };
        x.post = async (i) => {
          const ack = accept(i);
          if (trouble === "loseAck") throw ((trouble = ""), { code: "network", retry: true, status: 0 });
          return ack;
        };
      }
      for (const e of events) {
        const x = tabs[e.endsWith("B") ? 1 : 0];
        if (e.startsWith("write")) written.push(x.write(String(written.length)));
        else if (e.startsWith("cut") && x.ready) x.cut();
        else if (e.startsWith("back")) x.back();
        else if (e === "pass") await t.pass(4000);
        else trouble = e;
        await t.pass(30);
      }
      trouble = "";
      for (const x of tabs) x.back();
      await t.pass(120_000);
      expect(stored).toEqual(written);
      expect(disk.keys("o:")).toEqual([]);
    }), { numRuns: 400 });
  });
});
