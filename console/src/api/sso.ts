// Single sign-on: what administrators set up, and what the sign-in page may offer.
import { address, call } from "./http";
import type { FoundProvider, SignInOptions, SingleSignOn, SsoProvider, TriedSignIn } from "./types";

/** `client_secret`: null leaves the one that is kept, empty takes it away. */
export type SsoBody = Omit<SsoProvider, "has_secret"> & { client_secret: string | null };

const PATH = "/single-sign-on";
export const sso = {
  read: (signal: AbortSignal) => call<SingleSignOn>("GET", PATH, { signal }),
  save: (body: SsoBody) => call<SsoProvider>("PUT", PATH, { body }),
  remove: () => call<void>("DELETE", PATH),
  check: (issuer: string) => call<FoundProvider>("POST", `${PATH}/check`, { body: { issuer } }),
  try: () => call<{ url: string }>("POST", `${PATH}/try`, { body: {} }),
  tried: (id: string, signal: AbortSignal) => call<TriedSignIn>("GET", `${PATH}/tries/${id}`, { signal }),
  unbind: (user: string) => call<void>("DELETE", `/users/${user}/single-sign-on`),
  options: (house: string) => call<SignInOptions>("GET", "/session/options", { query: { house } }),
  /** Where the browser itself goes to sign in. */
  door: (house: string, back_to: string) => address("/session/single-sign-on", { house, back_to }),
};
