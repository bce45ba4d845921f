// Moments to come, as people choose and say them. Pure: the present moment is an argument (milliseconds).
import { locale, t } from "./index";
import { date, timeOfDay } from "./format";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MORNING = 9;

export interface Preset {
  key: "hour" | "evening" | "tomorrow" | "monday";
  at: Date;
}

function morning(now: Date, days: number, hour = MORNING): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** In an hour, this evening while it is not evening, tomorrow morning, Monday morning when that is another day. */
export function presets(now: number): Preset[] {
  const today = new Date(now);
  const toMonday = (8 - today.getDay()) % 7 || 7;
  const found: Preset[] = [{ key: "hour", at: new Date(now + HOUR_MS) }];
  if (today.getHours() < 16) found.push({ key: "evening", at: morning(today, 0, 18) });
  found.push({ key: "tomorrow", at: morning(today, 1) });
  if (toMonday > 1) found.push({ key: "monday", at: morning(today, toMonday) });
  return found;
}

/** "15:30", "明天 09:00", "周一 09:00", "12月3日 09:00". */
export function upcoming(at: string, now: number): string {
  const moment = new Date(at);
  const from = new Date(now);
  const midnight = (day: Date): number => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(moment) - midnight(from)) / DAY_MS);
  const time = timeOfDay(at);
  if (days <= 0) return days === 0 ? time : `${date(at, now)} ${time}`;
  if (days === 1) return t("time.tomorrow", { time });
  if (days < 7) return `${moment.toLocaleDateString(locale(), { weekday: "short" })} ${time}`;
  return `${date(at, now)} ${time}`;
}
