import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { account as api, factor } from "@/api/client";
import { queries } from "@/api/query";
import type { OpenSession, SecondFactor } from "@/api/types";

export function useSessions(): UseQueryResult<OpenSession[]> {
  return useQuery({ queryKey: ["sessions"], queryFn: async ({ signal }) => (await api.sessions(signal)).items });
}

async function refresh(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ["sessions"] });
}

export async function endSession(id: string): Promise<void> {
  await api.endSession(id);
  await refresh();
}

/** How many were ended. */
export async function endOthers(): Promise<number> {
  const { ended } = await api.endOthers();
  await refresh();
  return ended;
}

export async function changePassword(current: string, password: string): Promise<void> {
  await api.changePassword({ current, password });
  await refresh();
}

export function useFactor(): UseQueryResult<SecondFactor> {
  return useQuery({ queryKey: ["factor"], queryFn: ({ signal }) => factor.read(signal) });
}

async function refreshFactor(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ["factor"] });
}

/** The address an authenticator app reads. */
export async function beginFactor(password: string): Promise<string> {
  return (await factor.begin(password)).uri;
}

/** Puts it in force; gives the recovery codes, which the server never shows again. */
export async function confirmFactor(code: string): Promise<string[]> {
  const { codes } = await factor.confirm(code);
  await refreshFactor();
  return codes;
}

export async function renewRecovery(password: string): Promise<string[]> {
  const { codes } = await factor.renew(password);
  await refreshFactor();
  return codes;
}

export async function removeFactor(password: string): Promise<void> {
  await factor.remove(password);
  await refreshFactor();
}
