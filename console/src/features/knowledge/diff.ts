// What two texts differ in, line by line.

export interface DiffLine {
  kind: "same" | "gone" | "new";
  text: string;
}

const MANY = 2000;

/** The shortest way from one text to the other, by their longest common lines. Very long texts are told as a whole. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  if (a.length * b.length > MANY * MANY) return [...mark(a, "gone"), ...mark(b, "new")];
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const found: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      found.push({ kind: "same", text: a[i]! });
      i++;
      j++;
    } else if (common[i + 1]![j]! >= common[i]![j + 1]!) found.push({ kind: "gone", text: a[i++]! });
    else found.push({ kind: "new", text: b[j++]! });
  }
  return [...found, ...mark(a.slice(i), "gone"), ...mark(b.slice(j), "new")];
}

function mark(lines: string[], kind: DiffLine["kind"]): DiffLine[] {
  return lines.map((text) => ({ kind, text }));
}
