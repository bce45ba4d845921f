// A flow changed by hand in its picture: what becomes of its data. Pure.
import type { Step } from "./layout";

type Flow = Record<string, unknown>;

const empty = (): { zh: string; en: string } => ({ zh: "……", en: "…" });

/** With one step changed, or (null) without it; what led to it then leads to where it led. */
export function withStep(flow: Flow, id: string, step: Step | null): Flow {
  const steps = (flow["steps"] as Step[]) ?? [];
  if (step !== null) return { ...flow, steps: steps.map((one) => (one.id === id ? step : one)) };
  const at = steps.findIndex((one) => one.id === id);
  const to = steps[at]?.next || steps[at + 1]?.id || "";
  const led = (name: string | undefined): string | undefined => (name === id ? to : name);
  const left = steps
    .filter((one) => one.id !== id)
    .map((one) => {
      const next: Step = { ...one };
      for (const way of ["next", "no", "otherwise", "refused", "failed"] as const)
        if (one[way] !== undefined) next[way] = led(one[way]) ?? "";
      if (one.cases) next.cases = one.cases.map((each) => ({ ...each, next: led(each.next) ?? "" }));
      return next;
    });
  return { ...flow, steps: left };
}

/** A name nothing else has: say_2 where there is a say already. */
export function freeName(steps: Step[], kind: string): string {
  const taken = new Set(steps.map((one) => one.id));
  if (!taken.has(kind)) return kind;
  let n = 2;
  while (taken.has(`${kind}_${n}`)) n += 1;
  return `${kind}_${n}`;
}

/** With a new step behind this one: on the way to where it led before. */
export function withNew(flow: Flow, after: string, kind: string): { flow: Flow; id: string } {
  const steps = (flow["steps"] as Step[]) ?? [];
  const at = steps.findIndex((one) => one.id === after);
  const before = steps[at];
  const id = freeName(steps, kind);
  const ends = kind === "close" || kind === "hand_over";
  const to = before?.next || steps[at + 1]?.id || "";
  const made: Step = { id, do: kind };
  if (["say", "confirm", "close", "hand_over"].includes(kind)) made.text = empty();
  if (kind === "choose") Object.assign(made, { cases: [], otherwise: to });
  else if (!ends) made.next = to;
  if (kind === "ask") made.slot = (flow["slots"] as { name: string }[] | undefined)?.[0]?.name ?? "";
  if (kind === "call") made.operation = "";
  const led = before !== undefined && before.next ? { ...before, next: id } : before;
  const all = steps.flatMap((one, n) => (n === at && led !== undefined ? [led, made] : [one]));
  return { flow: { ...flow, steps: at < 0 ? [...steps, made] : all }, id };
}
