// What administrators ask of opening hours.
import { call } from "./http";
import type { Calendar, Calendars, DayAhead, HoursBody, OpenNow, TableRow } from "./types";

type Signal = AbortSignal | undefined;
type Names = { name_zh: string; name_en: string };

export const hours = {
  list: (signal: Signal) => call<Calendars>("GET", "/hours", { signal }),
  make: (body: HoursBody & Names & { code: string }) => call<Calendar>("POST", "/hours", { body }),
  change: (id: string, body: HoursBody & Names & { version: number }) =>
    call<Calendar>("PUT", `/hours/${id}`, { body }),
  remove: (id: string) => call<void>("DELETE", `/hours/${id}`),
  look: (body: HoursBody, signal: Signal) =>
    call<{ now: OpenNow; days: DayAhead[] }>("POST", "/hours/look", { body, signal }),
  table: (csv: string) => call<{ rows: TableRow[] }>("POST", "/hours/table", { body: { csv } }),
};
