/** The menu that rises from below, and the question before a conversation is ended. */
import { Component, h, Fragment, type ComponentChild } from "preact";
import type { View } from "./App";

interface Props {
  v: View;
  /** asks whether to end it, instead of the menu */
  end: boolean;
  /** no person is here or on the way */
  free: boolean;
  human(): void;
  go(sheet: "" | "end" | "leave"): void;
}

export class Sheet extends Component<Props> {
  private close = (): void => this.props.go("");

  private menu({ v, free, human, go }: Props): ComponentChild {
    const { c, w } = v;
    return (
      <Fragment>
        {free && <button onClick={human}>{w.t("human.label")}</button>}
        <button onClick={() => go("leave")}>{w.t("leave")}</button>
        <button onClick={() => { c.chime.mute(!c.chime.muted()); this.close(); }}>{w.t(c.chime.muted() ? "sound.on" : "sound.off")}</button>
        {c.state.conv?.closed === false && <button class="risk" onClick={() => go("end")}>{w.t("end")}</button>}
      </Fragment>
    );
  }

  render(p: Props): ComponentChild {
    const { c, w } = p.v;
    return (
      <div class="veil" onClick={this.close}>
        <div class="sheet" data-fence role="dialog" aria-modal="true" aria-label={w.t(p.end ? "end" : "menu")} onClick={(e) => e.stopPropagation()}>
          {p.end ? (
            <Fragment>
              <p>{w.t("end.ask")}</p>
              <button class="risk" onClick={() => { this.close(); void c.act("end"); }}>{w.t("end.yes")}</button>
            </Fragment>
          ) : this.menu(p)}
          <button onClick={this.close}>{w.t("cancel")}</button>
        </div>
      </div>
    );
  }
}
