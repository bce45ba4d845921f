import { describe, expect, it } from "vitest";
import { setLocale } from "@/i18n";
import { clock, dayLine, duration, fileSize, relative } from "@/i18n/format";
import { levelOf } from "@/design/parts/Clock";

const now = new Date(2026, 6, 15, 14, 30, 0).getTime();
const at = (...parts: [number, number, number, number?, number?]): string =>
  new Date(...(parts as [number, number, number, number, number])).toISOString();

describe("times", () => {
  it("count as clocks and read as words", async () => {
    expect(clock(130)).toBe("02:10");
    expect(clock(4210)).toBe("1:10:10");
    expect(clock(157_453)).toBe("1 天 19 小时");
    expect(clock(-5)).toBe("00:00");
    expect(duration(130)).toBe("2 分 10 秒");
    expect(duration(120)).toBe("2 分钟");
    expect(duration(45)).toBe("45 秒");
    expect(duration(3_900)).toBe("1 小时 5 分");
    expect(duration(90_000)).toBe("1 天 1 小时");
    await setLocale("en");
    expect(duration(130)).toBe("2 min 10 s");
  });

  it("are relative first and exact later", () => {
    expect(relative(new Date(now - 20_000).toISOString(), now)).toBe("刚刚");
    expect(relative(new Date(now - 200_000).toISOString(), now)).toBe("3 分钟前");
    expect(relative(at(2026, 6, 15, 9, 5), now)).toBe("09:05");
    expect(relative(at(2026, 6, 14, 23, 59), now)).toBe("昨天");
    expect(relative(at(2026, 6, 3, 10, 0), now)).toBe("7月3日");
    expect(relative(at(2025, 6, 3, 10, 0), now)).toBe("2025/7/3");
    expect(dayLine(at(2026, 6, 15, 1, 0), now)).toBe("今天");
    expect(dayLine(at(2026, 6, 13, 1, 0), now)).toBe("星期一");
  });

  it("sizes are short", () => {
    expect([fileSize(900), fileSize(20_480), fileSize(3_355_443)]).toEqual(["900 B", "20 KB", "3.2 MB"]);
  });
});

describe("the service-level clock", () => {
  const due = {
    waiting_since: new Date(now).toISOString(),
    due_at: new Date(now + 90_000).toISOString(),
    target_seconds: 90,
  };
  it("is calm, amber in the last third, red once due", () => {
    expect(levelOf(due, now)).toBe("calm");
    expect(levelOf(due, now + 59_000)).toBe("calm");
    expect(levelOf(due, now + 60_000)).toBe("amber");
    expect(levelOf(due, now + 89_999)).toBe("amber");
    expect(levelOf(due, now + 90_000)).toBe("red");
  });
  it("says nothing without a waiting customer or a promise", () => {
    expect(levelOf({ ...due, waiting_since: null }, now + 999_000)).toBe("calm");
    expect(levelOf({ ...due, due_at: null }, now + 999_000)).toBe("calm");
  });
});
