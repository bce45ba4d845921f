/** When people are there, and how long one would wait for them. Pure. */
import { minutes } from "./Mine";
import type { Desk, Page } from "./page";

export function deskWords(p: Page, desk: Desk, now: number): string {
  if (desk.open) {
    const time = minutes(p, desk.low_minutes, desk.high_minutes);
    return time ? p.word("desk_wait", { time }) : p.word("desk_open");
  }
  return desk.opens_at ? p.word("desk_closed", { at: when(p, desk.opens_at, now) }) : p.word("desk_closed_now");
}

/** 「今天 09:00」, 「明天 09:00」, 「12月3日 09:00」. */
function when(p: Page, iso: string, now: number): string {
  const day = (d: Date): number => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const d = new Date(iso);
  const at = d.toLocaleTimeString(p.data.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  const days = Math.round((day(d) - day(new Date(now))) / 864e5);
  if (days === 0) return p.word("today", { at });
  if (days === 1) return p.word("tomorrow", { at });
  return d.toLocaleDateString(p.data.lang, { month: "short", day: "numeric" }) + " " + at + " ";
}
