import { useInfiniteQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { apiTokens as api } from "@/api/tokens";
import type { ApiToken, ApiTokenBody, ApiTokenPage } from "@/api/types";

/** What a token can be used for now, the worst first. */
export type TokenState = "revoked" | "over" | "maker_disabled" | "ending" | "living";
const SOON_MS = 14 * 86_400_000;

export function stateOf(token: ApiToken, now: number): TokenState {
  if (token.revoked_at !== null) return "revoked";
  const left = Date.parse(token.expires_at) - now;
  if (left <= 0) return "over";
  if (token.maker_disabled) return "maker_disabled";
  return left < SOON_MS ? "ending" : "living";
}

export function useApiTokens(): UseInfiniteQueryResult<InfiniteData<ApiTokenPage, string>> {
  return useInfiniteQuery({
    queryKey: ["api-tokens"],
    queryFn: ({ pageParam, signal }) => api.list(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

async function refresh(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ["api-tokens"] });
}

/** The token's text, which the server never shows again. */
export async function makeApiToken(body: ApiTokenBody): Promise<string> {
  const { text } = await api.make(body);
  await refresh();
  return text;
}

export async function revokeApiToken(token: ApiToken): Promise<void> {
  await api.revoke(token.id);
  await refresh();
}
