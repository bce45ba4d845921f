import { beforeEach, describe, expect, it, vi } from "vitest";
import { Socket } from "../src/core/socket";
import { Clock } from "./clock";

class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: { t: string }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((e: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) { FakeSocket.all.push(this); }
  send(data: string): void { this.sent.push(JSON.parse(data)); }
  close(): void { this.readyState = 3; }
  open(): void { this.readyState = 1; this.onopen?.(); }
  say(f: object): void { this.onmessage?.({ data: JSON.stringify(f) }); }
  welcome(): void { this.open(); this.say({ t: "welcome", conversation: null, messages: [] }); }
  fall(): void { this.readyState = 3; this.onclose?.(); }
}

let clock: Clock;
let frames: string[];
let socket: Socket;
let changes: boolean[];
const all = FakeSocket.all;
const last = (): FakeSocket => all[all.length - 1]!;

beforeEach(() => {
  vi.stubGlobal("WebSocket", FakeSocket);
  all.length = 0;
  clock = new Clock();
  frames = [];
  changes = [];
  socket = new Socket({
    url: "ws://x", hello: () => ({ t: "hello", after: 3 }), frame: (f) => frames.push(f.t), changed: () => changes.push(socket.ready),
  }, clock);
  socket.want(true);
});

describe("line", () => {
  it("says hello first and is ready after the welcome", () => {
    last().open();
    expect(last().sent).toEqual([{ t: "hello", after: 3 }]);
    expect(socket.send({ t: "typing" })).toBe(false);
    last().say({ t: "welcome" });
    expect(socket.ready).toBe(true);
    expect(changes).toEqual([true]);
  });

  it("comes back with growing pauses between half and the whole of 0.5 s to 15 s", async () => {
    const pauses: number[] = [];
    for (clock.luck of [0, 0.999, 0, 0.999, 0, 0.999, 0, 0.999]) {
      const from = clock.now();
      const n = all.length;
      last().fall();
      while (all.length === n) await clock.pass(10);
      pauses.push(clock.now() - from);
    }
    [[250, 250], [1000, 1000], [1000, 1000], [4000, 4000], [4000, 4000], [15_000, 15_000], [7500, 7500], [15_000, 15_000]]
      .forEach(([low, high], i) => {
        expect(pauses[i]).toBeGreaterThanOrEqual(low! * 0.98);
        expect(pauses[i]).toBeLessThanOrEqual(high! + 20);
      });
  });

  it("pings every 25 s and replaces a line that does not answer", async () => {
    last().welcome();
    await clock.pass(25_001);
    expect(last().sent.at(-1)).toEqual({ t: "ping" });
    last().say({ t: "pong" });
    await clock.pass(24_000);
    expect(all).toHaveLength(1);
    await clock.pass(12_000); // the second ping stays without answer
    expect(socket.ready).toBe(false);
    await clock.pass(1000);
    expect(all).toHaveLength(2);
  });

  it("gives up on a welcome that does not come", async () => {
    last().open();
    await clock.pass(11_000);
    expect(all.length).toBeGreaterThan(1);
  });

  it("wakes at once instead of waiting out the pause", async () => {
    for (let i = 0; i < 6; i++) { last().fall(); await clock.pass(16_000); }
    last().fall();
    const n = all.length;
    socket.wake();
    expect(all).toHaveLength(n + 1);
  });

  it("leaves a first attempt under way alone when woken", () => {
    socket.wake();
    expect(all).toHaveLength(1);
  });

  it("asks a line that slept whether it lives, and replaces it in five seconds", async () => {
    last().welcome();
    socket.wake();
    expect(last().sent.at(-1)).toEqual({ t: "ping" });
    await clock.pass(5100);
    expect(socket.ready).toBe(false);
  });

  it("counts the time away", async () => {
    last().welcome();
    await clock.pass(1000);
    expect(socket.away()).toBe(0);
    last().fall();
    await clock.pass(200);
    expect(socket.away()).toBe(200);
  });

  it("stays away when it is not wanted, and hears nothing from the old line", async () => {
    last().welcome();
    const old = last();
    socket.want(false);
    old.say({ t: "message" });
    await clock.pass(60_000);
    expect(all).toHaveLength(1);
    expect(frames).toEqual(["welcome"]);
    expect(changes).toEqual([true, false]);
  });

  it("ignores what is not JSON", () => {
    last().welcome();
    last().onmessage!({ data: "<html>" });
    expect(socket.ready).toBe(true);
  });
});
