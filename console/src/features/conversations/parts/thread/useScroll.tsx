import { Component, useCallback, useEffect, useRef, useState } from "react";
import type { ReactNode, RefObject } from "react";

const NEAR_BOTTOM = 48;
const NEAR_EDGE = 700;

/** A message and how far its top stood below the top of the box when the box was scrolled to `at`. */
interface Anchor {
  seq: string;
  top: number;
  at: number;
}

export interface ScrollKeeper {
  box: RefObject<HTMLDivElement | null>;
  /** the eye is at the newest message */
  atBottom: boolean;
  toBottom: () => void;
  onScroll: () => void;
  settle: (anchor: Anchor | null) => void;
}

interface Options {
  /** the slice drawn ends at the newest message */
  tail: boolean;
  nearTop: () => void;
  nearBottom: () => void;
}

function firstVisible(box: HTMLElement | null): Anchor | null {
  if (box === null) return null;
  const edge = box.getBoundingClientRect().top;
  for (const element of box.querySelectorAll<HTMLElement>("[data-seq]")) {
    const rect = element.getBoundingClientRect();
    if (rect.bottom > edge) return { seq: element.dataset.seq ?? "", top: rect.top - edge, at: box.scrollTop };
  }
  return null;
}

/**
 * Keeps the message under the eye where it is while messages come and go above and below it; at the bottom it keeps
 * to the bottom. The browser's own anchoring is switched off in CSS so that the two do not correct each other.
 */
export function useScroll({ tail, nearTop, nearBottom }: Options): ScrollKeeper {
  const box = useRef<HTMLDivElement>(null);
  const resting = useRef<Anchor | null>(null);
  const stuck = useRef(true);
  const [atBottom, setAtBottom] = useState(true);

  const settle = useCallback(
    (anchor: Anchor | null) => {
      const element = box.current;
      if (element === null) return;
      const target = anchor === null ? null : element.querySelector<HTMLElement>(`[data-seq="${anchor.seq}"]`);
      if (stuck.current && tail) {
        element.scrollTop = element.scrollHeight;
      } else if (anchor !== null && target !== null) {
        const moved = target.getBoundingClientRect().top - element.getBoundingClientRect().top - anchor.top;
        if (Math.abs(moved) > 0.5) element.scrollTop += moved;
      }
      resting.current = firstVisible(element);
    },
    [tail],
  );

  // Heights that change without React drawing: a picture, the window, the composer growing.
  useEffect(() => {
    const element = box.current;
    const inner = element?.firstElementChild;
    if (!element || !inner) return undefined;
    const observer = new ResizeObserver(() => {
      const anchor = resting.current;
      // What the hand has scrolled since is wanted; only the rest is put right.
      settle(anchor && { ...anchor, top: anchor.top - (element.scrollTop - anchor.at) });
    });
    observer.observe(inner);
    observer.observe(element);
    return () => observer.disconnect();
  }, [settle]);

  const reach = (): void => {
    const element = box.current;
    if (element === null) return;
    if (element.scrollTop < NEAR_EDGE) nearTop();
    if (element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_EDGE) nearBottom();
  };
  // Also after drawing: at the very top no scroll event would ever come to ask for what has arrived meanwhile.
  useEffect(reach);

  const onScroll = (): void => {
    const element = box.current;
    if (element === null) return;
    stuck.current = tail && element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_BOTTOM;
    setAtBottom(stuck.current);
    resting.current = firstVisible(element);
    reach();
  };
  const toBottom = (): void => {
    stuck.current = true;
    setAtBottom(true);
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  return { box, atBottom, toBottom, onScroll, settle };
}

/**
 * Looks at the messages right before React changes them and puts them back right after. A class, because only
 * `getSnapshotBeforeUpdate` sees the page between the last scroll and the change; an anchor noted by the last scroll
 * event would undo whatever the hand has scrolled since.
 */
export class Steady extends Component<{ keeper: ScrollKeeper; className: string | undefined; children: ReactNode }> {
  override getSnapshotBeforeUpdate(): Anchor | null {
    return firstVisible(this.props.keeper.box.current);
  }

  override componentDidMount(): void {
    this.props.keeper.settle(null);
  }

  override componentDidUpdate(_props: unknown, _state: unknown, anchor: Anchor | null): void {
    this.props.keeper.settle(anchor);
  }

  override render(): ReactNode {
    return <div className={this.props.className}>{this.props.children}</div>;
  }
}
