/** Where the visitor writes. Enter comes from the window (see host.ts), so it is a method here. */
import { Component, h, Fragment, type ComponentChild } from "preact";
import type { View } from "./App";
import { Icon } from "./icons";

interface Props {
  v: View;
  /** called with the component while it is there, then with null */
  me(composer: Composer | null): void;
}

export class Composer extends Component<Props, { text: string }> {
  area: HTMLTextAreaElement | null = null;
  override state = { text: "" };
  private stop: (() => void) | null = null;
  private early = false;

  send = (): void => {
    const { v } = this.props;
    const text = this.state.text.trim();
    const most = v.c.config?.max_text;
    this.early = !!text && most === undefined; // who is quicker than the server need not press twice
    if (!text || most === undefined || text.length > most) return;
    v.c.send("text", text);
    this.setState({ text: "" });
    this.area?.focus();
  };

  override componentDidMount(): void {
    this.props.me(this);
  }

  override componentWillUnmount(): void {
    this.props.me(null);
  }

  override componentDidUpdate(): void {
    if (this.early && this.props.v.c.config) this.send();
    const a = this.area;
    if (!a) return;
    a.style.height = "auto";
    a.style.height = Math.min(a.scrollHeight, 120) + "px";
  }

  private onInput = (e: { currentTarget: HTMLTextAreaElement }): void => {
    const text = e.currentTarget.value;
    const { c } = this.props.v;
    this.early = false;
    this.setState({ text });
    c.type(!!text);
    this.stop?.();
    this.stop = c.env.after(4000, () => c.type(false));
  };

  private onPaste = (e: ClipboardEvent): void => {
    const files = e.clipboardData?.files;
    if (!files?.length) return;
    e.preventDefault();
    this.props.v.up.add(files);
  };

  private picker(kind: "image" | "camera" | "file"): ComponentChild {
    const { v } = this.props;
    const label = v.w.t(kind);
    const types = v.c.config!.upload.types;
    const images = types.filter((t) => t.startsWith("image/")).join();
    return (
      <label class={"tool " + kind} title={label}>
        <input type="file" class="sr" aria-label={label} multiple={kind !== "camera"} accept={kind === "file" ? types.join() : images}
          {...(kind === "camera" && { capture: "environment" })}
          onChange={(e) => { v.up.add([...e.currentTarget.files!]); e.currentTarget.value = ""; }} />
        <Icon n={kind === "file" ? "clip" : kind} />
      </label>
    );
  }

  render({ v }: Props, { text }: { text: string }): ComponentChild {
    const { w, c } = v;
    const left = c.config ? c.config.max_text - text.length : 0;
    return (
      <div class="compose">
        <textarea ref={(el) => { this.area = el; }} rows={1} value={text} aria-label={w.t("compose")} placeholder={w.t("compose.hint")} enterkeyhint="send"
          data-write onInput={this.onInput} onPaste={this.onPaste} />
        <div class="tools">
          {c.config && <Fragment>{this.picker("image")}{this.picker("camera")}{this.picker("file")}</Fragment>}
          <span class={"left" + (left < 0 ? " err" : "")} role="status">{text && c.config && left < 100 ? w.t(left < 0 ? "over" : "left", { n: Math.abs(left) }) : ""}</span>
          <button class="send" aria-label={w.t("send")} disabled={!text.trim() || (!!c.config && left < 0)} onClick={this.send}><Icon n="send" /></button>
        </div>
      </div>
    );
  }
}
