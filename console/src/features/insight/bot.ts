// Which figures the digital employee's board shows, and where. Pure.
import type { Board, Kpi } from "@/api/types";
import type { Definitions } from "./shapes";

export const TILES = ["bot_contacts", "containment", "bot_resolution", "handover", "bot_wrong", "bot_night"] as const;
export const REASONS = [
  "bot_passed_requested",
  "bot_passed_low_confidence",
  "bot_passed_anger",
  "bot_passed_flow",
  "bot_passed_policy",
  "bot_passed_closed_hours",
] as const;
export const MEANS = ["article", "flow", "model", "rule"] as const;
const SIDE = [
  "bot_night_containment",
  "bot_sourced",
  "bot_unknown",
  "bot_turns",
  "bot_unmet",
  "bot_reviewed",
  "bot_unhelpful",
];
export const COLUMNS = [
  "bot_contacts",
  "containment",
  "bot_resolution",
  "handover",
  "bot_unmet",
  "bot_sourced",
  "bot_unknown",
  "bot_wrong",
  "bot_night",
];
/** Everything the page asks for, in one question. */
export const ALL: string[] = [
  ...TILES,
  ...SIDE,
  "bot_passed",
  ...REASONS,
  ...MEANS.flatMap((means) => [`bot_by_${means}`, `containment_${means}`]),
];

export interface Bar {
  kpi: Kpi;
  value: number;
}

/** Those of these figures that have a value, the largest first. */
export function bars(board: Board, definitions: Definitions, codes: readonly string[]): Bar[] {
  return codes
    .flatMap((code) => {
      const [kpi, value] = [definitions.byCode[code], board.total[code]];
      return kpi === undefined || value === null || value === undefined || value === 0 ? [] : [{ kpi, value }];
    })
    .toSorted((a, b) => b.value - a.value);
}
