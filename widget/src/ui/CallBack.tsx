/** Be called, or written to, instead of waiting: in one's turn, or at a time that is still free. */
import { Component, h, type ComponentChild } from "preact";
import { callBack, callTimes } from "../core/requests";
import type { CallTimes, CallWay } from "../core/types";
import { spanText, timeText } from "../core/words";
import type { View } from "./App";

interface State { times: CallTimes | null; way: CallWay; start: string; bad: boolean; busy: boolean }

export class CallBack extends Component<{ v: View; done(): void }, State> {
  override state: State = { times: null, way: "phone", start: "", bad: false, busy: false };
  private phone = "";
  private field: HTMLInputElement | null = null;

  override componentDidMount(): void {
    void this.load();
  }

  private load = async (): Promise<void> => {
    const times = await callTimes(this.props.v.c);
    if (!times) return this.props.done();
    this.setState({ times, start: times.kept_until ? "" : times.windows[0]?.starts_at ?? "" });
  };

  private submit = async (): Promise<void> => {
    const { way, start, times } = this.state;
    const phone = this.phone.trim();
    const bad = way === "phone" && (phone ? !/^\+?[\d\s()-]{6,20}$/.test(phone) : !times?.phone);
    this.setState({ bad, busy: !bad });
    if (bad) return this.field!.focus();
    const given = way === "phone" && phone ? { phone } : {};
    const ok = await callBack(this.props.v.c, { way, ...(start ? { starts_at: start } : {}), ...given });
    this.setState({ busy: false });
    if (ok) this.props.done();
    else await this.load();
  };

  private choice(group: string, on: boolean, words: string, choose: () => void): ComponentChild {
    return <label class="pick"><input type="radio" name={group} checked={on} onChange={choose} />{words}</label>;
  }

  render(): ComponentChild {
    const { c, w, now } = this.props.v;
    const { times, way, start, bad, busy } = this.state;
    if (!times) return <div class="form" aria-busy="true" />;
    const none = !times.kept_until && !times.windows.length;
    return (
      <div class="form">
        <p>{w.t(none ? "call.none" : "call.note")}</p>
        <fieldset>
          <legend>{w.t("call.how")}</legend>
          {this.choice("way", way === "phone", w.t("call.phone"), () => this.setState({ way: "phone" }))}
          {this.choice("way", way === "chat", w.t("call.chat"), () => this.setState({ way: "chat" }))}
        </fieldset>
        {way === "phone" && (
          <label class="field">
            {w.t("leave.phone")}
            <input type="tel" name="phone" autocomplete="tel" maxLength={40} list={undefined} ref={(el) => { this.field = el; }} aria-invalid={bad} aria-describedby={bad ? "e-call" : undefined}
              placeholder={times.phone ?? ""} onInput={(e) => { this.phone = e.currentTarget.value; }} />
            {bad && <em id="e-call" role="alert">{w.t("leave.phone.bad")}</em>}
          </label>
        )}
        <fieldset>
          <legend>{w.t("call.when")}</legend>
          {times.kept_until && this.choice("start", !start, w.t("call.kept", { at: timeText(w, times.kept_until, now()) }), () => this.setState({ start: "" }))}
          {times.windows.map((x) => this.choice("start", start === x.starts_at, spanText(w, x.starts_at, x.ends_at, now()), () => this.setState({ start: x.starts_at })))}
        </fieldset>
        {c.notice && <p class="field" role="alert"><em>{w.error(c.notice)}</em></p>}
        <button class="go" disabled={busy || none} onClick={this.submit}>{w.t("call.send")}</button>
      </div>
    );
  }
}
