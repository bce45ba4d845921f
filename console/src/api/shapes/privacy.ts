/** A copy or an erasure that was asked for. */
export interface PrivacyRequest {
  id: string;
  customer_id: string;
  kind: string;
  /** waiting, running, done, failed, over (the copy was deleted again) */
  state: string;
  done: number;
  total: number;
  counts: Record<string, number>;
  /** why it failed: a code */
  error: string | null;
  asked_by_name: string;
  asked_at: string;
  ended_at: string | null;
  expires_at: string | null;
  /** where a copy is fetched; null unless it is there */
  url: string | null;
}

/** What an erasure would take, and what it would leave (`orders_kept`). */
export interface ErasureExtent {
  name: string;
  conversations: number;
  going_on: number;
  files: number;
  identities: number;
  orders_kept: number;
}

/** Days; null: for ever. */
export interface Retention {
  messages_days: number | null;
  files_days: number | null;
  audit_days: number | null;
}
