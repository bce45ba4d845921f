// What the composer reads from a text and from a key. Pure.
export interface Token {
  query: string;
  /** where the sign stands */
  start: number;
}

function tokenBefore(text: string, caret: number, pattern: RegExp): Token | null {
  const match = pattern.exec(text.slice(0, caret));
  const query = match?.[1];
  return query === undefined ? null : { query, start: caret - query.length - 1 };
}

/** "/退款" at the caret: a slash at the start or after a blank, no blank since. */
export function slashToken(text: string, caret: number): Token | null {
  return tokenBefore(text, caret, /(?:^|\s)\/([^\s/]{0,20})$/);
}

/** "@王" at the caret of a note. */
export function mentionToken(text: string, caret: number): Token | null {
  return tokenBefore(text, caret, /(?:^|[^\w@])@([^\s@]{0,20})$/);
}

/** Variables that nobody has filled yet, as they stand in the text. */
export function holes(text: string): string[] {
  return text.match(/\{\{[^{}]+\}\}/g) ?? [];
}

/** Agents whose "@name" occurs in the text; a longer name wins over a shorter one it begins with. */
export function mentioned(text: string, agents: { id: string; name: string }[]): string[] {
  let rest = text;
  const found: string[] = [];
  for (const agent of [...agents].sort((a, b) => b.name.length - a.name.length)) {
    if (!rest.includes(`@${agent.name}`)) continue;
    found.push(agent.id);
    rest = rest.replaceAll(`@${agent.name}`, " ");
  }
  return found;
}

export interface Press {
  key: string;
  shift: boolean;
  mod: boolean;
  alt: boolean;
  composing: boolean;
}

/** Whether a key press sends. Never while an input method is composing; Mod+Enter always; plain Enter if so set. */
export function sends(press: Press, setting: "enter" | "mod_enter"): boolean {
  if (press.key !== "Enter" || press.composing || press.alt) return false;
  if (press.mod) return true;
  return setting === "enter" && !press.shift;
}

/** Whether the channel takes no more replies. `now` in milliseconds. */
export function quotaSpent(quota: { left: number; until: string }, now: number): boolean {
  return quota.left <= 0 || Date.parse(quota.until) <= now;
}
