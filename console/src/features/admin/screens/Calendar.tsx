import Button from "antd/es/button";
import Input from "antd/es/input";
import Popconfirm from "antd/es/popconfirm";
import Select from "antd/es/select";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { Calendar as Kept, Calendars } from "@/api/types";
import { Page, go, linkTo, sayDone, sayError, sentence, useUnsaved } from "@/design";
import { queueName, t, tCode } from "@/i18n";
import { formOf, removeCalendar, saveCalendar } from "../hours";
import { DaysAhead } from "../parts/DaysAhead";
import { HoursExceptions } from "../parts/HoursExceptions";
import { Part } from "../parts/QueueParts";
import { HolidayFields, WeekFields } from "../parts/WeekFields";
import css from "../parts/hours.module.css";
import own from "../parts/queues.module.css";

const ZONES = Intl.supportedValuesOf("timeZone").map((zone) => ({ value: zone, label: zone }));

/** One calendar (`kept` null: a new one): its week, holidays and exceptions, with what they come to beside them. */
export function Calendar({ all, kept }: { all: Calendars; kept: Kept | null }) {
  const [begin, setBegin] = useState(kept);
  const [form, setForm] = useState(() => formOf(kept, all.items.length === 0));
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ field: string; why: string } | null>(null);
  useUnsaved(dirty);
  const change = (next: typeof form): void => {
    setForm(next);
    setDirty(true);
    setWrong(null);
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const saved = await saveCalendar(begin, form);
      setDirty(false);
      setBegin(saved);
      sayDone(t("hours.saved"));
      if (begin === null) setTimeout(() => go(`/settings/hours/${saved.id}`, { replace: true }));
    } catch (error) {
      const field = error instanceof ApiError ? error.field : null;
      if (field === null) sayError(error);
      else setWrong({ field, why: sentence(error) });
    } finally {
      setBusy(false);
    }
  };
  const remove = (): void => {
    if (begin === null) return;
    removeCalendar(begin)
      .then(() => {
        setDirty(false);
        sayDone(t("hours.removed"));
        setTimeout(() => go("/settings/hours", { replace: true }));
      })
      .catch(sayError);
  };
  const text = (name: "name_zh" | "name_en" | "code", label: string) => (
    <label>
      {label}
      <Input
        value={form[name]}
        maxLength={60}
        autoComplete="off"
        aria-invalid={wrong?.field === name || undefined}
        status={wrong?.field === name ? "error" : ""}
        onChange={(event) => change({ ...form, [name]: event.target.value })}
      />
      {wrong?.field === name && <b role="alert">{wrong.why}</b>}
    </label>
  );
  return (
    <Page
      title={
        <>
          <a className={own.back} aria-label={t("hours.back")} {...linkTo("/settings/hours")}>
            <ArrowLeft size={16} aria-hidden />
          </a>
          {begin === null ? t("hours.new") : queueName(begin) || tCode("hours_code", begin.code)}
        </>
      }
      text={t("hours.text")}
      action={
        begin !== null &&
        begin.code !== "default" && (
          <Popconfirm
            title={t("hours.remove_ask")}
            okText={t("roles.remove")}
            cancelText={t("action.cancel")}
            onConfirm={remove}
          >
            <Button danger>{t("roles.remove")}</Button>
          </Popconfirm>
        )
      }
    >
      <Part title={t("hours.basics")} text={t("hours.basics_text")}>
        <div className={css.names}>
          {begin === null && text("code", t("groups.code"))}
          {text("name_zh", t("groups.zh"))}
          {text("name_en", t("groups.en"))}
          <label>
            {t("hours.zone")}
            <Select showSearch value={form.tz} options={ZONES} onChange={(tz) => change({ ...form, tz })} />
          </label>
        </div>
      </Part>
      <Part title={t("hours.week")} text={t("hours.week_text")}>
        <WeekFields form={form} change={change} />
      </Part>
      <Part title={t("hours.holidays")} text={t("hours.holidays_text")}>
        <HolidayFields form={form} change={change} />
      </Part>
      <Part title={t("hours.exceptions")} text={t("hours.exceptions_text")}>
        <HoursExceptions form={form} change={change} />
      </Part>
      <Part title={t("hours.ahead")} text={t("hours.ahead_text")}>
        <DaysAhead form={form} announced={all.announced} />
      </Part>
      <footer className={own.bar}>
        {wrong !== null && <span role="alert">{wrong.why}</span>}
        <Button type="primary" loading={busy} disabled={begin !== null && !dirty} onClick={() => void save()}>
          {t("action.save")}
        </Button>
      </footer>
    </Page>
  );
}
