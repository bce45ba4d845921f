/** Numbers into words: waits, times, sizes. Pure. */
import type { Words } from "../i18n";
import type { CallBack, ConvView, Params, Wait, WidgetConfig } from "./types";

const minutes = (n: number | null | undefined): number | null => (n && n > 0 ? Math.round(n) || 1 : null);

/** 「前面还有 3 位，大约 2–5 分钟」; says no number that is not known, and never 0. */
export function waitWords(w: Words, v: Pick<ConvView, "phase" | "wait">): string {
  if (v.phase === "offered") return w.say("wait_offered");
  const wait: Partial<Wait> = v.wait ?? {};
  const { position } = wait;
  const place = !position || !(position >= 1) ? "" : position < 2 ? w.say("wait_next") : w.say("wait_ahead", { "queue.ahead": w.t("wait.people", { n: position - 1 }) });
  const time = timeWords(w, minutes(wait.low_minutes), minutes(wait.high_minutes));
  const where = place || w.say("wait_plain");
  return time ? w.t("wait.join", { place: where, time: w.say("wait_time", { "queue.wait": time }) }) : where;
}

function timeWords(w: Words, low: number | null, high: number | null): string {
  if (low && high) return low < high ? w.t("wait.range", { low, high }) : w.t("wait.about", { n: low });
  return high ? w.t("wait.upto", { n: high }) : low ? w.t("wait.over", { n: low }) : "";
}

/** Nobody is at the desk, as far as the configuration told: an opening hour that has passed since counts as open. */
export const isAway = (hours: WidgetConfig["hours"] | undefined, now: number): boolean =>
  hours?.open === false && !(hours.opens_at && Date.parse(hours.opens_at) <= now);

const day = (d: Date): number => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();

/** 「14:32」, 「昨天 14:32」, 「明天 09:00」, 「3月5日 14:32」, with the year when it is another. */
export function timeText(w: Words, iso: string, now: number): string {
  const d = new Date(iso);
  const today = new Date(now);
  const clock = d.toLocaleTimeString(w.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  const days = Math.round((day(today) - day(d)) / 864e5);
  if (!days) return clock;
  if (Math.abs(days) < 2) return w.t(days > 0 ? "yesterday" : "tomorrow") + " " + clock;
  return d.toLocaleDateString(w.lang, {
    month: "short", day: "numeric", year: d.getFullYear() === today.getFullYear() ? undefined : "numeric",
  }) + " " + clock;
}

/** 「14:00–14:30」, with the day where it is another. */
export const spanText = (w: Words, start: string, end: string, now: number): string =>
  timeText(w, start, now) + "–" + timeText(w, end, Date.parse(end));

/** What was promised instead of waiting. */
export const callWords = (w: Words, x: CallBack, now: number): string =>
  w.say(x.kept_place ? (x.way === "phone" ? "callback_kept_phone" : "callback_kept_chat") : x.way === "phone" ? "callback_window_phone" : "callback_window_chat", {
    "callback.at": x.kept_place ? timeText(w, x.ends_at, now) : spanText(w, x.starts_at, x.ends_at, now),
  });

/** A line of the system; those about call-backs say their times as the visitor's clock does. */
export function lineWords(w: Words, code: string, p: Params, now: number): string {
  if (code === "callback_kept" || code === "callback_window")
    return callWords(w, { way: p.way === "chat" ? "chat" : "phone", kept_place: code === "callback_kept", starts_at: String(p.start), ends_at: String(p.end) }, now);
  return w.system(code, p);
}

const MB = 1 << 20;

/** Bytes as a person reads them, 1 MB being 1024 KB as the server counts: 820 KB, 3.4 MB. */
export const sizeText = (bytes: number): string =>
  bytes < MB ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / MB).toFixed(1).replace(/\.0$/, "") + " MB";
