// Rights that lead nowhere without others: what comes along, and what goes along.
type Needs = Record<string, string[]>;

/** A right and everything it needs. */
export function closed(right: string, needs: Needs): string[] {
  const found = new Set<string>();
  const add = (one: string): void => {
    if (found.has(one)) return;
    found.add(one);
    (needs[one] ?? []).forEach(add);
  };
  add(right);
  return [...found];
}

/** These rights with one more, and what that needs. */
export function given(rights: string[], right: string, needs: Needs): string[] {
  return [...new Set([...rights, ...closed(right, needs)])];
}

/** These rights without one, and without what needs it. */
export function taken(rights: string[], right: string, needs: Needs): string[] {
  return rights.filter((one) => !closed(one, needs).includes(right));
}
