// Conversations taken out as files: what is asked for, and how far each has come.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { conversationFiles as api } from "@/api/conversationFiles";
import { queries } from "@/api/query";
import type { ConversationExport, ConversationExports, ExportFilter, ExportFormat } from "@/api/types";
import { locale } from "@/i18n";

const KEY = ["conversation-exports"];
const WATCHED = 1_500;

export const CHOSEN = ["queue", "agent", "channel", "tag", "tier"] as const;

/** As the form holds it: days "2026-07-01", both included. */
export interface Wanted extends Record<(typeof CHOSEN)[number], string | null> {
  format: ExportFormat;
  state: "open" | "closed" | null;
  from: string | null;
  to: string | null;
}

export const ANY: Wanted = {
  format: "csv",
  queue: null,
  agent: null,
  channel: null,
  tag: null,
  tier: null,
  state: null,
  from: null,
  to: null,
};

/** Midnight of a day where the browser is, `later` days on. */
function midnight(day: string, later: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return new Date(year, month - 1, date + later).toISOString();
}

export function filterOf(wanted: Wanted): Partial<ExportFilter> {
  const { from, to } = wanted;
  const chosen = [...CHOSEN, "state" as const]
    .map((name) => [name, wanted[name]])
    .filter(([, value]) => value !== null);
  return {
    ...(Object.fromEntries(chosen) as Partial<ExportFilter>),
    ...(from === null ? {} : { since: midnight(from, 0) }),
    ...(to === null ? {} : { before: midnight(to, 1) }),
  };
}

export function isGoing({ state }: ConversationExport): boolean {
  return state === "waiting" || state === "running";
}

export function percent({ done, total, state }: ConversationExport): number {
  if (state === "done") return 100;
  return total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total));
}

/** Asked again and again as long as one is being made. */
export function useExports(): UseQueryResult<ConversationExports> {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.list(signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items.some(isGoing) ? WATCHED : false),
  });
}

async function changed(doing: Promise<ConversationExport>): Promise<void> {
  try {
    await doing;
  } finally {
    await queries.invalidateQueries({ queryKey: KEY });
  }
}

export function askExport(wanted: Wanted): Promise<void> {
  return changed(api.ask({ format: wanted.format, locale: locale(), filter: filterOf(wanted) }));
}

export const cancelExport = (id: string): Promise<void> => changed(api.cancel(id));
export const exportAddressOf = (id: string): string => api.fileUrl(id);
