// Taking out as a file the conversations one is looking at: asked for from where one is, watched, fetched.
import { useQuery } from "@tanstack/react-query";
import { MOST_CHOSEN, conversationFiles as api } from "@/api/conversationFiles";
import { queries } from "@/api/query";
import type { ConversationExport, ExportFilter, ExportFormat } from "@/api/types";
import { locale, t } from "@/i18n";

const KEY = ["conversation-exports"];
const WATCHED = 1_500;

/** Why they cannot be exported, found out before the server is asked. */
export class Refused extends Error {}

/** Exactly these: refused when there are none, or more than can be named. */
export function exactly(ids: readonly string[], origin: ExportFilter["origin"]): Partial<ExportFilter> {
  const found = [...new Set(ids)];
  if (found.length === 0) throw new Refused(t("export_these.none"));
  if (found.length > MOST_CHOSEN) throw new Refused(t("export_these.too_many", { max: MOST_CHOSEN }));
  return { ids: found, origin };
}

/** Which are meant is found out when one asks: a list may have gone on meanwhile. */
export async function exportThese(
  which: () => Promise<Partial<ExportFilter>>,
  format: ExportFormat,
): Promise<ConversationExport> {
  const filter = await which();
  const made = await api.ask({ format, locale: locale(), filter });
  await queries.invalidateQueries({ queryKey: KEY });
  return made;
}

const going = (one: ConversationExport): boolean => one.state === "waiting" || one.state === "running";

/** How far one has come; asked again until it has ended. */
export function useExport(made: ConversationExport | null): ConversationExport | null {
  const { data } = useQuery({
    queryKey: [...KEY, made?.id],
    queryFn: ({ signal }) => api.one(made!.id, signal),
    enabled: made !== null && going(made),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data !== undefined && !going(state.data) ? false : WATCHED),
  });
  return data ?? made;
}

export const fileAddress = (id: string): string => api.fileUrl(id);
