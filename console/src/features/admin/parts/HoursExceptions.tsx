import Button from "antd/es/button";
import Input from "antd/es/input";
import { Plus, Trash2, Upload } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/design";
import { DayField } from "@/design/parts/Day";
import { t } from "@/i18n";
import { withDay, withTable } from "../hours";
import type { CalendarForm } from "../hours";
import { HoursTable } from "./HoursTable";
import { Spans } from "./Spans";
import css from "./hours.module.css";

/** The day after the last exception, or tomorrow. */
function nextDay(form: CalendarForm): string {
  const last = Object.keys(form.exceptions).toSorted().at(-1);
  const begin = last === undefined || new Date(last).getTime() < Date.now() ? new Date() : new Date(`${last}T00:00`);
  const next = new Date(begin.getFullYear(), begin.getMonth(), begin.getDate() + 1);
  const pad = (n: number): string => String(n).padStart(2, "0");
  return `${next.getFullYear()}-${pad(next.getMonth() + 1)}-${pad(next.getDate())}`;
}

/** Days that differ from what week and holidays say; each with its hours and why. */
export function HoursExceptions({ form, change }: { form: CalendarForm; change: (next: CalendarForm) => void }) {
  const [importing, setImporting] = useState(false);
  const days = Object.keys(form.exceptions).toSorted();
  return (
    <>
      <ul className={css.exceptions}>
        {days.map((day) => {
          const spans = form.exceptions[day] ?? [];
          const note = form.notes[day] ?? "";
          return (
            <li key={day}>
              <DayField
                label={t("hours.day")}
                value={day}
                change={(next) => {
                  if (next !== null && form.exceptions[next] === undefined)
                    change(withDay(form, day, next, spans, note));
                }}
              />
              <Spans label={day} value={spans} change={(next) => change(withDay(form, day, day, next, note))} />
              <Input
                size="small"
                maxLength={60}
                aria-label={t("hours.note", { day })}
                placeholder={t("hours.why")}
                value={note}
                onChange={(event) => change({ ...form, notes: { ...form.notes, [day]: event.target.value } })}
              />
              <IconButton
                label={t("hours.remove_day", { day })}
                icon={<Trash2 size={15} aria-hidden />}
                onClick={() => change(withDay(form, day, day, null, ""))}
              />
            </li>
          );
        })}
      </ul>
      {days.length === 0 && <p className="muted">{t("hours.no_exceptions")}</p>}
      <p className={css.now}>
        <Button
          icon={<Plus size={14} aria-hidden />}
          onClick={() => change(withDay(form, null, nextDay(form), [], ""))}
        >
          {t("hours.add_day")}
        </Button>
        <Button icon={<Upload size={14} aria-hidden />} onClick={() => setImporting(true)}>
          {t("hours.import")}
        </Button>
      </p>
      {importing && (
        <HoursTable
          cancel={() => setImporting(false)}
          take={(rows) => {
            change(withTable(form, rows));
            setImporting(false);
          }}
        />
      )}
    </>
  );
}
