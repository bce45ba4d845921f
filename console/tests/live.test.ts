import { beforeEach, describe, expect, it } from "vitest";
import { LiveSocket } from "@/live/socket";
import { World, welcome } from "./socket";

let world: World;
let live: LiveSocket;
let fresh: number;

beforeEach(() => {
  world = new World();
  live = new LiveSocket(world);
  fresh = 0;
  live.onFresh(() => (fresh += 1));
  live.start();
  world.last.hear(welcome);
});

/** Time goes on while the server answers every ping. */
function answered(seconds: number): void {
  for (let second = 0; second < seconds; second += 1) {
    world.pass(1_000);
    world.last.hear({ t: "pong" });
  }
}

describe("the live socket", () => {
  it("asks for snapshots after every welcome and when the server says resync", () => {
    expect(fresh).toBe(1);
    world.last.hear({ t: "resync" });
    expect(fresh).toBe(2);
  });

  it("comes back with growing pauses of at most 15 s, and watches again what was watched", () => {
    live.watch(["c1"]);
    const pauses: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      const before = world.sockets.length;
      world.last.die();
      const from = world.time;
      while (world.sockets.length === before) world.pass(100);
      pauses.push(world.time - from);
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(live.getStatus()).toBe("connecting");
    world.last.hear(welcome);
    expect(live.getStatus()).toBe("online");
    expect(world.last.sent).toContainEqual({ t: "watch", conversation_ids: ["c1"] });
    expect(fresh).toBe(2);
  });

  it("says whether a wide list is shown, once, and again on a new line", () => {
    live.lists(true);
    live.lists(true);
    const wide = { t: "lists", wide: true };
    expect(world.last.sent.filter((frame) => frame.t === "lists")).toEqual([wide]);
    world.last.die();
    world.pass(1_000);
    world.last.hear(welcome);
    expect(world.last.sent).toContainEqual(wide);
    live.lists(false);
    expect(world.last.sent.at(-1)).toEqual({ t: "lists", wide: false });
  });

  it("pings every 25 s and takes a missing answer for a dead line", () => {
    world.pass(25_000);
    expect(world.last.sent.at(-1)).toEqual({ t: "ping" });
    world.last.hear({ t: "pong" });
    world.pass(20_000);
    expect(world.sockets).toHaveLength(1);
    world.pass(5_000 + 8_000);
    expect(world.sockets).toHaveLength(2);
    expect(world.sockets[0]!.closed).toBe(true);
  });

  it("gives up on a line that never says welcome", () => {
    world.last.die();
    world.pass(500);
    expect(world.sockets).toHaveLength(2);
    world.pass(10_000 + 1_000);
    expect(world.sockets).toHaveLength(3);
  });

  it("connects anew when the machine has slept", () => {
    world.sleep(60_000);
    expect(world.sockets.length).toBeGreaterThan(1);
    world.last.hear(welcome);
    expect(fresh).toBe(2);
  });

  it("asks for snapshots when the tab was hidden for more than 30 s, not for less", () => {
    live.visibility(true);
    answered(20);
    live.visibility(false);
    expect(fresh).toBe(1);
    live.visibility(true);
    answered(31);
    live.visibility(false);
    expect(fresh).toBe(2);
    expect(world.sockets).toHaveLength(1);
  });

  it("connects at once when the network returns", () => {
    live.networkLost();
    expect(live.getStatus()).not.toBe("online");
    const before = world.sockets.length;
    live.hurry();
    expect(world.sockets).toHaveLength(before + 1);
  });

  it("watches at most 20 conversations and says nothing else by itself: no presence travels on the socket", () => {
    live.watch(Array.from({ length: 30 }, (_, index) => `c${index}`));
    expect(world.last.sent.at(-1)?.conversation_ids).toHaveLength(20);
    world.last.die();
    world.pass(60_000);
    world.last.hear(welcome);
    const said = new Set(world.sockets.flatMap((socket) => socket.sent.map((frame) => frame.t)));
    expect([...said].every((t) => t === "watch" || t === "ping")).toBe(true);
  });

  it("stops for good", () => {
    live.stop();
    world.pass(120_000);
    expect(world.sockets).toHaveLength(1);
    expect(world.last.closed).toBe(true);
  });
});
