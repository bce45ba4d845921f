import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import { useState } from "react";
import type { Calendar, Calendars } from "@/api/types";
import { Bones, Failed, go, sentence, useUnsaved } from "@/design";
import { DaysAhead, HolidayFields, WeekFields, calendarOf, saveCalendar, useCalendars } from "@/features/admin";
import type { CalendarForm } from "@/features/admin";
import { Foot, setupChanged } from "@/features/setup";
import { t, tCode } from "@/i18n";
import type { Nav } from "../nav";
import { PRESETS, hoursOf, presetOf } from "../presets";
import type { Preset } from "../presets";
import css from "./wizard.module.css";

interface Props {
  nav: Nav;
  timezone: string;
}

function begun(kept: Calendar | null, timezone: string): CalendarForm {
  const form = calendarOf(kept, true);
  if (kept !== null) return form;
  return { ...form, name_zh: t("setup.default_hours"), name_en: "Opening hours", tz: timezone };
}

function Form({ nav, timezone, all }: Props & { all: Calendars }) {
  const [kept, setKept] = useState<Calendar | null>(all.items.find(({ code }) => code === "default") ?? null);
  const [form, setForm] = useState(() => begun(kept, timezone));
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  useUnsaved(dirty);
  const change = (next: CalendarForm): void => {
    setForm(next);
    setDirty(true);
    setRefused(null);
  };
  const save = (): void => {
    setBusy(true);
    saveCalendar(kept, form)
      .then(async (saved) => {
        setKept(saved);
        setDirty(false);
        await setupChanged();
        setTimeout(() => go(nav.next));
      })
      .catch((error: unknown) => setRefused(sentence(error)))
      .finally(() => setBusy(false));
  };
  const saving = kept === null || dirty;
  return (
    <>
      <section className={css.card}>
        <h2>{t("setup.preset")}</h2>
        <div className={css.presets}>
          <Segmented<Preset | "">
            value={presetOf(form) ?? ""}
            aria-label={t("setup.preset")}
            options={PRESETS.map((value) => ({ value, label: tCode("setup_preset", value) }))}
            onChange={(preset) => preset !== "" && change({ ...form, ...hoursOf(preset) })}
          />
        </div>
        <WeekFields form={form} change={change} />
      </section>
      <section className={css.card}>
        <h2>{t("hours.holidays")}</h2>
        <HolidayFields form={form} change={change} />
      </section>
      <section className={`${css.card} ${css.scrolls}`}>
        <h2>{t("hours.ahead")}</h2>
        <DaysAhead form={form} announced={all.announced} />
      </section>
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
      <Foot back={nav.back} next={nav.next} done={!saving}>
        {saving && (
          <Button size="large" type="primary" loading={busy} onClick={save}>
            {t("setup.save_on")}
          </Button>
        )}
      </Foot>
    </>
  );
}

/** The hours of the house, from a preset. */
export function HoursStep(props: Props) {
  const query = useCalendars();
  if (query.data !== undefined) return <Form {...props} all={query.data} />;
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Bones rows={6} />;
}
