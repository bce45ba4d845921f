// The beginning of a house: what the terminal's link opens, and what is left to set up.
import { call } from "./http";
import type { HouseBody, Session, SetupProgress } from "./types";

export const setup = {
  link: (token: string) => call<{ expires_at: string }>("POST", "/setup/link", { body: { token } }),
  make: (token: string, body: HouseBody) => call<Session>("POST", "/setup", { body: { ...body, token } }),
  progress: (signal: AbortSignal | undefined) => call<SetupProgress>("GET", "/setup", { signal }),
  dismiss: (dismissed: boolean) => call<SetupProgress>("PUT", "/setup/dismissed", { body: { dismissed } }),
};
