// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chime } from "../src/core/chime";
import { openStore, type Store } from "../src/core/store";

let store: Store;
let tones: number;

/** As much of the browser's sound as the chime needs; counts the tones that start. */
class Audio {
  currentTime = 0;
  destination = {};
  resume = (): Promise<void> => Promise.resolve();
  createOscillator = (): object => ({ frequency: {}, connect: (x: object) => x, start: () => { tones++; }, stop() {} });
  createGain = (): object => ({ gain: { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect() {} });
}

const settle = (): Promise<void> => new Promise((go) => setTimeout(go));
const touched = (yes: boolean): void => {
  vi.stubGlobal("navigator", { userActivation: { hasBeenActive: yes } });
};

beforeEach(() => {
  tones = 0;
  store = openStore(() => { throw new Error("no disk"); });
  vi.stubGlobal("AudioContext", Audio);
  touched(true);
});
afterEach(() => vi.unstubAllGlobals());

describe("chime", () => {
  const made = (tab = "a"): Chime => {
    const c = new Chime(store, "k:", tab);
    c.front();
    return c;
  };

  it("sounds when more is unread than before, not for what was there at first, nor when it shrinks", async () => {
    const c = made();
    for (const n of [3, 3, 1]) c.count(n);
    await settle();
    expect(tones).toBe(0);
    c.count(2);
    await settle();
    expect(tones).toBe(2);
  });

  it("is silent when muted, and the choice outlives the page", async () => {
    made().mute(true);
    const c = made();
    expect(c.muted()).toBe(true);
    c.count(0);
    c.count(1);
    await settle();
    expect(tones).toBe(0);
    c.mute(false);
    c.count(2);
    await settle();
    expect(tones).toBe(2);
  });

  it("sounds in the tab that was looked at last, once", async () => {
    const [one, two] = [made("a"), made("b")];
    for (const c of [one, two]) c.count(0);
    for (const c of [one, two]) c.count(1);
    await settle();
    expect(tones).toBe(2);
  });

  it("stays silent until the visitor has touched the page", async () => {
    touched(false);
    const c = made();
    c.arm();
    c.count(0);
    c.count(1);
    await settle();
    expect(tones).toBe(0);
    touched(true);
    c.count(2);
    await settle();
    expect(tones).toBe(2);
  });
});
