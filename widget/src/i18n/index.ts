import en from "./en.json";
import zh from "./zh-CN.json";
import type { Lang } from "./lang";
import type { Both, Failure, Params } from "../core/types";

export type Key = keyof typeof zh;

/** Refusals of what the visitor wanted that the house words itself. */
const REFUSALS = ["rate_limited", "too_long", "file_too_large", "unsupported_type", "survey_over"];

export class Words {
  /** what the house says in its own name; everything else here are words of buttons, fields and numbers */
  texts: Record<string, Both> = {};

  constructor(public lang: Lang) {}

  /** The house's sentence of a key, with its variables filled in. Empty when there is none. */
  say = (key: string, values: Partial<Params> = {}): string => {
    const both = this.texts[key];
    return both ? this.pick(both).replace(/\{\{\s*([\w.]+)\s*(?:\|([^{}|]*))?\}\}/g, (_, name: string, or?: string) => String(values[name] ?? or?.trim() ?? "")).trim() : "";
  };

  /** The sentence of a key; `{n}` picks the `.one` form where the language has one. Empty when there is none. */
  t = (key: Key, params: Params = {}): string => this.find(key, params) ?? "";

  private find(key: string, params: Params = {}): string | undefined {
    const table: Record<string, string> = this.lang === "en" ? en : zh;
    const raw = (params.n === 1 && table[key + ".one"]) || table[key];
    return raw?.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));
  }

  system(code: string, p: Params): string {
    const queue = (this.lang === "en" && p.queue_en) || p.queue;
    return this.say(code === "transferred" && queue ? "transferred_queue" : code, { "agent.name": p.name, "queue.name": queue });
  }

  error(e: Failure): string {
    const said = REFUSALS.includes(e.code) && this.say(e.code, { "text.most": e.params?.max });
    return said || (this.find("errors." + e.code, e.params) ?? e.message ?? this.t("errors.unknown"));
  }

  pick(both: Both): string {
    return this.lang === "en" ? both.en : both.zh;
  }
}
