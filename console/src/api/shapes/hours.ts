/** From and to by the clock on the wall; a span that ends no later than it begins goes on into the next day. */
export type Span = [string, string];

export interface HoursBody {
  tz: string;
  /** by mon … sun */
  weekly: Record<string, Span[]>;
  /** by ISO date: replaces that day */
  exceptions: Record<string, Span[]>;
  notes: Record<string, string>;
  follows: "" | "cn";
  on_holiday: Span[];
  makeup_as: string;
}

export interface OpenNow {
  open: boolean;
  opens_at: string | null;
  closes_at: string | null;
}

export interface Calendar extends HoursBody {
  id: string;
  code: string;
  name_zh: string;
  name_en: string;
  version: number;
  now: OpenNow;
  /** codes of the queues that keep it by name */
  queues: string[];
}

export interface Calendars {
  items: Calendar[];
  /** years whose exchanged days are known */
  announced: number[];
}

export interface DayAhead {
  day: string;
  spans: Span[];
  why: string;
  zh: string;
  en: string;
  announced: boolean;
}

export interface TableRow {
  line: number;
  day: string;
  kind: string;
  note: string;
  error: string | null;
}
