/** "Was this helpful?", once per visit and article; one may think better of it. */
import { Component, h, type ComponentChild } from "preact";
import type { Page } from "./page";

export class Vote extends Component<{ p: Page; slug: string }, { said: boolean | null }> {
  override state = { said: null as boolean | null };

  private say(helpful: boolean): void {
    this.setState({ said: helpful });
    this.props.p.tell("judged", { slug: this.props.slug, helpful });
  }

  override render(): ComponentChild {
    const { p } = this.props;
    const { said } = this.state;
    const button = (helpful: boolean): ComponentChild => (
      <button type="button" class="plain" aria-pressed={said === helpful} onClick={() => this.say(helpful)}>{p.word(helpful ? "yes" : "no")}</button>
    );
    return (
      <section class="card" aria-label={p.word("helpful")}>
        <div class="row"><p role="status">{said === null ? p.word("helpful") : p.word(said ? "thanks" : "sorry")}</p><div class="acts">{button(true)}{button(false)}</div></div>
      </section>
    );
  }
}
