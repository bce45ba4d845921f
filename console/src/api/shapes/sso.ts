import type { Role } from "./people";

/** Who may still sign in with a password while single sign-on is in use. `managers`: whoever manages users. */
export type PasswordsFor = "everyone" | "managers" | "nobody";

export interface RoleRule {
  value: string;
  role: Role;
}

/** The house's identity provider, without its secret. */
export interface SsoProvider {
  label: string;
  issuer: string;
  client_id: string;
  scopes: string[];
  enabled: boolean;
  passwords: PasswordsFor;
  match_email: boolean;
  create_users: boolean;
  sign_out_there: boolean;
  /** empty: roles are given here */
  role_claim: string;
  /** the first that fits holds */
  rules: RoleRule[];
  has_secret: boolean;
  version: number;
}

export interface SingleSignOn {
  provider: SsoProvider | null;
  /** to be registered at the provider */
  redirect_uri: string;
  sign_out_uri: string;
  /** leads this house's people straight there */
  sign_in_url: string;
  /** the caller may change it */
  yours: boolean;
}

/** What a provider says of itself. */
export interface FoundProvider {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  keys: number;
  algorithms: string[];
  logout: boolean;
}

/** What a try showed. */
export interface TriedSignIn {
  /** code of what stands in the way; empty when nothing does */
  refused: string;
  message: string;
  subject: string;
  email: string;
  email_verified: boolean;
  name: string;
  claims: string[];
  role_values: string[];
  role: Role | null;
  /** bound, email, new, or empty */
  how: string;
  /** the address of the account it would open */
  account: string;
}

export interface SignInOptions {
  /** null: no single sign-on is offered */
  house: string | null;
  label: string | null;
  passwords: PasswordsFor;
}
