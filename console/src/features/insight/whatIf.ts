// Simulations of what would happen if: asked, watched, kept; and how their figures are said. Mostly pure.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { ApiError } from "@/api/http";
import { queries } from "@/api/query";
import type { WhatIfDraft, WhatIfEntry, WhatIfFigure, WhatIfStudy, WhatIfVariant, WhatIfs } from "@/api/types";
import { whatIfs as api } from "@/api/whatIfs";
import { locale, t } from "@/i18n";
import { duration } from "@/i18n/format";

const KEY = ["what-ifs"];
const WATCHED_MS = 1_500;
export const PLACE = "/insight/what-if";
export const NEW = "new";
export const MOST_VARIANTS = 4;

// ------------------------------------------------------------------ what is asked
export const AS_IT_IS: WhatIfVariant = {
  name: "",
  demand: 1,
  agents: 1,
  handling: 1,
  patience: 1,
  contains: null,
  ring_seconds: null,
  policy: "production",
};

/** Whether nothing is otherwise in a variant. */
export function untouched(variant: WhatIfVariant): boolean {
  return Object.entries(AS_IT_IS).every(
    ([name, value]) => name === "name" || variant[name as keyof WhatIfVariant] === value,
  );
}

/** Factors as people turn them: per cent more or less. */
export const FACTORS = ["demand", "agents", "handling", "patience"] as const;
export const POLICIES = ["production", "longest_idle", "priority", "round_robin"] as const;

export function draftOf(name: string, first: string, second: string): WhatIfDraft {
  return {
    name,
    weeks: 4,
    weekdays: [1, 2, 3, 4, 5],
    family: null,
    load: 1,
    event: null,
    variants: [
      { ...AS_IT_IS, name: first },
      { ...AS_IT_IS, name: second, agents: 1.2 },
    ],
    replications: 10,
  };
}

/** 1.2 → 20, 0.85 → -15: without the dust of floating point. */
export const percentOf = (factor: number): number => Math.round((factor - 1) * 1000) / 10;
export const factorOf = (percent: number): number => Math.round((1 + percent / 100) * 1e6) / 1e6;

/** The server's word on a field of the form, beside that field. */
export function saidOf(error: unknown): { field: string; error: unknown } | null {
  return error instanceof ApiError && error.field !== null ? { field: error.field, error } : null;
}

// ------------------------------------------------------------------ how figures are said
export const FIGURES = [
  "service_level",
  "abandonment",
  "speed_of_answer",
  "wait_p90",
  "occupancy",
  "queued",
  "contained",
  "hours",
] as const;
export type Figure = (typeof FIGURES)[number];
export const OF_CLASS: readonly Figure[] = ["service_level", "abandonment", "speed_of_answer", "wait_p90", "queued"];
const SHARES: readonly string[] = ["service_level", "abandonment", "occupancy"];
const SECONDS: readonly string[] = ["speed_of_answer", "wait_p90", "mean_wait"];
const LESS_IS_BETTER: readonly string[] = ["abandonment", "speed_of_answer", "wait_p90"];
const NEITHER: readonly string[] = ["queued", "hours", "occupancy", "contained"];

function number(value: number, places: number): string {
  return value.toLocaleString(locale(), { minimumFractionDigits: places, maximumFractionDigits: places });
}

function inUnit(code: string, value: number): string {
  if (SHARES.includes(code)) return `${number(value * 100, 1)}%`;
  if (SECONDS.includes(code)) return value >= 60 ? duration(value) : t("time.s", { s: number(value, 1) });
  return number(value, Math.abs(value) < 100 ? 1 : 0);
}

export function said(code: string, value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : inUnit(code, value);
}

/** Half the interval of a difference; two shares are points apart. */
export function apartBy(code: string, { half }: WhatIfFigure): string {
  if (!SHARES.includes(code)) return half === null ? "" : `± ${inUnit(code, half)}`;
  return t("what_if.points", { margin: half === null ? "" : `± ${number(half * 100, 1)}` });
}

/** "± 1.2%": half the interval; empty where there is none. A share of a handful may be anything. */
export function margin(code: string, { half }: WhatIfFigure): string {
  if (half !== null && half >= 0.5 && SHARES.includes(code)) return t("what_if.too_few");
  return half === null ? "" : `± ${inUnit(code, half)}`;
}

export function signed(code: string, { mean }: WhatIfFigure): string {
  if (mean === null) return "–";
  const size = SHARES.includes(code) ? number(Math.abs(mean) * 100, 1) : inUnit(code, Math.abs(mean));
  const sign = !/[1-9]/.test(size) ? "" : mean > 0 ? "+" : "−";
  return sign + size;
}

/** Nothing at all is between them: what was changed does not reach this figure. */
export const same = ({ mean, half }: WhatIfFigure): boolean => mean === 0 && (half ?? 0) === 0;

/** Whether a difference is one: its interval does not hold nought. Then better or worse, where that can be said. */
export function toneOf(code: string, { mean, half }: WhatIfFigure): "good" | "bad" | "plain" | "none" {
  if (mean === null || half === null || Math.abs(mean) <= half) return "none";
  if (NEITHER.includes(code)) return "plain";
  return mean < 0 === LESS_IS_BETTER.includes(code) ? "good" : "bad";
}

// ------------------------------------------------------------------ data
export function isGoing({ state }: WhatIfEntry): boolean {
  return state === "waiting" || state === "running";
}

export function progressOf({ done, total, state }: WhatIfEntry): number {
  if (state === "done") return 100;
  return total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total));
}

/** Asked again and again as long as one is being simulated. */
export function useWhatIfs(): UseQueryResult<WhatIfs> {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.list(signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items.some(isGoing) ? WATCHED_MS : false),
  });
}

export function useWhatIf(id: string | null): UseQueryResult<WhatIfStudy> {
  return useQuery({
    queryKey: [...KEY, id],
    queryFn: ({ signal }) => api.one(id!, signal),
    enabled: id !== null,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data !== undefined && isGoing(state.data) ? WATCHED_MS : false),
  });
}

async function changed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await queries.invalidateQueries({ queryKey: KEY });
  }
}

export const askWhatIf = (draft: WhatIfDraft): Promise<WhatIfStudy> => changed(api.ask(draft));
export const cancelWhatIf = (id: string): Promise<WhatIfStudy> => changed(api.cancel(id));
export const changeWhatIf = (id: string, change: { name?: string; kept?: boolean }): Promise<WhatIfStudy> =>
  changed(api.change(id, change));

export async function dropWhatIf(id: string): Promise<void> {
  await api.drop(id);
  queries.removeQueries({ queryKey: [...KEY, id] });
  await queries.invalidateQueries({ queryKey: KEY, exact: true });
}
