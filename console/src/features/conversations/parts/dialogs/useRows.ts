import type { Row } from "@/api/types";
import { start } from "../../bulk";
import type { Outcome, Verb } from "../../bulk";
import { clearSelection } from "../../selection";
import { useAct } from "./useAct";

/** Runs what a dialog asks for: on one conversation at once, on many as a job that is watched from the list. */
export function useRows(
  rows: Row[],
  verb: Verb,
  done: () => void,
  words: string,
): { busy: boolean; run: (one: (row: Row) => Promise<Outcome>) => void } {
  const { busy, run: act } = useAct(done, words);
  const run = (one: (row: Row) => Promise<Outcome>): void => {
    const [first, ...others] = rows;
    if (first !== undefined && others.length === 0) return act(() => one(first));
    void start(rows, { verb, one });
    clearSelection();
    done();
  };
  return { busy, run };
}
