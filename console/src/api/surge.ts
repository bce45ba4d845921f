// Surge mode: how it stands, what supervisors order, its rules.
import { call } from "./http";
import type { PinnedArticle, Surge, SurgePolicy, SurgePreview, SurgeRules } from "./types";

type Signal = AbortSignal | undefined;

export const surge = {
  standing: (signal: Signal) => call<Surge>("GET", "/surge", { signal }),
  hold: (what: "on" | "off", minutes: number) => call<Surge>("POST", "/surge/hold", { body: { what, minutes } }),
  release: () => call<Surge>("DELETE", "/surge/hold"),
  pin: (pinned: string[]) => call<Surge>("PUT", "/surge/pinned", { body: { pinned } }),
  articles: (q: string, signal: Signal) =>
    call<{ items: PinnedArticle[] }>("GET", "/surge/articles", { query: { q }, signal }),
  rules: (signal: Signal) => call<SurgeRules>("GET", "/surge/policy", { signal }),
  save: (policy: SurgePolicy) => call<SurgeRules>("PUT", "/surge/policy", { body: { policy } }),
  preview: (policy: SurgePolicy) => call<SurgePreview>("POST", "/surge/policy/preview", { body: { policy } }),
};
