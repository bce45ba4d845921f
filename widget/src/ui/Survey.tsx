/**
 * One tap gives the score; reasons and words are optional. The server takes one answer, so it leaves when the visitor
 * sends it, or by itself when the card or page goes away or a minute passes: a single tap always counts.
 */
import { Component, h, type ComponentChild } from "preact";
import type { Failure } from "../core/types";
import type { View } from "./App";
import { Icon } from "./icons";
import type { Key } from "../i18n";

interface Props { v: View; id: string; done: boolean }

export class Survey extends Component<Props, { score: number; sent: boolean }> {
  private reasons = new Set<string>();
  private comment = "";
  private card: HTMLElement | null = null;
  private stop: (() => void) | null = null;

  override componentDidMount(): void {
    addEventListener("pagehide", this.leave);
  }

  override componentWillUnmount(): void {
    removeEventListener("pagehide", this.leave);
    this.leave();
  }

  private leave = (): void => {
    if (this.state.score && !this.state.sent) void this.submit();
  };

  private wait(): void {
    this.stop?.();
    this.stop = this.props.v.c.env.after(60_000, this.leave);
  }

  /** Keep the whole card in sight while it grows. */
  override componentDidUpdate(): void {
    this.card?.scrollIntoView({ block: "nearest" });
  }

  private rate(score: number): void {
    if (score > 3 !== this.state.score > 3) this.reasons.clear();
    this.setState({ score });
    this.wait();
  }

  private submit = async (): Promise<void> => {
    this.stop?.();
    const { v, id } = this.props;
    this.setState({ sent: true });
    try {
      await v.c.access.ask("POST", "survey", { conversation_id: id, score: this.state.score, reasons: [...this.reasons], comment: this.comment.trim() || undefined }, true);
    } catch (e) {
      if ((e as Failure).status === 409) return;
      this.setState({ sent: false });
      v.c.tell(e as Failure);
    }
  };

  render({ v, done }: Props, { score, sent }: { score: number; sent: boolean }): ComponentChild {
    const { w } = v;
    if (done || sent) return <div class="card thanks" role="status"><Icon n="star" s={16} />{w.t("survey.thanks")}</div>;
    const reasons = v.c.config!.survey.reasons.filter((r) => r.bad === score <= 3);
    return (
      <div class="card" ref={(el) => { this.card = el; }} role="group" aria-label={w.t("survey.title")}>
        <b>{w.t("survey.title")}</b>
        <div class="stars">
          {[1, 2, 3, 4, 5].map((n) => (
            <button key={n} class={n <= score ? "on" : ""} aria-pressed={n === score} aria-label={w.t("survey.star", { n, word: w.t(("survey." + n) as Key) })} onClick={() => this.rate(n)}>
              <Icon n="star" s={28} />
            </button>
          ))}
        </div>
        {score > 0 && (
          <div class="more">
            <p>{w.t(("survey." + score) as Key)}{reasons.length > 0 && " · " + w.t(score > 3 ? "survey.good" : "survey.bad")}</p>
            <div class="chips">
              {reasons.map((r) => (
                <button key={r.code} class={"chip" + (this.reasons.has(r.code) ? " on" : "")} aria-pressed={this.reasons.has(r.code)}
                  onClick={() => { this.reasons.delete(r.code) || this.reasons.add(r.code); this.wait(); this.setState({}); }}>{w.pick(r)}</button>
              ))}
            </div>
            <textarea rows={2} maxLength={500} placeholder={w.t("survey.words")} aria-label={w.t("survey.words")} onInput={(e) => { this.comment = e.currentTarget.value; this.wait(); }} />
            <button class="go" onClick={this.submit}>{w.t("survey.send")}</button>
          </div>
        )}
      </div>
    );
  }
}
