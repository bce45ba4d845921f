// Dialogues of simulated customers, the rehearsals they played, and what a rehearsal must reach.
import type {
  DialogueFileOut,
  DialogueLine,
  DialogueOut,
  FloorIn,
  FloorOut,
  RehearsalOut,
  RehearsalRun,
} from "./generated";
import { call } from "./http";

interface Many<T> {
  items: T[];
}

export type {
  DialogueLine,
  DialogueOut,
  Exchange,
  FloorIn,
  FloorOut,
  RehearsalFigures,
  RehearsalOut,
  RehearsalResult,
  RehearsalRun,
} from "./generated";

const one = (id: string): string => `/rehearsal/dialogues/${encodeURIComponent(id)}`;

export const rehearsal = {
  dialogues: (signal?: AbortSignal) => call<Many<DialogueLine>>("GET", "/rehearsal/dialogues", { signal }),
  dialogue: (id: string, signal?: AbortSignal) => call<DialogueOut>("GET", one(id), { signal }),
  change: (id: string, body: { yaml: string; version: number }) => call<DialogueOut>("PUT", one(id), { body }),
  remove: (id: string) => call<void>("DELETE", one(id)),
  file: () => call<DialogueFileOut>("GET", "/rehearsal/file"),
  take: (yaml: string, instead: boolean) =>
    call<DialogueFileOut>("PUT", "/rehearsal/file", { body: { yaml, instead } }),
  runs: (signal?: AbortSignal) => call<Many<RehearsalRun>>("GET", "/rehearsal/runs", { signal }),
  run: (id: string, signal?: AbortSignal) => call<RehearsalOut>("GET", `/rehearsal/runs/${id}`, { signal }),
  begin: (flow_id: string | null, flow_version: number | null) =>
    call<RehearsalRun>("POST", "/rehearsal/runs", { body: { flow_id, flow_version } }),
  cancel: (id: string) => call<RehearsalRun>("POST", `/rehearsal/runs/${id}/cancel`),
  floor: (signal?: AbortSignal) => call<FloorOut>("GET", "/rehearsal/floor", { signal }),
  setFloor: (body: FloorIn) => call<FloorOut>("PUT", "/rehearsal/floor", { body }),
};
