/** Leave a message: what it is about and how to reach the visitor. */
import { Component, h, type ComponentChild } from "preact";
import { leave } from "../core/requests";
import type { View } from "./App";
import type { Key } from "../i18n";

type Field = "text" | "name" | "phone" | "email";

interface State { bad: Partial<Record<Field, Key>>; busy: boolean }

export class Leave extends Component<{ v: View; done(): void }, State> {
  override state: State = { bad: {}, busy: false };
  private value: Record<Field, string> = { text: "", name: "", phone: "", email: "" };
  private form: HTMLElement | null = null;
  /** the same through every try, so that a repeat is not a second message */
  private id = this.props.v.c.env.uuid();

  private check(): Partial<Record<Field, Key>> {
    const { text, phone, email } = this.value;
    if (!text.trim()) return { text: "leave.empty" };
    if (!phone.trim() && !email.trim()) return { phone: "leave.need" };
    if (phone.trim() && !/^\+?[\d\s()-]{6,20}$/.test(phone.trim())) return { phone: "leave.phone.bad" };
    if (email.trim() && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) return { email: "leave.email.bad" };
    return {};
  }

  private submit = async (): Promise<void> => {
    const bad = this.check();
    const wrong = Object.keys(bad)[0];
    this.setState({ bad, busy: !wrong });
    if (wrong) return this.form!.querySelector<HTMLElement>(`[name=${wrong}]`)!.focus();
    const { text, ...rest } = this.value;
    const contact = Object.fromEntries(Object.entries(rest).map(([k, x]) => [k, x.trim()]).filter(([, x]) => x));
    const ok = await leave(this.props.v.c, { client_id: this.id, text: text.trim(), contact });
    this.setState({ busy: false });
    if (ok) this.props.done();
  };

  private field(name: Field, type: "text" | "tel" | "email", auto: string): ComponentChild {
    const { w } = this.props.v;
    const wrong = this.state.bad[name];
    const common = {
      name, "aria-invalid": !!wrong, "aria-describedby": wrong && "e-" + name,
      onInput: (e: { currentTarget: { value: string } }) => { this.value[name] = e.currentTarget.value; },
    };
    return (
      <label class="field">
        {w.t(("leave." + name) as Key)}
        {name === "text" ? <textarea rows={4} maxLength={2000} {...common} /> : <input type={type} autocomplete={auto} maxLength={100} list={undefined} {...common} />}
        {wrong && <em id={"e-" + name} role="alert">{w.t(wrong)}</em>}
      </label>
    );
  }

  render(): ComponentChild {
    const { w } = this.props.v;
    const { busy } = this.state;
    return (
      <div class="form" ref={(el) => { this.form = el; }}>
        <p>{w.say("leave_note")}</p>
        {this.field("text", "text", "off")}
        {this.field("name", "text", "name")}
        {this.field("phone", "tel", "tel")}
        {this.field("email", "email", "email")}
        <button class="go" disabled={busy} onClick={this.submit}>{w.t("leave.send")}</button>
      </div>
    );
  }
}
