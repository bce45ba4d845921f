import { useEffect, useState } from "react";

/** How many rows a waiting order would add, take away or (counted once) move. */
export function changesBetween(held: string[], fresh: string[]): number {
  const before = new Set(held);
  const after = new Set(fresh);
  const added = fresh.filter((id) => !before.has(id)).length;
  const removed = held.filter((id) => !after.has(id)).length;
  const keptBefore = held.filter((id) => after.has(id));
  const keptAfter = fresh.filter((id) => before.has(id));
  const moved = keptBefore.some((id, index) => keptAfter[index] !== id);
  return added + removed + (moved ? 1 : 0);
}

export interface Held {
  ids: string[];
  /** changes waiting behind the pill */
  waiting: number;
  release: () => void;
}

/** The order of the screen: it stands still while `hold` is true, so that nothing moves under the pointer. */
export function useHeldOrder(fresh: string[], hold: boolean, list: string): Held {
  const [held, setHeld] = useState<{ list: string; ids: string[] }>({ list, ids: fresh });
  const standing = hold && held.list === list && held.ids.length > 0;
  useEffect(() => {
    if (!standing) setHeld({ list, ids: fresh });
  }, [standing, fresh, list]);
  const ids = standing ? held.ids : fresh;
  return { ids, waiting: standing ? changesBetween(held.ids, fresh) : 0, release: () => setHeld({ list, ids: fresh }) };
}
