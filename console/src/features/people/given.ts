// What a supervisor gave somebody for a while, in words. Pure.
import type { Presence, Reason, Temporary } from "@/api/types";
import { named, t, tCode } from "@/i18n";
import { upcoming } from "@/i18n/when";

export type Look = "ready" | "break" | "away" | "offline" | "wrap_up";

/** Who was put on a break because nobody was there is away, not resting. */
export function lookOf(presence: Presence): Look {
  return presence.away_since == null ? presence.state : "away";
}

export function stateWord(look: Look): string {
  const words = {
    ready: t("presence.ready"),
    break: t("presence.break"),
    away: t("presence.away"),
    offline: t("presence.offline"),
    wrap_up: t("presence.wrap_up"),
  };
  return words[look];
}

/** 小休 · 用餐 */
export function stateWords(state: Look, reason: string | null, reasons: Reason[]): string {
  const found = reasons.find(({ code }) => code === reason);
  const word = stateWord(state);
  if (reason === null) return word;
  return `${word} · ${found ? named(found) : tCode("presence.reason", reason)}`;
}

/** `mine`: said to the one it was given to. */
export function givenWords(given: Temporary, reasons: Reason[], now: number, mine: boolean): string {
  const by = given.by_name;
  const when = given.until === null ? "" : upcoming(given.until, now);
  if (given.kind === "skills") return mine ? t("given.skills", { by, when }) : t("floor.given_skills", { by, when });
  const state = stateWords(given.state ?? "ready", given.reason, reasons);
  if (when === "") return mine ? t("given.state", { by, state }) : t("floor.given_state", { by, state });
  return mine ? t("given.state_until", { by, state, when }) : t("floor.given_state_until", { by, state, when });
}
