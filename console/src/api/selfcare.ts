// What administrators ask of the self-service page, and choose.
import { call } from "./http";
import type { HelpFigures, HelpPage, HelpPageState } from "./types";

type Signal = AbortSignal | undefined;

export const selfcare = {
  read: (signal: Signal) => call<HelpPageState>("GET", "/selfcare", { signal }),
  save: (version: number, page: HelpPage) => call<HelpPageState>("PUT", "/selfcare", { body: { version, page } }),
  figures: (days: number, signal: Signal) => call<HelpFigures>("GET", `/selfcare/figures?days=${days}`, { signal }),
};
