// One action on many conversations: a few at a time, each succeeding or failing by itself, taken back where it can be.
import type { Row } from "@/api/types";
import { createStore, useStore } from "@/design";

/** Takes back what was done to one row. */
export type Undo = () => Promise<unknown>;
export type Verb = "transfer" | "close" | "tag" | "snooze" | "undo";

export interface Work {
  verb: Verb;
  /** does it to one row; answers how to take it back, null when that cannot be */
  one: (row: Row) => Promise<Undo | null>;
}

export interface Failure {
  row: Row;
  error: unknown;
}

export interface Job {
  work: Work;
  total: number;
  /** finished rows, also those that failed */
  done: number;
  failed: Failure[];
  undo: { row: Row; back: Undo }[];
}

const TOGETHER = 4;
const job = createStore<Job | null>(null);

export function useJob(): Job | null {
  return useStore(job);
}

export const running = (state: Job | null): boolean => state !== null && state.done < state.total;

function leaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Does the work to all rows; what has failed stays named until the job is dismissed. One job at a time. */
export async function start(rows: readonly Row[], work: Work): Promise<void> {
  if (running(job.get()) || rows.length === 0) return;
  const waiting = [...rows];
  job.set({ work, total: rows.length, done: 0, failed: [], undo: [] });
  window.addEventListener("beforeunload", leaving);
  const tell = (change: (state: Job) => Partial<Job>): void =>
    job.update((state) => state && { ...state, done: state.done + 1, ...change(state) });
  const next = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      const at = row;
      try {
        const back = await work.one(at);
        tell(({ undo }) => (back === null ? {} : { undo: [...undo, { row: at, back }] }));
      } catch (error) {
        tell(({ failed }) => ({ failed: [...failed, { row: at, error }] }));
      }
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, next));
  window.removeEventListener("beforeunload", leaving);
}

export function retryFailed(): Promise<void> {
  const state = job.get();
  if (state === null || running(state)) return Promise.resolve();
  return start(
    state.failed.map(({ row }) => row),
    state.work,
  );
}

/** Takes back what succeeded, row by row. */
export function takeBack(): Promise<void> {
  const state = job.get();
  if (state === null || running(state)) return Promise.resolve();
  const backs = new Map(state.undo.map(({ row, back }) => [row.id, back]));
  return start(
    state.undo.map(({ row }) => row),
    { verb: "undo", one: async (row) => (await backs.get(row.id)?.(), null) },
  );
}

export function dismiss(): void {
  if (!running(job.get())) job.set(null);
}
