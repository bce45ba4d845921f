// Conversations taken out of the house as files.
import { address, call } from "./http";
import type { ConversationExport, ConversationExports, ExportFilter, ExportFormat } from "./types";

const AT = "/conversation-exports";

/** What they are called, in every language. */
export const FORMATS: Record<ExportFormat, string> = { csv: "CSV", xlsx: "XLSX", jsonl: "JSON Lines" };
/** So many conversations may be named one by one. */
export const MOST_CHOSEN = 2_000;

export const conversationFiles = {
  list: (signal: AbortSignal | undefined) => call<ConversationExports>("GET", AT, { signal }),
  ask: (body: { format: ExportFormat; locale: string; filter: Partial<ExportFilter> }) =>
    call<ConversationExport>("POST", AT, { body }),
  one: (id: string, signal: AbortSignal | undefined) => call<ConversationExport>("GET", `${AT}/${id}`, { signal }),
  cancel: (id: string) => call<ConversationExport>("POST", `${AT}/${id}/cancel`, { body: {} }),
  fileUrl: (id: string) => address(`${AT}/${id}/file`),
};
