/** What is open of the visitor's own: their conversation, and their orders where it is vouched for who they are. */
import { Component, h, type ComponentChild } from "preact";
import type { ConvView, Failure } from "../core/types";
import type { Mine as Own, Page } from "./page";

type Told = { text: string; bad: boolean };

export class Mine extends Component<{ p: Page; own: Own; open(): void }, { told: Record<string, Told>; busy: string }> {
  override state = { told: {} as Record<string, Told>, busy: "" };

  private async look(no: string): Promise<void> {
    const { p } = this.props;
    const task = p.data.tasks?.[0];
    const slot = task?.slots.find((s) => !s.digits);
    if (!task || !slot) return;
    this.setState({ busy: no });
    const told = await p.progress(task.name, { [slot.name]: no }).then((a) => p.told(a), (e: Failure) => ({ text: p.refused(e), bad: true }));
    this.setState({ busy: "", told: { ...this.state.told, [no]: told } });
  }

  private where(c: ConvView): string {
    const { p } = this.props;
    const { wait } = c;
    if (c.phase === "with_agent" || c.phase === "wrap_up") return p.word("phase_with_agent", { name: c.agent?.name ?? "" });
    if (c.phase === "snoozed") return p.word("phase_snoozed");
    if (c.phase === "bot") return p.word("phase_bot");
    const place = !wait?.position ? "" : wait.position > 1 ? p.word("ahead", { n: wait.position - 1 }) : p.word("next");
    return [p.word("phase_queued"), place, minutes(p, wait?.low_minutes, wait?.high_minutes)].filter(Boolean).join(p.data.lang === "en" ? ", " : "，");
  }

  override render(): ComponentChild {
    const { p, own, open } = this.props;
    const { told, busy } = this.state;
    const { conversation, orders } = own;
    const looks = !!p.data.tasks?.length;
    return (
      <section aria-labelledby="mine-title">
        <h2 id="mine-title">{p.word("mine")}</h2>
        {conversation && (
          <div class="card"><div class="row"><p><b>{p.word("talk_open")}</b><br /><small>{this.where(conversation)}</small></p>
            <button type="button" class="plain" onClick={open}>{p.word("go_on")}</button></div></div>
        )}
        {orders.map((one) => (
          <div class="card" key={one.no}>
            <div class="row"><p><b>{one.items.join(p.data.lang === "en" ? ", " : "、") || one.no}</b><br /><small>{one.no} · {new Date(one.at).toLocaleDateString(p.data.lang)}</small></p>
              {looks && <button type="button" class="plain" disabled={busy === one.no} onClick={() => void this.look(one.no)}>{p.word(busy === one.no ? "looking" : "look")}</button>}</div>
            {told[one.no] && <div class={told[one.no]!.bad ? "bad" : "told"} role="status">{told[one.no]!.text}</div>}
          </div>
        ))}
      </section>
    );
  }
}

/** "about 2-4 min"; empty where there is no figure. */
export function minutes(p: Page, low?: number | null, high?: number | null): string {
  if (low && high && low < high) return p.word("wait_range", { low, high });
  const n = high || low;
  return n ? p.word("wait_about", { n }) : "";
}
