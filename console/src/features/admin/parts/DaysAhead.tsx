import type { Calendars, HoursBody } from "@/api/types";
import { Bones, Tag, sentence } from "@/design";
import { locale, t, tCode } from "@/i18n";
import { dateAndTimeIn } from "@/i18n/format";
import { DAYS, useLook } from "../hours";
import css from "./hours.module.css";

/** Open now or when next, and six weeks day by day, of hours that need not be saved yet. */
export function DaysAhead({ form, announced }: { form: HoursBody; announced: Calendars["announced"] }) {
  const look = useLook(form);
  if (look.isPending) return <Bones rows={3} />;
  if (look.data === undefined) return <p role="alert">{sentence(look.error)}</p>;
  const { now, days } = look.data;
  const first = days[0] ? (new Date(`${days[0].day}T00:00`).getDay() + 6) % 7 : 0;
  const unknown = days.some((day) => !day.announced);
  return (
    <div aria-live="polite">
      {look.isError && <p role="alert">{sentence(look.error)}</p>}
      <p className={css.now}>
        {now.open ? <Tag tone="green">{t("hours.open_now")}</Tag> : <Tag tone="amber">{t("hours.closed_now")}</Tag>}
        {now.open
          ? now.closes_at === null
            ? t("hours.always")
            : t("hours.closes", { time: dateAndTimeIn(now.closes_at, form.tz) })
          : now.opens_at === null
            ? t("hours.never")
            : t("hours.opens", { time: dateAndTimeIn(now.opens_at, form.tz) })}
      </p>
      <ol className={css.grid}>
        {DAYS.map((day) => (
          <li key={day} className={css.head} aria-hidden>
            {tCode("weekday", day)}
          </li>
        ))}
        {days.map((day, at) => (
          <li
            key={day.day}
            data-why={day.why}
            data-closed={day.spans.length === 0 || undefined}
            style={at === 0 ? { gridColumnStart: first + 1 } : undefined}
          >
            <b>{day.day.slice(5).replace("-", "/")}</b>
            {(day.zh !== "" || day.why !== "weekly") && (
              <em>{(locale() === "en" ? day.en : day.zh) || tCode("hours_why", day.why)}</em>
            )}
            {day.spans.length === 0 ? (
              <span>{t("hours.closed_day")}</span>
            ) : (
              day.spans.map(([from, to]) => (
                <span key={from}>
                  {from}–{to === "00:00" ? "24:00" : to}
                </span>
              ))
            )}
          </li>
        ))}
      </ol>
      {unknown && <p className="muted">{t("hours.not_announced", { year: Math.max(...announced) })}</p>}
    </div>
  );
}
