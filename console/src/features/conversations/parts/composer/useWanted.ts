import { useEffect } from "react";
import type { RefObject } from "react";
import { createStore, useStore } from "@/design";

const wanted = createStore<string | null>(null);

/** Whoever takes a conversation answers it next: its field gets the focus as soon as replies may go there. */
export const writeIn = (id: string): void => wanted.set(id);

export function useWanted(id: string, field: RefObject<HTMLElement | null>, may: boolean): void {
  const asked = useStore(wanted);
  useEffect(() => {
    if (asked !== id || !may) return;
    wanted.set(null);
    field.current?.focus();
  }, [asked, id, field, may]);
}
