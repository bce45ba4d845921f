// Rehearsals, as their editors read, begin and judge them.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { rehearsal as api } from "@/api/rehearsal";
import type {
  DialogueLine,
  DialogueOut,
  FloorIn,
  FloorOut,
  RehearsalFigures,
  RehearsalOut,
  RehearsalRun,
} from "@/api/rehearsal";

const SOON = 1500;

export const isGoing = (run: RehearsalRun): boolean => run.state === "waiting" || run.state === "running";

export function useRuns(): UseQueryResult<RehearsalRun[]> {
  return useQuery({
    queryKey: ["rehearsal", "runs"],
    queryFn: async ({ signal }) => (await api.runs(signal)).items,
    refetchInterval: (query) => (query.state.data?.some(isGoing) ? SOON : false),
  });
}

export function useRun(id: string): UseQueryResult<RehearsalOut> {
  return useQuery({ queryKey: ["rehearsal", "run", id], queryFn: ({ signal }) => api.run(id, signal) });
}

export function useDialogues(): UseQueryResult<DialogueLine[]> {
  return useQuery({
    queryKey: ["rehearsal", "dialogues"],
    queryFn: async ({ signal }) => (await api.dialogues(signal)).items,
  });
}

export function useDialogue(id: string): UseQueryResult<DialogueOut> {
  return useQuery({ queryKey: ["rehearsal", "dialogue", id], queryFn: ({ signal }) => api.dialogue(id, signal) });
}

export function useFloor(): UseQueryResult<FloorOut> {
  return useQuery({ queryKey: ["rehearsal", "floor"], queryFn: ({ signal }) => api.floor(signal) });
}

async function changed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await queries.invalidateQueries({ queryKey: ["rehearsal"] });
  }
}

/** The house as it stands; with a flow's version in place of its published one. */
export const beginRehearsal = (flow: string | null = null, version: number | null = null): Promise<RehearsalRun> =>
  changed(api.begin(flow, version));
export const cancelRun = (id: string): Promise<RehearsalRun> => changed(api.cancel(id));
export const changeDialogue = (held: DialogueOut, yaml: string): Promise<DialogueOut> =>
  changed(api.change(held.id, { yaml, version: held.version }));
export const removeDialogue = (id: string): Promise<void> => changed(api.remove(id));
export const takeFile = (yaml: string, instead: boolean): Promise<{ dialogues: number }> =>
  changed(api.take(yaml, instead));
export const setFloor = (floor: FloorIn): Promise<FloorOut> => changed(api.setFloor(floor));

/** All dialogues, as a file to keep. */
export async function saveFile(): Promise<void> {
  const { yaml } = await api.file();
  const url = URL.createObjectURL(new Blob([yaml], { type: "text/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "dialogues.yaml";
  link.click();
  URL.revokeObjectURL(url);
}

const share = (part: number, of: number): number => (of === 0 ? 0 : part / of);
export const alone = (one: RehearsalFigures): number => share(one.alone, one.goals);
export const wrong = (one: RehearsalFigures): number => share(one.wrong, one.statements);
export const late = (one: RehearsalFigures): number => share(one.late + one.missing, one.needs);
export const percent = (value: number, digits = 1): string => `${(value * 100).toFixed(digits)} %`;
