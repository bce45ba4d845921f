/**
 * One tap gives the score; reasons and words are optional. The server takes one answer, so it leaves when the visitor
 * sends it, or by itself when the card or page goes away or a minute passes: a single tap always counts.
 */
import { Component, h, type ComponentChild } from "preact";
import type { Failure, SurveyForm, WidgetConfig } from "../core/types";
import type { View } from "./App";
import { Icon } from "./icons";
import type { Key } from "../i18n";

interface Props { v: View; id: string; done: boolean }

const FIVE = [1, 2, 3, 4, 5] as const;

export class Survey extends Component<Props, { score: number; sent: boolean; form: SurveyForm | null }> {
  override state = { score: 0, sent: false, form: null as SurveyForm | null };
  private reasons = new Set<string>();
  private comment = "";
  private card: HTMLElement | null = null;
  private stop: (() => void) | null = null;
  private config: WidgetConfig | null = null;

  override componentDidMount(): void {
    addEventListener("pagehide", this.leave);
    void this.load();
  }

  override componentWillUnmount(): void {
    removeEventListener("pagehide", this.leave);
    this.leave();
  }

  private leave = (): void => {
    if (this.state.score && !this.state.sent) void this.submit();
  };

  /** What is asked about this very conversation; what the chat asks as a rule when that cannot be had. */
  private async load(): Promise<void> {
    const { v, id, done } = this.props;
    this.config = v.c.config;
    if (done) return;
    const form = await v.c.access.ask<SurveyForm>("GET", "survey?conversation_id=" + id).catch(() => this.config!.survey);
    this.setState({ form });
  }

  private wait(): void {
    this.stop?.();
    this.stop = this.props.v.c.env.after(60_000, this.leave);
  }

  /** Keep the whole card in sight while it grows. */
  override componentDidUpdate(): void {
    this.card?.scrollIntoView({ block: "nearest" });
    if (this.props.v.c.config !== this.config && !this.state.score) void this.load();
  }

  private rate(score: number): void {
    for (const r of this.state.form!.reasons) if (!r.scores.includes(score)) this.reasons.delete(r.code);
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
      if ((e as Failure).code === "already_answered") return;
      this.setState({ sent: false });
      v.c.tell(e as Failure);
    }
  };

  private scale({ scale }: SurveyForm, score: number): ComponentChild {
    const { w } = this.props.v;
    if (scale === "yes_no")
      return (
        <div class="yesno">
          {([[5, "survey.yes", "yes"], [1, "survey.no", "no"]] as const).map(([n, key, icon]) => (
            <button key={n} class={n === score ? "on" : ""} aria-pressed={n === score} onClick={() => this.rate(n)}><Icon n={icon} s={20} />{w.t(key)}</button>
          ))}
        </div>
      );
    const faces = scale === "faces";
    return (
      <div class={faces ? "stars faces" : "stars"}>
        {FIVE.map((n) => (
          <button key={n} class={(faces ? n === score : n <= score) ? "on" : ""} aria-pressed={n === score} aria-label={w.t("survey.star", { n, word: w.t(("survey." + n) as Key) })} onClick={() => this.rate(n)}>
            <Icon n={faces ? `face${n}` : "star"} s={28} />
          </button>
        ))}
      </div>
    );
  }

  render({ v, done }: Props, { score, sent, form }: { score: number; sent: boolean; form: SurveyForm | null }): ComponentChild {
    const { w } = v;
    if (done || sent) return <div class="card thanks" role="status"><Icon n="star" s={16} />{w.say("survey_thanks")}</div>;
    if (!form) return null;
    const reasons = form.reasons.filter((r) => r.scores.includes(score));
    const title = w.pick(form.question);
    const word = form.scale === "yes_no" ? "" : w.t(("survey." + score) as Key);
    const why = reasons.length ? w.say(score > 3 ? "survey_good" : "survey_bad") : "";
    return (
      <div class="card" ref={(el) => { this.card = el; }} role="group" aria-label={title}>
        <b>{title}</b>
        {this.scale(form, score)}
        {score > 0 && (
          <div class="more">
            <p>{word}{word && why && " · "}{why}</p>
            <div class="chips">
              {reasons.map((r) => (
                <button key={r.code} class={"chip" + (this.reasons.has(r.code) ? " on" : "")} aria-pressed={this.reasons.has(r.code)}
                  onClick={() => { this.reasons.delete(r.code) || this.reasons.add(r.code); this.wait(); this.setState({}); }}>{w.pick(r)}</button>
              ))}
            </div>
            {form.comment && <textarea rows={2} maxLength={500} placeholder={w.t("survey.words")} aria-label={w.t("survey.words")} onInput={(e) => { this.comment = e.currentTarget.value; this.wait(); }} />}
            <button class="go" onClick={this.submit}>{w.t("survey.send")}</button>
          </div>
        )}
      </div>
    );
  }
}
