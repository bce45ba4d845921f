import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Activity, hearTouches } from "@/live/activity";
import { World } from "./socket";

let world: World;
let told: number[];
let line: boolean;
let activity: Activity;

beforeEach(() => {
  world = new World();
  told = [];
  line = true;
  activity = new Activity({
    ...world,
    now: world.now,
    after: world.after,
    say: () => {
      if (line) told.push(world.time);
      return line;
    },
  });
});

describe("who sits here", () => {
  it("is told at the first touch, then at most every 20 s, and to the last touch", () => {
    for (let second = 0; second < 65; second += 1) {
      activity.touch();
      world.pass(1_000);
    }
    expect(told).toEqual([0, 20_000, 40_000, 60_000]);
    world.pass(600_000);
    expect(told).toEqual([0, 20_000, 40_000, 60_000, 80_000]);
  });

  it("is told when the line is back, unless it is no news by then", () => {
    line = false;
    activity.touch();
    world.pass(30_000);
    line = true;
    activity.lineBack();
    expect(told).toEqual([30_000]);
    world.pass(60_000);
    line = false;
    activity.touch();
    world.pass(61_000);
    line = true;
    activity.lineBack();
    expect(told).toHaveLength(1);
  });

  it("is not told of a touch before the machine slept", () => {
    activity.touch();
    world.pass(5_000);
    activity.touch();
    world.sleep(7_200_000);
    expect(told).toEqual([0]);
  });
});

describe("keyboard and mouse", () => {
  const heard = vi.fn();
  let stop: () => void;
  const move = (screenX: number, screenY: number) =>
    window.dispatchEvent(new MouseEvent("pointermove", { screenX, screenY }));

  beforeEach(() => {
    heard.mockClear();
    stop = hearTouches(heard);
  });
  afterEach(() => stop());

  it("count wherever they are used, also where a field keeps a key for itself", () => {
    const field = document.createElement("input");
    document.body.append(field);
    field.addEventListener("keydown", (event) => event.stopPropagation());
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
    window.dispatchEvent(new Event("wheel"));
    expect(heard).toHaveBeenCalledTimes(2);
    field.remove();
  });

  it("a mouse that lies still while the page moves under it is nobody", () => {
    move(10, 10);
    move(10, 10);
    move(10, 10);
    expect(heard).not.toHaveBeenCalled();
    move(11, 10);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it("are heard no more once it was stopped", () => {
    stop();
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
    expect(heard).not.toHaveBeenCalled();
  });
});
