// What administrators ask about programs that use the API.
import { call } from "./http";
import type { ApiToken, ApiTokenBody, ApiTokenPage } from "./types";

export const apiTokens = {
  list: (cursor: string, signal?: AbortSignal) =>
    call<ApiTokenPage>("GET", "/api-tokens", { query: { cursor }, ...(signal && { signal }) }),
  make: (body: ApiTokenBody) => call<{ token: ApiToken; text: string }>("POST", "/api-tokens", { body }),
  revoke: (id: string) => call<void>("DELETE", `/api-tokens/${id}`),
};
