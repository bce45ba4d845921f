import { describe, expect, it } from "vitest";
import { Finder, type Found, type Hit, PAUSE, pieces, SETTLED } from "../src/selfcare/finder";
import { OVER, Visit } from "../src/selfcare/visit";

interface Asked { q: string; signal: AbortSignal; answer(items: Hit[]): void; fail(): void }

/** A clock turned by hand, and a server whose answers come when the test says so. */
function stage() {
  const timers = new Set<{ at: number; run: () => void }>();
  const asked: Asked[] = [];
  const found: Found[] = [];
  const settled: string[] = [];
  let now = 0;
  const env = {
    after(ms: number, run: () => void) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const finder = new Finder(
    (q, signal) => new Promise((resolve, reject) => asked.push({ q, signal, answer: resolve, fail: () => reject(new Error()) })),
    env,
    { found: (f) => found.push(f), settled: (q) => settled.push(q) },
  );
  const wait = (ms: number): void => {
    now += ms;
    for (const t of [...timers].filter((x) => x.at <= now).sort((a, b) => a.at - b.at)) {
      timers.delete(t);
      t.run();
    }
  };
  return { finder, asked, found, settled, wait };
}

const hit = (title: string): Hit => ({ slug: title, title, snippet: "", marks: [] });
const soon = (): Promise<void> => new Promise((go) => setTimeout(go));

describe("search as you type", () => {
  it("asks once for a word that is typed quickly", () => {
    const s = stage();
    for (const q of ["退", "退货", "退货怎", "退货怎么"]) {
      s.finder.typed(q);
      s.wait(PAUSE / 2);
    }
    expect(s.asked).toHaveLength(0);
    s.wait(PAUSE);
    expect(s.asked.map((a) => a.q)).toEqual(["退货怎么"]);
  });

  it("asks nothing while a word is composed, and what was chosen then", () => {
    const s = stage();
    s.finder.compose(true, "");
    for (const q of ["t", "tui", "tui'huo"]) s.finder.typed(q);
    s.finder.go(true);
    s.wait(5000);
    expect(s.asked).toHaveLength(0);
    s.finder.compose(false, "退货");
    s.finder.typed("退货");
    s.wait(PAUSE);
    expect(s.asked.map((a) => a.q)).toEqual(["退货"]);
  });

  it("shows the last answer only, whichever comes last", async () => {
    const s = stage();
    s.finder.typed("退货");
    s.wait(PAUSE);
    s.finder.typed("退款");
    s.wait(PAUSE);
    expect(s.asked[0]!.signal.aborted).toBe(true);
    s.asked[1]!.answer([hit("退款")]);
    await soon();
    s.asked[0]!.answer([hit("退货")]);
    await soon();
    expect(s.found.at(-1)).toEqual({ q: "退款", items: [hit("退款")] });
  });

  it("says that it failed, and can be asked again", async () => {
    const s = stage();
    s.finder.typed("退货");
    s.wait(PAUSE);
    s.asked[0]!.fail();
    await soon();
    expect(s.found.at(-1)).toEqual({ q: "退货", items: null, failed: true });
    s.finder.go();
    s.asked[1]!.answer([]);
    await soon();
    expect(s.found.at(-1)).toEqual({ q: "退货", items: [] });
  });

  it("forgets everything when the box is emptied", async () => {
    const s = stage();
    s.finder.typed("退货");
    s.wait(PAUSE);
    s.finder.typed("  ");
    s.asked[0]!.answer([hit("退货")]);
    await soon();
    s.wait(SETTLED);
    expect(s.found.at(-1)).toEqual({ q: "", items: [] });
    expect(s.settled).toEqual([]);
  });

  it("counts what somebody rests on or sends off, not what they pass through", () => {
    const s = stage();
    s.finder.typed("退");
    s.wait(PAUSE);
    s.finder.typed("退货");
    s.wait(PAUSE);
    s.wait(SETTLED);
    s.finder.typed("退货运费");
    s.finder.go(true);
    s.wait(SETTLED);
    expect(s.settled).toEqual(["退货", "退货运费"]);
  });
});

it("sets off what was looked for, signs and all", () => {
  expect(pieces("退货(7天)退货", ["退货", "(7天)"])).toEqual(["", "退货", "", "(7天)", "", "退货", ""]);
  expect(pieces("没有", [])).toEqual(["没有"]);
});

describe("a visit", () => {
  const memory = new Map<string, string>();
  const store = { get: (k: string) => memory.get(k) ?? null, set: (k: string, v: string) => void memory.set(k, v) };
  let now = 1000;
  let n = 0;
  const open = (): Visit => new Visit("demo", store, { now: () => now, uuid: () => "v" + ++n });

  it("goes on over pages, tells each thing once, and is another one after half an hour", () => {
    const first = open();
    expect(first.add("read", "a")).toBe(true);
    const second = open();
    expect(second.id).toBe(first.id);
    expect(second.add("read", "a")).toBe(false);
    for (const slug of ["b", "c", "d", "e", "f"]) second.add("read", slug);
    expect(second.trail.read).toEqual(["b", "c", "d", "e", "f"]);
    now += OVER + 1;
    expect(open().trail).toEqual({ visit: "v2", read: [], searched: [] });
  });

  it("begins anew where something else stands in its place", () => {
    memory.set("qf:help:demo", "{broken");
    expect(open().trail.read).toEqual([]);
  });
});
