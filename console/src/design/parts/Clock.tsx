import { AlertTriangle, Flame } from "lucide-react";
import { useNow } from "../clock";
import { clock, duration, elapsed, exact, relative } from "@/i18n/format";
import { t } from "@/i18n";
import css from "./parts.module.css";

export type Level = "calm" | "amber" | "red";

export interface Due {
  waiting_since: string | null;
  due_at: string | null;
}

/** Amber in the last third of the promised time, red once it has passed. `now` in milliseconds. */
export function levelOf(due: Due, now: number): Level {
  if (due.waiting_since === null || due.due_at === null) return "calm";
  const left = Date.parse(due.due_at) - now;
  if (left <= 0) return "red";
  const whole = Date.parse(due.due_at) - Date.parse(due.waiting_since);
  return left <= whole / 3 ? "amber" : "calm";
}

function explain(name: string, due: Due, now: number): string {
  const waited = t("clock.waiting", { name, time: duration(elapsed(due.waiting_since ?? "", now)) });
  if (due.due_at === null) return waited;
  const left = Math.round((Date.parse(due.due_at) - now) / 1000);
  const promise = left >= 0 ? t("clock.left", { time: duration(left) }) : t("clock.over", { time: duration(-left) });
  return `${waited}\n${promise} (${exact(due.due_at)})`;
}

/** How long the customer has waited for an answer, and whether the promise still holds: as figures, in words, or as a sentence. */
export function WaitClock({
  name,
  due,
  style = "figures",
}: {
  name: string;
  due: Due;
  style?: "figures" | "words" | "sentence";
}) {
  const now = useNow();
  if (due.waiting_since === null) return null;
  const level = levelOf(due, now);
  const waited = elapsed(due.waiting_since, now);
  return (
    <span className={css.clock} data-level={level} title={explain(name, due, now)}>
      {level === "amber" && <AlertTriangle size={12} aria-label={t("clock.soon")} />}
      {level === "red" && <Flame size={12} aria-label={t("clock.late")} />}
      {style === "figures" && clock(waited)}
      {style === "words" && t("clock.waited", { time: duration(waited) })}
      {style === "sentence" && t("clock.waiting", { name, time: duration(waited) })}
    </span>
  );
}

/** Counts up from a moment: "03:12". */
export function Since({ at }: { at: string }) {
  const now = useNow();
  return (
    <span className="num" title={exact(at)}>
      {clock(elapsed(at, now))}
    </span>
  );
}

/** "3 分钟前", with the exact time in the title. */
export function Ago({ at, className }: { at: string; className?: string }) {
  const now = useNow(20);
  return (
    <time className={className ? `num ${className}` : "num"} dateTime={at} title={exact(at)}>
      {relative(at, now)}
    </time>
  );
}
