// What administrators ask of accounts, and what a one-time link asks at the door.
import { call } from "./http";
import type { Query } from "./http";
import type { AuditPage, Role, RoleCard, Roles, Seat, User, UserChoices, Welcome } from "./types";

type Signal = AbortSignal | undefined;
const get = <T>(path: string, query?: Query, signal?: Signal) => call<T>("GET", path, { query, signal });

export interface UserBody {
  name: string;
  role: Role;
  seat: Seat | null;
}

export interface UserQuery extends Query {
  q: string;
  role: Role;
  status: "active" | "invited" | "disabled" | "";
}

export interface AuditFilter extends Query {
  actor: string;
  action: string;
  since: string;
  until: string;
}

/** A user and the word of a link by which they set a password, told this once. */
export interface OneTimeLink {
  user: User;
  token: string;
}

export const users = {
  list: (query: UserQuery, cursor: string, signal: Signal) =>
    get<{ items: User[]; next: string | null }>("/users", { ...query, cursor }, signal),
  choices: (signal: Signal) => get<UserChoices>("/user-choices", undefined, signal),
  invite: (body: UserBody & { email: string }) => call<OneTimeLink>("POST", "/users", { body }),
  change: (id: string, body: UserBody & { version: number }) => call<User>("PUT", `/users/${id}`, { body }),
  link: (id: string) => call<OneTimeLink>("POST", `/users/${id}/link`, { body: {} }),
  disable: (id: string) => call<User>("POST", `/users/${id}/disable`, { body: {} }),
  enable: (id: string) => call<User>("POST", `/users/${id}/enable`, { body: {} }),
  removeFactor: (id: string) => call<void>("DELETE", `/users/${id}/second-factor`),
};

export interface RoleBody {
  name_zh: string;
  name_en: string;
  about: string;
  permissions: string[];
}

export const roles = {
  list: (signal: Signal) => get<Roles>("/roles", undefined, signal),
  make: (body: RoleBody) => call<RoleCard>("POST", "/roles", { body }),
  change: (code: Role, body: RoleBody & { version: number }) =>
    call<RoleCard>("PUT", `/roles/${encodeURIComponent(code)}`, { body }),
  remove: (code: Role) => call<void>("DELETE", `/roles/${encodeURIComponent(code)}`),
};

export interface GroupNames {
  zh: string;
  en: string;
}

/** `kind`: the path under which they are kept. */
export const groups = {
  add: (kind: "teams" | "skills", body: GroupNames & { code: string }) => call<unknown>("POST", `/${kind}`, { body }),
  rename: (kind: "teams" | "skills", code: string, body: GroupNames) =>
    call<unknown>("PUT", `/${kind}/${encodeURIComponent(code)}`, { body }),
};

export const policy = {
  read: (signal: Signal) => get<{ second_factor_roles: Role[] }>("/access-policy", undefined, signal),
  change: (roles: Role[]) =>
    call<{ second_factor_roles: Role[] }>("PUT", "/access-policy", { body: { second_factor_roles: roles } }),
};

export const audit = {
  list: (filter: AuditFilter, cursor: string, signal: Signal) =>
    get<AuditPage>("/audit", { ...filter, cursor }, signal),
};

export const welcome = {
  show: (token: string) => call<Welcome>("POST", "/session/link", { body: { token } }),
  setPassword: (token: string, password: string) =>
    call<void>("POST", "/session/link/password", { body: { token, password } }),
};
