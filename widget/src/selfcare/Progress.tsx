/** Where an order or a parcel is: by its number and the digits that go with it. */
import { Component, createRef, h, type ComponentChild } from "preact";
import type { Failure } from "../core/types";
import type { Page, Task } from "./page";

interface State { at: number; busy: boolean; told: string; bad: string; wrong: string }

export class Progress extends Component<{ p: Page; tasks: Task[] }, State> {
  override state: State = { at: 0, busy: false, told: "", bad: "", wrong: "" };
  private form = createRef<HTMLFormElement>();

  private pick(at: number): void {
    this.setState({ at, told: "", bad: "", wrong: "" });
  }

  private read(name: string): string {
    return ((this.form.current?.elements.namedItem(name) as HTMLInputElement | null)?.value ?? "").trim();
  }

  private look = async (e: Event): Promise<void> => {
    e.preventDefault();
    const { p, tasks } = this.props;
    const task = tasks[this.state.at]!;
    if (this.state.busy) return;
    const values: Record<string, string> = {};
    for (const { name, digits } of task.slots) {
      values[name] = this.read(name).normalize("NFKC");
      const good = digits ? new RegExp(`^\\d{${digits}}$`).test(values[name]) : values[name];
      if (good) continue;
      this.setState({ told: "", wrong: name, bad: digits ? p.word("missing_digits", { n: digits }) : p.word("missing_number") });
      return (this.form.current?.elements.namedItem(name) as HTMLInputElement | null)?.focus();
    }
    this.setState({ busy: true, told: "", bad: "", wrong: "" });
    try {
      const { text, bad } = p.told(await p.progress(task.name, values));
      this.setState({ busy: false, [bad ? "bad" : "told"]: text });
    } catch (error) {
      this.setState({ busy: false, bad: p.refused(error as Failure) });
    }
  };

  override render(): ComponentChild {
    const { p, tasks } = this.props;
    const { at, busy, told, bad, wrong } = this.state;
    const task = tasks[at]!;
    return (
      <section aria-labelledby="progress-title">
        <h2 id="progress-title">{p.word("progress")}</h2>
        <div class="card">
          {tasks.length > 1 && (
            <div class="tabs" role="group" aria-labelledby="progress-title">
              {tasks.map((one, i) => <button key={one.name} type="button" aria-pressed={i === at} onClick={() => this.pick(i)}>{one.title}</button>)}
            </div>
          )}
          <form ref={this.form} onSubmit={this.look} noValidate>
            <div class="fields">
              {task.slots.map((slot) => (
                <label class="field" key={task.name + slot.name}>
                  <span>{slot.label}</span>
                  <input name={slot.name} autocomplete="off" autocapitalize="characters" spellcheck={false} maxLength={40}
                    inputMode={slot.digits ? "numeric" : "text"} placeholder={slot.digits ? p.word("digits", { n: slot.digits }) : ""}
                    aria-invalid={wrong === slot.name} aria-describedby={bad ? "progress-bad" : undefined} />
                </label>
              ))}
            </div>
            <p id="progress-bad" class="bad" role="alert">{bad}</p>
            <button class="button" disabled={busy}>{p.word(busy ? "looking" : "look")}</button>
          </form>
          <div class="told" role="status">{told}</div>
        </div>
      </section>
    );
  }
}
