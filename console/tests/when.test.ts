import { beforeAll, describe, expect, it } from "vitest";
import { setLocale } from "@/i18n";
import { presets, upcoming } from "@/i18n/when";

const at = (text: string): number => new Date(text).getTime();
const keys = (now: number): string[] => presets(now).map(({ key }) => key);

describe("moments to choose from", () => {
  it("leave out an evening that has begun and a Monday that is tomorrow", () => {
    expect(keys(at("2026-07-01T10:00"))).toEqual(["hour", "evening", "tomorrow", "monday"]); // a Wednesday
    expect(keys(at("2026-07-01T17:00"))).toEqual(["hour", "tomorrow", "monday"]);
    expect(keys(at("2026-07-05T10:00"))).toEqual(["hour", "evening", "tomorrow"]); // a Sunday
  });

  it("are mornings at nine, and the Monday to come even on a Monday", () => {
    const found = Object.fromEntries(
      presets(at("2026-07-06T10:00")).map(({ key, at: moment }) => [key, moment.getTime()]),
    );
    expect(found).toEqual({
      hour: at("2026-07-06T11:00"),
      evening: at("2026-07-06T18:00"),
      tomorrow: at("2026-07-07T09:00"),
      monday: at("2026-07-13T09:00"),
    });
  });
});

describe("a moment to come", () => {
  beforeAll(() => setLocale("zh-CN"));
  const now = at("2026-07-01T10:00");
  it.each([
    ["2026-07-01T15:30", "15:30"],
    ["2026-07-02T09:00", "明天 09:00"],
    ["2026-07-06T09:00", "周一 09:00"],
    ["2026-07-20T09:00", "7月20日 09:00"],
  ])("is said as people do: %s", (moment, said) => {
    expect(upcoming(new Date(moment).toISOString(), now)).toBe(said);
  });
});
