// Opening hours as the administration reads, looks ahead at and changes them.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { hours as api } from "@/api/hours";
import { queries } from "@/api/query";
import type { Calendar, Calendars, DayAhead, HoursBody, OpenNow, Span, TableRow } from "@/api/types";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const OFFICE: Span[] = [["09:00", "18:00"]];

export interface CalendarForm extends HoursBody {
  code: string;
  name_zh: string;
  name_en: string;
}

/** "9", "930", "9:30" and "９：３０" as "09:30"; null for what is no time. `end`: 24:00 is one, too. */
export function timeOf(typed: string, end: boolean): string | null {
  const plain = typed.normalize("NFKC").trim();
  const found = /^(\d{1,2}):(\d{2})$/.exec(plain) ?? /^(\d{1,2})(\d{2})?$/.exec(plain);
  if (found === null) return null;
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? 0)];
  if (minutes > 59 || hours > 24 || (hours === 24 && (!end || minutes > 0))) return null;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

/** The first calendar of a house is its own: it has the code that everything falls back to. */
export function formOf(kept: Calendar | null, first: boolean): CalendarForm {
  if (kept !== null) {
    const { code, name_zh, name_en } = kept;
    return { code, name_zh, name_en, ...bodyOf(kept) };
  }
  return {
    code: first ? "default" : "",
    name_zh: "",
    name_en: "",
    tz: "Asia/Shanghai",
    weekly: Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, OFFICE])),
    exceptions: {},
    notes: {},
    follows: "cn",
    on_holiday: [],
    makeup_as: "mon",
  };
}

function bodyOf({ tz, weekly, exceptions, notes, follows, on_holiday, makeup_as }: HoursBody): HoursBody {
  return { tz, weekly, exceptions, notes, follows, on_holiday, makeup_as };
}

export function useCalendars(): UseQueryResult<Calendars> {
  return useQuery({ queryKey: ["hours"], queryFn: ({ signal }) => api.list(signal) });
}

/** What the hours that are typed come to; asked anew with every change. */
export function useLook(form: HoursBody): UseQueryResult<{ now: OpenNow; days: DayAhead[] }> {
  const body = bodyOf(form);
  return useQuery({
    queryKey: ["hours-look", body],
    queryFn: ({ signal }) => api.look(body, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

async function changed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await Promise.all(["hours", "queues"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  }
}

export function saveCalendar(kept: Calendar | null, form: CalendarForm): Promise<Calendar> {
  const body = { ...bodyOf(form), name_zh: form.name_zh, name_en: form.name_en };
  return changed(
    kept === null
      ? api.make({ ...body, code: form.code.trim() })
      : api.change(kept.id, { ...body, version: kept.version }),
  );
}

export function removeCalendar(kept: Calendar): Promise<void> {
  return changed(api.remove(kept.id));
}

export async function readTable(csv: string): Promise<TableRow[]> {
  return (await api.table(csv)).rows;
}

/** Exceptions with the good lines of a table among them: days off keep the hours of holidays, days worked a weekday's. */
export function withTable(form: CalendarForm, rows: TableRow[]): CalendarForm {
  const good = rows.filter((row) => row.error === null);
  const worked = form.weekly[form.makeup_as] ?? [];
  const days = good.map((row) => [row.day, row.kind === "off" ? form.on_holiday : worked] as const);
  const notes = good.filter((row) => row.note !== "").map((row) => [row.day, row.note] as const);
  return {
    ...form,
    exceptions: { ...form.exceptions, ...Object.fromEntries(days) },
    notes: { ...form.notes, ...Object.fromEntries(notes) },
  };
}

/** Another day that is an exception (`was`: the day it stood for before), or (`spans` null) one less. */
export function withDay(
  form: CalendarForm,
  was: string | null,
  day: string,
  spans: Span[] | null,
  note: string,
): CalendarForm {
  const drop = <T>(from: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(from).filter(([one]) => one !== was && one !== day));
  const exceptions = drop(form.exceptions);
  const notes = drop(form.notes);
  if (spans !== null) {
    exceptions[day] = spans;
    if (note.trim() !== "") notes[day] = note.trim();
  }
  return { ...form, exceptions, notes };
}
