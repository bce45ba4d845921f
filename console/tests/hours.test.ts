import { afterEach, describe, expect, it } from "vitest";
import { timeOf } from "@/features/admin/hours";
import { setLocale } from "@/i18n";
import { dateAndTimeIn } from "@/i18n/format";

describe("a time that is typed", () => {
  it.each([
    ["9", "09:00"],
    ["930", "09:30"],
    ["0930", "09:30"],
    ["9:05", "09:05"],
    [" 21:30 ", "21:30"],
    ["９：３０", "09:30"],
    ["0", "00:00"],
  ])("%s is %s", (typed, time) => {
    expect(timeOf(typed, false)).toBe(time);
  });

  it("may be 24:00 where a span ends, and only there", () => {
    expect(timeOf("24:00", true)).toBe("24:00");
    expect(timeOf("24", true)).toBe("24:00");
    expect(timeOf("24:00", false)).toBeNull();
    expect(timeOf("24:01", true)).toBeNull();
  });

  it.each(["", "25:00", "9:60", "9am", "12345", "09:0"])("%s is none", (typed) => {
    expect(timeOf(typed, true)).toBeNull();
  });
});

describe("a moment by the clocks of a calendar", () => {
  afterEach(() => setLocale("zh-CN"));

  it("is that of its zone, which is named where the reader's clock differs", async () => {
    const at = "2026-07-01T18:30:00Z";
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const far = here === "Asia/Shanghai" ? "America/New_York" : "Asia/Shanghai";
    expect(dateAndTimeIn(at, here)).not.toContain(here);
    expect(dateAndTimeIn(at, far)).toContain(`(${far})`);
    if (far === "Asia/Shanghai") {
      expect(dateAndTimeIn(at, far)).toMatch(/^7月2日 02:30 /);
      await setLocale("en");
      expect(dateAndTimeIn(at, far)).toMatch(/^2 Jul 02:30 /);
    }
  });
});
