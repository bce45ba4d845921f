// How figures are said, and whether they are good. Pure.
import type { Board, BoardRow, By, Kpi, Sample } from "@/api/types";
import { locale, t, tCode } from "@/i18n";
import { duration } from "@/i18n/format";

export type Tone = "good" | "bad" | "plain";

export const TILES = [
  "offered",
  "service_level",
  "abandonment",
  "speed_of_answer",
  "handle_time",
  "satisfaction",
  "handled",
  "first_response",
  "response",
  "transfers",
];
const COLUMNS = [
  "offered",
  "handled",
  "service_level",
  "abandonment",
  "speed_of_answer",
  "first_response",
  "response",
  "handle_time",
  "wrap_up",
  "transfers",
  "satisfaction",
  "satisfied",
];
/** Of people, one by one or team by team: what is usual of them and what is not, not only the average. */
const OF_PEOPLE = [
  "handled",
  "first_response_median",
  "first_response_p90",
  "handle_time",
  "handle_time_median",
  "handle_time_p90",
  "wrap_up_median",
  "wrap_up_p90",
  "occupancy",
  "first_contact",
  "satisfaction",
];
/** Percent; what grows so much was next to nothing before, and a trend of it says nothing. */
const FROM_NOTHING = 1000;
const MOST_TILES = 6;
const MOST_COLUMNS = 9;

export function nameOf(kpi: Kpi): string {
  return locale() === "en" ? kpi.en : kpi.zh;
}

export function definitionOf(kpi: Kpi): string {
  return locale() === "en" ? kpi.en_definition : kpi.zh_definition;
}

function pick(order: string[], board: Board, most: number): string[] {
  return order.filter((code) => board.kpis.includes(code)).slice(0, most);
}

export const tilesOf = (board: Board): string[] => pick(TILES, board, MOST_TILES);
export const columnsOf = (board: Board): string[] =>
  board.by === "agent" || board.by === "team"
    ? pick(OF_PEOPLE, board, OF_PEOPLE.length)
    : pick(COLUMNS, board, MOST_COLUMNS);

function number(value: number, digits: number): string {
  return value.toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Seconds as people say them; short ones with a tenth. */
function seconds(value: number): string {
  return value < 10 ? t("time.s", { s: number(value, value < 0.05 ? 0 : 1) }) : duration(Math.round(value));
}

/** A figure in words: 1,234 · 93.4 % · 2 分 10 秒 · 4.62; a dash when there is nothing to tell. */
export function figure(unit: Kpi["unit"], value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (unit === "ratio") return `${number(value * 100, value >= 0.9995 || value === 0 ? 0 : 1)}%`;
  if (unit === "seconds") return seconds(value);
  if (unit === "score") return number(value, 2);
  return number(value, Number.isInteger(value) ? 0 : 1);
}

/** The value of one thing that was counted. */
export function counted(kind: "" | "ms" | "number", value: number): string {
  if (kind === "ms") return seconds(value / 1000);
  return kind === "number" ? number(value, 0) : "";
}

/** Whether a figure keeps its target: as it is shown, for "4.50, target 4.50, missed" cannot be understood. */
export function judged(kpi: Kpi, value: number | null | undefined): Tone {
  if (kpi.target === null || value === null || value === undefined) return "plain";
  if (figure(kpi.unit, value) === figure(kpi.unit, kpi.target)) return "good";
  return (kpi.better === "up" ? value >= kpi.target : value <= kpi.target) ? "good" : "bad";
}

export interface Trend {
  up: boolean;
  text: string;
  tone: Tone;
}

/** Against as many days before: in points for shares and scores, else in percent. Nothing when nothing moved to speak of. */
export function trend(kpi: Kpi, value: number | null | undefined, before: number | null | undefined): Trend | null {
  if (value === null || value === undefined || before === null || before === undefined) return null;
  const points = kpi.unit === "ratio" ? (value - before) * 100 : kpi.unit === "score" ? value - before : null;
  if (points === null && before === 0) return null;
  const change = points ?? ((value - before) / before) * 100;
  const digits = kpi.unit === "score" ? 2 : 1;
  if (Math.abs(change) < 10 ** -digits / 2) return null;
  if (points === null && Math.abs(change) >= FROM_NOTHING) return null;
  const size = number(Math.abs(change), digits);
  const text = kpi.unit === "ratio" ? t("insight.points", { size }) : kpi.unit === "score" ? size : `${size}%`;
  const up = change > 0;
  return { up, text, tone: kpi.better === "neither" ? "plain" : up === (kpi.better === "up") ? "good" : "bad" };
}

/** The day of the house at a moment, as YYYY-MM-DD. */
export function dayIn(zone: string, at: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(at));
}

/** What a row is called: 11月3日 周一, 11月3日 09:00, a queue's name … */
export function rowName(by: By, row: Pick<BoardRow, "key" | "name" | "name_en">, zone: string): string {
  if (by === "hour" || by === "day") {
    const at = new Date(row.key);
    const say = (parts: Intl.DateTimeFormatOptions): string =>
      new Intl.DateTimeFormat(locale(), { timeZone: zone, ...parts }).format(at);
    const day = say({ month: "numeric", day: "numeric" });
    if (by === "day") return `${day} ${say({ weekday: "short" })}`;
    return `${day} ${say({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
  }
  if (by === "channel") return tCode("channel", row.key);
  if (row.key === "") return tCode("insight.none", by);
  return (locale() === "en" ? row.name_en || row.name : row.name) || row.key;
}

/** Whether a figure is missing only because it is too early to know it. `row`: null for the total. */
export function unknown(kpi: Kpi, board: Board, row: BoardRow | null, value: number | null | undefined): boolean {
  if (kpi.settles === 0 || board.known_until === null || (value !== null && value !== undefined)) return false;
  const known = Date.parse(board.known_until);
  const timed = board.by === "day" || board.by === "hour";
  if (row !== null && timed) return Date.parse(row.key) >= known;
  return Date.parse(board.since) >= known;
}

/** Up to which day a figure is told that only time tells; empty where all of the range is known, or nothing of it. */
export function unknownNote(kpi: Kpi, board: Board): string {
  if (kpi.settles === 0 || board.known_until === null) return "";
  if (Date.parse(board.since) >= Date.parse(board.known_until)) return t("insight.known_after", { hours: kpi.settles });
  const last = new Date(Date.parse(board.known_until) - 1);
  const day = new Intl.DateTimeFormat(locale(), { timeZone: board.zone, month: "numeric", day: "numeric" }).format(
    last,
  );
  return t("insight.known_until", { day });
}

/** How large the sample is, and between what the truth lies in 95 of 100 cases. */
export function sampleNote(kpi: Kpi, sample: Sample): string {
  if (sample.low === null || sample.high === null)
    return t("insight.sample_small", { n: sample.n, least: sample.least });
  const [low, high] = [figure(kpi.unit, sample.low), figure(kpi.unit, sample.high)];
  return t("insight.sample", { n: sample.n, low, high });
}
