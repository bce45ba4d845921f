// Macros: kept, looked at against a conversation, and run.
import { call } from "./http";
import type { Macro, MacroPreview, MacroRun, Macros, Step } from "./types";

export interface MacroBody {
  name: string;
  shortcut: string;
  shared: boolean;
  steps: Step[];
  version?: number;
}

export interface MacroOrder {
  conversation_id: string;
  /** the same one again does nothing more */
  client_id: string;
  locale: string;
  version?: number;
}

export const macros = {
  list: (signal?: AbortSignal) => call<Macros>("GET", "/macros", signal ? { signal } : {}),
  make: (body: MacroBody) => call<Macro>("POST", "/macros", { body }),
  change: (id: string, body: MacroBody) => call<Macro>("PUT", `/macros/${id}`, { body }),
  drop: (id: string) => call<void>("DELETE", `/macros/${id}`),
  preview: (id: string, body: MacroOrder) => call<MacroPreview>("POST", `/macros/${id}/preview`, { body }),
  run: (id: string, body: MacroOrder) => call<MacroRun>("POST", `/macros/${id}/run`, { body }),
};
