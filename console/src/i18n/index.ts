// Words of the screens. Keys are flat; `{name}` is a parameter, `{count|one|other}` chooses a word by number.
import type { Locale as AntdLocale } from "antd/es/locale";
import type zh from "./zh-CN.json";

export type Key = keyof typeof zh;
export type Locale = "zh-CN" | "en";
export type Words = Record<string, string | number>;

type Loaded<T> = Promise<{ default: T }>;

/** Our words and those of the component library, which come together: see `setLocale`. */
const LOADERS: Record<Locale, () => [Loaded<Record<string, string>>, Loaded<AntdLocale>]> = {
  "zh-CN": () => [import("./zh-CN.json"), import("antd/es/locale/zh_CN")],
  en: () => [import("./en.json"), import("antd/es/locale/en_US")],
};
const STORED = "qf.locale";

let words: Record<string, string> = {};
let components: AntdLocale | undefined;
let current: Locale = "zh-CN";
let wanted: Locale = "zh-CN";
const listeners = new Set<() => void>();

export function locale(): Locale {
  return current;
}

export function subscribeLocale(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language chosen on this machine, else that of the browser, else Chinese. */
export function preferredLocale(): Locale {
  const stored = localStorage.getItem(STORED);
  if (stored === "zh-CN" || stored === "en") return stored;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

/** The words of the component library, in the language of now. */
export function componentWords(): AntdLocale | undefined {
  return components;
}

/**
 * Both kinds of words are there before anything is drawn: were the library's to come later, its provider would build
 * every screen anew and lose what somebody had typed in the meantime.
 */
export async function setLocale(next: Locale): Promise<void> {
  wanted = next;
  const [ours, theirs] = await Promise.all(LOADERS[next]());
  if (wanted !== next) return;
  words = ours.default;
  components = theirs.default;
  current = next;
  document.documentElement.lang = next;
  listeners.forEach((listener) => listener());
}

export function chooseLocale(next: Locale): Promise<void> {
  localStorage.setItem(STORED, next);
  return setLocale(next);
}

const LATIN_AT_END = /[A-Za-z0-9]$/;
const LATIN_AT_START = /^[A-Za-z0-9]/;
const HAN_AT_END = /\p{Script=Han}$/u;
const HAN_AT_START = /^\p{Script=Han}/u;

/** Between Chinese and Latin letters or figures stands a blank: "访客 2099 等了 3 秒". */
function spaced(before: string, value: string, after: string): string {
  const left = HAN_AT_END.test(before) && LATIN_AT_START.test(value) ? " " : "";
  const right = LATIN_AT_END.test(value) && HAN_AT_START.test(after) ? " " : "";
  return left + value + right;
}

/** Fills `{name}` and `{count|one|other}` in a sentence. */
export function fill(sentence: string, params: Words, language: Locale): string {
  const pattern = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;
  return sentence.replace(pattern, (whole: string, name: string, one: string, other: string, at: number) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one === undefined || other === undefined)
      return spaced(sentence.slice(0, at), String(value), sentence.slice(at + whole.length));
    return new Intl.PluralRules(language).select(Number(value)) === "one" ? one : other;
  });
}

export function t(key: Key, params: Words = {}): string {
  return fill(words[key] ?? key, params, current);
}

/** A sentence chosen by a code that the server sends; `fallback` when the code is newer than this console. */
export function tCode(group: string, code: string, params: Words = {}, fallback = code): string {
  const sentence = words[`${group}.${code}`];
  return sentence === undefined ? fallback : fill(sentence, params, current);
}

/** The word of a record that carries both languages. */
export function named(item: { zh: string; en: string }): string {
  return current === "en" ? item.en : item.zh;
}

/** What a language is called in the language of the screen. */
export function languageName(code: string): string {
  return new Intl.DisplayNames(locale(), { type: "language" }).of(code) ?? code;
}

export function queueName(queue: { name_zh: string; name_en: string }): string {
  return current === "en" ? queue.name_en : queue.name_zh;
}
