import en from "./en.json";
import zh from "./zh-CN.json";
import type { Lang } from "./lang";
import type { Both, Failure, Params } from "../core/types";

export type Key = keyof typeof zh;

export class Words {
  constructor(public lang: Lang) {}

  /** The sentence of a key; `{n}` picks the `.one` form where the language has one. Empty when there is none. */
  t = (key: Key, params: Params = {}): string => this.find(key, params) ?? "";

  private find(key: string, params: Params = {}): string | undefined {
    const table: Record<string, string> = this.lang === "en" ? en : zh;
    const raw = (params.n === 1 && table[key + ".one"]) || table[key];
    return raw?.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));
  }

  system(code: string, params: Params): string {
    return this.find("system." + code, params) ?? "";
  }

  error(e: Failure): string {
    return this.find("errors." + e.code, e.params) ?? e.message ?? this.t("errors.unknown");
  }

  pick(both: Both): string {
    return this.lang === "en" ? both.en : both.zh;
  }
}
