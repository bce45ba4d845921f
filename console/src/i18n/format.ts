// Times, sizes and amounts as people say them. Every function is pure: the present moment is an argument (milliseconds).
import { locale, t } from "./index";

const MINUTE = 60;
const HOUR = 3600;
const DAY_MS = 86_400_000;

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** Seconds since `since`, never negative. */
export function elapsed(since: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
}

/** 130 → "02:10"; 4210 → "1:10:10"; from a day on as `duration`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / HOUR);
  if (hours >= 24) return duration(whole);
  const rest = `${pad(Math.floor((whole % HOUR) / MINUTE))}:${pad(whole % MINUTE)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** 130 → "2 分 10 秒" / "2 min 10 s". At most two units. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  if (days > 0) return hours ? t("time.d_h", { d: days, h: hours }) : t("time.d", { d: days });
  if (hours > 0) return minutes ? t("time.h_m", { h: hours, m: minutes }) : t("time.h", { h: hours });
  if (minutes > 0)
    return whole % MINUTE ? t("time.m_s", { m: minutes, s: whole % MINUTE }) : t("time.m", { m: minutes });
  return t("time.s", { s: whole });
}

function startOfDay(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function daysAgo(at: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS);
}

export function timeOfDay(at: string): string {
  const date = new Date(at);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** Short and relative, for lists: 刚刚 / 3 分钟前 / 14:02 / 昨天 / 7月3日 / 2025/7/3. */
export function relative(at: string, now: number): string {
  const moment = Date.parse(at);
  const seconds = (now - moment) / 1000;
  if (seconds < MINUTE) return t("time.now");
  if (seconds < HOUR) return t("time.ago_m", { m: Math.floor(seconds / MINUTE) });
  const days = daysAgo(moment, now);
  if (days <= 0) return timeOfDay(at);
  if (days === 1) return t("time.yesterday");
  return date(at, now);
}

export function date(at: string, now: number): string {
  const moment = new Date(at);
  const sameYear = moment.getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = { month: locale() === "en" ? "short" : "numeric", day: "numeric" };
  if (locale() === "en") return moment.toLocaleDateString("en", sameYear ? options : { ...options, year: "numeric" });
  return sameYear
    ? moment.toLocaleDateString("zh-CN", { month: "long", day: "numeric" })
    : moment.toLocaleDateString("zh-CN");
}

/** The line between two days of a thread. */
export function dayLine(at: string, now: number): string {
  const days = daysAgo(Date.parse(at), now);
  if (days <= 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  const weekday = new Date(at).toLocaleDateString(locale(), { weekday: days < 7 ? "long" : "short" });
  return days < 7 ? weekday : `${date(at, now)} ${weekday}`;
}

/** Date and time to the second, for titles. */
export function exact(at: string): string {
  return new Date(at).toLocaleString(locale() === "en" ? "en-GB" : "zh-CN", { dateStyle: "long", timeStyle: "medium" });
}

/** Date and minute, whichever day it is. */
export function dateAndTime(at: string): string {
  return `${date(at, Date.parse(at))} ${timeOfDay(at)}`;
}

/** Day and minute by the clocks of a zone, which is named where the reader's own clock shows something else. */
export function dateAndTimeIn(at: string, zone: string): string {
  const language = locale() === "en" ? "en-GB" : "zh-CN";
  const moment = new Date(at);
  const day = moment.toLocaleDateString(language, {
    month: locale() === "en" ? "short" : "long",
    day: "numeric",
    timeZone: zone,
  });
  const time = moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  return time === timeOfDay(at) ? `${day} ${time}` : `${day} ${time} (${zone})`;
}

/** Date and minute, for tables. */
export function dateTime(at: string, now: number): string {
  return daysAgo(Date.parse(at), now) <= 0 ? timeOfDay(at) : `${date(at, now)} ${timeOfDay(at)}`;
}

/** "2899.00" (yuan) → "¥2,899.00"; what is not a plain number is left as it is. */
export function money(amount: string): string {
  if (!/^\d+(\.\d+)?$/.test(amount)) return amount;
  return `¥${Number(amount).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** A whole number in groups of three: 1,893. */
export function count(value: number): string {
  return value.toLocaleString(locale());
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
