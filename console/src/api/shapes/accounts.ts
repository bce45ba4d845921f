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
  /** cannot sign in yet */
  invited: boolean;
  second_factor: boolean;
  /** has an account at the identity provider */
  single_sign_on: boolean;
  /** a one-time link is good until then */
  link_until: string | null;
  signed_in_at: string | null;
  created_at: string;
  version: number;
  /** null: takes no conversations */
  seat: Seat | null;
}

/** A role in a choice. Shipped ones have no names here: `roleWord` knows them. */
export interface RoleName {
  code: Role;
  zh: string;
  en: string;
  /** whether the caller may give it */
  given: boolean;
}

/** A role and what it may do. */
export interface RoleCard {
  code: Role;
  /** stays as it is, and has no names here */
  shipped: boolean;
  name_zh: string;
  name_en: string;
  about: string;
  permissions: string[];
  /** accounts that have it */
  people: number;
  /** whether the caller may change and give it */
  yours: boolean;
  version: number;
}

export interface Roles {
  items: RoleCard[];
  groups: { code: string; permissions: string[] }[];
  /** rights that lead nowhere without others */
  needs: Record<string, string[]>;
}

export interface UserChoices {
  roles: RoleName[];
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

/** Names in both languages, by the id or code they stand for. */
export type Names = Record<string, { zh: string; en: string }>;

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
  names: Names;
}

export interface AuditPage {
  items: AuditLine[];
  next: string | null;
  /** with the first page only */
  actions: string[];
}
