// Ready-made weeks. Pure.
import type { HoursBody, Span } from "@/api/types";

const WORKDAYS = ["mon", "tue", "wed", "thu", "fri"];
const WEEK = [...WORKDAYS, "sat", "sun"];

export const PRESETS = ["office", "daily", "always"] as const;
export type Preset = (typeof PRESETS)[number];
type Hours = Pick<HoursBody, "weekly" | "follows" | "on_holiday" | "makeup_as">;

const days = (names: string[], span: Span): Record<string, Span[]> =>
  Object.fromEntries(names.map((name) => [name, [span]]));

/** Offices keep statutory holidays and work the days given in exchange; shops and houses that never close do not. */
export function hoursOf(preset: Preset): Hours {
  const rest = { on_holiday: [] as Span[], makeup_as: "mon" };
  if (preset === "office") return { ...rest, weekly: days(WORKDAYS, ["09:00", "18:00"]), follows: "cn" };
  const span: Span = preset === "daily" ? ["09:00", "21:00"] : ["00:00", "24:00"];
  return { ...rest, weekly: days(WEEK, span), follows: "" };
}

/** Which of them hours are; null: none, somebody has changed them. */
export function presetOf(hours: HoursBody): Preset | null {
  const plain = ({ weekly, follows, on_holiday, makeup_as }: Hours): string =>
    JSON.stringify([WEEK.map((day) => weekly[day] ?? []), follows, follows ? [on_holiday, makeup_as] : null]);
  return PRESETS.find((preset) => plain(hoursOf(preset)) === plain(hours)) ?? null;
}
