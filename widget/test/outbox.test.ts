import { beforeEach, describe, expect, it } from "vitest";
import { fromAck, LEASE, Outbox } from "../src/core/outbox";
import type { Failure } from "../src/core/types";
import { Clock, settled, Shared } from "./clock";
import { ackOf, refusal, Tab } from "./tab";

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

  it("does not wait for a POST that hangs when the socket is back, nor trip over its late end", async () => {
    let fail = (_: Failure): void => {};
    tab.post = () => new Promise((_, no) => { fail = no; });
    tab.cut();
    const a = tab.write("1");
    await clock.pass(4000);
    expect(tab.posted).toEqual([a]);
    tab.back();
    await settled();
    expect(tab.sent).toEqual([a]);
    fail(refusal(false));
    await settled();
    expect(tab.box.get(a)!.error).toBeNull();
    tab.sender.acked(a, ackOf(1));
    expect(tab.done).toEqual([1]);
  });

  it("forgets the pauses of a missing network when the socket is back", async () => {
    tab.cut();
    const a = tab.write("1");
    await clock.pass(25_000);
    tab.back();
    await settled();
    expect(tab.sent).toEqual([a]);
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
