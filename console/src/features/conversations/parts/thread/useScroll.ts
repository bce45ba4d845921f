import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { RefObject } from "react";

const NEAR_BOTTOM = 48;
const NEAR_TOP = 700;

interface Anchor {
  seq: string;
  top: number;
}

export interface ScrollKeeper {
  box: RefObject<HTMLDivElement | null>;
  /** the eye is at the newest message */
  atBottom: boolean;
  toBottom: () => void;
  onScroll: () => void;
}

interface Options {
  /** the slice drawn ends at the newest message */
  tail: boolean;
  nearTop: () => void;
  nearBottom: () => void;
}

function firstVisible(box: HTMLDivElement): Anchor | null {
  const edge = box.getBoundingClientRect().top;
  for (const element of box.querySelectorAll<HTMLElement>("[data-seq]")) {
    const rect = element.getBoundingClientRect();
    if (rect.bottom > edge) return { seq: element.dataset.seq ?? "", top: rect.top - edge };
  }
  return null;
}

/**
 * Keeps the message under the eye where it is while messages come and go above and below it; at the bottom it keeps
 * to the bottom. The browser's own anchoring is switched off in CSS so that the two do not correct each other.
 */
export function useScroll({ tail, nearTop, nearBottom }: Options): ScrollKeeper {
  const box = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const stuck = useRef(true);
  const [atBottom, setAtBottom] = useState(true);

  const note = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    const gap = element.scrollHeight - element.scrollTop - element.clientHeight;
    stuck.current = tail && gap < NEAR_BOTTOM;
    setAtBottom(stuck.current);
    anchor.current = firstVisible(element);
  }, [tail]);

  const settle = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    if (stuck.current && tail) {
      element.scrollTop = element.scrollHeight;
      return;
    }
    const kept = anchor.current;
    const target = kept === null ? null : element.querySelector<HTMLElement>(`[data-seq="${kept.seq}"]`);
    if (kept === null || target === null) return;
    const moved = target.getBoundingClientRect().top - element.getBoundingClientRect().top - kept.top;
    if (Math.abs(moved) > 0.5) element.scrollTop += moved;
  }, [tail]);

  useLayoutEffect(() => {
    settle();
    anchor.current = box.current === null ? null : firstVisible(box.current);
  });

  useEffect(() => {
    const element = box.current;
    const inner = element?.firstElementChild;
    if (!element || !inner) return undefined;
    const observer = new ResizeObserver(settle);
    observer.observe(inner);
    observer.observe(element);
    return () => observer.disconnect();
  }, [settle]);

  const onScroll = (): void => {
    note();
    const element = box.current;
    if (element === null) return;
    if (element.scrollTop < NEAR_TOP) nearTop();
    if (element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_TOP) nearBottom();
  };
  const toBottom = (): void => {
    stuck.current = true;
    setAtBottom(true);
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  return { box, atBottom, toBottom, onScroll };
}
