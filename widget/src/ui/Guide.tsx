/** Numbered steps, one after another: what a hand on a phone follows. */
import { Component, h, type ComponentChild } from "preact";
import type { View } from "./App";

interface Props { v: View; steps: ComponentChild[][] }

export class Guide extends Component<Props, { at: number; all: boolean }> {
  override state = { at: 0, all: false };

  render({ v: { w }, steps }: Props, { at, all }: { at: number; all: boolean }): ComponentChild {
    const of = steps.length;
    const go = (to: number): void => this.setState({ at: to });
    return (
      <div class="guide" role="group" aria-label={w.t("step", { n: at + 1, of })}>
        {all ? <ol>{steps.map((one, i) => <li key={i}>{one}</li>)}</ol> : (
          <div>
            <p class="at" aria-live="polite">{w.t("step", { n: at + 1, of })}</p>
            <div class="now" key={at}>{steps[at]}</div>
            <div class="turn">
              <button disabled={!at} onClick={() => go(at - 1)}>{w.t("step.before")}</button>
              <button class="on" disabled={at + 1 === of} onClick={() => go(at + 1)}>{w.t("step.next")}</button>
            </div>
          </div>
        )}
        <button class="all" onClick={() => this.setState({ all: !all })}>{w.t(all ? "steps.single" : "steps.all")}</button>
      </div>
    );
  }
}
