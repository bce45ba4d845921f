import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sizeText, timeText, waitWords } from "../src/core/words";
import type { Wait } from "../src/core/types";
import texts from "../dev/mock/texts.json";
import { Words } from "../src/i18n";
import { brandVars, contrast, QINGFENG } from "../src/ui/colour";

const zh = new Words("zh-CN");
const en = new Words("en");
zh.texts = en.texts = texts;
const wait = (position: number | null, low_minutes: number | null, high_minutes: number | null): { phase: "queued"; wait: Wait } => ({ phase: "queued", wait: { position, low_minutes, high_minutes } });

describe("waiting", () => {
  it.each<[Parameters<typeof waitWords>[1], string, string]>([
    [wait(4, 2, 5), "前面还有 3 位，大约 2–5 分钟", "3 people ahead of you, about 2–5 min"],
    [wait(2, 3, 3), "前面还有 1 位，大约 3 分钟", "1 person ahead of you, about 3 min"],
    [wait(1, null, 2), "您是下一位，2 分钟以内", "You are next, less than 2 min"],
    [wait(1, null, null), "您是下一位", "You are next"],
    [wait(null, null, null), "正在为您安排客服，请稍候", "Finding someone for you, one moment"],
    [wait(0, 0, 0), "正在为您安排客服，请稍候", "Finding someone for you, one moment"],
    [wait(null, 10, null), "正在为您安排客服，请稍候，10 分钟以上", "Finding someone for you, one moment, more than 10 min"],
    [{ phase: "queued", wait: null }, "正在为您安排客服，请稍候", "Finding someone for you, one moment"],
    [{ phase: "offered", wait: null }, "客服马上就来", "Someone is about to join"],
  ])("%j", (v, z, e) => {
    expect(waitWords(zh, v)).toBe(z);
    expect(waitWords(en, v)).toBe(e);
  });

  it("never says 0, nor what is not known", () => {
    const n = fc.option(fc.integer({ min: -1, max: 90 }));
    fc.assert(fc.property(n, n, n, (a, b, c) => {
      for (const w of [zh, en]) expect(waitWords(w, wait(a, b, c))).not.toMatch(/(^|\D)0\D|null|NaN|undefined|-\d/);
    }));
  });
});

describe("times and sizes", () => {
  const now = new Date(2025, 10, 3, 15, 0).getTime();
  const at = (...d: [number, number, number, number, number]): string => new Date(...d).toISOString();
  it("says as much as is needed", () => {
    expect(timeText(zh, at(2025, 10, 3, 14, 32), now)).toBe("14:32");
    expect(timeText(zh, at(2025, 10, 2, 23, 59), now)).toBe("昨天 23:59");
    expect(timeText(zh, at(2025, 10, 4, 9, 0), now)).toBe("明天 09:00");
    expect(timeText(zh, at(2025, 9, 5, 9, 5), now)).toBe("10月5日 09:05");
    expect(timeText(zh, at(2024, 9, 5, 9, 5), now)).toContain("2024年");
    expect(timeText(en, at(2025, 9, 5, 9, 5), now)).toBe("Oct 5 09:05");
  });
  it("sizes, as the server counts them", () => {
    expect([10, 1024, 840_000, 1 << 20, 3.4 * (1 << 20), 20 * (1 << 20)].map(sizeText)).toEqual(["1 KB", "1 KB", "820 KB", "1 MB", "3.4 MB", "20 MB"]);
  });
});

describe("colour", () => {
  it("is readable for any brand, by day and by night", () => {
    const hex = fc.integer({ min: 0, max: 0xffffff }).map((n) => "#" + n.toString(16).padStart(6, "0"));
    fc.assert(fc.property(hex, (brand) => {
      const v = brandVars(brand);
      expect(contrast(v["--on"]!, v["--b"]!)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(v["--bt"]!, "#ffffff")).toBeGreaterThanOrEqual(4.5);
      expect(contrast(v["--bt"]!, "#f6f8f8")).toBeGreaterThanOrEqual(4.5);
      expect(contrast(v["--bd"]!, "#1a2225")).toBeGreaterThanOrEqual(4.5);
      expect(contrast(v["--bd"]!, "#12181a")).toBeGreaterThanOrEqual(4.5);
    }), { numRuns: 2000 });
  });

  it("keeps our own as designed and falls back to it", () => {
    expect(brandVars(QINGFENG)).toMatchObject({ "--b": "#0b7f79", "--on": "#ffffff", "--bt": "#0b7f79", "--bd": "#35b8af" });
    expect(brandVars("red; } body { display: none")["--b"]).toBe("#0b7f79");
  });

  it("text pairs of the style sheet are readable", async () => {
    const css = (await import("node:fs")).readFileSync("src/ui/base.css", "utf8");
    const sets = [...css.matchAll(/--ink: (#\w+); --soft: (#\w+); --line: #\w+; --surface: (#\w+); --ground: (#\w+); --amber: (#\w+); --red: (#\w+)/g)];
    expect(sets).toHaveLength(2);
    const long = (c: string): string => (c.length === 4 ? "#" + [...c.slice(1)].map((x) => x + x).join("") : c);
    for (const [, ink, soft, surface, ground, amber, red] of sets)
      for (const text of [ink, soft, amber, red])
        for (const back of [surface, ground]) expect(contrast(long(text!), long(back!))).toBeGreaterThanOrEqual(4.5);
  });
});
