import type { Row, Tier, View } from "./conversation";

/** A view of the list and what is left out of it; null: does not matter. */
export interface SavedFilters {
  view: View;
  queue: string | null;
  agent: string | null;
  channel: string | null;
  tag: string | null;
  tier: Tier | null;
  emotion: Row["emotion"] | null;
  unanswered: boolean;
}

export interface SavedView {
  id: string;
  name: string;
  /** with everybody of the tenant */
  shared: boolean;
  mine: boolean;
  /** who made it */
  owner: string;
  filters: SavedFilters;
  /** open conversations it shows, at most a thousand; null for what has ended */
  count: number | null;
}

/** A conversation about the same thing, and who said so. */
export interface Linked {
  row: Row;
  by: string;
  at: string;
}
