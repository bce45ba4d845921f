import type { Role } from "./people";

/** A seat among those who answer. `skills`: level 1 to 5 by code. */
export interface Seat {
  team_id: string | null;
  capacity: number;
  skills: Record<string, number>;
}

/** A user as administrators see it. */
export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  /** has no password yet */
  invited: boolean;
  second_factor: boolean;
  /** a one-time link is good until then */
  link_until: string | null;
  signed_in_at: string | null;
  created_at: string;
  version: number;
  /** null: takes no conversations */
  seat: Seat | null;
}

export interface UserChoices {
  /** those the caller may give */
  roles: Role[];
  teams: { id: string; code: string; name: string; name_en: string }[];
  skills: { code: string; name_zh: string; name_en: string }[];
}

/** Whose password a one-time link sets. */
export interface Welcome {
  name: string;
  email: string;
  tenant: string;
  /** invite or reset */
  purpose: string;
  expires_at: string;
}

export interface AuditLine {
  id: string;
  at: string;
  actor: string;
  /** null: neither a user of the house nor one of its tokens */
  actor_name: string | null;
  action: string;
  target: string;
  target_name: string | null;
  detail: Record<string, unknown>;
}

export interface AuditPage {
  items: AuditLine[];
  next: string | null;
  /** with the first page only */
  actions: string[];
}
