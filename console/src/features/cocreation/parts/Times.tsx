import type { RoomSpan, RoomTimes } from "@/api/cocreation";
import { t } from "@/i18n";
import { date, duration } from "@/i18n/format";
import css from "./cocreation.module.css";

function Figure({ label, span }: { label: string; span: RoomSpan }) {
  return (
    <div className={css.figure}>
      <span>{label}</span>
      <b className="num">{span.median === null ? "—" : duration(span.median)}</b>
      <small>{span.slowest === null ? " " : t("rooms.slowest", { time: duration(span.slowest) })}</small>
    </div>
  );
}

/** How long it took, stretch by stretch and week by week; only what was really published counts. */
export function Times({ times }: { times: RoomTimes }) {
  if (times.published === 0) return <p className="muted">{t("rooms.no_times")}</p>;
  const most = Math.max(...times.weeks.map((week) => week.slowest ?? 0));
  return (
    <section className={css.times} aria-label={t("rooms.times")}>
      <p className="muted">{t("rooms.measured", { count: times.published, in_time: times.in_time })}</p>
      <div className={css.figures}>
        <Figure label={t("rooms.whole")} span={times.whole} />
        <Figure label={t("rooms.to_opened")} span={times.opened} />
        <Figure label={t("rooms.to_drafted")} span={times.drafted} />
        <Figure label={t("rooms.to_approved")} span={times.approved} />
        <Figure label={t("rooms.to_published")} span={times.went_out} />
        <ol className={css.weeks} aria-label={t("rooms.by_week")}>
          {times.weeks.map((week) => {
            const words =
              week.median === null || week.slowest === null
                ? t("rooms.week_none", { day: date(week.since, Date.now()) })
                : t("rooms.week", {
                    day: date(week.since, Date.now()),
                    count: week.published,
                    median: duration(week.median),
                    slowest: duration(week.slowest),
                  });
            return (
              <li key={week.since} title={words} aria-label={words}>
                <i style={{ height: `${most > 0 ? ((week.slowest ?? 0) / most) * 100 : 0}%` }} data-kind="slowest" />
                <i style={{ height: `${most > 0 ? ((week.median ?? 0) / most) * 100 : 0}%` }} />
              </li>
            );
          })}
        </ol>
      </div>
    </section>
  );
}
