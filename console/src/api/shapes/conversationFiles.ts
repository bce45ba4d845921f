import type { View } from "./conversation";

export type ExportFormat = "csv" | "xlsx" | "jsonl";
export type ExportState = "waiting" | "running" | "done" | "failed" | "cancelled" | "over";

/** Which conversations an export holds; null: any. */
export interface ExportFilter {
  queue: string | null;
  agent: string | null;
  channel: string | null;
  tag: string | null;
  tier: string | null;
  emotion: string | null;
  unanswered: boolean;
  state: "open" | "closed" | null;
  since: string | null;
  before: string | null;
  /** these and no others */
  ids: string[] | null;
  /** as the list of the desk shows it to whoever asks */
  view: View | null;
  /** from where they were asked for */
  origin: ExportOrigin | null;
}

export type ExportOrigin = "search" | "view" | "figure" | "chosen";

export interface ConversationExport {
  id: string;
  state: ExportState;
  format: ExportFormat;
  filter: ExportFilter;
  /** what names customers is not readable in it */
  masked: boolean;
  asked_by_name: string;
  asked_at: string;
  ended_at: string | null;
  expires_at: string | null;
  /** conversations: so many of so many */
  done: number;
  total: number;
  messages: number;
  bytes: number;
  /** why it failed, a code */
  error: string | null;
  /** so many were named one by one */
  chosen: number | null;
  /** there is a file, and the reader may fetch it */
  yours: boolean;
}

export interface ConversationExports {
  items: ConversationExport[];
  at_once: number;
  kept_hours: number;
}
