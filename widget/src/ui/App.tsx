/** The chat on screen: panel, sheets, picture viewer. */
import { Component, h, Fragment, type ComponentChild } from "preact";
import type { Client } from "../core/client";
import { renew, waitAgain } from "../core/requests";
import { current } from "../core/state";
import type { Message } from "../core/types";
import type { Uploads } from "../core/uploads";
import { callWords, isAway, timeText, waitWords } from "../core/words";
import type { Words } from "../i18n";
import type { Door } from "./door";
import { Composer } from "./Composer";
import { Icon } from "./icons";
import { meaning } from "./keys";
import { CallBack } from "./CallBack";
import { Leave } from "./Leave";
import { Sheet } from "./Sheet";
import { Thread } from "./Thread";

/** What every part of the screen may use. */
export interface View {
  c: Client;
  up: Uploads;
  w: Words;
  now(): number;
  href(url: string): string;
  show(p: Picture): void;
  renew(m: Message): void;
  openFile(e: MouseEvent, m: Message): void;
}

interface Picture { src: string; name: string }
interface Props {
  c: Client;
  up: Uploads;
  w: Words;
  door: Door;
  /** called once with the component itself */
  me(app: App): void;
}
interface State { open: boolean; sheet: "" | "menu" | "end" | "leave" | "call"; pic: Picture | null; drag: boolean; asking: boolean }

/** Signed addresses live an hour; older ones are asked for anew before they are opened. */
const FRESH = 50 * 60_000;

export class App extends Component<Props, State> {
  override state: State = { open: false, sheet: "", pic: null, drag: false, asking: false };
  private composer: Composer | null = null;
  private thread: Thread | null = null;
  private root: HTMLElement | null = null;
  private panel: HTMLElement | null = null;
  /** message id -> when its addresses were last signed */
  private signed = new Map<string, number>();
  private started = this.props.c.env.now();
  private v: View = {
    c: this.props.c, up: this.props.up, w: this.props.w,
    now: () => this.props.c.env.now(),
    href: (url) => new URL(url, this.props.door.origin).href,
    show: (pic) => this.setState({ pic }),
    renew: (m) => void this.renew(m),
    openFile: (e, m) => {
      if (this.age(m) < FRESH) return;
      e.preventDefault();
      void this.renew(m).then((url) => url && window.open(this.v.href(url), "_blank", "noopener"));
    },
  };

  override componentDidMount(): void {
    this.props.me(this);
  }

  override componentDidUpdate(_p: Props, old: State): void {
    const { open, sheet, pic } = this.state;
    if (open !== old.open) {
      if (open) (matchMedia("(pointer: fine)").matches && this.composer?.area || this.panel)?.focus();
    } else if (sheet !== old.sheet || !pic !== !old.pic) {
      (this.fences().pop()?.querySelector<HTMLElement>(".first,.sheet button,.viewer button") ?? this.composer?.area ?? this.panel)?.focus();
    }
  }

  show(open: boolean): void {
    this.setState({ open, sheet: "", pic: null });
  }

  private age(m: Message): number {
    return this.v.now() - Math.max(this.started, Date.parse(m.at), this.signed.get(m.id) ?? 0);
  }

  /** Ask once a minute at most: a picture that is really gone must not ask for ever. */
  private async renew(m: Message): Promise<string | null> {
    if (this.v.now() - (this.signed.get(m.id) ?? 0) < 60_000) return null;
    this.signed.set(m.id, this.v.now());
    return renew(this.props.c, m).catch(() => null);
  }

  /** Called with every key pressed inside the widget. */
  key(e: KeyboardEvent, active: Element | null): void {
    const what = meaning(e, !!active?.hasAttribute("data-write"));
    if (!what || !this.state.open) return;
    if (what === "trap") return this.trap(e, active);
    e.preventDefault();
    if (what === "send") this.composer?.send();
    else if (this.state.pic) this.setState({ pic: null });
    else if (this.state.sheet) this.setState({ sheet: "" });
    else this.props.door.close();
  }

  /** The layers that hold the focus, the top one last. */
  private fences(): HTMLElement[] {
    return [...(this.root?.querySelectorAll<HTMLElement>("[data-fence]") ?? [])];
  }

  private trap(e: KeyboardEvent, active: Element | null): void {
    const all = [...(this.fences().pop()?.querySelectorAll<HTMLElement>("button:enabled,textarea,input,a[href],[tabindex='0']") ?? [])]
      .filter((x) => x.getClientRects().length);
    const [first, last] = [all[0], all[all.length - 1]];
    const at = all.indexOf(active as HTMLElement);
    if (e.shiftKey ? at > 0 : at >= 0 && active !== last) return;
    e.preventDefault();
    (e.shiftKey ? last : first)?.focus();
  }

  /** No person is here or on the way. */
  private free(): boolean {
    return !["queued", "offered", "with_agent"].includes(current(this.props.c.state)?.phase ?? "");
  }

  private human = async (): Promise<void> => {
    this.setState({ asking: true, sheet: "" });
    await this.props.c.act("human");
    this.setState({ asking: false });
    this.thread?.toEnd();
  };

  private onDrop = (e: DragEvent): void => {
    const files = e.dataTransfer?.files;
    this.setState({ drag: false });
    e.preventDefault();
    if (files?.length && this.props.c.config) this.props.up.add([...files]);
  };

  render(_: Props, { open, pic }: State): ComponentChild {
    const { w } = this.props;
    return open && (
      <div class="in" ref={(el) => { this.root = el; }}>
        {this.dialog()}
        {pic && (
          <div class="viewer" data-fence role="dialog" aria-modal="true" aria-label={w.t("viewer")} onClick={() => this.setState({ pic: null })}>
            <img src={pic.src} alt={pic.name} onClick={(e) => e.stopPropagation()} />
            <button aria-label={w.t("close")} onClick={() => this.setState({ pic: null })}><Icon n="close" /></button>
          </div>
        )}
      </div>
    );
  }

