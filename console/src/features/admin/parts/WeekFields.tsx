import Select from "antd/es/select";
import Switch from "antd/es/switch";
import { t, tCode } from "@/i18n";
import { DAYS } from "../hours";
import type { CalendarForm } from "../hours";
import { Spans } from "./Spans";
import css from "./hours.module.css";

interface Props {
  form: CalendarForm;
  change: (next: CalendarForm) => void;
}

/** From when to when, day by day. */
export function WeekFields({ form, change }: Props) {
  return (
    <div className={css.week}>
      {DAYS.map((day) => [
        <b key={`${day} name`}>{tCode("weekday", day)}</b>,
        <Spans
          key={day}
          label={tCode("weekday", day)}
          value={form.weekly[day] ?? []}
          change={(spans) => change({ ...form, weekly: { ...form.weekly, [day]: spans } })}
        />,
      ])}
    </div>
  );
}

/** Whether statutory holidays are followed, and what is open then. */
export function HolidayFields({ form, change }: Props) {
  return (
    <div className={css.week}>
      <b>{t("hours.follow")}</b>
      <span>
        <Switch
          aria-label={t("hours.follow_cn")}
          checked={form.follows === "cn"}
          onChange={(on) => change({ ...form, follows: on ? "cn" : "" })}
        />{" "}
        {t("hours.follow_cn")}
      </span>
      {form.follows === "cn" && (
        <>
          <b>{t("hours.on_holiday")}</b>
          <Spans
            label={t("hours.on_holiday")}
            value={form.on_holiday}
            change={(on_holiday) => change({ ...form, on_holiday })}
          />
          <b>{t("hours.makeup")}</b>
          <Select
            style={{ width: 160 }}
            aria-label={t("hours.makeup")}
            value={form.makeup_as}
            options={DAYS.map((day) => ({ value: day, label: t("hours.as_day", { day: tCode("weekday", day) }) }))}
            onChange={(makeup_as) => change({ ...form, makeup_as })}
          />
        </>
      )}
    </div>
  );
}
