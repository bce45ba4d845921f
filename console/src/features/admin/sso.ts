import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { sso as api } from "@/api/sso";
import type { SsoBody } from "@/api/sso";
import type { FoundProvider, RoleRule, SingleSignOn, SsoProvider, TriedSignIn, User } from "@/api/types";

/** What is typed in. `client_secret`: empty leaves the one that is kept, unless `without_secret`. */
export interface SsoForm {
  label: string;
  issuer: string;
  client_id: string;
  client_secret: string;
  without_secret: boolean;
  scopes: string[];
  enabled: boolean;
  passwords: SsoProvider["passwords"];
  match_email: boolean;
  create_users: boolean;
  sign_out_there: boolean;
  role_claim: string;
  rules: RoleRule[];
}

export function formOfProvider(kept: SsoProvider | null): SsoForm {
  return {
    label: kept?.label ?? "",
    issuer: kept?.issuer ?? "",
    client_id: kept?.client_id ?? "",
    client_secret: "",
    without_secret: kept !== null && !kept.has_secret,
    scopes: kept?.scopes ?? ["profile", "email"],
    enabled: kept?.enabled ?? false,
    passwords: kept?.passwords ?? "everyone",
    match_email: kept?.match_email ?? false,
    create_users: kept?.create_users ?? false,
    sign_out_there: kept?.sign_out_there ?? false,
    role_claim: kept?.role_claim ?? "",
    rules: kept?.rules ?? [],
  };
}

export function bodyOf(form: SsoForm, kept: SsoProvider | null): SsoBody {
  const { without_secret, client_secret, ...rest } = form;
  const secret = without_secret ? "" : client_secret || (kept === null ? "" : null);
  return { ...rest, client_secret: secret, version: kept?.version ?? 0 };
}

const KEY = ["single-sign-on"];

export function useSingleSignOn(): UseQueryResult<SingleSignOn> {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.read(signal) });
}

export function useTried(id: string): UseQueryResult<TriedSignIn> {
  return useQuery({ queryKey: [...KEY, "tried", id], queryFn: ({ signal }) => api.tried(id, signal), retry: false });
}

export async function saveProvider(form: SsoForm, kept: SsoProvider | null): Promise<SsoProvider> {
  const saved = await api.save(bodyOf(form, kept));
  await queries.invalidateQueries({ queryKey: KEY });
  return saved;
}

export async function removeProvider(): Promise<void> {
  await api.remove();
  await queries.invalidateQueries({ queryKey: KEY });
}

export function checkIssuer(issuer: string): Promise<FoundProvider> {
  return api.check(issuer.trim());
}

/** Leaves this page for the provider's; it comes back with what was found out. */
export async function trySignIn(): Promise<void> {
  location.assign((await api.try()).url);
}

export async function unbind(user: User): Promise<void> {
  await api.unbind(user.id);
  await queries.invalidateQueries({ queryKey: ["users"] });
}
