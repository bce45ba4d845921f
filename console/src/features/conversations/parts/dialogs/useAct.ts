import { useState } from "react";
import { sayDone, sayError } from "@/design";

/** Runs the one action of a dialog: busy while it runs, closed and confirmed when done, open with a sentence when refused. */
export function useAct(
  done: () => void,
  words: string,
): { busy: boolean; run: (action: () => Promise<unknown>) => void } {
  const [busy, setBusy] = useState(false);
  const run = (action: () => Promise<unknown>): void => {
    setBusy(true);
    action().then(
      () => {
        sayDone(words);
        done();
      },
      (error: unknown) => {
        sayError(error);
        setBusy(false);
      },
    );
  };
  return { busy, run };
}
