import { useMemo } from "react";
import type { FlowFault } from "@/api/types";
import { t, tCode } from "@/i18n";
import { HEIGHT, WIDTH, edgesOf, layout, path } from "../layout";
import type { Step } from "../layout";
import css from "./flows.module.css";

const EDGE = 28;

/** What a step does, in a few words. */
function about(step: Step): string {
  if (step.do === "ask") return step.slot ?? "";
  if (step.do === "call") return step.operation ?? "";
  return step.text?.zh || step.text?.en || (step.cases ?? []).map((one) => one.when).join(" · ");
}

interface Props {
  steps: Step[];
  faults: FlowFault[];
  chosen: string | null;
  choose: (id: string) => void;
  /** the steps a try went through; the last is where it is */
  trail: string[];
}

/** The flow as a picture: each step a box that can be chosen, each way a line; faults and the way of a try are marked. */
export function FlowGraph({ steps, faults, chosen, choose, trail }: Props) {
  const { boxes, width, height } = useMemo(() => layout(steps), [steps]);
  const ways = useMemo(() => edgesOf(steps), [steps]);
  const wrong = new Set(faults.map((one) => one.step));
  const gone = new Set(trail);
  const here = trail.at(-1);
  return (
    <div className={css.graph} role="group" aria-label={t("flows.graph")}>
      <div className={css.sheet} style={{ width: width + 2 * EDGE, height: height + 2 * EDGE }}>
        <svg width={width + 2 * EDGE} height={height + 2 * EDGE} aria-hidden>
          <g transform={`translate(${EDGE} ${EDGE})`}>
            {ways.map((one, at) => {
              const [from, to] = [boxes.get(one.from), boxes.get(one.to)];
              if (from === undefined || to === undefined) return null;
              return (
                <path key={at} d={path(from, to)} className={css.way} data-way={one.way} markerEnd="url(#flow-arrow)">
                  <title>{one.when ?? tCode("flow_way", one.way)}</title>
                </path>
              );
            })}
          </g>
          <defs>
            <marker id="flow-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M 0 0 L 8 4 L 0 8 z" className={css.arrow} />
            </marker>
          </defs>
        </svg>
        {steps.map((step) => {
          const box = boxes.get(step.id);
          if (box === undefined) return null;
          return (
            <button
              key={step.id}
              type="button"
              className={css.step}
              style={{ left: box.x + EDGE, top: box.y + EDGE, width: WIDTH, height: HEIGHT }}
              data-do={step.do}
              data-wrong={wrong.has(step.id) || undefined}
              data-gone={gone.has(step.id) || undefined}
              data-here={step.id === here || undefined}
              aria-pressed={step.id === chosen}
              aria-current={step.id === here ? "step" : undefined}
              onClick={() => choose(step.id)}
            >
              <b>
                {step.id} <small>{tCode("flow_do", step.do)}</small>
              </b>
              <span>{about(step)}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
