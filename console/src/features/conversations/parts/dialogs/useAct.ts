import { useState } from "react";
import { sayDone, sayError } from "@/design";

/** Runs the one action of a dialog: busy while it runs, closed and confirmed when done, open with a sentence when refused. */
export function useAct(
  done: () => void,
  words = "",
): { busy: boolean; run: (action: () => Promise<unknown>, said?: string) => void } {
  const [busy, setBusy] = useState(false);
  const run = (action: () => Promise<unknown>, said = words): void => {
    setBusy(true);
    action().then(
      () => {
        sayDone(said);
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
