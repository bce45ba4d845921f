import { describe, expect, it } from "vitest";
import { withNew, withStep, freeName } from "@/features/flows/edit";
import { edgesOf, layout, path, placeOf, stepsOf } from "@/features/flows/layout";
import type { Step } from "@/features/flows/layout";

const STEPS: Step[] = [
  { id: "ask_no", do: "ask", slot: "number" },
  { id: "find", do: "call", operation: "find_order", refused: "none" },
  { id: "which", do: "choose", cases: [{ when: "order.late", next: "late" }], otherwise: "end" },
  { id: "end", do: "close" },
  { id: "late", do: "confirm", next: "end", no: "none" },
  { id: "none", do: "say", next: "ask_no" },
  { id: "lost", do: "hand_over" },
];
const FLOW = { name: "f", slots: [{ name: "number" }], steps: STEPS };

describe("a flow as a picture", () => {
  it("draws every way there is", () => {
    expect(edgesOf(STEPS).map((one) => `${one.from}>${one.to}:${one.way}`)).toEqual([
      "ask_no>find:next",
      "find>which:next",
      "find>none:refused",
      "which>late:case",
      "which>end:otherwise",
      "late>end:next",
      "late>none:no",
      "none>ask_no:next",
    ]);
  });

  it("puts steps in rows by their distance, with none on top of another", () => {
    const { boxes, width, height } = layout(STEPS);
    const row = (id: string): number => boxes.get(id)?.y ?? -1;
    expect(row("ask_no")).toBe(0);
    expect(row("which")).toBe(row("none"));
    expect(row("lost")).toBeGreaterThan(row("end"));
    expect(new Set([...boxes.values()].map((one) => `${one.x}/${one.y}`)).size).toBe(STEPS.length);
    for (const one of boxes.values()) {
      expect(one.x).toBeLessThan(width);
      expect(one.y).toBeLessThan(height);
    }
  });

  it("leads down between boxes and round the side where it goes back", () => {
    expect(path({ id: "a", x: 0, y: 0 }, { id: "b", x: 0, y: 104 })).toContain("M 95 58");
    expect(path({ id: "b", x: 0, y: 104 }, { id: "a", x: 0, y: 0 })).toContain("-14");
  });

  it("believes nothing of what is no flow", () => {
    expect(stepsOf({})).toEqual([]);
    expect(stepsOf({ steps: [null, { id: 1 }, { id: "a", do: "say" }] })).toEqual([{ id: "a", do: "say" }]);
    expect(layout([]).boxes.size).toBe(0);
  });

  it("finds a step in its text", () => {
    const yaml = "steps:\n- {id: ask_no, do: ask}\n- id: ask\n  do: say\n";
    expect(yaml.slice(placeOf(yaml, "ask") ?? 0)).toMatch(/^id: ask\n/);
    expect(yaml.slice(placeOf(yaml, "ask_no") ?? 0)).toMatch(/^id: ask_no/);
    expect(placeOf(yaml, "as")).toBeNull();
  });
});

describe("a flow changed in its picture", () => {
  it("leads past a step that is removed", () => {
    const steps = stepsOf(withStep(FLOW, "none", null));
    expect(steps.map((one) => one.id)).not.toContain("none");
    expect(steps.find((one) => one.id === "find")?.refused).toBe("ask_no");
    expect(steps.find((one) => one.id === "late")?.no).toBe("ask_no");
    expect(stepsOf(FLOW)).toHaveLength(7);
  });

  it("puts a new step on the way", () => {
    const { flow, id } = withNew(FLOW, "late", "say");
    const steps = stepsOf(flow);
    expect(id).toBe("say");
    expect(steps.find((one) => one.id === "late")?.next).toBe("say");
    expect(steps.find((one) => one.id === "say")?.next).toBe("end");
    expect(freeName(steps, "say")).toBe("say_2");
    expect(freeName(steps, "close")).toBe("close");
  });

  it("changes one step and nothing else", () => {
    const steps = stepsOf(withStep(FLOW, "end", { id: "end", do: "close", text: { zh: "好", en: "ok" } }));
    expect(steps.filter((one, at) => one !== STEPS[at]).map((one) => one.id)).toEqual(["end"]);
  });
});
