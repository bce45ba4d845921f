// What was typed and not saved: who is about to leave it behind is asked first.
import { useEffect, useState } from "react";
import { createStore } from "./store";

const holding = new Set<symbol>();

/** What to do once somebody agrees to lose what they typed; null: nobody is asked. `only`: what is unsaved elsewhere
 * (behind a dialog) stays. */
export const leaving = createStore<{ proceed: () => void; only?: boolean } | null>(null);

export function unsaved(): boolean {
  return holding.size > 0;
}

/** Does it at once when nothing would be lost, else when whoever is asked agrees. */
export function askToLeave(proceed: () => void): void {
  if (unsaved()) leaving.set({ proceed });
  else proceed();
}

/** They agreed: nothing is held any more. */
export function letGo(): void {
  const asked = leaving.get();
  if (!asked?.only) holding.clear();
  leaving.set(null);
  asked?.proceed();
}

/** Holds whoever wants to leave as long as something is unsaved; the browser asks when the page itself is closed. */
export function useUnsaved(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return undefined;
    const here = Symbol();
    const hold = (event: BeforeUnloadEvent): void => event.preventDefault();
    holding.add(here);
    window.addEventListener("beforeunload", hold);
    return () => {
      holding.delete(here);
      window.removeEventListener("beforeunload", hold);
    };
  }, [dirty]);
}

/** For a dialog with a form: once `touch`ed, `cancel` (and going elsewhere) asks first. */
export function useGuard(close: () => void): { touch: () => void; cancel: () => void } {
  const [dirty, setDirty] = useState(false);
  useUnsaved(dirty);
  return { touch: () => setDirty(true), cancel: () => askToLeave(close) };
}
