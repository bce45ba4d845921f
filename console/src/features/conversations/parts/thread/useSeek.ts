import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useRoute } from "@/design";
import { loadOlder } from "../../data";
import type { Thread } from "../../threads";

const MOST_PAGES = 60;
const SHOWN_MS = 4_000;

/** The seq that the address asks for, `/desk/ID?at=12`. */
export function useAsked(id: string): number | null {
  const { path, search } = useRoute();
  const at = Number(search.get("at"));
  return path[1] === id && Number.isInteger(at) && at > 0 ? at : null;
}

/** Goes back in a thread until a message is there, draws it, brings it under the eye and marks it for a moment. */
export function useSeek(
  id: string,
  at: number | null,
  thread: Thread,
  options: { box: React.RefObject<HTMLDivElement | null>; show: (seq: number) => void },
): void {
  const { box, show } = options;
  const [shown, setShown] = useState<number | null>(null);
  const reached = useRef<number | null>(null);
  const pages = useRef(0);
  const first = thread.messages[0]?.seq ?? 0;
  const here = at !== null && thread.loaded && first <= at;
  useEffect(() => {
    if (at === null || !thread.loaded || here || !thread.older || pages.current >= MOST_PAGES) return;
    pages.current += 1;
    void loadOlder(id);
  }, [id, at, here, first, thread.loaded, thread.older]);
  if (here && shown !== at) {
    setShown(at);
    show(at);
  }
  useLayoutEffect(() => {
    if (shown === null || reached.current === shown || box.current === null) return undefined;
    const element = box.current.querySelector<HTMLElement>(`[data-seq="${shown}"]`);
    if (element === null) return undefined;
    reached.current = shown;
    const room = box.current.clientHeight - element.clientHeight;
    box.current.scrollTop +=
      element.getBoundingClientRect().top - box.current.getBoundingClientRect().top - Math.max(24, room / 3);
    box.current.dispatchEvent(new Event("scroll"));
    element.dataset.found = "";
    setTimeout(() => delete element.dataset.found, SHOWN_MS);
    return undefined;
  });
}
