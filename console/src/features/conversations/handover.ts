// What a hand-over's summary adds to the facts that the card shows under headings of its own. Pure.
import type { Handover } from "@/api/types";

/** What the bot's summary says before the facts that follow from the hand-over itself, in either language. */
const SAID_ELSEWHERE = /^(诉求|已给过|情绪|Need|Already given|Mood)\s*[：:]/;
const LABELLED = /^([^：:\s][^：:]{0,39})[：:]\s*(.+)$/;

export interface Extra {
  /** null for a line without one */
  label: string | null;
  text: string;
}

/** The lines of the summary that need, tried and emotion do not already say: numbers, phones, an instruction. */
export function extrasOf(handover: Pick<Handover, "summary" | "need">): Extra[] {
  return handover.summary
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && line !== handover.need && !SAID_ELSEWHERE.test(line))
    .map((line) => {
      const [, label, text] = LABELLED.exec(line) ?? [];
      return label === undefined || text === undefined ? { label: null, text: line } : { label, text };
    });
}
