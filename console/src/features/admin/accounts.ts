import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { audit, groups, policy, roles as roleApi, users as api } from "@/api/accounts";
import type { AuditFilter, GroupNames, RoleBody, UserBody, UserQuery } from "@/api/accounts";
import { queries } from "@/api/query";
import type { AuditPage, Role, RoleCard, Roles, User, UserChoices } from "@/api/types";

interface UserPage {
  items: User[];
  next: string | null;
}

export function useUsers(query: UserQuery): UseInfiniteQueryResult<InfiniteData<UserPage, string>> {
  return useInfiniteQuery({
    queryKey: ["users", query],
    queryFn: ({ pageParam, signal }) => api.list(query, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export function useChoices(): UseQueryResult<UserChoices> {
  return useQuery({ queryKey: ["user-choices"], queryFn: ({ signal }) => api.choices(signal) });
}

async function changed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await queries.invalidateQueries({ queryKey: ["users"] });
  }
}

/** The address by which somebody sets a password, once. What follows the # is sent to no server and to no log. */
export function linkOf(token: string): string {
  return `${location.origin}/welcome#${token}`;
}

export async function invite(email: string, body: UserBody): Promise<string> {
  return linkOf((await changed(api.invite({ ...body, email }))).token);
}

export async function changeUser(user: User, body: UserBody): Promise<void> {
  await changed(api.change(user.id, { ...body, version: user.version }));
}

export async function newLink(user: User): Promise<string> {
  return linkOf((await changed(api.link(user.id))).token);
}

export function disable(user: User): Promise<User> {
  return changed(api.disable(user.id));
}

export function enable(user: User): Promise<User> {
  return changed(api.enable(user.id));
}

export function removeFactorOf(user: User): Promise<void> {
  return changed(api.removeFactor(user.id));
}

export function useRoles(): UseQueryResult<Roles> {
  return useQuery({ queryKey: ["roles"], queryFn: ({ signal }) => roleApi.list(signal) });
}

async function roleChanged<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await Promise.all(["roles", "user-choices"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  }
}

/** A new role (`kept` null), or a change of one. */
export function saveRole(kept: RoleCard | null, body: RoleBody): Promise<RoleCard> {
  return roleChanged(
    kept === null ? roleApi.make(body) : roleApi.change(kept.code, { ...body, version: kept.version }),
  );
}

export function removeRole(role: RoleCard): Promise<void> {
  return roleChanged(roleApi.remove(role.code));
}

export type GroupKind = "teams" | "skills";

/** A new team or skill, or (with the code it has) other names for one. */
export async function saveGroup(kind: GroupKind, code: string, fresh: boolean, names: GroupNames): Promise<void> {
  await (fresh ? groups.add(kind, { code, ...names }) : groups.rename(kind, code, names));
  await queries.invalidateQueries({ queryKey: ["user-choices"] });
}

export function usePolicy(): UseQueryResult<Role[]> {
  return useQuery({
    queryKey: ["access-policy"],
    queryFn: async ({ signal }) => (await policy.read(signal)).second_factor_roles,
  });
}

export async function changePolicy(roles: Role[]): Promise<void> {
  const { second_factor_roles } = await policy.change(roles);
  queries.setQueryData(["access-policy"], second_factor_roles);
}

export function useAudit(filter: AuditFilter): UseInfiniteQueryResult<InfiniteData<AuditPage, string>> {
  return useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam, signal }) => audit.list(filter, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** The same lines as a file; the browser asks for it itself, with its cookie. */
export function exportAddress(filter: AuditFilter): string {
  const given = Object.entries(filter).filter(([, value]) => value !== "");
  return `/api/v1/audit/export?${new URLSearchParams(given as [string, string][]).toString()}`;
}
