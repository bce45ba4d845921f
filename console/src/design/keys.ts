import { useEffect, useRef } from "react";
import type { RefObject } from "react";

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const MOD = isMac ? "⌘" : "Ctrl";
export const ALT = isMac ? "⌥" : "Alt";

/** True while an input method is composing: such a key belongs to it, never to us. 229 is what some browsers send instead. */
export function composing(event: {
  isComposing?: boolean;
  keyCode?: number;
  nativeEvent?: { isComposing?: boolean };
}): boolean {
  return event.isComposing === true || event.nativeEvent?.isComposing === true || event.keyCode === 229;
}

export function mod(event: { metaKey: boolean; ctrlKey: boolean }): boolean {
  return isMac ? event.metaKey : event.ctrlKey;
}

/** The text field that has the focus, if any. */
export function editing(target: EventTarget | null): HTMLInputElement | HTMLTextAreaElement | HTMLElement | null {
  if (!(target instanceof HTMLElement)) return null;
  if (target instanceof HTMLTextAreaElement || target.isContentEditable) return target;
  return target instanceof HTMLInputElement && !["button", "checkbox", "radio", "submit"].includes(target.type)
    ? target
    : null;
}

/** Whether a key means nothing where it was pressed: no text is being written, and nothing there takes it for itself. */
export function unclaimed(event: KeyboardEvent): boolean {
  const field = editing(event.target);
  const writing = field !== null && !(field instanceof HTMLTextAreaElement && field.value === "");
  const elsewhere =
    event.target instanceof HTMLElement && event.target.closest("button, a, [role=dialog], [role=menu]") !== null;
  return !writing && !elsewhere && !event.metaKey && !event.ctrlKey && !event.shiftKey;
}

/** A key listener of the whole window that always sees the newest closure. */
export function useKeys(listener: (event: KeyboardEvent) => void, active = true): void {
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => {
    if (!active) return undefined;
    const run = (event: KeyboardEvent): void => {
      if (!composing(event)) newest.current(event);
    };
    window.addEventListener("keydown", run);
    return () => window.removeEventListener("keydown", run);
  }, [active]);
}

/** Tells whoever listens which option of a list is chosen while the keys stay in a text field. */
export function useActiveOption(field: RefObject<HTMLElement | null>, id: string | null): void {
  useEffect(() => {
    const element = field.current;
    if (element === null || id === null) return undefined;
    element.setAttribute("aria-activedescendant", id);
    return () => element.removeAttribute("aria-activedescendant");
  }, [field, id]);
}
