// One action on many conversations: a few at a time, each succeeding or failing by itself, taken back where it can be.
import type { Row } from "@/api/types";
import { createStore, sayDone, sayInfo, useStore } from "@/design";
import { t } from "@/i18n";
import { finished } from "./bulkWords";

/** Takes back what was done to one row; answers the row as it is then. */
export type Undo = () => Promise<Row>;
export type Verb = "transfer" | "close" | "tag" | "snooze" | "undo";

export interface Work {
  verb: Verb;
  one: (row: Row) => Promise<Outcome>;
}

/** How a row is after the act, and how to take it back; null when that cannot be. */
export interface Outcome {
  after: Row;
  back: Undo | null;
}

export interface Success extends Outcome {
  row: Row;
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
  did: Success[];
}

const TOGETHER = 4;
const job = createStore<Job | null>(null);

export function useJob(): Job | null {
  return useStore(job);
}

export const running = (state: Job | null): boolean => state !== null && state.done < state.total;

/** What can still be taken back. */
export function undoable(state: Job): Success[] {
  return state.did.filter(({ back }) => back !== null);
}

/** How many more customers are asked how satisfied they are than before. */
export function asked(state: Job): number {
  return state.did.filter(({ row, after }) => after.survey_state === "asked" && row.survey_state === "none").length;
}

function leaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Whoever has gone elsewhere meanwhile does not see the card. */
function tellElsewhere({ work, did, failed }: Job): void {
  if (location.pathname.startsWith("/desk")) return;
  const words = finished(work.verb, did.length);
  if (failed.length === 0) sayDone(words);
  else sayInfo(t("bulk.elsewhere", { done: words, count: failed.length }));
}

/** Does the work to all rows; what came of it stays named until the job is dismissed. One job at a time.
 * `did`: what an earlier try has done already. */
export async function start(rows: readonly Row[], work: Work, did: Success[] = []): Promise<void> {
  if (running(job.get()) || rows.length === 0) return;
  const waiting = [...rows];
  job.set({ work, total: did.length + rows.length, done: did.length, failed: [], did });
  window.addEventListener("beforeunload", leaving);
  const tell = (change: (state: Job) => Partial<Job>): void =>
    job.update((state) => state && { ...state, done: state.done + 1, ...change(state) });
  const next = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      const at = row;
      try {
        const outcome = await work.one(at);
        tell((state) => ({ did: [...state.did, { row: at, ...outcome }] }));
      } catch (error) {
        tell(({ failed }) => ({ failed: [...failed, { row: at, error }] }));
      }
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, next));
  window.removeEventListener("beforeunload", leaving);
  const state = job.get();
  if (state !== null) tellElsewhere(state);
}

export function retryFailed(): Promise<void> {
  const state = job.get();
  if (state === null || running(state)) return Promise.resolve();
  return start(
    state.failed.map(({ row }) => row),
    state.work,
    state.did,
  );
}

/** Takes back what succeeded, row by row. */
export function takeBack(): Promise<void> {
  const state = job.get();
  if (state === null || running(state)) return Promise.resolve();
  const able = undoable(state);
  const backs = new Map(able.map(({ row, back }) => [row.id, back]));
  return start(
    able.map(({ after }) => after),
    { verb: "undo", one: async (row) => ({ after: (await backs.get(row.id)?.()) ?? row, back: null }) },
  );
}

export function dismiss(): void {
  if (!running(job.get())) job.set(null);
}
