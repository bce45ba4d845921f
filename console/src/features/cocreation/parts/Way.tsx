import type { Room } from "@/api/cocreation";
import { useNow } from "@/design";
import { t, tCode } from "@/i18n";
import { dateAndTime, duration, exact } from "@/i18n/format";
import { way } from "../state";
import css from "./cocreation.module.css";

/** What is left until the deadline, or how late it is. */
export function Deadline({ due, done }: { due: string; done: string | null }) {
  const now = useNow(1);
  const left = (Date.parse(due) - (done === null ? now : Date.parse(done))) / 1000;
  const time = duration(Math.abs(left));
  if (done !== null)
    return left >= 0 ? (
      <span className={css.good}>{t("rooms.in_time")}</span>
    ) : (
      <span className={css.late}>{t("rooms.was_late", { time })}</span>
    );
  return (
    <span className={left < 0 ? css.late : left < 1800 ? css.soon : ""} title={exact(due)}>
      {left < 0 ? t("rooms.late", { time }) : t("rooms.left", { time })}
    </span>
  );
}

/** The line of times: asked, opened, first draft, approved, published. */
export function Way({ room }: { room: Room }) {
  return (
    <ol className={css.way} aria-label={t("rooms.way")}>
      {way(room).map((stop) => (
        <li key={stop.code} data-done={stop.at !== null || undefined}>
          <b>{tCode("rooms.stop", stop.code)}</b>
          <span className="num">{stop.at === null ? "—" : dateAndTime(stop.at)}</span>
          <small>{stop.after === null ? " " : t("rooms.after", { time: duration(stop.after) })}</small>
        </li>
      ))}
    </ol>
  );
}
