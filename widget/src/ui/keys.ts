/** What a key means to us. Pure, so that composing Chinese can be tested without a keyboard. */

export interface KeyLike {
  key: string;
  keyCode: number;
  isComposing: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** `send` while writing, `close` for Esc, `trap` for Tab; null leaves the key to the browser. */
export function meaning(e: KeyLike, writing: boolean): "send" | "close" | "trap" | null {
  // Keys that belong to an input method: Safari says so only by 229 on the Enter that ends a composition.
  if (e.isComposing || e.keyCode === 229) return null;
  if (e.key === "Escape") return "close";
  if (e.key === "Tab") return "trap";
  return e.key === "Enter" && writing && !e.shiftKey && !e.altKey ? "send" : null;
}
