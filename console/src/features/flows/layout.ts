// A flow as a picture: its steps in rows by their distance from the first, and the ways between them. Pure.

export interface Step {
  id: string;
  do: string;
  next?: string;
  otherwise?: string;
  refused?: string;
  failed?: string;
  no?: string;
  slot?: string;
  operation?: string;
  changes?: boolean;
  cases?: { when: string; next: string }[];
  text?: { zh?: string; en?: string };
}

export type Way = "next" | "case" | "otherwise" | "refused" | "failed" | "no";

export interface Edge {
  from: string;
  to: string;
  way: Way;
  /** the condition of a case */
  when?: string;
}

export interface Box {
  id: string;
  x: number;
  y: number;
}

export const WIDTH = 190;
export const HEIGHT = 58;
const GAP_X = 28;
const GAP_Y = 46;

/** The steps of a flow as the server gives it; nothing else is believed of its shape. */
export function stepsOf(flow: Record<string, unknown>): Step[] {
  const steps = flow["steps"];
  return Array.isArray(steps) ? (steps as Step[]).filter((one) => typeof one?.id === "string") : [];
}

/** Every way from a step to another one that is there. A step without `next` goes on with the one after it. */
export function edgesOf(steps: Step[]): Edge[] {
  const known = new Set(steps.map((one) => one.id));
  const found: Edge[] = [];
  steps.forEach((one, at) => {
    const add = (to: string | undefined, way: Way, when?: string): void => {
      if (to !== undefined && known.has(to)) found.push({ from: one.id, to, way, ...(when ? { when } : {}) });
    };
    for (const each of one.cases ?? []) add(each.next, "case", each.when);
    if (one.do === "choose") add(one.otherwise, "otherwise");
    else if (one.do !== "close" && one.do !== "hand_over") add(one.next || steps[at + 1]?.id, "next");
    if (one.do === "call") {
      add(one.refused, "refused");
      add(one.failed, "failed");
    }
    if (one.do === "confirm") add(one.no, "no");
  });
  return found;
}

/** Where each step stands: a row for each distance from the first; what nothing leads to comes last. */
export function layout(steps: Step[]): { boxes: Map<string, Box>; width: number; height: number } {
  const ways = edgesOf(steps);
  const rows = new Map<string, number>();
  let todo = steps.slice(0, 1).map((one) => one.id);
  for (let row = 0; todo.length > 0; row += 1) {
    const here = todo.filter((id) => !rows.has(id));
    for (const id of here) rows.set(id, row);
    todo = here.flatMap((id) => ways.filter((way) => way.from === id).map((way) => way.to));
  }
  const last = Math.max(-1, ...rows.values()) + 1;
  for (const one of steps) if (!rows.has(one.id)) rows.set(one.id, last);
  const filled = new Map<number, number>();
  const boxes = new Map<string, Box>();
  for (const one of steps) {
    const row = rows.get(one.id) ?? 0;
    const column = filled.get(row) ?? 0;
    filled.set(row, column + 1);
    boxes.set(one.id, { id: one.id, x: column * (WIDTH + GAP_X), y: row * (HEIGHT + GAP_Y) });
  }
  const widest = Math.max(1, ...filled.values());
  const deepest = Math.max(0, ...filled.keys()) + 1;
  return { boxes, width: widest * (WIDTH + GAP_X) - GAP_X, height: deepest * (HEIGHT + GAP_Y) - GAP_Y };
}

/** The line between two boxes: down from one to the other, or round the side when it leads back up. */
export function path(from: Box, to: Box): string {
  const [x1, y1] = [from.x + WIDTH / 2, from.y + HEIGHT];
  const [x2, y2] = [to.x + WIDTH / 2, to.y];
  if (to.y > from.y) {
    const half = (y1 + y2) / 2;
    return `M ${x1} ${y1} C ${x1} ${half}, ${x2} ${half}, ${x2} ${y2}`;
  }
  const side = Math.min(from.x, to.x) - 14;
  const [fy, ty] = [from.y + HEIGHT / 2, to.y + HEIGHT / 2];
  return `M ${from.x} ${fy} C ${side} ${fy}, ${side} ${ty}, ${to.x} ${ty}`;
}

/** Where the text of a step begins in its YAML (an offset); null when it is not found. */
export function placeOf(yaml: string, id: string): number | null {
  const found = new RegExp(`(^|[\\s{])id:\\s*["']?${id}["']?(?=[\\s,}]|$)`, "m").exec(yaml);
  return found === null ? null : found.index + (found[1]?.length ?? 0);
}
