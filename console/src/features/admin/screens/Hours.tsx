import Button from "antd/es/button";
import { CalendarClock, Plus } from "lucide-react";
import type { Calendar as Kept } from "@/api/types";
import { Bones, Empty, Failed, Page, Tag, go, linkTo, useRoute } from "@/design";
import { queueName, t, tCode } from "@/i18n";
import { dateAndTimeIn } from "@/i18n/format";
import { useCalendars } from "../hours";
import css from "../parts/settings.module.css";
import { Calendar } from "./Calendar";

function until({ now, tz }: Kept): string {
  const at = now.open ? now.closes_at : now.opens_at;
  if (at === null) return now.open ? t("hours.always") : t("hours.never");
  return now.open
    ? t("hours.closes", { time: dateAndTimeIn(at, tz) })
    : t("hours.opens", { time: dateAndTimeIn(at, tz) });
}

/** The calendars of opening hours, the house's own first. */
export function Hours() {
  const query = useCalendars();
  const id = useRoute().path[2];
  const one = query.data?.items.find((calendar) => calendar.id === id);
  if (query.data !== undefined && id === "new") return <Calendar key="new" all={query.data} kept={null} />;
  if (query.data !== undefined && one !== undefined) return <Calendar key={one.id} all={query.data} kept={one} />;
  const add = (
    <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => go("/settings/hours/new")}>
      {t("hours.new")}
    </Button>
  );
  return (
    <Page title={t("settings.hours")} text={t("hours.text")} action={add}>
      {query.isPending && <Bones rows={4} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && (
        <Empty icon={<CalendarClock size={20} aria-hidden />} title={t("hours.none")} text={t("hours.none_hint")} />
      )}
      {query.data !== undefined && query.data.items.length > 0 && (
        <section className={css.part}>
          <ul className={css.lines}>
            {query.data.items.map((calendar) => (
              <li key={calendar.id} className={css.line}>
                <div>
                  <a {...linkTo(`/settings/hours/${calendar.id}`)}>
                    <b>{queueName(calendar) || tCode("hours_code", calendar.code)}</b>
                  </a>
                  <small>
                    {calendar.code === "default"
                      ? t("hours.for_all")
                      : calendar.queues.length > 0
                        ? t("hours.for_queues", { queues: calendar.queues.join(", ") })
                        : t("hours.unused")}
                  </small>
                </div>
                <small className="muted">{until(calendar)}</small>
                {calendar.now.open ? (
                  <Tag tone="green">{t("hours.open_now")}</Tag>
                ) : (
                  <Tag tone="amber">{t("hours.closed_now")}</Tag>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}
