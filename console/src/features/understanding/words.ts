// How figures and names of intents are said. Pure.
import type { IntentFigures, IntentLine, IntentVersion } from "@/api/types";
import { locale, t, tCode } from "@/i18n";

/** A share in per cent, with one digit; nothing to be counted is a dash. */
export const percent = (share: number | null): string => (share === null ? "–" : `${(share * 100).toFixed(1)}%`);

export function intentName(one: { name_zh: string; name_en: string }): string {
  return locale() === "en" ? one.name_en : one.name_zh;
}

/** What a code is called; one that is no longer there by its code, none of them by its own word. */
export function nameOf(items: IntentLine[], code: string | null): string {
  if (code === null) return t("intents.none_of_them");
  const found = items.find((one) => one.code === code);
  return found === undefined ? code : intentName(found);
}

export const isGoing = (one: IntentVersion): boolean => one.state === "waiting" || one.state === "running";

const SHARE: Record<string, [number, number]> = { encode: [0, 20], measure: [20, 70], train: [90, 5], judge: [95, 5] };

/** How far a training is, in per cent of all its steps. */
export function progressOf({ step, done, total }: IntentVersion): number {
  const [begin, width] = SHARE[step] ?? [0, 0];
  return Math.round(begin + (total > 0 ? (width * done) / total : 0));
}

/** By whom: the house itself has a word. */
export const whoOf = (name: string | null): string => (name === null || name === "system" ? t("intents.system") : name);

/** Each line a sentence; empty ones fall away. */
export const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

export const FIGURES = ["accuracy", "kept", "false_alarms", "ece", "outside_recall"] as const;
export type Figure = (typeof FIGURES)[number];
export const LESS_IS_BETTER: readonly Figure[] = ["false_alarms", "ece"];

export function said(figures: IntentFigures, name: Figure): string {
  const value = figures[name];
  return name === "ece" && value !== null ? value.toFixed(3) : percent(value);
}

/** A probability as a sentence says it: "p = 0.04", or that it is next to nothing. */
export const chance = (p: number): string => (p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`);

export function whyOf(why: string, intent: string): string {
  return tCode("intents_why", why, { intent });
}