  private dialog(): ComponentChild {
    const { c, w } = this.props;
    const { drag, sheet } = this.state;
    return (
      <div class="panel" data-fence role="dialog" aria-label={c.config?.brand.name ?? w.t("open")} tabIndex={-1} ref={(el) => { this.panel = el; }}
        onDragOver={(e) => { e.preventDefault(); if (!drag) this.setState({ drag: true }); }}
        onDragLeave={(e) => e.currentTarget === e.target && this.setState({ drag: false })} onDrop={this.onDrop}>
        {this.head()}
        {this.banner()}
        {sheet === "call" && c.config ? <CallBack v={this.v} done={() => this.setState({ sheet: "" })} /> : sheet === "leave" && c.config ? <Leave v={this.v} done={() => this.setState({ sheet: "" })} /> : (
          <Fragment>
            <Thread v={this.v} me={(x) => { this.thread = x; }} />
            {c.notice && <div class="notice" role="alert">{w.error(c.notice)}<button onClick={() => c.tell(null)}>{w.t("dismiss")}</button></div>}
            {current(c.state)?.closed
              ? <div class="over"><button class="go" onClick={() => c.dispatch({ t: "new" })}>{w.t("new")}</button></div>
              : <Composer v={this.v} me={(x) => { this.composer = x; }} />}
          </Fragment>
        )}
        {drag && <div class="drop">{w.t("drop")}</div>}
        {(sheet === "menu" || sheet === "end") && <Sheet v={this.v} end={sheet === "end"} free={this.free()} human={this.human} go={(to) => this.setState({ sheet: to })} />}
      </div>
    );
  }

  private head(): ComponentChild {
    const { c, w, door } = this.props;
    const { asking, sheet } = this.state;
    const conv = current(c.state);
    const f = c.config;
    const agent = conv?.agent?.kind === "agent" && !conv.closed ? conv.agent : null;
    const waiting = !agent && !this.free();
    const who = conv?.closed ? "head_closed" : conv?.phase === "snoozed" ? "head_snoozed" : conv?.callback ? "head_callback" : agent ? "head_agent" : waiting ? (this.off() ? "away" : "head_wait") : this.off() ? "head_off" : "head_bot";
    const name = agent?.name ?? f?.brand.name ?? "";
    if (sheet === "leave" || sheet === "call")
      return <div class="head"><button class="tool first" aria-label={w.t("back")} onClick={() => this.setState({ sheet: "" })}><Icon n="back" /></button><div class="who"><b>{w.t(sheet === "call" ? "call.title" : "leave.title")}</b></div></div>;
    return (
      <div class="head">
        <span class="face" aria-hidden="true">{f?.brand.logo_url && !agent ? <img src={this.v.href(f.brand.logo_url)} alt="" /> : name.slice(0, 1)}</span>
        <div class="who"><b>{name}</b><small aria-live="polite">{w.say(who)}</small></div>
        {this.free() && <button class="human" disabled={asking || !f} aria-label={w.t("human.label")} onClick={this.human}><Icon n="person" s={16} />{w.t(asking ? "human.asking" : "human")}</button>}
        <button class="tool" aria-label={w.t("menu")} aria-haspopup="menu" disabled={!f} onClick={() => this.setState({ sheet: "menu" })}><Icon n="more" /></button>
        {!door.page && <button class="tool" aria-label={w.t("close")} onClick={door.close}><Icon n="down" /></button>}
      </div>
    );
  }

  /** What holds things up: the network, the queue, the hour. */
  private banner(): ComponentChild {
    const { c, w } = this.props;
    const conv = current(c.state);
    const trouble = c.trouble();
    const agent = conv?.phase === "with_agent" || conv?.phase === "wrap_up";
    const left = c.state.msgs.some((m) => m.system?.code === "left_message");
    const leave = (words: string): ComponentChild => <button onClick={() => this.setState({ sheet: "leave" })}>{words}</button>;
    const call = conv?.callback;
    if (this.state.sheet === "leave" || this.state.sheet === "call") return null;
    return (
      <div role="status">
        {trouble && <div class="bar warn">{w.t(trouble)}</div>}
        {call
          ? <div class="bar"><span>{callWords(w, call, this.v.now())}</span><button onClick={() => void waitAgain(c)}>{w.t("call.wait")}</button></div>
          : this.off() && !conv?.closed && !agent
          ? <div class="bar"><span>{this.away(left)}</span>{!left && leave(w.t("leave"))}</div>
          : conv && (conv.phase === "queued" || conv.phase === "offered")
            && <div class="bar wait"><i /><span>{left && !conv.wait ? w.say("left_message") : waitWords(w, conv)}</span>{conv.can_be_called && <button onClick={() => this.setState({ sheet: "call" })}>{w.t("wait.call")}</button>}{conv.can_leave_message && leave(w.t(conv.can_be_called ? "leave" : "wait.leave"))}</div>}
      </div>
    );
  }

  private off(): boolean {
    return isAway(this.props.c.config?.hours, this.v.now());
  }

  /** Nobody is at the desk, and until when; what happens with a message that was left. */
  private away(left: boolean): string {
    const { c, w } = this.props;
    const opens = c.config!.hours.opens_at;
    const at = opens && timeText(w, opens, this.v.now());
    return w.say(at ? (left ? "left_until" : "away_until") : left ? "left_message" : "away", { "hours.opens": at ?? "" });
  }
}
